/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-charset.h"

#include "pm-message-charset-guess.h"
#include "pm-message-charset-mend.h"
#include "pm-message-markup.h"

#include <string.h>

/* A mail that says ASCII or says nothing knows no better than the guess. */
static gboolean
tells_nothing (const char *charset)
{
  static const char *const nothing[] = { "us-ascii", "ascii", "unknown-8bit", "x-unknown",
                                         "binary" };

  if (charset == NULL || *charset == '\0')
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    if (g_ascii_strcasecmp (charset, nothing[i]) == 0)
      return TRUE;
  return FALSE;
}

/* What the mail says is believed where it fits. */
static char *
convert (const char *octets, gsize n_octets, const char *charset)
{
  char *text = NULL;

  if (!tells_nothing (charset))
    text = pm_message_charset_convert (octets, n_octets, charset, TRUE);
  return text != NULL ? text : pm_message_charset_guess (octets, n_octets);
}

static gboolean
is_marked_utf16 (const char *octets, gsize n_octets)
{
  return n_octets >= 2
         && (memcmp (octets, "\xff\xfe", 2) == 0 || memcmp (octets, "\xfe\xff", 2) == 0);
}

/* A NUL would end the text; only UTF-16 has it as a part of characters. */
static GByteArray *
drop_nuls (const char *octets, gsize n_octets)
{
  GByteArray *kept = g_byte_array_sized_new ((guint) n_octets);

  for (gsize i = 0; i < n_octets; i++)
    if (octets[i] != '\0')
      g_byte_array_append (kept, (const guint8 *) octets + i, 1);
  return kept;
}

static char *
convert_without_nuls (const char *octets, gsize n_octets, const char *charset)
{
  g_autoptr (GByteArray) kept = NULL;

  if (memchr (octets, '\0', n_octets) == NULL || is_marked_utf16 (octets, n_octets)
      || (charset != NULL && g_ascii_strncasecmp (charset, "utf-16", 6) == 0))
    return convert (octets, n_octets, charset);
  kept = drop_nuls (octets, n_octets);
  return convert ((const char *) kept->data, kept->len, charset);
}

/* The length of a control character, of C1, or of one that nobody sees (U+200B, U+FEFF) at @text. */
static gsize
measure_control (const char *text)
{
  const guchar *octets = (const guchar *) text;

  if (octets[0] < 0x20 || octets[0] == 0x7f)
    return octets[0] != '\t' && octets[0] != '\n';
  if (octets[0] == 0xc2 && octets[1] < 0xa0)
    return 2;
  return strncmp (text, "\xe2\x80\x8b", 3) == 0 || strncmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* In place: a text only gets shorter. */
static void
clean (char *text)
{
  char *to = text;

  while (*text != '\0')
    {
      gsize control = measure_control (text);

      if (text[0] == '\r' && text[1] != '\n')
        *to++ = '\n';
      if (control == 0)
        *to++ = *text++;
      text += control;
    }
  *to = '\0';
}

char *
pm_message_decode (const char *octets, gsize n_octets, const char *charset)
{
  g_autoptr (GByteArray) unwrapped = NULL;
  char *text;

  if (charset == NULL)
    unwrapped = pm_message_charset_unwrap (octets, n_octets);
  if (unwrapped != NULL)
    text = convert_without_nuls ((const char *) unwrapped->data, unwrapped->len, NULL);
  else
    text = convert_without_nuls (octets, n_octets, charset);
  text = pm_message_charset_mend_lines (text);
  clean (text);
  return pm_message_markup_strip (pm_message_charset_mend_octets (text));
}
