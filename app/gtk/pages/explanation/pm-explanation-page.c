/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-cause-view.h"
#include "pm-explanation-page.h"
#include "pm-finding-row.h"
#include "pm-verdict-view.h"

struct _PmExplanationPage
{
  PmPage parent_instance;

  PmVerdictView *verdict;
  GtkLabel *untested;
  PmCauseView *cause;
  AdwPreferencesGroup *others_group;
  AdwPreferencesGroup *notes_group;

  gboolean provable; /* by a check of the own server */
};

G_DEFINE_FINAL_TYPE (PmExplanationPage, pm_explanation_page, PM_TYPE_PAGE)

/* What a check of the own server can see for itself; the first pattern that fits. The rest befell a mail
 * further on, or lies in the mail, or with those who get it. */
static const struct
{
  const char *pattern;
  gboolean provable;
} families[] = {
  { "tls.next-hop-failed", FALSE },
  { "sender.rejected", FALSE },
  { "relay.destination-not-served", FALSE },
  { "limit.message-size", TRUE },
  { "limit.login-rate", TRUE },
  { "reputation.ip-dynamic", TRUE },
  { "content.*", FALSE },
  { "delivery.*", FALSE },
  { "limit.*", FALSE },
  { "policy.*", FALSE },
  { "recipient.*", FALSE },
  { "report.*", FALSE },
  { "reputation.*", FALSE },
  { "server.*", FALSE },
  { "*", TRUE },
};

static gboolean
is_provable (PmFinding *root)
{
  const char *cause = root != NULL ? pm_finding_get_cause (root) : "";
  gsize i = 0;

  while (i + 1 < G_N_ELEMENTS (families) && !g_pattern_match_simple (families[i].pattern, cause))
    i++;
  return families[i].provable;
}

static void
pm_explanation_page_fill_ways (PmExplanationPage *self, PmFinding *root)
{
  const char *check = _ ("_Check the server");
  const char *report = _ ("Make a _report");

  self->provable = is_provable (root);
  g_object_set (self, "forward-label", self->provable ? check : report, "secondary-label",
                self->provable ? report : check, NULL);
  gtk_label_set_label (self->untested,
                       self->provable
                           ? _ ("This rests on the words of the message. Nothing was tested yet: "
                                "a check of your sending server shows whether it is so.")
                           : _ ("This rests on the words of the message. Nothing was tested, and a "
                                "check of your sending server can not see it either."));
}

static void
pm_explanation_page_fill (PmExplanationPage *self, PmExplanation *explanation)
{
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));
  PmDiagnosis *diagnosis = pm_explanation_get_diagnosis (explanation);
  PmFinding *root = pm_diagnosis_get_root (diagnosis);
  gboolean mail = pm_explanation_is_mail (explanation);

  pm_wizard_state_set_subject (state, PM_SUBJECT_EXPLANATION);
  pm_verdict_view_show (self->verdict, diagnosis, NULL);
  pm_page_set_spoken (PM_PAGE (self), pm_verdict_view_get_headline (self->verdict));
  pm_cause_view_show (self->cause, root, state);

  /* One mail may fail for each recipient in another way; words have one cause. */
  adw_preferences_group_set_title (self->others_group,
                                   mail ? _ ("Also in this mail") : _ ("It may also be this"));
  pm_finding_row_fill (self->others_group, pm_diagnosis_get_causes (diagnosis), 1, TRUE);
  pm_finding_row_fill (self->notes_group, pm_diagnosis_get_notes (diagnosis), 0, FALSE);
  pm_explanation_page_fill_ways (self, root);
}

static gboolean
pm_explanation_page_apply (PmPage *page)
{
  pm_page_go_to (page, PM_EXPLANATION_PAGE (page)->provable ? "account" : "report");
  return FALSE;
}

static void
pm_explanation_page_secondary (PmPage *page)
{
  pm_page_go_to (page, PM_EXPLANATION_PAGE (page)->provable ? "report" : "account");
}

static void
pm_explanation_page_constructed (GObject *object)
{
  PmPage *page = PM_PAGE (object);
  PmExplanation *explanation;

  G_OBJECT_CLASS (pm_explanation_page_parent_class)->constructed (object);

  explanation = pm_draft_get_explanation (pm_wizard_state_get_draft (pm_page_get_state (page)));
  if (explanation != NULL)
    pm_explanation_page_fill (PM_EXPLANATION_PAGE (object), explanation);
}

static void
pm_explanation_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_EXPLANATION_PAGE);

  G_OBJECT_CLASS (pm_explanation_page_parent_class)->dispose (object);
}

static void
pm_explanation_page_class_init (PmExplanationPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PmPageClass *page_class = PM_PAGE_CLASS (klass);

  object_class->constructed = pm_explanation_page_constructed;
  object_class->dispose = pm_explanation_page_dispose;
  page_class->apply = pm_explanation_page_apply;
  page_class->secondary = pm_explanation_page_secondary;

  g_type_ensure (PM_TYPE_VERDICT_VIEW);
  g_type_ensure (PM_TYPE_CAUSE_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/explanation/pm-explanation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmExplanationPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, PmExplanationPage, untested);
  gtk_widget_class_bind_template_child (widget_class, PmExplanationPage, cause);
  gtk_widget_class_bind_template_child (widget_class, PmExplanationPage, others_group);
  gtk_widget_class_bind_template_child (widget_class, PmExplanationPage, notes_group);
}

static void
pm_explanation_page_init (PmExplanationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
