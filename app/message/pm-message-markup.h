/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes @text. HTML becomes its words, a line for each paragraph, row and <br>; what is in angle
 * brackets and no element of HTML stays, as addresses do. A text without markup comes back as it is. */
char *pm_message_markup_strip (char *text);

G_END_DECLS
