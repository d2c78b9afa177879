/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-trim.h"

#include <string.h>

#define RULES "-=_*#~+"

/* A program that writes more than that writes of something else. */
#define MAX_KEPT 24576

typedef enum
{
  /* Whatever follows. */
  TITLE_ALWAYS,
  /* Where the line is drawn ("----- Returned Message -----") or says so ("Original message follows."). */
  TITLE_DRAWN,
  /* A header field at the beginning of a line: the mail is returned without a title. */
  TITLE_FIELD,
} PmMailTitleForm;

static const struct
{
  const char *title;
  PmMailTitleForm form;
} titles[] = {
  { "below this line is a copy", TITLE_ALWAYS },
  { "this is a copy of ", TITLE_ALWAYS },
  { "a copy of your message", TITLE_ALWAYS },
  { "below is a copy of", TITLE_ALWAYS },
  { "the header of the original", TITLE_ALWAYS },
  { "the headers of the original", TITLE_ALWAYS },
  { "the body of the message is", TITLE_ALWAYS },
  { "enclosed are the original headers", TITLE_ALWAYS },
  { "original message headers", TITLE_ALWAYS },
  { "original message", TITLE_DRAWN },
  { "original headers", TITLE_DRAWN },
  { "original mail", TITLE_DRAWN },
  { "returned message", TITLE_DRAWN },
  { "returned mail", TITLE_DRAWN },
  { "unsent message", TITLE_DRAWN },
  { "undelivered message", TITLE_DRAWN },
  { "undeliverable message", TITLE_DRAWN },
  { "non-deliverable message", TITLE_DRAWN },
  { "failed message", TITLE_DRAWN },
  { "your original message", TITLE_DRAWN },
  { "message header", TITLE_DRAWN },
  { "header of the original", TITLE_DRAWN },
  { "copy of ", TITLE_DRAWN },
  { "message truncated", TITLE_DRAWN },
  /* Exim: what it does next, not why. */
  { "no action is required on your part", TITLE_ALWAYS },
  { "en-têtes de message d", TITLE_ALWAYS },
  { "intestazioni originali del messaggio", TITLE_ALWAYS },
  { "ursprüngliche nachrichtenkopfzeilen", TITLE_ALWAYS },
  { "encabezados de mensajes originales", TITLE_ALWAYS },
  { "元のメッセージ", TITLE_DRAWN },
  { "元のメッセージ ヘッダー", TITLE_ALWAYS },
  { "元のメッセージ・ヘッダー", TITLE_ALWAYS },
  { "元のメッセージのヘッダー", TITLE_ALWAYS },
  { "オリジナル", TITLE_DRAWN },
  { "オリジナル メッセージ ヘッダー", TITLE_ALWAYS },
  { "元のメール", TITLE_DRAWN },
  { "原文", TITLE_DRAWN },
  { "返送メール", TITLE_DRAWN },
  { "送信メール", TITLE_DRAWN },
  { "以下は送信されたメール", TITLE_ALWAYS },
  { "以下は元のメール", TITLE_ALWAYS },
  { "return-path:", TITLE_FIELD },
  { "received:", TITLE_FIELD },
  { "content-type: message/rfc822", TITLE_FIELD },
  { "content-type: text/rfc822-headers", TITLE_FIELD },
};

/* @text goes on as a title that announces the mail. */
static gboolean
announces (const char *text)
{
  text += strspn (text, " \t");
  return g_ascii_strncasecmp (text, "follows", 7) == 0
         || g_ascii_strncasecmp (text, "headers follow", 14) == 0
         || g_ascii_strncasecmp (text, "is below", 8) == 0;
}

static gboolean
is_title (const char *line)
{
  const char *plain = line + strspn (line, " \t>");
  gsize drawn = strspn (plain, RULES);

  plain += drawn + strspn (plain + drawn, " \t");
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      const char *at = titles[i].form == TITLE_FIELD ? line : plain;
      gsize n = strlen (titles[i].title);

      if (g_ascii_strncasecmp (at, titles[i].title, n) != 0)
        continue;
      if (titles[i].form != TITLE_DRAWN || drawn >= 2 || announces (at + n))
        return TRUE;
    }
  return FALSE;
}

/* "> " of a mail that was passed on within another; ">>> RCPT" is of a transcript. */
static gsize
measure_quote (const char *line)
{
  if (line[0] != '>' || (line[1] != ' ' && line[1] != '\n' && line[1] != '\0'))
    return 0;
  return line[1] == ' ' ? 2 : 1;
}

char *
pm_mail_trim (const char *words)
{
  g_autoptr (GString) kept = g_string_sized_new (1024);
  const char *line = words + strspn (words, "\n");

  while (*line != '\0' && kept->len < MAX_KEPT && (kept->len == 0 || !is_title (line)))
    {
      gsize n = strcspn (line, "\n");
      gsize quote = measure_quote (line);

      g_string_append_len (kept, line + quote, n - quote);
      g_string_append_c (kept, '\n');
      line += line[n] == '\n' ? n + 1 : n;
    }
  if (kept->len > MAX_KEPT)
    {
      const char *end = g_utf8_find_prev_char (kept->str, kept->str + MAX_KEPT);

      g_string_truncate (kept, (gsize) (end - kept->str));
    }
  return g_string_free (g_steal_pointer (&kept), FALSE);
}
