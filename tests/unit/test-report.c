/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "pm-catalogue.h"
#include "pm-escape.h"
#include "pm-report.h"
#include "pm-sheet.h"

/* What a hostile server may say: an escape sequence, C1, an override of direction, a line
 * separator. */
#define HOSTILE                                                                                    \
  "Denied\033]0;owned\007 \302\233 31m \342\200\256 gnp.exe \342\200\250 \360\236\270\200"

static PmAccount *
make_account (void)
{
  PmAccount *account = pm_account_new ();

  pm_account_set_address (account, "taro@office.example");
  pm_account_set_server (account, "smtp.office.example");
  pm_account_set_port (account, 587);
  pm_account_set_security (account, PM_SECURITY_STARTTLS);
  pm_account_set_user (account, "taro.login");
  pm_account_set_to (account, "hanako@elsewhere.example");
  pm_account_set_message_size (account, 12345);
  return account;
}

static PmEvidence *
make_evidence (const char *said)
{
  const char *const addresses[] = { "192.0.2.1", "2001:db8::1", NULL };
  PmPlace place = { "192.0.2.1", 587, 1 };
  PmEvidence *evidence = pm_evidence_new (NULL);
  g_autoptr (PmServerReply) reply = pm_server_reply_new ("RCPT", 554, "5.7.1", said);

  pm_evidence_begin_stage (evidence, PM_STAGE_DNS);
  pm_evidence_add_string (evidence, PM_STAGE_DNS, PM_KEY_RESULT, "found", PM_OUTCOME_PASS, NULL);
  pm_evidence_add (evidence, PM_STAGE_DNS, PM_KEY_DNS_ADDRESSES, g_variant_new_strv (addresses, -1),
                   PM_OUTCOME_PASS, NULL);
  pm_evidence_end_stage (evidence, PM_STAGE_DNS, PM_OUTCOME_PASS, NULL);
  pm_evidence_set_main_connection (evidence, 1, 587);
  pm_evidence_end_stage (evidence, PM_STAGE_AUTH, PM_OUTCOME_SKIP, "no-password");
  pm_evidence_begin_stage (evidence, PM_STAGE_RECIPIENT);
  pm_evidence_add_string (evidence, PM_STAGE_RECIPIENT, PM_KEY_RESULT, "rejected", PM_OUTCOME_FAIL,
                          &place);
  pm_evidence_add_reply (evidence, PM_STAGE_RECIPIENT, reply, PM_OUTCOME_FAIL, &place);
  pm_evidence_end_stage (evidence, PM_STAGE_RECIPIENT, PM_OUTCOME_FAIL, NULL);
  pm_evidence_add_line (evidence, 1, PM_DIRECTION_OUT, "RCPT TO:<hanako@elsewhere.example>");
  pm_evidence_add_line (evidence, 1, PM_DIRECTION_IN, said);
  pm_evidence_stop_clock (evidence);
  return evidence;
}

static PmDiagnosis *
make_diagnosis (const char *said)
{
  PmDiagnosis *diagnosis = pm_diagnosis_new (PM_VERDICT_PROBLEM);
  g_autoptr (PmServerReply) reply = pm_server_reply_new ("RCPT", 554, "5.7.1", said);
  g_autoptr (PmFinding) root = pm_finding_new ("relay.denied", PM_CERTAINTY_CERTAIN,
                                               PM_STAGE_RECIPIENT, reply);
  g_autoptr (PmFinding) note = pm_finding_new ("auth.required", PM_CERTAINTY_POSSIBLE,
                                               PM_STAGE_AUTH, NULL);

  pm_finding_set_argument_string (root, "server", "smtp.office.example");
  pm_finding_set_argument_uint (root, "port", 587);
  pm_finding_add_observation (root, 3);
  pm_finding_add_observation (root, 4);
  pm_diagnosis_add_cause (diagnosis, root);
  pm_diagnosis_add_note (diagnosis, note);
  pm_diagnosis_add_ruled_out (diagnosis, "connect.timeout");
  return diagnosis;
}

static PmReport *
make_report (const char *said, const char *language)
{
  g_autoptr (PmAccount) account = make_account ();
  g_autoptr (PmEvidence) evidence = make_evidence (said);
  g_autoptr (PmDiagnosis) diagnosis = make_diagnosis (said);
  PmReport *report = pm_report_new (account, evidence, diagnosis);

  pm_report_set_language (report, language);
  return report;
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = json_from_string (json, &error);

  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (root));
  return root;
}

/* @keys: every member of the object, in order, separated by spaces. */
static void
assert_keys (JsonObject *object, const char *keys)
{
  g_autoptr (GList) members = json_object_get_members (object);
  g_autoptr (GString) found = g_string_new (NULL);

  for (GList *member = members; member != NULL; member = member->next)
    g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", (char *) member->data);
  g_assert_cmpstr (found->str, ==, keys);
}

static JsonObject *
get_element (JsonObject *object, const char *name, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (object, name), index);
}

static void
assert_nothing_hostile (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_assert_true (*text == '\n' || pm_escape_is_harmless (g_utf8_get_char (text)));
}

static void
assert_masked (const char *masked, const char *address)
{
  g_autofree char *found = pm_report_mask_address (address);

  g_assert_cmpstr (found, ==, masked);
}

static void
test_mask (void)
{
  assert_masked ("t***@example.jp", "taro@example.jp");
  assert_masked ("t***", "taro");
  assert_masked ("***@example.jp", "@example.jp");
  assert_masked ("a***@c", "a@b@c");
  assert_masked ("太***@example.jp", "太郎@example.jp");
  assert_masked ("", "");
  assert_masked ("", NULL);
  assert_masked ("\357\277\275***@x", "\377abc@x");
}

static void
test_json_keys (void)
{
  g_autoptr (PmReport) report = make_report ("Relay access denied", "en");
  g_autofree char *json = pm_report_to_json (report);
  g_autoptr (JsonNode) root = parse (json);
  JsonObject *object = json_node_get_object (root);

  assert_keys (object,
               "schema tool language started duration_ms account verdict summary causes notes "
               "ruled_out stages observations transcript");
  assert_keys (json_object_get_object_member (object, "tool"), "name version");
  assert_keys (json_object_get_object_member (object, "account"),
               "server port security address user auth from to message_size");
  for (guint i = 0; i < 2; i++)
    assert_keys (
        get_element (object, i == 0 ? "causes" : "notes", 0),
        "id certainty stage side title meaning evidence observations reply fixes arguments");
  assert_keys (get_element (object, "stages", 0), "id outcome duration_ms summary reason");
  assert_keys (get_element (object, "observations", 0),
               "n stage key value outcome at_ms server port connection");
  assert_keys (get_element (object, "transcript", 0), "at_ms connection direction text");
  g_assert_cmpint (json[strlen (json) - 1], ==, '\n');
}

static void
test_json_values (void)
{
  g_autoptr (PmReport) report = make_report ("Relay access denied", "en");
  g_autofree char *json = pm_report_to_json (report);
  g_autoptr (JsonNode) root = parse (json);
  JsonObject *object = json_node_get_object (root);
  JsonObject *cause = get_element (object, "causes", 0);
  JsonObject *reply = json_object_get_object_member (cause, "reply");
  JsonObject *arguments = json_object_get_object_member (cause, "arguments");
  JsonObject *addresses = get_element (object, "observations", 1);
  g_autoptr (GDateTime) started = g_date_time_new_from_iso8601 (
      json_object_get_string_member (object, "started"), NULL);

  g_assert_cmpstr (json_object_get_string_member (object, "schema"), ==, "postmend.report/1");
  g_assert_cmpstr (json_object_get_string_member (object, "verdict"), ==, "problem");
  g_assert_nonnull (started);
  g_assert_cmpstr (json_object_get_string_member (cause, "id"), ==, "relay.denied");
  g_assert_cmpstr (json_object_get_string_member (cause, "stage"), ==, "recipient");
  g_assert_cmpint (json_object_get_int_member (reply, "code"), ==, 554);
  g_assert_cmpstr (json_object_get_string_member (reply, "enhanced"), ==, "5.7.1");
  g_assert_cmpstr (json_object_get_string_member (reply, "text"), ==, "Relay access denied");
  g_assert_cmpint (json_object_get_int_member (arguments, "port"), ==, 587);
  g_assert_true (json_object_get_null_member (get_element (object, "notes", 0), "reply"));
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (object, "ruled_out"), 0), ==,
      "connect.timeout");
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (addresses, "value"), 1), ==,
      "2001:db8::1");
}

static void
test_json_stages (void)
{
  g_autoptr (PmReport) report = make_report ("Relay access denied", "en");
  g_autofree char *json = pm_report_to_json (report);
  g_autoptr (JsonNode) root = parse (json);
  JsonObject *object = json_node_get_object (root);
  JsonObject *auth = get_element (object, "stages", PM_STAGE_AUTH);
  JsonObject *recipient = get_element (object, "stages", PM_STAGE_RECIPIENT);

  g_assert_cmpint (json_array_get_length (json_object_get_array_member (object, "stages")), ==,
                   PM_N_LIVE_STAGES);
  g_assert_cmpstr (json_object_get_string_member (auth, "id"), ==, "auth");
  g_assert_cmpstr (json_object_get_string_member (auth, "outcome"), ==, "skip");
  g_assert_cmpint (json_object_get_int_member (auth, "duration_ms"), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (auth, "reason"), !=, "");
  g_assert_cmpstr (json_object_get_string_member (recipient, "outcome"), ==, "fail");
  g_assert_cmpstr (json_object_get_string_member (recipient, "summary"), !=, "");
  g_assert_cmpstr (json_object_get_string_member (recipient, "reason"), ==, "");
}

/* Names of people are masked where they stand in the settings. */
static void
test_account_masked (void)
{
  g_autoptr (PmReport) report = make_report ("Relay access denied", "en");
  g_autofree char *json = pm_report_to_json (report);
  g_autofree char *text = pm_report_to_text (report);
  g_autoptr (JsonNode) root = parse (json);
  JsonObject *account = json_object_get_object_member (json_node_get_object (root), "account");

  g_assert_cmpstr (json_object_get_string_member (account, "address"), ==, "t***@office.example");
  g_assert_cmpstr (json_object_get_string_member (account, "user"), ==, "t***");
  g_assert_cmpstr (json_object_get_string_member (account, "to"), ==, "h***@elsewhere.example");
  g_assert_cmpstr (json_object_get_string_member (account, "from"), ==, "");
  g_assert_cmpint (json_object_get_int_member (account, "message_size"), ==, 12345);
  g_assert_null (strstr (json, "taro"));
  g_assert_null (strstr (text, "taro"));
  g_assert_nonnull (strstr (text, "t***@office.example"));
}

static void
test_pasted (void)
{
  g_autoptr (PmServerReply) reply = pm_server_reply_new ("RCPT", 554, "5.7.1",
                                                         "Relay access denied");
  g_autoptr (PmFailure) failure = pm_failure_new (PM_STAGE_DELIVERY, reply, "mx.customer.example",
                                                  "hanako@customer.example", "failed");
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  g_autoptr (PmDiagnosis) diagnosis = make_diagnosis ("Relay access denied");
  g_autoptr (PmReport) report = pm_report_new (NULL, evidence, diagnosis);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;

  pm_evidence_add_failure (evidence, failure);
  json = pm_report_to_json (report);
  text = pm_report_to_text (report);
  root = parse (json);
  assert_keys (json_node_get_object (root),
               "schema tool language started duration_ms verdict summary causes notes ruled_out "
               "observations");
  g_assert_nonnull (strstr (text, "554 5.7.1 Relay access denied"));
  g_assert_nonnull (strstr (text, "No server was asked"));
  g_assert_nonnull (strstr (text, "mx.customer.example"));
  g_assert_nonnull (strstr (text, "hanako@customer.example"));
}

static void
test_hostile (gconstpointer language)
{
  g_autoptr (PmReport) report = make_report (HOSTILE, language);
  g_autofree char *json = pm_report_to_json (report);
  g_autofree char *text = pm_report_to_text (report);
  g_autoptr (JsonNode) root = parse (json);
  JsonObject *cause = get_element (json_node_get_object (root), "causes", 0);
  JsonObject *reply = json_object_get_object_member (cause, "reply");

  assert_nothing_hostile (json);
  assert_nothing_hostile (text);
  g_assert_nonnull (strstr (text, "Denied\\x1b]0;owned\\x07"));
  /* A reader of the JSON gets what the server said, to the letter. */
  g_assert_cmpstr (json_object_get_string_member (reply, "text"), ==, HOSTILE);
}

/* A line may be longer than the sheet only where it is one word. */
static void
assert_fits (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (pm_sheet_measure (lines[i]) > PM_SHEET_COLUMNS)
      g_error ("wider than the sheet: %s", lines[i]);
}

static void
test_text (gconstpointer language)
{
  g_autoptr (PmReport) report = make_report ("<hanako@elsewhere.example>: Relay access denied\n"
                                             "see https://office.example/help",
                                             language);
  g_autofree char *text = pm_report_to_text (report);
  g_autofree char *helpdesk = pm_catalogue_get_text (pm_catalogue_get_default (),
                                                     "report.for-helpdesk", language, NULL);
  g_autofree char *no_password = pm_catalogue_get_text (pm_catalogue_get_default (),
                                                        "report.no-password", language, NULL);
  const char *steps = strstr (text, "\n  1. ");
  const char *said = strstr (text, "554 5.7.1 <hanako@elsewhere.example>: Relay access denied");
  const char *rest = strstr (text, helpdesk);

  g_assert_nonnull (steps);
  g_assert_nonnull (said);
  g_assert_nonnull (rest);
  g_assert_true (steps < said && said < rest);
  g_assert_nonnull (strstr (rest, "192.0.2.1, 2001:db8::1"));
  g_assert_nonnull (strstr (rest, "> RCPT TO:<hanako@elsewhere.example>"));
  g_assert_nonnull (strstr (rest, no_password));
  assert_fits (text);
}

static void
test_practice (void)
{
  g_autoptr (PmReport) report = make_report ("Relay access denied", "en");
  g_autofree char *practice = pm_catalogue_get_text (pm_catalogue_get_default (), "report.practice",
                                                     "en", NULL);
  g_autofree char *real = pm_report_to_text (report);
  g_autofree char *played = NULL;

  pm_report_set_practice (report, TRUE);
  played = pm_report_to_text (report);
  g_assert_null (strstr (real, practice));
  g_assert_nonnull (strstr (played, practice));
}

static void
test_verdicts (void)
{
  static const struct
  {
    PmVerdict verdict;
    gboolean live;
    const char *id;
  } verdicts[] = {
    { PM_VERDICT_OK, TRUE, "verdict.ok" },
    { PM_VERDICT_INCONCLUSIVE, TRUE, "verdict.inconclusive" },
    { PM_VERDICT_INCONCLUSIVE, FALSE, "verdict.inconclusive.words" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autofree char *sentence = pm_catalogue_get_text (pm_catalogue_get_default (),
                                                         verdicts[i].id, "en", NULL);
      g_autoptr (PmAccount) account = verdicts[i].live ? pm_account_new () : NULL;
      g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
      g_autoptr (PmDiagnosis) diagnosis = pm_diagnosis_new (verdicts[i].verdict);
      g_autoptr (PmReport) report = pm_report_new (account, evidence, diagnosis);
      g_autofree char *json = pm_report_to_json (report);
      g_autoptr (JsonNode) root = parse (json);
      JsonObject *object = json_node_get_object (root);

      g_assert_cmpstr (json_object_get_string_member (object, "summary"), ==, sentence);
      g_assert_cmpint (json_array_get_length (json_object_get_array_member (object, "causes")), ==,
                       0);
    }
}

static void
test_causes (void)
{
  g_autofree char *json = pm_report_causes_to_json ("en");
  g_autofree char *text = pm_report_causes_to_text ("en");
  g_autoptr (JsonNode) root = parse (json);
  JsonObject *object = json_node_get_object (root);
  const char *const *causes = pm_catalogue_list_causes (pm_catalogue_get_default ());
  JsonArray *array = json_object_get_array_member (object, "causes");

  g_assert_cmpstr (json_object_get_string_member (object, "schema"), ==, "postmend.causes/1");
  g_assert_cmpint (json_array_get_length (array), ==, g_strv_length ((char **) causes));
  for (guint i = 0; causes[i] != NULL; i++)
    {
      JsonObject *cause = json_array_get_object_element (array, i);

      assert_keys (cause, "id side title meaning fixes");
      g_assert_cmpstr (json_object_get_string_member (cause, "id"), ==, causes[i]);
      g_assert_nonnull (strstr (text, causes[i]));
    }
}

static void
assert_sheet (const char *label, const char *text, const char *expected)
{
  g_autoptr (PmSheet) sheet = pm_sheet_new ();
  g_autofree char *found = NULL;

  pm_sheet_add_item (sheet, 2, label, text);
  found = pm_sheet_finish (sheet);
  g_assert_cmpstr (found, ==, expected);
}

#define WORDS "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg"
#define WIDE  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六"

static void
test_sheet_breaks (void)
{
  const char *link = "https://office.example/a-link-that-is-longer-than-any-line-of-this-sheet-is/"
                     "and-stays-whole";
  g_autofree char *around = g_strdup_printf ("see %s there", link);
  g_autofree char *broken = g_strdup_printf ("  1. see\n     %s\n     there\n", link);

  assert_sheet ("1. ", WORDS " hh", "  1. " WORDS " hh\n");
  assert_sheet ("1. ", WORDS " hhhh", "  1. " WORDS "\n     hhhh\n");
  assert_sheet ("1. ", around, broken);
  assert_sheet ("> ", "one\ntwo", "  > one\n    two\n");
  assert_sheet ("", "", "\n");
}

/* A full stop never begins a line: the character before it goes with it. */
static void
test_sheet_japanese (void)
{
  assert_sheet ("", WIDE "東京", "  " WIDE "東京\n");
  assert_sheet ("", WIDE "東京都", "  " WIDE "東京\n  都\n");
  assert_sheet ("", WIDE "東。", "  " WIDE "東。\n");
  assert_sheet ("", WIDE "東京。", "  " WIDE "東\n  京。\n");
  assert_sheet ("", WIDE "東「京", "  " WIDE "東\n  「京\n");
  g_assert_cmpint (pm_sheet_measure ("25 番"), ==, 5);
}

static void
test_escape (void)
{
  g_autofree char *escaped = pm_escape_text ("a\tb\r\n\x1b[0m \303 é \342\200\217\357\273\277");

  g_assert_cmpstr (escaped, ==, "a\\x09b\\x0d\n\\x1b[0m \\xc3 é \\xe2\\x80\\x8f\\xef\\xbb\\xbf");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/mask", test_mask);
  g_test_add_func ("/report/json/keys", test_json_keys);
  g_test_add_func ("/report/json/values", test_json_values);
  g_test_add_func ("/report/json/stages", test_json_stages);
  g_test_add_func ("/report/account-masked", test_account_masked);
  g_test_add_func ("/report/pasted", test_pasted);
  g_test_add_data_func ("/report/hostile/en", "en", test_hostile);
  g_test_add_data_func ("/report/hostile/ja", "ja", test_hostile);
  g_test_add_data_func ("/report/text/en", "en", test_text);
  g_test_add_data_func ("/report/text/ja", "ja", test_text);
  g_test_add_func ("/report/practice", test_practice);
  g_test_add_func ("/report/verdicts", test_verdicts);
  g_test_add_func ("/report/causes", test_causes);
  g_test_add_func ("/report/sheet/breaks", test_sheet_breaks);
  g_test_add_func ("/report/sheet/japanese", test_sheet_japanese);
  g_test_add_func ("/report/escape", test_escape);

  return g_test_run ();
}
