/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-dns-message.h"

G_BEGIN_DECLS

/* Asks for the records of @type at @name (ASCII, taken as it is: no search list, no hosts file), at
 * the servers (GInetSocketAddress) in turn until one settles the matter. @timeout_ms: for all of
 * it. What the servers fail to say is a result; the error is for G_IO_ERROR_CANCELLED. */
void pm_dns_query_async (GPtrArray *servers,
                         const char *name,
                         ns_type type,
                         guint timeout_ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/* @server: (out) (optional) (transfer full): who said so: "192.0.2.53:53". */
PmDnsMessage *pm_dns_query_finish (GAsyncResult *result, char **server, GError **error);

G_END_DECLS
