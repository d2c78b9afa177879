/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-text-draft.h"

#include <string.h>

#define MAX_WORDS 4096 /* octets: RFC 5321 section 4.5.3.1.5 has 512 in a line */

/* How programs go on behind the words of a server. */
static const char *const trailers[] = {
  " (in reply to",
  "\n(in reply to",
  "; from=<",
  "Giving up on ",
  "Additional SMTP info",
  "SMTP code:",
  " [RCPT_TO]",
  " [MAIL_FROM]",
  " Remote-MTA:",
  "Will-Retry-Until:",
  ", Port:",
  ", ポート",
  "、ポート",
  " Please verify that your",
  "\nPlease verify that your",
  " Please check the message ",
  "\nPlease check the message ",
  ". Please verify that your",
  ". Please check the message ",
  "メールアドレスが正しいか",
  "メッセージの受信者",
  "メール受信者",
  "アカウント設定のメールアドレス",
  "nested exception",
  "」という",
  "」と",
  "」が",
  " と出",
  " と表示",
  " と返",
  "というエラー",
};

PmMessageDraft *
pm_message_draft_new (const PmMessageContext *context, const PmMessageCode *code)
{
  PmMessageDraft *self = g_new0 (PmMessageDraft, 1);

  self->context = *context;
  self->words = g_string_new (NULL);
  if (code != NULL)
    {
      self->code = code->code;
      self->bare = code->label;
      memcpy (self->enhanced, code->enhanced, sizeof self->enhanced);
    }
  return self;
}

void
pm_message_draft_free (PmMessageDraft *self)
{
  g_string_free (self->words, TRUE);
  g_free (self);
}

gboolean
pm_message_draft_continues (const PmMessageDraft *self, const PmMessageCode *code)
{
  if (code->quote != '\0')
    return FALSE;
  if (code->code == 0)
    return g_str_equal (code->enhanced, self->enhanced);
  return code->code == self->code;
}

static gboolean
is_same_class (const PmMessageDraft *self, const char *enhanced)
{
  return self->code == 0 || self->code / 100 == (guint) g_ascii_digit_value (enhanced[0]);
}

static void
set_enhanced (PmMessageDraft *self, const char *enhanced)
{
  g_strlcpy (self->enhanced, enhanced, sizeof self->enhanced);
}

/* RFC 3463 section 3.1: X.0.0 says nothing but the class. */
static gboolean
says_much (const char *enhanced)
{
  return enhanced[0] != '\0' && !g_str_has_suffix (enhanced, ".0.0");
}

void
pm_message_draft_adopt (PmMessageDraft *self, const PmMessageCode *code)
{
  if (code->code == 0)
    {
      if (is_same_class (self, code->enhanced)
          && (!says_much (self->enhanced) || (self->code == 0 && code->quote != '\0')))
        set_enhanced (self, code->enhanced);
    }
  else if (code->label)
    pm_message_draft_complete (self, code);
  else if (says_much (code->enhanced) || !says_much (self->enhanced))
    {
      self->code = code->code;
      set_enhanced (self, code->enhanced);
    }
}

gboolean
pm_message_draft_complete (PmMessageDraft *self, const PmMessageCode *code)
{
  if (code->code != 0)
    {
      if (self->code == 0
          && (self->enhanced[0] == '\0'
              || (guint) g_ascii_digit_value (self->enhanced[0]) == code->code / 100))
        self->code = code->code;
      if (self->code != code->code)
        return FALSE;
    }
  if (code->enhanced[0] != '\0' && self->enhanced[0] == '\0'
      && is_same_class (self, code->enhanced))
    set_enhanced (self, code->enhanced);
  return code->enhanced[0] == '\0' || g_str_equal (code->enhanced, self->enhanced);
}

void
pm_message_draft_add_words (PmMessageDraft *self, const char *start, const char *end)
{
  gsize room = self->words->len < MAX_WORDS ? MAX_WORDS - self->words->len : 0;

  if (start < end)
    g_string_append_len (self->words, start, (gssize) MIN ((gsize) (end - start), room));
}

static const char *
find_closing_quote (const char *start, char quote)
{
  for (const char *at = strchr (start, quote); at != NULL; at = strchr (at + 1, quote))
    if (at[-1] != '\\' && !g_ascii_isalnum (at[1]))
      return at;
  return NULL;
}

const char *
pm_message_draft_find_end (const char *start, char quote)
{
  const char *end = quote != '\0' ? find_closing_quote (start, quote) : NULL;

  if (end == NULL)
    end = start + strlen (start);
  for (gsize i = 0; i < G_N_ELEMENTS (trailers); i++)
    {
      const char *trailer = strstr (start, trailers[i]);

      if (trailer != NULL && trailer < end)
        end = trailer;
    }
  return end;
}

gboolean
pm_message_draft_has_words (const char *start)
{
  const char *end = pm_message_draft_find_end (start, '\0');

  start += strspn (start, " \t\n-:;,.)]}>'\"");
  return start < end;
}

/* The mark in front of which a closing bracket would have no partner. */
static gboolean
is_unpaired (const GString *words, char closing)
{
  char opening = closing == ')' ? '(' : closing == ']' ? '[' : '{';
  int balance = 0;

  for (gsize i = 0; i < words->len; i++)
    balance += words->str[i] == opening ? 1 : words->str[i] == closing ? -1 : 0;
  return balance < 0;
}

static gboolean
is_unpaired_quote (const GString *words, char quote)
{
  guint count = 0;

  for (gsize i = 0; i < words->len; i++)
    count += words->str[i] == quote;
  return (quote == '\'' || quote == '"') && count % 2 == 1;
}

static void
trim_end (GString *words)
{
  while (words->len > 0)
    {
      char last = words->str[words->len - 1];
      gboolean bracket = strchr (")]}", last) != NULL;

      if (!g_ascii_isspace (last) && strchr (",;\\", last) == NULL
          && !(bracket && is_unpaired (words, last)) && !is_unpaired_quote (words, last))
        return;
      g_string_truncate (words, words->len - 1);
    }
}

static void
append_break (GString *words)
{
  while (words->len > 0 && strchr (" \n", words->str[words->len - 1]) != NULL)
    g_string_truncate (words, words->len - 1);
  if (words->len > 0)
    g_string_append_c (words, '\n');
}

/* A line of the server stays one; a line that a program broke does not. */
static char *
tidy_words (const PmMessageDraft *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const char *at = self->words->str + strspn (self->words->str, " \t\n-:;,.)]}>");

  if (at > self->words->str && at[-1] == '.' && *at == '\0')
    at = self->words->str;
  for (; *at != '\0'; at++)
    if (*at == PM_MESSAGE_BREAK)
      append_break (words);
    else if (*at != '\n' && *at != ' ')
      g_string_append_c (words, *at);
    else if (words->len > 0 && strchr (" \n", words->str[words->len - 1]) == NULL)
      g_string_append_c (words, ' ');
  trim_end (words);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static PmStage
find_verb_stage (const char *verb)
{
  static const struct
  {
    const char *verb;
    PmStage stage;
  } stages[] = {
    { "EHLO", PM_STAGE_GREETING }, { "STARTTLS", PM_STAGE_TLS },   { "AUTH", PM_STAGE_AUTH },
    { "MAIL", PM_STAGE_SENDER },   { "RCPT", PM_STAGE_RECIPIENT }, { "DATA", PM_STAGE_MESSAGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_str_equal (stages[i].verb, verb))
      return stages[i].stage;
  return PM_STAGE_UNKNOWN;
}

/* RFC 4954 section 6 has these for AUTH alone. */
static gboolean
is_code_of_auth (guint code)
{
  return code == 534 || code == 535 || code == 538;
}

static PmStage
choose_stage (const PmMessageDraft *self, PmStage stage)
{
  PmStage told = find_verb_stage (self->context.verb);

  if (self->context.delivery || stage == PM_STAGE_DELIVERY)
    return PM_STAGE_DELIVERY;
  if (self->context.greeting)
    return PM_STAGE_GREETING;
  if (told != PM_STAGE_UNKNOWN)
    return told;
  if (stage == PM_STAGE_UNKNOWN && is_code_of_auth (self->code))
    return PM_STAGE_AUTH;
  return stage;
}

static const char *
or_null (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

/* Where the reply has none, what a log or a report says of it. */
static const char *
find_enhanced (const PmMessageDraft *self)
{
  const char *status = self->context.status;

  if (self->enhanced[0] == '\0' && says_much (status) && is_same_class (self, status))
    return status;
  return or_null (self->enhanced);
}

/* "<a@example.jp>: Recipient address rejected" */
static void
read_recipient_in_words (const PmMessageDraft *self, const char *words, char *recipient, gsize size)
{
  g_strlcpy (recipient, self->context.recipient, size);
  if (recipient[0] == '\0' && words[0] == '<' && g_str_equal (self->context.verb, "RCPT"))
    pm_message_context_read_address (words, recipient, size);
}

PmFailure *
pm_message_draft_to_failure (const PmMessageDraft *self, PmStage stage)
{
  g_autofree char *words = tidy_words (self);
  g_autoptr (PmServerReply) reply = NULL;
  char recipient[sizeof self->context.recipient];

  read_recipient_in_words (self, words, recipient, sizeof recipient);
  reply = pm_server_reply_new (self->context.verb, self->code, find_enhanced (self), words);
  return pm_failure_new (choose_stage (self, stage), reply, or_null (self->context.host),
                         or_null (recipient), self->context.action);
}
