/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The files of one folder ("causes", "texts", "replies") of the data that is built into the library,
 * in the order of their names. Returns: (transfer full): GPtrArray of GBytes. */
GPtrArray *pm_resource_read_folder (const char *folder);

/* One file, "issuers/interceptors.txt". Returns: (transfer full), never NULL. */
GBytes *pm_resource_read (const char *file);

G_END_DECLS
