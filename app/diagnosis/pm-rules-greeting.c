/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

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
    if (i != scene->main && pm_scene_get_port_of (scene, i) == 465)
      return FALSE;
  return check_waits_for_tls (scene, finding);
}

static gboolean
check_protocol (const PmScene *scene, PmFinding *finding)
{
  const char *named = pm_scene_find_string (scene, PM_STAGE_GREETING, PM_KEY_GREETING_PROTOCOL);
  const char *guessed = pm_rules_guess_protocol (
      pm_scene_find_string (scene, PM_STAGE_GREETING, PM_KEY_GREETING_BYTES));
  g_autofree char *upper = NULL;

  pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_GREETING, PM_KEY_GREETING_BYTES));
  if (named != NULL && !g_str_equal (named, "unknown"))
    upper = g_ascii_strup (named, -1);
  else if (guessed != NULL && !g_str_equal (guessed, "SMTP"))
    upper = g_strdup (guessed);
  if (upper != NULL)
    pm_finding_set_argument_string (finding, "protocol", upper);
  return TRUE;
}

static const PmRule rules[] = {
  { "service-refused", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "service-refused", "connect.service-refused", PM_CERTAINTY_CERTAIN, NULL },
  { "not-smtp", "connect.not-smtp", PM_CERTAINTY_CERTAIN, check_protocol },
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
  { "malformed", "connect.not-smtp", PM_CERTAINTY_POSSIBLE, check_protocol },
};

/* The greeting was good, and neither EHLO nor HELO was taken: no result, and the reason in the reply. */
static PmFinding *
explain_hello (const PmScene *scene)
{
  PmServerReply *reply = pm_scene_find_reply (scene, PM_STAGE_GREETING, "EHLO");

  if (pm_scene_get_result (scene, PM_STAGE_GREETING) != NULL || reply == NULL)
    return NULL;
  return pm_scene_read_reply (scene, PM_STAGE_GREETING);
}

void
pm_rules_greeting (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding = pm_rules_apply (scene, PM_STAGE_GREETING, rules, G_N_ELEMENTS (rules));

  if (finding == NULL)
    finding = explain_hello (scene);
  if (finding != NULL)
    g_ptr_array_add (findings, finding);
}
