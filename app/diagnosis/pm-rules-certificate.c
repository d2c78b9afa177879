/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-clock.h"
#include "pm-interference.h"
#include "pm-rules.h"

#include <string.h>

typedef struct
{
  const char *fault;
  const char *cause;
  PmCertainty certainty;
  const char *flag;
  gboolean (*check) (const PmScene *scene, PmFinding *finding);
} PmFaultRule;

static const char *
set_from_fact (const PmScene *scene, PmFinding *finding, const char *key, const char *argument)
{
  PmObservation *observation = pm_scene_find (scene, PM_STAGE_TLS, key);
  const char *value = observation != NULL ? pm_observation_get_string (observation) : NULL;

  if (value == NULL)
    return NULL;
  pm_finding_set_argument_string (finding, argument, value);
  pm_scene_cite (finding, observation);
  return value;
}

/* -1: before the certificate is valid, 1: after, 0: valid. */
static int
place_in_validity (const char *not_before, const char *not_after, GDateTime *date)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) begin = g_date_time_new_from_iso8601 (not_before, utc);
  g_autoptr (GDateTime) end = g_date_time_new_from_iso8601 (not_after, utc);

  if (begin != NULL && g_date_time_compare (date, begin) < 0)
    return -1;
  if (end != NULL && g_date_time_compare (date, end) > 0)
    return 1;
  return 0;
}

/* Whether the certificate is valid by the server's own clock; FALSE too where that is not known. Sets
 * the dates and, where the server's clock agrees with ours, clock_checked. */
static gboolean
check_server_clock (const PmScene *scene, PmFinding *finding)
{
  const char *not_before = set_from_fact (scene, finding, PM_KEY_CERTIFICATE_NOT_BEFORE,
                                          "not_before");
  const char *not_after = set_from_fact (scene, finding, PM_KEY_CERTIFICATE_NOT_AFTER, "not_after");
  g_autoptr (GDateTime) date = pm_clock_read_server (scene, finding);
  g_autofree char *text = NULL;

  if (date == NULL || not_before == NULL || not_after == NULL)
    return FALSE;
  if (place_in_validity (not_before, not_after, date) != 0)
    {
      pm_scene_set_flag (finding, "clock_checked");
      return FALSE;
    }
  text = g_date_time_format_iso8601 (date);
  pm_finding_set_argument_string (finding, "server_date", text);
  return TRUE;
}

/* Both clocks agree that the certificate is not valid. */
static gboolean
check_clocks_agree (const PmScene *scene, PmFinding *finding)
{
  GVariant *arguments;

  check_server_clock (scene, finding);
  arguments = pm_finding_get_arguments (finding);
  return g_variant_lookup (arguments, "clock_checked", "b", NULL);
}

static gboolean
check_dates (const PmScene *scene, PmFinding *finding)
{
  check_server_clock (scene, finding);
  return TRUE;
}

/* The common name says it shortest; where there is none, the whole name (RFC 4514 section 3). */
static void
shorten_issuer (PmFinding *finding)
{
  g_autoptr (GRegex) pattern = g_regex_new ("(?:^|,)CN=((?:[^,\\\\]|\\\\.)+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const char *issuer = pm_finding_get_argument_string (finding, "issuer");

  if (issuer != NULL && g_regex_match (pattern, issuer, 0, &match))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);

      pm_finding_set_argument_string (finding, "issuer", name);
    }
}

static gboolean
check_interceptor (const PmScene *scene, PmFinding *finding)
{
  const char *issuer = set_from_fact (scene, finding, PM_KEY_CERTIFICATE_ISSUER, "issuer");

  if (issuer == NULL || !pm_interference_is_issuer (issuer))
    return FALSE;
  shorten_issuer (finding);
  return TRUE;
}

static gboolean
check_issuer (const PmScene *scene, PmFinding *finding)
{
  if (set_from_fact (scene, finding, PM_KEY_CERTIFICATE_ISSUER, "issuer") != NULL)
    shorten_issuer (finding);
  return TRUE;
}

/* Where the certificate holds exactly one full name, that is the one to propose. */
static gboolean
check_names (const PmScene *scene, PmFinding *finding)
{
  PmObservation *observation;
  g_autofree const char **names = pm_scene_get_strings (scene, PM_STAGE_TLS,
                                                        PM_KEY_CERTIFICATE_NAMES, &observation);
  const char *suggested = NULL;
  guint full = 0;

  if (names == NULL)
    return TRUE;

  pm_scene_cite (finding, observation);
  pm_finding_set_argument (finding, "names", pm_observation_get_value (observation));
  for (guint i = 0; names[i] != NULL; i++)
    if (strchr (names[i], '*') == NULL && strchr (names[i], '.') != NULL
        && !g_hostname_is_ip_address (names[i]))
      {
        suggested = names[i];
        full++;
      }
  if (full == 1)
    pm_finding_set_argument_string (finding, "suggested_name", suggested);
  return TRUE;
}

/* A fault may have several rows: the first whose check agrees. */
static const PmFaultRule faults[] = {
  { "revoked", "tls.cert-untrusted", PM_CERTAINTY_CERTAIN, "revoked", NULL },
  { "expired", "tls.clock-wrong", PM_CERTAINTY_CERTAIN, "too_late", check_server_clock },
  { "expired", "tls.cert-expired", PM_CERTAINTY_CERTAIN, NULL, check_dates },
  { "not-yet-valid", "tls.clock-wrong", PM_CERTAINTY_CERTAIN, "too_early", check_server_clock },
  { "not-yet-valid", "tls.cert-untrusted", PM_CERTAINTY_CERTAIN, "not_yet_valid",
    check_clocks_agree },
  { "not-yet-valid", "tls.clock-wrong", PM_CERTAINTY_POSSIBLE, "too_early", check_dates },
  { "self-signed", "tls.intercepted", PM_CERTAINTY_LIKELY, NULL, check_interceptor },
  { "unknown-issuer", "tls.intercepted", PM_CERTAINTY_LIKELY, NULL, check_interceptor },
  { "missing-intermediate", "tls.intercepted", PM_CERTAINTY_LIKELY, NULL, check_interceptor },
  { "self-signed", "tls.cert-untrusted", PM_CERTAINTY_CERTAIN, "self_signed", check_issuer },
  { "unknown-issuer", "tls.cert-untrusted", PM_CERTAINTY_CERTAIN, "unknown_issuer", check_issuer },
  { "missing-intermediate", "tls.cert-untrusted", PM_CERTAINTY_CERTAIN, "missing_intermediate",
    NULL },
  { "name-mismatch", "tls.cert-name-mismatch", PM_CERTAINTY_CERTAIN, NULL, check_names },
  { "wrong-purpose", "tls.cert-untrusted", PM_CERTAINTY_CERTAIN, "other_fault", NULL },
  { "weak", "tls.weak", PM_CERTAINTY_CERTAIN, "weak_certificate", NULL },
  { "other", "tls.cert-untrusted", PM_CERTAINTY_LIKELY, "other_fault", NULL },
};

static PmFinding *
explain_fault (const PmScene *scene, const char *fault)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (PmFinding) finding = NULL;

      if (!g_str_equal (faults[i].fault, fault))
        continue;
      finding = pm_scene_new_finding (scene, faults[i].cause, faults[i].certainty, PM_STAGE_TLS);
      if (faults[i].check != NULL && !faults[i].check (scene, finding))
        continue;
      if (faults[i].flag != NULL)
        pm_scene_set_flag (finding, faults[i].flag);
      return g_steal_pointer (&finding);
    }
  return NULL;
}

/* A certificate that this computer takes, but a mail program with roots of its own may not. */
static void
add_known_interceptor (const PmScene *scene, GPtrArray *findings)
{
  g_autoptr (PmFinding) finding = pm_scene_new_finding (scene, "tls.intercepted",
                                                        PM_CERTAINTY_LIKELY, PM_STAGE_TLS);

  if (g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_TLS), "secured") == 0
      && check_interceptor (scene, finding))
    g_ptr_array_add (findings, g_steal_pointer (&finding));
}

/* Taken here, but not by mail programs that look only at the alternative names (RFC 9525 section
 * 6.3). */
static void
add_old_name (const PmScene *scene, GPtrArray *findings)
{
  PmObservation *observation = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_CERTIFICATE_NAME_IN_CN);
  PmFinding *finding;

  if (observation == NULL || g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_TLS), "secured") != 0)
    return;
  finding = pm_scene_new_finding (scene, "tls.weak", PM_CERTAINTY_CERTAIN, PM_STAGE_TLS);
  pm_scene_set_flag (finding, "name_in_cn");
  pm_scene_cite (finding, observation);
  g_ptr_array_add (findings, finding);
}

void
pm_rules_certificate (const PmScene *scene, GPtrArray *findings)
{
  PmObservation *observation;
  g_autofree const char **found = pm_scene_get_strings (scene, PM_STAGE_TLS,
                                                        PM_KEY_CERTIFICATE_FAULTS, &observation);

  for (guint i = 0; found != NULL && found[i] != NULL; i++)
    {
      PmFinding *finding = explain_fault (scene, found[i]);

      if (finding == NULL)
        continue;
      pm_scene_cite (finding, observation);
      g_ptr_array_add (findings, finding);
    }
  add_known_interceptor (scene, findings);
  add_old_name (scene, findings);
}
