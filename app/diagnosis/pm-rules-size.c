/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

/* Base64 makes 4 octets of 3 and ends each line of 76 with CRLF: 78 / 57, about 1.37 (RFC 2045 section
 * 6.8). What is left for files is shown in round tenths of a megabyte. */
static guint64
files_within (guint64 limit)
{
  const guint64 step = 1024 * 1024 / 10;
  guint64 files = limit / 78 * 57;

  return files > step ? files / step * step : files;
}

static guint64
get_octets (const PmScene *scene, PmFinding *finding, const char *key)
{
  PmObservation *observation = pm_scene_find (scene, PM_STAGE_SIZE, key);

  if (observation == NULL
      || !g_variant_is_of_type (pm_observation_get_value (observation), G_VARIANT_TYPE_UINT64))
    return 0;
  pm_scene_cite (finding, observation);
  return g_variant_get_uint64 (pm_observation_get_value (observation));
}

/* The limit of the reply, or the one the server named in EHLO (RFC 1870 section 3; 0: none named). */
static gboolean
check_sizes (const PmScene *scene, PmFinding *finding)
{
  guint64 limit = get_octets (scene, finding, PM_KEY_SIZE_LIMIT);
  guint64 size = get_octets (scene, finding, PM_KEY_SIZE_MESSAGE);

  if (limit > 0)
    {
      pm_finding_set_argument_uint (finding, "limit", limit);
      pm_finding_set_argument_uint (finding, "attachments", files_within (limit));
    }
  if (size > 0)
    pm_finding_set_argument_uint (finding, "size", size);
  return TRUE;
}

static gboolean
check_reading (const PmScene *scene, PmFinding *finding)
{
  return !g_str_equal (pm_finding_get_cause (finding), "limit.message-size")
         || check_sizes (scene, finding);
}

static const PmRule rules[] = {
  { "too-large", "limit.message-size", PM_CERTAINTY_CERTAIN, check_sizes },
  { "rejected", NULL, PM_CERTAINTY_CERTAIN, check_reading },
  { "temporary", NULL, PM_CERTAINTY_CERTAIN, check_reading },
  { "temporary", "server.temporary-failure", PM_CERTAINTY_LIKELY, NULL },
  { "closed", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
  { "reset", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
  { "timeout", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
};

void
pm_rules_size (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding;

  if (pm_rules_add (scene, PM_STAGE_SIZE, rules, G_N_ELEMENTS (rules), findings)
      || !pm_scene_saw (scene, PM_STAGE_SIZE, scene->main, PM_KEY_RESULT, "too-large"))
    return;
  /* The server's own word came later and does not know the size; the sum had told already. */
  finding = pm_scene_new_finding (scene, "limit.message-size", PM_CERTAINTY_CERTAIN, PM_STAGE_SIZE);
  check_sizes (scene, finding);
  g_ptr_array_add (findings, finding);
}
