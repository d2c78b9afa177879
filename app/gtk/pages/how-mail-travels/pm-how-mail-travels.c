/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-how-mail-travels.h"
#include "pm-mail-route.h"

struct _PmHowMailTravels
{
  AdwWindow parent_instance;

  GtkWidget *text;
};

G_DEFINE_FINAL_TYPE (PmHowMailTravels, pm_how_mail_travels, ADW_TYPE_WINDOW)

static void
pm_how_mail_travels_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_HOW_MAIL_TRAVELS);

  G_OBJECT_CLASS (pm_how_mail_travels_parent_class)->dispose (object);
}

static void
pm_how_mail_travels_class_init (PmHowMailTravelsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_how_mail_travels_dispose;

  g_type_ensure (PM_TYPE_MAIL_ROUTE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/how-mail-travels/pm-how-mail-travels.ui");
  gtk_widget_class_bind_template_child (widget_class, PmHowMailTravels, text);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pm_how_mail_travels_init (PmHowMailTravels *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_focus (GTK_WINDOW (self), self->text);
}

GtkWindow *
pm_how_mail_travels_new (GtkWindow *parent)
{
  return g_object_new (PM_TYPE_HOW_MAIL_TRAVELS, "transient-for", parent, "destroy-with-parent",
                       TRUE, NULL);
}
