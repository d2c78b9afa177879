/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-catalogue.h"
#include "pm-finding-row.h"
#include "pm-locale.h"
#include "pm-result-page.h"
#include "pm-stage-row.h"
#include "pm-step-list.h"
#include "pm-transcript-view.h"
#include "pm-words.h"

struct _PmResultPage
{
  PmPage parent_instance;

  GtkWidget *verdict_icon;
  GtkLabel *headline;
  GtkLabel *certainty;
  GtkLabel *meaning;
  GtkWidget *way_out;
  GtkLabel *way_out_text;
  GtkLabel *way_out_label;
  GtkWidget *fixes_group;
  PmStepList *fixes;
  GtkWidget *reasons_group;
  PmStepList *reasons;
  GtkWidget *reply_group;
  GtkLabel *reply;
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

static const struct
{
  const char *icon;
  const char *css_class;
} verdict_looks[] = {
  [PM_VERDICT_OK] = { "object-select-symbolic", "success" },
  [PM_VERDICT_PROBLEM] = { "dialog-error-symbolic", "error" },
  [PM_VERDICT_INCONCLUSIVE] = { "dialog-question-symbolic", "warning" },
};

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
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
set_sentences (GtkWidget *group, PmStepList *list, char **sentences)
{
  pm_step_list_set_sentences (list, (const char *const *) sentences);
  gtk_widget_set_visible (group, sentences != NULL && sentences[0] != NULL);
}

static GtkWidget *
create_row (const char *title, const char *subtitle)
{
  return g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle",
                       subtitle, NULL);
}

static void
pm_result_page_fill_verdict (PmResultPage *self, PmVerdict verdict)
{
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));
  g_autofree char *id = g_strdup_printf ("verdict.%s.title", pm_verdict_get_id (verdict));
  g_autofree char *text = pm_words_text (id);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->verdict_icon), verdict_looks[verdict].icon);
  gtk_widget_add_css_class (self->verdict_icon, verdict_looks[verdict].css_class);

  set_text (self->headline, text);
  set_text (self->certainty, NULL);
  set_text (self->meaning, verdict == PM_VERDICT_OK
                               ? _ (advice_by_symptom[pm_wizard_state_get_symptom (state)])
                               : NULL);
}

static void
pm_result_page_fill_reply (PmResultPage *self, PmServerReply *reply)
{
  g_autofree char *text = reply != NULL ? pm_server_reply_to_string (reply) : NULL;

  set_text (self->reply, text);
  gtk_widget_set_visible (self->reply_group, text != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "result.copy-reply", text != NULL);
}

/* The root cause; NULL where there is none. */
static void
pm_result_page_fill_cause (PmResultPage *self, PmFinding *root, PmVerdict verdict)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  const char *language = pm_locale_get ();
  g_autofree char *title = NULL;
  g_autofree char *certainty = NULL;
  g_autofree char *meaning = NULL;
  g_auto (GStrv) fixes = NULL;
  g_auto (GStrv) reasons = NULL;

  if (root != NULL)
    {
      meaning = pm_catalogue_get_meaning (catalogue, root, language);
      fixes = pm_catalogue_get_fixes (catalogue, root, language);
      reasons = pm_catalogue_get_evidence (catalogue, root, language);
      set_text (self->meaning, meaning);
    }
  if (root != NULL && verdict == PM_VERDICT_PROBLEM)
    {
      title = pm_words_cause_title (root);
      certainty = pm_words_certainty (pm_finding_get_certainty (root));
      set_text (self->headline, title);
      set_text (self->certainty, certainty);
    }

  set_sentences (self->fixes_group, self->fixes, fixes);
  set_sentences (self->reasons_group, self->reasons, reasons);
  pm_result_page_fill_reply (self, root != NULL ? pm_finding_get_reply (root) : NULL);
}

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
      create_row (_ ("Server name"), pm_account_get_server (pm_checkup_get_account (checkup))));
  adw_preferences_group_add (self->works_group, create_row (_ ("Port number"), port));
  if (mode != NULL && pm_security_from_id (mode, &security))
    adw_preferences_group_add (
        self->works_group, create_row (_ ("Connection security"), pm_words_security (security)));
  if (pm_checkup_get_signed_in (checkup))
    adw_preferences_group_add (self->works_group, create_row (_ ("User name"), user));
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
      adw_preferences_group_add (self->untested_group, create_row (title, detail));
      any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->untested_group), any);
}

static void
fill_findings (AdwPreferencesGroup *group, GListModel *findings, guint first, gboolean certainty)
{
  guint n = g_list_model_get_n_items (findings);

  for (guint i = first; i < n; i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      adw_preferences_group_add (group, pm_finding_row_new (finding, certainty));
    }
  gtk_widget_set_visible (GTK_WIDGET (group), n > first);
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
  PmDiagnosis *diagnosis = pm_checkup_get_diagnosis (checkup);
  PmVerdict verdict = pm_diagnosis_get_verdict (diagnosis);
  PmFinding *root = pm_diagnosis_get_root (diagnosis);
  g_autoptr (PmReport) report = NULL;

  report = pm_report_new (pm_checkup_get_account (checkup), pm_checkup_get_evidence (checkup),
                          diagnosis);
  pm_report_set_language (report, pm_locale_get ());

  pm_result_page_fill_verdict (self, verdict);
  pm_result_page_fill_cause (self, root, verdict);
  pm_result_page_fill_way_out (self, root);
  pm_result_page_fill_works (self, checkup, verdict);
  pm_result_page_fill_untested (self, checkup, report);
  pm_page_set_spoken (PM_PAGE (self), gtk_label_get_label (self->headline));
  fill_findings (self->others_group, pm_diagnosis_get_causes (diagnosis), 1, TRUE);
  fill_findings (self->notes_group, pm_diagnosis_get_notes (diagnosis), 0, FALSE);
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
copy_reply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmResultPage *self = PM_RESULT_PAGE (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), gtk_label_get_label (self->reply));
  pm_page_toast (PM_PAGE (self), _ ("Copied"));
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
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, headline);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, certainty);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, meaning);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, way_out);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, way_out_text);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, way_out_label);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, fixes_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, fixes);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, reasons_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, reasons);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, reply_group);
  gtk_widget_class_bind_template_child (widget_class, PmResultPage, reply);
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

  g_type_ensure (PM_TYPE_STEP_LIST);
  pm_result_page_bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "result.take-way-out", NULL, take_way_out_action);
  gtk_widget_class_install_action (widget_class, "result.copy-reply", NULL, copy_reply_action);
}

static void
pm_result_page_init (PmResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
