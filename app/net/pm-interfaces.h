/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <ifaddrs.h>

G_BEGIN_DECLS

/* What the network interfaces of this computer that are up tell of its way out. */
typedef struct
{
  char **tunnels;           /* names of those that look like a VPN; at most 16, NULL-terminated */
  gboolean has_ipv4;        /* an address that leads further than this link */
  gboolean has_global_ipv6; /* one of 2000::/3 */
} PmInterfaces;

/* Does not wait: the kernel is asked, not the network. Nothing is found where it can not be. */
PmInterfaces *pm_interfaces_read (void);

/* The same of a list as getifaddrs() gives it. */
PmInterfaces *pm_interfaces_new (const struct ifaddrs *list);
void pm_interfaces_free (PmInterfaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmInterfaces, pm_interfaces_free)

/* By the name alone. A modem that dials (ppp0) looks the same. */
gboolean pm_interfaces_is_tunnel_name (const char *name);

G_END_DECLS
