/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-echo.h"

/* What follows from what, as patterns of ids. */
static const struct
{
  const char *root;
  const char *echo;
} echoes[] = {
  { "connect.*", "*" },
  { "tls.*", "auth.*" },
  { "tls.*", "relay.denied" },
  { "tls.*", "tls.required" },
  { "auth.*", "auth.*" },
  { "auth.*", "relay.denied" },
  { "auth.*", "sender.not-owned" },
  { "auth.*", "policy.rejected" },
  { "auth.*", "reputation.*" }, /* lists are for those who have not signed in */
  { "account.*", "auth.*" },
  { "account.*", "relay.denied" },
  { "limit.login-rate", "auth.*" },
  { "limit.login-rate", "relay.denied" },
  { "limit.connections", "auth.*" },
  { "limit.connections", "relay.denied" },
  { "*",
    "proto.bad-sequence" }, /* MAIL was refused, so RCPT comes out of turn (RFC 5321 section 4.1.4) */
  { "*", "connect.dropped" }, /* many a server hangs up after a refusal */
};

gboolean
pm_echo_follows (const char *cause, const char *root)
{
  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    if (g_pattern_match_simple (echoes[i].root, root)
        && g_pattern_match_simple (echoes[i].echo, cause))
      return TRUE;
  return FALSE;
}
