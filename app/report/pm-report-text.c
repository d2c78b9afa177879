/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report-program.h"
#include "pm-report-sheet.h"

static void
add_items (PmSheet *sheet, char **items, gboolean numbered)
{
  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u. ", i + 1);

      pm_sheet_add_item (sheet, PM_REPORT_INDENT, numbered ? number : "- ", items[i]);
    }
}

/* In a pasted text it is not always a server that speaks. */
static const char *
get_words_id (PmReport *self)
{
  return _pm_report_is_live (self) ? "report.server-said" : "report.words";
}

/* The cause itself: each part below a heading of its own. */
static void
add_root (PmReport *self, PmSheet *sheet, PmFinding *root)
{
  PmCatalogue *catalogue = self->catalogue;
  PmServerReply *reply = pm_finding_get_reply (root);
  g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, root, self->language);
  g_auto (GStrv) evidence = pm_catalogue_get_evidence (catalogue, root, self->language);
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, root, self->language);
  g_autofree char *said = reply != NULL ? pm_server_reply_to_string (reply) : NULL;

  _pm_report_add_heading (self, sheet, "report.cause", '\0');
  pm_sheet_add_item (sheet, PM_REPORT_INDENT, "", meaning);
  if (evidence != NULL && *evidence != NULL)
    _pm_report_add_heading (self, sheet, "report.why", '\0');
  add_items (sheet, evidence, FALSE);
  if (fixes != NULL && *fixes != NULL)
    _pm_report_add_heading (self, sheet, "report.what-to-do", '\0');
  add_items (sheet, fixes, TRUE);
  _pm_report_add_program_to_sheet (self, sheet, root);
  if (said != NULL)
    {
      _pm_report_add_heading (self, sheet, get_words_id (self), '\0');
      pm_sheet_add_item (sheet, PM_REPORT_INDENT, "", said);
    }
}

/* Another finding: the same in short. */
static void
add_finding (PmReport *self, PmSheet *sheet, PmFinding *finding)
{
  PmCatalogue *catalogue = self->catalogue;
  PmServerReply *reply = pm_finding_get_reply (finding);
  g_autofree char *sentence = pm_catalogue_get_sentence (catalogue, finding, self->language);
  g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, finding, self->language);
  g_auto (GStrv) evidence = pm_catalogue_get_evidence (catalogue, finding, self->language);
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, self->language);
  g_autofree char *said = reply != NULL ? pm_server_reply_to_string (reply) : NULL;

  pm_sheet_add_item (sheet, 0, "* ", sentence);
  pm_sheet_add_item (sheet, PM_REPORT_INDENT, "", meaning);
  add_items (sheet, evidence, FALSE);
  add_items (sheet, fixes, TRUE);
  _pm_report_add_pair (self, sheet, get_words_id (self), said);
}

static void
add_further (PmReport *self, PmSheet *sheet, const char *id, GListModel *findings, guint first)
{
  guint n = g_list_model_get_n_items (findings);

  if (n <= first)
    return;

  _pm_report_add_heading (self, sheet, id, '-');
  for (guint i = first; i < n; i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      if (i > first)
        pm_sheet_add_blank (sheet);
      add_finding (self, sheet, finding);
    }
}

static void
add_conclusion (PmReport *self, PmSheet *sheet)
{
  PmFinding *root = pm_diagnosis_get_root (self->diagnosis);
  g_autofree char *summary = _pm_report_get_summary (self);

  _pm_report_add_heading (self, sheet, "report.title", '=');
  if (self->practice)
    {
      g_autofree char *practice = _pm_report_get_text (self, "report.practice");

      pm_sheet_add_item (sheet, 0, "", practice);
      pm_sheet_add_blank (sheet);
    }
  pm_sheet_add_item (sheet, 0, "", summary);
  if (pm_diagnosis_get_verdict (self->diagnosis) == PM_VERDICT_OK)
    {
      g_autofree char *hint = _pm_report_get_text (self, "verdict.ok.hint");

      pm_sheet_add_item (sheet, 0, "", hint);
    }
  if (root != NULL)
    add_root (self, sheet, root);
  add_further (self, sheet, "report.further-causes", pm_diagnosis_get_causes (self->diagnosis), 1);
  add_further (self, sheet, "report.notes", pm_diagnosis_get_notes (self->diagnosis), 0);
}

char *
pm_report_to_text (PmReport *self)
{
  g_autoptr (PmSheet) sheet = NULL;
  g_autofree char *no_password = NULL;

  g_return_val_if_fail (PM_IS_REPORT (self), NULL);

  sheet = pm_sheet_new ();
  add_conclusion (self, sheet);

  _pm_report_add_helpdesk (self, sheet);

  no_password = _pm_report_get_text (self, "report.no-password");
  pm_sheet_add_blank (sheet);
  pm_sheet_add_item (sheet, 0, "", no_password);
  return pm_sheet_finish (sheet);
}
