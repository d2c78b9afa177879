/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

static gboolean
check_mechanisms (const PmScene *scene, PmFinding *finding)
{
  PmObservation *offered = pm_scene_find (scene, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISMS);

  if (offered != NULL)
    {
      pm_scene_cite (finding, offered);
      pm_finding_set_argument (finding, "mechanisms", pm_observation_get_value (offered));
    }
  return TRUE;
}

/* Where a token is all the server takes, no password can ever work (RFC 7628). */
static gboolean
check_only_tokens (const PmScene *scene, PmFinding *finding)
{
  static const char *const tokens[] = { "XOAUTH2", "OAUTHBEARER", NULL };
  PmObservation *offered = pm_scene_find (scene, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISMS);
  g_autofree const char **names = NULL;

  if (offered == NULL
      || !g_variant_is_of_type (pm_observation_get_value (offered), G_VARIANT_TYPE_STRING_ARRAY))
    return FALSE;

  names = g_variant_get_strv (pm_observation_get_value (offered), NULL);
  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (tokens, names[i]))
      return FALSE;
  return names[0] != NULL && check_mechanisms (scene, finding);
}

/* Of the words that come with a missing AUTH only those count that name another reason. */
static gboolean
check_says_why (const PmScene *scene, PmFinding *finding)
{
  static const char *const reasons[] = { "tls.required", "auth.smtp-auth-disabled", NULL };

  return g_strv_contains (reasons, pm_finding_get_cause (finding));
}

/* Most servers offer AUTH only inside TLS (RFC 4954 section 4 has it so for PLAIN). */
static gboolean
check_starttls_left_out (const PmScene *scene, PmFinding *finding)
{
  const char *tls = pm_scene_get_result (scene, PM_STAGE_TLS);

  return g_strcmp0 (tls, "secured") != 0 && g_strcmp0 (tls, "not-verified") != 0
         && pm_scene_offers (scene, scene->main, "STARTTLS");
}

static const PmRule rules[] = {
  { "rejected", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", "auth.temporary-failure", PM_CERTAINTY_LIKELY, NULL },
  { "not-offered", NULL, PM_CERTAINTY_CERTAIN, check_says_why },
  { "not-offered", "tls.required", PM_CERTAINTY_LIKELY, check_starttls_left_out },
  { "not-offered", "auth.not-offered", PM_CERTAINTY_CERTAIN, NULL },
  { "no-mechanism", "auth.basic-disabled", PM_CERTAINTY_LIKELY, check_only_tokens },
  { "no-mechanism", "auth.mechanism-unsupported", PM_CERTAINTY_CERTAIN, check_mechanisms },
  { "closed", NULL, PM_CERTAINTY_CERTAIN, NULL }, /* 421 and then the end */
  { "closed", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "timeout", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
};

void
pm_rules_auth (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding = pm_rules_apply (scene, PM_STAGE_AUTH, rules, G_N_ELEMENTS (rules));

  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}
