/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"
#include "pm-engine.h"

/* What pm_engine_explain() makes of facts at second hand, whoever read them. */

#define MAX_FAILURES 4

typedef struct
{
  PmStage stage;
  guint code;
  const char *enhanced;
  const char *text;
  const char *recipient;
  const char *action;
} Failure;

typedef struct
{
  const char *name;
  const char *kind;
  Failure failures[MAX_FAILURES]; /* up to one without text */
  const char *causes;             /* "id:certainty", in order */
  const char *notes;
  const char *recipient; /* of the first cause, as the report gives it */
} Case;

#define UNKNOWN_USER 550, "5.1.1", "<x>: Recipient address rejected: User unknown"
#define FULL         552, "5.2.2", "The email account is over quota, mailbox full"
#define LATER        451, "4.7.1", "Greylisted, please try again in 300 seconds"
#define DENIED       554, "5.7.1", "Relay access denied"
#define UNREAD       599, NULL, "xyzzy"
#define HINT         0, NULL, "Recipient address rejected: User unknown in local recipient table"

static const Case cases[] = {
  { "one",
    "text",
    { { PM_STAGE_RECIPIENT, DENIED, NULL, NULL } },
    "relay.denied:certain",
    "",
    "-" },
  { "stage-not-known",
    "text",
    { { PM_STAGE_UNKNOWN, UNKNOWN_USER, NULL, NULL } },
    "recipient.unknown:certain",
    "",
    "-" },
  { "words-of-a-program", /* never certain */
    "text",
    { { PM_STAGE_UNKNOWN, HINT, NULL, NULL } },
    "recipient.unknown:likely",
    "",
    "-" },
  { "out-of-turn-after-greylisting",
    "text",
    { { PM_STAGE_RECIPIENT, LATER, NULL, NULL },
      { PM_STAGE_MESSAGE, 503, "5.5.1", "Error: need RCPT command", NULL, NULL } },
    "policy.greylisted:certain",
    "",
    "-" },
  { "out-of-turn-for-one-recipient",
    "text",
    { { PM_STAGE_SENDER, 550, "5.1.8", "Sender address rejected: Domain not found", NULL, NULL },
      { PM_STAGE_RECIPIENT, 503, "5.5.1", "Error: need MAIL command", "a@x.example", NULL } },
    "sender.domain-not-found:certain",
    "",
    "-" },
  { "closed-after-a-refusal",
    "text",
    { { PM_STAGE_AUTH, 535, "5.7.8", "Error: authentication failed", NULL, NULL },
      { PM_STAGE_RECIPIENT, DENIED, NULL, NULL } },
    "auth.bad-credentials:certain",
    "",
    "-" },
  { "a-guess-before-what-is-sure",
    "text",
    { { PM_STAGE_RECIPIENT, 550, NULL, "xyzzy", NULL, NULL },
      { PM_STAGE_RECIPIENT, DENIED, NULL, NULL } },
    "relay.denied:certain",
    "",
    "-" },
  { "second-cause-of-a-text-is-left-out",
    "text",
    { { PM_STAGE_RECIPIENT, UNKNOWN_USER, NULL, NULL }, { PM_STAGE_RECIPIENT, FULL, NULL, NULL } },
    "recipient.unknown:certain",
    "",
    "-" },
  { "not-read-and-then-read",
    "text",
    { { PM_STAGE_UNKNOWN, UNREAD, NULL, NULL }, { PM_STAGE_RECIPIENT, DENIED, NULL, NULL } },
    "relay.denied:certain",
    "",
    "-" },
  { "not-read", "text", { { PM_STAGE_UNKNOWN, UNREAD, NULL, NULL } }, "unknown:possible", "", "-" },
  { "nothing", "text", { { 0 } }, "unknown:possible", "", "-" },
  { "no-kind",
    NULL,
    { { PM_STAGE_RECIPIENT, DENIED, NULL, NULL } },
    "relay.denied:certain",
    "",
    "-" },
  { "mail-without-failure", "mail", { { 0 } }, "unknown:possible", "", "-" },

  { "bounce",
    "bounce",
    { { PM_STAGE_DELIVERY, UNKNOWN_USER, "a@x.example", "failed" } },
    "recipient.unknown:certain",
    "",
    "a@x.example" },
  { "two-recipients-one-cause",
    "bounce",
    { { PM_STAGE_DELIVERY, UNKNOWN_USER, "a@x.example", "failed" },
      { PM_STAGE_DELIVERY, UNKNOWN_USER, "b@x.example", "failed" },
      { PM_STAGE_DELIVERY, UNKNOWN_USER, "A@x.example", "failed" } },
    "recipient.unknown:certain",
    "",
    "a@x.example b@x.example" },
  { "three-recipients-two-causes",
    "bounce",
    { { PM_STAGE_DELIVERY, UNKNOWN_USER, "a@x.example", "failed" },
      { PM_STAGE_DELIVERY, FULL, "b@x.example", "failed" },
      { PM_STAGE_DELIVERY, UNKNOWN_USER, "c@x.example", NULL } },
    "recipient.unknown:certain recipient.mailbox-full:certain",
    "",
    "a@x.example c@x.example" },
  { "one-got-it",
    "bounce",
    { { PM_STAGE_DELIVERY, 250, "2.0.0", "ok", "a@x.example", "delivered" },
      { PM_STAGE_DELIVERY, FULL, "b@x.example", "failed" } },
    "recipient.mailbox-full:certain",
    "",
    "b@x.example" },
  { "one-still-under-way",
    "bounce",
    { { PM_STAGE_DELIVERY, LATER, "a@x.example", "delayed" },
      { PM_STAGE_DELIVERY, UNKNOWN_USER, "b@x.example", "failed" } },
    "recipient.unknown:certain delivery.delayed:certain",
    "policy.greylisted:certain",
    "b@x.example" },
  { "one-can-not-be-read",
    "bounce",
    { { PM_STAGE_DELIVERY, UNREAD, "a@x.example", "failed" },
      { PM_STAGE_DELIVERY, UNKNOWN_USER, "b@x.example", "failed" } },
    "recipient.unknown:certain unknown:possible",
    "",
    "b@x.example" },

  { "delayed",
    "delayed",
    { { PM_STAGE_DELIVERY, LATER, "a@x.example", "delayed" } },
    "delivery.delayed:certain",
    "policy.greylisted:certain",
    "a@x.example" },
  { "delayed-without-a-word", "delayed", { { 0 } }, "delivery.delayed:certain", "", "-" },
  { "complaint", "complaint", { { 0 } }, "report.complaint:certain", "", "-" },
  { "suppressed",
    "suppressed",
    { { PM_STAGE_DELIVERY, UNREAD, "a@x.example", "failed" } },
    "report.suppressed:certain",
    "",
    "a@x.example" },
  { "auto-reply", "auto-reply", { { 0 } }, "report.not-a-failure:certain", "", "-" },
  { "delivered",
    "delivered",
    { { PM_STAGE_DELIVERY, 250, "2.0.0", "ok", "a@x.example", "delivered" } },
    "report.not-a-failure:certain",
    "",
    "-" },
};

static PmEvidence *
build (const Case *c)
{
  PmEvidence *evidence = pm_evidence_new (NULL);

  if (c->kind != NULL)
    pm_evidence_add_string (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_KIND, c->kind,
                            PM_OUTCOME_UNKNOWN, NULL);
  for (guint i = 0; i < MAX_FAILURES && c->failures[i].text != NULL; i++)
    {
      const Failure *f = &c->failures[i];
      g_autoptr (PmServerReply) reply = pm_server_reply_new ("", f->code, f->enhanced, f->text);
      g_autoptr (PmFailure) failure = pm_failure_new (f->stage, reply, "mx.x.example", f->recipient,
                                                      f->action);

      pm_evidence_add_failure (evidence, failure);
    }
  return evidence;
}

static char *
list_findings (GListModel *findings)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      g_string_append_printf (list, "%s%s:%s", i > 0 ? " " : "", pm_finding_get_cause (finding),
                              pm_certainty_get_id (pm_finding_get_certainty (finding)));
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* "-" where there is none. */
static char *
list_recipients (PmFinding *finding)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (pm_finding_get_arguments (finding),
                                                       "recipient", NULL);
  g_autofree const char **names = NULL;

  if (value == NULL)
    return g_strdup ("-");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  names = g_variant_get_strv (value, NULL);
  return g_strjoinv (" ", (char **) names);
}

static void
test_case (gconstpointer data)
{
  const Case *expected = data;
  g_autoptr (PmEvidence) evidence = build (expected);
  g_autoptr (PmDiagnosis) diagnosis = pm_engine_explain (evidence);
  PmFinding *root = pm_diagnosis_get_root (diagnosis);
  g_autofree char *causes = list_findings (pm_diagnosis_get_causes (diagnosis));
  g_autofree char *notes = list_findings (pm_diagnosis_get_notes (diagnosis));
  g_autofree char *recipients = list_recipients (root);
  gboolean unknown = g_str_equal (pm_finding_get_cause (root), "unknown");

  g_assert_cmpstr (causes, ==, expected->causes);
  g_assert_cmpstr (notes, ==, expected->notes);
  g_assert_cmpstr (recipients, ==, expected->recipient);
  g_assert_cmpint (pm_diagnosis_get_verdict (diagnosis), ==,
                   unknown ? PM_VERDICT_INCONCLUSIVE : PM_VERDICT_PROBLEM);
}

/* Every finding has the same words in both languages, and stands on a fact. */
static void
test_words (gconstpointer data)
{
  g_autoptr (PmEvidence) evidence = build (data);
  g_autoptr (PmDiagnosis) diagnosis = pm_engine_explain (evidence);
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  GListModel *causes = pm_diagnosis_get_causes (diagnosis);

  for (guint i = 0; i < g_list_model_get_n_items (causes); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (causes, i);
      g_auto (GStrv) en = pm_catalogue_get_evidence (catalogue, finding, "en");
      g_auto (GStrv) ja = pm_catalogue_get_evidence (catalogue, finding, "ja");
      g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, "en");
      gsize n = 0;

      g_assert_true (pm_catalogue_has_cause (catalogue, pm_finding_get_cause (finding)));
      g_assert_cmpuint (g_strv_length (ja), ==, g_strv_length (en));
      g_assert_cmpuint (g_strv_length (fixes), >=, 1);
      pm_finding_get_observations (finding, &n);
      g_assert_cmpuint (n, >=, g_list_model_get_n_items (G_LIST_MODEL (evidence)) > 0 ? 1 : 0);
    }
}

static void
test_arguments (void)
{
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  g_autoptr (PmServerReply) reply = pm_server_reply_new (
      "RCPT", 550, "5.7.1",
      "Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org");
  g_autoptr (PmFailure) failure = pm_failure_new (PM_STAGE_DELIVERY, reply, "mx.x.example",
                                                  "a@x.example", "failed");
  g_autoptr (PmDiagnosis) diagnosis = NULL;
  PmFinding *root;
  gsize n = 0;
  const guint *numbers;

  pm_evidence_add_string (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_KIND, "bounce",
                          PM_OUTCOME_UNKNOWN, NULL);
  pm_evidence_add_failure (evidence, failure);
  diagnosis = pm_engine_explain (evidence);
  root = pm_diagnosis_get_root (diagnosis);

  g_assert_cmpint (pm_finding_get_stage (root), ==, PM_STAGE_DELIVERY);
  g_assert_cmpstr (pm_finding_get_argument_string (root, "server"), ==, "mx.x.example");
  g_assert_cmpstr (pm_finding_get_argument_string (root, "recipient"), ==, "a@x.example");
  g_assert_cmpstr (pm_finding_get_argument_string (root, "enhanced"), ==, "5.7.1");
  g_assert_cmpstr (pm_finding_get_argument_string (root, "code"), ==, "550 5.7.1");
  g_assert_cmpstr (pm_finding_get_argument_string (root, "list"), ==, "zen.spamhaus.org");
  numbers = pm_finding_get_observations (root, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (numbers[0], ==, 2);
}

/* A mail to a list of hundreds. */
static void
test_many_recipients (void)
{
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  g_autoptr (PmDiagnosis) diagnosis = NULL;
  g_autofree char *recipients = NULL;
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("a%u@x.example", i);
      g_autoptr (PmServerReply) reply = pm_server_reply_new ("", UNKNOWN_USER);
      g_autoptr (PmFailure) failure = pm_failure_new (PM_STAGE_DELIVERY, reply, NULL, recipient,
                                                      "failed");

      pm_evidence_add_failure (evidence, failure);
    }
  diagnosis = pm_engine_explain (evidence);
  recipients = list_recipients (pm_diagnosis_get_root (diagnosis));
  names = g_strsplit (recipients, " ", -1);
  g_assert_cmpuint (g_strv_length (names), ==, 10);
  g_assert_cmpuint (g_list_model_get_n_items (pm_diagnosis_get_causes (diagnosis)), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/explain/", cases[i].name, NULL);
      g_autofree char *words = g_strconcat ("/words/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      g_test_add_data_func (words, &cases[i], test_words);
    }
  g_test_add_func ("/explain/arguments", test_arguments);
  g_test_add_func ("/explain/many-recipients", test_many_recipients);
  return g_test_run ();
}
