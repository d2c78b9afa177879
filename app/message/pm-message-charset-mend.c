/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-charset-mend.h"

#include "pm-message-charset-guess.h"

#include <string.h>

#define MIN_BASE64    40   /* characters, that a word is not taken for it */
#define MIN_QUOTED    3    /* =XX of octets beyond ASCII */
#define MAX_JIS       1024 /* octets from escape to escape */
#define MAX_MOJIBAKE  4096 /* octets of a line that is mended */
#define MARGIN        4    /* that a mended line must look better by */
#define IS_HIGH(hex)  (g_ascii_xdigit_value (hex) >= 8)
#define IS_OCTET(hex) (g_ascii_isxdigit ((hex)[0]) && g_ascii_isxdigit ((hex)[1]))

static char
read_octet (const char *hex)
{
  return (char) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
}

static gboolean
is_quoted_printable (const char *octets, gsize n_octets)
{
  guint n_high = 0;
  gboolean soft = FALSE;

  for (gsize i = 0; i + 2 < n_octets; i++)
    if (octets[i] & 0x80)
      return FALSE;
    else if (octets[i] != '=')
      continue;
    else if (IS_OCTET (octets + i + 1))
      n_high += IS_HIGH (octets[i + 1]) || memcmp (octets + i, "=3D", 3) == 0;
    else
      soft |= octets[i + 1] == '\n' || octets[i + 1] == '\r';
  return n_high >= MIN_QUOTED || (soft && n_high > 0);
}

static void
append_unquoted (GByteArray *out, const char *octets, gsize n_octets)
{
  for (gsize i = 0; i < n_octets; i++)
    {
      gsize left = n_octets - i;
      char octet = octets[i];

      if (octet == '=' && left > 1 && octets[i + 1] == '\n')
        i++;
      else if (octet == '=' && left > 2 && memcmp (octets + i, "=\r\n", 3) == 0)
        i += 2;
      else
        {
          if (octet == '=' && left > 2 && IS_OCTET (octets + i + 1))
            {
              octet = read_octet (octets + i + 1);
              i += 2;
            }
          g_byte_array_append (out, (const guint8 *) &octet, 1);
        }
    }
}

/* A body in base64 is nothing else from the first to the last line. */
static gboolean
is_base64 (const char *octets, gsize n_octets)
{
  gsize n_characters = 0, n_padding = 0, line = 0;
  gboolean mixed = FALSE;

  for (gsize i = 0; i < n_octets; i++)
    {
      if (g_ascii_isspace (octets[i]))
        {
          line = octets[i] == '\n' ? 0 : line;
          continue;
        }
      if (octets[i] == '=')
        n_padding++;
      else if (n_padding > 0 || !(g_ascii_isalnum (octets[i]) || strchr ("+/", octets[i]) != NULL))
        return FALSE;
      mixed |= g_ascii_isdigit (octets[i]);
      n_characters++;
      if (++line > 76) /* RFC 2045 section 6.8 */
        return FALSE;
    }
  return mixed && n_characters >= MIN_BASE64 && n_characters % 4 == 0 && n_padding <= 2;
}

/* Not a picture or a document. */
static gboolean
is_text (const guint8 *octets, gsize n_octets)
{
  gsize n_controls = 0;

  for (gsize i = 0; i < n_octets; i++)
    n_controls += octets[i] < 0x20 && strchr ("\t\n\r\x1b", octets[i]) == NULL;
  return n_octets > 0 && n_controls == 0;
}

GByteArray *
pm_message_charset_unwrap (const char *octets, gsize n_octets)
{
  g_autoptr (GByteArray) out = NULL;

  if (is_base64 (octets, n_octets))
    {
      g_autofree char *base64 = g_strndup (octets, n_octets);
      gsize length = 0;
      guchar *bytes = g_base64_decode (base64, &length);

      out = g_byte_array_new_take (bytes, length);
      return is_text (out->data, out->len) ? g_steal_pointer (&out) : NULL;
    }
  if (is_quoted_printable (octets, n_octets))
    {
      out = g_byte_array_sized_new ((guint) n_octets);
      append_unquoted (out, octets, n_octets);
      return g_steal_pointer (&out);
    }
  return NULL;
}

static gboolean
is_jis_start (const char *at)
{
  return at[0] == '$' && (at[1] == 'B' || at[1] == '@');
}

static gboolean
is_jis_end (const char *at)
{
  return at[0] == '(' && (at[1] == 'B' || at[1] == 'J');
}

/* The octets of kanji between "$B" and "(B" at @at, of which hiragana, katakana or punctuation must be
 * some, that a price of "$B" in a text is not taken for it. 0 where it is none. */
static gsize
measure_lost_jis (const char *at)
{
  guint n_kana = 0;

  for (gsize i = 2; i < MAX_JIS; i += 2)
    {
      if (is_jis_end (at + i))
        return n_kana > 0 || i >= 10 ? i - 2 : 0;
      if (at[i] <= ' ' || at[i] == 0x7f || at[i + 1] <= ' ' || at[i + 1] == 0x7f)
        return 0;
      n_kana += at[i] == '!' || at[i] == '$' || at[i] == '%';
    }
  return 0;
}

static char *
mend_lost_escapes (char *text)
{
  g_autofree char *old = text;
  GString *mended;
  const char *kept = text;

  if (strstr (text, "$B") == NULL && strstr (text, "$@") == NULL)
    return g_steal_pointer (&old);

  mended = g_string_sized_new (strlen (text));
  for (const char *at = strchr (text, '$'); at != NULL; at = strchr (at + 1, '$'))
    {
      gsize length = is_jis_start (at) ? measure_lost_jis (at) : 0;
      g_autofree char *jis = NULL;
      g_autofree char *words = NULL;

      if (at < kept || length == 0)
        continue;
      jis = g_strdup_printf ("\x1b$B%.*s\x1b(B", (int) length, at + 2);
      words = pm_message_charset_convert (jis, strlen (jis), "ISO-2022-JP", TRUE);
      if (words == NULL)
        continue;
      g_string_append_len (mended, kept, at - kept);
      g_string_append (mended, words);
      kept = at + 2 + length + 2;
    }
  g_string_append (mended, kept);
  return g_string_free (mended, FALSE);
}

static gboolean
is_written_octet (const char *at)
{
  return at[0] == '\\' && at[1] == 'x' && IS_OCTET (at + 2);
}

/* The octets written at *@at, which is set behind them; plain letters may stand between the two of
 * a character, since Shift_JIS has such. */
static GByteArray *
read_written_octets (const char **at)
{
  GByteArray *octets = g_byte_array_new ();
  const char *next = *at;

  while (is_written_octet (next)
         || (g_ascii_isgraph (*next) && *next != '\\' && is_written_octet (next + 1)
             && octets->len > 0))
    {
      char octet = *next == '\\' ? read_octet (next + 2) : *next;

      g_byte_array_append (octets, (const guint8 *) &octet, 1);
      next += *next == '\\' ? 4 : 1;
    }
  *at = next;
  return octets;
}

static char *
mend_written_octets (char *text)
{
  g_autofree char *old = text;
  GString *mended;
  const char *at = strstr (text, "\\x");
  const char *kept = text;

  if (at == NULL)
    return g_steal_pointer (&old);

  mended = g_string_sized_new (strlen (text));
  while (at != NULL)
    {
      if (is_written_octet (at) && IS_HIGH (at[2]))
        {
          g_autoptr (GByteArray) octets = NULL;
          g_autofree char *words = NULL;

          g_string_append_len (mended, kept, at - kept);
          octets = read_written_octets (&at);
          words = pm_message_charset_guess ((const char *) octets->data, octets->len);
          g_string_append (mended, words);
          kept = at;
        }
      else
        at++;
      at = strstr (at, "\\x");
    }
  g_string_append (mended, kept);
  return g_string_free (mended, FALSE);
}

/* What Windows-1252 has in place of C1; where it has nothing, programs show the octet as it is. */
static const gunichar c1_letters[32] = {
  0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
  0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
};

/* The octet that a character of Windows-1252 was; -1 where it is of another charset. */
static int
find_western_octet (gunichar character)
{
  if (character <= 0xff)
    return (int) character;
  for (gsize i = 0; i < G_N_ELEMENTS (c1_letters); i++)
    if (c1_letters[i] == character)
      return 0x80 + (int) i;
  return -1;
}

static char *
unconvert_western (const char *line, gsize length, gsize *n_octets)
{
  g_autoptr (GString) octets = g_string_sized_new (length);

  for (const char *at = line; at < line + length; at = g_utf8_next_char (at))
    {
      int octet = find_western_octet (g_utf8_get_char (at));

      if (octet < 0)
        return NULL;
      g_string_append_c (octets, (char) octet);
    }
  *n_octets = octets->len;
  return g_string_free (g_steal_pointer (&octets), FALSE);
}

static char *
unconvert_japanese (const char *line, gsize length, gsize *n_octets)
{
  return pm_message_charset_unconvert (line, length, "CP932", n_octets);
}

typedef char *(*Unconvert) (const char *line, gsize length, gsize *n_octets);

/* The line as it was before its octets were read wrong; NULL where it looks no better. */
static char *
undo_charset (const char *line, gsize length, Unconvert unconvert)
{
  gsize n_octets = 0;
  g_autofree char *octets = unconvert (line, length, &n_octets);
  g_autofree char *mended = NULL;

  if (octets == NULL)
    return NULL;
  mended = pm_message_charset_guess (octets, n_octets);
  if (pm_message_charset_weigh (mended, strlen (mended))
      < pm_message_charset_weigh (line, length) + MARGIN)
    return NULL;
  return g_steal_pointer (&mended);
}

/* UTF-8 of kana begins with octets that CP932 has as these; all else that was read wrong is letters with
 * accents or half-width katakana. */
static gboolean
is_suspicious (const char *line, gsize length)
{
  static const char *const signs[] = { "縺", "繧", "繝", "荳", "譁", "螟", "騾", "蜿" };
  guint n_signs = 0;

  for (const char *at = line; at < line + length; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character < 0x80)
        continue;
      n_signs += character <= 0xff || (character >= 0xff61 && character <= 0xff9f);
      for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
        n_signs += strncmp (at, signs[i], strlen (signs[i])) == 0;
    }
  return n_signs >= 2;
}

static void
append_mended_line (GString *mended, const char *line, gsize length)
{
  static const Unconvert unconverts[] = { unconvert_western, unconvert_japanese };
  g_autofree char *better = NULL;

  if (length <= MAX_MOJIBAKE && is_suspicious (line, length))
    for (gsize i = 0; i < G_N_ELEMENTS (unconverts) && better == NULL; i++)
      better = undo_charset (line, length, unconverts[i]);
  if (better != NULL)
    g_string_append (mended, better);
  else
    g_string_append_len (mended, line, (gssize) length);
}

char *
pm_message_charset_mend_octets (char *text)
{
  return mend_written_octets (mend_lost_escapes (text));
}

char *
pm_message_charset_mend_lines (char *text)
{
  g_autofree char *old = text;
  GString *mended;

  if (g_str_is_ascii (text))
    return g_steal_pointer (&old);

  mended = g_string_sized_new (strlen (text));
  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      append_mended_line (mended, line, length);
      line += length;
      if (*line == '\n')
        g_string_append_c (mended, *line++);
    }
  return g_string_free (mended, FALSE);
}
