/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-cli-run.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "pm-catalogue.h"

#define ERASE_LINE "\r\033[K"

static void
progress_cb (PmCheckup *checkup, GParamSpec *pspec, PmCliOutput *output)
{
  const char *stage = pm_stage_get_id (pm_checkup_get_stage (checkup));
  g_autofree char *id = g_strdup_printf ("stage.%s.title", stage);
  g_autofree char *title = NULL;

  if (pm_checkup_get_stage (checkup) == PM_STAGE_UNKNOWN)
    return;
  title = pm_catalogue_get_text (pm_catalogue_get_default (), id, output->language, NULL);
  g_printerr (ERASE_LINE "%3d %%  %s", (int) (pm_checkup_get_fraction (checkup) * 100), title);
}

static gboolean
run_and_wait (PmCheckup *checkup, PmCliOutput *output, GCancellable *cancellable, GError **error)
{
  gboolean terminal = isatty (STDERR_FILENO);
  g_autoptr (GAsyncResult) result = NULL;

  if (terminal)
    {
      g_signal_connect (checkup, "notify::stage", G_CALLBACK (progress_cb), output);
      g_signal_connect (checkup, "notify::fraction", G_CALLBACK (progress_cb), output);
    }

  pm_checkup_run_async (checkup, cancellable, pm_cli_await_cb, &result);
  pm_cli_await (&result);

  if (terminal)
    {
      g_signal_handlers_disconnect_by_func (checkup, progress_cb, output);
      g_printerr (ERASE_LINE);
    }
  return pm_checkup_run_finish (checkup, result, error);
}

static PmCliStatus
status_of (PmVerdict verdict)
{
  static const PmCliStatus statuses[] = {
    [PM_VERDICT_OK] = PM_CLI_OK,
    [PM_VERDICT_PROBLEM] = PM_CLI_CAUSE,
    [PM_VERDICT_INCONCLUSIVE] = PM_CLI_INCONCLUSIVE,
  };

  return statuses[verdict];
}

PmCliStatus
pm_cli_run (PmCheckup *checkup, PmCliOutput *output, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReport) report = NULL;

  if (!run_and_wait (checkup, output, cancellable, &error))
    return pm_cli_fail (error);

  report = pm_report_new (pm_checkup_get_account (checkup), pm_checkup_get_evidence (checkup),
                          pm_checkup_get_diagnosis (checkup));
  pm_report_set_practice (report, pm_checkup_is_practice (checkup));
  return pm_cli_report (report, pm_checkup_get_diagnosis (checkup), output);
}

PmCliStatus
pm_cli_report (PmReport *report, PmDiagnosis *diagnosis, PmCliOutput *output)
{
  g_autofree char *text = NULL;

  pm_report_set_language (report, output->language);
  pm_report_set_program (report, output->program);
  text = output->format == PM_CLI_JSON ? pm_report_to_json (report) : pm_report_to_text (report);
  return pm_cli_output_finish (output, text, status_of (pm_diagnosis_get_verdict (diagnosis)));
}
