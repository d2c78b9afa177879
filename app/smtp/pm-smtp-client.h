/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-capabilities.h"
#include "pm-link.h"
#include "pm-scrubber.h"
#include "pm-sign-in.h"
#include "pm-transcript.h"

G_BEGIN_DECLS

/* PmSmtpClient: the client's side of RFC 5321 on one link. One operation at a time. A negative
 * reply is a reply, not an error. Errors of every operation: PM_LINK_ERROR (the line),
 * PM_REPLY_ERROR (what came is no reply, or came before the command: that is not sent then),
 * G_IO_ERROR_CANCELLED. After an error the connection is of no more use.
 *
 * What the server says, in replies, garbage and transcript, has passed the scrubber. */
#define PM_TYPE_SMTP_CLIENT (pm_smtp_client_get_type ())
G_DECLARE_FINAL_TYPE (PmSmtpClient, pm_smtp_client, PM, SMTP_CLIENT, GObject)

/* @timeout_ms: for the wait for one reply. @scrubber: is told each encoded form of a secret that is
 * sent, before it is sent; may be NULL. */
PmSmtpClient *
pm_smtp_client_new (PmLink *link, PmTranscript *transcript, PmScrubber *scrubber, guint timeout_ms);

PmLink *pm_smtp_client_get_link (PmSmtpClient *self); /* (transfer none) */

/* What the last EHLO offered, or NULL; forgotten when TLS starts. (transfer none) */
PmCapabilities *pm_smtp_client_get_capabilities (PmSmtpClient *self);

/* After PM_REPLY_ERROR: the bytes that are no reply, at most 512. (transfer full), may be NULL */
GBytes *pm_smtp_client_get_garbage (PmSmtpClient *self);

/* The greeting: waits, sends nothing. */
void pm_smtp_client_greet_async (PmSmtpClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
PmReply *pm_smtp_client_greet_finish (PmSmtpClient *self, GAsyncResult *result, GError **error);

/* What is said in EHLO where the server does not take the address literal: a host name, in ASCII.
 * Without one nothing else is tried. */
void pm_smtp_client_set_spare_name (PmSmtpClient *self, const char *name);

/* EHLO, with an address literal of the local end as name (RFC 5321 section 4.1.3), never the name
 * of this computer; then with the spare name, and HELO where EHLO is answered with 500, 501, 502 or
 * 504. Returns the last one. */
void pm_smtp_client_hello_async (PmSmtpClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
PmReply *pm_smtp_client_hello_finish (PmSmtpClient *self, GAsyncResult *result, GError **error);

/* The refusal of the address literal, after which the spare name was said; NULL: there was none.
 * (transfer none) */
const PmReply *pm_smtp_client_get_literal_refusal (PmSmtpClient *self);

/* What STARTTLS came to. */
typedef struct
{
  PmReply *reply;    /* to STARTTLS */
  gboolean injected; /* bytes stood behind the 220 in clear: no handshake, the link is closed */
  PmTlsResult *tls;  /* the handshake, or NULL where there was none */
} PmStarttls;

void pm_starttls_free (PmStarttls *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmStarttls, pm_starttls_free)

void pm_smtp_client_starttls_async (PmSmtpClient *self,
                                    PmTrust *trust,
                                    const char *host,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
PmStarttls *
pm_smtp_client_starttls_finish (PmSmtpClient *self, GAsyncResult *result, GError **error);

/* One sign-in attempt (RFC 4954). Refused as a programming error where the link is not secured. An
 * exchange that we can not go on with is cancelled with "*". More errors, with nothing sent:
 * G_IO_ERROR_NOT_SUPPORTED (@mechanism, or a secret that it can not carry) and
 * G_IO_ERROR_INVALID_DATA (a user or secret that it can not encode). */
void pm_smtp_client_auth_async (PmSmtpClient *self,
                                const char *mechanism,
                                const char *user,
                                PmSecret *secret,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
PmSignIn *pm_smtp_client_auth_finish (PmSmtpClient *self, GAsyncResult *result, GError **error);

/* Commands without secrets, in order, one group where PIPELINING is offered (RFC 2920), one by one
 * else; QUIT may stand last. Each is checked: no control characters, nothing outside ASCII unless
 * SMTPUTF8 is offered (G_IO_ERROR_INVALID_ARGUMENT, nothing sent). Copied.
 *
 * Returns one PmReply for each command that was answered: fewer, with @error set too, where the
 * line broke off in the middle. NULL only where nothing was answered. */
void pm_smtp_client_commands_async (PmSmtpClient *self,
                                    const char *const *commands,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *
pm_smtp_client_commands_finish (PmSmtpClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
