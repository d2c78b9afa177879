/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-catalogue.h"
#include "pm-locale.h"
#include "pm-plain-row.h"
#include "pm-where-group.h"

struct _PmWhereGroup
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *program;

  PmWizardState *state;
  GPtrArray *settings; /* static ids */
  GPtrArray *rows;     /* of the paths, borrowed */
};

G_DEFINE_FINAL_TYPE (PmWhereGroup, pm_where_group, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  const char *setting;
  const char *title;
} titles[] = {
  { "server", N_ ("Server name") },
  { "port", N_ ("Port number") },
  { "security", N_ ("Connection security") },
  { "auth", N_ ("Authentication method") },
  { "user", N_ ("User name") },
  { "password", N_ ("Password") },
  { "sender", N_ ("Sender address") },
  { "size", N_ ("Size of the mail") },
  { "oauth", N_ ("Sign-in in the browser (OAuth2)") },
};

static const char *
get_title (const char *setting)
{
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].setting, setting))
      return _ (titles[i].title);
  return setting;
}

/* The first choice is none. */
static const char *
pm_where_group_get_program (PmWhereGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->program);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  return pm_catalogue_list_programs (pm_catalogue_get_default ())[selected - 1];
}

static void
pm_where_group_add_row (PmWhereGroup *self, const char *title, const char *subtitle)
{
  GtkWidget *row = pm_plain_row_new (title, subtitle);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
pm_where_group_add_path (PmWhereGroup *self, const char *program, const char *setting)
{
  g_autofree char *path = pm_catalogue_get_program_path (pm_catalogue_get_default (), program,
                                                         setting, pm_locale_get ());

  if (path != NULL)
    pm_where_group_add_row (self, get_title (setting), path);
}

static void
pm_where_group_fill_paths (PmWhereGroup *self)
{
  const char *program = pm_where_group_get_program (self);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; program != NULL && i < self->settings->len; i++)
    pm_where_group_add_path (self, program, self->settings->pdata[i]);
  if (program != NULL && self->rows->len == 0)
    pm_where_group_add_row (self, _ ("This program has no such setting"), NULL);
}

static void
program_selected_cb (PmWhereGroup *self)
{
  g_object_set (self->state, "program", pm_where_group_get_program (self), NULL);
  pm_where_group_fill_paths (self);
}

static void
pm_where_group_list_programs (PmWhereGroup *self)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  const char *const *ids = pm_catalogue_list_programs (catalogue);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *chosen = NULL;
  guint selected = 0;

  g_object_get (self->state, "program", &chosen, NULL);
  gtk_string_list_append (names, _ ("Choose…"));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      gtk_string_list_take (names,
                            pm_catalogue_get_program_name (catalogue, ids[i], pm_locale_get ()));
      if (g_strcmp0 (ids[i], chosen) == 0)
        selected = i + 1;
    }
  adw_combo_row_set_model (self->program, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->program, selected);
}

static void
pm_where_group_dispose (GObject *object)
{
  g_clear_object (&PM_WHERE_GROUP (object)->state);

  G_OBJECT_CLASS (pm_where_group_parent_class)->dispose (object);
}

static void
pm_where_group_finalize (GObject *object)
{
  PmWhereGroup *self = PM_WHERE_GROUP (object);

  g_ptr_array_unref (self->settings);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (pm_where_group_parent_class)->finalize (object);
}

static void
pm_where_group_class_init (PmWhereGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pm_where_group_dispose;
  object_class->finalize = pm_where_group_finalize;
}

static void
pm_where_group_init (PmWhereGroup *self)
{
  self->settings = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  self->program = g_object_new (ADW_TYPE_COMBO_ROW, "use-underline", TRUE, "title",
                                _ ("My mail _program"), NULL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Where to find it"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->program));
}

void
pm_where_group_show (PmWhereGroup *self, const char *const *settings, PmWizardState *state)
{
  g_return_if_fail (PM_IS_WHERE_GROUP (self));
  g_return_if_fail (PM_IS_WIZARD_STATE (state));
  g_return_if_fail (self->state == NULL);

  self->state = g_object_ref (state);
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    g_ptr_array_add (self->settings, (gpointer) settings[i]);
  pm_where_group_list_programs (self);
  pm_where_group_fill_paths (self);
  g_signal_connect_object (self->program, "notify::selected", G_CALLBACK (program_selected_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), self->settings->len > 0);
}
