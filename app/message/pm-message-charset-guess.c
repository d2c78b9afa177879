/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-charset-guess.h"

#include <errno.h>
#include <string.h>

#define ESCAPE           '\x1b'
#define SAMPLE           4096 /* octets from the first beyond ASCII on that are weighed */
#define REPLACEMENT      "\xef\xbf\xbd"
#define REPLACEMENT_CHAR 0xfffd

/* What mails call a charset, and the one that holds all characters that are sent under that name. */
static const struct
{
  const char *name;
  const char *charset;
} aliases[] = {
  { "shift_jis", "CP932" },     { "shift-jis", "CP932" },    { "sjis", "CP932" },
  { "x-sjis", "CP932" },        { "windows-31j", "CP932" },  { "ms932", "CP932" },
  { "euc-jp", "EUC-JP-MS" },    { "x-euc-jp", "EUC-JP-MS" }, { "cp51932", "EUC-JP-MS" },
  { "gb2312", "GB18030" },      { "gbk", "GB18030" },        { "iso-8859-1", "CP1252" },
  { "iso-2022-jp-ms", "JIS" },  { "iso-2022-jp", "JIS" },    { "iso-2022-jp-1", "JIS" },
  { "iso-2022-jp-2", "JIS" },   { "cp50220", "JIS" },        { "cp50221", "JIS" },
  { "windows-1252", "CP1252" }, { "utf8", "UTF-8" },
};

/* Characters of many errors and few other texts. */
static const char frequent_japanese[]
    = "送信受者認証失敗拒否宛先接続設定確認不明存在件名間違利用制限容量超過";
static const char frequent_chinese[]
    = "请使用授权码登录的您邮件发送失败服务器收用户不存在拒绝收件人地址错误信息账号密码详情查看被退回";

static const char *
find_charset (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].name, name) == 0)
      return aliases[i].charset;
  return name;
}

/* The sets of ISO-2022-JP (RFC 1468, RFC 2237) as the prefix that EUC-JP has for them. */
typedef enum
{
  JIS_ASCII,
  JIS_KANJI,
  JIS_KATAKANA,
  JIS_SUPPLEMENT,
} JisSet;

static const struct
{
  const char *escape;
  JisSet set;
} jis_escapes[] = {
  { "$(D", JIS_SUPPLEMENT }, { "$(B", JIS_KANJI }, { "$(@", JIS_KANJI },
  { "$B", JIS_KANJI },       { "$@", JIS_KANJI },  { "(B", JIS_ASCII },
  { "(J", JIS_ASCII },       { "(H", JIS_ASCII },  { "(I", JIS_KATAKANA },
};

/* The length of the escape sequence at @octets after ESC; 0 where it is none of ours. */
static gsize
read_jis_escape (const char *octets, gsize n_octets, JisSet *set)
{
  for (gsize i = 0; i < G_N_ELEMENTS (jis_escapes); i++)
    {
      gsize length = strlen (jis_escapes[i].escape);

      if (length <= n_octets && memcmp (octets, jis_escapes[i].escape, length) == 0)
        {
          *set = jis_escapes[i].set;
          return length;
        }
    }
  return 0;
}

static gboolean
is_jis_octet (char octet)
{
  return octet > 0x20 && octet < 0x7f;
}

/* One character of @set in EUC-JP. Returns the octets that it took. */
static gsize
append_jis_character (GString *euc, const char *octets, gsize n_octets, JisSet set)
{
  gsize width = set == JIS_KATAKANA ? 1 : 2;

  if (set == JIS_ASCII || n_octets < width || !is_jis_octet (octets[0])
      || !is_jis_octet (octets[width - 1]))
    {
      g_string_append_c (euc, octets[0]);
      return 1;
    }

  if (set != JIS_KANJI)
    g_string_append_c (euc, set == JIS_KATAKANA ? '\x8e' : '\x8f');
  for (gsize i = 0; i < width; i++)
    g_string_append_c (euc, (char) (octets[i] | 0x80));
  return width;
}

/* ISO-2022-JP is EUC-JP with the sets called by name. Read so, it may hold the characters of NEC and
 * IBM that mails have in it, and an end that was cut does no harm. */
static char *
convert_jis (const char *octets, gsize n_octets, gboolean strict)
{
  g_autoptr (GString) euc = g_string_sized_new (n_octets);
  JisSet set = JIS_ASCII;
  gsize at = 0;

  while (at < n_octets)
    {
      gsize length = 0;

      if (octets[at] == ESCAPE)
        length = read_jis_escape (octets + at + 1, n_octets - at - 1, &set);
      if (octets[at] == '\n' || octets[at] == '\r')
        set = JIS_ASCII; /* RFC 1468: each line ends in ASCII */
      at += length > 0 ? length + 1 : append_jis_character (euc, octets + at, n_octets - at, set);
    }
  return pm_message_charset_convert (euc->str, euc->len, "EUC-JP-MS", strict);
}

/* Runs the converter to the end of @in, or with @strict to the first octet that does not fit. */
static gboolean
run_converter (GIConv converter, const char *octets, gsize n_octets, gboolean strict, GString *out)
{
  char *in = (char *) octets;
  gsize left = n_octets;
  char buffer[1024];

  while (left > 0)
    {
      char *end = buffer;
      gsize room = sizeof buffer;
      gsize result = g_iconv (converter, &in, &left, &end, &room);

      g_string_append_len (out, buffer, end - buffer);
      if (result != (gsize) -1 || errno == E2BIG)
        continue;
      if (strict)
        return FALSE;
      g_string_append (out, REPLACEMENT);
      in++;
      left--;
    }
  return TRUE;
}

static GString *
convert (const char *octets, gsize n_octets, const char *to, const char *from, gboolean strict)
{
  GIConv converter = g_iconv_open (to, from);
  g_autoptr (GString) out = NULL;
  gboolean whole;

  if (converter == (GIConv) -1)
    return NULL;
  out = g_string_sized_new (n_octets);
  whole = run_converter (converter, octets, n_octets, strict, out);
  g_iconv_close (converter);
  return whole ? g_steal_pointer (&out) : NULL;
}

/* A text ends at a NUL, so that none may stand inside. Takes @text. */
static char *
free_to_text (GString *text)
{
  gsize kept = 0;

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] != '\0')
      text->str[kept++] = text->str[i];
  g_string_truncate (text, kept);
  return g_string_free (text, FALSE);
}

char *
pm_message_charset_convert (const char *octets,
                            gsize n_octets,
                            const char *charset,
                            gboolean strict)
{
  const char *from = find_charset (charset);
  GString *text;

  if (g_str_equal (from, "JIS"))
    return convert_jis (octets, n_octets, strict);
  text = convert (octets, n_octets, "UTF-8", from, strict);
  return text != NULL ? free_to_text (text) : NULL;
}

char *
pm_message_charset_unconvert (const char *text,
                              gsize n_octets,
                              const char *charset,
                              gsize *n_written)
{
  GString *octets = convert (text, n_octets, charset, "UTF-8", TRUE);

  if (octets == NULL)
    return NULL;
  *n_written = octets->len;
  return g_string_free (octets, FALSE);
}

static gboolean
is_one_of (gunichar character, const char *list)
{
  char utf8[7] = { 0 };

  g_unichar_to_utf8 (character, utf8);
  return strstr (list, utf8) != NULL;
}

static int
weigh_ideograph (gunichar character)
{
  return is_one_of (character, frequent_japanese) || is_one_of (character, frequent_chinese) ? 5
                                                                                             : 1;
}

/* A letter with an accent stands alone among plain ones; several in a row are octets of a script that
 * is not Latin. */
static int
weigh_latin (gunichar character, gunichar before, gunichar after)
{
  if (character < 0xa0 || !g_unichar_isalpha (character))
    return -2;
  return before < 0x80 && after < 0x80 && (g_ascii_isalpha (before) || g_ascii_isalpha (after))
             ? 3
             : -2;
}

static int
weigh_character (gunichar character, gunichar before, gunichar after)
{
  static const struct
  {
    gunichar first;
    gunichar last;
    int weight;
  } blocks[] = {
    { 0x2460, 0x24ff, 2 }, /* numbers in circles */
    { 0x2000, 0x2bff, 0 }, /* punctuation, arrows, forms */
    { 0x3000, 0x303f, 2 }, /* punctuation of CJK */
    { 0x3041, 0x309f, 4 }, /* hiragana */
    { 0x30a0, 0x30ff, 3 }, /* katakana */
    { 0x3200, 0x33ff, 2 }, /* words in one character, as companies have them */
    { 0xff01, 0xff60, 2 }, /* full-width forms */
    { 0xff61, 0xff9f, -1 } /* half-width katakana: what octets of other charsets look like */
  };

  if (character >= 0x4e00 && character <= 0x9fff)
    return weigh_ideograph (character);
  if (character <= 0x24f)
    return weigh_latin (character, before, after);
  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    if (character >= blocks[i].first && character <= blocks[i].last)
      return blocks[i].weight;
  if (character == REPLACEMENT_CHAR || (character >= 0xe000 && character <= 0xf8ff))
    return -10;
  return g_unichar_isalpha (character) ? 0 : -2;
}

int
pm_message_charset_weigh (const char *text, gsize n_octets)
{
  const char *end = text + n_octets;
  gunichar before = ' ';
  int weight = 0;

  while (text < end)
    {
      gunichar character = g_utf8_get_char (text);

      text = g_utf8_next_char (text);
      if (character >= 0x80)
        weight += weigh_character (character, before, text < end ? g_utf8_get_char (text) : ' ');
      before = character;
    }
  return weight;
}

static const char *
find_high_octet (const char *octets, gsize n_octets)
{
  for (gsize i = 0; i < n_octets; i++)
    if (octets[i] & 0x80)
      return octets + i;
  return NULL;
}

static char *
convert_by_mark (const char *octets, gsize n_octets)
{
  if (n_octets >= 2 && memcmp (octets, "\xff\xfe", 2) == 0)
    return pm_message_charset_convert (octets + 2, n_octets - 2, "UTF-16LE", FALSE);
  if (n_octets >= 2 && memcmp (octets, "\xfe\xff", 2) == 0)
    return pm_message_charset_convert (octets + 2, n_octets - 2, "UTF-16BE", FALSE);
  return NULL;
}

/* A text that is UTF-8 but for an octet here and there (cut, or words of two servers) stays so. */
static gboolean
is_nearly_utf8 (const char *octets, gsize n_octets)
{
  guint good = 0, bad = 0;
  gsize at = 0;

  while (at < n_octets)
    {
      gunichar character = g_utf8_get_char_validated (octets + at, (gssize) (n_octets - at));
      gboolean valid = octets[at] == '\0' || (character & 0x80000000u) == 0;

      if ((octets[at] & 0x80) && valid)
        good++;
      else if (!valid)
        bad++;
      at += valid && octets[at] != '\0' ? (gsize) g_utf8_skip[(guchar) octets[at]] : 1;
    }
  return bad == 0 || good > 4 * bad;
}

/* The best of those that are left, by what they make of the text around the first octet beyond ASCII. */
static const char *
choose_charset (const char *octets, gsize n_octets)
{
  static const char *const charsets[] = { "CP932", "EUC-JP-MS", "CP936", "CP1252" };
  const char *high = find_high_octet (octets, n_octets);
  const char *sample = high > octets ? high - 1 : high; /* a letter before it tells of accents */
  gsize n_sample = MIN ((gsize) (octets + n_octets - sample), SAMPLE);
  const char *best = NULL;
  int best_weight = G_MININT;

  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      g_autofree char *text = pm_message_charset_convert (sample, n_sample, charsets[i], FALSE);
      int weight = text != NULL ? pm_message_charset_weigh (text, strlen (text)) : G_MININT;

      if (weight > best_weight)
        {
          best = charsets[i];
          best_weight = weight;
        }
    }
  return best != NULL ? best : "ISO-8859-1";
}

char *
pm_message_charset_guess (const char *octets, gsize n_octets)
{
  g_autofree char *marked = convert_by_mark (octets, n_octets);
  char *text;

  if (marked != NULL)
    return g_steal_pointer (&marked);
  if (g_utf8_validate_len (octets, n_octets, NULL) && memchr (octets, ESCAPE, n_octets) == NULL)
    return g_strndup (octets, n_octets);
  if (find_high_octet (octets, n_octets) == NULL)
    return convert_jis (octets, n_octets, FALSE);
  if (is_nearly_utf8 (octets, n_octets))
    return g_utf8_make_valid (octets, (gssize) n_octets);

  text = pm_message_charset_convert (octets, n_octets, choose_charset (octets, n_octets), FALSE);
  return text != NULL ? text : g_utf8_make_valid (octets, (gssize) n_octets);
}
