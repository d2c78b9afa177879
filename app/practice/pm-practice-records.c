/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-script.h"

#include <string.h>

#define MAX_PREFERENCE 65535
#define MAX_LABEL      63
#define MAX_STRING     255 /* RFC 1035 section 3.3 */
#define MAX_TEXT       60000

enum
{
  TYPE_A = 1,
  TYPE_PTR = 12,
  TYPE_MX = 15,
  TYPE_TXT = 16,
  TYPE_AAAA = 28,
};

static const struct
{
  const char *word;
  PmPracticeDnsFate fate;
} fate_words[] = {
  { "no-address", PM_PRACTICE_DNS_NO_ADDRESS }, { "nxdomain", PM_PRACTICE_DNS_NXDOMAIN },
  { "servfail", PM_PRACTICE_DNS_SERVFAIL },     { "refused", PM_PRACTICE_DNS_REFUSED },
  { "silent", PM_PRACTICE_DNS_SILENT },
};

static gboolean
write_name (GByteArray *data, const char *name)
{
  g_auto (GStrv) labels = g_strsplit (g_str_equal (name, ".") ? "" : name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      guint8 length = (guint8) MIN (strlen (labels[i]), MAX_LABEL + 1);

      if (length == 0 || length > MAX_LABEL)
        return FALSE;
      g_byte_array_append (data, &length, 1);
      g_byte_array_append (data, (const guint8 *) labels[i], length);
    }
  g_byte_array_append (data, (const guint8 *) "", 1);
  return TRUE;
}

/* "10 mail.example" */
static gboolean
write_mx (GByteArray *data, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  guint64 preference = 0;
  guint8 bytes[2];

  if (words[0] == NULL || words[1] == NULL
      || !g_ascii_string_to_unsigned (words[0], 10, 0, MAX_PREFERENCE, &preference, NULL))
    return FALSE;
  bytes[0] = (guint8) (preference >> 8);
  bytes[1] = (guint8) preference;
  g_byte_array_append (data, bytes, sizeof bytes);
  return write_name (data, g_strstrip (words[1]));
}

/* In pieces, as no one of them can be longer. */
static gboolean
write_text (GByteArray *data, const char *text)
{
  gsize left = strlen (text);

  if (left > MAX_TEXT)
    return FALSE;
  do
    {
      guint8 length = (guint8) MIN (left, MAX_STRING);

      g_byte_array_append (data, &length, 1);
      g_byte_array_append (data, (const guint8 *) text, length);
      text += length;
      left -= length;
    }
  while (left > 0);
  return TRUE;
}

static const struct
{
  const char *word;
  guint type;
  gboolean (*write) (GByteArray *data, const char *text); /* NULL: a fate only */
} types[] = {
  { "A", TYPE_A, NULL },           { "AAAA", TYPE_AAAA, NULL },     { "MX", TYPE_MX, write_mx },
  { "PTR", TYPE_PTR, write_name }, { "TXT", TYPE_TXT, write_text },
};

gboolean
pm_practice_fate_from_word (const char *word, PmPracticeDnsFate *fate)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fate_words); i++)
    if (g_str_equal (fate_words[i].word, word))
      {
        *fate = fate_words[i].fate;
        return TRUE;
      }
  return FALSE;
}

gboolean
pm_practice_name_knows_type (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].word, type))
      return TRUE;
  return FALSE;
}

gboolean
pm_practice_name_add_record (PmPracticeName *self, const char *type, const char *text)
{
  PmPracticeRecord *record = g_new0 (PmPracticeRecord, 1);

  g_ptr_array_add (self->records, record);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (!g_str_equal (types[i].word, type))
        continue;
      record->type = types[i].type;
      if (pm_practice_fate_from_word (text, &record->fate))
        return TRUE;
      record->data = g_byte_array_new ();
      return types[i].write != NULL && types[i].write (record->data, text);
    }
  return FALSE;
}

void
pm_practice_record_free (PmPracticeRecord *self)
{
  g_clear_pointer (&self->data, g_byte_array_unref);
  g_free (self);
}
