/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-capabilities.h"

#include <string.h>

#define CODE_LENGTH            3
#define MECHANISMS_LIMIT       100
#define MECHANISM_LENGTH_LIMIT 64 /* RFC 4422 section 3.1 allows 20; longer ones are met */

struct _PmCapabilities
{
  GPtrArray *lines; /* UTF-8, NULL-terminated */
  GPtrArray *keywords;
  GPtrArray *mechanisms; /* upper case, NULL-terminated */
  gboolean has_size;
  guint64 size_limit;
};

static gboolean
list_has (GPtrArray *list, const char *word)
{
  for (guint i = 0; i < list->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (list, i), word) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_mechanism_name (const char *word)
{
  gsize length = strlen (word);

  if (length == 0 || length > MECHANISM_LENGTH_LIMIT)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (word[i]) && word[i] != '-' && word[i] != '_')
      return FALSE;
  return TRUE;
}

static void
pm_capabilities_read_auth (PmCapabilities *self, char **parameters)
{
  for (guint i = 0; parameters[i] != NULL && self->mechanisms->len < MECHANISMS_LIMIT; i++)
    if (is_mechanism_name (parameters[i]) && !list_has (self->mechanisms, parameters[i]))
      g_ptr_array_add (self->mechanisms, g_ascii_strup (parameters[i], -1));
}

/* A limit that can not be read is taken for none: MAIL FROM with SIZE asks the server anyway. */
static void
pm_capabilities_read_size (PmCapabilities *self, char **parameters)
{
  if (self->has_size)
    return;

  self->has_size = TRUE;
  if (parameters[0] != NULL
      && !g_ascii_string_to_unsigned (parameters[0], 10, 0, G_MAXUINT64, &self->size_limit, NULL))
    self->size_limit = 0;
}

static const struct
{
  const char *keyword;
  void (*read) (PmCapabilities *self, char **parameters);
} readers[] = {
  { "AUTH", pm_capabilities_read_auth },
  { "SIZE", pm_capabilities_read_size },
};

static void
pm_capabilities_read_keyword (PmCapabilities *self, const char *keyword, char **parameters)
{
  if (!list_has (self->keywords, keyword))
    g_ptr_array_add (self->keywords, g_strdup (keyword));
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (g_ascii_strcasecmp (readers[i].keyword, keyword) == 0)
      readers[i].read (self, parameters);
}

/* "AUTH=LOGIN PLAIN" is what servers older than RFC 2554 say, and some say still. */
static void
pm_capabilities_read_line (PmCapabilities *self, const char *text)
{
  g_autofree char *mended = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) filled = g_ptr_array_new ();

  mended = g_ascii_strncasecmp (text, "AUTH=", 5) == 0 ? g_strconcat ("AUTH ", text + 5, NULL)
                                                       : g_strdup (text);
  words = g_strsplit_set (mended, " \t", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (filled, words[i]);
  g_ptr_array_add (filled, NULL);

  if (filled->len > 1)
    pm_capabilities_read_keyword (self, filled->pdata[0], (char **) filled->pdata + 1);
}

PmCapabilities *
pm_capabilities_new (const PmReply *ehlo)
{
  PmCapabilities *self = g_new0 (PmCapabilities, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->keywords = g_ptr_array_new_with_free_func (g_free);
  self->mechanisms = g_ptr_array_new_with_free_func (g_free);

  /* The first line is the server's name and a greeting. */
  for (guint i = 1; i < ehlo->lines->len; i++)
    {
      const char *line = g_ptr_array_index (ehlo->lines, i);
      const char *text = line[CODE_LENGTH] == '\0' ? "" : line + CODE_LENGTH + 1;

      g_ptr_array_add (self->lines, g_utf8_make_valid (text, -1));
      pm_capabilities_read_line (self, text);
    }
  g_ptr_array_add (self->lines, NULL);
  g_ptr_array_add (self->mechanisms, NULL);
  return self;
}

void
pm_capabilities_free (PmCapabilities *self)
{
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->mechanisms);
  g_free (self);
}

gboolean
pm_capabilities_has (const PmCapabilities *self, const char *keyword)
{
  return list_has (self->keywords, keyword);
}

const char *const *
pm_capabilities_get_mechanisms (const PmCapabilities *self)
{
  return (const char *const *) self->mechanisms->pdata;
}

gboolean
pm_capabilities_get_size (const PmCapabilities *self, guint64 *limit)
{
  *limit = self->size_limit;
  return self->has_size;
}

const char *const *
pm_capabilities_get_lines (const PmCapabilities *self)
{
  return (const char *const *) self->lines->pdata;
}
