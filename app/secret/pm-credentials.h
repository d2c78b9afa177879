/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where something was taken out. */
#define PM_CREDENTIALS_MARK "[hidden]"

/* Takes out of a text that somebody pasted what looks like a password or a token: what follows AUTH and
 * 334 in a dialogue (RFC 4954), "password=", "Authorization:", PASS, the login in an address of a web
 * page, and tokens that are known by their first letters. Unlike PmScrubber it does not know them, so it
 * rather takes too much.
 *
 * @text: @length bytes in UTF-8 or another charset that leaves ASCII as it is; NUL may be among them.
 * Returns: (transfer full) (nullable): what is left, NUL-terminated, of @left bytes (may be NULL); NULL
 * where nothing was found. */
char *pm_credentials_hide (const char *text, gsize length, gsize *left);

G_END_DECLS
