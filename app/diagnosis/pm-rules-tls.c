/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include <string.h>

static gboolean
is_implicit (const PmScene *scene)
{
  return g_strcmp0 (pm_scene_get_mode_of (scene, scene->main), "tls") == 0;
}

static const char *
guess_plaintext (const PmScene *scene, PmFinding *finding)
{
  PmObservation *plaintext = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_TLS_PLAINTEXT);

  pm_scene_cite (finding, plaintext);
  return plaintext != NULL ? pm_rules_guess_protocol (pm_observation_get_string (plaintext)) : NULL;
}

static gboolean
check_plain_smtp (const PmScene *scene, PmFinding *finding)
{
  if (!is_implicit (scene) || g_strcmp0 (guess_plaintext (scene, finding), "SMTP") != 0)
    return FALSE;
  pm_scene_set_flag (finding, "spoke_plain");
  return TRUE;
}

static gboolean
check_plain_other (const PmScene *scene, PmFinding *finding)
{
  const char *protocol = guess_plaintext (scene, finding);

  if (!is_implicit (scene) || protocol == NULL)
    return FALSE;
  pm_finding_set_argument_string (finding, "protocol", protocol);
  return TRUE;
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
check_version_alert (const PmScene *scene, PmFinding *finding)
{
  static const char *const words[] = { "protocol version", "insufficient security", NULL };

  return alert_says (scene, finding, words);
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
check_any_alert (const PmScene *scene, PmFinding *finding)
{
  static const char *const words[] = { "", NULL };

  alert_says (scene, finding, words);
  return TRUE;
}

/* A firewall that rewrites SMTP leaves stars and capital X behind. */
static gboolean
check_masked (const PmScene *scene, PmFinding *finding)
{
  PmServerReply *greeting = pm_scene_find_reply (scene, PM_STAGE_GREETING, "");

  if (greeting != NULL && strstr (pm_server_reply_get_text (greeting), "****") != NULL)
    return TRUE;
  return pm_scene_offers (scene, scene->main, "XXXX")
         || pm_scene_offers (scene, scene->main, "XXXXXXXA")
         || pm_scene_offers (scene, scene->main, "XXXXXXXX");
}

static gboolean
check_wanted (const PmScene *scene, PmFinding *finding)
{
  pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_GREETING, PM_KEY_CAPABILITIES));
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
  { "not-offered", "connect.interference", PM_CERTAINTY_LIKELY, check_masked },
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
  { "alert", "tls.version-mismatch", PM_CERTAINTY_CERTAIN, check_version_alert },
  { "alert", "tls.client-certificate-required", PM_CERTAINTY_CERTAIN, check_client_certificate },
  { "alert", "tls.version-mismatch", PM_CERTAINTY_LIKELY, check_handshake_alert },
  { "alert", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, check_any_alert },
  { "not-tls", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, NULL },
  { "closed", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, pm_rules_check_ending },
  { "reset", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, pm_rules_check_ending },
  { "timeout", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, pm_rules_check_ending },
  { "failed", "tls.handshake-failed", PM_CERTAINTY_CERTAIN, NULL },
  { "secured", NULL, PM_CERTAINTY_CERTAIN, NULL }, /* EHLO inside TLS was refused */
  { "secured", "tls.weak", PM_CERTAINTY_CERTAIN, check_old_version },
};

void
pm_rules_tls (const PmScene *scene, GPtrArray *findings)
{
  PmFinding *finding = pm_rules_apply (scene, PM_STAGE_TLS, rules, G_N_ELEMENTS (rules));

  if (finding != NULL)
    g_ptr_array_add (findings, finding);
  pm_rules_certificate (scene, findings);
}
