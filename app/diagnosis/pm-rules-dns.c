/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

static gboolean
check_no_address (const PmScene *scene, PmFinding *finding)
{
  pm_scene_set_flag (finding, "no_address");
  return TRUE;
}

static gboolean
check_failure (const PmScene *scene, PmFinding *finding)
{
  g_autofree char *flag = g_strconcat ("dns_", pm_scene_get_result (scene, PM_STAGE_DNS), NULL);

  pm_scene_set_flag (finding, flag);
  return TRUE;
}

static const PmRule rules[] = {
  { "not-found", "connect.dns-not-found", PM_CERTAINTY_CERTAIN, NULL },
  { "no-address", "connect.dns-not-found", PM_CERTAINTY_CERTAIN, check_no_address },
  { "servfail", "connect.dns-failed", PM_CERTAINTY_CERTAIN, check_failure },
  { "refused", "connect.dns-failed", PM_CERTAINTY_CERTAIN, check_failure },
  { "timeout", "connect.dns-failed", PM_CERTAINTY_CERTAIN, check_failure },
  { "malformed", "connect.dns-failed", PM_CERTAINTY_LIKELY, check_failure },
};

void
pm_rules_dns (const PmScene *scene, GPtrArray *findings)
{
  pm_rules_add (scene, PM_STAGE_DNS, rules, G_N_ELEMENTS (rules), findings);
}
