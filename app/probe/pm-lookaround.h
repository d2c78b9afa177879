/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-session.h"

G_BEGIN_DECLS

/* PmLookaround: several connections opened side by side, each up to EHLO, to see what works where.
 * Never signs in. It serves both to choose among ports and to find out why the chosen one fails. */
#define PM_TYPE_LOOKAROUND (pm_lookaround_get_type ())
G_DECLARE_FINAL_TYPE (PmLookaround, pm_lookaround, PM, LOOKAROUND, GObject)

/* @cancellable may be NULL. @is_shown: the stages of the evidence show these connections as they
 * go. */
PmLookaround *pm_lookaround_new (PmProbe *probe, gboolean is_shown, GCancellable *cancellable);

/* Opens a connection unless that port was already tried that way. @family: G_SOCKET_FAMILY_INVALID for
 * any. @timeout_ms: for one wait, 0: as long as the run waits elsewhere. */
void pm_lookaround_add (PmLookaround *self,
                        guint port,
                        PmMode mode,
                        GSocketFamily family,
                        guint timeout_ms);

/* The same with TLS 1.0 and 1.1 allowed, which goes no further than the handshake: only to learn what a
 * server has that did not agree on anything newer. */
void pm_lookaround_add_old (PmLookaround *self, guint port, PmMode mode);

/* Waits until all are done, or, with @until_good, until one is good: verified TLS, and sign-in
 * offered. */
void pm_lookaround_wait_async (PmLookaround *self,
                               gboolean until_good,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean pm_lookaround_wait_finish (PmLookaround *self, GAsyncResult *result, GError **error);

/* The best session so far: good, else the one that came furthest. NULL where none was opened.
 * (transfer none) */
PmSession *pm_lookaround_get_best (PmLookaround *self);

/* Verified TLS, and sign-in offered. */
gboolean pm_lookaround_is_good (PmSession *session);

/* Ends everything but @keep (may be NULL): says QUIT where a session is open, gives up on the
 * others. */
void pm_lookaround_stop (PmLookaround *self, PmSession *keep);

G_END_DECLS
