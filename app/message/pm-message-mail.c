/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail.h"

#include "pm-message-mail-address.h"
#include "pm-message-mail-body.h"
#include "pm-message-mail-guard.h"
#include "pm-message-mail-kind.h"
#include "pm-message-mail-parts.h"
#include "pm-message-mail-report.h"
#include "pm-message-mail-trim.h"
#include "pm-message-status.h"

#include <string.h>

/* A mail that came back may have been passed on, and that again. */
#define MAX_DEPTH 3

/* Of the words of one failure no more is kept. */
#define MAX_TEXT 2000

typedef struct
{
  PmMailKind kind;
  char *reporter; /* NULL: not known */
  char *date;     /* NULL: not known */
  GPtrArray *failures;
} PmMailReading;

static void
pm_mail_reading_free (PmMailReading *self)
{
  g_free (self->reporter);
  g_free (self->date);
  g_ptr_array_unref (self->failures);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmMailReading, pm_mail_reading_free)

static gboolean
has_code (PmFailure *failure)
{
  PmServerReply *reply = pm_failure_get_reply (failure);

  return pm_server_reply_get_code (reply) > 0 || pm_server_reply_get_enhanced (reply) != NULL;
}

static gboolean
has_replies (GPtrArray *failures)
{
  for (guint i = 0; i < failures->len; i++)
    if (has_code (g_ptr_array_index (failures, i)))
      return TRUE;
  return FALSE;
}

static gboolean
has_action (GPtrArray *failures, const char *action)
{
  for (guint i = 0; i < failures->len; i++)
    if (g_strcmp0 (pm_failure_get_action (g_ptr_array_index (failures, i)), action) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
are_suppressed (GPtrArray *failures)
{
  for (guint i = 0; i < failures->len; i++)
    {
      PmServerReply *reply = pm_failure_get_reply (g_ptr_array_index (failures, i));

      if (!pm_mail_kind_is_suppressed (pm_server_reply_get_text (reply)))
        return FALSE;
    }
  return failures->len > 0;
}

static void
pm_mail_reading_set_failures (PmMailReading *self, GPtrArray *failures)
{
  g_ptr_array_unref (self->failures);
  self->failures = failures;
}

/* RFC 3464: the blocks say it all. */
static void
pm_mail_reading_read_status (PmMailReading *self, PmStatus *status, const char *words)
{
  self->reporter = g_strdup (status->reporter);
  pm_mail_reading_set_failures (self, pm_mail_report_read (status, words));
  if (are_suppressed (self->failures))
    self->kind = PM_MAIL_SUPPRESSED;
  else if (has_action (self->failures, "failed"))
    self->kind = PM_MAIL_BOUNCE;
  else
    self->kind = self->failures->len > 0 ? PM_MAIL_DELAYED : PM_MAIL_DELIVERED;
}

/* The one address that the words speak of, NULL where there are several. */
static char *
find_only_address (const char *words, GMimeMessage *message)
{
  const char *to = g_mime_object_get_header (GMIME_OBJECT (message), "To");
  const char *from = g_mime_object_get_header (GMIME_OBJECT (message), "From");
  g_autofree char *only = NULL;
  char *address;

  while ((address = pm_message_mail_find_address (words, &words)) != NULL)
    {
      g_autofree char *found = address;

      if ((to != NULL && pm_message_mail_find_word (to, found) != NULL)
          || (from != NULL && pm_message_mail_find_word (from, found) != NULL)
          || (only != NULL && g_ascii_strcasecmp (only, found) == 0))
        continue;
      if (only != NULL)
        return NULL;
      only = g_steal_pointer (&found);
    }
  return g_steal_pointer (&only);
}

static void
add_with_recipient (GPtrArray *failures, PmFailure *failure, const char *recipient)
{
  g_ptr_array_add (failures, pm_failure_new (PM_STAGE_DELIVERY, pm_failure_get_reply (failure),
                                             pm_failure_get_host (failure), recipient,
                                             pm_failure_get_action (failure)));
}

/* The words name nobody: Exim and Google name him in a header, others in the middle of a sentence. */
static void
pm_mail_reading_find_recipients (PmMailReading *self, GMimeMessage *message, const char *words)
{
  const char *failed = g_mime_object_get_header (GMIME_OBJECT (message), "X-Failed-Recipients");
  g_autoptr (GPtrArray) failures = self->failures;
  PmFailure *failure;
  char *address;

  self->failures = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);
  failure = g_ptr_array_index (failures, 0);
  while (failed != NULL && self->failures->len < PM_MAIL_BODY_MAX_FAILURES
         && (address = pm_message_mail_find_address (failed, &failed)) != NULL)
    {
      add_with_recipient (self->failures, failure, address);
      g_free (address);
    }
  if (self->failures->len == 0)
    {
      g_autofree char *only = find_only_address (words, message);

      add_with_recipient (self->failures, failure, only);
    }
}

static void
drop_failures_without_code (GPtrArray *failures)
{
  for (guint i = failures->len; i-- > 0;)
    if (!has_code (g_ptr_array_index (failures, i)))
      g_ptr_array_remove_index (failures, i);
}

/* Without a standard: what the words say. */
static void
pm_mail_reading_read_words (PmMailReading *self, GMimeMessage *message, const char *words)
{
  pm_mail_reading_set_failures (self, pm_mail_body_find (words));
  self->kind = pm_mail_kind_guess (message, words, has_replies (self->failures));
  if (self->kind == PM_MAIL_BOUNCE || self->kind == PM_MAIL_DELAYED)
    {
      if (self->failures->len == 1
          && pm_failure_get_recipient (g_ptr_array_index (self->failures, 0)) == NULL)
        pm_mail_reading_find_recipients (self, message, words);
      if (self->kind == PM_MAIL_BOUNCE && are_suppressed (self->failures))
        self->kind = PM_MAIL_SUPPRESSED;
    }
  else if (self->kind == PM_MAIL_PLAIN)
    drop_failures_without_code (self->failures);
  else
    g_ptr_array_set_size (self->failures, 0);
}

static char *
read_date (GMimeMessage *message)
{
  GDateTime *date = g_mime_message_get_date (message);

  return date != NULL ? g_date_time_format_iso8601 (date) : NULL;
}

static char *
read_reporter (GMimeMessage *message)
{
  const char *from = g_mime_object_get_header (GMIME_OBJECT (message), "From");

  return from != NULL ? pm_message_mail_find_address (from, NULL) : NULL;
}

static PmMailReading *read_message (GMimeMessage *message, guint depth);

/* A mail of a person that has the one that came back with it. */
static PmMailReading *
read_inner (PmMailParts *parts, guint depth)
{
  for (guint i = 0; i < parts->mails->len && depth < MAX_DEPTH; i++)
    {
      g_autoptr (PmMailReading) inner = read_message (g_ptr_array_index (parts->mails, i),
                                                      depth + 1);

      if (inner->kind != PM_MAIL_PLAIN)
        return g_steal_pointer (&inner);
    }
  return NULL;
}

static void
pm_mail_reading_read_parts (PmMailReading *self, GMimeMessage *message, PmMailParts *parts)
{
  const char *blocks = parts->status->len > 0 ? parts->status->str
                                              : pm_status_find (parts->words->str);
  g_autoptr (PmStatus) status = pm_status_parse (blocks != NULL ? blocks : "");
  g_autofree char *words = pm_mail_trim (parts->words->str);

  if (parts->complaint)
    self->kind = PM_MAIL_COMPLAINT;
  else if (status->recipients->len > 0)
    pm_mail_reading_read_status (self, status, words);
  else if (parts->notification)
    self->kind = PM_MAIL_DELIVERED;
  else
    pm_mail_reading_read_words (self, message, words);
}

static PmMailReading *
read_message (GMimeMessage *message, guint depth)
{
  g_autoptr (PmMailReading) self = g_new0 (PmMailReading, 1);
  g_autoptr (PmMailParts) parts = pm_mail_parts_new (message);
  PmMailReading *inner;

  self->failures = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);
  pm_mail_reading_read_parts (self, message, parts);
  inner = self->kind == PM_MAIL_PLAIN ? read_inner (parts, depth) : NULL;
  if (inner != NULL)
    return inner;
  self->date = read_date (message);
  if (self->reporter == NULL)
    self->reporter = read_reporter (message);
  return g_steal_pointer (&self);
}

/* The failure with no more words than are needed, none of them in half. */
static PmFailure *
shorten (PmFailure *failure)
{
  PmServerReply *said = pm_failure_get_reply (failure);
  const char *text = pm_server_reply_get_text (said);
  g_autoptr (PmServerReply) reply = NULL;
  g_autofree char *kept = NULL;
  const char *end;

  if (strlen (text) <= MAX_TEXT)
    return pm_failure_ref (failure);
  end = g_utf8_find_prev_char (text, text + MAX_TEXT + 1);
  kept = g_strndup (text, (gsize) (end - text));
  reply = pm_server_reply_new (pm_server_reply_get_verb (said), pm_server_reply_get_code (said),
                               pm_server_reply_get_enhanced (said), kept);
  return pm_failure_new (pm_failure_get_stage (failure), reply, pm_failure_get_host (failure),
                         pm_failure_get_recipient (failure), pm_failure_get_action (failure));
}

static void
add_fact (PmEvidence *evidence, const char *key, const char *value)
{
  if (value != NULL)
    pm_evidence_add_string (evidence, PM_STAGE_UNKNOWN, key, value, PM_OUTCOME_UNKNOWN, NULL);
}

static void
pm_mail_reading_tell (PmMailReading *self, gboolean cut, PmEvidence *evidence)
{
  add_fact (evidence, PM_KEY_MESSAGE_KIND, pm_mail_kind_get_id (self->kind));
  add_fact (evidence, PM_KEY_MESSAGE_FROM, self->reporter);
  add_fact (evidence, PM_KEY_MESSAGE_DATE, self->date);
  if (cut)
    pm_evidence_add (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_CUT, g_variant_new_boolean (TRUE),
                     PM_OUTCOME_UNKNOWN, NULL);
  for (guint i = 0; i < self->failures->len; i++)
    {
      g_autoptr (PmFailure) failure = shorten (g_ptr_array_index (self->failures, i));

      pm_evidence_add_failure (evidence, failure);
    }
}

gboolean
pm_message_is_mail (GBytes *bytes)
{
  gsize n_octets;
  const guint8 *octets = g_bytes_get_data (bytes, &n_octets);

  return pm_message_mail_has_header (octets, n_octets);
}

void
pm_message_read_mail (GBytes *bytes, PmEvidence *evidence)
{
  gsize n_octets;
  const guint8 *octets = g_bytes_get_data (bytes, &n_octets);
  gboolean cut = FALSE;
  GMimeMessage *message = pm_message_mail_parse (octets, n_octets, &cut);
  g_autoptr (PmMailReading) reading = NULL;

  reading = read_message (message, 1);
  g_object_unref (message);
  pm_mail_reading_tell (reading, cut, evidence);
}
