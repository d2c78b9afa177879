/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pm-await.h"
#include "pm-dialer.h"
#include "pm-practice-dns-message.h"
#include "pm-practice-sign-in.h"
#include "pm-practice.h"
#include "pm-resolver.h"
#include "pm-sasl.h"

#define PATIENCE_S 20
#define HEAD                                                                                        \
  "expect healthy\n"                                                                                \
  "account address=taro@office.example server=smtp.office.example user=taro password=secret-1234\n" \
  "dns smtp.office.example 127.0.0.1\n"
/* base64 of "\0taro\0secret-1234" and of "\0taro\0secret-9999" */
#define RIGHT_PLAIN "AHRhcm8Ac2VjcmV0LTEyMzQ="
#define WRONG_PLAIN "AHRhcm8Ac2VjcmV0LTk5OTk="

/* A client that never blocks: the server lives on the same main context. */
typedef struct
{
  GSocket *socket;
  GString *received;
  gboolean ended;
  gboolean was_reset;
} Client;

static PmPractice *
start_practice (const char *text)
{
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new_from_text (text, &error);

  g_assert_no_error (error);
  pm_practice_start (practice, &error);
  g_assert_no_error (error);
  return practice;
}

static guint16
find_port (PmPractice *practice, guint port)
{
  g_auto (GStrv) pairs = g_strsplit (pm_practice_get_port_map (practice), ",", -1);
  g_autofree char *wanted = g_strdup_printf ("%u:", port);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (g_str_has_prefix (pairs[i], wanted))
        return (guint16) g_ascii_strtoull (pairs[i] + strlen (wanted), NULL, 10);
    }
  g_assert_not_reached ();
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("no answer within %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

static Client *
client_new_for (guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GError) error = NULL;
  Client *client = g_new0 (Client, 1);

  client->received = g_string_new (NULL);
  client->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_socket_set_blocking (client->socket, FALSE);
  if (!g_socket_connect (client->socket, address, NULL, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  return client;
}

static Client *
client_new (PmPractice *practice, guint port)
{
  return client_new_for (find_port (practice, port));
}

static void
client_free (Client *client)
{
  g_object_unref (client->socket);
  g_string_free (client->received, TRUE);
  g_free (client);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

static void
receive_some (Client *client)
{
  g_autoptr (GError) error = NULL;
  char bytes[4096];
  gssize got = g_socket_receive (client->socket, bytes, sizeof bytes, NULL, &error);

  if (got > 0)
    g_string_append_len (client->received, bytes, got);
  else if (got == 0)
    client->ended = TRUE;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    client->ended = client->was_reset = TRUE;
}

/* Lines that end a reply: all but "250-...". */
static guint
count_replies (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    n += !g_regex_match_simple ("^\\d{3}-", lines[i], 0, 0);
  return n;
}

/* Runs the main context until @n replies came, or the end. Returns: (transfer full) */
static char *
client_read (Client *client, guint n)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);
  GString *received;

  while (!client->ended && count_replies (client->received->str) < n)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (200);
      receive_some (client);
    }
  g_source_remove (patience);

  received = g_steal_pointer (&client->received);
  client->received = g_string_new (NULL);
  return g_string_free (received, FALSE);
}

static char *
client_send (Client *client, const char *bytes, gsize length, guint n)
{
  g_autoptr (GError) error = NULL;

  g_socket_send (client->socket, bytes, length, NULL, &error);
  g_assert_no_error (error);
  return client_read (client, n);
}

static char *
client_say (Client *client, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\r\n", NULL);

  return client_send (client, text, strlen (text), 1);
}

static void
client_read_to_end (Client *client)
{
  g_autofree char *rest = client_read (client, G_MAXUINT);

  g_assert_true (client->ended);
}

static void
assert_begins (const char *text, const char *prefix)
{
  if (!g_str_has_prefix (text, prefix))
    g_error ("“%s” does not begin with “%s”", text, prefix);
}

typedef struct
{
  const char *says;
  const char *hears;
} Turn;

static void
play (Client *client, const Turn *turns)
{
  g_autofree char *greeting = client_read (client, 1);

  assert_begins (greeting, "220 smtp.office.example");
  for (gsize i = 0; turns[i].says != NULL; i++)
    {
      g_autofree char *heard = client_say (client, turns[i].says);

      assert_begins (heard, turns[i].hears);
    }
}

static void
play_script (const char *script, const Turn *turns)
{
  g_autoptr (PmPractice) practice = start_practice (script);
  g_autoptr (Client) client = client_new (practice, 587);

  play (client, turns);
}

static void
test_shipped_scripts (void)
{
  const char *const *names = pm_practice_list ();

  g_assert_cmpuint (g_strv_length ((char **) names), >=, 30);
  g_assert_cmpstr (names[0], ==, "healthy");
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PmPractice) practice = pm_practice_new (names[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (pm_practice_get_expected (practice), ==, names[i]);
      g_assert_nonnull (pm_practice_get_setting (practice, "address"));
    }
}

static void
test_no_such_script (void)
{
  static const char *const names[] = { "", "connect.nothing", "../practice/healthy",
                                       "healthy.smtp" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pm_practice_new (names[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    }
}

static void
test_bad_scripts (void)
{
  static const struct
  {
    const char *text;
    const char *line;
  } scripts[] = {
    { "", "line 1: " },
    { "expect healthy\n", "line 2: " },
    { "expect\naccount server=a\n", "line 1: " },
    { "\n# hello\nexpct healthy\n", "line 3: " },
    { HEAD "account password\n", "line 4: " },
    { HEAD "account passwort=x\n", "line 4: " },
    { HEAD "login name=x\n", "line 4: " },
    { HEAD "timeout soon\n", "line 4: " },
    { HEAD "dns smtp.office.example\n", "line 4: " },
    { HEAD "dns smtp.office.example 192.0.2.1\n", "line 4: " },
    { HEAD "dns smtp.office.example nowhere\n", "line 4: " },
    { HEAD "listen\n", "line 4: " },
    { HEAD "listen 0 tls\n", "line 4: " },
    { HEAD "listen 70000 tls\n", "line 4: " },
    { HEAD "listen 587\n", "line 4: " },
    { HEAD "listen 587 ssl\n", "line 4: " },
    { HEAD "listen 587 tls certificate=nice\n", "line 4: " },
    { HEAD "listen 587 tls good\n", "line 4: " },
    { HEAD "listen 587 tls\nlisten 587 tls\n", "line 5: " },
    { HEAD "offer SIZE\n", "line 4: " },
    { HEAD "listen 587 tls\n  offer inside-tls\n", "line 5: " },
    { HEAD "listen 587 tls\n  greeting\n", "line 5: " },
    { HEAD "listen 587 tls\n  on RCPT\n", "line 5: " },
    { HEAD "listen 587 tls\n  on \"RCPT 550 no\n", "line 5: " },
    { HEAD "listen 587 tls\n  also 550 no\n", "line 5: " },
    { HEAD "listen 587 tls\n  on RCPT 550 no\nlisten 465 tls\n  then close\n", "line 7: " },
    { HEAD "listen 587 tls\n  on RCPT 550 no\n  then sleep\n", "line 6: " },
    { HEAD "listen 587 tls\n  on RCPT 550 no\n  delay 999999999\n", "line 6: " },
    { HEAD "listen 587 tls\n  own-sender-only yes\n", "line 5: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pm_practice_new_from_text (scripts[i].text, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      assert_begins (error->message, scripts[i].line);
    }
}

static void
test_settings (void)
{
  g_autoptr (PmPractice) practice = start_practice (HEAD "account port=587 size=1000\n"
                                                         "timeout 1500\n"
                                                         "listen 2525 plain\n");

  g_assert_cmpstr (pm_practice_get_setting (practice, "size"), ==, "1000");
  g_assert_null (pm_practice_get_setting (practice, "from"));
  g_assert_null (pm_practice_get_log (practice)[0]);
  g_assert_cmpuint (pm_practice_get_timeout_ms (practice), ==, 1500);
  assert_begins (pm_practice_get_dns_server (practice), "127.0.0.1:");
  assert_begins (pm_practice_get_ca_pem (practice), "-----BEGIN CERTIFICATE-----");
  g_assert_cmpuint (find_port (practice, 25), !=, 0);
  g_assert_cmpuint (find_port (practice, 465), !=, 0);
  g_assert_cmpuint (find_port (practice, 2525), !=, 0);
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
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 587 plain\n");
  g_autoptr (Client) client = client_new (practice, 587);

  play (client, turns);
  client_read_to_end (client);
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
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 25 plain\n"
                                                         "  greeting 554 no service\n"
                                                         "listen 465 plain\n"
                                                         "  greeting 421 4.3.2 busy\n"
                                                         "listen 587 plain\n"
                                                         "  greeting 220-one\n"
                                                         "    also 220 two\n"
                                                         "    delay 5\n"
                                                         "    slowly\n");
  g_autoptr (Client) refused = client_new (practice, 25);
  g_autoptr (Client) busy = client_new (practice, 465);
  g_autoptr (Client) slow = client_new (practice, 587);
  g_autofree char *first = client_read (refused, 1);
  g_autofree char *second = client_read (busy, 1);
  g_autofree char *third = client_read (slow, 1);

  g_assert_cmpstr (first, ==, "554 no service\r\n");
  for (gsize i = 0; i < G_N_ELEMENTS (turned_away); i++)
    {
      g_autofree char *heard = client_say (refused, turned_away[i].says);

      assert_begins (heard, turned_away[i].hears);
    }
  g_assert_cmpstr (second, ==, "421 4.3.2 busy\r\n");
  client_read_to_end (busy);
  g_assert_false (busy->was_reset);
  g_assert_cmpstr (third, ==, "220-one\r\n220 two\r\n");
}

static void
test_endings (void)
{
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 587 plain\n"
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
      g_autoptr (Client) client = client_new (practice, 587);
      g_autofree char *greeting = client_read (client, 1);
      g_autofree char *heard = client_say (client, endings[i].says);

      g_assert_cmpstr (heard, ==, endings[i].hears);
      client_read_to_end (client);
      g_assert_true (client->was_reset == endings[i].was_reset);
    }
}

static void
test_silence (void)
{
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 587 plain\n  on NOOP silence\n");
  g_autoptr (Client) client = client_new (practice, 587);
  g_autofree char *greeting = client_read (client, 1);
  /* Commands that come behind the one without an answer are answered. */
  g_autofree char *nothing = client_send (client, "NOOP\r\n", 6, 0);
  g_autofree char *answer = NULL;

  pm_await_ms (20);
  answer = client_say (client, "RSET");
  g_assert_cmpstr (answer, ==, "250 2.0.0 Ok\r\n");
}

static void
test_pipelining (void)
{
  static const char group[]
      = "RSET\r\nMAIL FROM:<a@office.example>\r\nRCPT TO:<b@office.example>\r\n"
        "RSET\r\nQUIT\r\n";
  static const char bad_group[] = "EHLO [127.0.0.1]\r\nRSET\r\n";
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 587 plain\n"
                                                         "  withhold AUTH\n"
                                                         "listen 25 plain\n"
                                                         "  withhold PIPELINING\n");
  g_autoptr (Client) client = client_new (practice, 587);
  g_autoptr (Client) hasty = client_new (practice, 587);
  g_autoptr (Client) deaf = client_new (practice, 25);
  g_autofree char *first = client_read (client, 1);
  g_autofree char *second = client_read (hasty, 1);
  g_autofree char *third = client_read (deaf, 1);
  g_autofree char *hello = client_say (client, "EHLO [127.0.0.1]");
  g_autofree char *answers = client_send (client, group, strlen (group), 5);
  g_autofree char *refusal = client_send (hasty, bad_group, strlen (bad_group), 1);
  g_autofree char *refusal_too = client_send (deaf, "RSET\r\nRSET\r\n", 12, 1);

  g_assert_cmpstr (answers, ==,
                   "250 2.0.0 Ok\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok\r\n"
                   "221 2.0.0 Bye\r\n");
  assert_begins (refusal, "554 5.5.0");
  client_read_to_end (hasty);
  assert_begins (refusal_too, "554 5.5.0");
}

static void
test_lines (void)
{
  static const char nul[] = "NO\0OP\r\n";
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 587 plain\n");
  g_autoptr (Client) client = client_new (practice, 587);
  g_autofree char *greeting = client_read (client, 1);
  g_autofree char *just_fits = g_strnfill (505, 'x');
  g_autofree char *too_long = g_strnfill (600, 'x');
  g_autofree char *far_too_long = g_strnfill (30000, 'x');
  g_autofree char *fitting = g_strconcat ("NOOP ", just_fits, NULL);
  g_autofree char *long_line = g_strconcat ("NOOP ", too_long, NULL);
  g_autofree char *a = client_say (client, fitting);
  g_autofree char *b = client_say (client, long_line);
  g_autofree char *c = client_say (client, far_too_long);
  g_autofree char *d = client_send (client, "NOOP\n", 5, 1);
  g_autofree char *e = client_send (client, nul, sizeof nul - 1, 1);
  g_autofree char *f = client_say (client, "NOOP");

  assert_begins (a, "250");
  assert_begins (b, "500 5.5.2 Error: line too long");
  assert_begins (c, "500 5.5.2 Error: line too long");
  assert_begins (d, "500 5.5.2 Error: bare");
  assert_begins (e, "500 5.5.2 Error: bare");
  assert_begins (f, "250");
}

static void
test_log (void)
{
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 587 plain\n");
  g_autoptr (Client) client = client_new (practice, 587);
  g_autofree char *greeting = client_read (client, 1);
  g_autofree char *hello = client_say (client, "EHLO [127.0.0.1]");
  g_autofree char *answer = client_say (client, "AUTH PLAIN");
  g_autofree char *done = client_say (client, RIGHT_PLAIN);
  g_autofree char *odd = client_say (client, "NOOP \x01\xff");
  static const char *const lines[] = { "587> EHLO [127.0.0.1]", "587> AUTH PLAIN",
                                       "587> " RIGHT_PLAIN, "587> NOOP \\x01\\xFF", NULL };

  assert_begins (answer, "334 ");
  assert_begins (done, "235 ");
  g_assert_cmpstrv ((char **) pm_practice_get_log (practice), (char **) lines);
}

static void
test_ports (void)
{
  static const struct
  {
    guint port;
    const char *hears;
    gboolean was_reset;
  } ports[] = {
    { 25, "", TRUE }, /* refused: the socket reports it as it does a reset */
    { 465, "", FALSE }, { 587, "", TRUE }, { 143, "* OK", FALSE }, { 22, "SSH-2.0-", FALSE },
  };
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 465 drop\n"
                                                         "listen 587 reset\n"
                                                         "listen 143 imap\n"
                                                         "listen 22 ssh\n"
                                                         "listen 80 http\n");
  g_autoptr (Client) web = client_new (practice, 80);
  g_autofree char *answer = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autoptr (Client) client = client_new (practice, ports[i].port);
      g_autofree char *heard = client_read (client, 1);

      assert_begins (heard, ports[i].hears);
      g_assert_true (client->ended == (*ports[i].hears == '\0'));
      g_assert_true (client->was_reset == ports[i].was_reset);
    }
  pm_await_ms (5);
  answer = client_say (web, "EHLO [127.0.0.1]");
  assert_begins (answer, "HTTP/1.1 400");
}

static PmDial *
dial (PmPractice *practice, guint port, guint timeout_ms)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmDial *answer;

  g_ptr_array_add (addresses, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  pm_dial_async (addresses, find_port (practice, port), timeout_ms, NULL, pm_await_cb, &result);
  pm_await (&result);
  answer = pm_dial_finish (result, &error);
  g_assert_no_error (error);
  return answer;
}

static void
test_silent_port (void)
{
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 25 silent\nlisten 587 mute\n");
  g_autoptr (PmDial) silent = dial (practice, 25, 300);
  g_autoptr (PmDial) mute = dial (practice, 587, 300);
  const PmDialAttempt *attempt = g_ptr_array_index (silent->attempts, 0);

  g_assert_null (silent->link);
  g_assert_cmpint (attempt->outcome, ==, PM_DIAL_TIMEOUT);
  g_assert_nonnull (mute->link);
}

static PmTlsResult *
shake_hands (PmPractice *practice, guint port, PmLink **link)
{
  g_autoptr (PmDial) dialled = dial (practice, port, 5000);
  g_autoptr (PmTrust) trust = pm_trust_new (pm_practice_get_ca_pem (practice), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmTlsResult *answer;

  *link = g_steal_pointer (&dialled->link);
  pm_link_start_tls_async (*link, trust, "smtp.office.example", 500, NULL, pm_await_cb, &result);
  pm_await (&result);
  answer = pm_link_start_tls_finish (*link, result, &error);
  g_assert_no_error (error);
  return answer;
}

static void
test_certificates (void)
{
  static const struct
  {
    const char *kind;
    PmCertificateFaults faults;
  } kinds[] = {
    { "good", 0 },
    { "expired", PM_CERTIFICATE_EXPIRED },
    { "not-yet-valid", PM_CERTIFICATE_NOT_YET_VALID },
    { "self-signed", PM_CERTIFICATE_SELF_SIGNED },
    { "unknown-issuer", PM_CERTIFICATE_UNKNOWN_ISSUER },
    { "missing-intermediate", PM_CERTIFICATE_MISSING_INTERMEDIATE },
    { "wrong-name", PM_CERTIFICATE_NAME_MISMATCH },
    { "weak", PM_CERTIFICATE_WEAK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *script = g_strdup_printf (HEAD "listen 465 tls certificate=%s\n",
                                                 kinds[i].kind);
      g_autoptr (PmPractice) practice = start_practice (script);
      g_autoptr (PmLink) link = NULL;
      g_autoptr (PmTlsResult) tls = shake_hands (practice, 465, &link);

      g_test_message ("%s", kinds[i].kind);
      g_assert_nonnull (tls->certificate);
      g_assert_cmpint (pm_certificate_get_faults (tls->certificate), ==, kinds[i].faults);
      g_assert_cmpint (tls->status, ==,
                       kinds[i].faults == 0 ? PM_TLS_SECURED : PM_TLS_NOT_VERIFIED);
    }
}

static void
test_handshakes (void)
{
  static const struct
  {
    guint port;
    PmTlsStatus status;
  } ports[] = {
    { 25, PM_TLS_ALERT },   { 465, PM_TLS_CLOSED },   { 587, PM_TLS_TIMEOUT },
    { 2525, PM_TLS_ALERT }, { 2587, PM_TLS_NOT_TLS },
  };
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 25 tls handshake=alert\n"
                                                         "listen 465 tls handshake=close\n"
                                                         "listen 587 tls handshake=silence\n"
                                                         "listen 2525 tls handshake=old\n"
                                                         "listen 2587 starttls\n");

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autoptr (PmLink) link = NULL;
      g_autoptr (PmTlsResult) tls = shake_hands (practice, ports[i].port, &link);

      g_test_message ("%u: %s", ports[i].port, tls->error_text);
      g_assert_cmpint (tls->status, ==, ports[i].status);
    }
}

static char *
read_link (PmLink *link)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data;

  pm_link_read_async (link, 5000, NULL, pm_await_cb, &result);
  pm_await (&result);
  bytes = pm_link_read_finish (link, result, &error);
  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &length);
  return g_strndup (data, length);
}

/* Returns: (transfer full): what comes back. */
static char *
say_on_link (PmLink *link, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\r\n", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_link_write_async (link, bytes, 5000, NULL, pm_await_cb, &result);
  pm_await (&result);
  pm_link_write_finish (link, result, &error);
  g_assert_no_error (error);
  return read_link (link);
}

static void
test_dialogue_in_tls (void)
{
  g_autoptr (PmPractice) practice = start_practice (HEAD "listen 465 tls\n"
                                                         "  on STARTTLS 220 again\n");
  g_autoptr (PmLink) link = NULL;
  g_autoptr (PmTlsResult) tls = shake_hands (practice, 465, &link);
  g_autofree char *greeting = read_link (link);
  g_autofree char *offers = say_on_link (link, "EHLO [127.0.0.1]");
  g_autofree char *again = say_on_link (link, "STARTTLS");
  g_autofree char *still_there = say_on_link (link, "NOOP");

  assert_begins (greeting, "220 smtp.office.example");
  g_assert_nonnull (strstr (offers, "250-AUTH PLAIN LOGIN\r\n"));
  g_assert_null (strstr (offers, "STARTTLS"));
  assert_begins (again, "220 again");
  assert_begins (still_there, "250");
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

static PmDnsStatus
look_up (PmPractice *practice, const char *name)
{
  g_autoptr (PmResolver) resolver = pm_resolver_new (pm_practice_get_dns_server (practice), 500,
                                                     NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PmDnsAnswer) answer = NULL;

  pm_resolver_lookup_async (resolver, name, NULL, pm_await_cb, &result);
  pm_await (&result);
  answer = pm_resolver_lookup_finish (resolver, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->addresses->len, ==, answer->status == PM_DNS_FOUND ? 2 : 0);
  return answer->status;
}

static void
test_dns (void)
{
  static const struct
  {
    const char *name;
    PmDnsStatus status;
  } names[] = {
    { "good.example", PM_DNS_FOUND },       { "GOOD.example", PM_DNS_FOUND },
    { "gone.example", PM_DNS_NOT_FOUND },   { "not-listed.example", PM_DNS_NOT_FOUND },
    { "empty.example", PM_DNS_NO_ADDRESS }, { "broken.example", PM_DNS_SERVFAIL },
    { "closed.example", PM_DNS_REFUSED },   { "silent.example", PM_DNS_TIMEOUT },
  };
  g_autoptr (PmPractice) practice = start_practice ("expect healthy\n"
                                                    "account server=good.example\n"
                                                    "dns good.example 127.0.0.1 ::1\n"
                                                    "dns gone.example nxdomain\n"
                                                    "dns empty.example no-address\n"
                                                    "dns broken.example servfail\n"
                                                    "dns closed.example refused\n"
                                                    "dns silent.example silent\n");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("%s", names[i].name);
      g_assert_cmpint (look_up (practice, names[i].name), ==, names[i].status);
    }
}

/* "a" "example", type A, class IN */
static const guint8 query[] = { 0x12, 0x34, 1,   0,   0,   1,   0,   0,   0, 0, 0, 0, 1, 'a',
                                7,    'e',  'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1 };

static void
test_dns_over_tcp (void)
{
  g_autoptr (PmPractice) practice = start_practice ("expect healthy\n"
                                                    "account server=a.example\n"
                                                    "dns a.example 127.0.0.1\n");
  const char *server = pm_practice_get_dns_server (practice);
  g_autoptr (Client) client = client_new_for (
      (guint16) g_ascii_strtoull (server + strlen ("127.0.0.1:"), NULL, 10));
  char message[sizeof query + 2] = { 0, sizeof query };
  g_autoptr (GError) error = NULL;

  memcpy (message + 2, query, sizeof query);
  pm_await_ms (5);
  /* In two pieces: the length alone says where a message ends. */
  g_socket_send (client->socket, message, 5, NULL, &error);
  pm_await_ms (5);
  g_socket_send (client->socket, message + 5, sizeof message - 5, NULL, &error);
  g_assert_no_error (error);
  while (client->received->len < 2 + sizeof query + 16)
    {
      g_main_context_iteration (NULL, FALSE);
      receive_some (client);
      g_assert_false (client->ended);
    }
  g_assert_cmpint (client->received->str[1], ==, sizeof query + 16);
  g_assert_cmpmem (client->received->str + client->received->len - 4, 4, "\x7f\0\0\1", 4);
}

static void
test_dns_garbage (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPracticeScript) script = pm_practice_script_parse ("expect healthy\n"
                                                                  "account server=a.example\n"
                                                                  "dns a.example 127.0.0.1\n",
                                                                  &error);
  guint8 endless[PM_PRACTICE_DNS_MAX_QUERY];
  g_autoptr (GByteArray) whole = pm_practice_dns_answer (script, query, sizeof query);

  g_assert_no_error (error);
  g_assert_nonnull (whole);
  for (gsize length = 0; length < sizeof query; length++)
    g_assert_null (pm_practice_dns_answer (script, query, length));
  for (gsize at = 0; at < sizeof query; at++)
    {
      guint8 spoilt[sizeof query];
      g_autoptr (GByteArray) answer = NULL;

      memcpy (spoilt, query, sizeof query);
      spoilt[at] ^= 0xC0;
      answer = pm_practice_dns_answer (script, spoilt, sizeof spoilt);
      g_assert_true (answer == NULL || answer->len >= sizeof query);
    }

  memset (endless, 1, sizeof endless);
  memcpy (endless, query, 12);
  g_assert_null (pm_practice_dns_answer (script, endless, sizeof endless));
}

static void
test_left_alone (void)
{
  PmPractice *practice = start_practice (HEAD "listen 587 plain\n"
                                              "  on NOOP 250 late\n"
                                              "    delay 600000\n"
                                              "listen 465 tls\n");
  g_autoptr (Client) client = client_new (practice, 587);
  g_autoptr (PmLink) link = NULL;
  g_autoptr (PmTlsResult) tls = shake_hands (practice, 465, &link);
  g_autofree char *greeting = client_read (client, 1);
  g_autofree char *nothing = client_send (client, "NOOP\r\nRSET", 10, 0);

  pm_await_ms (5);
  pm_await_finalized (practice);
  client_read_to_end (client);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice/shipped-scripts", test_shipped_scripts);
  g_test_add_func ("/practice/no-such-script", test_no_such_script);
  g_test_add_func ("/practice/bad-scripts", test_bad_scripts);
  g_test_add_func ("/practice/settings", test_settings);
  g_test_add_func ("/practice/strict-server", test_strict_server);
  g_test_add_func ("/practice/starttls-first", test_starttls_first);
  g_test_add_func ("/practice/relay", test_relay);
  g_test_add_func ("/practice/own-sender-only", test_own_sender_only);
  g_test_add_func ("/practice/rules", test_rules);
  g_test_add_func ("/practice/offers", test_offers);
  g_test_add_func ("/practice/greetings", test_greetings);
  g_test_add_func ("/practice/endings", test_endings);
  g_test_add_func ("/practice/silence", test_silence);
  g_test_add_func ("/practice/pipelining", test_pipelining);
  g_test_add_func ("/practice/lines", test_lines);
  g_test_add_func ("/practice/log", test_log);
  g_test_add_func ("/practice/ports", test_ports);
  g_test_add_func ("/practice/silent-port", test_silent_port);
  g_test_add_func ("/practice/certificates", test_certificates);
  g_test_add_func ("/practice/handshakes", test_handshakes);
  g_test_add_func ("/practice/dialogue-in-tls", test_dialogue_in_tls);
  g_test_add_func ("/practice/sign-in", test_sign_in);
  g_test_add_func ("/practice/sign-in-steps", test_sign_in_steps);
  g_test_add_func ("/practice/other-login", test_other_login);
  g_test_add_func ("/practice/dns", test_dns);
  g_test_add_func ("/practice/dns-over-tcp", test_dns_over_tcp);
  g_test_add_func ("/practice/dns-garbage", test_dns_garbage);
  g_test_add_func ("/practice/left-alone", test_left_alone);

  return g_test_run ();
}
