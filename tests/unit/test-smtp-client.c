/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-fixture.h"

#include <string.h>

#include "pm-await.h"
#include "pm-smtp-argument.h"

#define EHLO "EHLO [127.0.0.1]\r\n"

static GPtrArray *
send_commands (SmtpFixture *fixture, const char *const *commands, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_smtp_client_commands_async (fixture->client, commands, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_smtp_client_commands_finish (fixture->client, result, error);
}

/* The codes of the replies, in order. */
static char *
list_codes (GPtrArray *replies)
{
  GString *codes = g_string_new (NULL);

  for (guint i = 0; replies != NULL && i < replies->len; i++)
    g_string_append_printf (codes, "%s%u", i > 0 ? " " : "",
                            ((PmReply *) g_ptr_array_index (replies, i))->code);
  return g_string_free (codes, FALSE);
}

static void
test_hello (void)
{
  static const SmtpStep script[] = {
    { NULL, "220-" SMTP_HOST " ESMTP\r\n220 hello\r\n" },
    { EHLO, "250-" SMTP_HOST "\r\n250-STARTTLS\r\n250 SIZE 1000\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *greeting = NULL;
  PmReply *reply;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  reply = smtp_fixture_greet (&fixture, &error);
  greeting = smtp_fixture_take_reply (reply, error);
  g_assert_cmpstr (greeting, ==, "220 " SMTP_HOST " ESMTP\nhello");
  g_assert_null (pm_smtp_client_get_capabilities (fixture.client));
  smtp_fixture_assert_hello (&fixture, "250 " SMTP_HOST "\nSTARTTLS\nSIZE 1000");
  g_assert_true (
      pm_capabilities_has (pm_smtp_client_get_capabilities (fixture.client), "STARTTLS"));
  smtp_fixture_assert_transcript (
      &fixture, "< 220-" SMTP_HOST " ESMTP\n< 220 hello\n> EHLO [127.0.0.1]\n< 250-" SMTP_HOST
                "\n< 250-STARTTLS\n< 250 SIZE 1000\n");
  smtp_fixture_end (&fixture);
}

static void
test_helo (void)
{
  static const SmtpStep script[] = {
    { EHLO, "502 5.5.1 what?\r\n" },
    { "HELO [127.0.0.1]\r\n", "250 " SMTP_HOST "\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  smtp_fixture_assert_hello (&fixture, "250 " SMTP_HOST);
  g_assert_null (pm_smtp_client_get_capabilities (fixture.client));
  smtp_fixture_end (&fixture);
}

/* No other answer is taken for "EHLO is unknown here", and none but 250 for a list. */
static void
test_hello_refused (void)
{
  static const SmtpStep script[] = {
    { EHLO, "550 5.7.1 go away\r\n" },
    { EHLO, "220-x\r\n220 STARTTLS\r\n" },
    { EHLO, "421 4.3.2 closing\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  smtp_fixture_assert_hello (&fixture, "550 go away");
  smtp_fixture_assert_hello (&fixture, "220 x\nSTARTTLS");
  smtp_fixture_assert_hello (&fixture, "421 closing");
  g_assert_null (pm_smtp_client_get_capabilities (fixture.client));
  smtp_fixture_end (&fixture);
}

static void
test_garbage (void)
{
  static const SmtpStep script[] = {
    { NULL, "HTTP/1.1 400 Bad\r\nServer: x\001y\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) garbage = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  g_assert_null (smtp_fixture_greet (&fixture, &error));
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_NOT_SMTP);
  garbage = pm_smtp_client_get_garbage (fixture.client);
  g_assert_cmpmem (g_bytes_get_data (garbage, NULL), g_bytes_get_size (garbage), script[0].say,
                   strlen (script[0].say));
  smtp_fixture_assert_transcript (&fixture, "< HTTP/1.1 400 Bad\n< Server: x\\x01y\n");
  smtp_fixture_end (&fixture);
}

static void
test_flood (void)
{
  g_autofree char *long_line = g_strnfill (200000, '2');
  g_autofree char *flood = g_strconcat ("220 ", long_line, "\r\n", NULL);
  const SmtpStep script[] = { { NULL, flood }, { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) garbage = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  g_assert_null (smtp_fixture_greet (&fixture, &error));
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_TOO_LONG);
  garbage = pm_smtp_client_get_garbage (fixture.client);
  g_assert_cmpuint (g_bytes_get_size (garbage), ==, 512);
  smtp_fixture_end (&fixture);
}

static void
test_closed (void)
{
  static const SmtpStep script[] = { { NULL, "220-hello\r\n220" }, { NULL, smtp_hang_up } };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  g_assert_null (smtp_fixture_greet (&fixture, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  g_assert_null (pm_smtp_client_get_garbage (fixture.client));
  smtp_fixture_assert_transcript (&fixture, "< 220-hello\n< 220\n");
  smtp_fixture_end (&fixture);
}

/* A server that hung up said why before: its words are there, though the command could not be sent.
 */
static void
test_closed_with_reason (void)
{
  static const SmtpStep script[] = { { NULL, "220 x\r\n421 4.4.2 too slow\r\n" },
                                     { NULL, smtp_hang_up } };
  SmtpFixture fixture;
  g_autoptr (PmReply) greeting = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  greeting = smtp_fixture_greet (&fixture, NULL);
  pm_await_ms (20);
  smtp_fixture_assert_hello (&fixture, "421 too slow");
  smtp_fixture_end (&fixture);
}

static void
test_timeout (void)
{
  static const SmtpStep silent[] = { { NULL, NULL } };
  static const SmtpStep dripping[] = { { NULL, "220-" }, { NULL, smtp_drip }, { NULL, NULL } };
  const SmtpStep *scripts[] = { silent, dripping };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      SmtpFixture fixture;
      g_autoptr (GError) error = NULL;

      smtp_fixture_start (&fixture, scripts[i], 100);
      g_assert_null (smtp_fixture_greet (&fixture, &error));
      g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT);
      smtp_fixture_end (&fixture);
    }
}

static void
test_cancel (void)
{
  static const SmtpStep script[] = { { EHLO, "250-x\r\n" }, { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  pm_smtp_client_hello_async (fixture.client, cancellable, pm_await_cb, &result);
  pm_await_ms (20);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_smtp_client_hello_finish (fixture.client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result); /* holds the client */
  smtp_fixture_end (&fixture);
}

static const char *const envelope[] = { "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>",
                                        "RSET", "QUIT", NULL };

static void
test_group (void)
{
  static const SmtpStep script[] = {
    { EHLO, "250-x\r\n250 PIPELINING\r\n" },
    { "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRSET\r\nQUIT\r\n",
      "250 2.1.0 a\r\n550-5.1.1 no\r\n550 5.1.1 b\r\n250 c\r\n221 d\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = NULL;
  g_autofree char *codes = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  smtp_fixture_assert_hello (&fixture, "250 x\nPIPELINING");
  g_string_truncate (fixture.transcript, 0);
  replies = send_commands (&fixture, envelope, &error);
  codes = list_codes (replies);
  g_assert_no_error (error);
  g_assert_cmpstr (codes, ==, "250 550 250 221");
  smtp_fixture_assert_transcript (&fixture,
                                  "> MAIL FROM:<a@example.com>\n> RCPT TO:<b@example.com>\n> RSET\n"
                                  "> QUIT\n< 250 2.1.0 a\n< 550-5.1.1 no\n< 550 5.1.1 b\n< 250 c\n"
                                  "< 221 d\n");
  smtp_fixture_end (&fixture);
}

static void
test_one_by_one (void)
{
  static const SmtpStep script[] = {
    { "MAIL FROM:<a@example.com>\r\n", "250 a\r\n" },
    { "RCPT TO:<b@example.com>\r\n", "550 b\r\n" },
    { "RSET\r\n", "250 c\r\n" },
    { "QUIT\r\n", "221 d\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = NULL;
  g_autofree char *codes = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  replies = send_commands (&fixture, envelope, &error);
  codes = list_codes (replies);
  g_assert_no_error (error);
  g_assert_cmpstr (codes, ==, "250 550 250 221");
  smtp_fixture_assert_transcript (
      &fixture, "> MAIL FROM:<a@example.com>\n< 250 a\n> RCPT TO:<b@example.com>\n"
                "< 550 b\n> RSET\n< 250 c\n> QUIT\n< 221 d\n");
  smtp_fixture_end (&fixture);
}

/* What was answered before the line broke off is not lost. */
static void
test_broken_off (void)
{
  static const SmtpStep group[] = {
    { EHLO, "250-x\r\n250 PIPELINING\r\n" },
    { SMTP_ANY_LINE, "250 a\r\n421 4.3.2 b\r\n25" },
    { NULL, smtp_hang_up },
  };
  static const SmtpStep one_by_one[] = {
    { EHLO, "250 x\r\n" },
    { SMTP_ANY_LINE, "250 a\r\n" },
    { SMTP_ANY_LINE, "421 b\r\n" },
    { NULL, smtp_hang_up },
  };
  const SmtpStep *scripts[] = { group, one_by_one };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      SmtpFixture fixture;
      g_autoptr (GError) error = NULL;
      g_autoptr (PmReply) reply = NULL;
      g_autoptr (GPtrArray) replies = NULL;
      g_autofree char *codes = NULL;

      smtp_fixture_start (&fixture, scripts[i], SMTP_PATIENT_MS);
      reply = smtp_fixture_hello (&fixture, NULL);
      replies = send_commands (&fixture, envelope, &error);
      codes = list_codes (replies);
      g_assert_cmpstr (codes, ==, "250 421");
      g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
      smtp_fixture_end (&fixture);
    }
}

static void
test_bad_commands (void)
{
  static const SmtpStep script[] = {
    { EHLO, "250-x\r\n250 SMTPUTF8\r\n" },
    { "MAIL FROM:<\303\251@example.com> SMTPUTF8\r\n", "250 a\r\n" },
    { NULL, NULL },
  };
  static const char *const bad[] = {
    "MAIL FROM:<a@example.com>\r\nDATA", "RSET\n", "RSET\t", "RSET\177", "RSET\302\205", "\344", "",
  };
  const char *const utf8[] = { "MAIL FROM:<\303\251@example.com> SMTPUTF8", NULL };
  SmtpFixture fixture;
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (GPtrArray) replies = NULL;
  g_autofree char *codes = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  g_assert_null (send_commands (&fixture, utf8, &early));
  g_assert_error (early, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  smtp_fixture_assert_hello (&fixture, "250 x\nSMTPUTF8");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const commands[] = { "RSET", bad[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (send_commands (&fixture, commands, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  replies = send_commands (&fixture, utf8, &late);
  codes = list_codes (replies);
  g_assert_no_error (late);
  g_assert_cmpstr (codes, ==, "250");
  smtp_fixture_end (&fixture);
}

/* What stands there before the command is sent is never its answer, and the command is not sent. */
static void
assert_unasked (const char *greeting, const char *later, const char *transcript)
{
  const SmtpStep script[] = { { NULL, greeting }, { NULL, later }, { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (PmReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) garbage = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  reply = smtp_fixture_greet (&fixture, NULL);
  pm_await_ms (20);
  g_assert_null (smtp_fixture_hello (&fixture, &error));
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_UNASKED);
  garbage = pm_smtp_client_get_garbage (fixture.client);
  g_assert_nonnull (garbage);
  smtp_fixture_assert_transcript (&fixture, transcript);
  pm_await_ms (20);
  g_assert_cmpuint (fixture.server.received->len, ==, 0);
  smtp_fixture_end (&fixture);
}

static void
test_unasked (void)
{
  assert_unasked ("220 a\r\n220 b\r\n", NULL, "< 220 a\n< 220 b\n");
  assert_unasked ("220 a\r\n250-x\r\n250 AUTH PLAIN\r\n", NULL,
                  "< 220 a\n< 250-x\n< 250 AUTH PLAIN\n");
  assert_unasked ("220 a\r\n", "250 x\r\n", "< 220 a\n< 250 x\n");
  assert_unasked ("220 a\r\n\r\n", NULL, "< 220 a\n< \n");
  assert_unasked ("220 a\r\n4", "50 b\r\n", "< 220 a\n< 450 b\n");
}

/* A server that shuts down may say so at any time, in pieces too, and there is no more to come. */
static void
test_unasked_closing (void)
{
  static const SmtpStep script[] = {
    { EHLO, "250-x\r\n250 PIPELINING\r\n4" },
    { NULL, "21 4.3.2 shutdown\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = NULL;
  g_autofree char *codes = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  smtp_fixture_assert_hello (&fixture, "250 x\nPIPELINING");
  replies = send_commands (&fixture, envelope, &error);
  codes = list_codes (replies);
  g_assert_cmpstr (codes, ==, "421");
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  smtp_fixture_assert_transcript (&fixture, "> EHLO [127.0.0.1]\n< 250-x\n< 250 PIPELINING\n"
                                            "< 421 4.3.2 shutdown\n");
  smtp_fixture_end (&fixture);
}

/* Between two commands as well, where they go one by one. */
static void
test_unasked_between (void)
{
  static const SmtpStep script[] = {
    { "MAIL FROM:<a@example.com>\r\n", "550 a\r\n250 b\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = NULL;
  g_autofree char *codes = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  replies = send_commands (&fixture, envelope, &error);
  codes = list_codes (replies);
  g_assert_cmpstr (codes, ==, "550");
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_UNASKED);
  smtp_fixture_end (&fixture);
}

static void
test_addresses (void)
{
  static const char *const good[] = { "a@example.com", "a..b@example.com", "\"a b>\"@x", "",
                                      "\303\251@x",    "\"\\\" \"@x" };
  static const char *const bad[] = {
    "a@x> SIZE=1", "a@x>\r\nDATA", "<a@x", "a b@x", "a@x\t", "\"a@x", "\"\\\"@x> y", "\344@x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (pm_smtp_is_address (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (pm_smtp_is_address (bad[i]));
}

static void
test_starttls (void)
{
  static const SmtpStep script[] = {
    { EHLO, "250-x\r\n250 STARTTLS\r\n" },
    { "STARTTLS\r\n", "220-ready\r\n220 to start\r\n" },
    { NULL, smtp_start_tls },
    { EHLO, "250-x\r\n250 AUTH PLAIN\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (PmStarttls) outcome = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  smtp_fixture_assert_hello (&fixture, "250 x\nSTARTTLS");
  outcome = smtp_fixture_starttls (&fixture);
  g_assert_cmpuint (outcome->reply->code, ==, 220);
  g_assert_false (outcome->injected);
  g_assert_cmpint (outcome->tls->status, ==, PM_TLS_SECURED);
  g_assert_true (pm_link_is_secured (pm_smtp_client_get_link (fixture.client)));
  g_assert_null (pm_smtp_client_get_capabilities (fixture.client));
  smtp_fixture_assert_hello (&fixture, "250 x\nAUTH PLAIN");
  smtp_fixture_end (&fixture);
}

static void
test_starttls_refused (void)
{
  static const SmtpStep script[] = {
    { EHLO, "250-x\r\n250 STARTTLS\r\n" },
    { "STARTTLS\r\n", "454 4.7.0 not now\r\n" },
    { "STARTTLS\r\n", "354 go on\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (PmStarttls) temporary = NULL;
  g_autoptr (PmStarttls) nonsense = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  smtp_fixture_assert_hello (&fixture, "250 x\nSTARTTLS");
  temporary = smtp_fixture_starttls (&fixture);
  nonsense = smtp_fixture_starttls (&fixture);
  g_assert_cmpuint (temporary->reply->code, ==, 454);
  g_assert_cmpuint (nonsense->reply->code, ==, 354);
  g_assert_null (temporary->tls);
  g_assert_null (nonsense->tls);
  g_assert_false (nonsense->injected);
  g_assert_nonnull (pm_smtp_client_get_capabilities (fixture.client));
  smtp_fixture_end (&fixture);
}

static void
assert_injected (const char *answer, const char *transcript)
{
  const SmtpStep script[] = { { "STARTTLS\r\n", answer }, { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (PmStarttls) outcome = NULL;
  g_autoptr (GError) error = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  outcome = smtp_fixture_starttls (&fixture);
  g_assert_true (outcome->injected);
  g_assert_null (outcome->tls);
  g_assert_null (pm_smtp_client_get_capabilities (fixture.client));
  g_assert_null (smtp_fixture_hello (&fixture, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (fixture.transcript->str, transcript));
  while (!fixture.server.is_ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture.server.received->len, ==, 0);
  smtp_fixture_end (&fixture);
}

static void
test_starttls_injected (void)
{
  assert_injected ("220 go\r\n250-x\r\n250 AUTH LOGIN\r\n",
                   "> STARTTLS\n< 220 go\n< 250-x\n< 250 AUTH LOGIN\n");
  assert_injected ("220 go\r\nx", "> STARTTLS\n< 220 go\n< x\n");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  smtp_fixture_make_trust ();
  g_test_add_func ("/smtp-client/hello", test_hello);
  g_test_add_func ("/smtp-client/helo", test_helo);
  g_test_add_func ("/smtp-client/hello-refused", test_hello_refused);
  g_test_add_func ("/smtp-client/garbage", test_garbage);
  g_test_add_func ("/smtp-client/flood", test_flood);
  g_test_add_func ("/smtp-client/closed", test_closed);
  g_test_add_func ("/smtp-client/closed-with-reason", test_closed_with_reason);
  g_test_add_func ("/smtp-client/timeout", test_timeout);
  g_test_add_func ("/smtp-client/cancel", test_cancel);
  g_test_add_func ("/smtp-client/group", test_group);
  g_test_add_func ("/smtp-client/one-by-one", test_one_by_one);
  g_test_add_func ("/smtp-client/broken-off", test_broken_off);
  g_test_add_func ("/smtp-client/bad-commands", test_bad_commands);
  g_test_add_func ("/smtp-client/unasked", test_unasked);
  g_test_add_func ("/smtp-client/unasked-closing", test_unasked_closing);
  g_test_add_func ("/smtp-client/unasked-between", test_unasked_between);
  g_test_add_func ("/smtp-client/addresses", test_addresses);
  g_test_add_func ("/smtp-client/starttls", test_starttls);
  g_test_add_func ("/smtp-client/starttls-refused", test_starttls_refused);
  g_test_add_func ("/smtp-client/starttls-injected", test_starttls_injected);
  status = g_test_run ();
  smtp_fixture_forget_trust ();
  return status;
}
