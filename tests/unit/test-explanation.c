/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pm-explanation.h"

/* base64 of "\0taro\0hunter2-4711", of "hunter2-4711". */
#define PLAIN "AHRhcm8AaHVudGVyMi00NzEx"
#define PASS  "aHVudGVyMi00NzEx"

#define MAIL(encoding)                                                                             \
  "From: MAILER-DAEMON@office.example\nTo: taro@office.example\nSubject: failure notice\n"         \
  "Date: Wed, 25 Nov 2026 10:00:00 +0900\nMIME-Version: 1.0\n"                                     \
  "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: " encoding "\n\n"

static PmExplanation *
explain_bytes (const char *bytes, gsize length, PmStage stage)
{
  g_autoptr (GBytes) input = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  PmExplanation *explanation = pm_explanation_new (input, stage, &error);

  g_assert_no_error (error);
  return explanation;
}

static PmExplanation *
explain (const char *text)
{
  return explain_bytes (text, strlen (text), PM_STAGE_UNKNOWN);
}

static PmFinding *
get_root (PmExplanation *explanation)
{
  return pm_diagnosis_get_root (pm_explanation_get_diagnosis (explanation));
}

static void
test_text (void)
{
  g_autoptr (PmExplanation) explanation = explain ("554 5.7.1 Relay access denied");
  g_autoptr (PmEvidence) evidence = NULL;
  g_autoptr (PmDiagnosis) diagnosis = NULL;

  g_object_get (explanation, "evidence", &evidence, "diagnosis", &diagnosis, NULL);
  g_assert_true (evidence == pm_explanation_get_evidence (explanation));
  g_assert_true (diagnosis == pm_explanation_get_diagnosis (explanation));
  g_assert_false (pm_explanation_is_mail (explanation));
  g_assert_cmpstr (pm_finding_get_cause (get_root (explanation)), ==, "relay.denied");
  g_assert_cmpint (pm_diagnosis_get_verdict (diagnosis), ==, PM_VERDICT_PROBLEM);
}

static void
test_mail (void)
{
  g_autoptr (PmExplanation) explanation = explain (
      MAIL ("7bit") "Hi. This is the qmail-send program at office.example.\nI'm afraid I wasn't "
                    "able to deliver your message to the following addresses.\n\n"
                    "<hanaco@customer.example>:\n192.0.2.25 does not like recipient.\nRemote host "
                    "said: 550 5.1.1 <hanaco@customer.example>: User unknown\nGiving up on "
                    "192.0.2.25.\n\n--- Below this line is a copy of the message.\n\nSubject: x\n");

  g_assert_true (pm_explanation_is_mail (explanation));
  g_assert_cmpstr (pm_finding_get_cause (get_root (explanation)), ==, "recipient.unknown");
  g_assert_cmpstr (pm_finding_get_argument_string (get_root (explanation), "recipient"), ==,
                   "hanaco@customer.example");
}

/* The stage that the user tells, where the text does not tell one. */
static void
test_stage (void)
{
  static const char text[] = "554 5.7.1 Relay access denied";
  g_autoptr (PmExplanation) told = explain_bytes (text, strlen (text), PM_STAGE_RECIPIENT);
  g_autoptr (PmExplanation) wrong = explain_bytes (text, strlen (text), PM_STAGE_NETWORK);

  g_assert_cmpint (pm_finding_get_stage (get_root (told)), ==, PM_STAGE_RECIPIENT);
  g_assert_cmpstr (pm_finding_get_cause (get_root (wrong)), ==, "relay.denied");
}

static void
test_errors (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    int code;
  } inputs[] = {
    { "", 0, G_IO_ERROR_INVALID_ARGUMENT },
    { " \r\n\t\n", 5, G_IO_ERROR_INVALID_ARGUMENT },
    { NULL, PM_EXPLANATION_MAX_OCTETS + 1, G_IO_ERROR_MESSAGE_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *long_text = g_strnfill (inputs[i].length, 'x');
      g_autoptr (GBytes) bytes = g_bytes_new (inputs[i].bytes != NULL ? inputs[i].bytes : long_text,
                                              inputs[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_null (pm_explanation_new (bytes, PM_STAGE_UNKNOWN, &error));
      g_assert_error (error, G_IO_ERROR, inputs[i].code);
    }
}

/* The most that is allowed, with a secret whose mark is longer than itself. */
static void
test_most (void)
{
  g_autofree char *text = g_strnfill (PM_EXPLANATION_MAX_OCTETS, '\n');
  g_autoptr (PmExplanation) explanation = NULL;

  memcpy (text, "pass=x", strlen ("pass=x"));
  explanation = explain_bytes (text, PM_EXPLANATION_MAX_OCTETS, PM_STAGE_UNKNOWN);
  g_assert_cmpstr (pm_finding_get_cause (get_root (explanation)), ==, "unknown");
}

/* Nothing that is kept holds it: neither facts nor findings. */
static void
check_hidden (PmExplanation *explanation)
{
  static const char *const secrets[] = { "hunter2", PLAIN, PASS, "AHRhcm8A" };
  GListModel *facts = G_LIST_MODEL (pm_explanation_get_evidence (explanation));
  PmFinding *root = get_root (explanation);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (PmObservation) fact = g_list_model_get_item (facts, i);
      g_autofree char *value = g_variant_print (pm_observation_get_value (fact), FALSE);

      g_string_append (kept, value);
      if (pm_observation_get_reply (fact) != NULL)
        g_string_append (kept, pm_server_reply_get_text (pm_observation_get_reply (fact)));
    }
  g_variant_print_string (pm_finding_get_arguments (root), kept, FALSE);
  if (pm_finding_get_reply (root) != NULL)
    g_string_append (kept, pm_server_reply_get_text (pm_finding_get_reply (root)));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_test_message ("%s", kept->str);
      g_assert_null (strstr (kept->str, secrets[i]));
    }
}

static const char *const leaks[] = {
  "AUTH PLAIN " PLAIN "\n535 5.7.8 failed",
  "AUTH PLAIN " PLAIN,
  "334 UGFzc3dvcmQ6\n" PASS "\n535 5.7.8 failed",
  "could not log in with password=hunter2-4711",
  "Authorization: Basic " PLAIN "\n401",
  "smtp://taro:hunter2-4711@smtp.office.example refused",
};

/* However it comes: as it is, in UTF-16, in base64 within a mail, in HTML. */
static void
test_hidden (gconstpointer data)
{
  const char *text = data;
  gsize n = 0;
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", text, NULL);
  g_autofree char *wide = g_convert (marked, -1, "UTF-16LE", "UTF-8", NULL, &n, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));
  g_autofree char *mail = g_strconcat (MAIL ("base64"), encoded, "\n", NULL);
  g_autofree char *html = g_strdup_printf ("<html><body><pre>%s</pre></body></html>", text);
  g_autoptr (PmExplanation) as_it_is = explain (text);
  g_autoptr (PmExplanation) in_utf16 = explain_bytes (wide, n, PM_STAGE_UNKNOWN);
  g_autoptr (PmExplanation) in_mail = explain (mail);
  g_autoptr (PmExplanation) in_html = explain (html);

  check_hidden (as_it_is);
  check_hidden (in_utf16);
  check_hidden (in_mail);
  check_hidden (in_html);
}

/* What is hidden does not stand in the way of what the server said. */
static void
test_read_all_the_same (void)
{
  g_autoptr (PmExplanation) explanation = explain (
      "C: AUTH PLAIN " PLAIN "\nS: 535 5.7.8 Error: authentication failed: authentication failure");

  g_assert_cmpstr (pm_finding_get_cause (get_root (explanation)), ==, "auth.bad-credentials");
  g_assert_cmpint (pm_finding_get_stage (get_root (explanation)), ==, PM_STAGE_AUTH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/explanation/text", test_text);
  g_test_add_func ("/explanation/mail", test_mail);
  g_test_add_func ("/explanation/stage", test_stage);
  g_test_add_func ("/explanation/errors", test_errors);
  g_test_add_func ("/explanation/most", test_most);
  for (guint i = 0; i < G_N_ELEMENTS (leaks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/explanation/hidden/%u", i);

      g_test_add_data_func (path, leaks[i], test_hidden);
    }
  g_test_add_func ("/explanation/read-all-the-same", test_read_all_the_same);
  return g_test_run ();
}
