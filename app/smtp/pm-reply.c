/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reply.h"

#include <string.h>

#define LINE_LIMIT      2048  /* octets with the line end; RFC 5321 section 4.5.3.1.5 allows 512 */
#define CHALLENGE_LIMIT 12288 /* RFC 4954 section 4 */
#define LINES_LIMIT     128
#define REPLY_LIMIT     (64 * 1024)
#define CODE_LENGTH     3
#define CODE_CHALLENGE  334
#define GUESS_LIMIT     512

G_DEFINE_QUARK (pm_reply_error_quark, pm_reply_error)

struct _PmReplyParser
{
  GByteArray *buffer; /* from the first byte of the reply that is being read */
  gsize line_start;   /* of the line that is being read */
  gsize searched;     /* no line end before this */
  guint code;         /* of the reply that is being read, 0 before its first line */
  GPtrArray *lines;
  GError *error; /* the state of no return */
};

/* A char * ends at a NUL, so that one inside is written out. */
static char *
line_to_string (const char *bytes, gsize length)
{
  GString *string;

  if (memchr (bytes, '\0', length) == NULL)
    return g_strndup (bytes, length);

  string = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\0')
        g_string_append (string, "\\x00");
      else
        g_string_append_c (string, bytes[i]);
    }
  return g_string_free (string, FALSE);
}

static gsize
count_digits (const char *text)
{
  gsize count = 0;

  while (g_ascii_isdigit (text[count]))
    count++;
  return count;
}

/* The length of an enhanced code of RFC 3463 section 2 at the start of @text with the class of
 * @code, or 0. */
static gsize
measure_enhanced (const char *text, guint code)
{
  gsize subject, detail, length;

  if ((guint) g_ascii_digit_value (text[0]) != code / 100 || text[1] != '.')
    return 0;
  subject = count_digits (text + 2);
  if (subject < 1 || subject > 3 || text[2 + subject] != '.')
    return 0;
  detail = count_digits (text + 3 + subject);
  if (detail < 1 || detail > 3)
    return 0;

  length = 3 + subject + detail;
  return text[length] == '\0' || text[length] == ' ' ? length : 0;
}

static const char *
line_text (const char *line)
{
  return line[CODE_LENGTH] == '\0' ? line + CODE_LENGTH : line + CODE_LENGTH + 1;
}

static char *
find_enhanced (const PmReply *reply)
{
  const char *text = line_text (g_ptr_array_index (reply->lines, reply->lines->len - 1));
  gsize length = 0;

  /* RFC 3463 section 3.1 has the classes 2, 4 and 5. */
  if (reply->code / 100 != 3)
    length = measure_enhanced (text, reply->code);
  return length > 0 ? g_strndup (text, length) : NULL;
}

static char *
join_text (const PmReply *reply)
{
  GString *text = g_string_new (NULL);
  gsize length = reply->enhanced != NULL ? strlen (reply->enhanced) : 0;

  for (guint i = 0; i < reply->lines->len; i++)
    {
      const char *line = line_text (g_ptr_array_index (reply->lines, i));

      if (length > 0 && strncmp (line, reply->enhanced, length) == 0
          && (line[length] == ' ' || line[length] == '\0'))
        {
          line += length;
          line += strspn (line, " ");
        }
      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, line);
    }
  return g_string_free (text, FALSE);
}

static PmReply *
pm_reply_new (guint code, GPtrArray *lines)
{
  PmReply *self = g_new0 (PmReply, 1);

  self->code = code;
  self->lines = lines;
  self->enhanced = find_enhanced (self);
  self->text = join_text (self);
  return self;
}

void
pm_reply_free (PmReply *self)
{
  g_free (self->enhanced);
  g_free (self->text);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static gboolean
pm_reply_parser_fail (PmReplyParser *self, PmReplyError code, const char *message)
{
  self->error = g_error_new_literal (PM_REPLY_ERROR, code, message);
  return FALSE;
}

/* As much of the code as is there: what is no reply is told before its line ends, as it may never.
 */
static gboolean
pm_reply_parser_check_code (PmReplyParser *self, const char *line, gsize length)
{
  guint code = 0;

  for (gsize i = 0; i < MIN (length, CODE_LENGTH); i++)
    {
      if (!g_ascii_isdigit (line[i]))
        return pm_reply_parser_fail (
            self, self->code == 0 ? PM_REPLY_ERROR_NOT_SMTP : PM_REPLY_ERROR_SYNTAX,
            "a line does not begin with three digits");
      code = code * 10 + (guint) g_ascii_digit_value (line[i]);
    }
  if (length < CODE_LENGTH)
    return TRUE;
  if (code < 200 || code > 599)
    return pm_reply_parser_fail (self, PM_REPLY_ERROR_SYNTAX, "there is no such reply code");
  /* RFC 5321 section 4.2.1: the code must be the same on each line. */
  if (self->code != 0 && self->code != code)
    return pm_reply_parser_fail (self, PM_REPLY_ERROR_CODES, "the codes of one reply differ");
  if (length > CODE_LENGTH && memchr (" -\r\n", line[CODE_LENGTH], 4) == NULL)
    return pm_reply_parser_fail (self, PM_REPLY_ERROR_SYNTAX, "no space after the reply code");
  return TRUE;
}

static gboolean
pm_reply_parser_check_size (PmReplyParser *self, const char *line, gsize length, gboolean whole)
{
  gboolean is_challenge = length >= CODE_LENGTH && memcmp (line, "334", CODE_LENGTH) == 0;
  gsize limit = is_challenge ? CHALLENGE_LIMIT : LINE_LIMIT;

  if (length > limit || (length == limit && !whole))
    return pm_reply_parser_fail (self, PM_REPLY_ERROR_TOO_LONG, "a line is too long");
  if (self->line_start + length > REPLY_LIMIT || self->lines->len >= LINES_LIMIT)
    return pm_reply_parser_fail (self, PM_REPLY_ERROR_TOO_LONG, "a reply is too long");
  return TRUE;
}

/* The next line from the buffer; its length is with the line end, 0 where the end is not there yet.
 */
static gsize
pm_reply_parser_find_line (PmReplyParser *self, const char **line)
{
  const char *bytes = (const char *) self->buffer->data;
  const char *end = memchr (bytes + self->searched, '\n', self->buffer->len - self->searched);

  *line = bytes + self->line_start;
  self->searched = end != NULL ? (gsize) (end + 1 - bytes) : self->buffer->len;
  return end != NULL ? (gsize) (end + 1 - *line) : 0;
}

static void
pm_reply_parser_take_line (PmReplyParser *self, const char *line, gsize length)
{
  self->code = (guint) g_ascii_strtoull (line, NULL, 10);
  self->line_start += length;
  while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
    length--;
  g_ptr_array_add (self->lines, line_to_string (line, length));
}

static PmReply *
pm_reply_parser_take_reply (PmReplyParser *self)
{
  PmReply *reply = pm_reply_new (self->code, self->lines);

  g_byte_array_remove_range (self->buffer, 0, self->line_start);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->line_start = 0;
  self->searched = 0;
  self->code = 0;
  return reply;
}

/* One line more. Returns FALSE where there is none yet, or none that can stand there. */
static gboolean
pm_reply_parser_advance (PmReplyParser *self)
{
  const char *line = NULL;
  gsize length;
  gboolean whole;

  if (self->line_start == self->buffer->len)
    return FALSE;

  length = pm_reply_parser_find_line (self, &line);
  whole = length > 0;
  if (!whole)
    length = self->buffer->len - self->line_start;
  if (!pm_reply_parser_check_code (self, line, length)
      || !pm_reply_parser_check_size (self, line, length, whole))
    return FALSE;
  if (!whole)
    return FALSE;

  pm_reply_parser_take_line (self, line, length);
  return TRUE;
}

static gboolean
pm_reply_parser_is_complete (PmReplyParser *self)
{
  const char *last;

  if (self->lines->len == 0)
    return FALSE;
  last = g_ptr_array_index (self->lines, self->lines->len - 1);
  return last[CODE_LENGTH] != '-';
}

PmReplyParser *
pm_reply_parser_new (void)
{
  PmReplyParser *self = g_new0 (PmReplyParser, 1);

  self->buffer = g_byte_array_new ();
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
pm_reply_parser_free (PmReplyParser *self)
{
  g_byte_array_unref (self->buffer);
  g_ptr_array_unref (self->lines);
  g_clear_error (&self->error);
  g_free (self);
}

void
pm_reply_parser_push (PmReplyParser *self, const char *bytes, gsize length)
{
  if (self->error == NULL && length > 0)
    g_byte_array_append (self->buffer, (const guint8 *) bytes, (guint) length);
}

PmReply *
pm_reply_parser_next (PmReplyParser *self, GError **error)
{
  while (self->error == NULL && pm_reply_parser_advance (self))
    if (pm_reply_parser_is_complete (self))
      return pm_reply_parser_take_reply (self);

  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  return NULL;
}

const char *
pm_reply_parser_peek_rest (PmReplyParser *self, gsize *length)
{
  *length = self->buffer->len;
  return (const char *) self->buffer->data;
}

static const struct
{
  const char *start;
  const char *protocol;
} starts[] = {
  { "HTTP/", "http" },     { "<!DOCTYPE", "http" }, { "<html", "http" },   { "* OK", "imap" },
  { "* PREAUTH", "imap" }, { "* BYE", "imap" },     { "+OK", "pop3" },     { "-ERR", "pop3" },
  { "SSH-", "ssh" },       { "\x15\x03", "tls" },   { "\x16\x03", "tls" },
};

static gboolean
word_says_ftp (const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);
  gsize length = strlen (lower);

  while (length > 0 && g_ascii_ispunct (lower[length - 1]))
    lower[--length] = '\0';
  /* A mail server may be called ftp.example.com. */
  return strchr (lower, '.') == NULL
         && (strstr (lower, "ftp") != NULL || strstr (lower, "filezilla") != NULL);
}

static gboolean
greeting_says_ftp (const char *greeting)
{
  g_autofree char *lower = g_ascii_strdown (greeting, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " \t\r\n", -1);

  if (!g_str_has_prefix (lower, "220") || strstr (lower, "smtp") != NULL)
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    if (word_says_ftp (words[i]))
      return TRUE;
  return FALSE;
}

const char *
pm_reply_guess_protocol (const char *bytes, gsize length)
{
  g_autofree char *start = line_to_string (bytes, MIN (length, GUESS_LIMIT));

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_ascii_strncasecmp (start, starts[i].start, strlen (starts[i].start)) == 0)
      return starts[i].protocol;
  return greeting_says_ftp (start) ? "ftp" : "unknown";
}
