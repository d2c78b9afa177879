/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-text-entry.h"

#include <string.h>

#include "pm-message-text-code.h"
#include "pm-message-text.h"

#define MAX_ENTRY  8192 /* octets */
#define MAX_STAMPS 6    /* words of date, time and zone */
#define WRAPPED    50   /* octets of a line that may have been broken */

typedef struct
{
  const char *start; /* behind what stands in front */
  gsize length;
  gsize indent;
  PmMessageSpeaker speaker;
  gboolean stamped;
} Line;

static const struct
{
  const char *mark;
  PmMessageSpeaker speaker;
} marks[] = {
  { "SERVER -> CLIENT:", PM_MESSAGE_SPEAKER_SERVER },
  { "CLIENT -> SERVER:", PM_MESSAGE_SPEAKER_CLIENT },
  { "SMTP -> FROM SERVER:", PM_MESSAGE_SPEAKER_SERVER },
  { "SMTP -> ERROR:", PM_MESSAGE_SPEAKER_SERVER },
  { "<<<", PM_MESSAGE_SPEAKER_SERVER },
  { ">>>", PM_MESSAGE_SPEAKER_CLIENT },
  { "<**", PM_MESSAGE_SPEAKER_SERVER },
  { "<~*", PM_MESSAGE_SPEAKER_SERVER },
  { "<~", PM_MESSAGE_SPEAKER_SERVER },
  { "<-", PM_MESSAGE_SPEAKER_SERVER },
  { "<=", PM_MESSAGE_SPEAKER_SERVER },
  { "->", PM_MESSAGE_SPEAKER_CLIENT },
  { "~>", PM_MESSAGE_SPEAKER_CLIENT },
  { "=>", PM_MESSAGE_SPEAKER_CLIENT },
  { "<--", PM_MESSAGE_SPEAKER_SERVER },
  { "-->", PM_MESSAGE_SPEAKER_CLIENT },
  { "<", PM_MESSAGE_SPEAKER_SERVER },
  { "S:", PM_MESSAGE_SPEAKER_SERVER },
  { "C:", PM_MESSAGE_SPEAKER_CLIENT },
  { "[S]", PM_MESSAGE_SPEAKER_SERVER },
  { "[C]", PM_MESSAGE_SPEAKER_CLIENT },
  { "Server:", PM_MESSAGE_SPEAKER_SERVER },
  { "Client:", PM_MESSAGE_SPEAKER_CLIENT },
  { "RECV:", PM_MESSAGE_SPEAKER_SERVER },
  { "SEND:", PM_MESSAGE_SPEAKER_CLIENT },
  { "受信:", PM_MESSAGE_SPEAKER_SERVER },
  { "送信:", PM_MESSAGE_SPEAKER_CLIENT },
};

/* RFC 5321 section 4.1.1, RFC 3207, RFC 4954. */
static const struct
{
  const char *start;
  guint n_words; /* of its line at most; 0: any number, since nothing else begins so */
} commands[] = {
  { "MAIL FROM:", 0 }, { "RCPT TO:", 0 }, { "EHLO ", 2 }, { "HELO ", 2 }, { "LHLO ", 2 },
  { "AUTH ", 3 },      { "STARTTLS", 1 }, { "DATA", 1 },  { "BDAT ", 3 }, { "RSET", 1 },
  { "NOOP", 1 },       { "VRFY ", 2 },    { "QUIT", 1 },
};

/* Lines that no server ever said. */
static const char *const noise[] = { "at ", "File \"", "from /", "#0 ", "... " };

/* Where another thing begins, however long the line before is. */
static const char *const beginnings[] = { "nested exception", "Caused by", "Traceback", "status=" };

/* Digits, the full stop and the space as Japanese keyboards make them too. All have three octets. */
static char
find_ascii (const char *text)
{
  const guchar *octets = (const guchar *) text;

  if (g_str_has_prefix (text, "\xe3\x80\x80"))
    return ' ';
  if (octets[0] != 0xef || octets[1] != 0xbc)
    return '\0';
  if (octets[2] >= 0x90 && octets[2] <= 0x99)
    return (char) ('0' + octets[2] - 0x90);
  return octets[2] == 0x8e ? '.' : '\0';
}

/* "\n" and "\r\n" as programs print them, where a line of a reply or the end of a string follows. */
static gsize
measure_written_break (const char *text)
{
  gsize length = g_str_has_prefix (text, "\\r\\n") ? 4 : g_str_has_prefix (text, "\\n") ? 2 : 0;

  if (length == 0)
    return 0;
  return g_ascii_isdigit (text[length]) || strchr ("'\"", text[length]) != NULL ? length : 0;
}

char *
pm_message_entry_prepare (const char *text)
{
  gsize length = strnlen (text, PM_MESSAGE_TEXT_MAX_OCTETS);
  GString *copy = g_string_sized_new (length);
  const char *end = text + length;

  while (text < end)
    {
      gsize plain = strcspn (text, "\xe3\xef\\");
      char digit;
      gsize written;

      plain = MIN (plain, (gsize) (end - text));
      g_string_append_len (copy, text, (gssize) plain);
      text += plain;
      if (text >= end)
        break;

      digit = find_ascii (text);
      written = measure_written_break (text);
      if (digit != '\0')
        g_string_append_c (copy, digit);
      else if (written > 0)
        g_string_append_c (copy, PM_MESSAGE_BREAK);
      else
        g_string_append_c (copy, *text);
      text += digit != '\0' ? 3 : MAX (written, 1);
    }
  return g_string_free (copy, FALSE);
}

static void
advance (Line *line, gsize length)
{
  line->start += length;
  line->length -= length;
}

static gsize
skip_space (Line *line)
{
  gsize length = strspn (line->start, " \t");

  advance (line, length);
  return length;
}

/* "> ", "| ": a mail that was quoted. */
static void
skip_citation (Line *line)
{
  while (line->length >= 2 && strchr (">|", line->start[0]) != NULL && line->start[1] == ' ')
    advance (line, 2);
}

/* "550 ", "550: ", "5.7.1 " */
static gboolean
is_code (const char *text)
{
  gsize n_digits = strspn (text, "0123456789");

  return (n_digits == 1 && text[1] == '.') || (n_digits == 3 && strchr (" :,-", text[3]) != NULL);
}

/* The length of a word of a date or a time at @text, with the space behind it; 0 for a code. */
static gsize
measure_stamp (const char *text)
{
  static const char signs[] = "0123456789-:/.,+[]()TZ年月日時分秒";
  gsize length = strspn (text, signs);
  guint n_signs = 0;

  if (length < 4 || (text[length] != ' ' && text[length] != '\t') || is_code (text))
    return 0;
  for (gsize i = 0; i < length; i++)
    n_signs += strchr ("-:/", text[i]) != NULL || (text[i] & 0x80) != 0;
  return n_signs > 0 ? length + 1 : 0;
}

/* "Nov 25 ", as syslog has it. */
static gsize
measure_syslog_stamp (const char *text)
{
  static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
  char month[5] = { 0 };
  gsize digits;

  for (gsize i = 0; i < sizeof month - 1 && text[i] != '\0'; i++)
    month[i] = text[i];
  if (strlen (month) < 4 || strstr (months, month) == NULL)
    return 0;
  digits = strspn (text + 4, " 0123456789");
  return digits > 0 ? 4 + digits : 0;
}

static void
skip_stamps (Line *line)
{
  gsize length = measure_syslog_stamp (line->start);

  for (guint i = 0; i < MAX_STAMPS; i++)
    {
      if (length == 0)
        length = measure_stamp (line->start);
      if (length == 0 || length > line->length)
        return;
      advance (line, length);
      skip_space (line);
      line->stamped = TRUE;
      length = 0;
    }
}

static gboolean
has_prefix (const Line *line, const char *prefix)
{
  gsize length = strlen (prefix);

  return line->length >= length && g_ascii_strncasecmp (line->start, prefix, length) == 0;
}

/* An arrow or a letter is a mark only where a space or a code comes behind it. */
static void
skip_mark (Line *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize length = strlen (marks[i].mark);

      if (!has_prefix (line, marks[i].mark)
          || (line->length > length && strchr (" \t\n", line->start[length]) == NULL
              && !pm_message_code_is_reply (line->start + length)))
        continue;
      if (strchr ("<>", marks[i].mark[0]) == NULL && g_ascii_isalpha (marks[i].mark[0])
          && !g_ascii_isupper (line->start[0]))
        continue;
      advance (line, length);
      skip_space (line);
      line->speaker = marks[i].speaker;
      return;
    }
}

static guint
count_words (const Line *line)
{
  guint count = 0;

  for (gsize i = 0; i < line->length; i++)
    count += line->start[i] != ' ' && (i == 0 || line->start[i - 1] == ' ');
  return count;
}

static gboolean
is_command (const Line *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (has_prefix (line, commands[i].start))
      return commands[i].n_words == 0 || count_words (line) <= commands[i].n_words;
  return FALSE;
}

static Line
read_line (const char *text)
{
  Line line = { .start = text, .length = strcspn (text, "\n") };

  skip_citation (&line);
  line.indent = skip_space (&line);
  skip_stamps (&line);
  skip_mark (&line);
  if (line.speaker == PM_MESSAGE_SPEAKER_NOBODY && is_command (&line))
    line.speaker = PM_MESSAGE_SPEAKER_CLIENT;
  while (line.length > 0 && g_ascii_isspace (line.start[line.length - 1]))
    line.length--;
  return line;
}

static gboolean
is_noise (const Line *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (noise); i++)
    if (line->indent > 0 && g_str_has_prefix (line->start, noise[i]))
      return TRUE;
  return FALSE;
}

/* `response: '550 ...'`, `"code": 550`: one value of an object that a program printed. */
static gboolean
is_value (const Line *line)
{
  const char *at = line->start + strspn (line->start, "\"'{[, ");
  gsize name = 0;

  while (name < 32 && (g_ascii_isalnum (at[name]) || strchr ("_-", at[name]) != NULL)
         && at[name] != '\0')
    name++;
  at += name;
  at += strspn (at, "\"'");
  return name > 1 && at[0] == ':' && at[1] == ' ' && at[2] != '\0'
         && strchr ("\"'[{", at[2]) != NULL;
}

/* "program: one thing", "program: another" */
static gboolean
has_same_speaker (const Line *line, const char *entry)
{
  gsize length = strcspn (entry, ": \n");

  return length > 0 && entry[length] == ':' && line->length > length
         && strncmp (entry, line->start, length + 1) == 0;
}

static gboolean
begins_thing (const Line *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (has_prefix (line, beginnings[i]))
      return TRUE;
  return is_value (line);
}

/* What the entry that grows has been so far. */
typedef struct
{
  char open_code[4]; /* of a reply whose last line did not come yet, or "" */
  gsize indent;      /* of its first line */
  gsize last_length;
} Growth;

/* Remembers the last "550-" of the line. */
static void
watch_codes (Growth *self, const Line *line)
{
  const char *at = line->start;
  const char *end = line->start + line->length;

  if (self->open_code[0] != '\0' && pm_message_code_is_reply (at) && at[3] != '-')
    self->open_code[0] = '\0';
  for (at = memchr (at, '-', line->length); at != NULL;
       at = memchr (at + 1, '-', (gsize) (end - at - 1)))
    if (at - line->start >= 3 && pm_message_code_is_reply (at - 3)
        && (at - line->start == 3 || !g_ascii_isalnum (at[-4])))
      {
        memcpy (self->open_code, at - 3, sizeof self->open_code - 1);
        return;
      }
}

static gboolean
belongs (const Growth *self, const Line *line, const PmMessageEntry *entry)
{
  if (entry->text->len + line->length > MAX_ENTRY)
    return FALSE;
  if (self->open_code[0] != '\0' && g_str_has_prefix (line->start, self->open_code))
    return TRUE;
  if (line->speaker != PM_MESSAGE_SPEAKER_NOBODY || line->stamped
      || entry->speaker == PM_MESSAGE_SPEAKER_CLIENT)
    return FALSE;
  if (begins_thing (line) || has_same_speaker (line, entry->text->str)
      || pm_message_code_is_reply (line->start))
    return FALSE;
  return line->indent > self->indent || self->last_length >= WRAPPED || self->open_code[0] != '\0';
}

/* Whether the line before goes on in this one, since it got too long. */
static gboolean
is_broken (const Growth *self, const Line *line)
{
  return self->last_length >= WRAPPED && !pm_message_code_is_reply (line->start);
}

static void
grow (PmMessageEntry *entry, Growth *self, const Line *line)
{
  if (entry->text->len == 0)
    {
      entry->speaker = line->speaker;
      self->indent = line->indent;
    }
  else
    g_string_append_c (entry->text, is_broken (self, line) ? ' ' : '\n');
  g_string_append_len (entry->text, line->start, (gssize) MIN (line->length, MAX_ENTRY));
  self->last_length = line->length;
  watch_codes (self, line);
}

gboolean
pm_message_entry_read (PmMessageEntry *self, const char **text)
{
  Growth growth = { 0 };

  g_string_truncate (self->text, 0);
  self->after_blank = FALSE;
  while (**text != '\0')
    {
      Line line = read_line (*text);

      if (self->text->len > 0
          && (line.length == 0 || (!is_noise (&line) && !belongs (&growth, &line, self))))
        return TRUE;
      if (line.length == 0)
        self->after_blank = TRUE;
      else if (!is_noise (&line))
        grow (self, &growth, &line);
      *text += strcspn (*text, "\n");
      *text += **text == '\n';
    }
  return self->text->len > 0;
}
