/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-kind.h"

#include "pm-message-mail-address.h"

#include <string.h>

/* Who could not deliver says so in the first lines. */
#define MAX_FOLDED 6144

const char *
pm_mail_kind_get_id (PmMailKind kind)
{
  static const char *const ids[] = {
    [PM_MAIL_PLAIN] = "mail",
    [PM_MAIL_BOUNCE] = "bounce",
    [PM_MAIL_DELAYED] = "delayed",
    [PM_MAIL_DELIVERED] = "delivered",
    [PM_MAIL_AUTO_REPLY] = "auto-reply",
    [PM_MAIL_COMPLAINT] = "complaint",
    [PM_MAIL_SUPPRESSED] = "suppressed",
  };

  return ids[kind];
}

typedef struct
{
  const char *words; /* in lower case, with single spaces */
  PmMailKind kind;
} PmMailPhrase;

/* In order: the first that stands in the mail decides. "Given up" comes before "will try again", which
 * comes before what both say. */
static const PmMailPhrase phrases[] = {
  { "abuse report for an email message", PM_MAIL_COMPLAINT },
  { "is an authentication failure report for", PM_MAIL_COMPLAINT },
  { "complaint about message from", PM_MAIL_COMPLAINT },
  { "\"notificationtype\":\"complaint\"", PM_MAIL_COMPLAINT },
  { "successful mail delivery report", PM_MAIL_DELIVERED },
  { "was successfully delivered to", PM_MAIL_DELIVERED },
  { "had successful delivery notifications", PM_MAIL_DELIVERED },

  { "\"notificationtype\":\"bounce\"", PM_MAIL_BOUNCE },
  { "this is a permanent error", PM_MAIL_BOUNCE },
  { "this is a permanent failure", PM_MAIL_BOUNCE },
  { "failed permanently", PM_MAIL_BOUNCE },
  { "permanent fatal errors", PM_MAIL_BOUNCE },
  { "been a permanent failure", PM_MAIL_BOUNCE },
  { "delivery has failed to these recipients", PM_MAIL_BOUNCE },
  { "i've given up", PM_MAIL_BOUNCE },
  { "giving up", PM_MAIL_BOUNCE },
  { "will not continue trying", PM_MAIL_BOUNCE },
  { "not going to try again", PM_MAIL_BOUNCE },
  { "no further delivery attempts", PM_MAIL_BOUNCE },
  { "will be deleted from queue", PM_MAIL_BOUNCE },
  { "timeout exceeded", PM_MAIL_BOUNCE },

  { "this is a warning message only", PM_MAIL_DELAYED },
  { "this is a warning only", PM_MAIL_DELAYED },
  { "do not need to resend", PM_MAIL_DELAYED },
  { "will be retried", PM_MAIL_DELAYED },
  { "will keep trying", PM_MAIL_DELAYED },
  { "will continue to try", PM_MAIL_DELAYED },
  { "will continue trying", PM_MAIL_DELAYED },
  { "delivery attempts will continue", PM_MAIL_DELAYED },
  { "not yet been delivered", PM_MAIL_DELAYED },
  { "still undelivered", PM_MAIL_DELAYED },
  { "transient non-fatal errors", PM_MAIL_DELAYED },
  { "has been delayed", PM_MAIL_DELAYED },
  { "delivery is delayed", PM_MAIL_DELAYED },
  { "delivery delayed", PM_MAIL_DELAYED },
  { "temporarily delayed", PM_MAIL_DELAYED },
  { "配信が遅れ", PM_MAIL_DELAYED },
  { "配信が遅延", PM_MAIL_DELAYED },
  { "配送が遅れ", PM_MAIL_DELAYED },
  { "配送が遅延", PM_MAIL_DELAYED },
  { "再送を続け", PM_MAIL_DELAYED },
  { "再送する必要はありません", PM_MAIL_DELAYED },
  { "再送信する必要はありません", PM_MAIL_DELAYED },
  { "まだ配信されていません", PM_MAIL_DELAYED },

  { "could not be delivered", PM_MAIL_BOUNCE },
  { "couldn't be delivered", PM_MAIL_BOUNCE },
  { "cannot be delivered", PM_MAIL_BOUNCE },
  { "can not be delivered", PM_MAIL_BOUNCE },
  { "could not deliver", PM_MAIL_BOUNCE },
  { "couldn't deliver", PM_MAIL_BOUNCE },
  { "unable to deliver", PM_MAIL_BOUNCE },
  { "wasn't able to deliver", PM_MAIL_BOUNCE },
  { "trouble delivering your message", PM_MAIL_BOUNCE },
  { "not delivered to", PM_MAIL_BOUNCE },
  { "wasn't delivered", PM_MAIL_BOUNCE },
  { "not been delivered", PM_MAIL_BOUNCE },
  { "was undeliverable", PM_MAIL_BOUNCE },
  { "could not be sent", PM_MAIL_BOUNCE },
  { "delivery failed", PM_MAIL_BOUNCE },
  { "delivery failure", PM_MAIL_BOUNCE },
  { "failed to deliver", PM_MAIL_BOUNCE },
  { "attempting to deliver a message", PM_MAIL_BOUNCE },
  { "did not reach the following recipient", PM_MAIL_BOUNCE },
  { "did not receive this message", PM_MAIL_BOUNCE },
  { "could not be reached", PM_MAIL_BOUNCE },
  { "had delivery problems", PM_MAIL_BOUNCE },
  { "had delivery errors", PM_MAIL_BOUNCE },
  { "was rejected by a remote mail server", PM_MAIL_BOUNCE },
  { "diagnostic information for administrators", PM_MAIL_BOUNCE },
  { "transcript of session follows", PM_MAIL_BOUNCE },
  { "this is the qmail-send program", PM_MAIL_BOUNCE },
  { "this is the mail system at host", PM_MAIL_BOUNCE },
  { "the group you tried to contact", PM_MAIL_BOUNCE },
  { "failure reasons", PM_MAIL_BOUNCE },
  { "spam firewall", PM_MAIL_BOUNCE },
  { "配信できません", PM_MAIL_BOUNCE },
  { "配送できません", PM_MAIL_BOUNCE },
  { "配達できません", PM_MAIL_BOUNCE },
  { "送信できません", PM_MAIL_BOUNCE },
  { "お届けできません", PM_MAIL_BOUNCE },
  { "届けることができません", PM_MAIL_BOUNCE },
  { "配信することができません", PM_MAIL_BOUNCE },
  { "配信されませんでした", PM_MAIL_BOUNCE },
  { "送信されませんでした", PM_MAIL_BOUNCE },
  { "届きませんでした", PM_MAIL_BOUNCE },
  { "配信に失敗", PM_MAIL_BOUNCE },
  { "送信に失敗", PM_MAIL_BOUNCE },
  { "配信不能", PM_MAIL_BOUNCE },
  { "配送不能", PM_MAIL_BOUNCE },
  { "管理者向けの診断情報", PM_MAIL_BOUNCE },
  { "diagnostic pour les administrateurs", PM_MAIL_BOUNCE },
  { "informazioni di diagnostica per gli amministratori", PM_MAIL_BOUNCE },
  { "diagnoseinformationen für administratoren", PM_MAIL_BOUNCE },
  { "diagnostisk information för administratörer", PM_MAIL_BOUNCE },
  { "información de diagnóstico para los administradores", PM_MAIL_BOUNCE },
  { "nicht zugestellt werden", PM_MAIL_BOUNCE },
};

/* Subjects that only a program gives that could not deliver, or not yet. */
static const char *const bounce_subjects[] = {
  "undelivered mail",
  "undelivered message",
  "undeliverable",
  "undeliverd",
  "delivery status notification",
  "delivery notification",
  "mail delivery failed",
  "mail delivery system",
  "mail delivery failure",
  "message delivery failure",
  "delivery failure",
  "delivery failed",
  "delivery error",
  "failure notice",
  "failure delivery",
  "returned mail",
  "returned to sender",
  "mail failure",
  "mail system error",
  "message could not be delivered",
  "mail could not be delivered",
  "could not send message",
  "warning: could not send",
  "non-delivery",
  "nondeliverable",
  "ndn:",
  "unzustellbar",
  "delayed mail",
  "delivery delayed",
  "warning: message",
  "配信不能",
  "配送不能",
  "配信エラー",
  "配送エラー",
  "送信エラー",
  "メールエラー",
  "エラーメール",
  "不達",
  "未達",
  "配信できません",
};

/* Those that only an answering program gives; and those that a person may give, too. */
static const char *const reply_subjects[] = {
  "automatic reply:", "auto reply:",          "auto-reply:",         "autoreply:",
  "auto response:",   "out of office:",       "自動応答:",           "自動応答：",
  "自動返信:",        "自動返信：",           "【自動返信】",        "[自動返信]",
  "【自動応答】",     "automatische antwort", "réponse automatique", "respuesta automática",
};

static const char *const away_subjects[] = {
  "out of office", "out of the office",
  "away from",     "vacation",
  "on holiday",    "autoreply",
  "auto-reply",    "automatic reply",
  "auto response", "auto:",
  "abwesen",       "absence",
  "不在",          "休暇",
  "自動応答",      "自動返信",
  "自動送信",
};

static const struct
{
  const char *name;
  const char *value; /* a part of it; NULL: any */
} reply_headers[] = {
  { "X-Autoreply", NULL },
  { "X-Autoreply-From", NULL },
  { "X-Autorespond", NULL },
  { "X-Autoresponder", NULL },
  { "X-Auto-Reply", NULL },
  { "X-Mail-Autoreply", NULL },
  { "X-Vacation", NULL },
  { "X-AutoReply-Options", NULL },
  { "Precedence", "auto_reply" },
  { "Precedence", "auto-reply" },
  { "Auto-Submitted", "auto-replied" },
};

/* Lists of addresses that a provider does not try any more. */
static const char *const suppressions[] = {
  "suppression list",          "has suppressed sending",     "previously bounced",
  "recently bounced",          "recent history of bouncing", "inactive recipient",
  "suppressed by the sending", "recipient is suppressed",
};

static gboolean
has_any (const char *text, const char *const *words, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* ASCII in lower case, a space for each run of blanks, ends of lines and marks of quoting. */
static char *
fold (const char *subject, const char *words)
{
  g_autoptr (GString) folded = g_string_sized_new (1024);
  const char *const texts[] = { subject, "\n", words };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (const char *c = texts[i]; *c != '\0' && folded->len < MAX_FOLDED; c++)
      {
        gboolean blank = g_ascii_isspace (*c) || *c == '>';

        if (!blank)
          g_string_append_c (folded, g_ascii_tolower (*c));
        else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
          g_string_append_c (folded, ' ');
      }
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

static const char *
get_header (GMimeMessage *message, const char *name)
{
  const char *value = g_mime_object_get_header (GMIME_OBJECT (message), name);

  return value != NULL ? value : "";
}

/* What somebody answers to or passes on is his own. */
static gboolean
is_forwarded (const char *subject)
{
  static const char *const marks[] = { "re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "転送:" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (subject, marks[i]))
      return TRUE;
  return FALSE;
}

/* How sure it is that a mail system wrote this: 0 to 2. */
static guint
weigh_origin (GMimeMessage *message, const char *subject)
{
  const char *from = get_header (message, "From");
  const char *type = get_header (message, "Content-Type");

  if (get_header (message, "X-Failed-Recipients")[0] != '\0'
      || pm_message_mail_find_word (type, "delivery-status") != NULL
      || pm_message_mail_find_word (from, "mailer-daemon") != NULL
      || (!is_forwarded (subject)
          && has_any (subject, bounce_subjects, G_N_ELEMENTS (bounce_subjects))))
    return 2;
  return strcmp (get_header (message, "Return-Path"), "<>") == 0
         || pm_message_mail_find_word (from, "postmaster") != NULL
         || pm_message_mail_find_word (from, "mail delivery") != NULL;
}

/* RFC 3834, and the headers of before it. */
static gboolean
is_auto_reply (GMimeMessage *message, const char *subject)
{
  gboolean by_program = get_header (message, "Auto-Submitted")[0] != '\0'
                        || get_header (message, "Precedence")[0] != '\0'
                        || get_header (message, "X-Auto-Response-Suppress")[0] != '\0'
                        || strcmp (get_header (message, "Return-Path"), "<>") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (reply_headers); i++)
    {
      const char *value = get_header (message, reply_headers[i].name);

      if (value[0] != '\0'
          && (reply_headers[i].value == NULL
              || pm_message_mail_find_word (value, reply_headers[i].value) != NULL))
        return TRUE;
    }
  return has_any (subject, reply_subjects, G_N_ELEMENTS (reply_subjects))
         || (by_program && has_any (subject, away_subjects, G_N_ELEMENTS (away_subjects)));
}

static PmMailKind
find_phrase (const char *folded)
{
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (strstr (folded, phrases[i].words) != NULL)
      return phrases[i].kind;
  return PM_MAIL_PLAIN;
}

PmMailKind
pm_mail_kind_guess (GMimeMessage *message, const char *words, gboolean has_replies)
{
  g_autofree char *subject = fold (get_header (message, "Subject"), "");
  g_autofree char *folded = fold (subject, words);
  PmMailKind said = find_phrase (folded);
  guint origin = weigh_origin (message, subject);

  if (said == PM_MAIL_COMPLAINT)
    return said;
  /* Parcels are delivered, too. */
  if (said == PM_MAIL_DELIVERED)
    return origin > 0 ? said : PM_MAIL_PLAIN;
  /* Postfix marks its bounces as automatic replies, too. */
  if (origin < 2 && !has_replies && is_auto_reply (message, subject))
    return PM_MAIL_AUTO_REPLY;
  if (origin + (said != PM_MAIL_PLAIN) + has_replies < 2)
    return is_auto_reply (message, subject) ? PM_MAIL_AUTO_REPLY : PM_MAIL_PLAIN;
  return said == PM_MAIL_DELAYED ? PM_MAIL_DELAYED : PM_MAIL_BOUNCE;
}

gboolean
pm_mail_kind_is_suppressed (const char *words)
{
  g_autofree char *folded = fold ("", words);

  return has_any (folded, suppressions, G_N_ELEMENTS (suppressions));
}
