/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-symptom-page.h"

struct _PmSymptomPage
{
  PmPage parent_instance;
};

G_DEFINE_FINAL_TYPE (PmSymptomPage, pm_symptom_page, PM_TYPE_PAGE)

/* Where there are words of a server, they come first. */
static gboolean
pm_symptom_page_apply (PmPage *page)
{
  PmSymptom symptom = pm_wizard_state_get_symptom (pm_page_get_state (page));

  if (symptom != PM_SYMPTOM_ERROR && symptom != PM_SYMPTOM_RETURNED)
    return TRUE;

  pm_page_go_to (page, "explain");
  return FALSE;
}

static void
pm_symptom_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_SYMPTOM_PAGE);

  G_OBJECT_CLASS (pm_symptom_page_parent_class)->dispose (object);
}

static void
pm_symptom_page_class_init (PmSymptomPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pm_symptom_page_dispose;
  PM_PAGE_CLASS (klass)->apply = pm_symptom_page_apply;

  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/postmend/Postmend/pages/symptom/pm-symptom-page.ui");
}

static void
pm_symptom_page_init (PmSymptomPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
