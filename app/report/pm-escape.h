/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE for what a terminal or a reader's eye could be led astray by: control characters of C0 and
 * C1, direction marks, invisible format characters, separators of lines, private use. */
gboolean pm_escape_is_harmless (gunichar c);

/* @text with each other character, and each byte that is no UTF-8, as \xNN. A newline stays.
 * (transfer full): valid UTF-8. */
char *pm_escape_text (const char *text);

G_END_DECLS
