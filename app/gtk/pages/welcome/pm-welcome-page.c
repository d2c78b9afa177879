/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-welcome-page.h"

struct _PmWelcomePage
{
  PmPage parent_instance;
};

G_DEFINE_FINAL_TYPE (PmWelcomePage, pm_welcome_page, PM_TYPE_PAGE)

static void
pm_welcome_page_secondary (PmPage *page)
{
  pm_page_go_to (page, "explain");
}

static gboolean
drop_cb (PmWelcomePage *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;

  pm_draft_open (pm_wizard_state_get_draft (pm_page_get_state (PM_PAGE (self))), files->data);
  pm_page_go_to (PM_PAGE (self), "explain");
  return TRUE;
}

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
  PM_PAGE_CLASS (klass)->secondary = pm_welcome_page_secondary;

  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/postmend/Postmend/pages/welcome/pm-welcome-page.ui");
}

static void
pm_welcome_page_init (PmWelcomePage *self)
{
  GtkDropTarget *files = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (files, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
}
