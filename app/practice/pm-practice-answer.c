/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-answer.h"

#include <string.h>

#define ARGUMENT "{argument}"
#define ADDRESS  "{address}"

typedef struct
{
  GString *bytes; /* of a line: without its CRLF */
  gboolean is_line;
  guint times;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_string_free (piece->bytes, TRUE);
  g_free (piece);
}

/* Takes @bytes. */
static Piece *
add_piece (PmPracticeAnswer *self, GString *bytes, gboolean is_line)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->bytes = bytes;
  piece->is_line = is_line;
  piece->times = 1;
  g_ptr_array_add (self->pieces, piece);
  return piece;
}

PmPracticeAnswer *
pm_practice_answer_new (void)
{
  PmPracticeAnswer *self = g_new0 (PmPracticeAnswer, 1);

  self->pieces = g_ptr_array_new_with_free_func (piece_free);
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
  g_ptr_array_unref (self->pieces);
  g_free (self);
}

void
pm_practice_answer_add_line (PmPracticeAnswer *self, const char *line)
{
  add_piece (self, g_string_new (line), TRUE);
}

void
pm_practice_answer_add_bytes (PmPracticeAnswer *self, const char *bytes, gsize length)
{
  add_piece (self, g_string_new_len (bytes, (gssize) length), FALSE);
}

gboolean
pm_practice_answer_repeat (PmPracticeAnswer *self, guint times)
{
  Piece *piece;

  if (self->pieces->len == 0 || times == 0 || times > PM_PRACTICE_MAX_TIMES)
    return FALSE;

  piece = g_ptr_array_index (self->pieces, self->pieces->len - 1);
  if ((piece->bytes->len + strlen ("\r\n")) * times > PM_PRACTICE_MAX_BYTES)
    return FALSE;
  piece->times = times;
  return TRUE;
}

/* In one pass, so that a placeholder that a client sends stays what it is. */
static GString *
fill_bytes (const GString *bytes, const char *argument, const char *address)
{
  GString *filled = g_string_sized_new (bytes->len);
  gsize at = 0;

  while (at < bytes->len)
    {
      if (g_str_has_prefix (bytes->str + at, ARGUMENT))
        {
          g_string_append (filled, argument);
          at += strlen (ARGUMENT);
        }
      else if (g_str_has_prefix (bytes->str + at, ADDRESS))
        {
          g_string_append (filled, address);
          at += strlen (ADDRESS);
        }
      else
        {
          g_string_append_c (filled, bytes->str[at++]);
        }
    }
  return filled;
}

PmPracticeAnswer *
pm_practice_answer_fill (const PmPracticeAnswer *self, const char *argument, const char *address)
{
  PmPracticeAnswer *filled = pm_practice_answer_new ();

  filled->delay_ms = self->delay_ms;
  filled->slowly = self->slowly;
  filled->then = self->then;
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (self->pieces, i);

      add_piece (filled, fill_bytes (piece->bytes, argument, address), piece->is_line)->times
          = piece->times;
    }
  return filled;
}

guint
pm_practice_answer_get_code (const PmPracticeAnswer *self)
{
  const Piece *speaking = self->pieces->len > 0 ? g_ptr_array_index (self->pieces, 0) : NULL;

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (self->pieces, i);

      if (piece->is_line)
        speaking = piece;
    }
  return speaking != NULL ? (guint) g_ascii_strtoull (speaking->bytes->str, NULL, 10) : 0;
}

GBytes *
pm_practice_answer_to_wire (const PmPracticeAnswer *self)
{
  GString *wire = g_string_new (NULL);

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (self->pieces, i);

      for (guint n = 0; n < piece->times; n++)
        {
          g_string_append_len (wire, piece->bytes->str, (gssize) piece->bytes->len);
          if (piece->is_line)
            g_string_append (wire, "\r\n");
        }
    }
  return g_string_free_to_bytes (wire);
}
