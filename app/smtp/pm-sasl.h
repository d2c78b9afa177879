/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-secret.h"

G_BEGIN_DECLS

/* PmSasl: one exchange of one mechanism (libgsasl). Bytes in, bytes out; knows no SMTP. */
typedef struct _PmSasl PmSasl;

/* The mechanism to use: @wanted ("auto" or a name of the contract, "plain", "login") out of
 * @offered (upper case), by our own list and order, never the library's choice. NULL: none in
 * common. Static. */
const char *pm_sasl_choose (const char *wanted, const char *const *offered);

/* @mechanism: as returned above. G_IO_ERROR_NOT_SUPPORTED where it can not be done here. */
PmSasl *pm_sasl_new (const char *mechanism, const char *user, PmSecret *secret, GError **error);
void pm_sasl_free (PmSasl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSasl, pm_sasl_free)

/* TRUE where the client speaks first, so that an initial response may go with AUTH (RFC 4954
 * section 4). */
gboolean pm_sasl_is_client_first (PmSasl *self);

/* @challenge: base64 as the server sent it, "" at the beginning. Returns base64, in memory that the
 * caller frees with pm_secret_free_string(), or NULL with G_IO_ERROR_INVALID_DATA. */
char *pm_sasl_step (PmSasl *self, const char *challenge, GError **error);

G_END_DECLS
