/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-report.h"

#include "pm-message-mail-body.h"
#include "pm-message-text.h"

#include <string.h>

/* Words of a diagnostic that say nothing: x-unix has numbers only, some have "delivery failed". */
static gboolean
is_telling (const char *text)
{
  guint letters = 0;

  if (text == NULL)
    return FALSE;
  for (; *text != '\0' && letters < 6; text++)
    letters += g_ascii_isalpha (*text) || (guchar) *text >= 0x80;
  return letters >= 6;
}

/* RFC 3464 section 2.3.3 asks for the action; where it is missing the class of the status says it. */
static const char *
choose_action (const PmStatusRecipient *recipient)
{
  if (recipient->action != NULL)
    return recipient->action;
  return recipient->status != NULL && recipient->status[0] == '2' ? "delivered" : "failed";
}

static gboolean
is_failure (const char *action)
{
  return strcmp (action, "failed") == 0 || strcmp (action, "delayed") == 0;
}

/* The enhanced code of the reply; else the status, where it is of the same class (RFC 3463 section 3). */
static const char *
choose_enhanced (PmServerReply *reply, const char *status)
{
  const char *enhanced = pm_server_reply_get_enhanced (reply);
  guint code = pm_server_reply_get_code (reply);

  if (enhanced != NULL || status == NULL)
    return enhanced;
  return code == 0 || (guint) g_ascii_digit_value (status[0]) == code / 100 ? status : NULL;
}

/* The failure with what the blocks know better: recipient, host, action, and the codes where the words
 * have none. @code: what the diagnostic has, or 0. */
static PmFailure *
complete (PmFailure *failure, const PmStatusRecipient *recipient, guint code)
{
  PmServerReply *said = pm_failure_get_reply (failure);
  guint own = pm_server_reply_get_code (said);
  g_autoptr (PmServerReply) reply = NULL;

  reply = pm_server_reply_new (pm_server_reply_get_verb (said), own > 0 ? own : code,
                               choose_enhanced (said, recipient->status),
                               pm_server_reply_get_text (said));
  return pm_failure_new (PM_STAGE_DELIVERY, reply,
                         recipient->host != NULL ? recipient->host : pm_failure_get_host (failure),
                         recipient->recipient != NULL ? recipient->recipient
                                                      : pm_failure_get_recipient (failure),
                         choose_action (recipient));
}

/* What the diagnostic says, or NULL. (transfer full) */
static PmFailure *
read_diagnostic (const PmStatusRecipient *recipient)
{
  g_autoptr (GPtrArray) found = NULL;
  PmFailure *best = NULL;

  if (recipient->diagnostic == NULL || recipient->diagnostic[0] == '\0')
    return NULL;
  found = pm_message_text_find (recipient->diagnostic, PM_STAGE_DELIVERY);
  for (guint i = 0; i < found->len; i++)
    if (pm_mail_body_is_better (g_ptr_array_index (found, i), best))
      best = g_ptr_array_index (found, i);
  return best != NULL ? complete (best, recipient, 0) : NULL;
}

static const char *
get_text (PmFailure *failure)
{
  return pm_server_reply_get_text (pm_failure_get_reply (failure));
}

static guint
get_code (PmFailure *failure)
{
  return failure != NULL ? pm_server_reply_get_code (pm_failure_get_reply (failure)) : 0;
}

/* The failure among those of the words that is about @recipient; or the only one. */
static PmFailure *
find_in_words (GPtrArray *words, const char *recipient)
{
  for (guint i = 0; i < words->len; i++)
    {
      PmFailure *failure = g_ptr_array_index (words, i);
      const char *about = pm_failure_get_recipient (failure);

      if (about != NULL && recipient != NULL && g_ascii_strcasecmp (about, recipient) == 0)
        return failure;
    }
  return words->len == 1 ? g_ptr_array_index (words, 0) : NULL;
}

/* Whether the words are to be taken rather than the diagnostic. */
static gboolean
says_more (PmFailure *words, const PmStatusRecipient *recipient, PmFailure *diagnostic)
{
  if (diagnostic != NULL && recipient->open)
    return get_code (words) == get_code (diagnostic)
           && strlen (get_text (words)) > strlen (get_text (diagnostic));
  return is_telling (get_text (words));
}

static PmFailure *
read_recipient (const PmStatusRecipient *recipient, const char *words, GPtrArray **found)
{
  g_autoptr (PmFailure) diagnostic = read_diagnostic (recipient);
  g_autoptr (PmServerReply) bare = NULL;
  PmFailure *said;

  if (diagnostic != NULL && !recipient->open && is_telling (recipient->diagnostic))
    return g_steal_pointer (&diagnostic);
  if (*found == NULL)
    *found = pm_mail_body_find (words);
  said = find_in_words (*found, recipient->recipient);
  if (said != NULL && says_more (said, recipient, diagnostic))
    return complete (said, recipient, get_code (diagnostic));
  if (diagnostic != NULL)
    return g_steal_pointer (&diagnostic);
  bare = pm_server_reply_new ("", 0, recipient->status, "");
  return pm_failure_new (PM_STAGE_DELIVERY, bare, recipient->host, recipient->recipient,
                         choose_action (recipient));
}

GPtrArray *
pm_mail_report_read (PmStatus *status, const char *words)
{
  GPtrArray *failures = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);
  g_autoptr (GPtrArray) found = NULL; /* in the words, once they are asked */

  for (guint i = 0; i < status->recipients->len; i++)
    {
      const PmStatusRecipient *recipient = g_ptr_array_index (status->recipients, i);

      if (is_failure (choose_action (recipient)))
        g_ptr_array_add (failures, read_recipient (recipient, words, &found));
    }
  return failures;
}
