/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-plain-row.h"
#include "pm-practice-page.h"
#include "pm-words.h"

struct _PmPracticePage
{
  PmPage parent_instance;

  GtkListBox *list;
  GtkEditable *search;
};

G_DEFINE_FINAL_TYPE (PmPracticePage, pm_practice_page, PM_TYPE_PAGE)

static gboolean
is_healthy (const char *name)
{
  return g_strcmp0 (name, "healthy") == 0;
}

static GtkWidget *
create_row (const char *name)
{
  g_autofree char *title = NULL;
  GtkWidget *row;

  title = is_healthy (name) ? g_strdup (_ ("Nothing is wrong")) : pm_words_cause_name (name);
  row = pm_plain_row_new (title, name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  g_object_set_data_full (G_OBJECT (row), "script", g_strdup (name), g_free);

  return row;
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer user_data)
{
  PmPracticePage *self = PM_PRACTICE_PAGE (user_data);
  g_auto (GStrv) words = NULL;
  g_autofree char *hay = NULL;
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  const char *name = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
  g_autofree char *both = g_strdup_printf ("%s %s", title, name);
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  hay = g_utf8_casefold (both, -1);
  words = g_strsplit (needle, " ", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (hay, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
search_changed_cb (PmPracticePage *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

static void
row_activated_cb (PmPracticePage *self, GtkListBoxRow *row)
{
  const char *script = g_object_get_data (G_OBJECT (row), "script");
  g_autoptr (GError) error = NULL;

  if (pm_wizard_state_choose_script (pm_page_get_state (PM_PAGE (self)), script, &error))
    pm_page_go_to (PM_PAGE (self), "account");
  else
    pm_page_toast (PM_PAGE (self), _ ("This fault can not be played"));
}

static void
pm_practice_page_fill (PmPracticePage *self)
{
  const char *const *names = pm_checkup_list_practice ();

  for (gsize i = 0; names[i] != NULL; i++)
    {
      GtkWidget *row = create_row (names[i]);

      if (is_healthy (names[i]))
        gtk_list_box_prepend (self->list, row);
      else
        gtk_list_box_append (self->list, row);
    }
}

static void
pm_practice_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_PRACTICE_PAGE);

  G_OBJECT_CLASS (pm_practice_page_parent_class)->dispose (object);
}

static void
pm_practice_page_class_init (PmPracticePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_practice_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/practice/pm-practice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmPracticePage, list);
  gtk_widget_class_bind_template_child (widget_class, PmPracticePage, search);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
pm_practice_page_init (PmPracticePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_row, self, NULL);
  pm_practice_page_fill (self);
}
