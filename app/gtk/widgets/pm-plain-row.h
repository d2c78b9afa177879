/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* An AdwActionRow whose words are shown as they are: those of servers hold "<" and "&". @subtitle may be
 * NULL. */
GtkWidget *pm_plain_row_new (const char *title, const char *subtitle);

G_END_DECLS
