/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail.h"

#include <string.h>

#define MAX_FAILURES 3

typedef struct
{
  guint code;
  const char *enhanced;
  const char *verb; /* NULL: whatever it is */
  const char *host;
  const char *recipient;
  const char *text; /* a part of it */
} ExpectedFailure;

typedef struct
{
  const char *file;
  const char *kind;
  const char *reporter;
  ExpectedFailure failures[MAX_FAILURES];
} ExpectedMail;

#define RELAY   "relay.sender.example"
#define MX      "mx.rcpt.example"
#define TARO    "taro@rcpt.example"
#define JIRO    "jiro@rcpt.example"
#define DAEMON  "MAILER-DAEMON@relay.sender.example"
#define UNKNOWN "User unknown"

static const ExpectedMail mails[] = {
  /* RFC 3464 */
  { "postfix", "bounce", RELAY, { { 550, "5.1.1", NULL, MX, TARO, "in local recipient table" } } },
  { "postfix-three",
    "bounce",
    RELAY,
    { { 550, "5.1.1", NULL, MX, TARO, UNKNOWN },
      { 452, "4.2.2", NULL, "mx.full.example", "jiro@full.example", "Mailbox full" } } },
  { "postfix-delayed",
    "delayed",
    RELAY,
    { { 0, "4.4.1", NULL, MX, TARO, "Connection timed out" } } },
  { "postfix-delivered", "delivered", RELAY, { { 0 } } },
  { "sendmail-report",
    "bounce",
    RELAY,
    { { 552, "5.7.0", "DATA", MX, TARO, "to review our attachment policy" } } },
  { "sendmail-warning",
    "delayed",
    RELAY,
    { { 0, "4.4.1", NULL, MX, TARO, "Deferred: Connection refused" } } },
  { "google",
    "bounce",
    "googlemail.example",
    { { 550, "5.1.1", NULL, "gmail-smtp-in.l.rcpt.example", TARO, "double-checking" } } },
  { "office365",
    "bounce",
    "TY1PR01.prod.rcpt.example",
    { { 554, "5.2.2", NULL, "TY1PR01.prod.rcpt.example", TARO, "QuotaExceededException" } } },
  { "outlook-expired",
    "bounce",
    "ex2.sender.example",
    { { 0, "4.4.7", NULL, NULL, TARO, "being unable to connect successfully" } } },
  { "ses",
    "bounce",
    "a8-1.smtp-out.amazonses.example",
    { { 550, "5.1.1", NULL, NULL, TARO, UNKNOWN } } },
  { "ses-suppressed",
    "suppressed",
    "amazonses.example",
    { { 0, "5.1.1", NULL, NULL, TARO, "suppression list" } } },
  { "sendgrid",
    "bounce",
    "mx.sendgrid.example",
    { { 550, "5.1.1", NULL, "192.0.2.25", TARO, "User Unknown" } } },
  { "docomo",
    "bounce",
    RELAY,
    { { 550, "5.2.0", NULL, "mfsmax.docomo.example", "a..b.@docomo.example", "Unknown user" } } },
  { "x400", "bounce", DAEMON, { { 0, "5.1.1", NULL, NULL, TARO, "unrecognised recipient name" } } },
  { "global",
    "bounce",
    RELAY,
    { { 553, "5.6.7", NULL, "192.0.2.25", "太郎@rcpt.example", "SMTPUTF8 is required" } } },
  { "unix-status", "bounce", MX, { { 0, "5.2.2", NULL, NULL, TARO, "can't create" } } },
  { "lost-headers",
    "bounce",
    RELAY,
    { { 0, "5.4.4", NULL, NULL, TARO, "Host not found" },
      { 550, "5.1.1", NULL, NULL, JIRO, "No such user" } } },

  /* In words */
  { "postfix-plain",
    "bounce",
    DAEMON,
    { { 554, "5.7.1", "RCPT", MX, TARO, "Relay access denied" },
      { 550, "5.1.1", "RCPT", MX, JIRO, UNKNOWN } } },
  { "sendmail-old",
    "bounce",
    NULL,
    { { 550, "5.1.1", "RCPT", MX, TARO, UNKNOWN }, { 552, "5.2.2", "RCPT", MX, JIRO, "full" } } },
  { "exim",
    "bounce",
    "Mailer-Daemon@" RELAY,
    { { 550, "5.7.1", "RCPT", MX, TARO, "Sender address rejected" } } },
  { "exim-old",
    "bounce",
    "Mailer-Daemon@" RELAY,
    { { 553, "5.3.0", "RCPT", MX, TARO, "No such user here" },
      { 0, NULL, NULL, NULL, JIRO, "retry timeout exceeded" } } },
  { "exim-warning",
    "delayed",
    "Mailer-Daemon@" RELAY,
    { { 0, NULL, NULL, NULL, TARO, "Delay reason: Connection timed out" } } },
  { "mailru",
    "bounce",
    "mailer-daemon@corp.mail.example",
    { { 501, "5.1.8", "MAIL", MX, TARO, "Sender address rejected" } } },
  { "qmail",
    "bounce",
    DAEMON,
    { { 550, "5.1.1", "RCPT", "192.0.2.25", TARO, UNKNOWN },
      { 0, "5.1.2", NULL, NULL, "jiro@gone.example", "couldn't find any host" } } },
  { "yahoo",
    "bounce",
    "MAILER-DAEMON@yahoo.example",
    { { 554, "5.7.9", NULL, NULL, TARO, "policy reasons" } } },
  { "google-old",
    "bounce",
    "mailer-daemon@googlemail.example",
    { { 550, "5.2.1", NULL, NULL, TARO, "Mailbox unavailable" } } },
  { "google-groups",
    "bounce",
    "mailer-daemon@googlemail.example",
    { { 0, NULL, NULL, NULL, "club@groups.example", "die Gruppe" } } },
  { "exchange",
    "bounce",
    "postmaster@mail.rcpt.example",
    { { 550, "5.1.1", NULL, "ex1.rcpt.example", TARO, "RecipNotFound" } } },
  { "exchange2003",
    "bounce",
    "postmaster@rcpt.example",
    { { 0, NULL, NULL, NULL, TARO, "The recipient name is not recognized" } } },
  { "courier", "bounce", NULL, { { 550, "5.1.1", "RCPT", MX, TARO, "User Unknown" } } },
  { "opensmtpd", "bounce", DAEMON, { { 550, "5.2.2", NULL, NULL, TARO, "Mailbox Full" } } },
  { "zoho",
    "bounce",
    "mailer-daemon@mail.zoho.example",
    { { 550, "5.1.1", NULL, NULL, TARO, "User Unknown" } } },
  { "notes",
    "bounce",
    "Postmaster@sender.example",
    { { 0, NULL, NULL, NULL, TARO, "User not listed in public Name & Address Book" } } },
  { "domino",
    "bounce",
    "MAILER-DAEMON@sender.example",
    { { 0, NULL, NULL, NULL, TARO, "not listed in Domino Directory" } } },
  { "messagingserver",
    "bounce",
    "postmaster@" RELAY,
    { { 550, "5.1.1", NULL, MX, TARO, "User Unknown" } } },
  { "gmx",
    "bounce",
    "mailer-daemon@gmx.example",
    { { 0, "5.1.1", "RCPT", NULL, TARO, "User Unknown" } } },
  { "mailmarshal",
    "bounce",
    "postmaster@" RELAY,
    { { 550, "5.1.1", NULL, NULL, TARO, UNKNOWN }, { 550, "5.1.1", NULL, NULL, JIRO, UNKNOWN } } },
  { "surfcontrol",
    "bounce",
    "postmaster@" RELAY,
    { { 0, NULL, NULL, NULL, TARO, "No such user" } } },
  { "x2",
    "bounce",
    "MAILER-DAEMON@mta.sender.example",
    { { 0, NULL, NULL, NULL, TARO, "doesn't have a rcpt.example account" },
      { 0, NULL, NULL, NULL, JIRO, UNKNOWN } } },
  { "x3", "bounce", DAEMON, { { 553, "5.3.0", NULL, "192.0.2.25", TARO, "No such user here" } } },
  { "x6", "bounce", "mailserver@" RELAY, { { 550, "5.1.1", NULL, NULL, TARO, UNKNOWN } } },
  { "verizon",
    "bounce",
    "post_master@vtext.example",
    { { 0, NULL, NULL, NULL, NULL, "No valid recipients" } } },
  { "sns-bounce",
    "bounce",
    "no-reply@sns.example",
    { { 550, "5.1.1", NULL, NULL, TARO, UNKNOWN } } },

  /* Of Japan */
  { "ezweb",
    "bounce",
    "Postmaster@ezweb.example",
    { { 550, NULL, "RCPT", NULL, "taro@ezweb.example", UNKNOWN } } },
  { "kddi",
    "bounce",
    "no-reply@app.auone-net.example",
    { { 0, NULL, NULL, NULL, "taro@au.example", "mailbox is full" } } },
  { "biglobe",
    "bounce",
    "postmaster@biglobe.example",
    { { 0, NULL, NULL, NULL, "********@***.biglobe.example", "exceeded the local limit" } } },
  { "mfilter",
    "bounce",
    "hanako@sender.example",
    { { 550, "5.1.1", NULL, NULL, TARO, "Recipient address rejected" } } },
  { "softbank",
    "bounce",
    "MAILER-DAEMON@softbank.example",
    { { 552, "5.2.2", NULL, NULL, "taro@softbank.example", "Mailbox full" } } },
  { "soisp-wrong-charset",
    "bounce",
    "MAILER-DAEMON@so-net.example",
    { { 550, "5.1.1", NULL, NULL, "taro@so-net.example", "メールアドレスが存在しません" } } },
  { "fml",
    "bounce",
    "list-admin@ml.example",
    { { 0, NULL, NULL, NULL, "list@ml.example", "会員でない人からの投稿" } } },

  /* Passed on */
  { "forwarded", "bounce", RELAY, { { 554, "5.7.1", NULL, MX, TARO, "bl.rcpt.example" } } },
  { "forwarded-file", "bounce", RELAY, { { 554, "5.7.1", NULL, MX, TARO, "bl.rcpt.example" } } },
  { "forwarded-inline",
    "bounce",
    "hanako@sender.example",
    { { 552, "5.3.4", "DATA", "192.0.2.25", TARO, "exceeds fixed limit" } } },
  { "no-end", "bounce", RELAY, { { 554, "5.7.1", NULL, MX, TARO, "bl.rcpt.example" } } },

  /* No failures */
  { "complaint", "complaint", "complaints@isp.example", { { 0 } } },
  { "read-receipt", "delivered", TARO, { { 0 } } },
  { "vacation", "auto-reply", TARO, { { 0 } } },
  { "vacation-ja", "auto-reply", TARO, { { 0 } } },
  { "plain", "mail", TARO, { { 0 } } },
};

static GBytes *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "mails", file, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static PmEvidence *
read_mail (GBytes *bytes)
{
  PmEvidence *evidence = pm_evidence_new (NULL);

  pm_message_read_mail (bytes, evidence);
  return evidence;
}

static const char *
find (PmEvidence *evidence, const char *key)
{
  return pm_evidence_find_string (evidence, PM_STAGE_UNKNOWN, key, 0);
}

static gboolean
is_cut (PmEvidence *evidence)
{
  return pm_evidence_find (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_CUT, 0) != NULL;
}

/* The values of the failures, in order. */
static GPtrArray *
list_failures (PmEvidence *evidence)
{
  GPtrArray *failures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (evidence)); i++)
    {
      g_autoptr (PmObservation) observation = g_list_model_get_item (G_LIST_MODEL (evidence), i);

      if (strcmp (pm_observation_get_key (observation), PM_KEY_MESSAGE_FAILURE) != 0)
        continue;
      g_assert_cmpint (pm_observation_get_stage (observation), ==, PM_STAGE_DELIVERY);
      g_ptr_array_add (failures, g_variant_ref (pm_observation_get_value (observation)));
    }
  return failures;
}

static const char *
look_up (GVariant *failure, const char *key)
{
  const char *value = NULL;

  g_variant_lookup (failure, key, "&s", &value);
  return value;
}

static void
assert_failure (GVariant *failure, const ExpectedFailure *expected)
{
  guint code = 0;

  g_variant_lookup (failure, "code", "u", &code);
  g_assert_cmpuint (code, ==, expected->code);
  g_assert_cmpstr (look_up (failure, "enhanced"), ==, expected->enhanced);
  g_assert_cmpstr (look_up (failure, "host"), ==, expected->host);
  g_assert_cmpstr (look_up (failure, "recipient"), ==, expected->recipient);
  g_assert_nonnull (strstr (look_up (failure, "text"), expected->text));
  if (expected->verb != NULL)
    g_assert_cmpstr (look_up (failure, "verb"), ==, expected->verb);
}

static guint
count_expected (const ExpectedMail *expected)
{
  guint n = 0;

  while (n < MAX_FAILURES && expected->failures[n].text != NULL)
    n++;
  return n;
}

/* What was written by a person is not passed on. */
static void
assert_private (GPtrArray *failures)
{
  static const char *const secrets[] = { "private words", "秘密", "Quarterly" };

  for (guint i = 0; i < failures->len; i++)
    for (guint s = 0; s < G_N_ELEMENTS (secrets); s++)
      g_assert_null (strstr (look_up (g_ptr_array_index (failures, i), "text"), secrets[s]));
}

static void
test_mail (gconstpointer data)
{
  const ExpectedMail *expected = data;
  g_autoptr (GBytes) bytes = load (expected->file);
  g_autoptr (PmEvidence) evidence = NULL;
  g_autoptr (GPtrArray) failures = NULL;

  g_assert_true (pm_message_is_mail (bytes));
  evidence = read_mail (bytes);
  g_assert_cmpstr (find (evidence, PM_KEY_MESSAGE_KIND), ==, expected->kind);
  g_assert_cmpstr (find (evidence, PM_KEY_MESSAGE_FROM), ==, expected->reporter);
  g_assert_cmpstr (find (evidence, PM_KEY_MESSAGE_DATE), ==, "2026-11-24T10:11:15+09");
  failures = list_failures (evidence);
  g_assert_cmpuint (failures->len, ==, count_expected (expected));
  for (guint i = 0; i < failures->len; i++)
    assert_failure (g_ptr_array_index (failures, i), &expected->failures[i]);
  assert_private (failures);
}

static void
test_actions (void)
{
  g_autoptr (GBytes) bytes = load ("postfix-three");
  g_autoptr (PmEvidence) evidence = read_mail (bytes);
  g_autoptr (GPtrArray) failures = list_failures (evidence);

  g_assert_cmpstr (look_up (failures->pdata[0], "action"), ==, "failed");
  g_assert_cmpstr (look_up (failures->pdata[1], "action"), ==, "delayed");
}

static gboolean
is_kind (const char *kind)
{
  static const char *const kinds[] = {
    "mail", "bounce", "delayed", "delivered", "auto-reply", "complaint", "suppressed", NULL,
  };

  return kind != NULL && g_strv_contains (kinds, kind);
}

/* Wherever a mail ends, what is left of it is read; once the failure stands there, it is found. */
static void
test_truncated (gconstpointer data)
{
  g_autoptr (GBytes) whole = load (data);
  gsize length = g_bytes_get_size (whole);
  gboolean found = FALSE;

  for (gsize at = 0; at < length; at += 200)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (whole, 0, at);
      g_autoptr (PmEvidence) evidence = read_mail (bytes);
      g_autoptr (GPtrArray) failures = list_failures (evidence);

      g_assert_true (is_kind (find (evidence, PM_KEY_MESSAGE_KIND)));
      g_assert_true (!found || failures->len > 0);
      found |= failures->len > 0;
      if (at > 600)
        g_assert_cmpstr (find (evidence, PM_KEY_MESSAGE_KIND), ==, "bounce");
    }
  g_assert_true (found);
}

static void
test_cut (void)
{
  g_autoptr (GBytes) whole = load ("postfix");
  g_autoptr (GBytes) open = load ("no-end");
  g_autoptr (GBytes) long_one = NULL;
  g_autoptr (PmEvidence) closed = read_mail (whole);
  g_autoptr (PmEvidence) opened = read_mail (open);
  g_autoptr (PmEvidence) lengthy = NULL;
  g_autoptr (GPtrArray) failures = NULL;
  GString *text = g_string_new_len (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));

  while (text->len < 5 * 1024 * 1024)
    g_string_append (text, "A line of the mail that is returned, one of many.\n");
  long_one = g_string_free_to_bytes (text);
  lengthy = read_mail (long_one);
  failures = list_failures (lengthy);
  g_assert_false (is_cut (closed));
  g_assert_true (is_cut (opened));
  g_assert_true (is_cut (lengthy));
  g_assert_cmpuint (failures->len, ==, 1);
}

static void
test_is_mail (void)
{
  static const struct
  {
    const char *text;
    gboolean is_mail;
  } samples[] = {
    { "", FALSE },
    { "\n\n\n", FALSE },
    { "550 5.1.1 <a@b.example>: User unknown", FALSE },
    { "Error: could not send\nDate: today\n", FALSE },
    { "From: a@b.example\nTo: c@d.example\nSubject: as copied out of a window\n\ntext", FALSE },
    { "From: a@b.example\nMessage-ID: <1@b.example>\n\ntext", TRUE },
    { "From: a@b.example\r\nDate: Tue, 24 Nov 2026 10:11:12 +0900\r\n\r\ntext", TRUE },
    { "\xef\xbb\xbfReceived: from x\n by y; Tue\nSubject: z", TRUE },
    { "From a@b Tue Nov 24 10:11:12 2026\nReceived: from x\nFrom: a@b.example\n\n", TRUE },
    { "a line of a log\nReceived: from x\nFrom: a@b.example\n\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (samples[i].text, strlen (samples[i].text));

      g_assert_cmpint (pm_message_is_mail (bytes), ==, samples[i].is_mail);
    }
}

/* @line again and again in a mail; the parser of the mail must bear it. Returns how many failures. */
static guint
read_repeated (const char *start, const char *line)
{
  GString *text = g_string_new ("From: MAILER-DAEMON@b.example\nSubject: failure notice\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PmEvidence) evidence = NULL;
  g_autoptr (GPtrArray) failures = NULL;

  g_string_append (text, start);
  for (guint i = 0; text->len < 300000; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_auto (GStrv) parts = g_strsplit (line, "#", -1);
      g_autofree char *numbered = g_strjoinv (number, parts);

      g_string_append (text, numbered);
    }
  bytes = g_string_free_to_bytes (text);
  evidence = read_mail (bytes);
  g_assert_true (is_kind (find (evidence, PM_KEY_MESSAGE_KIND)));
  g_assert_true (is_cut (evidence));
  failures = list_failures (evidence);
  for (guint i = 0; i < failures->len; i++)
    g_assert_cmpuint (strlen (look_up (failures->pdata[i], "text")), <=, 2000);
  return failures->len;
}

static void
test_deep_parts (void)
{
  read_repeated ("", "Content-Type: multipart/mixed; boundary=#\n\n--#\n");
}

static void
test_deep_mails (void)
{
  read_repeated ("", "Content-Type: message/rfc822\n\n");
}

static void
test_deep_groups (void)
{
  read_repeated ("To: ", "a:");
}

static void
test_many_groups (void)
{
  read_repeated ("", "Cc: a:b:c:d:e:f:g:h:i;\n");
}

static void
test_many_boundaries (void)
{
  read_repeated ("Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\nwords\n");
}

static void
test_many_fields (void)
{
  read_repeated ("", "X-#: y\n");
}

static void
test_many_recipients (void)
{
  guint n = read_repeated ("Content-Type: message/delivery-status\n\n",
                           "Final-Recipient: rfc822; a#@b.example\nAction: failed\n"
                           "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n");

  g_assert_cmpuint (n, ==, 100);
}

static void
test_many_lines_of_recipients (void)
{
  guint n = read_repeated ("\n", "<a#@b.example>:\n550 5.1.1 no such user here\n\n");

  g_assert_cmpuint (n, ==, 100);
}

static void
test_one_long_line (void)
{
  g_assert_cmpuint (read_repeated ("\n", "words without an end "), ==, 1);
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("", 0);
  g_autoptr (PmEvidence) evidence = read_mail (bytes);

  g_assert_cmpstr (find (evidence, PM_KEY_MESSAGE_KIND), ==, "mail");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      g_autofree char *path = g_strconcat ("/message-mail/file/", mails[i].file, NULL);

      g_test_add_data_func (path, &mails[i], test_mail);
    }
  g_test_add_func ("/message-mail/actions", test_actions);
  g_test_add_data_func ("/message-mail/truncated/status", "google", test_truncated);
  g_test_add_data_func ("/message-mail/truncated/words", "qmail", test_truncated);
  g_test_add_func ("/message-mail/cut", test_cut);
  g_test_add_func ("/message-mail/is-mail", test_is_mail);
  g_test_add_func ("/message-mail/hostile/parts", test_deep_parts);
  g_test_add_func ("/message-mail/hostile/mails", test_deep_mails);
  g_test_add_func ("/message-mail/hostile/groups", test_deep_groups);
  g_test_add_func ("/message-mail/hostile/many-groups", test_many_groups);
  g_test_add_func ("/message-mail/hostile/boundaries", test_many_boundaries);
  g_test_add_func ("/message-mail/hostile/fields", test_many_fields);
  g_test_add_func ("/message-mail/hostile/recipients", test_many_recipients);
  g_test_add_func ("/message-mail/hostile/lines", test_many_lines_of_recipients);
  g_test_add_func ("/message-mail/hostile/long-line", test_one_long_line);
  g_test_add_func ("/message-mail/nothing", test_nothing);
  return g_test_run ();
}
