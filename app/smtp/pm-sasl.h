/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-secret.h"

G_BEGIN_DECLS

/* PmSasl: one exchange of one mechanism (libgsasl, and code of ours for access tokens). Bytes in,
 * bytes out; knows no SMTP. */
typedef struct _PmSasl PmSasl;

/* What a mechanism is given; a secret of one kind never goes into a mechanism for the other. */
typedef enum
{
  PM_SASL_PASSWORD,
  PM_SASL_TOKEN,
} PmSaslKind;

/* What a server says of a token that it refuses (RFC 7628 section 3.2.2), as it came; UTF-8. */
typedef struct
{
  char *status; /* "invalid_token", "401"..., or NULL */
  char *scope;  /* what a token has to be for, or NULL */
} PmSaslRefusal;

void pm_sasl_refusal_free (PmSaslRefusal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSaslRefusal, pm_sasl_refusal_free)

/* The mechanism for a secret of @kind: @wanted ("auto" or a name of the contract, "plain", "login")
 * out of @offered (upper case), by our own list and order, never the library's choice. NULL: none
 * in common. Static. */
const char *pm_sasl_choose (const char *wanted, PmSaslKind kind, const char *const *offered);

/* @mechanism: as returned above. G_IO_ERROR_NOT_SUPPORTED where it can not be done here, or can not
 * carry the secret; G_IO_ERROR_INVALID_DATA for a user name with a control character in it. */
PmSasl *pm_sasl_new (const char *mechanism, const char *user, PmSecret *secret, GError **error);
void pm_sasl_free (PmSasl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSasl, pm_sasl_free)

/* TRUE where the client speaks first, so that an initial response may go with AUTH (RFC 4954
 * section 4). */
gboolean pm_sasl_is_client_first (PmSasl *self);

/* Where it is tied to the connection (SCRAM-*-PLUS), pm_sasl_bind() comes before the first step;
 * @type and @binding as of pm_link_get_channel_binding(). G_IO_ERROR_NOT_SUPPORTED where it can not
 * be done with that. */
gboolean pm_sasl_needs_binding (PmSasl *self);
gboolean pm_sasl_bind (PmSasl *self, const char *type, GBytes *binding, GError **error);

/* @challenge: base64 as the server sent it, "" at the beginning. Returns base64, in memory that the
 * caller frees with pm_secret_free_string(), or NULL with G_IO_ERROR_INVALID_DATA. */
char *pm_sasl_step (PmSasl *self, const char *challenge, GError **error);

/* FALSE where the server has to prove that it knows the password and did not do so yet: it must not
 * be believed that the sign-in went well (RFC 5802 section 5). */
gboolean pm_sasl_may_end (PmSasl *self);

/* After a token was refused, where the server said why. (transfer none), may be NULL */
const PmSaslRefusal *pm_sasl_get_refusal (PmSasl *self);

G_END_DECLS
