/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-exim.h"
#include "pm-real.h"

/* The command line program against an Exim, which many hosting companies run. It gives no enhanced
 * codes (RFC 2034), speaks TLS by GnuTLS, and words everything in its own way. */

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
  { "right/login", USUAL, RIGHT, HOST ":587", { "--auth", "login", INSIDE }, NULL },
  { "right/cram-md5", USUAL, RIGHT, HOST ":587", { "--auth", "cram-md5", INSIDE }, NULL },
  { "right/size", USUAL, RIGHT, HOST ":587", { "--size", "900000", INSIDE }, NULL },
  { "right/no-sign-in-inside", USUAL, NULL, HOST ":25", { "--security", "starttls", INSIDE }, NULL },

  { "wrong-password/587", USUAL, WRONG, HOST ":587", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/465", USUAL, WRONG, HOST ":465", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/login", USUAL, WRONG, HOST ":587", { "--auth", "login", INSIDE }, "auth.bad-credentials" },
  { "wrong-password/cram-md5", USUAL, WRONG, HOST ":587", { "--auth", "cram-md5", INSIDE }, "auth.bad-credentials" },
  { "mechanism-not-there", USUAL, RIGHT, HOST ":587", { "--auth", "scram-sha-256", INSIDE }, "auth.mechanism-unsupported" },
  { "no-password", USUAL, NULL, HOST ":587", { INSIDE }, "auth.required" },
  { "auth-not-offered", USUAL, RIGHT, HOST ":25", { "--security", "starttls", INSIDE }, "auth.not-offered" },

  { "relay-denied", USUAL, NULL, HOST ":25", { "--security", "starttls", "--to", OUTSIDER }, "relay.denied" },
  { "recipient-unknown", USUAL, RIGHT, HOST ":587", { "--to", "nobody@example.test" }, "recipient.unknown" },
  { "message-size", USUAL, RIGHT, HOST ":587", { "--size", "1000001", INSIDE }, "limit.message-size" },
  { "greylisted", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_GREYLIST, RIGHT, HOST ":587", { INSIDE }, "policy.greylisted" },
  { "turned-away", PM_DOOR_NO_SERVICE, PM_DOOR_SMTPS, PM_DOOR_SUBMISSION, NULL, HOST ":25", { "--security", "starttls", INSIDE }, "connect.service-refused" },

  { "starttls-to-465", USUAL, RIGHT, HOST ":465", { "--security", "starttls", "--timeout", "2", INSIDE }, "tls.wrong-mode" },
  { "tls-to-587", USUAL, RIGHT, HOST ":587", { "--security", "tls", INSIDE }, "tls.wrong-mode" },
  { "tls-not-offered", PM_DOOR_BARE, PM_DOOR_CLOSED, PM_DOOR_BARE, RIGHT, HOST ":587", { "--security", "starttls", INSIDE }, "tls.not-offered" },
  { "certificate/expired", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_EXPIRED, RIGHT, HOST ":587", { INSIDE }, "tls.cert-expired" },
  { "certificate/self-signed", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_SELF_SIGNED, RIGHT, HOST ":587", { INSIDE }, "tls.cert-untrusted" },
  { "certificate/wrong-name", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_WRONG_NAME, RIGHT, HOST ":587", { INSIDE }, "tls.cert-name-mismatch" },
};
/* clang-format on */

static PmRealLab lab;

int
main (int argc, char *argv[])
{
  const char *obstacle = pm_exim_get_obstacle ();
  g_autoptr (PmExim) exim = NULL;
  g_autoptr (PmNameServer) names = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  if (obstacle != NULL)
    {
      pm_real_add_obstacle ("exim", obstacle);
      return g_test_run ();
    }
  exim = pm_exim_new (RIGHT);
  lab.server = PM_SERVER (exim);
  names = pm_name_server_new (HOST, pm_server_get_addresses (lab.server)[0]);
  lab.names = names;
  if (!pm_server_start (lab.server, &error))
    g_error ("%s", error->message);
  pm_real_add_cases ("exim", &lab, cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
