/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dovecot.h"
#include "pm-greylist.h"
#include "pm-postfix.h"
#include "pm-real.h"

/* The command line program against a Dovecot with a Postfix behind it: sign-in is judged by the one,
 * all the rest by the other. */

#define RIGHT    PM_REAL_RIGHT_PASSWORD
#define WRONG    PM_REAL_WRONG_PASSWORD
#define OUTSIDER "somebody@elsewhere.test"
#define INSIDE   "--to", "info@example.test"
#define HOST     PM_SERVER_HOST
#define USUAL    PM_DOOR_CLOSED, PM_DOOR_SMTPS, PM_DOOR_SUBMISSION

/* clang-format off */
static const PmRealCase cases[] = {
  { "right/587", USUAL, RIGHT, HOST ":587", { "--security", "starttls", "--to", OUTSIDER }, NULL },
  { "right/465", USUAL, RIGHT, HOST ":465", { "--security", "tls", "--to", OUTSIDER }, NULL },
  { "right/auto", USUAL, RIGHT, HOST, { "--to", OUTSIDER }, NULL },
  { "right/login", USUAL, RIGHT, HOST ":587", { "--auth", "login", INSIDE }, NULL },
  { "right/size", USUAL, RIGHT, HOST ":587", { "--size", "900000", INSIDE }, NULL },

  { "wrong-password/587", USUAL, WRONG, HOST ":587", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/465", USUAL, WRONG, HOST ":465", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/login", USUAL, WRONG, HOST ":587", { "--auth", "login", INSIDE }, "auth.bad-credentials" },
  { "mechanism-not-there", USUAL, RIGHT, HOST ":587", { "--auth", "cram-md5", INSIDE }, "auth.mechanism-unsupported" },
  { "no-password", USUAL, NULL, HOST ":587", { INSIDE }, "auth.required" },

  { "nothing-behind", USUAL, RIGHT, HOST ":587", { "--user", PM_DOVECOT_STRANDED, INSIDE }, "server.temporary-failure" },
  { "sender-not-owned", USUAL, RIGHT, HOST ":587", { "--from", "info@example.test", "--to", OUTSIDER }, "sender.not-owned" },
  { "recipient-unknown", USUAL, RIGHT, HOST ":587", { "--to", "nobody@example.test" }, "recipient.unknown" },
  { "message-size", USUAL, RIGHT, HOST ":587", { "--size", "1000001", INSIDE }, "limit.message-size" },

  { "starttls-to-465", USUAL, RIGHT, HOST ":465", { "--security", "starttls", "--timeout", "2", INSIDE }, "tls.wrong-mode" },
  { "tls-to-587", USUAL, RIGHT, HOST ":587", { "--security", "tls", INSIDE }, "tls.wrong-mode" },
  { "certificate/expired", USUAL, RIGHT, PM_DOVECOT_HOST_EXPIRED ":587", { INSIDE }, "tls.cert-expired" },
  { "certificate/self-signed", USUAL, RIGHT, PM_DOVECOT_HOST_SELF_SIGNED ":465", { INSIDE }, "tls.cert-untrusted" },
  { "certificate/wrong-name", USUAL, RIGHT, PM_DOVECOT_HOST_WRONG_NAME ":587", { INSIDE }, "tls.cert-name-mismatch" },
};
/* clang-format on */

static PmRealLab lab;

static PmNameServer *
make_names (const char *address)
{
  static const char *const more[] = { PM_DOVECOT_HOST_EXPIRED, PM_DOVECOT_HOST_SELF_SIGNED,
                                      PM_DOVECOT_HOST_WRONG_NAME };
  PmNameServer *names = pm_name_server_new (HOST, address);

  for (gsize i = 0; i < G_N_ELEMENTS (more); i++)
    pm_name_server_add (names, more[i], address);
  return names;
}

static const char *
find_obstacle (void)
{
  const char *obstacle = pm_dovecot_get_obstacle ();

  return obstacle != NULL ? obstacle : pm_postfix_get_obstacle ();
}

static int
run (void)
{
  guint port;
  g_autoptr (GSocketService) greylist = pm_greylist_new (&port);
  g_autoptr (PmPostfix) postfix = pm_postfix_new (RIGHT, port);
  g_autoptr (PmDovecot) dovecot = pm_dovecot_new (RIGHT, PM_SERVER (postfix));
  g_autoptr (PmNameServer) names = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  lab.server = PM_SERVER (dovecot);
  lab.names = names = make_names (pm_server_get_addresses (lab.server)[0]);
  if (!pm_server_start (PM_SERVER (postfix), &error) || !pm_server_start (lab.server, &error))
    g_error ("%s", error->message);
  pm_real_add_cases ("dovecot", &lab, cases, G_N_ELEMENTS (cases));
  status = g_test_run ();
  g_socket_service_stop (greylist);
  return status;
}

int
main (int argc, char *argv[])
{
  const char *obstacle = find_obstacle ();

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  if (obstacle == NULL)
    return run ();
  pm_real_add_obstacle ("dovecot", obstacle);
  return g_test_run ();
}
