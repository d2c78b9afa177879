/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The list of names that this computer keeps for itself (hosts(5)). It comes before the name servers,
 * and outlives the move of a server. */
#define PM_HOSTS_PATH "/etc/hosts"

/* The addresses that the lines of @text give to @name, in order; @name: ASCII, any case.
 * (transfer full) (element-type utf8): address literals, at most 32, empty where it is not listed. */
GPtrArray *pm_hosts_find (const char *text, gsize length, const char *name);

/* The same for the file at @path. A file that can not be read lists nothing. */
void pm_hosts_find_async (const char *path,
                          const char *name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GPtrArray *pm_hosts_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
