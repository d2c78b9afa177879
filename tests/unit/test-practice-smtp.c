/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pm-await.h"
#include "pm-practice-sign-in.h"
#include "pm-sasl.h"
#include "practice-fixture.h"

/* base64 of "\0taro\0secret-1234" and of "\0taro\0secret-9999" */
#define RIGHT_PLAIN "AHRhcm8Ac2VjcmV0LTEyMzQ="
#define WRONG_PLAIN "AHRhcm8Ac2VjcmV0LTk5OTk="

typedef struct
{
  const char *says;
  const char *hears;
} Turn;

static void
play (PracticeClient *client, const Turn *turns)
{
  g_autofree char *greeting = practice_client_read (client, 1);

  practice_assert_begins (greeting, "220 smtp.office.example");
  for (gsize i = 0; turns[i].says != NULL; i++)
    {
      g_autofree char *heard = practice_client_say (client, turns[i].says);

      practice_assert_begins (heard, turns[i].hears);
    }
}

static void
play_script (const char *script, const Turn *turns)
{
  g_autoptr (PmPractice) practice = practice_start (script);
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);

  play (client, turns);
}

static void
test_strict_server (void)
{
  static const Turn turns[] = {
    { "MAIL FROM:<taro@office.example>", "503 5.5.1" },
    { "EHLO", "501 5.5.4" },
    { "EHLO [127.0.0.1", "501 5.5.4" },
    { "EHLO [IPv6:127.0.0.1]", "501 5.5.4" },
    { "EHLO [127.0.0.1]", "250-smtp.office.example\r\n250-PIPELINING\r\n250-SIZE 20480000\r\n" },
    { "EHLO [IPv6:::1]", "250-" },
    { "STARTTLS", "502 5.5.1" },
    { "MAIL FROM:<taro@office.example>", "530 5.7.0 Authentication required" },
    { "RCPT TO:<taro@office.example>", "503 5.5.1" },
    { "AUTH", "501 5.5.4" },
    { "AUTH DIGEST-MD5", "504 5.5.4" },
    { "AUTH PLAIN ?", "501 5.5.2" },
    { "AUTH PLAIN " WRONG_PLAIN, "535 5.7.8" },
    { "AUTH PLAIN " RIGHT_PLAIN, "235 2.7.0" },
    { "AUTH PLAIN " RIGHT_PLAIN, "503 5.5.1 Error: already" },
    { "MAIL FROM: <taro@office.example>", "501 5.1.7" },
    { "MAIL FROM:taro@office.example", "501 5.1.7" },
    { "MAIL FROM:<taro>", "501 5.1.7" },
    { "MAIL FROM:<taro@office.example> SIZE=20480001", "552 5.3.4" },
    { "MAIL FROM:<taro@office.example> SIZE=-1", "501 5.5.4" },
    { "MAIL FROM:<taro@office.example> SMTPUTF8", "555 5.5.4" },
    { "MAIL FROM:<\xe5\xa4\xaa\xe9\x83\x8e@office.example>", "553 5.6.7" },
    { "DATA", "503 5.5.1" },
    { "MAIL FROM:<taro@office.example> SIZE=20480000 BODY=8BITMIME", "250 2.1.0" },
    { "MAIL FROM:<taro@office.example>", "503 5.5.1" },
    { "RCPT TO:<>", "501 5.1.3" },
    { "RCPT TO:<a b@customer.example>", "501 5.1.3" },
    { "RCPT TO:<hanako@customer.example>", "250 2.1.5" },
    { "DATA", "554 5.3.0" },
    { "RSET now", "501 5.5.4" },
    { "RSET", "250 2.0.0" },
    { "RCPT TO:<hanako@customer.example>", "503 5.5.1" },
    { "NOOP", "250" },
    { "BDAT 5", "500 5.5.2" },
    { "QUIT", "221 2.0.0" },
    { NULL },
  };
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 587 plain\n");
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);

  play (client, turns);
  practice_client_read_to_end (client);
}

static void
test_starttls_first (void)
{
  static const Turn turns[] = {
    { "STARTTLS", "503 5.5.1" },          { "EHLO [127.0.0.1]", "250-" },
    { "AUTH PLAIN", "530 5.7.0 Must" },   { "MAIL FROM:<a@b.example>", "530 5.7.0 Must" },
    { "STARTTLS please", "501 5.5.4" },   { "RSET", "250" },
    { "STARTTLS", "220 2.0.0 Ready to" }, { NULL },
  };

  play_script (HEAD "listen 587 starttls\n", turns);
}

static void
test_relay (void)
{
  static const Turn turns[] = {
    { "EHLO [127.0.0.1]", "250-" },
    { "AUTH PLAIN", "503 5.5.1 Error: authentication not enabled" },
    { "MAIL FROM:<taro@office.example>", "250" },
    { "RCPT TO:<hanako@customer.example>", "554 5.7.1 <hanako@customer.example>: Relay" },
    { "RCPT TO:<jiro@OFFICE.example>", "250" },
    { NULL },
  };

  play_script (HEAD "listen 587 plain\n  withhold AUTH\n", turns);
}

static void
test_own_sender_only (void)
{
  static const Turn turns[] = {
    { "EHLO [127.0.0.1]", "250-" },
    { "AUTH PLAIN " RIGHT_PLAIN, "235" },
    { "MAIL FROM:<info@office.example>", "553 5.7.1 <info@office.example>: Sender" },
    { "MAIL FROM:<taro@office.example>", "250" },
    { NULL },
  };

  play_script (HEAD "listen 587 plain\n  own-sender-only\n", turns);
}

static void
test_rules (void)
{
  static const Turn turns[] = {
    { "EHLO [127.0.0.1]", "250-one\r\n250 two\r\n" },
    { "MAIL FROM:<taro@office.example>", "250 granted by rule" },
    { "rcpt to:<outside@b.example>", "554 5.7.1 <outside@b.example>: no (to:<outside@b.example>)" },
    { "RCPT TO:<other@b.example>", "250 any" },
    { "RCPT TO:<{argument}>", "250 any" },
    { "NOOP {address}", "250 heard: {address}" },
    { "DATA", "554 5.3.0" },
    { NULL },
  };

  play_script (HEAD "listen 587 plain\n"
                    "  on EHLO 250-one\n"
                    "    also 250 two\n"
                    "  on MAIL 250 granted by rule\n"
                    "  on \"RCPT TO:<out\" 554 5.7.1 <{address}>: no ({argument})\n"
                    "  on RCPT 250 any\n"
                    "  on NOOP 250 heard: {argument}\n",
               turns);
}

static void
test_offers (void)
{
  static const Turn turns[] = {
    { "EHLO [127.0.0.1]", "250-smtp.office.example\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n"
                          "250-8BITMIME\r\n250-AUTH=LOGIN PLAIN\r\n250 XWORD\r\n" },
    { "MAIL FROM:<taro@office.example> SIZE=1", "530" },
    { "AUTH PLAIN " RIGHT_PLAIN, "235" },
    { "MAIL FROM:<taro@office.example> SIZE=1", "555 5.5.4" },
    { NULL },
  };

  play_script (HEAD "listen 587 plain\n"
                    "  withhold SIZE\n"
                    "  offer AUTH=LOGIN PLAIN\n"
                    "  offer before-tls XWORD\n"
                    "  offer inside-tls YWORD\n",
               turns);
}

static void
test_greetings (void)
{
  static const Turn turned_away[] = { { "EHLO [127.0.0.1]", "503" }, { "QUIT", "221" } };
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 25 plain\n"
                                                         "  greeting 554 no service\n"
                                                         "listen 465 plain\n"
                                                         "  greeting 421 4.3.2 busy\n"
                                                         "listen 587 plain\n"
                                                         "  greeting 220-one\n"
                                                         "    also 220 two\n"
                                                         "    delay 5\n"
                                                         "    slowly\n");
  g_autoptr (PracticeClient) refused = practice_client_new (practice, 25);
  g_autoptr (PracticeClient) busy = practice_client_new (practice, 465);
  g_autoptr (PracticeClient) slow = practice_client_new (practice, 587);
  g_autofree char *first = practice_client_read (refused, 1);
  g_autofree char *second = practice_client_read (busy, 1);
  g_autofree char *third = practice_client_read (slow, 1);

  g_assert_cmpstr (first, ==, "554 no service\r\n");
  for (gsize i = 0; i < G_N_ELEMENTS (turned_away); i++)
    {
      g_autofree char *heard = practice_client_say (refused, turned_away[i].says);

      practice_assert_begins (heard, turned_away[i].hears);
    }
  g_assert_cmpstr (second, ==, "421 4.3.2 busy\r\n");
  practice_client_read_to_end (busy);
  g_assert_false (busy->was_reset);
  g_assert_cmpstr (third, ==, "220-one\r\n220 two\r\n");
}

static void
test_endings (void)
{
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 587 plain\n"
                                                         "  on NOOP 250 bye\n"
                                                         "    then close\n"
                                                         "  on RSET reset\n"
                                                         "  on VRFY 421 4.3.2 down\n");
  static const struct
  {
    const char *says;
    const char *hears;
    gboolean was_reset;
  } endings[] = {
    { "NOOP", "250 bye\r\n", FALSE },
    { "RSET", "", TRUE },
    { "VRFY x", "421 4.3.2 down\r\n", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autoptr (PracticeClient) client = practice_client_new (practice, 587);
      g_autofree char *greeting = practice_client_read (client, 1);
      g_autofree char *heard = practice_client_say (client, endings[i].says);

      g_assert_cmpstr (heard, ==, endings[i].hears);
      practice_client_read_to_end (client);
      g_assert_true (client->was_reset == endings[i].was_reset);
    }
}

static void
test_silence (void)
{
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 587 plain\n  on NOOP silence\n");
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);
  g_autofree char *greeting = practice_client_read (client, 1);
  /* Commands that come behind the one without an answer are answered. */
  g_autofree char *nothing = practice_client_send (client, "NOOP\r\n", 6, 0);
  g_autofree char *answer = NULL;

  pm_await_ms (20);
  answer = practice_client_say (client, "RSET");
  g_assert_cmpstr (answer, ==, "250 2.0.0 Ok\r\n");
}

static void
test_pipelining (void)
{
  static const char group[]
      = "RSET\r\nMAIL FROM:<a@office.example>\r\nRCPT TO:<b@office.example>\r\n"
        "RSET\r\nQUIT\r\n";
  static const char bad_group[] = "EHLO [127.0.0.1]\r\nRSET\r\n";
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 587 plain\n"
                                                         "  withhold AUTH\n"
                                                         "listen 25 plain\n"
                                                         "  withhold PIPELINING\n");
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);
  g_autoptr (PracticeClient) hasty = practice_client_new (practice, 587);
  g_autoptr (PracticeClient) deaf = practice_client_new (practice, 25);
  g_autofree char *first = practice_client_read (client, 1);
  g_autofree char *second = practice_client_read (hasty, 1);
  g_autofree char *third = practice_client_read (deaf, 1);
  g_autofree char *hello = practice_client_say (client, "EHLO [127.0.0.1]");
  g_autofree char *answers = practice_client_send (client, group, strlen (group), 5);
  g_autofree char *refusal = practice_client_send (hasty, bad_group, strlen (bad_group), 1);
  g_autofree char *refusal_too = practice_client_send (deaf, "RSET\r\nRSET\r\n", 12, 1);

  g_assert_cmpstr (answers, ==,
                   "250 2.0.0 Ok\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok\r\n"
                   "221 2.0.0 Bye\r\n");
  practice_assert_begins (refusal, "554 5.5.0");
  practice_client_read_to_end (hasty);
  practice_assert_begins (refusal_too, "554 5.5.0");
}

static void
test_lines (void)
{
  static const char nul[] = "NO\0OP\r\n";
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 587 plain\n");
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);
  g_autofree char *greeting = practice_client_read (client, 1);
  g_autofree char *just_fits = g_strnfill (505, 'x');
  g_autofree char *too_long = g_strnfill (600, 'x');
  g_autofree char *far_too_long = g_strnfill (30000, 'x');
  g_autofree char *fitting = g_strconcat ("NOOP ", just_fits, NULL);
  g_autofree char *long_line = g_strconcat ("NOOP ", too_long, NULL);
  g_autofree char *a = practice_client_say (client, fitting);
  g_autofree char *b = practice_client_say (client, long_line);
  g_autofree char *c = practice_client_say (client, far_too_long);
  g_autofree char *d = practice_client_send (client, "NOOP\n", 5, 1);
  g_autofree char *e = practice_client_send (client, nul, sizeof nul - 1, 1);
  g_autofree char *f = practice_client_say (client, "NOOP");

  practice_assert_begins (a, "250");
  practice_assert_begins (b, "500 5.5.2 Error: line too long");
  practice_assert_begins (c, "500 5.5.2 Error: line too long");
  practice_assert_begins (d, "500 5.5.2 Error: bare");
  practice_assert_begins (e, "500 5.5.2 Error: bare");
  practice_assert_begins (f, "250");
}

static void
test_log (void)
{
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 587 plain\n");
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);
  g_autofree char *greeting = practice_client_read (client, 1);
  g_autofree char *hello = practice_client_say (client, "EHLO [127.0.0.1]");
  g_autofree char *answer = practice_client_say (client, "AUTH PLAIN");
  g_autofree char *done = practice_client_say (client, RIGHT_PLAIN);
  g_autofree char *odd = practice_client_say (client, "NOOP \x01\xff");
  static const char *const lines[] = { "587> EHLO [127.0.0.1]", "587> AUTH PLAIN",
                                       "587> " RIGHT_PLAIN, "587> NOOP \\x01\\xFF", NULL };

  practice_assert_begins (answer, "334 ");
  practice_assert_begins (done, "235 ");
  g_assert_cmpstrv ((char **) pm_practice_get_log (practice), (char **) lines);
}

/* The client's side is ours, the server's that of the practice. */
static PmPracticeSignInStep
sign_in (const char *mechanism, const char *user, const char *password)
{
  g_autoptr (PmPracticeSignIn) server = pm_practice_sign_in_new (mechanism, "taro", "secret-1234");
  g_autoptr (PmSecret) secret = pm_secret_new (password, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmSasl) client = pm_sasl_new (mechanism, user, secret, &error);
  gboolean first = pm_sasl_is_client_first (client);
  char *response = first ? pm_sasl_step (client, "", &error) : NULL;
  PmPracticeSignInStep step;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *challenge = NULL;

      step = pm_practice_sign_in_step (server, response, &challenge);
      g_clear_pointer (&response, pm_secret_free_string);
      if (step != PM_PRACTICE_SIGN_IN_MORE)
        break;
      response = pm_sasl_step (client, challenge, &error);
      g_assert_no_error (error);
    }
  pm_secret_free_string (response);
  return step;
}

static void
test_sign_in (void)
{
  static const char *const mechanisms[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1",
                                            "SCRAM-SHA-256" };

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_test_message ("%s", mechanisms[i]);
      g_assert_cmpint (sign_in (mechanisms[i], "taro", "secret-1234"), ==,
                       PM_PRACTICE_SIGN_IN_DONE);
      g_assert_cmpint (sign_in (mechanisms[i], "taro", "secret-9999"), ==,
                       PM_PRACTICE_SIGN_IN_WRONG);
      g_assert_cmpint (sign_in (mechanisms[i], "jiro", "secret-1234"), ==,
                       PM_PRACTICE_SIGN_IN_WRONG);
    }
  g_assert_null (pm_practice_sign_in_new ("XOAUTH2", "taro", "secret-1234"));
}

static void
test_sign_in_steps (void)
{
  static const Turn turns[] = {
    { "EHLO [127.0.0.1]", "250-" },
    { "AUTH LOGIN", "334 VXNlciBOYW1l" },
    { "dGFybw==", "334 UGFzc3dvcmQ=" },
    { "*", "501 5.7.0" },
    { "AUTH LOGIN dGFybw==", "334 UGFzc3dvcmQ=" },
    { "c2VjcmV0LTk5OTk=", "535 5.7.8" },
    { "AUTH PLAIN", "334 " },
    { "not base64", "501 5.5.2" },
    { "AUTH LOGIN dGFybw==", "334 UGFzc3dvcmQ=" },
    { "c2VjcmV0LTEyMzQ=", "235 2.7.0" },
    { NULL },
  };

  play_script (HEAD "listen 587 plain\n", turns);
}

static void
test_other_login (void)
{
  static const Turn turns[] = {
    { "EHLO [127.0.0.1]", "250-" },
    { "AUTH PLAIN " RIGHT_PLAIN, "535 5.7.8" },
    { "AUTH PLAIN " WRONG_PLAIN, "235 2.7.0" },
    { NULL },
  };

  play_script (HEAD "login user=taro password=secret-9999\nlisten 587 plain\n", turns);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice-smtp/strict-server", test_strict_server);
  g_test_add_func ("/practice-smtp/starttls-first", test_starttls_first);
  g_test_add_func ("/practice-smtp/relay", test_relay);
  g_test_add_func ("/practice-smtp/own-sender-only", test_own_sender_only);
  g_test_add_func ("/practice-smtp/rules", test_rules);
  g_test_add_func ("/practice-smtp/offers", test_offers);
  g_test_add_func ("/practice-smtp/greetings", test_greetings);
  g_test_add_func ("/practice-smtp/endings", test_endings);
  g_test_add_func ("/practice-smtp/silence", test_silence);
  g_test_add_func ("/practice-smtp/pipelining", test_pipelining);
  g_test_add_func ("/practice-smtp/lines", test_lines);
  g_test_add_func ("/practice-smtp/log", test_log);
  g_test_add_func ("/practice-smtp/sign-in", test_sign_in);
  g_test_add_func ("/practice-smtp/sign-in-steps", test_sign_in_steps);
  g_test_add_func ("/practice-smtp/other-login", test_other_login);

  return g_test_run ();
}
