/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (PmReport, pm_report, G_TYPE_OBJECT)

const PmReportSetting _pm_report_settings[] = {
  { "address", TRUE, pm_account_get_address }, { "user", TRUE, pm_account_get_user },
  { "auth", FALSE, pm_account_get_auth },      { "from", TRUE, pm_account_get_from },
  { "to", TRUE, pm_account_get_to },           { NULL },
};

static void
pm_report_finalize (GObject *object)
{
  PmReport *self = PM_REPORT (object);

  g_clear_object (&self->account);
  g_clear_object (&self->evidence);
  g_clear_object (&self->diagnosis);
  g_clear_pointer (&self->made, g_date_time_unref);

  G_OBJECT_CLASS (pm_report_parent_class)->finalize (object);
}

static void
pm_report_class_init (PmReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_report_finalize;
}

static void
pm_report_init (PmReport *self)
{
  self->catalogue = pm_catalogue_get_default ();
  self->made = g_date_time_new_now_local ();
  self->language = "en";
}

PmReport *
pm_report_new (PmAccount *account, PmEvidence *evidence, PmDiagnosis *diagnosis)
{
  PmReport *self;

  g_return_val_if_fail (account == NULL || PM_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (evidence == NULL || PM_IS_EVIDENCE (evidence), NULL);
  g_return_val_if_fail (PM_IS_DIAGNOSIS (diagnosis), NULL);

  self = g_object_new (PM_TYPE_REPORT, NULL);
  g_set_object (&self->account, account);
  g_set_object (&self->evidence, evidence);
  g_set_object (&self->diagnosis, diagnosis);
  return self;
}

void
pm_report_set_language (PmReport *self, const char *language)
{
  g_return_if_fail (PM_IS_REPORT (self));

  self->language = g_strcmp0 (language, "ja") == 0 ? "ja" : "en";
}

void
pm_report_set_program (PmReport *self, const char *program)
{
  g_return_if_fail (PM_IS_REPORT (self));
  g_return_if_fail (program == NULL
                    || g_strv_contains (pm_catalogue_list_programs (self->catalogue), program));

  self->program = g_intern_string (program);
}

void
pm_report_set_practice (PmReport *self, gboolean practice)
{
  g_return_if_fail (PM_IS_REPORT (self));

  self->practice = practice;
}

char *
pm_report_mask_address (const char *address)
{
  g_autofree char *valid = g_utf8_make_valid (address != NULL ? address : "", -1);
  const char *at = strrchr (valid, '@');
  const char *rest = at != NULL ? at : "";
  gsize kept = 0;

  if (*valid == '\0')
    return g_strdup ("");

  if (at != valid)
    kept = g_utf8_next_char (valid) - valid;
  return g_strdup_printf ("%.*s***%s", (int) kept, valid, rest);
}

gboolean
_pm_report_is_live (PmReport *self)
{
  return self->account != NULL && self->evidence != NULL;
}

char *
_pm_report_get_text (PmReport *self, const char *id)
{
  return pm_catalogue_get_text (self->catalogue, id, self->language, NULL);
}

char *
_pm_report_get_summary (PmReport *self)
{
  PmVerdict verdict = pm_diagnosis_get_verdict (self->diagnosis);
  PmFinding *root = pm_diagnosis_get_root (self->diagnosis);
  g_autofree char *id = g_strconcat ("verdict.", pm_verdict_get_id (verdict), NULL);

  if (verdict == PM_VERDICT_PROBLEM && root != NULL)
    return pm_catalogue_get_sentence (self->catalogue, root, self->language);
  if (verdict == PM_VERDICT_INCONCLUSIVE && !_pm_report_is_live (self))
    return _pm_report_get_text (self, "verdict.inconclusive.words");
  return _pm_report_get_text (self, id);
}

char *
_pm_report_get_started (PmReport *self)
{
  GDateTime *started = self->made;

  if (self->evidence != NULL)
    started = pm_evidence_get_started (self->evidence);
  return g_date_time_format (started, "%Y-%m-%dT%H:%M:%S%:z");
}

gint64
_pm_report_get_duration_ms (PmReport *self)
{
  return self->evidence != NULL ? pm_evidence_get_elapsed_ms (self->evidence) : 0;
}
