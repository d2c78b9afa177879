/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-sasl.h"

G_BEGIN_DECLS

/* PmSaslOauth: XOAUTH2 and OAUTHBEARER (RFC 7628), the two mechanisms that carry an access token.
 * Of this folder alone; errors as of PmSasl. */
typedef struct _PmSaslOauth PmSaslOauth;

PmSaslOauth *
pm_sasl_oauth_new (const char *mechanism, const char *user, PmSecret *token, GError **error);
void pm_sasl_oauth_free (PmSaslOauth *self);

char *pm_sasl_oauth_step (PmSaslOauth *self, const char *challenge, GError **error);

const PmSaslRefusal *pm_sasl_oauth_get_refusal (PmSaslOauth *self);

G_END_DECLS
