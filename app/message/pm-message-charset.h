/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @octets in UTF-8. @charset: what the mail says of it, or NULL: it is guessed among UTF-8, UTF-16 with
 * a mark, ISO-2022-JP, Shift_JIS, EUC-JP, GBK and ISO-8859-1, in this order of plausibility. What can
 * not be read becomes U+FFFD; control characters but tab and newline are left out, line ends become
 * "\n". A text of markup (HTML) becomes its words. (transfer full), never NULL. */
char *pm_message_decode (const char *octets, gsize n_octets, const char *charset);

G_END_DECLS
