/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"
#include "pm-markup.h"
#include "pm-reader.h"
#include "pm-reader-clues.h"
#include "pm-resource.h"

#include <string.h>

/* The examples stand beside the rules they belong to. */
typedef struct
{
  char *cause;
  char *certainty;
  guint n_examples; /* of the open rule */
  PmStage stage;
  char *verb;
  gboolean signed_in;
} Examples;

/* "535 5.7.8 Error: ..." or "535-..." as it came over the wire. */
static PmServerReply *
parse_reply (const char *verb, const char *line)
{
  g_autoptr (GRegex) pattern = g_regex_new (
      "^(?:(\\d{3})[ -])?(?:(\\d\\.\\d{1,3}\\.\\d{1,3}) )?(.*)$", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *code = NULL;
  g_autofree char *enhanced = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_regex_match (pattern, line, 0, &match));
  code = g_match_info_fetch (match, 1);
  enhanced = g_match_info_fetch (match, 2);
  text = g_match_info_fetch (match, 3);
  return pm_server_reply_new (verb, atoi (code), *enhanced != '\0' ? enhanced : NULL, text);
}

static PmFinding *
read_line (PmStage stage, const char *verb, const char *line, gboolean signed_in)
{
  g_autoptr (PmServerReply) reply = parse_reply (verb, line);

  return pm_reader_read (stage, reply, signed_in);
}

static void
replace (char **place, const char *value)
{
  g_free (*place);
  *place = g_strdup (value);
}

static void
open_rule (Examples *self, const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "cause"))
      replace (&self->cause, values[i]);
    else if (g_str_equal (names[i], "certainty"))
      replace (&self->certainty, values[i]);
  self->n_examples = 0;
}

static void
open_example (Examples *self, const char **names, const char **values)
{
  self->stage = PM_STAGE_UNKNOWN;
  self->signed_in = FALSE;
  replace (&self->verb, "");
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "stage"))
      {
        self->stage = pm_stage_from_id (values[i]);
        g_assert_cmpint (self->stage, !=, PM_STAGE_UNKNOWN);
      }
    else if (g_str_equal (names[i], "verb"))
      replace (&self->verb, values[i]);
    else if (g_str_equal (names[i], "signed-in"))
      self->signed_in = g_str_equal (values[i], "yes");
}

static gboolean
open_element (gpointer self,
              const char *element,
              const char **names,
              const char **values,
              GError **error)
{
  if (g_str_equal (element, "rule"))
    open_rule (self, names, values);
  if (g_str_equal (element, "example"))
    open_example (self, names, values);
  return g_str_equal (element, "example");
}

static void
check_example (Examples *self, const char *text)
{
  g_autoptr (PmFinding) finding = read_line (self->stage, self->verb, text, self->signed_in);
  const char *found = finding != NULL ? pm_finding_get_cause (finding) : "nothing";

  self->n_examples++;
  if (g_str_equal (found, self->cause)
      && g_str_equal (pm_certainty_get_id (pm_finding_get_certainty (finding)), self->certainty))
    return;
  g_test_message ("“%s” is read as %s, not by the rule of %s that it stands at", text, found,
                  self->cause);
  g_test_fail ();
}

static void
close_element (gpointer user_data, const char *element, const char *text, GError **error)
{
  Examples *self = user_data;

  if (text != NULL)
    check_example (self, text);
  else if (g_str_equal (element, "rule"))
    g_assert_cmpuint (self->n_examples, >, 0);
}

static void
test_examples (void)
{
  static const PmMarkup markup = { open_element, close_element };
  g_autoptr (GPtrArray) files = pm_resource_read_folder ("replies");
  Examples self = { 0 };

  g_assert_cmpuint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) error = NULL;

      pm_markup_read (files->pdata[i], &markup, &self, &error);
      g_assert_no_error (error);
    }
  g_free (self.cause);
  g_free (self.certainty);
  g_free (self.verb);
}

/* What has no clear meaning gets none. */
static void
test_nothing (void)
{
  static const struct
  {
    PmStage stage;
    const char *line;
  } replies[] = {
    { PM_STAGE_RECIPIENT, "550 The moon is in the wrong house" },
    { PM_STAGE_RECIPIENT, "550 5.7.1 Go away" },
    { PM_STAGE_SENDER, "554 5.0.0 Sorry" },
    { PM_STAGE_SENDER, "550 Requested action not taken" },
    { PM_STAGE_MESSAGE, "554 Transaction failed" },
    { PM_STAGE_RECIPIENT, "250 2.1.5 Ok" },
    { PM_STAGE_GREETING, "220 mail.example.jp ESMTP" },
    { PM_STAGE_UNKNOWN, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (PmFinding) finding = read_line (replies[i].stage, "", replies[i].line, FALSE);

      if (finding != NULL)
        g_test_message ("“%s” is read as %s", replies[i].line, pm_finding_get_cause (finding));
      g_assert_null (finding);
    }
}

/* One reply, several meanings: it depends on what it answers and on what had gone before. */
static void
test_circumstances (void)
{
  static const struct
  {
    PmStage stage;
    gboolean signed_in;
    const char *line;
    const char *cause;
  } replies[] = {
    { PM_STAGE_AUTH, FALSE, "503 5.5.1 Bad sequence of commands", "auth.not-offered" },
    { PM_STAGE_RECIPIENT, FALSE, "503 5.5.1 Bad sequence of commands", "proto.bad-sequence" },
    { PM_STAGE_AUTH, FALSE, "530 5.7.0 no", "tls.required" },
    { PM_STAGE_SENDER, FALSE, "530 5.7.0 no", "auth.required" },
    { PM_STAGE_GREETING, FALSE, "421 4.3.2 not now", "connect.service-refused" },
    { PM_STAGE_AUTH, FALSE, "421 4.3.2 not now", "auth.temporary-failure" },
    { PM_STAGE_SENDER, FALSE, "421 4.3.2 not now", "server.temporary-failure" },
    { PM_STAGE_RECIPIENT, FALSE, "553 5.7.1 <a@example.jp>: Sender address rejected: not logged in",
      "auth.required" },
    { PM_STAGE_RECIPIENT, TRUE, "553 5.7.1 <a@example.jp>: Sender address rejected: not logged in",
      "sender.not-owned" },
    { PM_STAGE_RECIPIENT, TRUE, "552 5.2.2 Mailbox full", "recipient.mailbox-full" },
    { PM_STAGE_SIZE, TRUE, "552 5.3.4 Message too big", "limit.message-size" },
    { PM_STAGE_UNKNOWN, FALSE, "Relay access denied", "relay.denied" },
    { PM_STAGE_UNKNOWN, FALSE, "Must issue a STARTTLS command first", "tls.required" },
    { PM_STAGE_MESSAGE, TRUE, "550 5.7.30 DKIM does not pass", "policy.dkim-fail" },
    { PM_STAGE_AUTH, FALSE, "550 5.7.30 no", "auth.basic-disabled" },
    { PM_STAGE_MESSAGE, TRUE, "550 5.7.30 no", "policy.dkim-fail" },
    { PM_STAGE_AUTH, FALSE, "501 5.5.0 Cancelled", NULL },
    { PM_STAGE_AUTH, FALSE, "432 4.7.12 no", "auth.mechanism-unsupported" },
    { PM_STAGE_AUTH, FALSE, "454 4.7.0 no", "auth.temporary-failure" },
    { PM_STAGE_RECIPIENT, FALSE, "454 4.7.1 Relay access denied", "relay.denied" },
    { PM_STAGE_DELIVERY, FALSE, "554 5.7.1 Relay access denied", "relay.destination-not-served" },
    { PM_STAGE_RECIPIENT, FALSE, "552 no", "recipient.mailbox-full" },
    { PM_STAGE_SIZE, FALSE, "552 no", "limit.message-size" },
    { PM_STAGE_GREETING, FALSE, "521 no", "connect.service-refused" },
    { PM_STAGE_RECIPIENT, FALSE, "521 no", "recipient.domain-no-mail" },
    { PM_STAGE_SENDER, FALSE, "553 no", "sender.syntax" },
    { PM_STAGE_RECIPIENT, FALSE, "553 no", "recipient.syntax" },
    { PM_STAGE_UNKNOWN, FALSE, "Authentication failed", "auth.bad-credentials" },
    { PM_STAGE_UNKNOWN, FALSE, "connect ECONNREFUSED 192.0.2.1:587", "connect.refused" },
    { PM_STAGE_DELIVERY, FALSE, "connect ECONNREFUSED 192.0.2.1:587",
      "delivery.next-hop-unreachable" },
    { PM_STAGE_UNKNOWN, FALSE, "Connection timed out", "connect.timeout" },
    { PM_STAGE_DELIVERY, FALSE, "Connection timed out", "delivery.next-hop-unreachable" },
    { PM_STAGE_UNKNOWN, FALSE, "connect to mx.example.com[192.0.2.1]:25: Connection timed out",
      "delivery.next-hop-unreachable" },
    { PM_STAGE_GREETING, FALSE, "220 **** mail.example.jp ****", NULL },
    { PM_STAGE_AUTH, FALSE, "550 5.7.30 Basic authentication is not supported",
      "auth.basic-disabled" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (PmFinding) finding = read_line (replies[i].stage, "", replies[i].line,
                                                 replies[i].signed_in);

      g_test_message ("%s", replies[i].line);
      g_assert_cmpstr (finding != NULL ? pm_finding_get_cause (finding) : NULL, ==,
                       replies[i].cause);
    }
}

/* The registry of enhanced status codes (RFC 5248), with a stage at which each of them is said. Those
 * that only a success can have are left out: X.1.5, X.3.6. */
static void
test_registry (void)
{
  static const struct
  {
    PmStage stage;
    const char *codes;
  } rows[] = {
    { PM_STAGE_DELIVERY, "5.0.0 4.0.0" },
    { PM_STAGE_SENDER, "5.1.0 5.1.7 5.1.8" },
    { PM_STAGE_RECIPIENT, "5.1.0 5.1.1 5.1.2 5.1.3 5.1.4 5.1.6 5.1.10" },
    { PM_STAGE_DELIVERY, "5.1.0 5.1.1 5.1.2 5.1.3 5.1.4 5.1.6 5.1.7 5.1.8 5.1.9 5.1.10" },
    { PM_STAGE_DELIVERY, "5.2.0 5.2.1 5.2.2 5.2.3 5.2.4 4.2.0 4.2.1 4.2.2 4.2.4" },
    { PM_STAGE_DELIVERY, "5.3.0 5.3.1 5.3.2 5.3.3 5.3.4 5.3.5 4.3.0 4.3.1 4.3.2 4.3.5" },
    { PM_STAGE_DELIVERY, "5.4.0 5.4.1 5.4.2 5.4.3 5.4.4 5.4.5 5.4.6 5.4.7" },
    { PM_STAGE_DELIVERY, "4.4.0 4.4.1 4.4.2 4.4.3 4.4.4 4.4.5 4.4.6 4.4.7" },
    { PM_STAGE_SENDER, "5.5.0 5.5.1 5.5.2 5.5.4 5.5.5 5.5.6" },
    { PM_STAGE_RECIPIENT, "5.5.3 4.5.3" },
    { PM_STAGE_MESSAGE, "5.6.0 5.6.1 5.6.2 5.6.3 5.6.4 5.6.5 5.6.6 5.6.7 5.6.8 5.6.9 5.6.10" },
    { PM_STAGE_MESSAGE, "5.7.0 5.7.1 5.7.2 5.7.3 5.7.4 5.7.5 5.7.6 5.7.7 5.7.10" },
    { PM_STAGE_DELIVERY, "5.7.0 5.7.1 5.7.2 5.7.3 5.7.4 5.7.5 5.7.6 5.7.7 5.7.8 5.7.9" },
    { PM_STAGE_AUTH, "5.7.8 5.7.10 5.7.11 4.7.12 5.7.13 5.7.14" },
    { PM_STAGE_RECIPIENT, "5.7.15 5.7.16 5.7.17 5.7.18 5.7.19 4.7.17 4.7.18 4.7.19" },
    { PM_STAGE_DELIVERY, "5.7.20 5.7.21 5.7.22 5.7.23 5.7.24 5.7.25 5.7.26 5.7.27 5.7.28 5.7.29" },
    { PM_STAGE_DELIVERY, "5.7.30 4.7.25 4.7.26 4.7.28" },
    { PM_STAGE_UNKNOWN, "5.1.1 5.2.2 5.3.4 4.4.1 5.4.7 5.5.1 5.6.0 5.7.1 4.7.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) codes = g_strsplit (rows[i].codes, " ", -1);

      for (guint j = 0; codes[j] != NULL; j++)
        {
          g_autoptr (PmServerReply) reply = pm_server_reply_new ("", 0, codes[j], "");
          g_autoptr (PmFinding) finding = pm_reader_read (rows[i].stage, reply, FALSE);

          g_test_message ("%s at %s", codes[j], pm_stage_get_id (rows[i].stage));
          g_assert_nonnull (finding);
        }
    }
}

/* What else a text holds is taken out of it, whatever rule fits. */
static void
test_words (void)
{
  static const struct
  {
    const char *line;
    const char *address;
    const char *domain;
    guint64 retry_seconds;
    guint64 limit;
  } rows[] = {
    { "554 5.7.1 <hanako@example.com>: Relay access denied", "hanako@example.com", "example.com", 0,
      0 },
    { "550 5.1.1 Rejected, ask postmaster@example.com", NULL, NULL, 0, 0 },
    { "553 5.1.8 <root@a.example>... Domain of sender address root@a.example does not exist",
      "root@a.example", "a.example", 0, 0 },
    { "550 5.4.4 Name service error for name=nope.example type=A: Host not found", NULL,
      "nope.example", 0, 0 },
    { "550 5.7.26 Unauthenticated email from example.jp is not accepted due to domain's DMARC policy.",
      NULL, "example.jp", 0, 0 },
    { "450 4.2.0 <a@example.com>: Recipient address rejected: Greylisted, try again in 300 seconds",
      "a@example.com", "example.com", 300, 0 },
    { "451 4.7.1 Greylisting in action, please come back in 00:05:00", NULL, NULL, 300, 0 },
    { "421 4.7.0 Too much mail, try again later than 1 hour", NULL, NULL, 3600, 0 },
    { "450 4.7.1 しばらくして、10 分後に再送してください。Greylisted", NULL, NULL, 600, 0 },
    { "451 4.7.1 Greylisted, try again in 99999 days", NULL, NULL, 0, 0 },
    { "552 5.3.4 message size 36000000 exceeds size limit 35882577 of server mx.example.com", NULL,
      NULL, 0, 35882577 },
    { "552 5.2.3 Message size exceeds fixed maximum message size (10485760)", NULL, NULL, 0,
      10485760 },
    { "552 5.3.4 Message too big, limit is 25 MB", NULL, NULL, 0, 25000000 },
    { "552 5.3.4 Message too big", NULL, NULL, 0, 0 },
    { "552 5.3.4 Message too big, the limit is in section 5.3.4", NULL, NULL, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PmFinding) finding = read_line (PM_STAGE_RECIPIENT, "", rows[i].line, FALSE);

      g_test_message ("%s", rows[i].line);
      g_assert_cmpstr (pm_finding_get_argument_string (finding, "address"), ==, rows[i].address);
      g_assert_cmpstr (pm_finding_get_argument_string (finding, "domain"), ==, rows[i].domain);
      g_assert_cmpuint (pm_finding_get_argument_uint (finding, "retry_seconds"), ==,
                        rows[i].retry_seconds);
      g_assert_cmpuint (pm_finding_get_argument_uint (finding, "limit"), ==, rows[i].limit);
    }
}

/* A pattern is left out where none of its words is there: it must never be one that would have fitted. */
static void
test_clues (void)
{
  static const struct
  {
    const char *pattern;
    const char *clues; /* with a bar between; NULL: any text may fit */
  } rows[] = {
    { "mailbox full", "mailbox full" },
    { "Mailbox|Quota", "mailbox|quota" },
    { "mail ?box full", "box full" },
    { "mailbox(?:es)? full", "mailbox" },
    { "(?:over|under) quota", " quota" },
    { "(?:overrun|underrun) [a-z]+", "overrun|underrun" },
    { "(?<list>overrun|\\d+)x", NULL },
    { "overrun|\\d{3}", NULL },
    { "(?<!your )account", "account" },
    { "(?=spam)mail", "mail" },
    { "spam\\.example|a{0,3}virus", "spam.example|virus" },
    { "[\\]a]virus", "virus" },
    { "容量?超過", "超過" },
    { "ab", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) clues = pm_reader_clues_new (rows[i].pattern);
      g_autofree char *joined = clues != NULL ? g_strjoinv ("|", clues) : NULL;

      g_test_message ("%s", rows[i].pattern);
      g_assert_cmpstr (joined, ==, rows[i].clues);
    }
}

static void
test_arguments (void)
{
  g_autoptr (PmFinding) listed = read_line (
      PM_STAGE_RECIPIENT, "RCPT",
      "554 5.7.1 Service unavailable; Client host [192.0.2.1] "
      "blocked using zen.spamhaus.org; "
      "https://www.spamhaus.org/query/ip/192.0.2.1.",
      FALSE);

  g_assert_cmpstr (pm_finding_get_argument_string (listed, "list"), ==, "zen.spamhaus.org");
  g_assert_cmpstr (pm_finding_get_argument_string (listed, "ip"), ==, "192.0.2.1");
  g_assert_cmpstr (pm_finding_get_argument_string (listed, "code"), ==, "554 5.7.1");
  g_assert_cmpstr (pm_finding_get_argument_string (listed, "link"), ==,
                   "https://www.spamhaus.org/query/ip/192.0.2.1");
  g_assert_nonnull (pm_finding_get_reply (listed));
}

/* Text over several lines, endless text, text made to keep a pattern busy. */
static void
test_hostile (void)
{
  g_autofree char *endless = g_strnfill (1000000, 'a');
  g_autofree char *spaces = g_strnfill (100000, ' ');
  g_autofree char *busy = g_strconcat ("535 5.7.8 mailbox user address ", endless, NULL);
  g_autofree char *link = g_strconcat ("535 5.7.8 https://", endless, NULL);
  g_autofree char *blank = g_strconcat ("550 5.1.1 [1", spaces, "] blocked", NULL);
  g_autoptr (PmFinding) lines = read_line (
      PM_STAGE_AUTH, "AUTH", "534 5.7.14 Please log in via\nyour web browser and", FALSE);
  g_autoptr (PmFinding) long_text = read_line (PM_STAGE_AUTH, "AUTH", busy, FALSE);
  g_autoptr (PmFinding) long_link = read_line (PM_STAGE_AUTH, "AUTH", link, FALSE);
  g_autoptr (PmFinding) long_blank = read_line (PM_STAGE_RECIPIENT, "RCPT", blank, FALSE);

  g_assert_cmpstr (pm_finding_get_cause (lines), ==, "auth.web-login-required");
  g_assert_cmpstr (pm_finding_get_cause (long_text), ==, "auth.bad-credentials");
  g_assert_null (pm_finding_get_argument_string (long_link, "link"));
  g_assert_cmpstr (pm_finding_get_cause (long_blank), ==, "recipient.unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/examples", test_examples);
  g_test_add_func ("/reader/nothing", test_nothing);
  g_test_add_func ("/reader/circumstances", test_circumstances);
  g_test_add_func ("/reader/registry", test_registry);
  g_test_add_func ("/reader/words", test_words);
  g_test_add_func ("/reader/clues", test_clues);
  g_test_add_func ("/reader/arguments", test_arguments);
  g_test_add_func ("/reader/hostile", test_hostile);
  return g_test_run ();
}
