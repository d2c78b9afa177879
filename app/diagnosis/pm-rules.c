/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include <string.h>

static gboolean
other_mode_answers (const PmScene *scene, guint connection)
{
  const char *mode = pm_scene_get_mode_of (scene, connection);

  if (mode == NULL || connection == scene->main
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

/* The line, not the server: where the ports for submission of the same server are open. It stays
 * likely only, since the server itself may drop port 25. */
gboolean
pm_rules_check_port_25_blocked (const PmScene *scene, PmFinding *finding)
{
  return scene->port == 25 && pm_rules_check_open_port (scene, finding);
}

gboolean
pm_rules_check_ending (const PmScene *scene, PmFinding *finding)
{
  static const struct
  {
    const char *result;
    const char *flag;
  } endings[] = {
    { "closed", "closed" },
    { "reset", "reset" },
    { "silent", "silent" },
    { "timeout", "silent" },
  };
  const char *result = pm_scene_get_result (scene, pm_finding_get_stage (finding));

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_strcmp0 (endings[i].result, result) == 0)
      pm_scene_set_flag (finding, endings[i].flag);
  if (pm_finding_get_stage (finding) > PM_STAGE_TLS)
    pm_scene_set_flag (finding, "midway");
  return TRUE;
}

const char *
pm_rules_guess_protocol (const char *bytes)
{
  static const struct
  {
    const char *start;
    const char *protocol;
  } starts[] = {
    { "HTTP/", "HTTP" },     { "<!DOCTYPE", "HTTP" }, { "<html", "HTTP" }, { "* OK", "IMAP" },
    { "* PREAUTH", "IMAP" }, { "+OK", "POP3" },       { "SSH-", "SSH" },
  };

  for (guint i = 0; bytes != NULL && i < G_N_ELEMENTS (starts); i++)
    if (g_ascii_strncasecmp (bytes, starts[i].start, strlen (starts[i].start)) == 0)
      return starts[i].protocol;
  /* FTP greets with 220 too. */
  if (bytes == NULL || strlen (bytes) < 4 || !g_ascii_isdigit (bytes[0])
      || !g_ascii_isdigit (bytes[1]) || !g_ascii_isdigit (bytes[2])
      || strchr (" -", bytes[3]) == NULL)
    return NULL;
  return strstr (bytes, "FTP") != NULL && strstr (bytes, "SMTP") == NULL ? "FTP" : "SMTP";
}
