/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

/* What a connection proves is stronger than what the system believes of itself. */
static gboolean
check_nothing_connected (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    if (pm_scene_saw (scene, PM_STAGE_CONNECT, i, PM_KEY_RESULT, "connected"))
      return FALSE;
  return TRUE;
}

static const PmRule rules[] = {
  { "offline", "connect.offline", PM_CERTAINTY_CERTAIN, check_nothing_connected },
};

void
pm_rules_network (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding = pm_rules_apply (scene, PM_STAGE_NETWORK, rules, G_N_ELEMENTS (rules));

  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}
