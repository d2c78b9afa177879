/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/* The server's end of one connection, plain or TLS, on the thread-default main context of its
 * creation. Never blocks. */
typedef struct _PmPracticeWire PmPracticeWire;

/* Bytes of the client, as they come, after TLS was taken off. The function may close the wire; it
 * must not free it. */
typedef void (*PmPracticeWireFunc) (const char *bytes, gsize length, gpointer user_data);
/* The handshake is done. */
typedef void (*PmPracticeWireSecuredFunc) (gpointer user_data);

PmPracticeWire *pm_practice_wire_new (GSocket *socket,
                                      PmPracticeWireFunc func,
                                      PmPracticeWireSecuredFunc secured_func,
                                      gpointer user_data);
void pm_practice_wire_free (PmPracticeWire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeWire, pm_practice_wire_free)

gboolean pm_practice_wire_is_open (PmPracticeWire *self);

/* Queues; what the client does not take at once goes out later. */
void pm_practice_wire_send (PmPracticeWire *self, const char *bytes, gsize length);

/* Begins the server's side of a handshake; a failed one ends the connection. @credentials must
 * outlive @self. @priority: of GnuTLS. @wants_certificate: of the client, or there is no TLS. */
void pm_practice_wire_start_tls (PmPracticeWire *self,
                                 gnutls_certificate_credentials_t credentials,
                                 const char *priority,
                                 gboolean wants_certificate);

gboolean pm_practice_wire_is_encrypted (PmPracticeWire *self);

/* Says a fatal alert where there is TLS, and closes. */
void pm_practice_wire_alert (PmPracticeWire *self);
/* Closes once everything queued is out. */
void pm_practice_wire_close (PmPracticeWire *self);
/* Breaks the connection with a TCP reset, at once. */
void pm_practice_wire_reset (PmPracticeWire *self);

G_END_DECLS
