/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What befell a text on its way into the clipboard, and how it is undone. */

/* @octets without the encoding of a mail's body (RFC 2045 section 6): NULL where they stand in none.
 * (transfer full) */
GByteArray *pm_message_charset_unwrap (const char *octets, gsize n_octets);

/* Takes @text in UTF-8. Lines that were read in the wrong charset once become what they were; for that
 * their control characters must still be there. */
char *pm_message_charset_mend_lines (char *text);

/* Takes @text in UTF-8. Japanese whose escape octets were lost, and octets that a program wrote as \xNN. */
char *pm_message_charset_mend_octets (char *text);

G_END_DECLS
