/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-symptom-page.h"

struct _PmSymptomPage
{
  PmPage parent_instance;
};

G_DEFINE_FINAL_TYPE (PmSymptomPage, pm_symptom_page, PM_TYPE_PAGE)

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

  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/postmend/Postmend/pages/symptom/pm-symptom-page.ui");
}

static void
pm_symptom_page_init (PmSymptomPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
