/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-fixture.h"

#include <string.h>

#include "pm-await.h"

/* The part of each script up to the handshake. */
#define SECURE                                                                                     \
  { "STARTTLS\r\n", "220 go\r\n" }, { NULL, smtp_start_tls }

static PmSignIn *
auth_as (SmtpFixture *fixture,
         const char *mechanism,
         const char *user,
         const char *password,
         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PmSecret) secret = pm_secret_new (password, -1);

  pm_smtp_client_auth_async (fixture->client, mechanism, user, secret, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_smtp_client_auth_finish (fixture->client, result, error);
}

static PmSignIn *
auth (SmtpFixture *fixture, const char *mechanism, const char *password, GError **error)
{
  return auth_as (fixture, mechanism, "tim", password, error);
}

static void
start_secured (SmtpFixture *fixture, const SmtpStep *script)
{
  g_autoptr (PmStarttls) outcome = NULL;

  smtp_fixture_start (fixture, script, SMTP_PATIENT_MS);
  outcome = smtp_fixture_starttls (fixture);
  g_assert_cmpint (outcome->tls->status, ==, PM_TLS_SECURED);
  g_string_truncate (fixture->transcript, 0);
}

static const char *
word_or_dash (const char *word)
{
  return word != NULL ? word : "-";
}

/* "CODE TEXT", behind "fault: " where the exchange was none, and before what was said of a token.
 */
static char *
describe (const PmSignIn *outcome)
{
  GString *text = g_string_new (outcome->fault != NULL ? "fault: " : "");

  g_string_append_printf (text, "%u %s", outcome->reply->code, outcome->reply->text);
  if (outcome->refusal != NULL)
    g_string_append_printf (text, " (%s, %s)", word_or_dash (outcome->refusal->status),
                            word_or_dash (outcome->refusal->scope));
  return g_string_free (text, FALSE);
}

static void
assert_auth (const SmtpStep *script,
             const char *mechanism,
             const char *password,
             const char *expected,
             const char *transcript)
{
  SmtpFixture fixture;
  g_autoptr (PmSignIn) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;

  start_secured (&fixture, script);
  outcome = auth (&fixture, mechanism, password, &error);
  g_assert_no_error (error);
  seen = describe (outcome);
  g_assert_cmpstr (seen, ==, expected);
  if (transcript != NULL)
    smtp_fixture_assert_transcript (&fixture, transcript);
  smtp_fixture_end (&fixture);
}

/* Nothing at all reaches the server. */
static void
assert_not_sent (const char *mechanism,
                 const char *user,
                 const char *password,
                 GQuark domain,
                 int code)
{
  static const SmtpStep script[] = { SECURE, { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;

  start_secured (&fixture, script);
  g_assert_null (auth_as (&fixture, mechanism, user, password, &error));
  g_assert_error (error, domain, code);
  pm_await_ms (20);
  g_assert_cmpuint (fixture.server.received->len, ==, 0);
  smtp_fixture_assert_transcript (&fixture, "");
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
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) garbage = NULL;

  start_secured (&fixture, script);
  g_assert_null (auth (&fixture, "PLAIN", "open sesame", &error));
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_NOT_SMTP);
  garbage = pm_smtp_client_get_garbage (fixture.client);
  g_assert_cmpmem (g_bytes_get_data (garbage, NULL), g_bytes_get_size (garbage),
                   "AUTH PLAIN <hidden>\r\n", 21);
  smtp_fixture_assert_transcript (&fixture, "> AUTH PLAIN <hidden>\n< AUTH PLAIN <hidden>\n");
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
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) kept = NULL;

  start_secured (&fixture, script);
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

  assert_auth (not_base64, "CRAM-MD5", "open sesame", "fault: 501 cancelled",
               "> AUTH CRAM-MD5\n< 334 <hidden>\n> *\n< 501 5.7.0 cancelled\n");
  assert_auth (asks_again, "PLAIN", "open sesame", "fault: 334 again",
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
  g_autoptr (GError) error = NULL;

  start_secured (&fixture, script);
  g_assert_null (auth (&fixture, "PLAIN", "open sesame", &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  smtp_fixture_end (&fixture);
}

/* What a server says of a sign-in is what comes of it, whatever the code. */
static void
test_replies (void)
{
  static const char *const replies[] = {
    "235 2.7.0 ok", "432 4.7.12 transition", "454 4.7.0 later",    "500 5.5.6 too long",
    "504 5.5.4 no", "525 5.7.13 disabled",   "530 5.7.0 TLS",      "534 5.7.9 app password",
    "535 5.7.8 no", "538 5.7.11 encrypt",    "421 4.3.2 shutdown",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *line = g_strconcat (replies[i], "\r\n", NULL);
      g_autofree char *expected = g_strdup_printf ("%.3s %s", replies[i],
                                                   strchr (replies[i] + 4, ' ') + 1);
      const SmtpStep script[] = { SECURE, { "AUTH CRAM-MD5\r\n", line }, { NULL, NULL } };

      assert_auth (script, "CRAM-MD5", "open sesame", expected, NULL);
    }
}

/* A server that wants nothing of a password may say so; one that has to prove that it knows it
 * may not leave that out. */
static void
test_accepted_at_once (void)
{
  static const SmtpStep login[] = { SECURE, { "AUTH LOGIN\r\n", "235 ok\r\n" }, { NULL, NULL } };
  static const SmtpStep scram[] = { SECURE, { SMTP_ANY_LINE, "235 ok\r\n" }, { NULL, NULL } };

  assert_auth (login, "LOGIN", "open sesame", "235 ok", "> AUTH LOGIN\n< 235 ok\n");
  assert_auth (scram, "SCRAM-SHA-256", "open sesame", "fault: 235 ok",
               "> AUTH SCRAM-SHA-256 <hidden>\n< 235 ok\n");
}

static void
test_junk_challenges (void)
{
  static const char *const junk[] = {
    "334 ====\r\n", "334 YQBi\r\n", "334-YQ==\r\n334 YQ==\r\n", "334 \344\366\r\n", "334 r=x\r\n",
  };
  static const char *const mechanisms[] = { "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256" };

  for (gsize i = 0; i < G_N_ELEMENTS (junk); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (mechanisms); j++)
      {
        const SmtpStep script[] = {
          SECURE,
          { SMTP_ANY_LINE, junk[i] },
          { "*\r\n", "501 5.7.0 cancelled\r\n" },
          { NULL, NULL },
        };

        assert_auth (script, mechanisms[j], "open sesame", "fault: 501 cancelled", NULL);
      }
}

/* The exchange ends, however long the server goes on. */
static void
test_endless_challenges (void)
{
  static const SmtpStep login[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 VXNlcm5hbWU6\r\n" },
    { "dGlt\r\n", "334 VXNlcm5hbWU6\r\n" },
    { "b3BlbiBzZXNhbWU=\r\n", "334 VXNlcm5hbWU6\r\n" },
    { "*\r\n", "334 VXNlcm5hbWU6\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep token[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 e30=\r\n" },
    { "AQ==\r\n", "334 e30=\r\n" },
    { "*\r\n", "535 5.7.8 no\r\n" },
    { NULL, NULL },
  };

  assert_auth (login, "LOGIN", "open sesame", "fault: 334 VXNlcm5hbWU6", NULL);
  assert_auth (token, "OAUTHBEARER", "open-sesame", "fault: 535 no (-, -)", NULL);
}

/* A second challenge that stands there before the first was answered gets no answer. */
static void
test_challenges_at_once (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { "AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n" },
    { NULL, NULL },
  };
  SmtpFixture fixture;
  g_autoptr (GError) error = NULL;

  start_secured (&fixture, script);
  g_assert_null (auth (&fixture, "LOGIN", "open sesame", &error));
  g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_UNASKED);
  pm_await_ms (20);
  g_assert_cmpuint (fixture.server.received->len, ==, 0);
  smtp_fixture_assert_transcript (&fixture,
                                  "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n< 334 UGFzc3dvcmQ6\n");
  smtp_fixture_end (&fixture);
}

/* "mail" is the password here, and part of the challenge by chance. */
static void
test_challenge_with_password (void)
{
  static const SmtpStep script[] = {
    SECURE,
    { "AUTH CRAM-MD5\r\n", "334 PDEuMkBtYWlsLmV4YW1wbGUuY29tPg==\r\n" },
    { "dGltIGY1NjU5M2QxZGRkYzExMGI3ZTY0NzFiZjdkZTlmNGRk\r\n", "235 ok\r\n" },
    { NULL, NULL },
  };

  assert_auth (script, "CRAM-MD5", "mail", "235 ok",
               "> AUTH CRAM-MD5\n< 334 <hidden>\n> <hidden>\n< 235 ok\n");
}

static void
test_token (void)
{
  static const SmtpStep xoauth2[] = {
    SECURE,
    { "AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgb3Blbi1zZXNhbWUBAQ==\r\n", "235 2.7.0 ok\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep bearer[] = {
    SECURE,
    { "AUTH OAUTHBEARER bixhPXRpbSwBYXV0aD1CZWFyZXIgb3Blbi1zZXNhbWUBAQ==\r\n", "235 ok\r\n" },
    { NULL, NULL },
  };

  assert_auth (xoauth2, "XOAUTH2", "open-sesame", "235 ok",
               "> AUTH XOAUTH2 <hidden>\n< 235 2.7.0 ok\n");
  assert_auth (bearer, "OAUTHBEARER", "open-sesame", "235 ok",
               "> AUTH OAUTHBEARER <hidden>\n< 235 ok\n");
}

static void
test_token_refused (void)
{
  static const SmtpStep xoauth2[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJtYWlsIn0=\r\n" },
    { "\r\n", "535 5.7.8 no\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep bearer[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJtYWlsIn0=\r\n" },
    { "AQ==\r\n", "535 5.7.8 no\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep unreadable[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 !\r\n" },
    { "\r\n", "535 5.7.8 no\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep at_once[] = {
    SECURE, { SMTP_ANY_LINE, "535 5.7.3 Authentication unsuccessful\r\n" }, { NULL, NULL }
  };

  assert_auth (xoauth2, "XOAUTH2", "open-sesame", "535 no (invalid_token, mail)",
               "> AUTH XOAUTH2 <hidden>\n"
               "< 334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJtYWlsIn0=\n"
               "> <hidden>\n< 535 5.7.8 no\n");
  assert_auth (bearer, "OAUTHBEARER", "open-sesame", "535 no (invalid_token, mail)", NULL);
  assert_auth (unreadable, "XOAUTH2", "open-sesame", "535 no", NULL);
  assert_auth (at_once, "XOAUTH2", "open-sesame", "535 Authentication unsuccessful", NULL);
}

/* In clear inside, and hidden in an escape of JSON. */
static void
test_token_echoed (void)
{
  static const SmtpStep clear[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 eyJzdGF0dXMiOiI0MDEiLCJzY29wZSI6Im5vdCBvcGVuLXNlc2FtZSJ9\r\n" },
    { SMTP_ANY_LINE, "535 no\r\n" },
    { NULL, NULL },
  };
  static const SmtpStep escaped[] = {
    SECURE,
    { SMTP_ANY_LINE, "334 eyJzdGF0dXMiOiI0MDEiLCJzY29wZSI6Ilx1MDA2ZnBlbi1zZXNhbWUifQ==\r\n" },
    { SMTP_ANY_LINE, "535 no\r\n" },
    { NULL, NULL },
  };

  assert_auth (clear, "XOAUTH2", "open-sesame", "535 no (401, not <hidden>)",
               "> AUTH XOAUTH2 <hidden>\n< 334 eyJzdGF0dXMiOiI0MDEiLCJzY29wZSI6Im5vdCB<hidden>SJ9\n"
               "> <hidden>\n< 535 no\n");
  assert_auth (escaped, "XOAUTH2", "open-sesame", "535 no (401, <hidden>)", NULL);
}

static void
test_refusal_cut (void)
{
  g_autofree char *scope = g_strnfill (300, 's');
  g_autofree char *kept = g_strnfill (255, 's');
  g_autofree char *json = g_strdup_printf ("{\"status\":\"401\",\"scope\":\"%.255s\303\251%s\"}",
                                           scope, scope);
  g_autofree char *encoded = g_base64_encode ((const guchar *) json, strlen (json));
  g_autofree char *challenge = g_strdup_printf ("334 %s\r\n", encoded);
  g_autofree char *expected = g_strdup_printf ("535 no (401, %s)", kept);
  const SmtpStep script[] = {
    SECURE, { SMTP_ANY_LINE, challenge }, { SMTP_ANY_LINE, "535 no\r\n" }, { NULL, NULL }
  };

  assert_auth (script, "OAUTHBEARER", "open-sesame", expected, NULL);
}

/* Both ends see the same connection. */
static void
test_bound (void)
{
  static const SmtpStep script[] = { SECURE,
                                     { SMTP_ANY_LINE, "535 5.7.8 no\r\n" },
                                     { NULL, NULL } };
  SmtpFixture fixture;
  g_autoptr (PmSignIn) outcome = NULL;
  g_autoptr (GByteArray) far = g_byte_array_new ();
  g_autoptr (GBytes) near = NULL;
  const char *type = NULL;

  start_secured (&fixture, script);
  outcome = auth (&fixture, "SCRAM-SHA-256-PLUS", "open sesame", NULL);
  g_assert_cmpuint (outcome->reply->code, ==, 535);
  g_assert_null (outcome->fault);
  near = pm_link_get_channel_binding (pm_smtp_client_get_link (fixture.client), &type);
  g_assert_cmpstr (type, ==, "tls-exporter");
  g_assert_true (g_tls_connection_get_channel_binding_data (
      G_TLS_CONNECTION (fixture.server.stream), G_TLS_CHANNEL_BINDING_TLS_EXPORTER, far, NULL));
  g_assert_cmpmem (g_bytes_get_data (near, NULL), g_bytes_get_size (near), far->data, far->len);
  smtp_fixture_end (&fixture);
}

static void
test_not_sent (void)
{
  g_autofree char *too_long = g_strnfill (9300, 't');

  assert_not_sent ("PLAIN", "tim\r\nRSET", "open sesame", G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_not_sent ("LOGIN", "tim\n", "open sesame", G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_not_sent ("XOAUTH2", "tim\001auth=Bearer x", "open-sesame", G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA);
  assert_not_sent ("XOAUTH2", "tim", "open\001sesame", G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_sent ("OAUTHBEARER", "tim", too_long, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_sent ("NTLM", "tim", "open sesame", G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
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
  g_test_add_func ("/smtp-auth/replies", test_replies);
  g_test_add_func ("/smtp-auth/accepted-at-once", test_accepted_at_once);
  g_test_add_func ("/smtp-auth/junk-challenges", test_junk_challenges);
  g_test_add_func ("/smtp-auth/endless-challenges", test_endless_challenges);
  g_test_add_func ("/smtp-auth/challenges-at-once", test_challenges_at_once);
  g_test_add_func ("/smtp-auth/challenge-with-password", test_challenge_with_password);
  g_test_add_func ("/smtp-auth/token", test_token);
  g_test_add_func ("/smtp-auth/token-refused", test_token_refused);
  g_test_add_func ("/smtp-auth/token-echoed", test_token_echoed);
  g_test_add_func ("/smtp-auth/refusal-cut", test_refusal_cut);
  g_test_add_func ("/smtp-auth/bound", test_bound);
  g_test_add_func ("/smtp-auth/not-sent", test_not_sent);
  g_test_add_func ("/smtp-auth/closed", test_closed);
  g_test_add_func ("/smtp-auth/in-clear", test_in_clear);
  status = g_test_run ();
  smtp_fixture_forget_trust ();
  return status;
}
