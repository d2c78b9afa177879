/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pm-await.h"
#include "pm-dialer.h"
#include "practice-fixture.h"

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
      practice_assert_begins (error->message, scripts[i].line);
    }
}

static void
test_settings (void)
{
  g_autoptr (PmPractice) practice = practice_start (HEAD "account port=587 size=1000\n"
                                                         "timeout 1500\n"
                                                         "listen 2525 plain\n");

  g_assert_cmpstr (pm_practice_get_setting (practice, "size"), ==, "1000");
  g_assert_null (pm_practice_get_setting (practice, "from"));
  g_assert_null (pm_practice_get_log (practice)[0]);
  g_assert_cmpuint (pm_practice_get_timeout_ms (practice), ==, 1500);
  practice_assert_begins (pm_practice_get_dns_server (practice), "127.0.0.1:");
  practice_assert_begins (pm_practice_get_ca_pem (practice), "-----BEGIN CERTIFICATE-----");
  g_assert_cmpuint (practice_find_port (practice, 25), !=, 0);
  g_assert_cmpuint (practice_find_port (practice, 465), !=, 0);
  g_assert_cmpuint (practice_find_port (practice, 2525), !=, 0);
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
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 465 drop\n"
                                                         "listen 587 reset\n"
                                                         "listen 143 imap\n"
                                                         "listen 22 ssh\n"
                                                         "listen 80 http\n");
  g_autoptr (PracticeClient) web = practice_client_new (practice, 80);
  g_autofree char *answer = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autoptr (PracticeClient) client = practice_client_new (practice, ports[i].port);
      g_autofree char *heard = practice_client_read (client, 1);

      practice_assert_begins (heard, ports[i].hears);
      g_assert_true (client->ended == (*ports[i].hears == '\0'));
      g_assert_true (client->was_reset == ports[i].was_reset);
    }
  pm_await_ms (5);
  answer = practice_client_say (web, "EHLO [127.0.0.1]");
  practice_assert_begins (answer, "HTTP/1.1 400");
}

static PmDial *
dial (PmPractice *practice, guint port, guint timeout_ms)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmDial *answer;

  g_ptr_array_add (addresses, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  pm_dial_async (addresses, practice_find_port (practice, port), timeout_ms, NULL, pm_await_cb,
                 &result);
  pm_await (&result);
  answer = pm_dial_finish (result, &error);
  g_assert_no_error (error);
  return answer;
}

static void
test_silent_port (void)
{
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 25 silent\nlisten 587 mute\n");
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
      g_autoptr (PmPractice) practice = practice_start (script);
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
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 25 tls handshake=alert\n"
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
  g_autoptr (PmPractice) practice = practice_start (HEAD "listen 465 tls\n"
                                                         "  on STARTTLS 220 again\n");
  g_autoptr (PmLink) link = NULL;
  g_autoptr (PmTlsResult) tls = shake_hands (practice, 465, &link);
  g_autofree char *greeting = read_link (link);
  g_autofree char *offers = say_on_link (link, "EHLO [127.0.0.1]");
  g_autofree char *again = say_on_link (link, "STARTTLS");
  g_autofree char *still_there = say_on_link (link, "NOOP");

  practice_assert_begins (greeting, "220 smtp.office.example");
  g_assert_nonnull (strstr (offers, "250-AUTH PLAIN LOGIN\r\n"));
  g_assert_null (strstr (offers, "STARTTLS"));
  practice_assert_begins (again, "220 again");
  practice_assert_begins (still_there, "250");
}

static void
test_left_alone (void)
{
  PmPractice *practice = practice_start (HEAD "listen 587 plain\n"
                                              "  on NOOP 250 late\n"
                                              "    delay 600000\n"
                                              "listen 465 tls\n");
  g_autoptr (PracticeClient) client = practice_client_new (practice, 587);
  g_autoptr (PmLink) link = NULL;
  g_autoptr (PmTlsResult) tls = shake_hands (practice, 465, &link);
  g_autofree char *greeting = practice_client_read (client, 1);
  g_autofree char *nothing = practice_client_send (client, "NOOP\r\nRSET", 10, 0);

  pm_await_ms (5);
  pm_await_finalized (practice);
  practice_client_read_to_end (client);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice/shipped-scripts", test_shipped_scripts);
  g_test_add_func ("/practice/no-such-script", test_no_such_script);
  g_test_add_func ("/practice/bad-scripts", test_bad_scripts);
  g_test_add_func ("/practice/settings", test_settings);
  g_test_add_func ("/practice/ports", test_ports);
  g_test_add_func ("/practice/silent-port", test_silent_port);
  g_test_add_func ("/practice/certificates", test_certificates);
  g_test_add_func ("/practice/handshakes", test_handshakes);
  g_test_add_func ("/practice/dialogue-in-tls", test_dialogue_in_tls);
  g_test_add_func ("/practice/left-alone", test_left_alone);

  return g_test_run ();
}
