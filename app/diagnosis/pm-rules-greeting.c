/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-clock.h"
#include "pm-rules.h"

#define LONG_WAIT_MS 5000

static gboolean
check_waits_for_tls (const PmScene *scene, PmFinding *finding)
{
  pm_scene_set_flag (finding, "spoke_tls");
  return TRUE;
}

/* RFC 8314 section 3.3: 465 is for TLS from the first byte. Only where nobody has tried that. */
static gboolean
check_silent_465 (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  if (scene->port != 465)
    return FALSE;
  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) == 465
        && g_strcmp0 (pm_scene_get_mode_of (scene, i), "tls") == 0)
      return FALSE;
  return check_waits_for_tls (scene, finding);
}

static gboolean
check_protocol (const PmScene *scene, PmFinding *finding)
{
  const char *named = pm_scene_find_string (scene, PM_STAGE_GREETING, PM_KEY_GREETING_PROTOCOL);

  pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_GREETING, PM_KEY_GREETING_BYTES));
  pm_rules_set_protocol (finding, named);
  return TRUE;
}

/* A goodbye in place of a greeting. */
static gboolean
check_goodbye (const PmScene *scene, PmFinding *finding)
{
  PmServerReply *reply = pm_scene_find_reply (scene, PM_STAGE_GREETING, "");

  return reply != NULL && pm_server_reply_get_code (reply) == 221;
}

/* What had greeted speaks SMTP, whatever came after. */
static gboolean
check_no_greeting (const PmScene *scene, PmFinding *finding)
{
  return !pm_scene_was_greeted (scene) && check_protocol (scene, finding);
}

static const PmRule rules[] = {
  { "service-refused", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "service-refused", "connect.service-refused", PM_CERTAINTY_CERTAIN, NULL },
  { "not-smtp", "connect.not-smtp", PM_CERTAINTY_CERTAIN, check_protocol },
  { "client-certificate", "tls.client-certificate-required", PM_CERTAINTY_CERTAIN, NULL },
  { "tls-first", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, check_waits_for_tls },
  { "silent", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "closed", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "reset", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "malformed", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "silent", "tls.wrong-mode", PM_CERTAINTY_LIKELY, check_silent_465 },
  { "reset", "connect.port25-blocked", PM_CERTAINTY_LIKELY, pm_rules_check_port_25_blocked },
  { "silent", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "closed", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "malformed", "connect.dropped", PM_CERTAINTY_LIKELY, check_goodbye },
  { "malformed", "connect.not-smtp", PM_CERTAINTY_POSSIBLE, check_no_greeting },
  { "failed", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
  { "timeout", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending }, /* after EHLO */
};

/* Whether a later wait on the main connection was in vain as well. */
static gboolean
was_waited_in_vain (const PmScene *scene)
{
  for (PmStage i = PM_STAGE_TLS; i <= PM_STAGE_SIZE; i++)
    if (g_strcmp0 (pm_scene_get_result (scene, i), "timeout") == 0)
      return TRUE;
  return FALSE;
}

/* A long wait for the greeting is a test against spam, a look-up that fails, or a slow line. By itself
 * it does no harm: mail programs wait for a minute (RFC 5321 section 4.5.3.2.1 asks for five). */
static PmFinding *
explain_wait (const PmScene *scene)
{
  PmObservation *wait = pm_scene_find (scene, PM_STAGE_GREETING, PM_KEY_GREETING_WAIT);
  guint64 ms = 0;
  PmFinding *finding;

  if (wait != NULL && g_variant_is_of_type (pm_observation_get_value (wait), G_VARIANT_TYPE_UINT64))
    ms = g_variant_get_uint64 (pm_observation_get_value (wait));
  if (ms <= LONG_WAIT_MS)
    return NULL;
  finding = pm_scene_new_finding (
      scene, "connect.slow",
      was_waited_in_vain (scene) ? PM_CERTAINTY_LIKELY : PM_CERTAINTY_CERTAIN, PM_STAGE_GREETING);
  pm_finding_set_argument_uint (finding, "seconds", ms / 1000);
  pm_scene_cite (finding, wait);
  if (was_waited_in_vain (scene))
    pm_scene_set_flag (finding, "in_vain");
  return finding;
}

/* The clocks differ, which is worth knowing even where no certificate suffers from it. */
static PmFinding *
compare_clocks (const PmScene *scene)
{
  g_autoptr (PmFinding) finding = pm_scene_new_finding (scene, "tls.clock-wrong",
                                                        PM_CERTAINTY_LIKELY, PM_STAGE_GREETING);

  return pm_clock_check_differs (scene, finding) ? g_steal_pointer (&finding) : NULL;
}

static void
add (GPtrArray *findings, PmFinding *finding)
{
  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}

/* The greeting was good, and neither EHLO nor HELO was taken: no result, and the reason in the reply. */
static PmFinding *
explain_hello (const PmScene *scene)
{
  PmServerReply *reply = pm_scene_find_reply (scene, PM_STAGE_GREETING, "EHLO");

  if (pm_scene_get_result (scene, PM_STAGE_GREETING) != NULL || reply == NULL)
    return NULL;
  return pm_scene_read_reply (scene, PM_STAGE_GREETING);
}

/* The server went on when it heard a host name in place of the address: mail programs that introduce
 * themselves by the address get no further. */
static PmFinding *
explain_renaming (const PmScene *scene, PmStage stage)
{
  PmObservation *name = pm_scene_find (scene, stage, PM_KEY_HELLO_NAME);
  PmFinding *finding;

  if (name == NULL || !pm_scene_knows_capabilities (scene, scene->main))
    return NULL;
  finding = pm_scene_new_finding (scene, "proto.helo-rejected", PM_CERTAINTY_LIKELY, stage);
  pm_finding_set_argument_string (finding, "hello_name", pm_observation_get_string (name));
  pm_scene_cite (finding, name);
  return finding;
}

void
pm_rules_greeting (const PmScene *scene, GPtrArray *findings)
{
  if (!pm_rules_add (scene, PM_STAGE_GREETING, rules, G_N_ELEMENTS (rules), findings))
    add (findings, explain_hello (scene));
  add (findings, explain_renaming (scene, PM_STAGE_GREETING));
  add (findings, explain_renaming (scene, PM_STAGE_TLS));
  add (findings, explain_wait (scene));
  add (findings, compare_clocks (scene));
}
