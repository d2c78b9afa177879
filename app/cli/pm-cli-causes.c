/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-cli-output.h"
#include "pm-cli.h"
#include "pm-report.h"

PmCliStatus
pm_cli_causes (char **args, GCancellable *cancellable)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (PmCliOutput) output = { 0 };
  g_auto (GStrv) rest = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
    { NULL },
  };

  g_option_context_set_summary (context,
                                _ ("Lists every cause that this program can name, with what it "
                                   "means and what to do."));
  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
  if (!pm_cli_output_parse (&output, context, args, &error)
      || !pm_cli_refuse_words (rest, 0, &error))
    return pm_cli_fail (error);

  text = output.format == PM_CLI_JSON ? pm_report_causes_to_json (output.language)
                                      : pm_report_causes_to_text (output.language);
  return pm_cli_output_finish (&output, text, PM_CLI_OK);
}
