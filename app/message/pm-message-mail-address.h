/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The length of the mail address at the beginning of @text, 0 where there is none. Stars count as
 * letters: some write no address out. */
gsize pm_message_mail_measure_address (const char *text);

/* The first mail address in @text, or NULL. @end (may be NULL): what stands behind it. (transfer full) */
char *pm_message_mail_find_address (const char *text, const char **end);

/* Whether @text is the name of a host or an address of one, by its form. */
gboolean pm_message_mail_is_host (const char *text);

/* Where @word stands in @text, whatever the case (ASCII), or NULL. */
const char *pm_message_mail_find_word (const char *text, const char *word);

G_END_DECLS
