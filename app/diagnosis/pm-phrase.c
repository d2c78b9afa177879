/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-phrase.h"

#include <string.h>

/* A certificate may hold hundreds of names; nobody reads them in a sentence. */
#define LIST_LIMIT 5

struct _PmPhrase
{
  char *texts[PM_N_LANGUAGES];
  char **when;
  char **unless;
};

static const struct
{
  const char *id;
  const char *separator;
  const char *octets;
  const char *date;
} languages[PM_N_LANGUAGES] = {
  [PM_LANGUAGE_EN] = { "en", ", ", "bytes", "%Y-%m-%d" },
  [PM_LANGUAGE_JA] = { "ja", "、", "バイト", "%Y年%-m月%-d日" },
};

static char *
join_list (GVariant *value, PmLanguage language)
{
  g_autofree const char **items = g_variant_get_strv (value, NULL);
  const char *separator = languages[language].separator;
  GString *joined = g_string_new (NULL);

  for (guint i = 0; items[i] != NULL && i <= LIST_LIMIT; i++)
    {
      if (i > 0)
        g_string_append (joined, separator);
      g_string_append (joined, i < LIST_LIMIT ? items[i] : "…");
    }
  return g_string_free (joined, FALSE);
}

static char *
format_plain (GVariant *value, PmLanguage language)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return join_list (value, language);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return NULL;
  return g_variant_print (value, FALSE);
}

/* Providers say "20 MB" and mean 1,048,576 octets each. */
static char *
format_size (GVariant *value, PmLanguage language)
{
  static const struct
  {
    guint64 octets;
    const char *name;
  } units[] = { { 1024 * 1024, "MB" }, { 1024, "KB" } };
  guint64 octets;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    return NULL;

  octets = g_variant_get_uint64 (value);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      guint64 whole = octets / units[i].octets;
      guint tenths = octets % units[i].octets * 10 / units[i].octets;

      if (whole > 0 && tenths > 0)
        return g_strdup_printf ("%" G_GUINT64_FORMAT ".%u %s", whole, tenths, units[i].name);
      if (whole > 0)
        return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", whole, units[i].name);
    }
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", octets, languages[language].octets);
}

/* The largest unit that comes out even, or of which there are ten: nobody waits for 61 seconds. */
static char *
format_duration (GVariant *value, PmLanguage language)
{
  static const struct
  {
    guint64 seconds;
    const char *one;
    const char *many;
    const char *ja;
  } units[] = {
    { 24 * 60 * 60, "day", "days", "日" },
    { 60 * 60, "hour", "hours", "時間" },
    { 60, "minute", "minutes", "分" },
    { 1, "second", "seconds", "秒" },
  };
  guint64 seconds;
  guint64 count;
  guint i = 0;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64) || g_variant_get_uint64 (value) == 0)
    return NULL;

  seconds = g_variant_get_uint64 (value);
  while (seconds % units[i].seconds != 0 && seconds / units[i].seconds < 10)
    i++;
  count = seconds / units[i].seconds + (seconds % units[i].seconds != 0);
  if (language == PM_LANGUAGE_JA)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", count, units[i].ja);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", count,
                          count == 1 ? units[i].one : units[i].many);
}

static char *
format_date (GVariant *value, PmLanguage language)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return NULL;

  time = g_date_time_new_from_iso8601 (g_variant_get_string (value, NULL), utc);
  return time != NULL ? g_date_time_format (time, languages[language].date) : NULL;
}

static char *
format_security (GVariant *value, PmLanguage language)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return NULL;
  if (g_str_equal (g_variant_get_string (value, NULL), "tls"))
    return g_strdup ("SSL/TLS");
  if (g_str_equal (g_variant_get_string (value, NULL), "starttls"))
    return g_strdup ("STARTTLS");
  return NULL;
}

static const struct
{
  const char *name;
  char *(*format) (GVariant *value, PmLanguage language);
} formats[] = {
  { "list", format_plain },        { "size", format_size },         { "date", format_date },
  { "duration", format_duration }, { "security", format_security },
};

/* An empty text or list and a false flag count as absent. */
static GVariant *
look_up (GVariant *arguments, const char *name)
{
  g_autoptr (GVariant) value = NULL;

  if (arguments == NULL)
    return NULL;
  value = g_variant_lookup_value (arguments, name, NULL);
  if (value == NULL)
    return NULL;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
      && *g_variant_get_string (value, NULL) == '\0')
    return NULL;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY)
      && g_variant_n_children (value) == 0)
    return NULL;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && !g_variant_get_boolean (value))
    return NULL;
  return g_steal_pointer (&value);
}

static gboolean
has_argument (GVariant *arguments, const char *name)
{
  g_autoptr (GVariant) value = look_up (arguments, name);

  return value != NULL;
}

static gboolean
applies (const PmPhrase *self, GVariant *arguments)
{
  for (guint i = 0; self->when[i] != NULL; i++)
    if (!has_argument (arguments, self->when[i]))
      return FALSE;
  for (guint i = 0; self->unless[i] != NULL; i++)
    if (has_argument (arguments, self->unless[i]))
      return FALSE;
  return TRUE;
}

/* @placeholder: "name" or "name:format". */
static char *
fill_placeholder (const char *placeholder, PmLanguage language, GVariant *arguments)
{
  g_auto (GStrv) parts = g_strsplit (placeholder, ":", 2);
  g_autoptr (GVariant) value = look_up (arguments, parts[0]);

  if (value == NULL)
    return NULL;
  if (parts[1] == NULL)
    return format_plain (value, language);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, parts[1]))
      return formats[i].format (value, language);
  return NULL;
}

gboolean
pm_language_from_id (const char *id, PmLanguage *language)
{
  for (guint i = 0; i < PM_N_LANGUAGES; i++)
    if (g_strcmp0 (languages[i].id, id) == 0)
      {
        *language = i;
        return TRUE;
      }
  return FALSE;
}

PmPhrase *
pm_phrase_new (const char *when, const char *unless)
{
  PmPhrase *self = g_new0 (PmPhrase, 1);

  self->when = g_strsplit (when != NULL ? when : "", " ", -1);
  self->unless = g_strsplit (unless != NULL ? unless : "", " ", -1);
  return self;
}

void
pm_phrase_free (PmPhrase *self)
{
  for (guint i = 0; i < PM_N_LANGUAGES; i++)
    g_free (self->texts[i]);
  g_strfreev (self->when);
  g_strfreev (self->unless);
  g_free (self);
}

void
pm_phrase_set_text (PmPhrase *self, PmLanguage language, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *single = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (single->len > 0)
        g_string_append_c (single, ' ');
      g_string_append (single, words[i]);
    }
  g_free (self->texts[language]);
  self->texts[language] = g_string_free (single, FALSE);
}

char *
pm_phrase_fill (const PmPhrase *self, PmLanguage language, GVariant *arguments)
{
  g_autoptr (GString) filled = g_string_new (NULL);
  const char *text = self->texts[language] != NULL ? self->texts[language]
                                                   : self->texts[PM_LANGUAGE_EN];
  const char *brace;

  if (text == NULL || !applies (self, arguments))
    return NULL;

  while ((brace = strchr (text, '{')) != NULL)
    {
      const char *end = strchr (brace, '}');
      g_autofree char *placeholder = NULL;
      g_autofree char *value = NULL;

      g_return_val_if_fail (end != NULL, NULL);

      placeholder = g_strndup (brace + 1, end - brace - 1);
      value = fill_placeholder (placeholder, language, arguments);
      if (value == NULL)
        return NULL;
      g_string_append_len (filled, text, brace - text);
      g_string_append (filled, value);
      text = end + 1;
    }
  g_string_append (filled, text);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}
