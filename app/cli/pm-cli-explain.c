/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-cli-input.h"
#include "pm-cli-run.h"
#include "pm-explanation.h"

typedef struct
{
  char *stage;
  char **files;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->stage, g_free);
  g_clear_pointer (&self->files, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* The words of SMTP for the stages in which they are said. */
static const struct
{
  const char *word;
  PmStage stage;
} words[] = {
  { "banner", PM_STAGE_GREETING }, { "helo", PM_STAGE_GREETING }, { "ehlo", PM_STAGE_GREETING },
  { "starttls", PM_STAGE_TLS },    { "login", PM_STAGE_AUTH },    { "mail", PM_STAGE_SENDER },
  { "rcpt", PM_STAGE_RECIPIENT },  { "data", PM_STAGE_MESSAGE },  { "bounce", PM_STAGE_DELIVERY },
};

static gboolean
parse (Options *options, PmCliOutput *output, char **args, GError **error)
{
  const GOptionEntry entries[] = {
    { "stage", 0, 0, G_OPTION_ARG_STRING, &options->stage,
      N_ ("Where it happened: connect, tls, auth, sender, recipient, message, delivery…"),
      N_ ("STAGE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[FILE|-]" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Explains an error message that was pasted, or a mail that came "
                                   "back. No server\nis asked; without a file, it is read from "
                                   "standard input."));
  g_option_context_set_translation_domain (context, PM_GETTEXT_DOMAIN);
  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
  pm_cli_output_add_program (output, context);
  return pm_cli_output_parse (output, context, args, error);
}

static void
set_stage_error (const char *text, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (PmStage stage = PM_STAGE_NETWORK; stage <= PM_STAGE_DELIVERY; stage++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", pm_stage_get_id (stage));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_append_printf (list, ", %s", words[i].word);
  pm_cli_set_error (error, _ ("%s: “%s” is none of: %s"), "--stage", text, list->str);
}

/* No option is a stage that is not known. */
static gboolean
parse_stage (const char *text, PmStage *stage, GError **error)
{
  g_autofree char *id = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  *stage = PM_STAGE_UNKNOWN;
  if (id == NULL)
    return TRUE;
  *stage = pm_stage_from_id (id);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, id))
      *stage = words[i].stage;
  if (*stage == PM_STAGE_UNKNOWN)
    set_stage_error (text, error);
  return *stage != PM_STAGE_UNKNOWN;
}

static PmExplanation *
explain (const Options *options, GCancellable *cancellable, GError **error)
{
  const char *path = options->files != NULL ? options->files[0] : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;
  PmExplanation *explanation;
  PmStage stage;

  if (!parse_stage (options->stage, &stage, error))
    return NULL;
  bytes = pm_cli_input_read (path, PM_EXPLANATION_MAX_OCTETS, cancellable, error);
  if (bytes == NULL)
    return NULL;
  explanation = pm_explanation_new (bytes, stage, &local_error);
  if (explanation == NULL)
    pm_cli_set_error (error, _ ("%s: there is no text in it"), path != NULL ? path : "-");
  return explanation;
}

PmCliStatus
pm_cli_explain (char **args, GCancellable *cancellable)
{
  g_auto (Options) options = { 0 };
  g_auto (PmCliOutput) output = { 0 };
  g_autoptr (PmExplanation) explanation = NULL;
  g_autoptr (PmReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (&options, &output, args, &error) || !pm_cli_refuse_words (options.files, 1, &error))
    return pm_cli_fail (error);

  explanation = explain (&options, cancellable, &error);
  if (explanation == NULL)
    return pm_cli_fail (error);
  report = pm_report_new (NULL, pm_explanation_get_evidence (explanation),
                          pm_explanation_get_diagnosis (explanation));
  return pm_cli_report (report, pm_explanation_get_diagnosis (explanation), &output);
}
