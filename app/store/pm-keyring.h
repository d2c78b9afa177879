/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-account.h"
#include "pm-secret.h"

G_BEGIN_DECLS

/* Passwords in the user's keyring (libsecret). The program is whole without it: every error is for
 * a soft notice. Errors: SECRET_ERROR, G_DBUS_ERROR, G_IO_ERROR. Attributes: user, server, port,
 * protocol. */

/* Call only when the user asked for it and the server accepted the sign-in. */
void pm_keyring_store_async (PmAccount *account,
                             PmSecret *password,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean pm_keyring_store_finish (GAsyncResult *result, GError **error);

/* NULL without error: nothing stored, or the keyring stays locked. (transfer full) */
void pm_keyring_lookup_async (PmAccount *account,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
PmSecret *pm_keyring_lookup_finish (GAsyncResult *result, GError **error);

void pm_keyring_forget_async (PmAccount *account,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* TRUE where something was forgotten. */
gboolean pm_keyring_forget_finish (GAsyncResult *result, GError **error);

G_END_DECLS
