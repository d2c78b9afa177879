/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-evidence.h"

#include <string.h>

#define PASSWORD "correct-horse-7"

static PmEvidence *
evidence_with_password (void)
{
  g_autoptr (PmScrubber) scrubber = pm_scrubber_new ();
  g_autoptr (PmSecret) secret = pm_secret_new (PASSWORD, -1);

  pm_scrubber_add_secret (scrubber, secret);
  return pm_evidence_new (scrubber);
}

/* The whole value as text, at any depth. */
static void
assert_value_is_clean (PmObservation *observation)
{
  g_autofree char *text = g_variant_print (pm_observation_get_value (observation), TRUE);

  g_assert_null (strstr (text, PASSWORD));
  g_assert_nonnull (strstr (text, PM_SCRUBBER_MARK));
}

static void
test_secrets_stop_at_the_door (void)
{
  g_autoptr (PmEvidence) evidence = evidence_with_password ();
  g_autoptr (PmServerReply) reply = pm_server_reply_new ("AUTH", 535, "5.7.8",
                                                         "no: " PASSWORD " is wrong");
  g_autoptr (PmTranscriptLine) line = NULL;
  const char *const list[] = { "fine", "echo " PASSWORD, NULL };
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "deep", "s", "x" PASSWORD "x");
  pm_evidence_add_string (evidence, PM_STAGE_AUTH, PM_KEY_RESULT, PASSWORD, PM_OUTCOME_FAIL, NULL);
  pm_evidence_add (evidence, PM_STAGE_AUTH, PM_KEY_CAPABILITIES, g_variant_new_strv (list, -1),
                   PM_OUTCOME_FAIL, NULL);
  pm_evidence_add (evidence, PM_STAGE_AUTH, PM_KEY_CONNECT_ATTEMPT, g_variant_dict_end (&dict),
                   PM_OUTCOME_FAIL, NULL);
  pm_evidence_add_reply (evidence, PM_STAGE_AUTH, reply, PM_OUTCOME_FAIL, NULL);
  pm_evidence_add_line (evidence, 1, PM_DIRECTION_IN, "535 " PASSWORD);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (evidence)), ==, 4);
  for (guint number = 1; number <= 4; number++)
    assert_value_is_clean (pm_evidence_get_observation (evidence, number));
  g_assert_cmpstr (pm_server_reply_get_text (
                       pm_observation_get_reply (pm_evidence_get_observation (evidence, 4))),
                   ==, "no: " PM_SCRUBBER_MARK " is wrong");
  line = g_list_model_get_item (pm_evidence_get_transcript (evidence), 0);
  g_assert_cmpstr (pm_transcript_line_get_text (line), ==, "535 " PM_SCRUBBER_MARK);
}

static void
test_find_prefers_the_latest_of_a_connection (void)
{
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  PmPlace first = { .server = "192.0.2.1", .port = 587, .connection = 1 };
  PmPlace second = { .server = "192.0.2.1", .port = 465, .connection = 2 };
  PmObservation *found;

  pm_evidence_add_string (evidence, PM_STAGE_TLS, PM_KEY_RESULT, "refused", PM_OUTCOME_FAIL,
                          &first);
  pm_evidence_add_string (evidence, PM_STAGE_TLS, PM_KEY_RESULT, "secured", PM_OUTCOME_PASS,
                          &second);

  g_assert_cmpstr (pm_evidence_find_string (evidence, PM_STAGE_TLS, PM_KEY_RESULT, 1), ==,
                   "refused");
  g_assert_cmpstr (pm_evidence_find_string (evidence, PM_STAGE_TLS, PM_KEY_RESULT, 0), ==,
                   "secured");
  g_assert_null (pm_evidence_find (evidence, PM_STAGE_AUTH, PM_KEY_RESULT, 0));
  found = pm_evidence_find (evidence, PM_STAGE_TLS, PM_KEY_RESULT, 2);
  g_assert_cmpuint (pm_observation_get_port (found), ==, 465);
  g_assert_cmpstr (pm_observation_get_server (found), ==, "192.0.2.1");
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_a_stage_moves_once (void)
{
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  PmStageResult *tls = pm_evidence_get_stage (evidence, PM_STAGE_TLS);
  PmStageResult *auth = pm_evidence_get_stage (evidence, PM_STAGE_AUTH);
  guint moved = 0;

  g_signal_connect (tls, "notify::state", G_CALLBACK (count_cb), &moved);
  pm_evidence_begin_stage (evidence, PM_STAGE_TLS);
  pm_evidence_begin_stage (evidence, PM_STAGE_TLS);
  pm_evidence_end_stage (evidence, PM_STAGE_TLS, PM_OUTCOME_FAIL, NULL);
  pm_evidence_end_stage (evidence, PM_STAGE_TLS, PM_OUTCOME_SKIP, "earlier-failure");
  pm_evidence_end_stage (evidence, PM_STAGE_AUTH, PM_OUTCOME_SKIP, "earlier-failure");

  g_assert_cmpuint (moved, ==, 2);
  g_assert_cmpint (pm_stage_result_get_outcome (tls), ==, PM_OUTCOME_FAIL);
  g_assert_cmpstr (pm_stage_result_get_reason (tls), ==, "");
  g_assert_cmpint (pm_stage_result_get_duration_ms (tls), >=, 0);
  g_assert_cmpint (pm_stage_result_get_duration_ms (auth), ==, -1);
  g_assert_cmpstr (pm_stage_result_get_reason (auth), ==, "earlier-failure");
}

static void
test_broken_utf8_is_mended (void)
{
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);

  pm_evidence_add_string (evidence, PM_STAGE_TLS, PM_KEY_TLS_ALERT,
                          "a\xff"
                          "b",
                          PM_OUTCOME_FAIL, NULL);
  g_assert_true (g_utf8_validate (
      pm_evidence_find_string (evidence, PM_STAGE_TLS, PM_KEY_TLS_ALERT, 0), -1, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/evidence/secrets-stop-at-the-door", test_secrets_stop_at_the_door);
  g_test_add_func ("/evidence/find-prefers-the-latest",
                   test_find_prefers_the_latest_of_a_connection);
  g_test_add_func ("/evidence/a-stage-moves-once", test_a_stage_moves_once);
  g_test_add_func ("/evidence/broken-utf8-is-mended", test_broken_utf8_is_mended);

  return g_test_run ();
}
