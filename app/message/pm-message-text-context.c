/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-text-context.h"

#include <string.h>

typedef enum
{
  CLUE_HOST = 1 << 0,        /* a host stands behind it */
  CLUE_HOST_BEFORE = 1 << 1, /* and before it */
  CLUE_RECIPIENT = 1 << 2,   /* an address stands behind it */
  CLUE_COMMAND = 1 << 3,     /* a command stands behind it */
  CLUE_STATUS = 1 << 4,      /* an enhanced code stands behind it */
  CLUE_DELIVERY = 1 << 5,    /* it proves that servers spoke to each other */
  CLUE_WORDS = 1 << 6,       /* the words of the other server stand behind it */
  CLUE_LINE = 1 << 7,        /* only at the beginning of a line */
  CLUE_FAILED = 1 << 8,
  CLUE_DELAYED = 1 << 9,
  CLUE_GREETING = 1 << 10,
  CLUE_CONNECTED = 1 << 11,
} Clue;

/* Phrases of mail programs, in small letters. */
static const struct
{
  const char *phrase;
  guint clues;
  const char *verb; /* NULL: it does not tell */
} phrases[] = {
  /* Postfix */
  { "in reply to ", CLUE_COMMAND | CLUE_DELIVERY, NULL },
  { "host ", CLUE_HOST, NULL },
  { "said: ", CLUE_WORDS, NULL },
  { "refused to talk to me: ", CLUE_WORDS | CLUE_DELIVERY, NULL },
  { "connect to ", CLUE_HOST, NULL },
  { "lost connection with ", CLUE_HOST | CLUE_DELIVERY, NULL },
  { "conversation with ", CLUE_HOST | CLUE_DELIVERY, NULL },
  { "relay=", CLUE_HOST, NULL },
  { "to=", CLUE_RECIPIENT, NULL },
  { "dsn=", CLUE_STATUS, NULL },
  { "status=bounced (", CLUE_DELIVERY | CLUE_FAILED | CLUE_WORDS, NULL },
  { "status=deferred (", CLUE_DELIVERY | CLUE_DELAYED | CLUE_WORDS, NULL },
  { "status=undeliverable (", CLUE_DELIVERY | CLUE_FAILED | CLUE_WORDS, NULL },
  { "reject: rcpt from", 0, "RCPT" },
  { "reject: mail from", 0, "MAIL" },
  { "reject: data from", 0, "DATA" },
  { "reject: end-of-message", 0, "DATA" },
  { "reject: helo from", 0, "EHLO" },
  { "reject: ehlo from", 0, "EHLO" },
  { "reject: connect from", CLUE_GREETING, NULL },
  /* Exim */
  { "smtp error from remote mail", CLUE_DELIVERY, NULL },
  { "smtp error from remote server", CLUE_DELIVERY, NULL },
  { "after ", CLUE_COMMAND, NULL },
  { "h=", CLUE_HOST, NULL },
  { "** ", CLUE_RECIPIENT | CLUE_LINE | CLUE_DELIVERY | CLUE_FAILED, NULL },
  { "== ", CLUE_RECIPIENT | CLUE_LINE | CLUE_DELIVERY | CLUE_DELAYED, NULL },
  { "rejected rcpt ", CLUE_RECIPIENT, "RCPT" },
  { "rejected mail ", 0, "MAIL" },
  { "rejected after data", 0, "DATA" },
  /* Sendmail */
  { "while talking to ", CLUE_HOST | CLUE_DELIVERY, NULL },
  { "stat=", CLUE_DELIVERY | CLUE_WORDS, NULL },
  /* qmail */
  { "does not like recipient", CLUE_HOST_BEFORE | CLUE_DELIVERY, "RCPT" },
  { "does not like sender", CLUE_HOST_BEFORE | CLUE_DELIVERY, "MAIL" },
  { "failed on data command", CLUE_HOST_BEFORE | CLUE_DELIVERY, "DATA" },
  { "failed after i sent the message", CLUE_HOST_BEFORE | CLUE_DELIVERY, "DATA" },
  { "but greeting failed", CLUE_HOST_BEFORE | CLUE_DELIVERY, NULL },
  { "remote host said: ", CLUE_DELIVERY | CLUE_WORDS, NULL },
  { "[rcpt_to]", CLUE_DELIVERY, "RCPT" },
  { "[mail_from]", CLUE_DELIVERY, "MAIL" },
  /* Exchange, Google and other reports */
  { "server at ", CLUE_HOST | CLUE_DELIVERY, NULL },
  { "remote server returned", CLUE_DELIVERY, NULL },
  { "generating server: ", 0, NULL },
  { "receiving server: ", CLUE_HOST | CLUE_DELIVERY, NULL },
  { "diagnostic information for administrators", CLUE_DELIVERY, NULL },
  { "the other server returned", CLUE_DELIVERY, NULL },
  { "response from the remote server", CLUE_DELIVERY, NULL },
  { "delivery to the following recipient", CLUE_DELIVERY, NULL },
  { "responded with failure", CLUE_HOST_BEFORE | CLUE_DELIVERY, NULL },
  { "remote-mta: ", CLUE_HOST | CLUE_DELIVERY | CLUE_LINE, NULL },
  { "final-recipient: ", CLUE_RECIPIENT | CLUE_DELIVERY | CLUE_LINE, NULL },
  { "original-recipient: ", CLUE_DELIVERY | CLUE_LINE, NULL },
  { "diagnostic-code: ", CLUE_DELIVERY | CLUE_LINE, NULL },
  { "status: ", CLUE_STATUS | CLUE_LINE, NULL },
  { "action: failed", CLUE_DELIVERY | CLUE_FAILED | CLUE_LINE, NULL },
  { "action: delayed", CLUE_DELIVERY | CLUE_DELAYED | CLUE_LINE, NULL },
  { "for text command", CLUE_DELIVERY, "DATA" },
  /* Programs that show the dialogue */
  { "connected to ", CLUE_CONNECTED, NULL },
  { "escape character is", CLUE_CONNECTED, NULL },
  /* Libraries and programs that submit */
  { "rcpt to:", CLUE_RECIPIENT, "RCPT" },
  { "mail from:", 0, "MAIL" },
  { "command: ", CLUE_COMMAND, NULL },
  { "command\":", CLUE_COMMAND, NULL },
  { "mail from command failed", 0, "MAIL" },
  { "mail command failed", 0, "MAIL" },
  { "rcpt to command failed", 0, "RCPT" },
  { "rcpt command failed", 0, "RCPT" },
  { "rcpt failed", 0, "RCPT" },
  { "mail failed", 0, "MAIL" },
  { "data command failed", 0, "DATA" },
  { "data end command failed", 0, "DATA" },
  { "data failed", 0, "DATA" },
  { "auth command failed", 0, "AUTH" },
  { "password command failed", 0, "AUTH" },
  { "starttls command failed", 0, "STARTTLS" },
  { "starttls failed", 0, "STARTTLS" },
  { "ehlo command failed", 0, "EHLO" },
  { "helo command failed", 0, "EHLO" },
  { "following recipients failed: ", CLUE_RECIPIENT, "RCPT" },
  { "following from address failed", 0, "MAIL" },
  { "data not accepted", 0, "DATA" },
  { "could not authenticate", 0, "AUTH" },
  { "invalid login", 0, "AUTH" },
  { "login denied", 0, "AUTH" },
  { "eauth", 0, "AUTH" },
  { "smtpauthenticationerror", 0, "AUTH" },
  { "authenticationfailedexception", 0, "AUTH" },
  { "smtprecipientsrefused", 0, "RCPT" },
  { "smtpaddressfailedexception", 0, "RCPT" },
  { "can't send mail - all recipients were rejected", 0, "RCPT" },
  { "smtpsenderrefused", 0, "MAIL" },
  { "smtpsenderfailedexception", 0, "MAIL" },
  { "smtpdataerror", 0, "DATA" },
  { "smtpheloerror", 0, "EHLO" },
  { "smtpconnecterror", CLUE_GREETING, NULL },
  { "authentication failed (method", 0, "AUTH" },
  { "recipient address rejected by the server", 0, "RCPT" },
  { "cannot be reached: ", 0, "RCPT" },
  /* What the mail programs of desktops show */
  { "拒否された電子メール アドレス", CLUE_RECIPIENT, "RCPT" },
  { "rejected e-mail address was", CLUE_RECIPIENT, "RCPT" },
  { "宛先", CLUE_RECIPIENT, NULL },
  { "recipient address ", CLUE_RECIPIENT, NULL },
  { "not accepted by the server", 0, "RCPT" },
  { "受信者の 1 人がサーバー", 0, "RCPT" },
  { "sending of password did not succeed", 0, "AUTH" },
  { "sending of username did not succeed", 0, "AUTH" },
};

static const struct
{
  const char *words; /* in small letters */
  const char *verb;
} commands[] = {
  { "rcpt to", "RCPT" },      { "mail from", "MAIL" }, { "end of data", "DATA" },
  { "data", "DATA" },         { "bdat", "DATA" },      { "auth", "AUTH" },
  { "starttls", "STARTTLS" }, { "ehlo", "EHLO" },      { "helo", "EHLO" },
  { "lhlo", "EHLO" },         { "rcpt", "RCPT" },      { "mail", "MAIL" },
  { "sending data", "DATA" }, { "vrfy", "VRFY" },
};

static gboolean
begins_with (const char *text, const char *words)
{
  return g_ascii_strncasecmp (text, words, strlen (words)) == 0;
}

static const char *
find_verb (const char *text)
{
  text += strspn (text, " '\":>");
  if (begins_with (text, "pipelined "))
    text += strlen ("pipelined ");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (begins_with (text, commands[i].words)
        && !g_ascii_isalnum (text[strlen (commands[i].words)]))
      return commands[i].verb;
  return NULL;
}

static gboolean
is_address_character (char octet)
{
  return (octet & 0x80) || g_ascii_isalnum (octet)
         || strchr (".!#$%&'*+/=?^_`{|}~-@", octet) != NULL;
}

void
pm_message_context_read_address (const char *text, char *address, gsize size)
{
  gsize length = 0;
  const char *at;

  text += strspn (text, " \t<'\":");
  if (begins_with (text, "rfc822;"))
    text += strlen ("rfc822;") + strspn (text + strlen ("rfc822;"), " <");
  while (length < size && text[length] != '\0' && is_address_character (text[length]))
    length++;
  while (length > 0 && strchr (".'", text[length - 1]) != NULL)
    length--;
  at = memchr (text, '@', length);
  if (length == 0 || length >= size || at == NULL || at == text || strspn (at + 1, "*.") > 0
      || at + 1 == text + length)
    return;
  memcpy (address, text, length);
  address[length] = '\0';
}

static gboolean
is_host_character (char octet)
{
  return g_ascii_isalnum (octet) || strchr (".-_:", octet) != NULL;
}

/* A name or an address with at least one dot or colon; the address in brackets where there is no name. */
static void
read_host (const char *text, PmMessageContext *self)
{
  gsize length = 0;

  if (begins_with (text, "dns;"))
    text += strlen ("dns;");
  text += strspn (text, " '[<");
  while (length < sizeof self->host && text[length] != '\0' && is_host_character (text[length]))
    length++;
  while (length > 0 && strchr (".:", text[length - 1]) != NULL)
    length--;
  if (length == 0 || length >= sizeof self->host
      || (memchr (text, '.', length) == NULL && memchr (text, ':', length) == NULL
          && text[length] != '['))
    return;
  memcpy (self->host, text, length);
  self->host[length] = '\0';
}

/* The word before @text: "192.0.2.1 does not like recipient", "mx.example.jp[192.0.2.1] responded". */
static void
read_host_before (const char *start, const char *text, PmMessageContext *self)
{
  const char *word;

  while (text > start && g_ascii_isspace (text[-1]))
    text--;
  word = text;
  while (word > start && (is_host_character (word[-1]) || strchr ("[]", word[-1]) != NULL))
    word--;
  if (word < text)
    read_host (word, self);
}

static void
read_status (const char *text, PmMessageContext *self)
{
  gsize length = strspn (text, ".0123456789");

  self->status[0] = '\0';
  if ((text[0] != '4' && text[0] != '5') || length >= sizeof self->status)
    return;
  memcpy (self->status, text, length);
  self->status[length] = '\0';
}

/* "host mx.example.jp[192.0.2.1] said:": the words of it prove that a mail server reports. */
static gboolean
is_said_by_host (const char *text)
{
  gsize length = strcspn (text, "\n");
  const char *said = g_strstr_len (text, (gssize) MIN (length, 300), "] said:");
  const char *refused = g_strstr_len (text, (gssize) MIN (length, 300), "] refused to talk");

  return said != NULL || refused != NULL;
}

static void
set_verb (PmMessageContext *self, const char *verb)
{
  if (verb != NULL)
    g_strlcpy (self->verb, verb, sizeof self->verb);
}

/* The phrase number @i ends at @behind. */
static void
take (PmMessageContext *self, gsize i, const char *start, const char *behind)
{
  guint clues = phrases[i].clues;

  set_verb (self, phrases[i].verb);
  if (clues & CLUE_COMMAND)
    {
      set_verb (self, find_verb (behind));
      if (begins_with (behind, "initial connection"))
        self->greeting = TRUE;
    }
  if (clues & CLUE_HOST)
    {
      read_host (behind, self);
      self->delivery |= is_said_by_host (behind);
    }
  if (clues & CLUE_HOST_BEFORE)
    read_host_before (start, behind - strlen (phrases[i].phrase), self);
  if (clues & CLUE_RECIPIENT)
    pm_message_context_read_address (behind, self->recipient, sizeof self->recipient);
  if (clues & CLUE_STATUS)
    read_status (behind, self);
  if (clues & CLUE_WORDS)
    self->words = behind;
  if (clues & (CLUE_FAILED | CLUE_DELAYED))
    self->action = clues & CLUE_FAILED ? "failed" : "delayed";
  self->delivery |= (clues & CLUE_DELIVERY) != 0;
  self->greeting |= (clues & CLUE_GREETING) != 0;
  self->connected |= (clues & CLUE_CONNECTED) != 0;
}

static void
take_phrases (PmMessageContext *self, const char *start, const char *at, const char *end)
{
  gboolean first = at == start || at[-1] == '\n';
  char letter = g_ascii_tolower (*at);

  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      gsize length = strlen (phrases[i].phrase);

      if (phrases[i].phrase[0] != letter || (gsize) (end - at) < length
          || g_ascii_strncasecmp (at, phrases[i].phrase, length) != 0)
        continue;
      if (first || !(phrases[i].clues & CLUE_LINE))
        take (self, i, start, at + length);
    }
}

/* "a@example.jp:", "<a@example.jp>:", "'a@example.jp': (550": an address that the rest is about; with
 * @alone also one that has a line for itself. */
static void
take_heading (PmMessageContext *self, const char *at, const char *end, gboolean alone)
{
  char address[sizeof self->recipient] = "";
  gsize length;

  pm_message_context_read_address (at, address, sizeof address);
  if (address[0] == '\0')
    return;
  at = strchr (at, '@');
  length = strcspn (at, " \t\n");
  if (at[length - 1] == ':' || (alone && (at + length >= end || at[length] == '\n')))
    g_strlcpy (self->recipient, address, sizeof self->recipient);
}

void
pm_message_context_read (PmMessageContext *self, const char *start, const char *end)
{
  for (const char *at = start; at < end; at++)
    {
      gboolean first = at == start || at[-1] == '\n';

      if (((guchar) *at & 0xc0) == 0x80) /* inside a character of UTF-8 */
        continue;
      if (first || strchr ("{,", at[-1]) != NULL)
        take_heading (self, at, end, first);
      if (first || !g_ascii_isalnum (at[-1]))
        take_phrases (self, start, at, end);
    }
}

gboolean
pm_message_context_read_command (PmMessageContext *self, const char *text)
{
  const char *verb = find_verb (text);

  if (verb == NULL && g_strcmp0 (text, ".") == 0)
    verb = "DATA";
  if (verb == NULL)
    return FALSE;
  set_verb (self, verb);
  if (g_str_equal (verb, "RCPT"))
    pm_message_context_read_address (text + strcspn (text, ":<"), self->recipient,
                                     sizeof self->recipient);
  return TRUE;
}
