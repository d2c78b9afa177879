/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What may stand in a command. A line end inside would be a command of its own, and a space or ">"
 * in an address a parameter of its own. Pure. */

/* UTF-8 without control characters. */
gboolean pm_smtp_is_text (const char *text);

/* Such text that stays one path in "<...>" (RFC 5321 section 4.1.2); it need not be right. */
gboolean pm_smtp_is_address (const char *text);

G_END_DECLS
