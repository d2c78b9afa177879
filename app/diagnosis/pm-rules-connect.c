/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include <string.h>

/* Says what the other ports did, where they were looked at. */
static gboolean
check_other_ports (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  if (!pm_rules_check_open_port (scene, finding) && count > 1)
    pm_scene_set_flag (finding, "all_ports");
  if (pm_host_is_this_computer (pm_account_get_server (scene->account)))
    pm_scene_set_flag (finding, "this_computer");
  return TRUE;
}

static gboolean
check_silence (const PmScene *scene, PmFinding *finding)
{
  const char *connectivity = pm_scene_find_string (scene, PM_STAGE_NETWORK,
                                                   PM_KEY_NETWORK_CONNECTIVITY);

  if (g_strcmp0 (connectivity, "portal") == 0)
    pm_scene_set_flag (finding, "portal");
  pm_rules_check_tunnels (scene, finding);
  return check_other_ports (scene, finding);
}

static gboolean
check_no_way (const PmScene *scene, PmFinding *finding)
{
  PmObservation *found;
  g_autofree const char **addresses = pm_scene_get_strings (scene, PM_STAGE_DNS,
                                                            PM_KEY_DNS_ADDRESSES, &found);

  pm_rules_check_tunnels (scene, finding);
  pm_rules_check_open_port (scene, finding);
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (strchr (addresses[i], ':') == NULL)
      return TRUE;
  if (addresses == NULL)
    return TRUE;
  pm_scene_set_flag (finding, "ipv6_only");
  pm_scene_cite (finding, found);
  return TRUE;
}

static const PmRule rules[] = {
  { "timeout", "connect.port25-blocked", PM_CERTAINTY_LIKELY, pm_rules_check_port_25_blocked },
  { "reset", "connect.port25-blocked", PM_CERTAINTY_LIKELY, pm_rules_check_port_25_blocked },
  { "unreachable", "connect.port25-blocked", PM_CERTAINTY_LIKELY, pm_rules_check_port_25_blocked },
  { "refused", "connect.wrong-host", PM_CERTAINTY_LIKELY, pm_host_check_this_computer },
  { "refused", "connect.refused", PM_CERTAINTY_CERTAIN, check_other_ports },
  { "timeout", "connect.timeout", PM_CERTAINTY_CERTAIN, check_silence },
  { "unreachable", "connect.unreachable", PM_CERTAINTY_CERTAIN, check_no_way },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "failed", "connect.unreachable", PM_CERTAINTY_POSSIBLE, NULL },
};

void
pm_rules_connect (const PmScene *scene, GPtrArray *findings)
{
  pm_rules_add (scene, PM_STAGE_CONNECT, rules, G_N_ELEMENTS (rules), findings);
}
