/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pm-await.h"
#include "pm-practice-dns-message.h"
#include "pm-resolver.h"
#include "practice-fixture.h"

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
  g_autoptr (PmPractice) practice = practice_start ("expect healthy\n"
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
  g_autoptr (PmPractice) practice = practice_start ("expect healthy\n"
                                                    "account server=a.example\n"
                                                    "dns a.example 127.0.0.1\n");
  const char *server = pm_practice_get_dns_server (practice);
  g_autoptr (PracticeClient) client = practice_client_new_for (
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
      practice_client_receive (client);
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice-dns/dns", test_dns);
  g_test_add_func ("/practice-dns/dns-over-tcp", test_dns_over_tcp);
  g_test_add_func ("/practice-dns/dns-garbage", test_dns_garbage);

  return g_test_run ();
}
