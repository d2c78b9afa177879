/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialogue-run.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pm-await.h"

/* The longest reply that is kept is 64 KiB; there may be one on each connection. */
#define MAX_KEPT (512 * 1024)

void
run_free (Run *run)
{
  g_object_unref (run->checkup);
  g_object_unref (run->practice);
  g_free (run);
}

PmAccount *
run_read_account (PmPractice *practice)
{
  static const char *const texts[] = { "address", "server", "user", "auth", "from", "to" };
  PmAccount *account = pm_account_new ();
  const char *port = pm_practice_get_setting (practice, "port");
  const char *size = pm_practice_get_setting (practice, "size");
  const char *security = pm_practice_get_setting (practice, "security");
  PmSecurity chosen = PM_SECURITY_AUTO;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *value = pm_practice_get_setting (practice, texts[i]);

      if (value != NULL)
        g_object_set (account, texts[i], value, NULL);
    }
  if (security != NULL)
    g_assert_true (pm_security_from_id (security, &chosen));
  pm_account_set_security (account, chosen);
  if (port != NULL)
    pm_account_set_port (account, (guint) g_ascii_strtoull (port, NULL, 10));
  if (size != NULL)
    pm_account_set_message_size (account, g_ascii_strtoull (size, NULL, 10));
  return account;
}

static void
trust_file (PmCheckup *checkup, const char *path)
{
  g_autoptr (GError) error = NULL;

  pm_checkup_set_ca_file (checkup, path, &error);
  g_assert_no_error (error);
}

static void
trust_practice (PmCheckup *checkup, PmPractice *practice)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("postmend-practice-XXXXXX.pem", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, pm_practice_get_ca_pem (practice), -1, &error);
  g_assert_no_error (error);
  trust_file (checkup, path);
  g_unlink (path);
}

gboolean
run_wait (PmCheckup *checkup, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_checkup_run_async (checkup, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_checkup_run_finish (checkup, result, error);
}

static void
set_secrets (PmCheckup *checkup, PmPractice *practice)
{
  const char *password = pm_practice_get_setting (practice, "password");
  const char *token = pm_practice_get_setting (practice, "token");
  g_autoptr (PmSecret) secret = NULL;

  if (password != NULL)
    pm_checkup_set_password (checkup, secret = pm_secret_new (password, -1));
  else if (token != NULL)
    pm_checkup_set_token (checkup, secret = pm_secret_new (token, -1));
}

/* By the hooks, and not by pm_checkup_new_practice(), so that the log of the server can be read. */
Run *
run_prepare (PmPractice *practice, PmAccount *account, const char *ca_file)
{
  g_autoptr (GError) error = NULL;
  Run *run = g_new0 (Run, 1);

  pm_practice_start (practice, &error);
  g_assert_no_error (error);
  run->practice = practice;
  run->checkup = pm_checkup_new (account);
  set_secrets (run->checkup, practice);
  pm_checkup_set_timeout (run->checkup, pm_practice_get_timeout_ms (practice));
  pm_checkup_set_domain (run->checkup, pm_practice_asks (practice, "domain"));
  pm_checkup_set_blocklists (run->checkup, pm_practice_asks (practice, "blocklists"));
  pm_checkup_set_dns_server (run->checkup, pm_practice_get_dns_server (practice), &error);
  g_assert_no_error (error);
  pm_checkup_set_port_map (run->checkup, pm_practice_get_port_map (practice), &error);
  g_assert_no_error (error);
  if (ca_file != NULL)
    trust_file (run->checkup, ca_file);
  else
    trust_practice (run->checkup, practice);
  return run;
}

Run *
run_practice (PmPractice *practice, const char *ca_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmAccount) account = run_read_account (practice);
  Run *run = run_prepare (practice, account, ca_file);

  run_wait (run->checkup, &error);
  g_assert_no_error (error);
  return run;
}

Run *
run_script (const char *text, const char *ca_file)
{
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new_from_text (text, &error);

  g_assert_no_error (error);
  return run_practice (practice, ca_file);
}

static void
print_findings (const char *what, GListModel *findings)
{
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      g_test_message ("%s: %s", what, pm_finding_get_cause (finding));
    }
}

static char *
print_observation (PmObservation *observation)
{
  return g_variant_print (pm_observation_get_value (observation), FALSE);
}

/* For who reads why a test failed; cut where a server had no end. */
static void
print_run (Run *run)
{
  PmDiagnosis *diagnosis = pm_checkup_get_diagnosis (run->checkup);
  GListModel *facts = G_LIST_MODEL (pm_checkup_get_evidence (run->checkup));

  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (PmObservation) fact = g_list_model_get_item (facts, i);
      g_autofree char *value = print_observation (fact);

      g_test_message ("%u %s %s %.400s", pm_observation_get_connection (fact),
                      pm_stage_get_id (pm_observation_get_stage (fact)),
                      pm_observation_get_key (fact), value);
    }
  print_findings ("cause", pm_diagnosis_get_causes (diagnosis));
  print_findings ("note", pm_diagnosis_get_notes (diagnosis));
}

static void
check_diagnosis (Run *run)
{
  const char *expected = pm_practice_get_expected (run->practice);
  gboolean healthy = g_str_equal (expected, "healthy");
  PmDiagnosis *diagnosis = pm_checkup_get_diagnosis (run->checkup);
  PmFinding *root = pm_diagnosis_get_root (diagnosis);
  PmVerdict verdict = healthy                             ? PM_VERDICT_OK
                      : g_str_equal (expected, "unknown") ? PM_VERDICT_INCONCLUSIVE
                                                          : PM_VERDICT_PROBLEM;

  g_assert_cmpstr (root != NULL ? pm_finding_get_cause (root) : "healthy", ==, expected);
  g_assert_cmpstr (pm_verdict_get_id (pm_diagnosis_get_verdict (diagnosis)), ==,
                   pm_verdict_get_id (verdict));
}

void
run_check_has_no_notes (Run *run)
{
  PmDiagnosis *diagnosis = pm_checkup_get_diagnosis (run->checkup);

  g_assert_cmpuint (g_list_model_get_n_items (pm_diagnosis_get_notes (diagnosis)), ==, 0);
}

static gboolean
is_command (const char *line, const char *verb)
{
  const char *command = strstr (line, "> ");

  return command != NULL && g_ascii_strncasecmp (command + 2, verb, strlen (verb)) == 0;
}

/* The forms in which a password goes over the wire or comes back. (transfer full) */
static char **
list_secret_forms (PmPractice *practice)
{
  const char *user = pm_practice_get_setting (practice, "user");
  const char *password = pm_practice_get_setting (practice, "password");
  const char *secret = password != NULL ? password : pm_practice_get_setting (practice, "token");
  g_autoptr (GStrvBuilder) forms = g_strv_builder_new ();
  g_autofree char *plain = g_strdup_printf ("%c%s%c%s", '\0', user, '\0', secret);
  g_autofree char *secret_base64 = NULL;
  g_autofree char *plain_base64 = NULL;

  if (user == NULL || secret == NULL)
    return g_strv_builder_end (forms);

  secret_base64 = g_base64_encode ((const guchar *) secret, strlen (secret));
  plain_base64 = g_base64_encode ((const guchar *) plain, 2 + strlen (user) + strlen (secret));
  g_strv_builder_add_many (forms, secret, secret_base64, plain_base64, NULL);
  return g_strv_builder_end (forms);
}

/* What is kept is shown, and must not steer a terminal or turn the direction of writing. */
static void
check_is_harmless (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_assert_true (!g_unichar_iscntrl (c) || c == '\n');
      g_assert_false (c >= 0x202a && c <= 0x202e);
      g_assert_false (c >= 0x2066 && c <= 0x2069);
    }
}

static void
check_hides_secrets (const char *text, char **forms)
{
  for (gsize i = 0; forms[i] != NULL; i++)
    g_assert_null (strstr (text, forms[i]));
}

static gboolean
is_secured (PmCheckup *checkup)
{
  PmEvidence *evidence = pm_checkup_get_evidence (checkup);
  const char *word = pm_evidence_find_string (evidence, PM_STAGE_TLS, PM_KEY_RESULT,
                                              pm_evidence_get_main_connection (evidence));

  return g_strcmp0 (word, "secured") == 0;
}

static guint
count_command (const char *const *log, const char *verb)
{
  guint count = 0;

  for (gsize i = 0; log[i] != NULL; i++)
    count += is_command (log[i], verb);
  return count;
}

/* The promises: no message is ever begun, one sign-in at the most, and none to a server that was
 * not verified. */
static void
check_wire (Run *run)
{
  const char *const *log = pm_practice_get_log (run->practice);
  const char *const *clear = pm_practice_get_clear_log (run->practice);
  g_auto (GStrv) forms = list_secret_forms (run->practice);
  gboolean secured = is_secured (run->checkup);

  g_assert_cmpuint (count_command (log, "DATA"), ==, 0);
  g_assert_cmpuint (count_command (log, "BDAT"), ==, 0);
  g_assert_cmpuint (count_command (log, "AUTH"), <=, secured ? 1 : 0);
  g_assert_cmpuint (count_command (clear, "AUTH"), ==, 0);
  for (gsize i = 0; clear[i] != NULL; i++)
    check_hides_secrets (clear[i], forms);
  for (gsize i = 0; !secured && log[i] != NULL; i++)
    check_hides_secrets (log[i], forms);
}

static void
check_finding_hides_secrets (PmFinding *finding, char **forms)
{
  g_autofree char *arguments = g_variant_print (pm_finding_get_arguments (finding), FALSE);
  PmServerReply *reply = pm_finding_get_reply (finding);

  check_hides_secrets (arguments, forms);
  if (reply != NULL)
    {
      check_hides_secrets (pm_server_reply_get_text (reply), forms);
      check_is_harmless (pm_server_reply_get_text (reply));
    }
}

static void
check_memory (Run *run)
{
  PmEvidence *evidence = pm_checkup_get_evidence (run->checkup);
  GListModel *transcript = pm_evidence_get_transcript (evidence);
  PmFinding *root = pm_diagnosis_get_root (pm_checkup_get_diagnosis (run->checkup));
  g_auto (GStrv) forms = list_secret_forms (run->practice);
  gsize kept = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (evidence)); i++)
    {
      g_autoptr (PmObservation) fact = g_list_model_get_item (G_LIST_MODEL (evidence), i);
      g_autofree char *value = print_observation (fact);

      check_hides_secrets (value, forms);
      kept += strlen (value);
    }
  for (guint i = 0; i < g_list_model_get_n_items (transcript); i++)
    {
      g_autoptr (PmTranscriptLine) line = g_list_model_get_item (transcript, i);

      check_hides_secrets (pm_transcript_line_get_text (line), forms);
      check_is_harmless (pm_transcript_line_get_text (line));
      kept += strlen (pm_transcript_line_get_text (line));
    }
  g_assert_cmpuint (kept, <=, MAX_KEPT);
  if (root != NULL)
    check_finding_hides_secrets (root, forms);
}

void
run_check (Run *run)
{
  print_run (run);
  check_diagnosis (run);
  check_wire (run);
  check_memory (run);
}
