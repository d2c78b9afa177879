/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* PmNetwork: two network namespaces joined by a wire, each with an address of IPv4 and one of IPv6.
 * The near side is this process, the far side is for servers. Both are gone with this process,
 * however it ends. */
#define PM_TYPE_NETWORK (pm_network_get_type ())
G_DECLARE_FINAL_TYPE (PmNetwork, pm_network, PM, NETWORK, GObject)

#define PM_NETWORK_FAR_IPV4 "198.51.100.1"
#define PM_NETWORK_FAR_IPV6 "2001:db8:51::1"
#define PM_NETWORK_WIRE     "wire"

/* Why there can be none here, or NULL. */
const char *pm_network_get_obstacle (void);

/* Moves the calling thread, so it is for the beginning of a program. */
PmNetwork *pm_network_new (GError **error);

/* As new: both sides up, nothing filtered, and the far side is the way to everywhere. */
void pm_network_mend (PmNetwork *self);

/* Run a script of sh there; one that fails ends the test. */
void pm_network_run_near (PmNetwork *self, const char *script);
void pm_network_run_far (PmNetwork *self, const char *script);

/* What goes before a command to run it on the far side. NULL-terminated. (transfer none) */
const char *const *pm_network_get_launcher (PmNetwork *self);

G_END_DECLS
