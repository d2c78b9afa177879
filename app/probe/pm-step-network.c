/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-interfaces.h"
#include "pm-probe-private.h"

static const char *
describe_connectivity (GNetworkConnectivity connectivity)
{
  switch (connectivity)
    {
    case G_NETWORK_CONNECTIVITY_LOCAL:
      return "local";
    case G_NETWORK_CONNECTIVITY_LIMITED:
      return "limited";
    case G_NETWORK_CONNECTIVITY_PORTAL:
      return "portal";
    case G_NETWORK_CONNECTIVITY_FULL:
    default:
      return "full";
    }
}

static void
note_tunnels (PmProbe *self)
{
  g_autoptr (PmInterfaces) interfaces = pm_interfaces_read ();

  if (*interfaces->tunnels != NULL)
    pm_evidence_add (self->evidence, PM_STAGE_NETWORK, PM_KEY_NETWORK_TUNNELS,
                     g_variant_new_strv ((const char *const *) interfaces->tunnels, -1),
                     PM_OUTCOME_UNKNOWN, NULL);
}

/* Records what this computer thinks of its network. It may be wrong either way (a server on this
 * very computer needs no network), so a missing one is judged only when it is known what could be
 * reached. */
void
pm_step_network (PmProbe *self)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();
  gboolean available = g_network_monitor_get_network_available (monitor);

  pm_evidence_begin_stage (self->evidence, PM_STAGE_NETWORK);
  pm_evidence_add_string (self->evidence, PM_STAGE_NETWORK, PM_KEY_NETWORK_CONNECTIVITY,
                          describe_connectivity (g_network_monitor_get_connectivity (monitor)),
                          PM_OUTCOME_UNKNOWN, NULL);
  note_tunnels (self);
  pm_evidence_add_string (self->evidence, PM_STAGE_NETWORK, PM_KEY_RESULT,
                          available ? "available" : "offline",
                          available ? PM_OUTCOME_PASS : PM_OUTCOME_UNKNOWN, NULL);
  if (available)
    pm_evidence_end_stage (self->evidence, PM_STAGE_NETWORK, PM_OUTCOME_PASS, NULL);
}

void
pm_step_network_conclude (PmProbe *self, gboolean reached)
{
  PmStageResult *result = pm_evidence_get_stage (self->evidence, PM_STAGE_NETWORK);

  if (reached && pm_stage_result_get_state (result) != PM_STAGE_DONE)
    pm_evidence_add_string (self->evidence, PM_STAGE_NETWORK, PM_KEY_RESULT, "available",
                            PM_OUTCOME_PASS, NULL);
  pm_evidence_end_stage (self->evidence, PM_STAGE_NETWORK,
                         reached ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL, NULL);
}
