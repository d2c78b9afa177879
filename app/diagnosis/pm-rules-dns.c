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

/* The name servers know the name, and the programs of this computer get no address all the same. */
static gboolean
check_servers_know (const PmScene *scene, PmFinding *finding)
{
  PmObservation *servers = pm_scene_find (scene, PM_STAGE_DNS, PM_KEY_DNS_SERVER_RESULT);

  if (servers == NULL || g_strcmp0 (pm_observation_get_string (servers), "found") != 0)
    return FALSE;
  pm_scene_set_flag (finding, "servers_know");
  pm_scene_cite (finding, servers);
  return TRUE;
}

static const PmRule rules[] = {
  { "not-found", "connect.dns-failed", PM_CERTAINTY_LIKELY, check_servers_know },
  { "no-address", "connect.dns-failed", PM_CERTAINTY_LIKELY, check_servers_know },
  { "servfail", "connect.dns-failed", PM_CERTAINTY_LIKELY, check_servers_know },
  { "timeout", "connect.dns-failed", PM_CERTAINTY_LIKELY, check_servers_know },
  { "not-found", "connect.dns-not-found", PM_CERTAINTY_CERTAIN, NULL },
  { "no-address", "connect.dns-not-found", PM_CERTAINTY_CERTAIN, check_no_address },
  { "servfail", "connect.dns-failed", PM_CERTAINTY_CERTAIN, check_failure },
  { "refused", "connect.dns-failed", PM_CERTAINTY_CERTAIN, check_failure },
  { "timeout", "connect.dns-failed", PM_CERTAINTY_CERTAIN, check_failure },
  { "malformed", "connect.dns-failed", PM_CERTAINTY_LIKELY, check_failure },
};

/* What went wrong in a way that another server behind the same name explains. */
static gboolean
looks_like_another_server (const PmScene *scene)
{
  static const struct
  {
    PmStage stage;
    const char *results[5];
  } signs[] = {
    { PM_STAGE_CONNECT, { "refused", "timeout", "unreachable", "reset", NULL } },
    { PM_STAGE_GREETING, { "not-smtp", "silent", "closed", "service-refused", NULL } },
  };
  g_autofree const char **faults = pm_scene_get_strings (scene, PM_STAGE_TLS,
                                                         PM_KEY_CERTIFICATE_FAULTS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      const char *result = pm_scene_get_result (scene, signs[i].stage);

      if (result != NULL && g_strv_contains (signs[i].results, result))
        return TRUE;
    }
  return faults != NULL && g_strv_contains (faults, "name-mismatch");
}

static gboolean
have_common (const char *const *left, const char *const *right)
{
  for (guint i = 0; left[i] != NULL; i++)
    if (g_strv_contains (right, left[i]))
      return TRUE;
  return FALSE;
}

/* The name servers give none of these addresses to the name, or do not know it at all. */
static gboolean
servers_disagree (const PmScene *scene, const char *const *own, PmFinding *finding)
{
  const char *result = pm_scene_find_string (scene, PM_STAGE_DNS, PM_KEY_DNS_SERVER_RESULT);
  PmObservation *observation = NULL;
  g_autofree const char **servers = pm_scene_get_strings (
      scene, PM_STAGE_DNS, PM_KEY_DNS_SERVER_ADDRESSES, &observation);
  g_autofree char *text = NULL;

  if (g_strcmp0 (result, "not-found") == 0)
    return TRUE;
  if (servers == NULL || have_common (own, servers))
    return FALSE;
  text = g_strjoinv (", ", (char **) servers);
  pm_finding_set_argument_string (finding, "server_addresses", text);
  pm_scene_cite (finding, observation);
  return TRUE;
}

/* An old line in the hosts file sends every program of this computer elsewhere. Two answers of the name
 * servers are never compared: those of a large provider change from one to the next. */
static PmFinding *
explain_hosts_file (const PmScene *scene)
{
  PmObservation *observation = NULL;
  g_autofree const char **own = pm_scene_get_strings (scene, PM_STAGE_DNS, PM_KEY_DNS_HOSTS_FILE,
                                                      &observation);
  g_autoptr (PmFinding) finding = NULL;
  g_autofree char *text = NULL;

  if (own == NULL || !looks_like_another_server (scene))
    return NULL;
  finding = pm_scene_new_finding (scene, "connect.wrong-host", PM_CERTAINTY_LIKELY, PM_STAGE_DNS);
  if (!servers_disagree (scene, own, finding))
    return NULL;
  text = g_strjoinv (", ", (char **) own);
  pm_finding_set_argument_string (finding, "hosts_addresses", text);
  pm_scene_cite (finding, observation);
  return g_steal_pointer (&finding);
}

void
pm_rules_dns (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding;

  if (pm_rules_add (scene, PM_STAGE_DNS, rules, G_N_ELEMENTS (rules), findings))
    return;
  finding = explain_hosts_file (scene);
  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}
