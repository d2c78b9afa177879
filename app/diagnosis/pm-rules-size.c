/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include "pm-limits.h"
#include "pm-providers.h"

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
      pm_limits_set_attachments (finding, limit);
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

/* The server's own word came later and does not know the size; the sum had told already. */
static PmFinding *
find_excess (const PmScene *scene)
{
  PmFinding *finding;

  if (!pm_scene_saw (scene, PM_STAGE_SIZE, scene->main, PM_KEY_RESULT, "too-large"))
    return NULL;

  finding = pm_scene_new_finding (scene, "limit.message-size", PM_CERTAINTY_CERTAIN, PM_STAGE_SIZE);
  check_sizes (scene, finding);
  return finding;
}

/* The server does not object, and the provider has published a smaller limit than the message needs. It
 * is likely to be held to where the server names none (RFC 1870 section 3) and is known to be the
 * provider's; a server that names a larger one knows better, so then it is only worth knowing. */
static PmFinding *
find_published (const PmScene *scene)
{
  const char *server = pm_account_get_server (scene->account);
  g_autoptr (PmFinding) possible = pm_scene_new_finding (scene, "limit.message-size",
                                                         PM_CERTAINTY_POSSIBLE, PM_STAGE_SIZE);
  guint64 published;

  check_sizes (scene, possible);
  if (pm_finding_get_argument_uint (possible, "size") == 0)
    return NULL;
  pm_limits_describe (possible, server, pm_account_get_address (scene->account));
  published = pm_finding_get_argument_uint (possible, "provider_limit");
  if (published == 0 || pm_finding_get_argument_uint (possible, "size") <= published)
    return NULL;

  pm_limits_set_attachments (possible, published);
  pm_scene_set_flag (possible, "published");
  if (pm_finding_get_argument_uint (possible, "limit") == 0
      && pm_providers_find_by_server (server) != NULL)
    return pm_scene_recast (g_steal_pointer (&possible), PM_CERTAINTY_LIKELY);
  return g_steal_pointer (&possible);
}

void
pm_rules_size (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding = pm_rules_apply (scene, PM_STAGE_SIZE, rules, G_N_ELEMENTS (rules));

  if (finding == NULL)
    finding = find_excess (scene);
  if (finding == NULL)
    finding = find_published (scene);
  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}
