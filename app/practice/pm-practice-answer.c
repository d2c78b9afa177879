/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-answer.h"

#include <string.h>

#define ARGUMENT "{argument}"
#define ADDRESS  "{address}"

PmPracticeAnswer *
pm_practice_answer_new (void)
{
  PmPracticeAnswer *self = g_new0 (PmPracticeAnswer, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

PmPracticeAnswer *
pm_practice_answer_new_line (const char *line)
{
  PmPracticeAnswer *self = pm_practice_answer_new ();

  pm_practice_answer_add_line (self, line);
  return self;
}

void
pm_practice_answer_free (PmPracticeAnswer *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
pm_practice_answer_add_line (PmPracticeAnswer *self, const char *line)
{
  g_ptr_array_add (self->lines, g_strdup (line));
}

/* In one pass, so that a placeholder that a client sends stays what it is. */
static char *
fill_line (const char *line, const char *argument, const char *address)
{
  GString *filled = g_string_new (NULL);

  while (*line != '\0')
    {
      if (g_str_has_prefix (line, ARGUMENT))
        {
          g_string_append (filled, argument);
          line += strlen (ARGUMENT);
        }
      else if (g_str_has_prefix (line, ADDRESS))
        {
          g_string_append (filled, address);
          line += strlen (ADDRESS);
        }
      else
        {
          g_string_append_c (filled, *line++);
        }
    }
  return g_string_free (filled, FALSE);
}

PmPracticeAnswer *
pm_practice_answer_fill (const PmPracticeAnswer *self, const char *argument, const char *address)
{
  PmPracticeAnswer *filled = pm_practice_answer_new ();

  filled->delay_ms = self->delay_ms;
  filled->slowly = self->slowly;
  filled->then = self->then;
  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (filled->lines,
                     fill_line (g_ptr_array_index (self->lines, i), argument, address));
  return filled;
}

guint
pm_practice_answer_get_code (const PmPracticeAnswer *self)
{
  const char *last;

  if (self->lines->len == 0)
    return 0;

  last = g_ptr_array_index (self->lines, self->lines->len - 1);
  return (guint) g_ascii_strtoull (last, NULL, 10);
}

char *
pm_practice_answer_to_wire (const PmPracticeAnswer *self)
{
  GString *wire = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      g_string_append (wire, g_ptr_array_index (self->lines, i));
      g_string_append (wire, "\r\n");
    }
  return g_string_free (wire, FALSE);
}
