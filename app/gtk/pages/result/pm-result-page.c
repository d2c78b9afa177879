/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-cause-view.h"
#include "pm-finding-row.h"
#include "pm-plain-row.h"
#include "pm-result-page.h"
#include "pm-stage-row.h"
#include "pm-transcript-view.h"
#include "pm-verdict-view.h"
#include "pm-words.h"

struct _PmResultPage
{
  PmPage parent_instance;

  PmVerdictView *verdict;
  GtkWidget *way_out;
  GtkLabel *way_out_text;
  GtkLabel *way_out_label;
  PmCauseView *cause;
  AdwPreferencesGroup *works_group;
  AdwPreferencesGroup *untested_group;
  AdwPreferencesGroup *others_group;
  AdwPreferencesGroup *notes_group;
  AdwExpanderRow *stages;
  GtkTextView *transcript;

  guint way_out_port;
  PmSecurity way_out_security;
};

G_DEFINE_FINAL_TYPE (PmResultPage, pm_result_page, PM_TYPE_PAGE)

/* Where all is well from here, what the user saw must come from somewhere else. */
static const char *const advice_by_symptom[] = {
  [PM_SYMPTOM_UNKNOWN] = N_ ("If your mail app still does not send, compare its settings with "
                             "those below, letter by letter."),
  [PM_SYMPTOM_ERROR] = N_ ("If your mail app still shows an error, compare its settings with those "
                           "below, letter by letter. Security software on this computer may also "
                           "stand between the app and the server."),
  [PM_SYMPTOM_OUTBOX] = N_ ("If mails still wait in the outbox, see whether the mail app is set to "
                            "work offline, and compare its settings with those below."),
  [PM_SYMPTOM_NOT_ARRIVED] = N_ ("Your mail gets as far as your provider. Ask the other side to "
                                 "look among the spam, and compare the address letter by letter."),
  [PM_SYMPTOM_RETURNED] = N_ (
      "Your mail gets as far as your provider. The mail that came back says "
      "why it went no further: keep it, and show it to whoever helps you."),
};

static void
pm_result_page_fill_way_out (PmResultPage *self, PmFinding *root)
{
  const char *security;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  self->way_out_port = root != NULL ? pm_finding_get_argument_uint (root, "working_port") : 0;
  gtk_widget_set_visible (self->way_out, self->way_out_port != 0);
  if (self->way_out_port == 0)
    return;

  security = pm_finding_get_argument_string (root, "working_security");
  if (!pm_security_from_id (security != NULL ? security : "auto", &self->way_out_security))
    self->way_out_security = PM_SECURITY_AUTO;

  /* Translators: %1$u is a port number, %2$s how it is encrypted, such as "STARTTLS". */
  text = g_strdup_printf (_ ("Port %1$u with %2$s answered. Here it is tried with the rest of your "
                             "settings; your mail app stays as it is."),
                          self->way_out_port, pm_words_security (self->way_out_security));
  /* Translators: %u is a port number. */
  label = g_strdup_printf (_ ("_Use port %u and check again"), self->way_out_port);
  gtk_label_set_label (self->way_out_text, text);
  gtk_label_set_label (self->way_out_label, label);
}

static void
pm_result_page_fill_works (PmResultPage *self, PmCheckup *checkup, PmVerdict verdict)
{
  PmEvidence *evidence = pm_checkup_get_evidence (checkup);
  guint connection = pm_evidence_get_main_connection (evidence);
  g_autofree char *port = g_strdup_printf ("%u", pm_evidence_get_main_port (evidence));
  const char *mode = pm_evidence_find_string (evidence, PM_STAGE_TLS, PM_KEY_TLS_MODE, connection);
  const char *user = pm_account_get_effective_user (pm_checkup_get_account (checkup));
  PmSecurity security;

  gtk_widget_set_visible (GTK_WIDGET (self->works_group), verdict == PM_VERDICT_OK);
  if (verdict != PM_VERDICT_OK)
    return;

  adw_preferences_group_add (
      self->works_group,
      pm_plain_row_new (_ ("Server name"),
                        pm_account_get_server (pm_checkup_get_account (checkup))));
  adw_preferences_group_add (self->works_group, pm_plain_row_new (_ ("Port number"), port));
  if (mode != NULL && pm_security_from_id (mode, &security))
    adw_preferences_group_add (self->works_group, pm_plain_row_new (_ ("Connection security"),
                                                                    pm_words_security (security)));
  if (pm_checkup_get_signed_in (checkup))
    adw_preferences_group_add (self->works_group, pm_plain_row_new (_ ("User name"), user));
}

/* Only what belongs to the dry run: nobody misses a blocklist he did not ask for. Behind a known
 * cause it goes without saying that the rest was not reached. */
static void
pm_result_page_fill_untested (PmResultPage *self, PmCheckup *checkup, PmReport *report)
{
  PmEvidence *evidence = pm_checkup_get_evidence (checkup);
  PmVerdict verdict = pm_diagnosis_get_verdict (pm_checkup_get_diagnosis (checkup));
  PmStage last = verdict == PM_VERDICT_PROBLEM ? PM_STAGE_UNKNOWN : PM_STAGE_SIZE;
  gboolean any = FALSE;

  for (PmStage stage = PM_STAGE_NETWORK; stage <= last; stage++)
    {
      PmStageResult *result = pm_evidence_get_stage (evidence, stage);
      PmOutcome outcome = pm_stage_result_get_outcome (result);
      g_autofree char *title = pm_words_stage_title (stage);
      g_autofree char *detail = NULL;

      if (outcome != PM_OUTCOME_SKIP && outcome != PM_OUTCOME_UNKNOWN)
        continue;

      detail = pm_words_stage_detail (report, result);
      adw_preferences_group_add (self->untested_group, pm_plain_row_new (title, detail));
      any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->untested_group), any);
}

static void
pm_result_page_fill_details (PmResultPage *self, PmCheckup *checkup, PmReport *report)
{
  GListModel *stages = pm_evidence_get_stages (pm_checkup_get_evidence (checkup));

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr (PmStageResult) result = g_list_model_get_item (stages, i);

      adw_expander_row_add_row (self->stages, pm_stage_row_new (result, report));
    }
  pm_transcript_view_fill (self->transcript, pm_checkup_get_evidence (checkup));
}

static void
pm_result_page_fill (PmResultPage *self, PmCheckup *checkup)
{
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));
  PmDiagnosis *diagnosis = pm_checkup_get_diagnosis (checkup);
  PmVerdict verdict = pm_diagnosis_get_verdict (diagnosis);
  PmFinding *root = pm_diagnosis_get_root (diagnosis);
  g_autoptr (PmReport) report = NULL;

  pm_wizard_state_set_subject (state, PM_SUBJECT_CHECKUP);
  report = pm_wizard_state_create_report (state);

  pm_verdict_view_show (
      self->verdict, diagnosis,
      verdict == PM_VERDICT_OK ? _ (advice_by_symptom[pm_wizard_state_get_symptom (state)]) : NULL);
  pm_cause_view_show (self->cause, root, state);
  pm_result_page_fill_way_out (self, root);
  pm_result_page_fill_works (self, checkup, verdict);
  pm_result_page_fill_untested (self, checkup, report);
  pm_page_set_spoken (PM_PAGE (self), pm_verdict_view_get_headline (self->verdict));
  pm_finding_row_fill (self->others_group, pm_diagnosis_get_causes (diagnosis), 1, TRUE);
  pm_finding_row_fill (self->notes_group, pm_diagnosis_get_notes (diagnosis), 0, FALSE);
  pm_result_page_fill_details (self, checkup, report);
}

static void
take_way_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmResultPage *self = PM_RESULT_PAGE (widget);
  PmAccount *account = pm_wizard_state_get_account (pm_page_get_state (PM_PAGE (self)));

  pm_account_set_port (account, self->way_out_port);
  pm_account_set_security (account, self->way_out_security);
  pm_page_go_to (PM_PAGE (self), "checking");
}

static void
pm_result_page_secondary (PmPage *page)
{
  pm_page_go_to (page, "checking");
}

static void
pm_result_page_constructed (GObject *object)
{
  PmPage *page = PM_PAGE (object);
  PmCheckup *checkup = pm_wizard_state_get_checkup (pm_page_get_state (page));

  G_OBJECT_CLASS (pm_result_page_parent_class)->constructed (object);

  if (checkup != NULL && pm_checkup_get_diagnosis (checkup) != NULL)
    pm_result_page_fill (PM_RESULT_PAGE (object), checkup);
}

static void
pm_result_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_RESULT_PAGE);

  G_OBJECT_CLASS (pm_result_page_parent_class)->dispose (object);
}

static void
pm_result_page_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/result/pm-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, way_out);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, way_out_text);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, way_out_label);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, cause);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, works_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, untested_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, others_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, notes_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, stages);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, transcript);
}

static void
pm_result_page_class_init (PmResultPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = pm_result_page_constructed;
  object_class->dispose = pm_result_page_dispose;
  PM_PAGE_CLASS (klass)->secondary = pm_result_page_secondary;

  g_type_ensure (PM_TYPE_VERDICT_VIEW);
  g_type_ensure (PM_TYPE_CAUSE_VIEW);
  pm_result_page_bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "result.take-way-out", NULL, take_way_out_action);
}

static void
pm_result_page_init (PmResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
