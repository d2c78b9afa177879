/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-link.h"

G_BEGIN_DECLS

typedef enum
{
  PM_DIAL_CONNECTED,
  PM_DIAL_REFUSED,     /* RST or ICMP port unreachable */
  PM_DIAL_TIMEOUT,     /* no answer at all */
  PM_DIAL_UNREACHABLE, /* no route, host unreachable, prohibited */
  PM_DIAL_RESET,
  PM_DIAL_FAILED,    /* any other errno */
  PM_DIAL_ABANDONED, /* another address won while this one was still waited for */
} PmDialOutcome;

/* The words of the model's connect "result": "connected", "refused"... Static. */
const char *pm_dial_outcome_get_id (PmDialOutcome outcome);

typedef struct
{
  GInetAddress *address; /* owned */
  PmDialOutcome outcome;
  int error_number; /* errno, 0 where there is none */
  gint64 ms;        /* from the start of this attempt to its end */
} PmDialAttempt;

/* What dialling came to: the link, where one address answered, and every attempt in order. */
typedef struct
{
  PmLink *link;        /* owned, NULL where none answered; take it with g_steal_pointer() */
  GPtrArray *attempts; /* of PmDialAttempt */
} PmDial;

void pm_dial_free (PmDial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmDial, pm_dial_free)

/* Connects to one of @addresses (GInetAddress, in order of preference), racing the families as RFC
 * 8305 says: families interleaved, 250 ms between attempts, the next at once when one fails.
 * @timeout_ms is for each attempt. No address answering is a result; the error is for
 * G_IO_ERROR_CANCELLED. */
void pm_dial_async (GPtrArray *addresses,
                    guint16 port,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);
PmDial *pm_dial_finish (GAsyncResult *result, GError **error);

G_END_DECLS
