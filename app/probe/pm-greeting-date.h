/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The date that some servers put into their greeting (RFC 5322 section 3.3: "Tue, 2 Mar 1999 09:44:33
 * +0000"), in seconds since 1970, or 0 where there is none. Pure. */
gint64 pm_greeting_find_date (const char *text);

G_END_DECLS
