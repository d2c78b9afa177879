/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-catalogue.h"
#include "pm-locale.h"
#include "pm-verdict-view.h"
#include "pm-words.h"

struct _PmVerdictView
{
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *headline;
  GtkLabel *certainty;
  GtkLabel *meaning;
};

G_DEFINE_FINAL_TYPE (PmVerdictView, pm_verdict_view, GTK_TYPE_BOX)

typedef struct
{
  const char *icon;
  const char *css_class;
} PmLook;

static const PmLook verdict_looks[] = {
  [PM_VERDICT_OK] = { "object-select-symbolic", "success" },
  [PM_VERDICT_PROBLEM] = { "dialog-error-symbolic", "error" },
  [PM_VERDICT_INCONCLUSIVE] = { "dialog-question-symbolic", "warning" },
};

/* What is named and yet is no failure. */
static const struct
{
  const char *cause;
  PmLook look;
} calm_looks[] = {
  { "report.not-a-failure", { "object-select-symbolic", "success" } },
  { "delivery.delayed", { "dialog-information-symbolic", "accent" } },
  { "policy.greylisted", { "dialog-information-symbolic", "accent" } },
};

static PmLook
get_look (PmVerdict verdict, PmFinding *root)
{
  const char *cause = root != NULL ? pm_finding_get_cause (root) : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (calm_looks); i++)
    if (g_strcmp0 (calm_looks[i].cause, cause) == 0)
      return calm_looks[i].look;
  return verdict_looks[verdict];
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
pm_verdict_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_VERDICT_VIEW);

  G_OBJECT_CLASS (pm_verdict_view_parent_class)->dispose (object);
}

static void
pm_verdict_view_class_init (PmVerdictViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_verdict_view_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/widgets/pm-verdict-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PmVerdictView, icon);
  gtk_widget_class_bind_template_child (widget_class, PmVerdictView, headline);
  gtk_widget_class_bind_template_child (widget_class, PmVerdictView, certainty);
  gtk_widget_class_bind_template_child (widget_class, PmVerdictView, meaning);
}

static void
pm_verdict_view_init (PmVerdictView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
pm_verdict_view_show (PmVerdictView *self, PmDiagnosis *diagnosis, const char *advice)
{
  PmVerdict verdict;
  PmFinding *root;
  PmLook look;
  g_autofree char *id = NULL;
  g_autofree char *headline = NULL;
  g_autofree char *certainty = NULL;
  g_autofree char *meaning = NULL;

  g_return_if_fail (PM_IS_VERDICT_VIEW (self));
  g_return_if_fail (PM_IS_DIAGNOSIS (diagnosis));

  verdict = pm_diagnosis_get_verdict (diagnosis);
  root = pm_diagnosis_get_root (diagnosis);
  look = get_look (verdict, root);
  gtk_image_set_from_icon_name (self->icon, look.icon);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), look.css_class);

  if (root != NULL)
    meaning = pm_catalogue_get_meaning (pm_catalogue_get_default (), root, pm_locale_get ());
  if (root != NULL && verdict == PM_VERDICT_PROBLEM)
    {
      headline = pm_words_cause_title (root);
      certainty = pm_words_certainty (pm_finding_get_certainty (root));
    }
  else
    {
      id = g_strdup_printf ("verdict.%s.title", pm_verdict_get_id (verdict));
      headline = pm_words_text (id);
    }

  set_text (self->headline, headline);
  set_text (self->certainty, certainty);
  set_text (self->meaning, meaning != NULL ? meaning : advice);
}

const char *
pm_verdict_view_get_headline (PmVerdictView *self)
{
  g_return_val_if_fail (PM_IS_VERDICT_VIEW (self), NULL);

  return gtk_label_get_label (self->headline);
}
