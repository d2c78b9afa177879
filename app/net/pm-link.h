/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-tls.h"

G_BEGIN_DECLS

typedef enum
{
  PM_LINK_ERROR_TIMED_OUT, /* the wait was over */
  PM_LINK_ERROR_CLOSED,    /* the peer ended the connection */
  PM_LINK_ERROR_RESET,     /* it broke: reset, host gone */
  PM_LINK_ERROR_TLS,       /* a TLS alert or a broken record after the handshake */
  PM_LINK_ERROR_FAILED,
  PM_LINK_ERROR_CLIENT_CERTIFICATE, /* an alert after the handshake: the server will not go on
                                     * without a certificate of ours (TLS 1.3 says it this late) */
} PmLinkError;

#define PM_LINK_ERROR (pm_link_error_quark ())
GQuark pm_link_error_quark (void);

/* PmLink: one connection, plain or TLS; who reads and writes can not tell. Works on the
 * thread-default main context of its creation; never blocks. One read and one write may be under
 * way at once.
 *
 * Timeouts are in milliseconds for that one wait. Errors: PM_LINK_ERROR, or G_IO_ERROR_CANCELLED.
 */
#define PM_TYPE_LINK (pm_link_get_type ())
G_DECLARE_FINAL_TYPE (PmLink, pm_link, PM, LINK, GObject)

/* @socket: connected; made non-blocking, with TCP_NODELAY. Closed when the link goes. */
PmLink *pm_link_new (GSocket *socket);

/* Address literal of the peer. (transfer none) */
const char *pm_link_get_peer (PmLink *self);
/* Address literal of this end. (transfer none) */
const char *pm_link_get_local (PmLink *self);

/* Whatever is there, at least one byte, at most 16 KiB. The end of the stream is
 * PM_LINK_ERROR_CLOSED. */
void pm_link_read_async (PmLink *self,
                         guint timeout_ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
GBytes *pm_link_read_finish (PmLink *self, GAsyncResult *result, GError **error);

/* All of @bytes. Where they hold a secret, give a GBytes whose free function wipes them. */
void pm_link_write_async (PmLink *self,
                          GBytes *bytes,
                          guint timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean pm_link_write_finish (PmLink *self, GAsyncResult *result, GError **error);

/* Before the handshake: TLS 1.1 and 1.0, weak ciphers and short keys are offered too, only to learn
 * what the server has (version, cipher, certificate). Such a link is never secured and is closed at
 * the end of its handshake, whatever that came to: PM_TLS_OLD for an old version,
 * PM_TLS_NOT_VERIFIED for 1.2 and later (then it was the cipher or the key that was too weak, see
 * cipher), PM_TLS_NOT_POSSIBLE where nothing came of it and this system's policy forbids the old
 * versions. */
void pm_link_set_old_tls (PmLink *self, gboolean allow);

/* The client's side of a handshake, TLS 1.2 or 1.3 (RFC 8997), no resumption, no early data. @host
 * is the name to verify and to send as SNI (an address literal is verified as such and sent as
 * none). A handshake that fails is a result; the error is for G_IO_ERROR_CANCELLED and faults of
 * ours. */
void pm_link_start_tls_async (PmLink *self,
                              PmTrust *trust,
                              const char *host,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
PmTlsResult *pm_link_start_tls_finish (PmLink *self, GAsyncResult *result, GError **error);

/* TRUE once a handshake ended in PM_TLS_SECURED. */
gboolean pm_link_is_secured (PmLink *self);

/* What ties a sign-in to this very TLS connection (RFC 5056), and of which @type: "tls-exporter"
 * (RFC 9266) in TLS 1.3, "tls-unique" (RFC 5929) in TLS 1.2. NULL where the link is not secured, or
 * its TLS has no binding that can be relied on. (transfer full); @type is static. */
GBytes *pm_link_get_channel_binding (PmLink *self, const char **type);

/* Says goodbye as far as that costs no wait, and closes. Idempotent. */
void pm_link_close (PmLink *self);

G_END_DECLS
