/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether what is called @cause follows from @root where it comes later: its cure is the cure of the
 * root, and it is not named beside it. Both are ids of the catalogue. */
gboolean pm_echo_follows (const char *cause, const char *root);

G_END_DECLS
