/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>

#include "pm-locale.h"

/* A counter of the C library: looked-up texts are remembered until it changes. */
extern int _nl_msg_cat_cntr;

static char *system_language; /* LANGUAGE as it was when the program started */
static const char *choice = "";
static const char *language = "en";

/* One of our own strings for any text that means the same; "" for every other one. */
static const char *
intern_choice (const char *text)
{
  if (g_strcmp0 (text, "ja") == 0)
    return "ja";
  if (g_strcmp0 (text, "en") == 0)
    return "en";
  return "";
}

static const char *
find_system_language (void)
{
  const char *const *names;

  if (system_language != NULL)
    g_setenv ("LANGUAGE", system_language, TRUE);
  else
    g_unsetenv ("LANGUAGE");

  names = g_get_language_names ();
  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "ja"))
        return "ja";
      if (g_str_has_prefix (names[i], "en"))
        return "en";
    }
  return "en";
}

/* gettext heeds LANGUAGE in every locale but "C", and a locale that was never built leaves us in
 * that one. C.UTF-8 is always there. */
static void
settle_locale (void)
{
  const char *messages;

  if (setlocale (LC_ALL, "") == NULL)
    setlocale (LC_ALL, "C.UTF-8");

  messages = setlocale (LC_MESSAGES, NULL);
  if (g_strcmp0 (messages, "C") == 0 || g_strcmp0 (messages, "POSIX") == 0)
    {
      setlocale (LC_CTYPE, "C.UTF-8");
      setlocale (LC_MESSAGES, "C.UTF-8");
    }
}

static void
mark_label (GtkLabel *label, const char *tag)
{
  PangoAttrList *old = gtk_label_get_attributes (label);
  g_autoptr (PangoAttrList) attributes = NULL;

  attributes = old != NULL ? pango_attr_list_copy (old) : pango_attr_list_new ();
  pango_attr_list_change (attributes, pango_attr_language_new (pango_language_from_string (tag)));
  gtk_label_set_attributes (label, attributes);
}

static void
mark_text (GtkText *text, const char *tag)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_change (attributes, pango_attr_language_new (pango_language_from_string (tag)));
  gtk_text_set_attributes (text, attributes);
}

static gboolean
language_map_hook (GSignalInvocationHint *hint,
                   guint n_values,
                   const GValue *values,
                   gpointer user_data)
{
  gpointer widget = g_value_get_object (&values[0]);
  gboolean known = g_object_get_data (widget, "pm-language") == language;

  if (known || g_str_equal (language, "en"))
    return TRUE;

  if (GTK_IS_LABEL (widget))
    mark_label (widget, language);
  else if (GTK_IS_TEXT (widget))
    mark_text (widget, language);
  g_object_set_data (widget, "pm-language", (gpointer) language);

  return TRUE;
}

void
pm_locale_init (void)
{
  bindtextdomain (PM_GETTEXT_DOMAIN, PM_LOCALEDIR);
  bind_textdomain_codeset (PM_GETTEXT_DOMAIN, "UTF-8");
  textdomain (PM_GETTEXT_DOMAIN);

  /* GLib decides at its first look-up, once for all, whether the program is translated. Asked while
   * the locale is still "C" it says yes; asked later, in English, it would say no for ever. */
  (void) g_dgettext (PM_GETTEXT_DOMAIN, "Postmend");

  system_language = g_strdup (g_getenv ("LANGUAGE"));
  gtk_disable_setlocale ();
  settle_locale ();
  pm_locale_set_choice ("");
}

void
pm_locale_set_choice (const char *text)
{
  choice = intern_choice (text);
  language = choice[0] != '\0' ? choice : find_system_language ();

  /* Always set, so that the texts of GTK are in the same language as ours. */
  g_setenv ("LANGUAGE", language, TRUE);
  _nl_msg_cat_cntr++;
}

const char *
pm_locale_get_choice (void)
{
  return choice;
}

const char *
pm_locale_get (void)
{
  return language;
}

void
pm_locale_watch_widgets (void)
{
  /* The signal is there once the class is; kept for as long as the program runs. */
  g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, language_map_hook, NULL,
                              NULL);
}
