/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* A report of these causes, for people who use @program. */
static PmReport *
new_report (const char *const *causes, const char *program)
{
  g_autoptr (PmDiagnosis) diagnosis = pm_diagnosis_new (PM_VERDICT_PROBLEM);
  PmReport *report;

  for (; *causes != NULL; causes++)
    {
      g_autoptr (PmFinding) finding = pm_finding_new (*causes, PM_CERTAINTY_CERTAIN,
                                                      PM_STAGE_UNKNOWN, NULL);

      pm_diagnosis_add_cause (diagnosis, finding);
    }
  report = pm_report_new (NULL, NULL, diagnosis);
  pm_report_set_program (report, program);
  return report;
}

static const char *const relay[] = { "relay.denied", NULL };
static const char *const unknown_recipient[] = { "recipient.unknown", NULL };

static void
test_text (void)
{
  g_autoptr (PmReport) report = new_report (relay, "thunderbird");
  g_autofree char *text = pm_report_to_text (report);
  const char *steps = strstr (text, "What to do");
  const char *where = strstr (text, "Where to find it in Thunderbird");

  g_assert_nonnull (steps);
  g_assert_nonnull (where);
  g_assert_true (steps < where);
  /* What is found in one place is told once. */
  g_assert_nonnull (
      strstr (where, "- Port, Connection security, Authentication method, User name:"));
  g_assert_nonnull (strstr (where, "- Password:"));
  g_assert_null (strstr (where, "Sender address:"));
}

static void
test_none (void)
{
  g_autoptr (PmReport) away = new_report (unknown_recipient, "thunderbird");
  g_autoptr (PmReport) plain = new_report (relay, NULL);
  g_autofree char *away_text = pm_report_to_text (away);
  g_autofree char *plain_text = pm_report_to_text (plain);

  /* No setting of the own program cures an address that does not exist. */
  g_assert_null (strstr (away_text, "Where to find it"));
  g_assert_null (strstr (plain_text, "Where to find it"));
}

static JsonObject *
get_cause (JsonNode *root, guint i)
{
  JsonArray *causes = json_object_get_array_member (json_node_get_object (root), "causes");

  return json_array_get_object_element (causes, i);
}

static void
test_json (void)
{
  static const char *const causes[] = { "relay.denied", "recipient.unknown", NULL };
  g_autoptr (PmReport) report = new_report (causes, "thunderbird");
  g_autoptr (PmReport) plain = new_report (relay, NULL);
  g_autofree char *text = pm_report_to_json (report);
  g_autofree char *plain_text = pm_report_to_json (plain);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  g_autoptr (JsonNode) plain_root = json_from_string (plain_text, NULL);
  JsonObject *program = json_object_get_object_member (get_cause (root, 0), "program");
  JsonArray *paths = json_object_get_array_member (program, "paths");
  JsonObject *first = json_array_get_object_element (paths, 0);

  g_assert_cmpstr (json_object_get_string_member (program, "id"), ==, "thunderbird");
  g_assert_cmpstr (json_object_get_string_member (program, "name"), ==, "Thunderbird");
  g_assert_cmpuint (json_array_get_length (paths), ==, 5);
  g_assert_cmpstr (json_object_get_string_member (first, "setting"), ==, "port");
  g_assert_nonnull (strstr (json_object_get_string_member (first, "path"), "Outgoing Server"));
  g_assert_false (json_object_has_member (get_cause (root, 1), "program"));
  g_assert_false (json_object_has_member (get_cause (plain_root, 0), "program"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-program/text", test_text);
  g_test_add_func ("/report-program/none", test_none);
  g_test_add_func ("/report-program/json", test_json);
  return g_test_run ();
}
