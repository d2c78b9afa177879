/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

static gboolean
other_mode_answers (const PmScene *scene, guint connection)
{
  const char *mode = pm_scene_get_mode_of (scene, connection);

  /* A look with old protocols allowed is no mode of its own. */
  if (mode == NULL || g_str_equal (mode, "old") || connection == scene->main
      || pm_scene_get_port_of (scene, connection) != scene->port
      || g_strcmp0 (mode, pm_scene_get_mode_of (scene, scene->main)) == 0)
    return FALSE;

  /* TLS from the first byte is proven by a handshake; a certificate does not matter for that. */
  if (g_str_equal (mode, "tls"))
    return pm_scene_saw (scene, PM_STAGE_TLS, connection, PM_KEY_RESULT, "secured")
           || pm_scene_saw (scene, PM_STAGE_TLS, connection, PM_KEY_RESULT, "not-verified");
  return pm_scene_saw (scene, PM_STAGE_GREETING, connection, PM_KEY_RESULT, "ready");
}

static PmFinding *
apply_row (const PmScene *scene, PmStage stage, const PmRule *rule)
{
  g_autoptr (PmFinding) finding = NULL;

  if (rule->cause != NULL)
    finding = pm_scene_new_finding (scene, rule->cause, rule->certainty, stage);
  else
    finding = pm_scene_read_reply (scene, stage);
  if (finding == NULL || (rule->check != NULL && !rule->check (scene, finding)))
    return NULL;
  return g_steal_pointer (&finding);
}

PmFinding *
pm_rules_apply (const PmScene *scene, PmStage stage, const PmRule *rules, gsize n_rules)
{
  const char *result = pm_scene_get_result (scene, stage);

  for (gsize i = 0; result != NULL && i < n_rules; i++)
    {
      PmFinding *finding = g_str_equal (rules[i].result, result)
                               ? apply_row (scene, stage, &rules[i])
                               : NULL;

      if (finding != NULL)
        return finding;
    }
  return NULL;
}

gboolean
pm_rules_add (const PmScene *scene,
              PmStage stage,
              const PmRule *rules,
              gsize n_rules,
              GPtrArray *findings)
{
  PmFinding *finding = pm_rules_apply (scene, stage, rules, n_rules);

  if (finding != NULL)
    g_ptr_array_add (findings, finding);
  return finding != NULL;
}

gboolean
pm_rules_check_other_mode (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    if (other_mode_answers (scene, i))
      {
        gboolean tls = g_str_equal (pm_scene_get_mode_of (scene, i), "tls");

        pm_scene_set_flag (finding, tls ? "spoke_tls" : "spoke_plain");
        pm_scene_cite (finding,
                       pm_evidence_find (scene->evidence, tls ? PM_STAGE_TLS : PM_STAGE_GREETING,
                                         PM_KEY_RESULT, i));
        return TRUE;
      }
  return FALSE;
}

gboolean
pm_rules_check_open_port (const PmScene *scene, PmFinding *finding)
{
  guint working = pm_scene_find_working (scene);
  guint count = pm_scene_count_connections (scene);
  guint open = 0;

  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) != scene->port
        && pm_scene_saw (scene, PM_STAGE_CONNECT, i, PM_KEY_RESULT, "connected"))
      open = i;
  if (working != 0 && pm_scene_get_port_of (scene, working) != scene->port)
    open = working;
  if (open == 0)
    return FALSE;

  pm_finding_set_argument_uint (finding, "open_port", pm_scene_get_port_of (scene, open));
  pm_scene_cite (finding,
                 pm_evidence_find (scene->evidence, PM_STAGE_CONNECT, PM_KEY_RESULT, open));
  return TRUE;
}

gboolean
pm_rules_check_tunnels (const PmScene *scene, PmFinding *finding)
{
  PmObservation *observation;
  g_autofree const char **tunnels = pm_scene_get_strings (scene, PM_STAGE_NETWORK,
                                                          PM_KEY_NETWORK_TUNNELS, &observation);

  if (tunnels != NULL && tunnels[0] != NULL)
    {
      pm_finding_set_argument (finding, "vpn", pm_observation_get_value (observation));
      pm_scene_cite (finding, observation);
    }
  return TRUE;
}

/* The line, not the server: where the ports for submission of the same server are open. It stays
 * likely only, since the server itself may drop port 25. */
gboolean
pm_rules_check_port_25_blocked (const PmScene *scene, PmFinding *finding)
{
  return scene->port == 25 && pm_rules_check_tunnels (scene, finding)
         && pm_rules_check_open_port (scene, finding);
}

/* The server had spoken before, or the handshake was done. */
static gboolean
is_midway (const PmScene *scene, PmStage stage)
{
  if (stage == PM_STAGE_GREETING)
    return pm_scene_was_greeted (scene);
  if (stage == PM_STAGE_TLS)
    return pm_scene_saw (scene, PM_STAGE_TLS, scene->main, PM_KEY_RESULT, "secured");
  return stage > PM_STAGE_TLS;
}

gboolean
pm_rules_check_ending (const PmScene *scene, PmFinding *finding)
{
  static const struct
  {
    const char *result;
    const char *flag;
  } endings[] = {
    { "closed", "closed" },  { "reset", "reset" },       { "silent", "silent" },
    { "timeout", "silent" }, { "malformed", "garbled" },
  };
  const char *result = pm_scene_get_result (scene, pm_finding_get_stage (finding));

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_strcmp0 (endings[i].result, result) == 0)
      pm_scene_set_flag (finding, endings[i].flag);
  if (is_midway (scene, pm_finding_get_stage (finding)))
    pm_scene_set_flag (finding, "midway");
  return TRUE;
}

gboolean
pm_rules_set_protocol (PmFinding *finding, const char *word)
{
  g_autofree char *upper = word != NULL ? g_ascii_strup (word, -1) : NULL;

  if (upper == NULL || g_str_equal (word, "unknown"))
    return FALSE;
  pm_finding_set_argument_string (finding, "protocol", upper);
  return TRUE;
}
