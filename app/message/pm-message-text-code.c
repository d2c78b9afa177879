/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-text-code.h"

#include <string.h>

#define CODE_LENGTH 3
#define MAX_LEAD    16  /* octets of the word before a number that are looked at */
#define MAX_NAME    64  /* octets of a host name that are looked at */
#define MIN_BARE    420 /* lower ones without an enhanced code are of HTTP */
#define MAX_SUBJECT 7   /* RFC 3463 section 3, and the registry since: X.0 to X.7 */

/* Words behind which a number is a reply code. */
static const char *const labels[] = {
  "code",     "error",      "status", "reply",  "response", "smtp",    "returned",
  "said",     "answered",   "got",    "with",   "info",     "failure", "failed",
  "received", "responded",  "fehler", "erreur", "コード",   "応答",    "エラー",
  "返答",     "ステータス", "错误",   "err",
};

/* Words behind which it is none. */
static const char *const other_labels[] = {
  "port", "line", "size",  "pid",   "version", "ver", "tel",
  "fax",  "page", "phone", "errno", "timeout", "ssl", "lines",
};
static const char *const other_japanese_labels[] = { "ポート", "行目",     "行",        "サイズ",
                                                     "電話",   "電話番号", "バージョン" };

/* What is counted, with a space or without; in Japanese without. */
static const char *const units[] = {
  "bytes",    "octets",  "KB",     "MB",   "GB",          "kB",         "KiB",
  "MiB",      "ms",      "msec",   "sec",  "secs",        "seconds",    "min",
  "mins",     "minutes", "hours",  "days", "times",       "users",      "people",
  "messages", "mails",   "emails", "yen",  "connections", "recipients",
};
static const char *const japanese_units[] = { "件", "円", "分", "秒", "通",   "人",
                                              "回", "名", "日", "個", "時間", "バイト" };

static gboolean
is_word (char octet)
{
  return g_ascii_isalnum (octet) || octet == '_';
}

/* RFC 5321 section 4.2: the second digit of a reply is 0 to 5. */
static gboolean
is_basic (const char *text)
{
  return (text[0] == '4' || text[0] == '5') && text[1] >= '0' && text[1] <= '5'
         && g_ascii_isdigit (text[2]) && !g_ascii_isdigit (text[3]);
}

gboolean
pm_message_code_is_reply (const char *text)
{
  return text[0] >= '2' && text[0] <= '5' && text[1] >= '0' && text[1] <= '5'
         && g_ascii_isdigit (text[2]) && (strchr (" \t-\n", text[3]) != NULL);
}

static gsize
count_digits (const char *text)
{
  gsize count = 0;

  while (count <= CODE_LENGTH && g_ascii_isdigit (text[count]))
    count++;
  return count;
}

/* The length of an enhanced code of RFC 3463 section 2 at @text; 0 where a longer number, a version or
 * an address stands there. */
static gsize
measure_enhanced (const char *text)
{
  gsize subject, detail, length;

  if ((text[0] != '4' && text[0] != '5') || text[1] != '.')
    return 0;
  subject = count_digits (text + 2);
  if (subject != 1 || text[2] > '0' + MAX_SUBJECT || text[3] != '.')
    return 0;
  detail = count_digits (text + 4);
  length = 4 + detail;
  if (detail < 1 || detail > CODE_LENGTH || is_word (text[length]) || text[length] == '/'
      || (text[length] == '.' && is_word (text[length + 1])))
    return 0;
  return length;
}

static const char *
skip (const char *text, const char *set)
{
  return text + strspn (text, set);
}

/* The quotation mark that opens a string at @text, with the "b" of Python before it. */
static const char *
skip_quote (const char *text, char *quote)
{
  const char *mark = text[0] == 'b' && text[1] != '\0' ? text + 1 : text;

  if (*mark != '\'' && *mark != '"')
    return text;
  *quote = *mark;
  return mark + 1;
}

static gboolean
take_enhanced (const char *text, guint code, PmMessageCode *found)
{
  gsize length = measure_enhanced (text);

  if (length == 0 || (code != 0 && (guint) g_ascii_digit_value (text[0]) != code / 100))
    return FALSE;
  memcpy (found->enhanced, text, length);
  found->enhanced[length] = '\0';
  found->end = text + length;
  if (*found->end == '-' && g_ascii_isdigit (found->end[1])) /* "4.7.500-699": a range of them */
    found->end = skip (found->end, "-0123456789");
  return TRUE;
}

/* What may stand between both codes: "550 5.1.1", "550-5.1.1", "550: 5.1.1", "550 #5.1.1", "550 (#5.1.1",
 * "(550, b'5.1.1", "550 550 5.1.1". */
static void
read_behind_code (PmMessageCode *found)
{
  const char *at = found->end;
  char quote = '\0';
  char digits[CODE_LENGTH + 1] = { 0 };

  g_snprintf (digits, sizeof digits, "%u", found->code);
  if (at[0] == ',' && at[1] == ' ')
    {
      at = skip_quote (at + 2, &quote);
      if (quote != '\0')
        {
          found->quote = quote;
          found->end = at;
        }
    }
  else
    at = skip (at, at[0] == '-' ? "-" : " \t:;=");
  if (strncmp (at, digits, CODE_LENGTH) == 0 && (at[CODE_LENGTH] == ' ' || at[CODE_LENGTH] == '-'))
    found->end = at = at + CODE_LENGTH + 1;
  take_enhanced (skip (at, " \n#("), found->code, found);
}

static gboolean
is_counted (const char *text)
{
  const char *unit = skip (text, " ");

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (unit, units[i]) && !is_word (unit[strlen (units[i])]))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (japanese_units); i++)
    if (g_str_has_prefix (text, japanese_units[i]))
      return TRUE;
  return *unit == '%';
}

static gboolean
ends_in (const char *start, const char *end, const char *const *words, gsize n_words)
{
  for (gsize i = 0; i < n_words; i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (end - start) >= length
          && g_ascii_strncasecmp (end - length, words[i], length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The last word between @start and @end, as far as it is of ASCII letters. */
static const char *
find_word_start (const char *start, const char *end)
{
  while (end > start && g_ascii_isalpha (end[-1]))
    end--;
  return end;
}

static gboolean
is_other_label (const char *floor, const char *end)
{
  const char *word = find_word_start (floor, end);

  for (gsize i = 0; i < G_N_ELEMENTS (other_labels); i++)
    if ((gsize) (end - word) == strlen (other_labels[i])
        && g_ascii_strncasecmp (word, other_labels[i], (gsize) (end - word)) == 0)
      return TRUE;
  return ends_in (floor, end, other_japanese_labels, G_N_ELEMENTS (other_japanese_labels));
}

/* How the text before @start announces a number. */
typedef struct
{
  gboolean first;  /* nothing before it in its line */
  gboolean opened; /* by a sign or by a word */
  gboolean barred; /* by a word that says what else it is */
  char sign;       /* the nearest sign before it, '\0' for none */
} Lead;

static const char *
find_word_end (const char *floor, const char *start)
{
  while (start > floor && strchr (" \t:=#'\"([{<;,-", start[-1]) != NULL)
    start--;
  return start;
}

static gboolean
follows_mark (const char *floor, const char *at)
{
  static const char *const marks[] = { "「", "『", "“", "‘", "：", "（" };

  return ends_in (floor, at, marks, G_N_ELEMENTS (marks));
}

static Lead
read_lead (const char *text, const char *start)
{
  const char *floor = start - text > MAX_LEAD ? start - MAX_LEAD : text;
  const char *at = start;
  const char *word;
  Lead lead = { 0 };

  while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
    at--;
  lead.first = at == text || at[-1] == '\n' || at[-1] == PM_MESSAGE_BREAK;
  if (lead.first)
    return lead;

  word = find_word_end (floor, at);
  lead.sign = at[-1];
  lead.barred = is_other_label (floor, word) || g_strstr_len (floor, start - floor, "HTTP") != NULL;
  lead.opened = strchr (":;'\"([{<#>", lead.sign) != NULL || follows_mark (floor, at)
                || ends_in (floor, word, labels, G_N_ELEMENTS (labels));
  return lead;
}

/* "host.example:465" */
static gboolean
is_port (const char *text, const char *colon)
{
  for (const char *at = colon; at > text && colon - at < MAX_NAME; at--)
    if (at[-1] == '.' || at[-1] == ']' || g_ascii_isdigit (at[-1]))
      return TRUE;
    else if (!is_word (at[-1]) && at[-1] != '-')
      return FALSE;
  return FALSE;
}

/* Signs that make a number a part of something larger: an address, a time, a sum, a name. */
static gboolean
is_glued_before (const char *text, const char *start)
{
  char before = start > text ? start[-1] : ' ';

  if (is_word (before) || strchr (".-/@+%&$~^\\", before) != NULL)
    return TRUE;
  if (before == ',')
    return start - 1 > text && g_ascii_isdigit (start[-2]);
  return before == ':' && is_port (text, start - 1);
}

static gboolean
is_glued_behind (const char *end)
{
  if (is_word (end[0]) || strchr ("/@%_", end[0]) != NULL)
    return end[0] != '\0';
  if (end[0] == '.' || end[0] == ':')
    return g_ascii_isdigit (end[1]);
  if (end[0] == '-')
    return g_ascii_isdigit (end[1]) && measure_enhanced (end + 1) == 0;
  return end[0] == ',' && g_ascii_isdigit (end[1]);
}

/* Whether words follow, and not the next value of a list or the end. */
static gboolean
has_words (const PmMessageCode *found)
{
  const char *at = skip (found->end, " \t-:;#.)]}>'\"");

  if (at == found->end && found->enhanced[0] != '\0') /* "550 5.7.1, Relaying denied" */
    at = skip (at, ", ");

  return *at != '\0' && *at != '\n' && *at != ',' && !g_str_has_prefix (at, "、");
}

static gboolean
ends_line (const char *end)
{
  end = skip (end, " \t.)]}'\"");
  return *end == '\0' || *end == '\n';
}

static gboolean
begins_sentence (const char *end)
{
  return end[0] == ' ' && (g_ascii_isupper (end[1]) || strchr ("<[\"", end[1]) != NULL);
}

static gboolean
is_accepted (const Lead *lead, const PmMessageCode *found, const char *digits_end)
{
  if (found->code == 0)
    return !lead->barred && (lead->first || lead->opened || (lead->sign == ',' && !found->label));
  if (found->enhanced[0] != '\0')
    return TRUE;
  if (lead->barred || found->code < MIN_BARE || is_counted (digits_end))
    return FALSE;
  return lead->first || lead->opened
         || (lead->sign == ',' && (ends_line (found->end) || begins_sentence (found->end)));
}

static gboolean
accept (const Lead *lead, PmMessageCode *found, const char *digits_end)
{
  found->label = !has_words (found);
  if (lead->first)
    found->place = PM_MESSAGE_CODE_FIRST;
  else
    found->place = lead->opened ? PM_MESSAGE_CODE_OPENED : PM_MESSAGE_CODE_INSIDE;
  return is_accepted (lead, found, digits_end);
}

static gboolean
read_basic (const char *text, const char *at, PmMessageCode *found)
{
  Lead lead;

  if (!is_basic (at) || is_glued_before (text, at) || is_glued_behind (at + CODE_LENGTH))
    return FALSE;
  lead = read_lead (text, at);
  found->code = (guint) (g_ascii_digit_value (at[0]) * 100 + g_ascii_digit_value (at[1]) * 10
                         + g_ascii_digit_value (at[2]));
  found->end = at + CODE_LENGTH;
  if (lead.sign == '\'' || lead.sign == '"')
    found->quote = lead.sign;
  read_behind_code (found);
  return accept (&lead, found, at + CODE_LENGTH);
}

static gboolean
read_enhanced (const char *text, const char *at, PmMessageCode *found)
{
  Lead lead;

  if (!take_enhanced (at, 0, found) || is_glued_before (text, at))
    return FALSE;
  lead = read_lead (text, at);
  if (lead.sign == '\'' || lead.sign == '"')
    found->quote = lead.sign;
  return accept (&lead, found, found->end);
}

gboolean
pm_message_code_find (const char *text, const char *at, PmMessageCode *code)
{
  for (at = strpbrk (at, "45"); at != NULL; at = strpbrk (at, "45"))
    {
      *code = (PmMessageCode){ .start = at };
      if (read_basic (text, at, code))
        return TRUE;
      *code = (PmMessageCode){ .start = at };
      if (read_enhanced (text, at, code))
        return TRUE;
      at += count_digits (at);
    }
  return FALSE;
}
