/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-interfaces.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#define UP (IFF_UP | IFF_RUNNING)

typedef struct
{
  const char *name;
  unsigned flags;
  const char *address; /* NULL: none */
} Row;

typedef struct
{
  const char *name;
  Row rows[4];
  const char *tunnels; /* with a space between */
  gboolean has_ipv4;
  gboolean has_global_ipv6;
} Case;

static const Case cases[] = {
  { "none", { { NULL } }, "", FALSE, FALSE },
  { "loopback-alone",
    { { "lo", UP | IFF_LOOPBACK, "127.0.0.1" }, { "lo", UP | IFF_LOOPBACK, "::1" } },
    "",
    FALSE,
    FALSE },
  { "at-home",
    { { "eth0", UP, "192.168.1.5" }, { "eth0", UP, "fe80::1" }, { "eth0", UP, "2001:db8::5" } },
    "",
    TRUE,
    TRUE },
  { "this-link-alone",
    { { "eth0", UP, "169.254.7.7" }, { "eth0", UP, "fe80::1" } },
    "",
    FALSE,
    FALSE },
  { "no-address-yet", { { "eth0", UP, "0.0.0.0" }, { "eth0", UP, "::" } }, "", FALSE, FALSE },
  { "site-ipv6", { { "wlan0", UP, "fd00::5" } }, "", FALSE, FALSE },
  { "ipv6-alone", { { "wlan0", UP, "2409:10::5" } }, "", FALSE, TRUE },
  { "tunnel",
    { { "wlan0", UP, "10.0.0.5" },
      { "tun0", UP, NULL },
      { "tun0", UP, "10.8.0.2" },
      { "wg-office", UP, NULL } },
    "tun0 wg-office",
    TRUE,
    FALSE },
  { "down", { { "tun0", 0, "10.8.0.2" }, { "tap0", IFF_UP, "10.9.0.2" } }, "", FALSE, FALSE },
  { "odd-name", { { "tun\x1b[\xff", UP, NULL } }, "tun\\x1B[\\xFF", FALSE, FALSE },
};

typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} Address;

static void
address_fill (Address *self, const char *text)
{
  if (inet_pton (AF_INET, text, &self->v4.sin_addr) == 1)
    self->v4.sin_family = AF_INET;
  else if (inet_pton (AF_INET6, text, &self->v6.sin6_addr) == 1)
    self->v6.sin6_family = AF_INET6;
  else
    g_assert_not_reached ();
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  struct ifaddrs list[G_N_ELEMENTS (c->rows)] = { 0 };
  Address addresses[G_N_ELEMENTS (c->rows)] = { 0 };
  g_autoptr (PmInterfaces) interfaces = NULL;
  g_autofree char *tunnels = NULL;
  gsize n = 0;

  for (; n < G_N_ELEMENTS (c->rows) && c->rows[n].name != NULL; n++)
    {
      list[n].ifa_name = (char *) c->rows[n].name;
      list[n].ifa_flags = c->rows[n].flags;
      if (c->rows[n].address != NULL)
        {
          address_fill (&addresses[n], c->rows[n].address);
          list[n].ifa_addr = &addresses[n].any;
        }
      if (n > 0)
        list[n - 1].ifa_next = &list[n];
    }
  interfaces = pm_interfaces_new (n > 0 ? list : NULL);
  tunnels = g_strjoinv (" ", interfaces->tunnels);
  g_assert_cmpstr (tunnels, ==, c->tunnels);
  g_assert_cmpint (interfaces->has_ipv4, ==, c->has_ipv4);
  g_assert_cmpint (interfaces->has_global_ipv6, ==, c->has_global_ipv6);
}

static void
test_names (void)
{
  static const char *const tunnels[] = { "tun0",  "tap1",    "wg0",      "wg-mullvad", "ppp0",
                                         "utun3", "proton0", "nordlynx", "tailscale0" };
  static const char *const others[] = { "lo",    "eth0",    "enp3s0",    "wlan0",  "wlp2s0",
                                        "wwan0", "docker0", "br-1234",   "veth12", "virbr0",
                                        "",      "bond0",   "eth0.tun0", "sit0",   "usb0" };

  for (gsize i = 0; i < G_N_ELEMENTS (tunnels); i++)
    g_assert_true (pm_interfaces_is_tunnel_name (tunnels[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (pm_interfaces_is_tunnel_name (others[i]));
}

static void
test_many (void)
{
  struct ifaddrs list[40] = { 0 };
  char names[G_N_ELEMENTS (list)][16];
  g_autoptr (PmInterfaces) interfaces = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (list); i++)
    {
      g_snprintf (names[i], sizeof names[i], "tun%u", (guint) i);
      list[i].ifa_name = names[i];
      list[i].ifa_flags = UP;
      list[i].ifa_next = i + 1 < G_N_ELEMENTS (list) ? &list[i + 1] : NULL;
    }
  interfaces = pm_interfaces_new (list);
  g_assert_cmpuint (g_strv_length (interfaces->tunnels), ==, 16);
}

/* What this computer has depends on it; that it can be read does not. */
static void
test_read (void)
{
  g_autoptr (PmInterfaces) interfaces = pm_interfaces_read ();

  g_assert_nonnull (interfaces->tunnels);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/interfaces/case/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/interfaces/names", test_names);
  g_test_add_func ("/interfaces/many", test_many);
  g_test_add_func ("/interfaces/read", test_read);
  return g_test_run ();
}
