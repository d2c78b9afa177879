/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-interfaces.h"

#include <net/if.h>
#include <netinet/in.h>

#include "pm-transcript.h"

#define MAX_TUNNELS 16

/* How the kernel, VPN programs and VPN services call their interfaces. */
static const char *const tunnel_patterns[] = {
  "tun*",       "tap*",      "wg*",      "ppp*",    "utun*",        "ipsec*",
  "vti*",       "xfrm*",     "gre*",     "l2tp*",   "vpn*",         "zt*",
  "tailscale*", "nordlynx*", "nordtun*", "proton*", "pvpn*",        "mullvad*",
  "surfshark*", "cscotun*",  "gpd*",     "fctvpn*", "outline-tun*", "CloudflareWARP*",
  "warp*",
};

static gboolean
is_wide_ipv4 (const struct sockaddr *address)
{
  const struct sockaddr_in *v4 = (const void *) address;
  const guint32 number = g_ntohl (v4->sin_addr.s_addr);

  return number >> 24 != 0 && number >> 24 != IN_LOOPBACKNET && number >> 16 != 0xa9fe;
}

static gboolean
is_global_ipv6 (const struct sockaddr *address)
{
  const struct sockaddr_in6 *v6 = (const void *) address;

  return (v6->sin6_addr.s6_addr[0] & 0xe0) == 0x20;
}

static gboolean
is_up (const struct ifaddrs *interface)
{
  const unsigned wanted = IFF_UP | IFF_RUNNING;

  return (interface->ifa_flags & wanted) == wanted && (interface->ifa_flags & IFF_LOOPBACK) == 0;
}

static void
take_address (PmInterfaces *self, const struct sockaddr *address)
{
  if (address == NULL)
    return;
  if (address->sa_family == AF_INET && is_wide_ipv4 (address))
    self->has_ipv4 = TRUE;
  if (address->sa_family == AF_INET6 && is_global_ipv6 (address))
    self->has_global_ipv6 = TRUE;
}

/* An interface stands in the list once for each of its addresses. */
static void
take_name (GPtrArray *tunnels, const char *name)
{
  char *text;

  if (tunnels->len == MAX_TUNNELS || !pm_interfaces_is_tunnel_name (name))
    return;
  text = pm_transcript_escape (name, strlen (name));
  if (g_ptr_array_find_with_equal_func (tunnels, text, g_str_equal, NULL))
    g_free (text);
  else
    g_ptr_array_add (tunnels, text);
}

gboolean
pm_interfaces_is_tunnel_name (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (tunnel_patterns); i++)
    {
      if (g_pattern_match_simple (tunnel_patterns[i], name))
        return TRUE;
    }
  return FALSE;
}

PmInterfaces *
pm_interfaces_new (const struct ifaddrs *list)
{
  PmInterfaces *self = g_new0 (PmInterfaces, 1);
  GPtrArray *tunnels = g_ptr_array_new ();

  for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
    {
      if (!is_up (i))
        continue;
      take_address (self, i->ifa_addr);
      take_name (tunnels, i->ifa_name);
    }
  g_ptr_array_add (tunnels, NULL);
  self->tunnels = (char **) g_ptr_array_free (tunnels, FALSE);
  return self;
}

PmInterfaces *
pm_interfaces_read (void)
{
  struct ifaddrs *list = NULL;
  PmInterfaces *self;

  if (getifaddrs (&list) < 0)
    list = NULL;
  self = pm_interfaces_new (list);
  if (list != NULL)
    freeifaddrs (list);
  return self;
}

void
pm_interfaces_free (PmInterfaces *self)
{
  g_strfreev (self->tunnels);
  g_free (self);
}
