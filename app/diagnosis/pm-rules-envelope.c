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

/* An address outside ASCII, and a server without SMTPUTF8 (RFC 6531 section 3.1). */
static gboolean
check_foreign_letters (const PmScene *scene, PmFinding *finding)
{
  const char *sender = pm_scene_find_string (scene, PM_STAGE_SENDER, PM_KEY_ADDRESS);
  const char *recipient = pm_scene_find_string (scene, PM_STAGE_RECIPIENT, PM_KEY_ADDRESS);
  const char *foreign = sender != NULL && !g_str_is_ascii (sender) ? sender : recipient;

  if (foreign != NULL)
    pm_finding_set_argument_string (finding, "foreign_address", foreign);
  return TRUE;
}

static const PmRule rules[] = {
  { "rejected", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", NULL, PM_CERTAINTY_CERTAIN, NULL },
  { "temporary", "server.temporary-failure", PM_CERTAINTY_LIKELY, NULL },
  { "needs-smtputf8", "content.encoding", PM_CERTAINTY_CERTAIN, check_foreign_letters },
  { "closed", NULL, PM_CERTAINTY_CERTAIN, NULL }, /* 421 and then the end */
  { "closed", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "reset", "connect.dropped", PM_CERTAINTY_LIKELY, pm_rules_check_ending },
  { "timeout", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
  { "failed", "connect.dropped", PM_CERTAINTY_POSSIBLE, pm_rules_check_ending },
};

static gboolean
was_accepted (const PmScene *scene, PmStage stage, const char *key)
{
  return g_strcmp0 (pm_scene_find_string (scene, stage, key), "accepted") == 0;
}

/* A reply that leaves open what it is about. */
static gboolean
is_vague (PmFinding *finding)
{
  return finding == NULL || g_str_equal (pm_finding_get_cause (finding), "policy.rejected")
         || pm_finding_get_certainty (finding) == PM_CERTAINTY_POSSIBLE;
}

/* Takes @vague; a finding in its place that rests on the comparison @key. */
static PmFinding *
settle_by (const PmScene *scene,
           const char *cause,
           PmCertainty certainty,
           PmStage stage,
           const char *key,
           PmFinding *vague)
{
  PmFinding *finding = pm_scene_new_finding (scene, cause, certainty, stage);

  pm_scene_cite (finding, pm_scene_find (scene, stage, key));
  g_clear_object (&vague);
  return finding;
}

/* The address of the login is taken, the one that was chosen is not. Takes @finding. */
static PmFinding *
compare_senders (const PmScene *scene, PmFinding *finding)
{
  if (g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_SENDER), "rejected") != 0
      || !was_accepted (scene, PM_STAGE_SENDER, PM_KEY_SENDER_LOGIN))
    return finding;
  if (is_vague (finding))
    finding = settle_by (scene, "sender.not-owned", PM_CERTAINTY_LIKELY, PM_STAGE_SENDER,
                         PM_KEY_SENDER_LOGIN, finding);
  if (g_str_equal (pm_finding_get_cause (finding), "sender.not-owned"))
    pm_scene_set_flag (finding, "login_accepted");
  return finding;
}

/* Mail to the sender himself is taken, mail to another domain is not. Takes @finding. */
static PmFinding *
compare_recipients (const PmScene *scene, PmFinding *finding)
{
  if (g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_RECIPIENT), "rejected") != 0
      || !was_accepted (scene, PM_STAGE_RECIPIENT, PM_KEY_RECIPIENT_SELF)
      || !pm_scene_goes_outside (scene))
    return finding;
  if (is_vague (finding))
    finding = settle_by (scene, "relay.denied",
                         scene->signed_in ? PM_CERTAINTY_POSSIBLE : PM_CERTAINTY_LIKELY,
                         PM_STAGE_RECIPIENT, PM_KEY_RECIPIENT_SELF, finding);
  if (g_str_equal (pm_finding_get_cause (finding), "relay.denied"))
    {
      pm_scene_set_flag (finding, "self_accepted");
      pm_scene_cite (finding, pm_scene_find (scene, PM_STAGE_RECIPIENT, PM_KEY_RECIPIENT_SELF));
    }
  return finding;
}

/* 503 to MAIL, after EHLO and where a sign-in is offered, is what some servers say in place of
 * "authentication required". Takes @finding. */
static PmFinding *
compare_order (const PmScene *scene, PmStage stage, PmFinding *finding)
{
  if (finding == NULL || scene->signed_in || stage != PM_STAGE_SENDER
      || !g_str_equal (pm_finding_get_cause (finding), "proto.bad-sequence")
      || !pm_scene_offers (scene, scene->main, "AUTH"))
    return finding;
  g_object_unref (finding);
  return pm_scene_new_finding (scene, "auth.required", PM_CERTAINTY_LIKELY, stage);
}

/* No sign-in to be had there, and no other port: it is not the server for sending. Takes @finding. */
static PmFinding *
compare_host (const PmScene *scene, PmStage stage, PmFinding *finding)
{
  g_autoptr (PmFinding) host = pm_scene_new_finding (scene, "connect.wrong-host",
                                                     PM_CERTAINTY_LIKELY, stage);

  if (scene->signed_in || !pm_host_check_only_port_25 (scene, host))
    return finding;
  g_object_unref (finding);
  return g_steal_pointer (&host);
}

static void
explain (const PmScene *scene, PmStage stage, GPtrArray *findings)
{
  static const char *const needs_sign_in[] = { "relay.denied", "auth.required", NULL };
  PmFinding *finding = pm_rules_apply (scene, stage, rules, G_N_ELEMENTS (rules));

  finding = compare_order (scene, stage, finding);
  finding = stage == PM_STAGE_SENDER ? compare_senders (scene, finding)
                                     : compare_recipients (scene, finding);
  if (finding == NULL)
    return;
  set_addresses (scene, finding);
  if (g_strv_contains (needs_sign_in, pm_finding_get_cause (finding)))
    {
      finding = weigh_without_sign_in (scene, finding);
      if (finding != NULL)
        finding = compare_host (scene, stage, finding);
    }
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
