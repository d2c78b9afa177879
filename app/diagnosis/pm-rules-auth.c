/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-interference.h"
#include "pm-rules.h"

#include <string.h>

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

static gboolean
is_token (const char *mechanism)
{
  static const char *const tokens[] = { "XOAUTH2", "OAUTHBEARER", NULL };

  return mechanism != NULL && g_strv_contains (tokens, mechanism);
}

/* Where a token is all the server takes, no password can ever work (RFC 7628). */
static gboolean
check_only_tokens (const PmScene *scene, PmFinding *finding)
{
  g_autofree const char **names = pm_scene_get_strings (scene, PM_STAGE_AUTH,
                                                        PM_KEY_AUTH_MECHANISMS, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!is_token (names[i]))
      return FALSE;
  return names != NULL && names[0] != NULL && check_mechanisms (scene, finding);
}

/* A refused token, unless the words of the reply name a reason that lies elsewhere. */
static gboolean
check_token (const PmScene *scene, PmFinding *finding)
{
  static const char *const vague[] = { "auth.bad-credentials", "auth.oauth-token-invalid",
                                       "auth.temporary-failure", "auth.mechanism-unsupported",
                                       NULL };
  g_autoptr (PmFinding) reading = pm_scene_read_reply (scene, PM_STAGE_AUTH);

  return is_token (pm_scene_find_string (scene, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISM))
         && (reading == NULL || g_strv_contains (vague, pm_finding_get_cause (reading)));
}

/* What is said of the token: words of RFC 7628 section 3.2.2 and RFC 6750 section 3.1, or numbers of
 * HTTP. */
static gboolean
check_token_status (const PmScene *scene, PmFinding *finding)
{
  static const struct
  {
    const char *status;
    const char *flag;
  } words[] = {
    { "invalid_token", "token_expired" },    { "401", "token_expired" },
    { "insufficient_scope", "token_scope" }, { "403", "token_scope" },
    { "invalid_request", "token_form" },     { "400", "token_form" },
  };
  PmObservation *observation = pm_scene_find (scene, PM_STAGE_AUTH, PM_KEY_AUTH_OAUTH_STATUS);
  const char *status = observation != NULL ? pm_observation_get_string (observation) : NULL;
  const char *scope = pm_scene_find_string (scene, PM_STAGE_AUTH, PM_KEY_AUTH_OAUTH_SCOPE);

  if (status == NULL || !check_token (scene, finding))
    return FALSE;
  pm_finding_set_argument_string (finding, "status", status);
  if (scope != NULL)
    pm_finding_set_argument_string (finding, "scope", scope);
  pm_scene_cite (finding, observation);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].status, status))
      pm_scene_set_flag (finding, words[i].flag);
  return TRUE;
}

/* A mechanism that is tied to the encryption fails for a wrong password, and also where the
 * encryption does not reach to the server (RFC 5802 section 6). Which of both can not be told. */
static gboolean
check_binding (const PmScene *scene, PmFinding *finding)
{
  const char *mechanism = pm_scene_find_string (scene, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISM);

  if (mechanism != NULL && g_str_has_suffix (mechanism, "-PLUS")
      && g_str_equal (pm_finding_get_cause (finding), "auth.bad-credentials"))
    {
      pm_finding_set_argument_string (finding, "bound_mechanism", mechanism);
      pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISM));
    }
  return TRUE;
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
  { "rejected", "auth.oauth-token-invalid", PM_CERTAINTY_CERTAIN, check_token_status },
  { "rejected", "auth.oauth-token-invalid", PM_CERTAINTY_LIKELY, check_token },
  { "rejected", NULL, PM_CERTAINTY_CERTAIN, check_binding },
  { "temporary", "auth.oauth-token-invalid", PM_CERTAINTY_CERTAIN, check_token_status },
  { "temporary", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", "auth.temporary-failure", PM_CERTAINTY_LIKELY, NULL },
  { "not-offered", NULL, PM_CERTAINTY_CERTAIN, check_says_why },
  { "not-offered", "tls.required", PM_CERTAINTY_LIKELY, check_starttls_left_out },
  { "not-offered", "connect.interference", PM_CERTAINTY_LIKELY, pm_interference_check_masked },
  { "not-offered", "connect.wrong-host", PM_CERTAINTY_LIKELY, pm_host_check_only_port_25 },
  { "not-offered", "auth.not-offered", PM_CERTAINTY_CERTAIN, pm_host_check_other_ports },
  { "no-mechanism", "auth.basic-disabled", PM_CERTAINTY_LIKELY, check_only_tokens },
  { "no-mechanism", "auth.mechanism-unsupported", PM_CERTAINTY_CERTAIN, check_mechanisms },
  { "closed", NULL, PM_CERTAINTY_CERTAIN, NULL }, /* 421 and then the end */
  { "closed", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "timeout", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
  { "failed", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
};

void
pm_rules_auth (const PmScene *scene, GPtrArray *findings)
{
  pm_rules_add (scene, PM_STAGE_AUTH, rules, G_N_ELEMENTS (rules), findings);
}
