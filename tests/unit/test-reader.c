/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"
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
  GString *text; /* of the open <example>, or NULL */
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
start_element_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  Examples *self = user_data;
  const char *stage = NULL;
  const char *verb = NULL;
  const char *signed_in = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], "cause"))
        {
          g_free (self->cause);
          self->cause = g_strdup (values[i]);
          self->n_examples = 0;
        }
      else if (g_str_equal (names[i], "certainty"))
        {
          g_free (self->certainty);
          self->certainty = g_strdup (values[i]);
        }
      else if (g_str_equal (names[i], "stage"))
        stage = values[i];
      else if (g_str_equal (names[i], "verb"))
        verb = values[i];
      else if (g_str_equal (names[i], "signed-in"))
        signed_in = values[i];
    }
  if (!g_str_equal (element, "example"))
    return;
  self->stage = stage != NULL ? pm_stage_from_id (stage) : PM_STAGE_UNKNOWN;
  g_assert_true (stage == NULL || self->stage != PM_STAGE_UNKNOWN);
  g_free (self->verb);
  self->verb = g_strdup (verb != NULL ? verb : "");
  self->signed_in = g_strcmp0 (signed_in, "yes") == 0;
  self->text = g_string_new (NULL);
}

static void
end_element_cb (GMarkupParseContext *context,
                const char *element,
                gpointer user_data,
                GError **error)
{
  Examples *self = user_data;
  g_autoptr (PmFinding) finding = NULL;
  const char *found;

  if (g_str_equal (element, "rule"))
    g_assert_cmpuint (self->n_examples, >, 0);
  if (self->text == NULL)
    return;

  finding = read_line (self->stage, self->verb, self->text->str, self->signed_in);
  found = finding != NULL ? pm_finding_get_cause (finding) : "nothing";
  if (!g_str_equal (found, self->cause))
    {
      g_test_message ("“%s” is read as %s, not as %s", self->text->str, found, self->cause);
      g_test_fail ();
    }
  else if (!g_str_equal (pm_certainty_get_id (pm_finding_get_certainty (finding)), self->certainty))
    {
      g_test_message ("“%s” is read by another rule of %s", self->text->str, found);
      g_test_fail ();
    }
  self->n_examples++;
  g_string_free (g_steal_pointer (&self->text), TRUE);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Examples *self = user_data;

  if (self->text != NULL)
    g_string_append_len (self->text, text, length);
}

static void
test_examples (void)
{
  static const GMarkupParser parser = {
    .start_element = start_element_cb,
    .end_element = end_element_cb,
    .text = text_cb,
  };
  g_autoptr (GPtrArray) files = pm_resource_read_folder ("replies");
  Examples self = { 0 };

  g_assert_cmpuint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &self,
                                                                            NULL);
      g_autoptr (GError) error = NULL;
      gsize size;
      const char *data = g_bytes_get_data (files->pdata[i], &size);

      g_markup_parse_context_parse (context, data, size, &error);
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
