/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *fault;
  const char *cause;
  PmCertainty certainty;
  const char *flag;
  gboolean (*check) (const PmScene *scene, PmFinding *finding);
} PmFaultRule;

/* Software that looks into encrypted connections, by the name it gives itself as issuer. */
static const char *const interceptors[] = {
  "avast",      "avg ",        "kaspersky",   "eset ",     "bitdefender",
  "norton",     "mcafee",      "trend micro", "sophos",    "fortinet",
  "fortigate",  "zscaler",     "palo alto",   "netskope",  "cisco umbrella",
  "checkpoint", "mail shield", "i-filter",    "blue coat",
};

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

/* A server that writes the date into its greeting (RFC 5321 section 4.2 leaves the text free; Exim and
 * Exchange do) lends us a second clock: "Wed, 25 Nov 2026 18:04:05 +0900". */
static GDateTime *
read_server_date (const PmScene *scene)
{
  static const char *const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  PmServerReply *greeting = pm_scene_find_reply (scene, PM_STAGE_GREETING, "");
  g_autoptr (GRegex) pattern = g_regex_new (
      "\\b(\\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\\d{4}) \\d{2}:\\d{2}", 0,
      0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *day = NULL;
  g_autofree char *month = NULL;
  g_autofree char *year = NULL;

  if (greeting == NULL || !g_regex_match (pattern, pm_server_reply_get_text (greeting), 0, &match))
    return NULL;
  day = g_match_info_fetch (match, 1);
  month = g_match_info_fetch (match, 2);
  year = g_match_info_fetch (match, 3);
  return g_date_time_new_utc (atoi (year), (int) (strstr (months, month) - months) / 3 + 1,
                              atoi (day), 12, 0, 0);
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
  g_autoptr (GDateTime) date = read_server_date (scene);
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
  g_autofree char *lower = issuer != NULL ? g_ascii_strdown (issuer, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (interceptors); i++)
    if (strstr (lower, interceptors[i]) != NULL)
      {
        shorten_issuer (finding);
        return TRUE;
      }
  return FALSE;
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
  PmObservation *observation = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_CERTIFICATE_NAMES);
  g_autofree const char **names = NULL;
  const char *suggested = NULL;
  guint full = 0;

  if (observation == NULL
      || !g_variant_is_of_type (pm_observation_get_value (observation),
                                G_VARIANT_TYPE_STRING_ARRAY))
    return TRUE;

  pm_scene_cite (finding, observation);
  pm_finding_set_argument (finding, "names", pm_observation_get_value (observation));
  names = g_variant_get_strv (pm_observation_get_value (observation), NULL);
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
  { "expired", "tls.clock-wrong", PM_CERTAINTY_LIKELY, NULL, check_server_clock },
  { "expired", "tls.cert-expired", PM_CERTAINTY_CERTAIN, NULL, check_dates },
  { "not-yet-valid", "tls.clock-wrong", PM_CERTAINTY_LIKELY, NULL, check_server_clock },
  { "not-yet-valid", "tls.clock-wrong", PM_CERTAINTY_POSSIBLE, NULL, check_dates },
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

void
pm_rules_certificate (const PmScene *scene, GPtrArray *findings)
{
  PmObservation *observation = pm_scene_find (scene, PM_STAGE_TLS, PM_KEY_CERTIFICATE_FAULTS);
  g_autofree const char **found = NULL;

  if (observation == NULL
      || !g_variant_is_of_type (pm_observation_get_value (observation),
                                G_VARIANT_TYPE_STRING_ARRAY))
    return;

  found = g_variant_get_strv (pm_observation_get_value (observation), NULL);
  for (guint i = 0; found[i] != NULL; i++)
    {
      PmFinding *finding = explain_fault (scene, found[i]);

      if (finding == NULL)
        continue;
      pm_scene_cite (finding, observation);
      g_ptr_array_add (findings, finding);
    }
}
