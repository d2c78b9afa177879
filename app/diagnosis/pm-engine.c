/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-engine.h"

#include "pm-echo.h"
#include "pm-rules.h"
#include "pm-ruled-out.h"

static void (*const stages[]) (const PmScene *scene, GPtrArray *findings) = {
  pm_rules_network,   pm_rules_dns,  pm_rules_connect,   pm_rules_family,
  pm_rules_greeting,  pm_rules_tls,  pm_rules_auth,      pm_rules_sender,
  pm_rules_recipient, pm_rules_size, pm_rules_blocklist, pm_rules_domain,
};

/* Causes that another port of the same server cures, beside everything up to TLS. */
static const char *const cured_by_port[] = {
  "auth.mechanism-unsupported",
  "auth.not-offered",
  "auth.required",
  "relay.denied",
  "tls.required",
  NULL,
};

static gboolean
is_listed (const char *cause, GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (pm_finding_get_cause (findings->pdata[i]), cause))
      return TRUE;
  return FALSE;
}

/* A later finding that is an echo of an earlier one is left out. */
static gboolean
is_echo (const char *cause, GPtrArray *earlier)
{
  for (guint i = 0; i < earlier->len; i++)
    if (pm_echo_follows (cause, pm_finding_get_cause (earlier->pdata[i])))
      return TRUE;
  return FALSE;
}

static gboolean
main_can_sign_in (const PmScene *scene)
{
  return g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_TLS), "secured") == 0
         && pm_scene_offers (scene, scene->main, "AUTH");
}

static gboolean
is_withheld (const PmScene *scene)
{
  return g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_AUTH), "withheld") == 0;
}

static gboolean
is_encrypted (const PmScene *scene, PmFinding *finding)
{
  return g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_TLS), "secured") == 0;
}

/* Without encryption no password was sent, and then it is more than a note. */
static gboolean
is_spared_encryption (const PmScene *scene, PmFinding *finding)
{
  PmStageResult *result = pm_evidence_get_stage (scene->evidence, PM_STAGE_TLS);

  return pm_finding_get_stage (finding) == PM_STAGE_TLS
         && pm_stage_result_get_outcome (result) != PM_OUTCOME_FAIL && !is_withheld (scene);
}

/* The main connection came about; this tells of another one. */
static gboolean
is_connected (const PmScene *scene, PmFinding *finding)
{
  return pm_finding_get_stage (finding) == PM_STAGE_CONNECT
         && g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_CONNECT), "connected") == 0;
}

static gboolean
is_unsure (const PmScene *scene, PmFinding *finding)
{
  return pm_finding_get_certainty (finding) == PM_CERTAINTY_POSSIBLE;
}

/* Slow, and nothing came of it. */
static gboolean
is_mere_wait (const PmScene *scene, PmFinding *finding)
{
  return pm_finding_get_certainty (finding) == PM_CERTAINTY_CERTAIN;
}

/* The clocks differ, and no certificate suffers from it. */
static gboolean
is_mere_clock (const PmScene *scene, PmFinding *finding)
{
  return pm_finding_get_stage (finding) == PM_STAGE_GREETING;
}

/* A figure that was published once, and a server that does not hold to it or may be another one. */
static gboolean
is_mere_figure (const PmScene *scene, PmFinding *finding)
{
  return is_unsure (scene, finding) && pm_finding_get_reply (finding) == NULL;
}

/* What the name servers say of the domain, and no receiver has refused for it. */
static gboolean
is_mere_record (const PmScene *scene, PmFinding *finding)
{
  return pm_finding_get_stage (finding) == PM_STAGE_DOMAIN;
}

/* An entry in a list that was found, and nothing that was refused. */
static gboolean
is_mere_listing (const PmScene *scene, PmFinding *finding)
{
  return pm_finding_get_stage (finding) == PM_STAGE_BLOCKLIST && !is_unsure (scene, finding);
}

/* A domain that wants no mail may send all the same. */
static gboolean
is_mere_null_mx (const PmScene *scene, PmFinding *finding)
{
  return is_mere_record (scene, finding) && is_unsure (scene, finding);
}

/* What the check itself could live with is worth knowing, and not why mail fails. */
static const struct
{
  const char *cause;
  gboolean (*is_note) (const PmScene *scene, PmFinding *finding);
} notes[] = {
  { "tls.weak", is_encrypted },
  { "tls.intercepted", is_encrypted },
  { "tls.not-offered", is_spared_encryption },
  { "tls.clock-wrong", is_mere_clock },
  { "connect.interference", is_spared_encryption },
  { "connect.ipv6-broken", is_unsure },
  { "connect.slow", is_mere_wait },
  { "connect.timeout", is_connected },
  { "connect.unreachable", is_connected },
  { "connect.refused", is_connected },
  { "limit.message-size", is_mere_figure },
  { "policy.spf-missing", is_mere_record },
  { "policy.spf-broken", is_mere_record },
  { "policy.spf-fail", is_mere_record },
  { "policy.dmarc-missing", is_mere_record },
  { "policy.dmarc-fail", is_mere_record },
  { "sender.domain-not-found", is_mere_null_mx },
  { "reputation.ip-dynamic", is_mere_listing },
  { "reputation.ip-listed", is_mere_listing },
  { "reputation.domain-listed", is_mere_listing },
};

static gboolean
is_note (const PmScene *scene, PmFinding *finding)
{
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (g_str_equal (notes[i].cause, pm_finding_get_cause (finding)))
      return notes[i].is_note (scene, finding);
  return FALSE;
}

/* It hurts mail programs, and had no part in what befell the main connection: neither root nor echo. */
static gboolean
is_beside (PmFinding *finding)
{
  return g_str_equal (pm_finding_get_cause (finding), "connect.ipv6-broken")
         || pm_finding_get_argument_string (finding, "hello_name") != NULL;
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  PmFinding *left = *(PmFinding *const *) a;
  PmFinding *right = *(PmFinding *const *) b;

  if (is_beside (left) != is_beside (right))
    return (int) is_beside (left) - (int) is_beside (right);
  if (pm_finding_get_stage (left) != pm_finding_get_stage (right))
    return (int) pm_finding_get_stage (left) - (int) pm_finding_get_stage (right);
  return (int) pm_finding_get_certainty (right) - (int) pm_finding_get_certainty (left);
}

/* The same server on another port, where that was seen to work and would cure the cause. */
static void
propose_port (const PmScene *scene, PmFinding *finding)
{
  const char *cause = pm_finding_get_cause (finding);
  guint working = pm_scene_find_working (scene);
  gboolean curable = pm_finding_get_stage (finding) <= PM_STAGE_TLS;

  if (g_strv_contains (cured_by_port, cause)
      || (g_str_equal (cause, "unknown") && is_withheld (scene)))
    curable = !main_can_sign_in (scene) && pm_scene_offers (scene, working, "AUTH");
  if (working == 0 || !curable)
    return;
  pm_finding_set_argument_uint (finding, "working_port", pm_scene_get_port_of (scene, working));
  pm_finding_set_argument_string (finding, "working_security",
                                  pm_scene_get_mode_of (scene, working));
}

static PmStage
find_failed_stage (const PmScene *scene)
{
  for (PmStage i = PM_STAGE_NETWORK; i < PM_N_LIVE_STAGES; i++)
    {
      PmStageResult *result = pm_evidence_get_stage (scene->evidence, i);
      gboolean needed = i >= PM_STAGE_CONNECT && i <= PM_STAGE_RECIPIENT;

      if (pm_stage_result_get_state (result) != PM_STAGE_DONE)
        continue;
      if (pm_stage_result_get_outcome (result) == PM_OUTCOME_FAIL
          || (needed && pm_stage_result_get_outcome (result) == PM_OUTCOME_UNKNOWN))
        return i;
    }
  return PM_STAGE_UNKNOWN;
}

static gboolean
anything_passed (const PmScene *scene)
{
  for (PmStage i = PM_STAGE_NETWORK; i < PM_N_LIVE_STAGES; i++)
    {
      PmOutcome outcome = pm_stage_result_get_outcome (pm_evidence_get_stage (scene->evidence, i));

      if (outcome == PM_OUTCOME_PASS || outcome == PM_OUTCOME_WARN)
        return TRUE;
    }
  return FALSE;
}

/* Something failed, or was not done although it was asked for, and nothing can be named: "unknown".
 * NULL: all is well. */
static PmFinding *
find_unexplained (const PmScene *scene)
{
  PmStage failed = find_failed_stage (scene);
  gboolean withheld = is_withheld (scene);
  gboolean tested = anything_passed (scene);
  PmFinding *finding;

  if (failed == PM_STAGE_UNKNOWN && !withheld && tested)
    return NULL;

  if (failed == PM_STAGE_UNKNOWN && withheld)
    failed = PM_STAGE_AUTH;
  finding = pm_scene_new_finding (scene, "unknown", PM_CERTAINTY_POSSIBLE, failed);
  if (withheld)
    pm_scene_set_flag (finding, "withheld");
  if (!tested)
    pm_scene_set_flag (finding, "nothing_tested");
  return finding;
}

/* Root and fellow causes on the one side, what is only worth knowing on the other. What stands beside
 * the main connection can not explain a failure of it. */
static void
sort_out (const PmScene *scene, GPtrArray *findings, GPtrArray *causes, GPtrArray *asides)
{
  gboolean failed = find_failed_stage (scene) != PM_STAGE_UNKNOWN || is_withheld (scene);

  for (guint i = 0; i < findings->len; i++)
    {
      PmFinding *finding = findings->pdata[i];
      const char *cause = pm_finding_get_cause (finding);
      gboolean aside = is_note (scene, finding)
                       || (is_beside (finding) && causes->len == 0 && failed);
      GPtrArray *place = aside ? asides : causes;

      if (!is_listed (cause, place) && (aside || !is_echo (cause, causes)))
        g_ptr_array_add (place, finding);
    }
}

static GPtrArray *
collect_findings (const PmScene *scene)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    stages[i](scene, findings);
  g_ptr_array_sort (findings, compare_findings); /* stable: of equals the worst stays first */
  return findings;
}

PmDiagnosis *
pm_engine_diagnose (PmEvidence *evidence, PmAccount *account)
{
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GPtrArray) causes = g_ptr_array_new ();
  g_autoptr (GPtrArray) asides = g_ptr_array_new ();
  g_autoptr (PmFinding) unexplained = NULL;
  PmVerdict verdict = PM_VERDICT_PROBLEM;
  PmDiagnosis *diagnosis;
  PmScene scene;

  pm_scene_init (&scene, evidence, account);
  findings = collect_findings (&scene);
  sort_out (&scene, findings, causes, asides);
  if (causes->len == 0)
    {
      unexplained = find_unexplained (&scene);
      verdict = unexplained != NULL ? PM_VERDICT_INCONCLUSIVE : PM_VERDICT_OK;
      if (unexplained != NULL)
        g_ptr_array_add (causes, unexplained);
    }

  diagnosis = pm_diagnosis_new (verdict);
  for (guint i = 0; i < causes->len; i++)
    {
      propose_port (&scene, causes->pdata[i]);
      pm_diagnosis_add_cause (diagnosis, causes->pdata[i]);
    }
  for (guint i = 0; i < asides->len; i++)
    if (!is_listed (pm_finding_get_cause (asides->pdata[i]), causes))
      pm_diagnosis_add_note (diagnosis, asides->pdata[i]);
  pm_ruled_out_add (&scene, diagnosis);
  return diagnosis;
}
