/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @octets of @charset in UTF-8, each octet that does not fit as U+FFFD. NULL where there is no such
 * charset, and with @strict where an octet does not fit. (transfer full) */
char *pm_message_charset_convert (const char *octets,
                                  gsize n_octets,
                                  const char *charset,
                                  gboolean strict);

/* The opposite; NULL where @text has a character that @charset has not. (transfer full) */
char *pm_message_charset_unconvert (const char *text,
                                    gsize n_octets,
                                    const char *charset,
                                    gsize *n_written);

/* @octets in UTF-8, in the charset in which they look most like words. (transfer full), never NULL. */
char *pm_message_charset_guess (const char *octets, gsize n_octets);

/* How much the characters of @text beyond ASCII look like words: more is better, below 0 hardly. */
int pm_message_charset_weigh (const char *text, gsize n_octets);

G_END_DECLS
