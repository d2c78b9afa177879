/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-secret.h"

G_BEGIN_DECLS

/* The first line of the file, or of standard input where @path is "-", without its line end (LF or
 * CR LF) and otherwise as it stands. A terminal is asked without echo. Runs the main context while
 * it waits, so that @cancellable can end it. Errors are fit to be shown. (transfer full) */
PmSecret *pm_cli_password_read (const char *path, GCancellable *cancellable, GError **error);
/* The same for an access token, which is visible ASCII (RFC 6750 section 2.1). */
PmSecret *pm_cli_token_read (const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
