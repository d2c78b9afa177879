/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-notice-row.h"

struct _PmNoticeRow
{
  AdwPreferencesRow parent_instance;

  GtkImage *icon;
  GtkLabel *label;
  GtkButton *button;
};

enum
{
  CLICKED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (PmNoticeRow, pm_notice_row, ADW_TYPE_PREFERENCES_ROW)

static guint signals[N_SIGNALS];

static void
button_clicked_cb (PmNoticeRow *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

static void
pm_notice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_NOTICE_ROW);

  G_OBJECT_CLASS (pm_notice_row_parent_class)->dispose (object);
}

static void
pm_notice_row_class_init (PmNoticeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_notice_row_dispose;

  signals[CLICKED] = g_signal_new ("clicked", PM_TYPE_NOTICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/widgets/pm-notice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PmNoticeRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PmNoticeRow, label);
  gtk_widget_class_bind_template_child (widget_class, PmNoticeRow, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
pm_notice_row_init (PmNoticeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
pm_notice_row_show (PmNoticeRow *self, PmNoticeKind kind, const char *text, const char *button)
{
  gboolean warning = kind == PM_NOTICE_WARNING;

  g_return_if_fail (PM_IS_NOTICE_ROW (self));

  gtk_image_set_from_icon_name (self->icon, warning ? "dialog-warning-symbolic"
                                                    : "dialog-information-symbolic");
  if (warning)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
pm_notice_row_hide (PmNoticeRow *self)
{
  g_return_if_fail (PM_IS_NOTICE_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
