/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-blocklists.h"
#include "pm-resolver.h"

G_BEGIN_DECLS

typedef enum
{
  PM_BLOCKLIST_STATE_NOT_ANSWERING, /* the list could not be asked from here */
  PM_BLOCKLIST_STATE_UNRELIABLE,    /* what it answers, or is made to answer, means nothing */
  PM_BLOCKLIST_STATE_NOT_LISTED,
  PM_BLOCKLIST_STATE_ENTERED,
} PmBlocklistState;

/* "not-answering" "unreliable" "not-listed" "listed". Static. */
const char *pm_blocklist_state_get_id (PmBlocklistState state);

/* What one list says of one subject. */
typedef struct
{
  const PmBlocklist *list;
  PmBlocklistKind kind;
  char *subject; /* an address, or a domain in ASCII */
  PmBlocklistState state;
  /* Why nothing is known, static; NULL where something is: the words of pm_dns_status_get_id(), those of
   * pm_blocklist_read_answer(), and "no-test-entry" (what is always listed is not there), "lists-all"
   * (what is never listed is there), "foreign-answer" (an answer that no blocklist gives: somebody on the
   * way answers for it), "too-long" (no such name can be asked for). */
  const char *reason;
  GPtrArray *answers;  /* of char *: "127.0.0.4" */
  GPtrArray *meanings; /* of const char *, static: what it is listed for, as far as known */
  char *words;         /* what the list says of the entry, fit to be shown; or NULL */
} PmBlocklistEntry;

void pm_blocklist_entry_free (PmBlocklistEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmBlocklistEntry, pm_blocklist_entry_free)

/* Asks first for the two test entries, and only a list that answers both as RFC 5782 section 5 wants it
 * is asked for @subject: others are told nothing of it. @limit_ms: for all of it. What fails is a state;
 * the error is for G_IO_ERROR_CANCELLED. */
void pm_blocklist_query_async (PmResolver *resolver,
                               const PmBlocklist *list,
                               PmBlocklistKind kind,
                               const char *subject,
                               guint limit_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
PmBlocklistEntry *pm_blocklist_query_finish (GAsyncResult *result, GError **error);

G_END_DECLS
