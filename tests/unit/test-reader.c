/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"
#include "pm-markup.h"
#include "pm-reader.h"
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
    { PM_STAGE_DELIVERY, FALSE, "connect ECONNREFUSED 192.0.2.1:587", NULL },
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
  g_test_add_func ("/reader/arguments", test_arguments);
  g_test_add_func ("/reader/hostile", test_hostile);
  return g_test_run ();
}
