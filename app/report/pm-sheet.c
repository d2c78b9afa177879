/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sheet.h"

#include <string.h>

#include "pm-escape.h"

struct _PmSheet
{
  GString *text;
};

/* Characters that Japanese typesetting does not put at the beginning or the end of a line. */
static const char not_first[]
    = "、。，．・：；！？)]}」』】〕）〉》ーっゃゅょぁぃぅぇぉッャュョァィゥェォ々…";
static const char not_last[] = "([{「『【〔（〈《";

static guint
width_of (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

guint
pm_sheet_measure (const char *text)
{
  guint columns = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    columns += width_of (g_utf8_get_char (text));
  return columns;
}

static gboolean
is_among (const char *characters, gunichar c)
{
  return g_utf8_strchr (characters, -1, c) != NULL;
}

/* Whether a line may end before @next, with @last standing before it. */
static gboolean
may_break (gunichar last, gunichar next)
{
  if (g_unichar_iszerowidth (next) || next == ' ')
    return FALSE;
  if (last == ' ')
    return TRUE;
  return (g_unichar_iswide (last) || g_unichar_iswide (next)) && !is_among (not_first, next)
         && !is_among (not_last, last);
}

/* How many bytes of @text go on a line of @columns; at least up to the first break. */
static gsize
fit_line (const char *text, guint columns)
{
  const char *at = text;
  const char *end = NULL;
  gunichar last = 0;
  guint used = 0;
  gboolean inked = FALSE;

  for (; *at != '\0' && *at != '\n'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (inked && may_break (last, c))
        end = at;
      if (c != ' ' && used + width_of (c) > columns && end != NULL)
        return end - text;
      used += width_of (c);
      inked = inked || c != ' ';
      last = c;
    }
  return at - text;
}

static void
append_line (PmSheet *self, const char *line, gsize length)
{
  g_string_append_len (self->text, line, length);
  while (self->text->len > 0 && self->text->str[self->text->len - 1] == ' ')
    g_string_truncate (self->text, self->text->len - 1);
  g_string_append_c (self->text, '\n');
}

static void
append_spaces (PmSheet *self, guint n)
{
  g_string_append_printf (self->text, "%*s", (int) n, "");
}

PmSheet *
pm_sheet_new (void)
{
  PmSheet *self = g_new0 (PmSheet, 1);

  self->text = g_string_new (NULL);
  return self;
}

char *
pm_sheet_finish (PmSheet *self)
{
  return g_string_free (g_steal_pointer (&self->text), FALSE);
}

void
pm_sheet_free (PmSheet *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

void
pm_sheet_add_blank (PmSheet *self)
{
  g_string_append_c (self->text, '\n');
}

void
pm_sheet_add_heading (PmSheet *self, const char *text, char underline)
{
  guint columns = MIN (pm_sheet_measure (text), PM_SHEET_COLUMNS);

  if (self->text->len > 0)
    pm_sheet_add_blank (self);
  pm_sheet_add_item (self, 0, "", text);
  for (guint i = 0; underline != '\0' && i < columns; i++)
    g_string_append_c (self->text, underline);
  if (underline != '\0')
    pm_sheet_add_blank (self);
}

void
pm_sheet_add_item (PmSheet *self, guint indent, const char *label, const char *text)
{
  g_autofree char *safe_label = pm_escape_text (label);
  g_autofree char *safe = pm_escape_text (text);
  const char *rest = safe;
  guint hanging = indent + pm_sheet_measure (safe_label);

  append_spaces (self, indent);
  g_string_append (self->text, safe_label);
  for (gboolean first = TRUE; first || *rest != '\0'; first = FALSE)
    {
      gsize length = fit_line (rest, PM_SHEET_COLUMNS - MIN (hanging, PM_SHEET_COLUMNS / 2));

      if (!first)
        append_spaces (self, hanging);
      append_line (self, rest, length);
      rest += length;
      if (*rest == '\n')
        rest++;
    }
}

char *
pm_sheet_pad (const char *text, guint columns, gboolean right)
{
  guint used = pm_sheet_measure (text);
  int missing = used < columns ? (int) (columns - used) : 0;

  if (right)
    return g_strdup_printf ("%*s%s", missing, "", text);
  return g_strdup_printf ("%s%*s", text, missing, "");
}
