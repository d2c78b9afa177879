/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

/* Anything that came back over a network, or was lost on one, proves that there is one. */
static gboolean
connection_proves (const PmScene *scene, guint connection)
{
  static const char *const proofs[] = { "connected", "refused", "reset", "timeout" };

  for (guint i = 0; i < G_N_ELEMENTS (proofs); i++)
    if (pm_scene_saw (scene, PM_STAGE_CONNECT, connection, PM_KEY_RESULT, proofs[i]))
      return TRUE;
  return FALSE;
}

/* A resolver on this computer itself (systemd's, or one not known) answers without a network too. */
static gboolean
name_server_proves (const PmScene *scene)
{
  static const char *const words[] = { "not-found", "no-address", "servfail", "refused", NULL };
  const char *result = pm_scene_get_result (scene, PM_STAGE_DNS);
  const char *server = pm_scene_find_string (scene, PM_STAGE_DNS, PM_KEY_DNS_SERVER);

  return result != NULL && g_strv_contains (words, result) && server != NULL && *server != '\0'
         && !g_str_equal (server, "system") && !g_str_has_prefix (server, "127.")
         && !g_str_has_prefix (server, "::1") && !g_str_has_prefix (server, "[::1]");
}

/* What was seen is stronger than what the system believes of itself. */
static gboolean
check_nothing_came_back (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    if (connection_proves (scene, i))
      return FALSE;
  return !name_server_proves (scene);
}

static const PmRule rules[] = {
  { "offline", "connect.offline", PM_CERTAINTY_CERTAIN, check_nothing_came_back },
};

void
pm_rules_network (const PmScene *scene, GPtrArray *findings)
{
  pm_rules_add (scene, PM_STAGE_NETWORK, rules, G_N_ELEMENTS (rules), findings);
}
