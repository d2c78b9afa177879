/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-welcome-page.h"

struct _PmWelcomePage
{
  PmPage parent_instance;
};

G_DEFINE_FINAL_TYPE (PmWelcomePage, pm_welcome_page, PM_TYPE_PAGE)

static void
pm_welcome_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (pm_welcome_page_parent_class)->dispose (object);
}

static void
pm_welcome_page_class_init (PmWelcomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pm_welcome_page_dispose;

  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/postmend/Postmend/pages/welcome/pm-welcome-page.ui");
}

static void
pm_welcome_page_init (PmWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
