/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words of the program that could not deliver, up to where it returns the mail, without
 * the marks of quoting. (transfer full) */
char *pm_mail_trim (const char *words);

G_END_DECLS
