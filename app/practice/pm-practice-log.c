/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-log.h"

#include "pm-secret.h"

#define MAX_LINES 2000

struct _PmPracticeLog
{
  GPtrArray *lines;       /* char *, NULL-terminated */
  GPtrArray *clear_lines; /* those of them that were not encrypted; theirs */
};

PmPracticeLog *
pm_practice_log_new (void)
{
  PmPracticeLog *self = g_new0 (PmPracticeLog, 1);

  /* Without room for a first line there would be no NULL either. */
  self->lines = g_ptr_array_new_null_terminated (16, (GDestroyNotify) pm_secret_free_string, TRUE);
  self->clear_lines = g_ptr_array_new_null_terminated (16, NULL, TRUE);
  return self;
}

void
pm_practice_log_free (PmPracticeLog *self)
{
  g_ptr_array_unref (self->clear_lines);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
pm_practice_log_add (PmPracticeLog *self,
                     guint port,
                     gboolean encrypted,
                     const char *line,
                     gsize length)
{
  /* Four times is the most that an escape takes, so the text is never moved and no copy stays
   * behind. */
  GString *text;

  if (self->lines->len >= MAX_LINES)
    return;

  text = g_string_sized_new (length * 4 + 16);
  g_string_printf (text, "%u> ", port);
  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isprint (line[i]))
        g_string_append_c (text, line[i]);
      else
        g_string_append_printf (text, "\\x%02X", (guchar) line[i]);
    }
  if (!encrypted)
    g_ptr_array_add (self->clear_lines, text->str);
  g_ptr_array_add (self->lines, g_string_free (text, FALSE));
}

const char *const *
pm_practice_log_get_lines (PmPracticeLog *self)
{
  return (const char *const *) self->lines->pdata;
}

const char *const *
pm_practice_log_get_clear_lines (PmPracticeLog *self)
{
  return (const char *const *) self->clear_lines->pdata;
}
