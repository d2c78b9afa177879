/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-greylist.h"
#include "pm-postfix.h"
#include "pm-real.h"

/* The command line program against a Postfix: the server that most providers run in some form. */

#define RIGHT    PM_REAL_RIGHT_PASSWORD
#define WRONG    PM_REAL_WRONG_PASSWORD
#define OUTSIDER "somebody@elsewhere.test"
#define INSIDE   "--to", "info@example.test"
#define HOST     PM_SERVER_HOST
#define USUAL    PM_DOOR_PLAIN, PM_DOOR_SMTPS, PM_DOOR_SUBMISSION

/* clang-format off */
static const PmRealCase cases[] = {
  { "right/587", USUAL, RIGHT, HOST ":587", { "--security", "starttls", "--to", OUTSIDER }, NULL },
  { "right/465", USUAL, RIGHT, HOST ":465", { "--security", "tls", "--to", OUTSIDER }, NULL },
  { "right/auto", USUAL, RIGHT, HOST, { "--to", OUTSIDER }, NULL },
  { "right/port-only", USUAL, RIGHT, HOST ":587", { INSIDE }, NULL },
  { "right/login", USUAL, RIGHT, HOST ":587", { "--auth", "login", INSIDE }, NULL },
  { "right/cram-md5", USUAL, RIGHT, HOST ":587", { "--auth", "cram-md5", INSIDE }, NULL },
  { "right/scram-sha-256", USUAL, RIGHT, HOST ":587", { "--auth", "scram-sha-256", INSIDE }, NULL },
  { "right/size", USUAL, RIGHT, HOST ":587", { "--size", "900000", INSIDE }, NULL },
  { "right/no-sign-in-inside", USUAL, NULL, HOST ":25", { "--security", "starttls", INSIDE }, NULL },

  { "wrong-password/587", USUAL, WRONG, HOST ":587", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/465", USUAL, WRONG, HOST ":465", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/auto", USUAL, WRONG, HOST, { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/login", USUAL, WRONG, HOST ":587", { "--auth", "login", INSIDE }, "auth.bad-credentials" },
  { "wrong-password/cram-md5", USUAL, WRONG, HOST ":587", { "--auth", "cram-md5", INSIDE }, "auth.bad-credentials" },
  { "wrong-password/scram-sha-256", USUAL, WRONG, HOST ":587", { "--auth", "scram-sha-256", INSIDE }, "auth.bad-credentials" },

  { "relay-denied", USUAL, NULL, HOST ":25", { "--security", "starttls", "--to", OUTSIDER }, "relay.denied" },
  { "sender-not-owned", USUAL, RIGHT, HOST ":587", { "--from", "info@example.test", "--to", OUTSIDER }, "sender.not-owned" },
  { "recipient-unknown", USUAL, RIGHT, HOST ":587", { "--to", "nobody@example.test" }, "recipient.unknown" },
  { "message-size", USUAL, RIGHT, HOST ":587", { "--size", "1000001", INSIDE }, "limit.message-size" },
  { "greylisted", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_GREYLIST, RIGHT, HOST ":587", { INSIDE }, "policy.greylisted" },
  { "auth-not-offered", USUAL, RIGHT, HOST ":25", { "--security", "starttls", INSIDE }, "auth.not-offered" },

  { "starttls-to-465", USUAL, RIGHT, HOST ":465", { "--security", "starttls", "--timeout", "2", INSIDE }, "tls.wrong-mode" },
  { "tls-to-587", USUAL, RIGHT, HOST ":587", { "--security", "tls", INSIDE }, "tls.wrong-mode" },
  { "tls-not-offered", PM_DOOR_BARE, PM_DOOR_CLOSED, PM_DOOR_BARE, RIGHT, HOST ":587", { "--security", "starttls", INSIDE }, "tls.not-offered" },
  { "certificate/expired", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_EXPIRED, RIGHT, HOST ":587", { INSIDE }, "tls.cert-expired" },
  { "certificate/self-signed", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_SELF_SIGNED, RIGHT, HOST ":587", { INSIDE }, "tls.cert-untrusted" },
  { "certificate/wrong-name", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_WRONG_NAME, RIGHT, HOST ":587", { INSIDE }, "tls.cert-name-mismatch" },

  { "turned-away", PM_DOOR_NO_SERVICE, PM_DOOR_SMTPS, PM_DOOR_SUBMISSION, NULL, HOST ":25", { "--security", "starttls", INSIDE }, "connect.service-refused" },
  { "stopped", PM_DOOR_CLOSED, PM_DOOR_CLOSED, PM_DOOR_CLOSED, RIGHT, HOST ":587", { INSIDE }, "connect.refused" },
  { "stopped/auto", PM_DOOR_CLOSED, PM_DOOR_CLOSED, PM_DOOR_CLOSED, RIGHT, HOST, { INSIDE }, "connect.refused" },
  { "no-such-name", USUAL, RIGHT, "nope.example.test:587", { INSIDE }, "connect.dns-not-found" },
};
/* clang-format on */

static PmRealLab lab;

int
main (int argc, char *argv[])
{
  const char *obstacle = pm_postfix_get_obstacle ();
  g_autoptr (GSocketService) greylist = NULL;
  g_autoptr (PmPostfix) postfix = NULL;
  g_autoptr (PmNameServer) names = NULL;
  g_autoptr (GError) error = NULL;
  guint port;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  if (obstacle != NULL)
    {
      pm_real_add_obstacle ("postfix", obstacle);
      return g_test_run ();
    }
  greylist = pm_greylist_new (&port);
  postfix = pm_postfix_new (RIGHT, port);
  lab.server = PM_SERVER (postfix);
  names = pm_name_server_new (HOST, pm_server_get_addresses (lab.server)[0]);
  lab.names = names;
  if (!pm_server_start (lab.server, &error))
    g_error ("%s", error->message);
  pm_real_add_cases ("postfix", &lab, cases, G_N_ELEMENTS (cases));
  status = g_test_run ();
  g_socket_service_stop (greylist);
  return status;
}
