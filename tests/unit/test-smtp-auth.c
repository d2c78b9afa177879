/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-fixture.h"

#include <string.h>

#include "pm-await.h"

/* The part of each script up to the handshake. */
#define SECURE                                                                                     \
  { "STARTTLS\r\n", "220 go\r\n" }, { NULL, smtp_start_tls }

static PmReply *
auth (SmtpFixture *fixture, const char *mechanism, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PmSecret) secret = pm_secret_new (password, -1);

  pm_smtp_client_auth_async (fixture->client, mechanism, "tim", secret, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_smtp_client_auth_finish (fixture->client, result, error);
}

static void
assert_auth (const SmtpStep *script,
             const char *mechanism,
             const char *password,
             const char *expected,
             const char *transcript)
{
  SmtpFixture fixture;
  g_autoptr (PmStarttls) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;
  PmReply *reply;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  outcome = smtp_fixture_starttls (&fixture);
  g_assert_cmpint (outcome->tls->status, ==, PM_TLS_SECURED);
  g_string_truncate (fixture.transcript, 0);
  reply = auth (&fixture, mechanism, password, &error);
  seen = smtp_fixture_take_reply (reply, error);
  g_assert_cmpstr (seen, ==, expected);
  smtp_fixture_assert_transcript (&fixture, transcript);
  smtp_fixture_end (&fixture);
}

static void
test_plain (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { "AUTH PLAIN AHRpbQBvcGVuIHNlc2FtZQ==\r\n", "235 2.7.0 welcome\r\n" },
    { NULL, NULL },
  };

  assert_auth (script, "PLAIN", "open sesame", "235 welcome",
               "> AUTH PLAIN <hidden>\n< 235 2.7.0 welcome\n");
}

/* What the server sends back of the secret is in no reply and no line of the transcript. */
static void
test_echo (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { SMTP_ANY_LINE, "535-5.7.8 AUTH PLAIN AHRpbQBvcGVuIHNlc2FtZQ== is wrong\r\n"
                     "535-5.7.8 so is b3BlbiBzZXNhbWU=\r\n"
                     "535 5.7.8 and open sesame, open%20sesame\r\n" },
    { NULL, NULL },
  };

  assert_auth (script, "PLAIN", "open sesame",
               "535 AUTH PLAIN <hidden> is wrong\nso is <hidden>=\nand <hidden>, <hidden>",
               "> AUTH PLAIN <hidden>\n< 535-5.7.8 AUTH PLAIN <hidden> is wrong\n"
               "< 535-5.7.8 so is <hidden>=\n< 535 5.7.8 and <hidden>, <hidden>\n");
}

static void
test_echo_garbage (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { SMTP_ANY_LINE, "AUTH PLAIN AHRpbQBvcGVuIHNlc2FtZQ==\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (PmStarttls) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) garbage = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  outcome = smtp_fixture_starttls (&fixture);
  g_assert_null (auth (&fixture, "PLAIN", "open sesame", &error));
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_NOT_SMTP);
  garbage = pm_smtp_client_get_garbage (fixture.client);
  g_assert_cmpmem (g_bytes_get_data (garbage, NULL), g_bytes_get_size (garbage),
                   "AUTH PLAIN <hidden>\r\n", 21);
  smtp_fixture_assert_transcript (&fixture, "> STARTTLS\n< 220 go\n> AUTH PLAIN <hidden>\n"
                                            "< AUTH PLAIN <hidden>\n");
  smtp_fixture_end (&fixture);
}

/* A secret that stands across the limit of what is kept is not kept in half. */
static void
test_echo_cut (void)
{
  g_autofree char *filling = g_strnfill (505, '-');
  g_autofree char *garbage = g_strconcat (filling, "open sesame\r\n", NULL);
  const SmtpStep script[] = { SECURE, { SMTP_ANY_LINE, garbage }, { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (PmStarttls) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) kept = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  outcome = smtp_fixture_starttls (&fixture);
  g_assert_null (auth (&fixture, "PLAIN", "open sesame", &error));
  kept = pm_smtp_client_get_garbage (fixture.client);
  g_assert_cmpuint (g_bytes_get_size (kept), ==, 512);
  g_assert_cmpmem (g_bytes_get_region (kept, 1, 505, 7), 7, "<hidden", 7);
  g_assert_null (strstr (fixture.transcript->str, "open"));
  smtp_fixture_end (&fixture);
}

static void
test_login (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { "AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n" },
    { "dGlt\r\n", "334 UGFzc3dvcmQ6\r\n" },
    { "b3BlbiBzZXNhbWU=\r\n", "535 5.7.8 no\r\n" },
    { NULL, NULL },
  };

  assert_auth (script, "LOGIN", "open sesame", "535 no",
               "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> <hidden>\n< 334 UGFzc3dvcmQ6\n> <hidden>\n"
               "< 535 5.7.8 no\n");
}

/* RFC 4954 section 4: a response that makes the command longer than 512 octets does not go with it.
 */
static void
test_long (void)
{
  g_autofree char *password = g_strnfill (368, 'p');
  const SmtpStep script[] = {
    SECURE,
    { "AUTH PLAIN\r\n", "334 \r\n" },
    { SMTP_ANY_LINE, "235 ok\r\n" },
    { NULL, NULL },
  };
  const SmtpStep short_script[] = { SECURE, { SMTP_ANY_LINE, "235 ok\r\n" }, { NULL, NULL } };

  assert_auth (script, "PLAIN", password, "235 ok", "> AUTH PLAIN\n< 334 \n> <hidden>\n< 235 ok\n");
  password[367] = '\0';
  assert_auth (short_script, "PLAIN", password, "235 ok", "> AUTH PLAIN <hidden>\n< 235 ok\n");
}

static void
test_cancel (void)
{
  static const SmtpStep not_base64[] = {
    SECURE,
    { "AUTH CRAM-MD5\r\n", "334 (not base64)\r\n" },
    { "*\r\n", "501 5.7.0 cancelled\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep asks_again[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 \r\n" },
    { "*\r\n", "334 again\r\n" },
    { NULL, NULL },
  };

  assert_auth (not_base64, "CRAM-MD5", "open sesame", "501 cancelled",
               "> AUTH CRAM-MD5\n< 334 <hidden>\n> *\n< 501 5.7.0 cancelled\n");
  assert_auth (asks_again, "PLAIN", "open sesame", "334 again",
               "> AUTH PLAIN <hidden>\n< 334 \n> *\n< 334 again\n");
}

static void
test_challenge (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { "AUTH CRAM-MD5\r\n", "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n" },
    { "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\r\n", "235 ok\r\n" },
    { NULL, NULL },
  };

  assert_auth (script, "CRAM-MD5", "tanstaaftanstaaf", "235 ok",
               "> AUTH CRAM-MD5\n< 334 <hidden>\n> <hidden>\n< 235 ok\n");
}

static void
test_closed (void)
{
  static const SmtpStep script[] = { SECURE, { SMTP_ANY_LINE, smtp_hang_up } };
  SmtpFixture fixture;
  g_autoptr (PmStarttls) outcome = NULL;
  g_autoptr (GError) error = NULL;

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  outcome = smtp_fixture_starttls (&fixture);
  g_assert_null (auth (&fixture, "PLAIN", "open sesame", &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  smtp_fixture_end (&fixture);
}

static void
test_in_clear (void)
{
  static const SmtpStep script[] = { { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (PmSecret) secret = pm_secret_new ("open sesame", -1);

  smtp_fixture_start (&fixture, script, SMTP_PATIENT_MS);
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*pm_link_is_secured*");
  pm_smtp_client_auth_async (fixture.client, "PLAIN", "tim", secret, NULL, NULL, NULL);
  g_test_assert_expected_messages ();
  smtp_fixture_assert_transcript (&fixture, "");
  smtp_fixture_end (&fixture);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  smtp_fixture_make_trust ();
  g_test_add_func ("/smtp-auth/plain", test_plain);
  g_test_add_func ("/smtp-auth/echo", test_echo);
  g_test_add_func ("/smtp-auth/echo-garbage", test_echo_garbage);
  g_test_add_func ("/smtp-auth/echo-cut", test_echo_cut);
  g_test_add_func ("/smtp-auth/login", test_login);
  g_test_add_func ("/smtp-auth/long", test_long);
  g_test_add_func ("/smtp-auth/cancel", test_cancel);
  g_test_add_func ("/smtp-auth/challenge", test_challenge);
  g_test_add_func ("/smtp-auth/closed", test_closed);
  g_test_add_func ("/smtp-auth/in-clear", test_in_clear);
  status = g_test_run ();
  smtp_fixture_forget_trust ();
  return status;
}
