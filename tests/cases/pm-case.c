/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-case.h"

#include <stdio.h>
#include <string.h>

static const char *const list_keys[] = {
  PM_KEY_CAPABILITIES,         PM_KEY_CERTIFICATE_FAULTS, PM_KEY_CERTIFICATE_NAMES,
  PM_KEY_AUTH_MECHANISMS,      PM_KEY_DNS_ADDRESSES,      PM_KEY_DNS_HOSTS_FILE,
  PM_KEY_DNS_SERVER_ADDRESSES, PM_KEY_NETWORK_TUNNELS,    NULL
};
static const char *const number_keys[] = { PM_KEY_SIZE_LIMIT, PM_KEY_SIZE_MESSAGE,
                                           PM_KEY_GREETING_WAIT, NULL };
static const char *const date_keys[] = { PM_KEY_CERTIFICATE_NOT_BEFORE,
                                         PM_KEY_CERTIFICATE_NOT_AFTER, NULL };
static const char *const good_results[] = { "available", "found",   "not-needed", "connected",
                                            "ready",     "secured", "accepted",   "fits",
                                            "no-limit",  NULL };

static PmOutcome
outcome_of (const char *result)
{
  if (g_strv_contains (good_results, result))
    return PM_OUTCOME_PASS;
  if (g_str_equal (result, "withheld") || g_str_equal (result, "unknown"))
    return PM_OUTCOME_UNKNOWN;
  return g_str_equal (result, "not-wanted") ? PM_OUTCOME_SKIP : PM_OUTCOME_FAIL;
}

static PmOutcome
parse_outcome (const char *id)
{
  for (PmOutcome i = PM_OUTCOME_UNKNOWN; i <= PM_OUTCOME_SKIP; i++)
    if (g_str_equal (pm_outcome_get_id (i), id))
      return i;
  g_assert_not_reached ();
}

/* "AUTH 535 5.7.8 Error": verb, "-" for none; code; enhanced code where there is one; text. */
static PmServerReply *
parse_reply (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  const char *verb = g_str_equal (words[0], "-") ? "" : words[0];
  g_auto (GStrv) rest = g_strsplit (words[2], " ", 2);

  if (g_regex_match_simple ("^[245]\\.\\d+\\.\\d+$", rest[0], 0, 0))
    return pm_server_reply_new (verb, atoi (words[1]), rest[0], rest[1] != NULL ? rest[1] : "");
  return pm_server_reply_new (verb, atoi (words[1]), NULL, words[2]);
}

/* "ADDRESS RESULT MILLISECONDS" */
static GVariant *
parse_attempt (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GVariantDict dict;

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "address", "s", words[0]);
  g_variant_dict_insert (&dict, "result", "s", words[1]);
  g_variant_dict_insert (&dict, "ms", "x", g_ascii_strtoll (words[2], NULL, 10));
  return g_variant_dict_end (&dict);
}

/* "ZONE SUBJECT STATE [MEANING,...]" */
static GVariant *
parse_entry (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 4);
  g_auto (GStrv) meanings = NULL;
  GVariantDict dict;

  g_assert_cmpuint (g_strv_length (words), >=, 3);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "zone", "s", words[0]);
  g_variant_dict_insert (&dict, "subject", "s", words[1]);
  g_variant_dict_insert (&dict, "state", "s", words[2]);
  if (words[3] == NULL)
    return g_variant_dict_end (&dict);
  meanings = g_strsplit (words[3], ",", -1);
  g_variant_dict_insert (&dict, "meanings", "^as", meanings);
  return g_variant_dict_end (&dict);
}

/* "ADDRESS SCOPE" */
static GVariant *
parse_own_address (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GVariantDict dict;

  g_assert_cmpuint (g_strv_length (words), ==, 2);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "address", "s", words[0]);
  g_variant_dict_insert (&dict, "scope", "s", words[1]);
  return g_variant_dict_end (&dict);
}

/* "+30" and "-30" are days from now; anything else stands for itself. */
static GVariant *
parse_date (const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) date = g_date_time_add_days (now, atoi (text));

  if (strchr ("+-", *text) == NULL)
    return g_variant_new_string (text);
  return g_variant_new_take_string (g_date_time_format_iso8601 (date));
}

static GVariant *
parse_value (const char *key, const char *value)
{
  g_auto (GStrv) items = g_strsplit (value, ",", -1);

  if (g_strv_contains (list_keys, key))
    return g_variant_new_strv ((const char *const *) items, -1);
  if (g_strv_contains (number_keys, key))
    return g_variant_new_uint64 (g_ascii_strtoull (value, NULL, 10));
  if (g_strv_contains (date_keys, key))
    return parse_date (value);
  if (g_str_equal (key, PM_KEY_CLOCK_OFFSET))
    return g_variant_new_int64 (g_ascii_strtoll (value, NULL, 10));
  if (g_str_equal (key, PM_KEY_TLS_OFFERED) || g_str_equal (key, PM_KEY_CERTIFICATE_NAME_IN_CN))
    return g_variant_new_boolean (g_str_equal (value, "yes"));
  if (g_str_equal (key, PM_KEY_CONNECT_ATTEMPT))
    return parse_attempt (value);
  if (g_str_equal (key, PM_KEY_BLOCKLIST_ENTRY))
    return parse_entry (value);
  if (g_str_equal (key, PM_KEY_BLOCKLIST_ADDRESS))
    return parse_own_address (value);
  return g_variant_new_string (value);
}

static void
add_fact (PmEvidence *evidence,
          PmStage stage,
          const char *key,
          const char *value,
          const PmPlace *place)
{
  gboolean is_result = g_str_equal (key, PM_KEY_RESULT);

  if (g_str_equal (key, PM_KEY_REPLY))
    {
      g_autoptr (PmServerReply) reply = parse_reply (value);

      pm_evidence_add_reply (evidence, stage, reply, PM_OUTCOME_FAIL, place);
    }
  else
    pm_evidence_add (evidence, stage, key, parse_value (key, value),
                     is_result ? outcome_of (value) : PM_OUTCOME_UNKNOWN, place);
}

static void
end_stage (PmEvidence *evidence, PmStage stage, PmOutcome outcome, const char *reason)
{
  PmStageResult *result = pm_evidence_get_stage (evidence, stage);

  if (pm_stage_result_get_state (result) == PM_STAGE_DONE)
    return;
  pm_evidence_begin_stage (evidence, stage);
  pm_evidence_end_stage (evidence, stage, outcome, reason);
}

static void
read_line (PmEvidence *evidence, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  guint first = g_ascii_isdigit (*line) ? 1 : 0;
  PmPlace place = { NULL, 0, 0 };
  guint family = 4;
  PmStage stage = pm_stage_from_id (words[first]);
  g_auto (GStrv) rest = NULL;

  if (first == 1)
    {
      g_assert_cmpint (sscanf (words[0], "%u:%u:%u", &place.connection, &place.port, &family), >=,
                       2);
      place.server = family == 6 ? "2001:db8::25" : "192.0.2.25";
    }
  rest = g_strsplit (line + (first == 1 ? strlen (words[0]) + 1 : 0), " ", 3);
  g_assert_cmpint (stage, !=, PM_STAGE_UNKNOWN);
  g_assert_cmpuint (g_strv_length (rest), ==, 3);
  add_fact (evidence, stage, rest[1], rest[2], &place);
  if (g_str_equal (rest[1], PM_KEY_RESULT)
      && place.connection == (first == 1 ? pm_evidence_get_main_connection (evidence) : 0))
    end_stage (evidence, stage, outcome_of (rest[2]), NULL);
}

PmEvidence *
pm_case_build (const char *lines)
{
  PmEvidence *evidence = pm_evidence_new (NULL);
  g_auto (GStrv) split = g_strsplit (lines, "\n", -1);

  for (guint i = 0; split[i] != NULL; i++)
    {
      guint connection, port;
      g_auto (GStrv) words = g_strsplit (split[i], " ", -1);

      if (*split[i] == '\0')
        continue;
      if (sscanf (split[i], "main %u:%u", &connection, &port) == 2)
        pm_evidence_set_main_connection (evidence, connection, port);
      else if (g_str_equal (words[0], "stage"))
        end_stage (evidence, pm_stage_from_id (words[1]), parse_outcome (words[2]), words[3]);
      else
        read_line (evidence, split[i]);
    }
  return evidence;
}

PmAccount *
pm_case_account (const char *settings)
{
  PmAccount *account = pm_account_new ();
  g_auto (GStrv) pairs = g_strsplit (settings, " ", -1);
  PmSecurity security = PM_SECURITY_AUTO;

  pm_account_set_server (account, "mail.example.jp");
  pm_account_set_address (account, "taro@example.jp");
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (g_str_has_prefix (pairs[i], "port="))
        pm_account_set_port (account, atoi (pairs[i] + strlen ("port=")));
      else if (g_str_has_prefix (pairs[i], "server="))
        pm_account_set_server (account, pairs[i] + strlen ("server="));
      else if (g_str_has_prefix (pairs[i], "address="))
        pm_account_set_address (account, pairs[i] + strlen ("address="));
      else if (g_str_has_prefix (pairs[i], "security="))
        g_assert_true (pm_security_from_id (pairs[i] + strlen ("security="), &security));
    }
  pm_account_set_security (account, security);
  return account;
}
