/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-tls.h"

G_BEGIN_DECLS

/* PmTlsSession: the client's side of TLS over a non-blocking descriptor that it does not own. It
 * never waits: where it would have to, it says for what in @want (0: for nothing, but call again
 * from the main loop, as others have a right to it too). */
typedef struct _PmTlsSession PmTlsSession;

/* @old_tls: see pm_link_set_old_tls(). NULL: this system's policy leaves nothing to offer; @failure
 * says so. */
PmTlsSession *pm_tls_session_new (int fd,
                                  PmTrust *trust,
                                  const char *host,
                                  gboolean old_tls,
                                  PmTlsResult **failure);
void pm_tls_session_free (PmTlsSession *self);

/* What the handshake came to, or NULL while it goes on. */
PmTlsResult *pm_tls_session_handshake (PmTlsSession *self, GIOCondition *want);

/* TRUE once the peer was heard to speak something other than TLS; the handshake then only collects
 * the first of what it says, which need not take long. */
gboolean pm_tls_session_is_plaintext (PmTlsSession *self);

/* What it came to where the wait was over. */
PmTlsResult *pm_tls_session_give_up (PmTlsSession *self);

/* Bytes moved, 0: see @want, -1: PM_LINK_ERROR. A send that wanted something is to be repeated with
 * the same arguments. */
gssize pm_tls_session_receive (PmTlsSession *self,
                               guint8 *buffer,
                               gsize size,
                               GIOCondition *want,
                               GError **error);
gssize pm_tls_session_send (PmTlsSession *self,
                            const guint8 *bytes,
                            gsize length,
                            GIOCondition *want,
                            GError **error);

/* See pm_link_get_channel_binding(). */
GBytes *pm_tls_session_get_channel_binding (PmTlsSession *self, const char **type);

/* Says goodbye as far as that costs no wait. */
void pm_tls_session_bye (PmTlsSession *self);

/* With all roots: those that are not read yet are read now. */
gnutls_certificate_credentials_t pm_trust_get_credentials (PmTrust *self);

/* The error for an errno of a connected socket: PM_LINK_ERROR_RESET or PM_LINK_ERROR_FAILED. */
GError *pm_link_error_new_from_errno (int number);

G_END_DECLS
