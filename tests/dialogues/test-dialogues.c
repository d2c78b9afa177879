/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "pm-await.h"
#include "pm-checkup.h"
#include "pm-practice.h"

#define SUFFIX ".smtp"

/* Each script is a server with one fault, and says which cause is to be named. Those that come with the
 * program are all here; the files beside this one are for tests alone. */

typedef struct
{
  PmPractice *practice;
  PmCheckup *checkup;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->checkup);
  g_object_unref (run->practice);
  g_free (run);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static PmAccount *
read_account (PmPractice *practice)
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
trust_practice (PmCheckup *checkup, PmPractice *practice)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("postmend-practice-XXXXXX.pem", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, pm_practice_get_ca_pem (practice), -1, &error);
  g_assert_no_error (error);
  pm_checkup_set_ca_file (checkup, path, &error);
  g_assert_no_error (error);
  g_unlink (path);
}

static void
wait_for (PmCheckup *checkup)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_checkup_run_async (checkup, NULL, pm_await_cb, &result);
  pm_await (&result);
  pm_checkup_run_finish (checkup, result, &error);
  g_assert_no_error (error);
}

/* By the hooks, and not by pm_checkup_new_practice(), so that the log of the server can be read. */
static Run *
run_practice (PmPractice *practice, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmAccount) account = read_account (practice);
  Run *run = g_new0 (Run, 1);

  pm_practice_start (practice, &error);
  g_assert_no_error (error);
  run->practice = practice;
  run->checkup = pm_checkup_new (account);
  if (password != NULL)
    {
      g_autoptr (PmSecret) secret = pm_secret_new (password, -1);

      pm_checkup_set_password (run->checkup, secret);
    }
  pm_checkup_set_timeout (run->checkup, pm_practice_get_timeout_ms (practice));
  pm_checkup_set_dns_server (run->checkup, pm_practice_get_dns_server (practice), &error);
  g_assert_no_error (error);
  pm_checkup_set_port_map (run->checkup, pm_practice_get_port_map (practice), &error);
  g_assert_no_error (error);
  trust_practice (run->checkup, practice);
  wait_for (run->checkup);
  return run;
}

static Run *
run_script (const char *text)
{
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new_from_text (text, &error);

  g_assert_no_error (error);
  return run_practice (practice, pm_practice_get_setting (practice, "password"));
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

/* For who reads why a test failed. */
static void
print_run (Run *run)
{
  PmDiagnosis *diagnosis = pm_checkup_get_diagnosis (run->checkup);
  GListModel *facts = G_LIST_MODEL (pm_checkup_get_evidence (run->checkup));

  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (PmObservation) fact = g_list_model_get_item (facts, i);
      g_autofree char *value = print_observation (fact);

      g_test_message ("%u %s %s %s", pm_observation_get_connection (fact),
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
  if (healthy)
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
  g_autoptr (GStrvBuilder) forms = g_strv_builder_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autofree char *password_base64 = NULL;
  g_autofree char *plain_base64 = NULL;

  if (user == NULL || password == NULL)
    return g_strv_builder_end (forms);

  g_byte_array_append (plain, (const guint8 *) "", 1);
  g_byte_array_append (plain, (const guint8 *) user, (guint) strlen (user) + 1);
  g_byte_array_append (plain, (const guint8 *) password, (guint) strlen (password));
  password_base64 = g_base64_encode ((const guchar *) password, strlen (password));
  plain_base64 = g_base64_encode (plain->data, plain->len);
  g_strv_builder_add_many (forms, password, password_base64, plain_base64, NULL);
  return g_strv_builder_end (forms);
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

/* The promises: no message is ever begun, one sign-in at the most, and nothing secret to a server that
 * was not verified. */
static void
check_wire (Run *run)
{
  const char *const *log = pm_practice_get_log (run->practice);
  g_auto (GStrv) forms = list_secret_forms (run->practice);
  gboolean secured = is_secured (run->checkup);
  guint n_auth = 0;

  for (gsize i = 0; log[i] != NULL; i++)
    {
      g_assert_false (is_command (log[i], "DATA"));
      g_assert_false (is_command (log[i], "BDAT"));
      n_auth += is_command (log[i], "AUTH");
      if (!secured)
        check_hides_secrets (log[i], forms);
    }
  g_assert_cmpuint (n_auth, <=, 1);
}

static void
check_finding_hides_secrets (PmFinding *finding, char **forms)
{
  g_autofree char *arguments = g_variant_print (pm_finding_get_arguments (finding), FALSE);
  PmServerReply *reply = pm_finding_get_reply (finding);

  check_hides_secrets (arguments, forms);
  if (reply != NULL)
    check_hides_secrets (pm_server_reply_get_text (reply), forms);
}

static void
check_memory (Run *run)
{
  PmEvidence *evidence = pm_checkup_get_evidence (run->checkup);
  GListModel *transcript = pm_evidence_get_transcript (evidence);
  PmFinding *root = pm_diagnosis_get_root (pm_checkup_get_diagnosis (run->checkup));
  g_auto (GStrv) forms = list_secret_forms (run->practice);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (evidence)); i++)
    {
      g_autoptr (PmObservation) fact = g_list_model_get_item (G_LIST_MODEL (evidence), i);
      g_autofree char *value = print_observation (fact);

      check_hides_secrets (value, forms);
    }
  for (guint i = 0; i < g_list_model_get_n_items (transcript); i++)
    {
      g_autoptr (PmTranscriptLine) line = g_list_model_get_item (transcript, i);

      check_hides_secrets (pm_transcript_line_get_text (line), forms);
    }
  if (root != NULL)
    check_finding_hides_secrets (root, forms);
}

static void
check_run (Run *run)
{
  print_run (run);
  check_diagnosis (run);
  check_wire (run);
  check_memory (run);
}

static void
test_shipped (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new (data, &error);
  g_autoptr (Run) run = NULL;

  g_assert_no_error (error);
  run = run_practice (practice, pm_practice_get_setting (practice, "password"));
  check_run (run);
}

static void
test_file (gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, data, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Run) run = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  run = run_script (text);
  check_run (run);
}

/* The server checks each of them for good, so a healthy verdict is a sign-in that worked. */
static void
test_mechanism (gconstpointer data)
{
  g_autofree char *script = g_strdup_printf (
      "expect healthy\n"
      "account address=taro@office.example server=smtp.office.example port=465 security=tls\n"
      "account user=taro@office.example password=secret-1234\n"
      "dns smtp.office.example 127.0.0.1\n"
      "listen 465 tls\n"
      "  offer AUTH %s\n",
      (const char *) data);
  g_autoptr (Run) run = run_script (script);

  check_run (run);
  g_assert_true (pm_checkup_get_signed_in (run->checkup));
}

/* The way of both front ends: the fault is there, and is mended by what the user types in. */
static void
test_mended (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmCheckup) before = pm_checkup_new_practice ("auth.bad-credentials", &error);
  g_autoptr (PmCheckup) after = pm_checkup_new_practice ("auth.bad-credentials", &error);
  g_autoptr (PmSecret) right = pm_secret_new ("secret-5678", -1);

  g_assert_no_error (error);
  wait_for (before);
  g_assert_cmpstr (pm_finding_get_cause (pm_diagnosis_get_root (pm_checkup_get_diagnosis (before))),
                   ==, "auth.bad-credentials");
  g_assert_false (pm_checkup_get_signed_in (before));

  pm_checkup_set_password (after, right);
  wait_for (after);
  g_assert_cmpint (pm_diagnosis_get_verdict (pm_checkup_get_diagnosis (after)), ==, PM_VERDICT_OK);
  g_assert_true (pm_checkup_get_signed_in (after));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (g_test_get_dir (G_TEST_DIST), 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      if (g_str_has_suffix (name, SUFFIX))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, >, 0);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strconcat ("/dialogues/more/", g_ptr_array_index (names, i), NULL);

      path[strlen (path) - strlen (SUFFIX)] = '\0';
      g_test_add_data_func_full (path, g_strdup (g_ptr_array_index (names, i)), test_file, g_free);
    }
}

int
main (int argc, char *argv[])
{
  static const char *const mechanisms[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1",
                                            "SCRAM-SHA-256" };
  const char *const *names = pm_practice_list ();

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/dialogues/shipped/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_shipped);
    }
  add_files ();
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autofree char *path = g_strconcat ("/dialogues/mechanism/", mechanisms[i], NULL);

      g_test_add_data_func (path, mechanisms[i], test_mechanism);
    }
  g_test_add_func ("/dialogues/mended", test_mended);

  return g_test_run ();
}
