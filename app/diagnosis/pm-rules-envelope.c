/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

/* Whether the server is known to offer no sign-in on this port at all, encrypted or not. */
static gboolean
offers_no_sign_in (const PmScene *scene)
{
  const char *tls = pm_scene_get_result (scene, PM_STAGE_TLS);
  gboolean encrypted = g_strcmp0 (tls, "secured") == 0 || g_strcmp0 (tls, "not-verified") == 0;

  if (!pm_scene_knows_capabilities (scene, scene->main)
      || pm_scene_offers (scene, scene->main, "AUTH"))
    return FALSE;
  return encrypted || !pm_scene_offers (scene, scene->main, "STARTTLS");
}

/* "Not without a sign-in" is worth as much as what is known of the sign-in. Takes @finding; NULL where
 * it proves nothing, since we held the password back ourselves. */
static PmFinding *
weigh_without_sign_in (const PmScene *scene, PmFinding *finding)
{
  const char *result = pm_scene_get_result (scene, PM_STAGE_AUTH);

  if (scene->signed_in)
    {
      pm_scene_set_flag (finding, "signed_in");
      return finding;
    }
  if (g_strcmp0 (result, "withheld") == 0)
    {
      g_object_unref (finding);
      return NULL;
    }
  if (result == NULL)
    pm_scene_set_flag (finding, "no_password");
  if (offers_no_sign_in (scene))
    {
      pm_scene_set_flag (finding, "no_auth_offered");
      return pm_scene_recast (finding, PM_CERTAINTY_CERTAIN);
    }
  return pm_scene_recast (finding, PM_CERTAINTY_LIKELY);
}

static void
set_addresses (const PmScene *scene, PmFinding *finding)
{
  const char *sender = pm_scene_find_string (scene, PM_STAGE_SENDER, PM_KEY_ADDRESS);
  const char *recipient = pm_scene_find_string (scene, PM_STAGE_RECIPIENT, PM_KEY_ADDRESS);

  if (sender != NULL)
    pm_finding_set_argument_string (finding, "sender", sender);
  if (recipient != NULL)
    pm_finding_set_argument_string (finding, "recipient", recipient);
  if (scene->signed_in)
    pm_scene_set_flag (finding, "signed_in");
}

static const PmRule rules[] = {
  { "rejected", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", "server.temporary-failure", PM_CERTAINTY_LIKELY, NULL },
  { "closed", NULL, PM_CERTAINTY_CERTAIN, NULL }, /* 421 and then the end */
  { "closed", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "timeout", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
};

static void
explain (const PmScene *scene, PmStage stage, GPtrArray *findings)
{
  static const char *const needs_sign_in[] = { "relay.denied", "auth.required", NULL };
  PmFinding *finding = pm_rules_apply (scene, stage, rules, G_N_ELEMENTS (rules));

  if (finding == NULL)
    return;
  set_addresses (scene, finding);
  if (g_strv_contains (needs_sign_in, pm_finding_get_cause (finding)))
    finding = weigh_without_sign_in (scene, finding);
  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}

void
pm_rules_sender (const PmScene *scene, GPtrArray *findings)
{
  explain (scene, PM_STAGE_SENDER, findings);
}

void
pm_rules_recipient (const PmScene *scene, GPtrArray *findings)
{
  explain (scene, PM_STAGE_RECIPIENT, findings);
}
