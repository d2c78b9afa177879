/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-scrubber.h"

#include <string.h>

/* Shorter than this, a form would be found by chance in the middle of innocent words. */
#define SHORTEST_ANYWHERE 4

/* The beginning of a form of which the rest was cut off. What is encoded stands in no text by
 * chance; the secret as it is may begin like one, or be a word with something behind it. */
#define SHORTEST_CUT_ENCODED 8
#define SHORTEST_CUT_PLAIN   16

typedef enum
{
  FORM_EXACT = 0,
  FORM_ANY_CASE = 1 << 0,
  FORM_WHOLE_WORD = 1 << 1,
  FORM_ENCODED = 1 << 2,
} FormFlags;

typedef struct
{
  FormFlags flags;
  gsize length;
  char bytes[];
} Form;

struct _PmScrubber
{
  GPtrArray *forms; /* of Form */
};

G_DEFINE_BOXED_TYPE (PmScrubber, pm_scrubber, pm_scrubber_ref, pm_scrubber_unref)

static void
form_free (gpointer data)
{
  Form *form = data;

  pm_secret_wipe (form->bytes, form->length);
  g_free (form);
}

static gboolean
form_is (const Form *form, const char *bytes, gsize length, FormFlags flags)
{
  return form->length == length && form->flags == flags && memcmp (form->bytes, bytes, length) == 0;
}

static void
pm_scrubber_take_note (PmScrubber *self, const char *bytes, gsize length, FormFlags flags)
{
  Form *form;

  if (length == 0)
    return;
  if (length < SHORTEST_ANYWHERE)
    flags |= FORM_WHOLE_WORD;
  for (guint i = 0; i < self->forms->len; i++)
    if (form_is (g_ptr_array_index (self->forms, i), bytes, length, flags))
      return;

  form = g_malloc (sizeof (Form) + length);
  form->flags = flags;
  form->length = length;
  memcpy (form->bytes, bytes, length);
  g_ptr_array_add (self->forms, form);
}

static void
pm_scrubber_take_base64 (PmScrubber *self, const char *text, gsize first, gsize end)
{
  if (end >= first + SHORTEST_ANYWHERE)
    pm_scrubber_take_note (self, text + first, end - first, FORM_ENCODED);
}

/* The part of a base64 text that holds the secret, with @shift bytes of something else in front:
 * the characters that are made of bits of the secret alone, as they are with something behind it
 * and with nothing behind it. */
static void
pm_scrubber_add_base64 (PmScrubber *self, const char *bytes, gsize length, gsize shift)
{
  gsize first = (shift * 8 + 5) / 6;
  gsize inner_end = (shift + length) * 8 / 6;
  gsize outer_end = ((shift + length) * 8 + 5) / 6;
  char *shifted = g_malloc0 (shift + length);
  char *text;

  memcpy (shifted + shift, bytes, length);
  text = g_base64_encode ((const guchar *) shifted, shift + length);
  pm_scrubber_take_base64 (self, text, first, inner_end);
  pm_scrubber_take_base64 (self, text, first, outer_end);
  g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_'); /* RFC 4648 section 5 */
  pm_scrubber_take_base64 (self, text, first, inner_end);
  pm_scrubber_take_base64 (self, text, first, outer_end);
  pm_secret_wipe (shifted, shift + length);
  g_free (shifted);
  pm_secret_free_string (text);
}

static void
pm_scrubber_add_percent (PmScrubber *self, const char *bytes, gsize length, FormFlags flags)
{
  char *text = g_malloc0 (length * 3 + 1);
  gsize used = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isalnum (bytes[i]) || memchr ("-._~", bytes[i], 4) != NULL)
        text[used++] = bytes[i];
      else
        used += g_snprintf (text + used, 4, "%%%02X", (guchar) bytes[i]);
    }
  if (used > length)
    pm_scrubber_take_note (self, text, used, flags | FORM_ANY_CASE);
  pm_secret_free_string (text);
}

static void
pm_scrubber_add_hexadecimal (PmScrubber *self, const char *bytes, gsize length, FormFlags flags)
{
  char *text = g_malloc0 (length * 2 + 1);

  for (gsize i = 0; i < length; i++)
    g_snprintf (text + i * 2, 3, "%02x", (guchar) bytes[i]);
  pm_scrubber_take_note (self, text, length * 2, flags | FORM_ANY_CASE | FORM_ENCODED);
  pm_secret_free_string (text);
}

static void
pm_scrubber_clear (gpointer data)
{
  PmScrubber *self = data;

  g_ptr_array_unref (self->forms);
}

static gboolean
is_word_byte (char byte)
{
  return g_ascii_isalnum (byte) || byte == '_' || (guchar) byte >= 0x80;
}

/* How much of @form stands there, from its beginning on. */
static gsize
form_measure (const Form *form, const char *text, gsize length)
{
  gsize limit = MIN (form->length, length), n = 0;

  if (form->flags & FORM_ANY_CASE)
    while (n < limit && g_ascii_tolower (text[n]) == g_ascii_tolower (form->bytes[n]))
      n++;
  else
    while (n < limit && text[n] == form->bytes[n])
      n++;
  return n;
}

static gboolean
form_counts (const Form *form, const char *text, gsize length, gsize at, gsize found)
{
  gsize end = at + found;

  if (found < form->length)
    return found >= (form->flags & FORM_ENCODED ? SHORTEST_CUT_ENCODED : SHORTEST_CUT_PLAIN);
  if (!(form->flags & FORM_WHOLE_WORD))
    return TRUE;
  return (at == 0 || !is_word_byte (text[at - 1])) && (end == length || !is_word_byte (text[end]));
}

static void
form_mark (const Form *form, const char *text, gsize length, guint8 *covered)
{
  for (gsize at = 0; at < length; at++)
    {
      gsize found = form_measure (form, text + at, length - at);

      if (found > 0 && form_counts (form, text, length, at, found))
        memset (covered + at, TRUE, found);
    }
}

PmScrubber *
pm_scrubber_new (void)
{
  PmScrubber *self = g_atomic_rc_box_new0 (PmScrubber);

  self->forms = g_ptr_array_new_with_free_func (form_free);
  return self;
}

PmScrubber *
pm_scrubber_ref (PmScrubber *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
pm_scrubber_unref (PmScrubber *self)
{
  g_atomic_rc_box_release_full (self, pm_scrubber_clear);
}

void
pm_scrubber_add_secret (PmScrubber *self, PmSecret *secret)
{
  gsize length;
  const char *bytes = pm_secret_peek (secret, &length);
  FormFlags flags = length < SHORTEST_ANYWHERE ? FORM_WHOLE_WORD : FORM_EXACT;

  if (length == 0)
    return;

  pm_scrubber_take_note (self, bytes, length, flags);
  for (gsize shift = 0; shift < 3; shift++)
    pm_scrubber_add_base64 (self, bytes, length, shift);
  pm_scrubber_add_percent (self, bytes, length, flags);
  pm_scrubber_add_hexadecimal (self, bytes, length, flags);
}

void
pm_scrubber_add_form (PmScrubber *self, const char *bytes, gsize length)
{
  pm_scrubber_take_note (self, bytes, length, FORM_ENCODED);
}

/* What is covered is marked first and replaced then, as forms may overlap: replacing one would
 * leave the tail of the other. */
char *
pm_scrubber_clean (PmScrubber *self, const char *text, gssize length)
{
  gsize count = length < 0 ? strlen (text) : (gsize) length;
  g_autofree guint8 *covered = g_malloc0 (count + 1);
  GString *clean = g_string_sized_new (count);

  for (guint i = 0; i < self->forms->len; i++)
    form_mark (g_ptr_array_index (self->forms, i), text, count, covered);

  for (gsize i = 0; i < count; i++)
    {
      if (!covered[i] && text[i] == '\0')
        g_string_append (clean, "\\x00"); /* else the rest would be lost to the caller */
      else if (!covered[i])
        g_string_append_c (clean, text[i]);
      else if (i == 0 || !covered[i - 1])
        g_string_append (clean, PM_SCRUBBER_MARK);
    }
  return g_string_free (clean, FALSE);
}
