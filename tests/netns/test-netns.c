/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-network.h"
#include "pm-postfix.h"
#include "pm-real.h"

/* The command line program and a Postfix, with a network between them that is broken in the ways in
 * which networks are: packets that vanish, packets that are sent back, a family that leads nowhere. */

#define RIGHT PM_REAL_RIGHT_PASSWORD
#define HOST  PM_SERVER_HOST
#define USUAL PM_DOOR_PLAIN, PM_DOOR_SMTPS, PM_DOOR_SUBMISSION, RIGHT
#define TO    "--to", "info@example.test"
#define SOON  "--timeout", "2", TO
#define ALL   "tcp dport { 25, 465, 587 } "
/* Neither an address nor a way: a computer whose network has no such family. */
#define WITHOUT(family)                                                                            \
  "ip " family " route flush default\nip " family " addr flush dev " PM_NETWORK_WIRE

typedef struct
{
  PmRealCase real;
  const char *filter; /* rules of nft on the far side, or NULL */
  const char *near;   /* a script for the near side, or NULL */
} Case;

/* clang-format off */
static const Case cases[] = {
  { { "whole/587", USUAL, HOST ":587", { TO }, NULL }, NULL, NULL },
  { { "whole/465", USUAL, HOST ":465", { TO }, NULL }, NULL, NULL },
  { { "whole/auto", USUAL, HOST, { TO }, NULL }, NULL, NULL },

  { { "no-ipv6/587", USUAL, HOST ":587", { TO }, NULL }, NULL, WITHOUT ("-6") },
  { { "no-ipv6/auto", USUAL, HOST, { TO }, NULL }, NULL, WITHOUT ("-6") },
  { { "no-ipv4/587", USUAL, HOST ":587", { TO }, NULL }, NULL, WITHOUT ("-4") },

  { { "port-25-dropped", USUAL, HOST ":25", { SOON }, "connect.port25-blocked" }, "tcp dport 25 drop", NULL },
  { { "port-25-prohibited", USUAL, HOST ":25", { SOON }, "connect.port25-blocked" }, "tcp dport 25 reject with icmpx type admin-prohibited", NULL },
  { { "port-25-reset", USUAL, HOST ":25", { SOON }, "connect.refused" }, "tcp dport 25 reject with tcp reset", NULL },
  { { "port-587-dropped", USUAL, HOST ":587", { SOON }, "connect.timeout" }, "tcp dport 587 drop", NULL },
  { { "port-587-prohibited", USUAL, HOST ":587", { SOON }, "connect.unreachable" }, "tcp dport 587 reject with icmpx type admin-prohibited", NULL },
  { { "port-587-reset", USUAL, HOST ":587", { SOON }, "connect.refused" }, "tcp dport 587 reject with tcp reset", NULL },
  { { "one-port-dropped/auto", USUAL, HOST, { SOON }, NULL }, "tcp dport 465 drop", NULL },

  { { "all-dropped/587", USUAL, HOST ":587", { SOON }, "connect.timeout" }, ALL "drop", NULL },
  { { "all-dropped/25", USUAL, HOST ":25", { SOON }, "connect.timeout" }, ALL "drop", NULL },
  { { "all-dropped/auto", USUAL, HOST, { SOON }, "connect.timeout" }, ALL "drop", NULL },
  { { "all-reset/auto", USUAL, HOST, { SOON }, "connect.refused" }, ALL "reject with tcp reset", NULL },
  { { "all-prohibited/auto", USUAL, HOST, { SOON }, "connect.unreachable" }, ALL "reject with icmpx type admin-prohibited", NULL },

  { { "ipv6-dropped/587", USUAL, HOST ":587", { TO }, "connect.ipv6-broken" }, "meta nfproto ipv6 " ALL "drop", NULL },
  { { "ipv6-dropped/auto", USUAL, HOST, { TO }, "connect.ipv6-broken" }, "meta nfproto ipv6 " ALL "drop", NULL },

  { { "ipv4-dropped/587", USUAL, HOST ":587", { TO }, NULL }, "meta nfproto ipv4 " ALL "drop", NULL },

  { { "no-route", USUAL, HOST ":587", { SOON }, "connect.unreachable" }, NULL,
    "ip route add unreachable " PM_NETWORK_FAR_IPV4 "\nip -6 route add unreachable " PM_NETWORK_FAR_IPV6 },
  { { "cable-out/587", USUAL, HOST ":587", { SOON }, "connect.offline" }, NULL, "ip link set " PM_NETWORK_WIRE " down" },
  { { "cable-out/auto", USUAL, HOST, { SOON }, "connect.offline" }, NULL, "ip link set " PM_NETWORK_WIRE " down" },
};
/* clang-format on */

static PmRealLab lab;
static PmNetwork *network;

static void
filter (const char *rules)
{
  g_autofree char *script = g_strconcat ("nft add table inet test\n"
                                         "nft 'add chain inet test in"
                                         " { type filter hook input priority 0; }'\n"
                                         "nft 'add rule inet test in ",
                                         rules, "'\n", NULL);

  pm_network_run_far (network, script);
}

/* Where all is well there is nothing to be noted about IPv6 either, least of all where there is none.
 */
static void
assert_no_word_about_ipv6 (JsonObject *report)
{
  JsonArray *notes = json_object_get_array_member (report, "notes");

  for (guint i = 0; i < json_array_get_length (notes); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (notes, i),
                                                      "id");

      g_assert_cmpstr (id, !=, "connect.ipv6-broken");
    }
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) report = NULL;
  gint64 elapsed_ms;
  int status;

  pm_network_mend (network);
  if (self->filter != NULL)
    filter (self->filter);
  if (self->near != NULL)
    pm_network_run_near (network, self->near);
  text = pm_real_run (&lab, &self->real, "json", &status, &elapsed_ms);
  report = pm_real_check_report (&self->real, text, status);
  if (report != NULL && self->real.cause == NULL)
    assert_no_word_about_ipv6 (report);
  g_test_message ("the verdict came after %" G_GINT64_FORMAT " ms", elapsed_ms);
}

static const char *
find_obstacle (void)
{
  const char *obstacle = pm_network_get_obstacle ();

  return obstacle != NULL ? obstacle : pm_postfix_get_obstacle ();
}

static void
add_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/netns/", cases[i].real.name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
}

static int
run_all (void)
{
  static const char *const addresses[] = { PM_NETWORK_FAR_IPV4, PM_NETWORK_FAR_IPV6, NULL };
  g_autoptr (PmPostfix) postfix = pm_postfix_new (RIGHT, 0);
  g_autoptr (PmNameServer) names = pm_name_server_new (HOST, PM_NETWORK_FAR_IPV4);
  g_autoptr (GError) error = NULL;

  pm_name_server_add (names, HOST, PM_NETWORK_FAR_IPV6);
  lab.names = names;
  lab.server = PM_SERVER (postfix);
  pm_server_set_addresses (lab.server, addresses);
  pm_server_use_usual_ports (lab.server);
  pm_server_set_launcher (lab.server, pm_network_get_launcher (network));
  if (!pm_server_start (lab.server, &error))
    g_error ("%s", error->message);
  add_cases ();
  return g_test_run ();
}

int
main (int argc, char *argv[])
{
  const char *obstacle = find_obstacle ();
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  if (obstacle != NULL)
    {
      pm_real_add_obstacle ("netns", obstacle);
      return g_test_run ();
    }
  network = pm_network_new (&error);
  if (network == NULL)
    g_error ("%s", error->message);
  status = run_all ();
  g_clear_object (&network);
  return status;
}
