/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-transcript.h"

#define LINE_MAX_BYTES 2048
#define CUT_MARK       "\xe2\x80\xa6"

struct _PmTranscript
{
  GObject parent_instance;

  PmTranscriptFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (PmTranscript, pm_transcript, G_TYPE_OBJECT)

static void
append_escaped (GString *text, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "\\x%02X", (guint8) bytes[i]);
}

/* Control characters move the cursor of a terminal, format characters (the bidirectional ones among
 * them) change the order in which a line is read, separators start a new line. */
static gboolean
is_misleading (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* Length of the character at @bytes, 0 where there is none that is whole and valid. */
static gsize
character_length (const char *bytes, gsize length, gunichar *c)
{
  /* It takes a NUL for the end of the text, whatever the length. */
  if (*bytes == '\0')
    return 0;
  *c = g_utf8_get_char_validated (bytes, (gssize) length);
  if (*c == (gunichar) -1 || *c == (gunichar) -2)
    return 0;
  return (gsize) (g_utf8_next_char (bytes) - bytes);
}

/* @length or a little less, so that no character is cut in two. */
static gsize
cut_between_characters (const char *bytes, gsize length)
{
  gsize cut = length;

  while (cut > 0 && length - cut < 3 && ((guint8) bytes[cut] & 0xc0) == 0x80)
    cut--;
  return ((guint8) bytes[cut] & 0xc0) == 0x80 ? length : cut;
}

static void
emit (PmTranscript *self, PmWire direction, const char *line, gsize length)
{
  gsize shown = length <= LINE_MAX_BYTES ? length : cut_between_characters (line, LINE_MAX_BYTES);
  g_autofree char *escaped = pm_transcript_escape (line, shown);
  g_autofree char *text = g_strconcat (escaped, shown < length ? CUT_MARK : "", NULL);

  self->func (direction, text, self->user_data);
}

static void
pm_transcript_finalize (GObject *object)
{
  PmTranscript *self = PM_TRANSCRIPT (object);

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  G_OBJECT_CLASS (pm_transcript_parent_class)->finalize (object);
}

static void
pm_transcript_class_init (PmTranscriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_transcript_finalize;
}

static void
pm_transcript_init (PmTranscript *self)
{
}

PmTranscript *
pm_transcript_new (PmTranscriptFunc func, gpointer user_data, GDestroyNotify destroy)
{
  PmTranscript *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (PM_TYPE_TRANSCRIPT, NULL);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  return self;
}

void
pm_transcript_received (PmTranscript *self, const char *line, gsize length)
{
  g_return_if_fail (PM_IS_TRANSCRIPT (self));

  emit (self, PM_WIRE_IN, line, length);
}

void
pm_transcript_sent (PmTranscript *self, const char *display)
{
  g_return_if_fail (PM_IS_TRANSCRIPT (self));

  emit (self, PM_WIRE_OUT, display, strlen (display));
}

void
pm_transcript_note (PmTranscript *self, const char *text)
{
  g_return_if_fail (PM_IS_TRANSCRIPT (self));

  emit (self, PM_WIRE_NOTE, text, strlen (text));
}

char *
pm_transcript_escape (const char *bytes, gsize length)
{
  GString *text = g_string_sized_new (length + 1);
  gsize i = 0;

  while (i < length)
    {
      gunichar c = 0;
      gsize n = character_length (bytes + i, length - i, &c);

      if (n == 0 || is_misleading (c))
        append_escaped (text, bytes + i, MAX (n, 1));
      else
        g_string_append_len (text, bytes + i, (gssize) n);
      i += MAX (n, 1);
    }
  return g_string_free (text, FALSE);
}
