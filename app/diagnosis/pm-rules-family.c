/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

/* From here on an answer comes too late for a mail program to go on with the other family unnoticed
 * (RFC 8305 section 5: it waits a quarter of a second). */
#define NOTICEABLE_MS 1000

/* What the same port did over the family that the main connection did not take. A family that is
 * announced and leads nowhere makes mail programs hang; one that fails at once is left by them at
 * once, so it is a note at most, and no way at all only says that this computer has no IPv6. */
static const struct
{
  const char *family;
  const char *result;
  gint64 wait_ms; /* at least */
  const char *cause;
  PmCertainty certainty;
} rules[] = {
  { "ipv6", "timeout", 0, "connect.ipv6-broken", PM_CERTAINTY_LIKELY },
  { "ipv6", "unreachable", NOTICEABLE_MS, "connect.ipv6-broken", PM_CERTAINTY_LIKELY },
  { "ipv6", "reset", NOTICEABLE_MS, "connect.ipv6-broken", PM_CERTAINTY_LIKELY },
  { "ipv6", "refused", NOTICEABLE_MS, "connect.ipv6-broken", PM_CERTAINTY_LIKELY },
  { "ipv6", "reset", 0, "connect.ipv6-broken", PM_CERTAINTY_POSSIBLE },
  { "ipv6", "refused", 0, "connect.ipv6-broken", PM_CERTAINTY_POSSIBLE },
  { "ipv4", "timeout", 0, "connect.timeout", PM_CERTAINTY_LIKELY },
  { "ipv4", "unreachable", 0, "connect.unreachable", PM_CERTAINTY_LIKELY },
  { "ipv4", "refused", 0, "connect.refused", PM_CERTAINTY_LIKELY },
};

static gint64
read_wait (PmObservation *attempt)
{
  gint64 ms = 0;

  if (g_variant_is_of_type (pm_observation_get_value (attempt), G_VARIANT_TYPE_VARDICT))
    g_variant_lookup (pm_observation_get_value (attempt), "ms", "x", &ms);
  return ms;
}

static gint64
find_longest_wait (const PmScene *scene, guint connection)
{
  guint count = g_list_model_get_n_items (G_LIST_MODEL (scene->evidence));
  gint64 longest = 0;

  for (guint i = 1; i <= count; i++)
    {
      PmObservation *observation = pm_evidence_get_observation (scene->evidence, i);

      if (pm_observation_get_connection (observation) == connection
          && g_str_equal (pm_observation_get_key (observation), PM_KEY_CONNECT_ATTEMPT))
        longest = MAX (longest, read_wait (observation));
    }
  return longest;
}

static void
add_finding (const PmScene *scene,
             guint connection,
             const char *cause,
             PmCertainty certainty,
             GPtrArray *findings)
{
  const char *family = pm_scene_get_family_of (scene, connection);
  PmFinding *finding = pm_scene_new_finding (scene, cause, certainty, PM_STAGE_CONNECT);
  g_autofree char *flag = g_strconcat (
      "ended_", pm_scene_get_result_on (scene, PM_STAGE_CONNECT, connection), NULL);

  pm_scene_set_flag (finding, flag);
  if (g_str_equal (family, "ipv4"))
    pm_scene_set_flag (finding, "only_ipv4_fails");
  pm_rules_check_tunnels (scene, finding);
  pm_scene_cite (finding,
                 pm_evidence_find (scene->evidence, PM_STAGE_CONNECT, PM_KEY_RESULT, connection));
  g_ptr_array_add (findings, finding);
}

static void
judge (const PmScene *scene, guint connection, GPtrArray *findings)
{
  const char *family = pm_scene_get_family_of (scene, connection);
  const char *result = pm_scene_get_result_on (scene, PM_STAGE_CONNECT, connection);
  gint64 wait_ms = find_longest_wait (scene, connection);

  for (guint i = 0; family != NULL && result != NULL && i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].family, family) && g_str_equal (rules[i].result, result)
        && wait_ms >= rules[i].wait_ms)
      {
        add_finding (scene, connection, rules[i].cause, rules[i].certainty, findings);
        return;
      }
}

void
pm_rules_family (const PmScene *scene, GPtrArray *findings)
{
  guint count = pm_scene_count_connections (scene);
  const char *main_family;

  if (g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_CONNECT), "connected") != 0)
    return;
  main_family = pm_scene_get_family_of (scene, scene->main);
  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) == scene->port
        && pm_evidence_find (scene->evidence, PM_STAGE_CONNECT, PM_KEY_CONNECT_FAMILY, i) != NULL
        && g_strcmp0 (pm_scene_get_family_of (scene, i), main_family) != 0)
      judge (scene, i, findings);
}
