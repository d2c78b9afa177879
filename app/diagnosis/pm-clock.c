/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-clock.h"

#include <stdlib.h>

#define HOUR 3600
#define DAY  (24 * HOUR)

static PmObservation *
find_offset (const PmScene *scene)
{
  PmObservation *own = pm_scene_find (scene, PM_STAGE_GREETING, PM_KEY_CLOCK_OFFSET);
  PmObservation *any = pm_evidence_find (scene->evidence, PM_STAGE_GREETING, PM_KEY_CLOCK_OFFSET,
                                         0);
  PmObservation *found = own != NULL ? own : any;

  if (found == NULL
      || !g_variant_is_of_type (pm_observation_get_value (found), G_VARIANT_TYPE_INT64))
    return NULL;
  return found;
}

GDateTime *
pm_clock_read_server (const PmScene *scene, PmFinding *finding)
{
  PmObservation *offset = find_offset (scene);
  g_autoptr (GDateTime) here = NULL;

  if (offset == NULL)
    return NULL;
  pm_scene_cite (finding, offset);
  here = g_date_time_to_utc (pm_evidence_get_started (scene->evidence));
  return g_date_time_add_seconds (
      here, -(double) g_variant_get_int64 (pm_observation_get_value (offset)));
}

gboolean
pm_clock_check_differs (const PmScene *scene, PmFinding *finding)
{
  PmObservation *observation = find_offset (scene);
  gint64 offset = observation != NULL ? g_variant_get_int64 (pm_observation_get_value (observation))
                                      : 0;
  guint64 distance = (guint64) llabs (offset);

  if (distance <= HOUR)
    return FALSE;
  pm_scene_cite (finding, observation);
  pm_scene_set_flag (finding, offset > 0 ? "clock_ahead" : "clock_behind");
  if (distance >= 2 * DAY)
    pm_finding_set_argument_uint (finding, "clock_days", distance / DAY);
  else
    pm_finding_set_argument_uint (finding, "clock_hours", distance / HOUR);
  return TRUE;
}
