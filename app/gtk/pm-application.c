/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-account-file.h"
#include "pm-application.h"
#include "pm-gtk-resources.h"
#include "pm-hooks.h"
#include "pm-locale.h"
#include "pm-window.h"

/* As that of the command line program. */
#define STATUS_FAILURE 1
#define STATUS_USAGE   2

struct _PmApplication
{
  AdwApplication parent_instance;

  /* Asked for on the command line of this process. */
  gboolean practice;
  PmHooks hooks;
};

G_DEFINE_FINAL_TYPE (PmApplication, pm_application, ADW_TYPE_APPLICATION)

static const GOptionEntry option_entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL },
  { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start in practice mode"), NULL },
  { "explain", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Explain the error message or returned mail in that file"), N_ ("FILE") },
  { NULL }
};

static const struct
{
  const char *action;
  const char *keys[2];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.shortcuts", { "<Control>question" } },
};

/* Not one of the small windows that may lie over it. */
static PmWindow *
pm_application_find_window (PmApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *iter = windows; iter != NULL; iter = iter->next)
    if (PM_IS_WINDOW (iter->data))
      return iter->data;
  return NULL;
}

static PmWindow *
pm_application_present_window (PmApplication *self)
{
  PmWindow *window = pm_application_find_window (self);

  if (window == NULL)
    window = pm_window_new (GTK_APPLICATION (self), &self->hooks);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

static void
pm_application_practice (PmApplication *self)
{
  pm_window_start_practice (pm_application_present_window (self));
}

static void
practice_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pm_application_practice (PM_APPLICATION (user_data));
}

static void
quit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static void
about_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *const developers[] = { "The Postmend developers", NULL };

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name", "Postmend", "application-icon", PM_APPLICATION_ID,
                         "version", PM_VERSION, "developer-name", developers[0], "developers",
                         developers, "copyright", "© 2026 The Postmend developers", "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Finds out why mail is not going out, and says what to do about it."),
                         /* Translators: your name and how to reach you, one person to the line. */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
language_change_state_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  PmWindow *window = pm_application_find_window (PM_APPLICATION (user_data));
  g_autoptr (GError) error = NULL;

  pm_locale_set_choice (g_variant_get_string (state, NULL));
  g_simple_action_set_state (action, state);
  if (!pm_account_file_save_language (pm_locale_get_choice (), &error))
    g_debug ("The language could not be saved: %s", error->message);

  if (window != NULL)
    pm_window_rebuild (window);
}

static const GActionEntry action_entries[] = {
  { "quit", quit_activated_cb },
  { "about", about_activated_cb },
  { "practice", practice_activated_cb },
  { "language", NULL, "s", "''", language_change_state_cb },
};

/* Where the program runs already, the file goes to the window that is there. */
static gboolean
pm_application_explain (PmApplication *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);

  if (!g_application_register (G_APPLICATION (self), NULL, error))
    return FALSE;

  g_application_open (G_APPLICATION (self), &file, 1, "");
  return TRUE;
}

static int
pm_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  PmApplication *self = PM_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  const char *path = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("postmend %s\n", PM_VERSION);
      return 0;
    }
  if (!pm_hooks_read (&self->hooks, options, &error))
    {
      g_printerr ("postmend: %s\n", error->message);
      return STATUS_USAGE;
    }
  if (!gtk_init_check ())
    {
      g_printerr ("postmend: %s\n",
                  _ ("There is no display here. In a terminal, postmend-cli does the same."));
      return STATUS_FAILURE;
    }
  if (g_variant_dict_lookup (options, "explain", "^&ay", &path)
      && !pm_application_explain (self, path, &error))
    {
      g_printerr ("%s\n", error->message);
      return STATUS_FAILURE;
    }
  if (path != NULL)
    return g_application_get_is_remote (application) ? 0 : -1;
  if (!g_variant_dict_contains (options, "practice"))
    return -1;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return STATUS_FAILURE;
    }
  if (g_application_get_is_remote (application))
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), "practice", NULL);
      return 0;
    }
  self->practice = TRUE;

  return -1;
}

static void
pm_application_startup (GApplication *application)
{
  PmApplication *self = PM_APPLICATION (application);
  g_autofree char *choice = pm_account_file_load_language ();
  GAction *language;

  pm_locale_set_choice (choice);
  G_APPLICATION_CLASS (pm_application_parent_class)->startup (application);
  pm_locale_watch_widgets ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  language = g_action_map_lookup_action (G_ACTION_MAP (self), "language");
  g_simple_action_set_state (G_SIMPLE_ACTION (language),
                             g_variant_new_string (pm_locale_get_choice ()));

  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].keys);
  gtk_window_set_default_icon_name (PM_APPLICATION_ID);
}

static void
pm_application_activate (GApplication *application)
{
  PmApplication *self = PM_APPLICATION (application);

  if (self->practice)
    pm_application_practice (self);
  else
    pm_application_present_window (self);
  self->practice = FALSE;
}

/* One window, one explanation: of several files the first. */
static void
pm_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  pm_window_explain (pm_application_present_window (PM_APPLICATION (application)), files[0]);
}

static void
pm_application_finalize (GObject *object)
{
  pm_hooks_clear (&PM_APPLICATION (object)->hooks);

  G_OBJECT_CLASS (pm_application_parent_class)->finalize (object);
}

static void
pm_application_class_init (PmApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pm_application_finalize;
  application_class->handle_local_options = pm_application_handle_local_options;
  application_class->startup = pm_application_startup;
  application_class->activate = pm_application_activate;
  application_class->open = pm_application_open;
}

static void
pm_application_init (PmApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  /* The resource registers itself, but the linker takes only what is named out of a static library. */
  (void) pm_gtk_get_resource ();
  g_application_add_main_option_entries (application, option_entries);
  g_application_add_main_option_entries (application, pm_hooks_options);
  g_application_set_option_context_summary (application,
                                            _ ("Finds out why mail is not going out."));
}

PmApplication *
pm_application_new (void)
{
  return g_object_new (PM_TYPE_APPLICATION, "application-id", PM_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/postmend/Postmend", NULL);
}
