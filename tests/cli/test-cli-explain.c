/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "pm-shape.h"
#include "pm-spawn.h"

/* "postmend-cli explain": what goes in as people have it, and what comes out. */

static const char *program;
static char *directory;

/* What stands around a refusal in a mail that came back (RFC 3464). */
#define HEAD                                                                                       \
  "From: Mail Delivery System <MAILER-DAEMON@mail.office.example>\r\n"                             \
  "To: taro@office.example\r\n"                                                                    \
  "Subject: Undelivered Mail Returned to Sender\r\n"                                               \
  "Date: Wed, 25 Nov 2026 10:00:00 +0900\r\n"                                                      \
  "MIME-Version: 1.0\r\n"                                                                          \
  "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n"                \
  "\r\n"                                                                                           \
  "--b\r\n"                                                                                        \
  "Content-Type: text/plain; charset=utf-8\r\n"                                                    \
  "\r\n"                                                                                           \
  "The mail could not be delivered.\r\n"                                                           \
  "\r\n"                                                                                           \
  "--b\r\n"                                                                                        \
  "Content-Type: message/delivery-status\r\n"                                                      \
  "\r\n"                                                                                           \
  "Reporting-MTA: dns; mail.office.example\r\n"                                                    \
  "\r\n"
#define RECIPIENT(address, action, status, diagnostic)                                             \
  "Final-Recipient: rfc822; " address "\r\nAction: " action "\r\nStatus: " status                  \
  "\r\nRemote-MTA: dns; mx.customer.example\r\nDiagnostic-Code: smtp; " diagnostic "\r\n\r\n"
#define TAIL                                                                                       \
  "--b\r\n"                                                                                        \
  "Content-Type: text/rfc822-headers\r\n"                                                          \
  "\r\n"                                                                                           \
  "From: taro@office.example\r\n"                                                                  \
  "Subject: Plan\r\n"                                                                              \
  "\r\n"                                                                                           \
  "--b--\r\n"

typedef struct
{
  const char *name;
  const char *input;
  const char *stage; /* NULL: not told */
  int status;
  const char *cause;
  const char *second; /* NULL: there is none */
} Sample;

static const Sample samples[] = {
  { "relay", "554 5.7.1 <hanako@customer.example>: Relay access denied", NULL, 1, "relay.denied" },
  { "relay-stage", "554 5.7.1 Relay access denied\n", "rcpt", 1, "relay.denied" },
  { "password", "535 5.7.8 Error: authentication failed: authentication failure", NULL, 1,
    "auth.bad-credentials" },
  { "password-stage", "535 Incorrect authentication data", "auth", 1, "auth.bad-credentials" },
  { "app-password",
    "534-5.7.9 Application-specific password required. Learn more at\n"
    "534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor x - gsmtp",
    NULL, 1, "auth.app-password-required" },
  { "starttls", "530 5.7.0 Must issue a STARTTLS command first", "mail", 1, "tls.required" },
  { "unknown-user",
    "550 5.1.1 <hanaco@customer.example>: Recipient address rejected: User unknown in virtual "
    "mailbox table",
    NULL, 1, "recipient.unknown" },
  { "mailbox-full", "552 5.2.2 Mailbox full, user is over quota", "recipient", 1,
    "recipient.mailbox-full" },
  { "greylisting", "450 4.2.0 <x@y.example>: Recipient address rejected: Greylisted", NULL, 1,
    "policy.greylisted" },
  { "greylisting-and-out-of-turn",
    "450 4.2.0 <x@y.example>: Recipient address rejected: Greylisted\n"
    "503 5.5.1 Error: need RCPT command",
    NULL, 1, "policy.greylisted" },
  { "blocklist", "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org",
    NULL, 1, "reputation.ip-listed" },
  { "too-large", "552 5.3.4 Message size exceeds fixed limit", "data", 1, "limit.message-size" },
  { "sender-domain", "550 5.1.8 <taro@ofice.example>: Sender address rejected: Domain not found",
    NULL, 1, "sender.domain-not-found" },
  { "sender-owner",
    "553 5.7.1 <info@office.example>: Sender address rejected: not owned by user "
    "taro@office.example",
    NULL, 1, "sender.not-owned" },
  { "python", "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')", NULL,
    1, "auth.bad-credentials" },
  { "thunderbird-ja",
    "メールの送信中にエラーが発生しました。メールサーバーからの応答: 5.1.1 <hanaco@office.example>: "
    "Recipient address rejected: User unknown in local recipient table。",
    NULL, 1, "recipient.unknown" },
  { "full-width", "５５４ ５.７.１ Relay access denied", NULL, 1, "relay.denied" },
  { "log",
    "Nov 25 10:00:00 mail postfix/smtp[4711]: 4F1A2B3C4D: to=<hanako@customer.example>, "
    "relay=mx.customer.example[192.0.2.25]:25, delay=1.2, delays=0.1/0/0.5/0.6, dsn=5.1.1, "
    "status=bounced (host mx.customer.example[192.0.2.25] said: 550 5.1.1 "
    "<hanako@customer.example>: Recipient address rejected: User unknown (in reply to RCPT TO "
    "command))",
    NULL, 1, "recipient.unknown" },
  { "nothing-to-read", "xyzzy plugh", NULL, 3, "unknown" },
  { "japanese-greeting", "いつもお世話になっております。", NULL, 3, "unknown" },

  { "bounce",
    HEAD RECIPIENT ("hanako@customer.example",
                    "failed",
                    "5.1.1",
                    "550 5.1.1 <hanako@customer.example>: Recipient address rejected: User unknown")
        TAIL,
    NULL, 1, "recipient.unknown" },
  { "bounce-for-two",
    HEAD RECIPIENT ("hanako@customer.example",
                    "failed",
                    "5.1.1",
                    "550 5.1.1 <hanako@customer.example>: Recipient address rejected: User unknown")
        RECIPIENT ("jiro@customer.example", "failed", "5.2.2", "552 5.2.2 Mailbox full, over quota")
            TAIL,
    NULL, 1, "recipient.unknown", "recipient.mailbox-full" },
  { "bounce-in-mbox",
    "From MAILER-DAEMON Wed Nov 25 10:00:00 2026\n" HEAD
        RECIPIENT ("hanako@customer.example", "failed", "5.7.1", "554 5.7.1 Spam message rejected")
            TAIL,
    NULL, 1, "content.spam" },
  { "delayed",
    HEAD RECIPIENT ("hanako@customer.example", "delayed", "4.2.2", "452 4.2.2 Mailbox full") TAIL,
    NULL, 1, "delivery.delayed" },
  { "delivered",
    HEAD RECIPIENT ("hanako@customer.example", "delivered", "2.0.0", "250 2.0.0 Ok") TAIL, NULL, 1,
    "report.not-a-failure" },
  { "auto-reply",
    "From: hanako@customer.example\nTo: taro@office.example\nSubject: Out of office: Plan\n"
    "Date: Wed, 25 Nov 2026 10:00:00 +0900\nAuto-Submitted: auto-replied\n\nI am away until "
    "Monday.\n",
    NULL, 1, "report.not-a-failure" },
  { "complaint",
    "From: fbl@provider.example\nTo: taro@office.example\nSubject: Complaint\nMIME-Version: 1.0\n"
    "Date: Wed, 25 Nov 2026 10:00:00 +0900\n"
    "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n"
    "Content-Type: text/plain\n\nThis is an email abuse report.\n\n--b\n"
    "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\n"
    "Version: 1\n\n--b\nContent-Type: text/rfc822-headers\n\nFrom: taro@office.example\n\n--b--\n",
    NULL, 1, "report.complaint" },
};

static char *
write_file (const char *bytes, gsize length)
{
  char *path = g_build_filename (directory, "input", NULL);

  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  return path;
}

/* Of standard input, in JSON. */
static void
test_input (gconstpointer data)
{
  const Sample *sample = data;
  g_autofree char *args = g_strdup_printf ("explain --format json --lang en%s%s",
                                           sample->stage != NULL ? " --stage " : "",
                                           sample->stage != NULL ? sample->stage : "");
  g_auto (PmSpawned) run = { 0 };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *report;

  pm_spawn (&run, program, args, sample->input);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, sample->status);
  root = pm_shape_parse (run.out);
  report = json_node_get_object (root);
  pm_shape_assert_explanation (report);
  g_assert_cmpstr (pm_shape_get_cause (report, 0), ==, sample->cause);
  g_assert_cmpstr (pm_shape_get_cause (report, 1), ==, sample->second);
  g_assert_cmpstr (json_object_get_string_member (report, "verdict"), ==,
                   sample->status == 1 ? "problem" : "inconclusive");
}

/* Of a file, as a text, in both languages. */
static void
test_file (gconstpointer data)
{
  static const char *const languages[] = { "en", "ja" };
  const Sample *sample = data;
  g_autofree char *path = write_file (sample->input, strlen (sample->input));

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *args = g_strdup_printf ("explain %s --lang %s%s%s", path, languages[i],
                                               sample->stage != NULL ? " --stage=" : "",
                                               sample->stage != NULL ? sample->stage : "");
      g_auto (PmSpawned) run = { 0 };

      pm_spawn (&run, program, args, NULL);
      g_assert_cmpstr (run.err, ==, "");
      g_assert_cmpint (run.status, ==, sample->status);
      g_assert_cmpint (g_str_has_prefix (run.out, "Report on sending mail\n"), ==, i == 0);
      g_assert_nonnull (strstr (run.out, "\n  1. "));
    }
  g_assert_no_errno (g_unlink (path));
}

typedef struct
{
  const char *name;
  const char *input;
} Leak;

/* base64 of "\0taro\0hunter2-4711", of "hunter2-4711". */
#define PLAIN   "AHRhcm8AaHVudGVyMi00NzEx"
#define PASS    "aHVudGVyMi00NzEx"
#define TOKEN   "ya29.a0AfH6SMBxyz-0123456789_abcdefghijklmnop"
#define XOAUTH2 "dXNlcj10YXJvQGV4YW1wbGUuanABYXV0aD1CZWFyZXIgeWEyOS5hMEFmSDZTTUJ4eXoBAQ=="

static const Leak leaks[] = {
  { "plain", "C: AUTH PLAIN " PLAIN "\nS: 535 5.7.8 Error: authentication failed\n" },
  { "plain-unread", "AUTH PLAIN " PLAIN "\n" },
  { "plain-in-one-line", "AUTH PLAIN " PLAIN " 535 5.7.8 Error: authentication failed" },
  { "login", "AUTH LOGIN\n334 VXNlcm5hbWU6\ndGFybw==\n334 UGFzc3dvcmQ6\n" PASS
             "\n535 5.7.8 Error: authentication failed\n" },
  { "login-unread", "334 UGFzc3dvcmQ6\n" PASS "\n" },
  { "xoauth2", "AUTH XOAUTH2 " XOAUTH2 "\n334 eyJzdGF0dXMiOiI0MDAifQ==\n\n535 5.7.8 no\n" },
  { "token", "535 5.7.3 Authentication unsuccessful, token " TOKEN },
  { "password", "Error: 535 5.7.8 failed\nsmtp_password=hunter2-4711\n" },
  { "password-unread", "could not send, password=hunter2-4711 was used" },
  { "password-colon", "Server: smtp.office.example\nPassword: hunter2-4711\nError: none" },
  { "authorization", "GET /token\nAuthorization: Basic " PLAIN "\n\nHTTP 401" },
  { "bearer", "curl -H 'Authorization: Bearer " TOKEN "'\n535 5.7.8 no" },
  { "pass", "USER taro\nPASS hunter2-4711\n-ERR [AUTH] no" },
  { "html", "<html><body><p>AUTH PLAIN " PLAIN "</p><br>535 5.7.8 failed</body></html>" },
  { "quoted-printable",
    "From: a@b.example\nTo: c@d.example\nSubject: failure notice\nDate: Wed, 25 Nov 2026 10:00:00 "
    "+0900\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: "
    "quoted-printable\n\nAUTH PLAIN AHRhcm8A=\naHVudGVyMi00NzEx=20\n535 5.7.8 failed\n" },
  { "in-a-bounce", HEAD RECIPIENT ("hanako@customer.example",
                                   "failed",
                                   "5.7.8",
                                   "535 5.7.8 failed: AUTH PLAIN " PLAIN) TAIL },
};

/* No form of a password or token is in anything that comes out. */
static void
test_leak (gconstpointer data)
{
  static const char *const secrets[] = {
    "hunter2", PLAIN, PASS, "AHRhcm8A", "a0AfH6SM", "dXNlcj10"
  };
  static const char *const formats[] = { "text", "json" };
  const Leak *leak = data;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *args = g_strdup_printf ("explain --format %s", formats[i]);
      g_auto (PmSpawned) run = { 0 };

      pm_spawn (&run, program, args, leak->input);
      g_assert_cmpint (run.status, !=, 2);
      for (guint j = 0; j < G_N_ELEMENTS (secrets); j++)
        {
          g_assert_null (strstr (run.out, secrets[j]));
          g_assert_null (strstr (run.err, secrets[j]));
        }
    }
}

/* Some answer, and nothing in it that a terminal would obey. */
static void
check_hostile (const char *bytes, gsize length)
{
  g_autofree char *path = write_file (bytes, length);
  g_autofree char *args = g_strdup_printf ("explain %s", path);
  g_auto (PmSpawned) run = { 0 };

  pm_spawn (&run, program, args, NULL);
  g_assert_true (run.status == 1 || run.status == 3);
  g_assert_cmpstr (run.err, ==, "");
  for (const char *at = run.out; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_assert_true (c == '\n' || !g_unichar_iscntrl (c));
      g_assert_true (c < 0x202a || c > 0x202e);
    }
  g_assert_no_errno (g_unlink (path));
}

static void
test_hostile (void)
{
  static const char nul[] = "550 5.1.1 \0User\0 unknown\0";
  static const char escapes[] = "550 5.1.1 \033[2J\033]0;x\007 \xe2\x80\xae\xc2\x9b"
                                "31m <a@b>";
  g_autofree char *binary = g_malloc (100000);
  GRand *rand = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 100000; i++)
    binary[i] = (char) g_rand_int_range (rand, 0, 256);
  g_rand_free (rand);
  check_hostile (nul, sizeof nul - 1);
  check_hostile (escapes, sizeof escapes - 1);
  check_hostile (binary, 100000);
}

/* 6 MB are refused, and an endless file too; 5 MiB are read. */
static void
test_size (void)
{
  const gsize most = 5 * 1024 * 1024;
  g_autofree char *bytes = g_strnfill (6 * 1000 * 1000, '5');
  g_autofree char *path = write_file (bytes, 6 * 1000 * 1000);
  g_autofree char *args = g_strdup_printf ("explain %s", path);
  g_auto (PmSpawned) large = { 0 };
  g_auto (PmSpawned) endless = { 0 };
  g_auto (PmSpawned) whole = { 0 };

  pm_spawn (&large, program, args, NULL);
  g_assert_cmpint (large.status, ==, 2);
  pm_shape_assert_one_line (large.err);
  pm_spawn (&endless, program, "explain /dev/zero", NULL);
  g_assert_cmpint (endless.status, ==, 2);
  pm_shape_assert_one_line (endless.err);

  g_assert_true (g_file_set_contents (path, bytes, most, NULL));
  pm_spawn (&whole, program, args, NULL);
  g_assert_cmpint (whole.status, ==, 3);
  g_assert_no_errno (g_unlink (path));
}

static void
test_empty (void)
{
  static const char *const inputs[] = { "", " \r\n\t ", "\xef\xbb\xbf" };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_auto (PmSpawned) run = { 0 };

      pm_spawn (&run, program, "explain -", inputs[i]);
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
      pm_shape_assert_one_line (run.err);
    }
}

/* The ids of the contract and the words of SMTP. */
static void
test_stages (void)
{
  static const char *const stages[] = {
    "network",   "dns",  "connect",   "greeting", "tls",      "auth",     "sender",
    "recipient", "size", "blocklist", "domain",   "message",  "delivery", "helo",
    "EHLO",      "mail", "rcpt",      "data",     "starttls",
  };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autofree char *args = g_strdup_printf ("explain --stage %s", stages[i]);
      g_auto (PmSpawned) run = { 0 };

      pm_spawn (&run, program, args, "554 5.7.1 Relay access denied");
      g_assert_cmpstr (run.err, ==, "");
      g_assert_cmpint (run.status, ==, 1);
    }
}

/* The way to the settings, and the name in another case. */
static void
test_program (void)
{
  g_auto (PmSpawned) text = { 0 };
  g_auto (PmSpawned) json = { 0 };
  g_auto (PmSpawned) wrong = { 0 };

  pm_spawn (&text, program, "explain --lang en --program Thunderbird",
            "554 5.7.1 Relay access denied");
  g_assert_cmpint (text.status, ==, 1);
  g_assert_nonnull (strstr (text.out, "Thunderbird"));
  g_assert_nonnull (strstr (text.out, "Outgoing Server"));
  pm_spawn (&json, program, "explain --format json --program thunderbird",
            "554 5.7.1 Relay access denied");
  g_assert_nonnull (strstr (json.out, "\"paths\""));
  pm_spawn (&wrong, program, "explain --program mutt", "554 5.7.1 Relay access denied");
  g_assert_cmpint (wrong.status, ==, 2);
  pm_shape_assert_one_line (wrong.err);
  g_assert_nonnull (strstr (wrong.err, "thunderbird, "));
}

static void
test_output (void)
{
  g_autofree char *path = g_build_filename (directory, "report", NULL);
  g_autofree char *args = g_strdup_printf ("explain --format json --output %s", path);
  g_autofree char *written = NULL;
  g_auto (PmSpawned) run = { 0 };
  g_autoptr (JsonNode) root = NULL;

  pm_spawn (&run, program, args, "554 5.7.1 Relay access denied");
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  root = pm_shape_parse (written);
  g_assert_cmpstr (pm_shape_get_cause (json_node_get_object (root), 0), ==, "relay.denied");
  g_assert_no_errno (g_unlink (path));
}

static void
add (const char *folder, const char *name, gconstpointer data, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/cli-explain/%s/%s", folder, name);

  g_test_add_data_func (path, data, func);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* one wrong answer hides no other */
  g_assert_cmpint (argc, >, 1);
  program = argv[1];
  directory = g_dir_make_tmp ("postmend-cli-XXXXXX", NULL);
  g_assert_nonnull (directory);

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      add ("input", samples[i].name, &samples[i], test_input);
      add ("file", samples[i].name, &samples[i], test_file);
    }
  for (guint i = 0; i < G_N_ELEMENTS (leaks); i++)
    add ("secret", leaks[i].name, &leaks[i], test_leak);
  g_test_add_func ("/cli-explain/hostile", test_hostile);
  g_test_add_func ("/cli-explain/size", test_size);
  g_test_add_func ("/cli-explain/empty", test_empty);
  g_test_add_func ("/cli-explain/stages", test_stages);
  g_test_add_func ("/cli-explain/program", test_program);
  g_test_add_func ("/cli-explain/output", test_output);

  status = g_test_run ();
  g_rmdir (directory);
  g_free (directory);
  return status;
}
