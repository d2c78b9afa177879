/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-secret.h"
#include "pm-sign-in.h"
#include "pm-smtp-wire.h"

G_BEGIN_DECLS

/* The AUTH command and the exchange that follows (RFC 4954 section 4). Each form that goes out is
 * given to @scrubber first. Of this folder alone; see pm_smtp_client_auth_async(). */
void pm_smtp_auth_async (PmSmtpWire *wire,
                         PmScrubber *scrubber,
                         const char *mechanism,
                         const char *user,
                         PmSecret *secret,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
PmSignIn *pm_smtp_auth_finish (PmSmtpWire *wire, GAsyncResult *result, GError **error);

G_END_DECLS
