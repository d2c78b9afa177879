/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-interference.h"
#include "pm-rules.h"

#include <string.h>

static gboolean
is_implicit (const PmScene *scene)
{
  return g_strcmp0 (pm_scene_get_mode_of (scene, scene->main), "tls") == 0;
}

static const char *
read_protocol (const PmScene *scene, PmFinding *finding)
{
  pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_TLS_PLAINTEXT));
  return pm_scene_find_string (scene, PM_STAGE_TLS, PM_KEY_TLS_PROTOCOL);
}

static gboolean
check_plain_smtp (const PmScene *scene, PmFinding *finding)
{
  if (!is_implicit (scene) || g_strcmp0 (read_protocol (scene, finding), "smtp") != 0)
    return FALSE;
  pm_scene_set_flag (finding, "spoke_plain");
  return TRUE;
}

static gboolean
check_plain_other (const PmScene *scene, PmFinding *finding)
{
  return is_implicit (scene) && pm_rules_set_protocol (finding, read_protocol (scene, finding));
}

/* Parts of what GnuTLS calls an alert (RFC 8446 section 6). */
static gboolean
alert_says (const PmScene *scene, PmFinding *finding, const char *const *words)
{
  PmObservation *alert = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_TLS_ALERT);
  g_autofree char *name = NULL;

  if (alert == NULL || pm_observation_get_string (alert) == NULL)
    return FALSE;

  pm_scene_cite (finding, alert);
  pm_finding_set_argument_string (finding, "alert", pm_observation_get_string (alert));
  name = g_ascii_strdown (pm_observation_get_string (alert), -1);
  g_strdelimit (name, "_", ' ');
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (name, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
check_any_alert (const PmScene *scene, PmFinding *finding)
{
  static const char *const words[] = { "", NULL };

  alert_says (scene, finding, words);
  return TRUE;
}

/* What a second connection found that allowed old protocols, to learn what the server can do. */
static gboolean
check_old_look (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    {
      PmObservation *version = pm_evidence_find (scene->evidence, PM_STAGE_TLS, PM_KEY_TLS_VERSION,
                                                 i);

      if (version == NULL || pm_observation_get_string (version) == NULL
          || g_strcmp0 (pm_scene_get_mode_of (scene, i), "old") != 0
          || pm_scene_get_port_of (scene, i) != scene->port)
        continue;
      pm_finding_set_argument_string (finding, "version", pm_observation_get_string (version));
      pm_scene_cite (finding, version);
      return TRUE;
    }
  return FALSE;
}

static gboolean
check_version_alert (const PmScene *scene, PmFinding *finding)
{
  static const char *const words[] = { "protocol version", "insufficient security", NULL };

  check_old_look (scene, finding);
  return alert_says (scene, finding, words);
}

/* Some servers say it in other words, or just hang up. */
static gboolean
check_old_look_and_alert (const PmScene *scene, PmFinding *finding)
{
  return check_any_alert (scene, finding) && check_old_look (scene, finding);
}

/* Said for want of a common cipher, and now and then for other reasons. */
static gboolean
check_handshake_alert (const PmScene *scene, PmFinding *finding)
{
  static const char *const words[] = { "handshake fail", NULL };

  return alert_says (scene, finding, words);
}

static gboolean
check_client_certificate (const PmScene *scene, PmFinding *finding)
{
  static const char *const words[] = { "certificate is required", "certificate required", NULL };

  return alert_says (scene, finding, words);
}

static gboolean
check_wanted (const PmScene *scene, PmFinding *finding)
{
  pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_GREETING, PM_KEY_CAPABILITIES));
  pm_interference_check_other_port (scene, finding);
  return pm_account_get_security (scene->account) != PM_SECURITY_NONE;
}

/* Numbers and rates are told as such; anything else is a STARTTLS that is refused. */
static gboolean
check_other_reason (const PmScene *scene, PmFinding *finding)
{
  return g_str_has_prefix (pm_finding_get_cause (finding), "limit.");
}

/* What ended after the handshake was not the handshake: often a refusal that TLS 1.3 tells late. */
static gboolean
check_after_handshake (const PmScene *scene, PmFinding *finding)
{
  return pm_scene_saw (scene, PM_STAGE_TLS, scene->main, PM_KEY_RESULT, "secured")
         && pm_rules_check_ending (scene, finding);
}

/* Nothing was granted that could be understood, so no handshake was begun. */
static gboolean
check_before_handshake (const PmScene *scene, PmFinding *finding)
{
  return !pm_scene_saw (scene, PM_STAGE_TLS, scene->main, PM_KEY_RESULT, "secured")
         && pm_rules_check_ending (scene, finding);
}

/* STARTTLS was granted, and good news in clear came in place of the handshake: the same attack, some
 * moments later. Bad news (4yz, 5yz) come from a server that takes the handshake for a command. */
static gboolean
check_injected_late (const PmScene *scene, PmFinding *finding)
{
  PmObservation *plaintext = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_TLS_PLAINTEXT);
  const char *bytes = plaintext != NULL ? pm_observation_get_string (plaintext) : NULL;

  pm_scene_cite (finding, plaintext);
  return !is_implicit (scene) && bytes != NULL
         && g_regex_match_simple ("^[23][0-9]{2}[ -]", bytes, 0, 0);
}

static gboolean
check_old_version (const PmScene *scene, PmFinding *finding)
{
  static const char *const old[] = { "SSL3.0", "TLS1.0", "TLS1.1", NULL };
  PmObservation *version = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_TLS_VERSION);

  if (version == NULL || pm_observation_get_string (version) == NULL
      || !g_strv_contains (old, pm_observation_get_string (version)))
    return FALSE;
  pm_scene_cite (finding, version);
  pm_finding_set_argument_string (finding, "version", pm_observation_get_string (version));
  return TRUE;
}

static const PmRule rules[] = {
  { "injected", "tls.injected", PM_CERTAINTY_CERTAIN, NULL },
  { "not-tls", "tls.injected", PM_CERTAINTY_CERTAIN, check_injected_late },
  { "not-offered", "connect.interference", PM_CERTAINTY_LIKELY, pm_interference_check_masked },
  { "not-offered", "connect.interference", PM_CERTAINTY_LIKELY,
    pm_interference_check_other_family },
  { "not-offered", "tls.not-offered", PM_CERTAINTY_CERTAIN, check_wanted },
  { "refused", NULL, PM_CERTAINTY_CERTAIN, check_other_reason },
  { "refused", "tls.starttls-refused", PM_CERTAINTY_CERTAIN, NULL },
  { "closed", "connect.dropped", PM_CERTAINTY_LIKELY, check_after_handshake },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, check_after_handshake },
  { "timeout", "connect.dropped", PM_CERTAINTY_POSSIBLE, check_after_handshake },
  { "not-tls", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, check_plain_smtp },
  { "not-tls", "connect.not-smtp", PM_CERTAINTY_CERTAIN, check_plain_other },
  { "not-tls", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "closed", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "reset", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "timeout", "tls.wrong-mode", PM_CERTAINTY_CERTAIN, pm_rules_check_other_mode },
  { "client-certificate", "tls.client-certificate-required", PM_CERTAINTY_CERTAIN, NULL },
  { "alert", "tls.client-certificate-required", PM_CERTAINTY_CERTAIN, check_client_certificate },
  { "alert", "tls.version-mismatch", PM_CERTAINTY_CERTAIN, check_version_alert },
  { "alert", "tls.version-mismatch", PM_CERTAINTY_CERTAIN, check_old_look_and_alert },
  { "closed", "tls.version-mismatch", PM_CERTAINTY_LIKELY, check_old_look },
  { "reset", "tls.version-mismatch", PM_CERTAINTY_LIKELY, check_old_look },
  { "alert", "tls.version-mismatch", PM_CERTAINTY_LIKELY, check_handshake_alert },
  { "alert", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, check_any_alert },
  { "not-tls", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, NULL },
  { "closed", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, pm_rules_check_ending },
  { "reset", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, pm_rules_check_ending },
  { "timeout", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, pm_rules_check_ending },
  { "failed", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, NULL },
  { "malformed", "tls.starttls-refused", PM_CERTAINTY_LIKELY, check_before_handshake },
  { "secured", NULL, PM_CERTAINTY_CERTAIN, NULL }, /* EHLO inside TLS was refused */
  { "secured", "tls.weak", PM_CERTAINTY_CERTAIN, check_old_version },
};

void
pm_rules_tls (const PmScene *scene, GPtrArray *findings)
{
  pm_rules_add (scene, PM_STAGE_TLS, rules, G_N_ELEMENTS (rules), findings);
  pm_rules_certificate (scene, findings);
}
