/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* PmNameServer: a DNS server on the loopback that knows a few names, played on the default main
 * context. Every other name does not exist. */
#define PM_TYPE_NAME_SERVER (pm_name_server_get_type ())
G_DECLARE_FINAL_TYPE (PmNameServer, pm_name_server, PM, NAME_SERVER, GObject)

PmNameServer *pm_name_server_new (const char *name, const char *address);
/* @address: of IPv4 or of IPv6; a name may have more than one. */
void pm_name_server_add (PmNameServer *self, const char *name, const char *address);
char *pm_name_server_get_address (PmNameServer *self); /* "127.0.0.1:PORT", (transfer full) */

G_END_DECLS
