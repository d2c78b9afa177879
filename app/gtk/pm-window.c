/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-wizard-state.h"
#include "pm-window.h"
#include "pm-wizard.h"

#include "pages/how-mail-travels/pm-how-mail-travels.h"

struct _PmWindow
{
  AdwApplicationWindow parent_instance;

  PmWizardState *state;    /* of the user's own account */
  PmWizardState *practice; /* NULL: not practising */
  PmWizard *wizard;
  GtkWindow *help;  /* weak; NULL: not open */
  gboolean explain; /* as soon as the file is read */

  AdwToastOverlay *toasts;
};

G_DEFINE_FINAL_TYPE (PmWindow, pm_window, ADW_TYPE_APPLICATION_WINDOW)

static void
pm_window_toast (PmWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static PmWizardState *
pm_window_get_state (PmWindow *self)
{
  return self->practice != NULL ? self->practice : self->state;
}

static void
pm_window_build (PmWindow *self, const char *page)
{
  /* An entry that goes away with the focus still in it complains. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  self->wizard = pm_wizard_new (pm_window_get_state (self), page);
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->wizard));
  gtk_window_set_default_widget (GTK_WINDOW (self), pm_wizard_get_default_button (self->wizard));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave-practice", self->practice != NULL);
}

static void
pm_window_leave_practice (PmWindow *self)
{
  pm_wizard_state_stop (self->practice);
  g_clear_object (&self->practice);
  pm_window_build (self, NULL);
}

/* Not where the user has gone on to another page in the meantime. */
static void
draft_changed_cb (PmWindow *self, PmDraft *draft)
{
  gboolean there = g_str_equal (pm_wizard_get_page (self->wizard), "explain");

  if (!self->explain || pm_draft_is_reading (draft))
    return;

  self->explain = FALSE;
  if (self->practice == NULL && there && !pm_draft_is_empty (draft)
      && pm_draft_get_error (draft) == NULL && pm_draft_explain (draft))
    pm_wizard_go_to (self->wizard, "explanation");
}

static void
pm_window_show_help (PmWindow *self)
{
  if (self->help == NULL)
    g_set_weak_pointer (&self->help, pm_how_mail_travels_new (GTK_WINDOW (self)));
  gtk_window_present (self->help);
}

static void
pm_window_toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_window_toast (PM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
pm_window_practice_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_window_start_practice (PM_WINDOW (widget));
}

static void
pm_window_leave_practice_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_window_leave_practice (PM_WINDOW (widget));
}

static void
pm_window_start_over_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmWindow *self = PM_WINDOW (widget);

  pm_wizard_save (self->wizard);
  pm_wizard_state_start_over (pm_window_get_state (self));
  pm_window_build (self, NULL);
}

static void
pm_window_how_mail_travels_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_window_show_help (PM_WINDOW (widget));
}

static void
pm_window_shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *shortcuts;

  builder = gtk_builder_new_from_resource ("/io/github/postmend/Postmend/pm-shortcuts.ui");
  shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

static void
pm_window_dispose (GObject *object)
{
  PmWindow *self = PM_WINDOW (object);

  if (self->state != NULL)
    pm_wizard_state_stop (self->state);
  if (self->practice != NULL)
    pm_wizard_state_stop (self->practice);
  g_clear_weak_pointer (&self->help);
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_WINDOW);
  g_clear_object (&self->state);
  g_clear_object (&self->practice);

  G_OBJECT_CLASS (pm_window_parent_class)->dispose (object);
}

static void
pm_window_class_init (PmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/postmend/Postmend/pm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PmWindow, toasts);

  gtk_widget_class_install_action (widget_class, "win.toast", "s", pm_window_toast_action);
  gtk_widget_class_install_action (widget_class, "win.practice", NULL, pm_window_practice_action);
  gtk_widget_class_install_action (widget_class, "win.leave-practice", NULL,
                                   pm_window_leave_practice_action);
  gtk_widget_class_install_action (widget_class, "win.start-over", NULL,
                                   pm_window_start_over_action);
  gtk_widget_class_install_action (widget_class, "win.how-mail-travels", NULL,
                                   pm_window_how_mail_travels_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, pm_window_shortcuts_action);
}

static void
pm_window_init (PmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

PmWindow *
pm_window_new (GtkApplication *application, const PmHooks *hooks)
{
  PmWindow *self = g_object_new (PM_TYPE_WINDOW, "application", application, NULL);

  self->state = pm_wizard_state_new (hooks);
  g_signal_connect_object (self->state, "notice", G_CALLBACK (pm_window_toast), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (pm_wizard_state_get_draft (self->state), "changed",
                           G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  pm_window_build (self, NULL);

  return self;
}

void
pm_window_rebuild (PmWindow *self)
{
  g_autofree char *page = NULL;

  g_return_if_fail (PM_IS_WINDOW (self));

  pm_wizard_save (self->wizard);
  page = g_strdup (pm_wizard_get_page (self->wizard));
  pm_window_build (self, page);

  if (self->help != NULL)
    {
      gtk_window_destroy (self->help);
      pm_window_show_help (self);
    }
}

void
pm_window_start_practice (PmWindow *self)
{
  g_return_if_fail (PM_IS_WINDOW (self));

  pm_wizard_save (self->wizard);
  pm_wizard_state_stop (pm_window_get_state (self));
  g_clear_object (&self->practice);
  self->practice = pm_wizard_state_new_practice ();
  g_signal_connect_object (self->practice, "notice", G_CALLBACK (pm_window_toast), self,
                           G_CONNECT_SWAPPED);
  pm_window_build (self, NULL);
}

void
pm_window_explain (PmWindow *self, GFile *file)
{
  g_return_if_fail (PM_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->practice != NULL)
    pm_window_leave_practice (self);
  self->explain = TRUE;
  pm_wizard_go_to (self->wizard, "explain");
  pm_draft_open (pm_wizard_state_get_draft (self->state), file);
}
