/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dns-records.h"

#include <string.h>

#include "pm-await.h"
#include "zone-server.h"

#define PATIENT_MS 20000
#define LIMIT_MS   300

static PmDnsRecords *
look_up (ZoneServer *server, const char *name, ns_type type)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmDnsRecords *records;

  pm_dns_records_lookup_async (server->resolver, name, type, NULL, pm_await_cb, &result);
  pm_await (&result);
  records = pm_dns_records_lookup_finish (result, &error);
  g_assert_no_error (error);
  return records;
}

/* "found 10 a.example | 20 b.example" */
static char *
records_to_text (const PmDnsRecords *records)
{
  GString *text = g_string_new (pm_dns_status_get_id (records->status));

  for (guint i = 0; i < records->records->len; i++)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, i);

      g_string_append (text, i > 0 ? " | " : " ");
      if (record->address != NULL)
        {
          g_autofree char *address = g_inet_address_to_string (record->address);

          g_string_append (text, address);
        }
      else if (record->text != NULL)
        g_string_append (text, record->text);
      else
        g_string_append_printf (text, "%u %s", record->preference, record->name);
    }
  return g_string_free (text, FALSE);
}

#define ZONE                                                                                       \
  "a.example A 192.0.2.1\na.example A 192.0.2.2\na.example AAAA 2001:db8::1\n"                     \
  "a.example MX 20 second.example\na.example MX 10 first.example\na.example MX 15 mid.example\n"   \
  "null.example MX 0 .\n_x.a.example TXT one two  three\n_x.a.example TXT four\n"                  \
  "1.2.0.192.in-addr.arpa PTR a.example\nempty.example TXT \n"                                     \
  "broken.example servfail\nshy.example refused\nquiet.example silent\ngone.example nxdomain\n"    \
  "part.example TXT servfail\npart.example MX nxdomain\npart.example A 192.0.2.9\n"

static void
test_types (void)
{
  static const struct
  {
    const char *name;
    ns_type type;
    const char *expected;
  } rows[] = {
    { "a.example", ns_t_a, "found 192.0.2.1 | 192.0.2.2" },
    { "a.example.", ns_t_a, "found 192.0.2.1 | 192.0.2.2" },
    { "A.Example", ns_t_aaaa, "found 2001:db8::1" },
    { "a.example", ns_t_mx, "found 10 first.example | 15 mid.example | 20 second.example" },
    { "null.example", ns_t_mx, "found 0 " },
    { "_x.a.example", ns_t_txt, "found one two  three | four" },
    { "empty.example", ns_t_txt, "found " },
    { "1.2.0.192.in-addr.arpa", ns_t_ptr, "found 0 a.example" },
    { "a.example", ns_t_txt, "no-address" },
    { "example", ns_t_a, "no-address" }, /* something is below it */
    { "gone.example", ns_t_txt, "not-found" },
    { "never.example", ns_t_txt, "not-found" },
    { "broken.example", ns_t_txt, "servfail" },
    { "shy.example", ns_t_mx, "refused" },
    { "part.example", ns_t_txt, "servfail" },
    { "part.example", ns_t_mx, "not-found" },
    { "part.example", ns_t_a, "found 192.0.2.9" },
    { "", ns_t_a, "not-found" },
    { "a..example", ns_t_a, "not-found" },
    { ".example", ns_t_a, "not-found" },
  };
  g_autoptr (ZoneServer) server = zone_server_new (ZONE, PATIENT_MS);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PmDnsRecords) records = look_up (server, rows[i].name, rows[i].type);
      g_autofree char *text = records_to_text (records);

      g_test_message ("%s", rows[i].name);
      g_assert_cmpstr (text, ==, rows[i].expected);
      g_assert_cmpint (pm_dns_records_is_settled (records), ==,
                       records->status == PM_DNS_FOUND || records->status == PM_DNS_NOT_FOUND
                           || records->status == PM_DNS_NO_ADDRESS);
    }
}

static void
test_names_that_are_none (void)
{
  g_autofree char *label = g_strnfill (64, 'x');
  g_autofree char *part = g_strnfill (63, 'x');
  g_autofree char *whole = g_strjoin (".", part, part, part, part, NULL);
  g_autoptr (ZoneServer) server = zone_server_new (ZONE, PATIENT_MS);
  g_autoptr (PmDnsRecords) long_label = look_up (server, label, ns_t_txt);
  g_autoptr (PmDnsRecords) long_name = look_up (server, whole, ns_t_txt);

  g_assert_cmpstr (long_label->server, ==, "system");
  g_assert_cmpint (long_label->status, ==, PM_DNS_NOT_FOUND);
  g_assert_cmpint (long_name->status, ==, PM_DNS_NOT_FOUND);
}

/* Several pieces of 255 octets, over TCP as it is too long for a packet. */
static void
test_long_text (void)
{
  g_autofree char *text = g_strnfill (5000, 'y');
  g_autofree char *zone = g_strdup_printf ("a.example TXT %s\na.example TXT short\n", text);
  g_autoptr (ZoneServer) server = zone_server_new (zone, PATIENT_MS);
  g_autoptr (PmDnsRecords) records = look_up (server, "a.example", ns_t_txt);
  const PmDnsRecord *first = g_ptr_array_index (records->records, 0);

  g_assert_cmpuint (records->records->len, ==, 2);
  g_assert_cmpuint (first->length, ==, 5000);
  g_assert_cmpstr (first->text, ==, text);
}

static void
test_many (void)
{
  g_autoptr (GString) zone = g_string_new (NULL);
  g_autoptr (ZoneServer) server = NULL;
  g_autoptr (PmDnsRecords) records = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (zone, "a.example TXT %u\n", i);
  server = zone_server_new (zone->str, PATIENT_MS);
  records = look_up (server, "a.example", ns_t_txt);
  g_assert_cmpuint (records->records->len, ==, PM_DNS_MAX_RECORDS);
}

static void
test_silence_and_cancel (void)
{
  g_autoptr (ZoneServer) server = zone_server_new (ZONE, LIMIT_MS);
  g_autoptr (PmDnsRecords) records = look_up (server, "quiet.example", ns_t_txt);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (records->status, ==, PM_DNS_TIMEOUT);
  pm_dns_records_lookup_async (server->resolver, "quiet.example", ns_t_txt, cancellable,
                               pm_await_cb, &result);
  pm_await_ms (10);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_dns_records_lookup_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* An answer to "a." of the type that @data is of. */
static PmDnsRecords *
read_answer (ns_type type, const guint8 *data, guint8 length)
{
  const guint8 head[] = {
    0,    0,  0x81, 0x80,          0, 1, 0, 1, 0, 0, 0, 0,     1, 'a', 0, 0, (guint8) type, 0, 1,
    0xc0, 12, 0,    (guint8) type, 0, 1, 0, 0, 0, 0, 0, length
  };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (PmDnsMessage) message = NULL;

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, data, length);
  message = pm_dns_message_new (type, bytes->data, bytes->len);
  return pm_dns_records_new (message, "test");
}

/* Data of the wrong length, or that points out of the message. */
static void
test_broken (void)
{
  static const struct
  {
    ns_type type;
    guint8 length;
    guint8 data[8];
  } rows[] = {
    { ns_t_a, 3, { 1, 2, 3 } },
    { ns_t_aaaa, 4, { 1, 2, 3, 4 } },
    { ns_t_mx, 0, { 0 } },
    { ns_t_mx, 2, { 0, 10 } },
    { ns_t_mx, 4, { 0, 10, 0xc0, 0xff } },
    { ns_t_mx, 4, { 0, 10, 5, 'x' } },
    { ns_t_ptr, 0, { 0 } },
    { ns_t_ptr, 2, { 0xc0, 0x1f } }, /* to itself */
    { ns_t_txt, 2, { 5, 'x' } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PmDnsRecords) records = read_answer (rows[i].type, rows[i].data, rows[i].length);

      g_test_message ("%u", (guint) i);
      g_assert_cmpint (records->status, ==, PM_DNS_MALFORMED);
    }
}

static void
test_nul_in_text (void)
{
  static const guint8 data[] = { 3, 'a', 0, 'b' };
  g_autoptr (PmDnsRecords) records = read_answer (ns_t_txt, data, sizeof data);
  const PmDnsRecord *record = g_ptr_array_index (records->records, 0);

  g_assert_cmpmem (record->text, record->length, "a\0b", 3);
}

static void
test_reverse (void)
{
  g_autoptr (GInetAddress) ipv4 = g_inet_address_new_from_string ("192.0.2.1");
  g_autoptr (GInetAddress) ipv6 = g_inet_address_new_from_string ("2001:db8::cb01");
  g_autofree char *of_ipv4 = pm_dns_reverse_name (ipv4, NULL);
  g_autofree char *of_ipv6 = pm_dns_reverse_name (ipv6, NULL);
  g_autofree char *in_zone = pm_dns_reverse_name (ipv4, "list.example");

  g_assert_cmpstr (of_ipv4, ==, "1.2.0.192.in-addr.arpa");
  g_assert_cmpstr (of_ipv6, ==,
                   "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
  g_assert_cmpstr (in_zone, ==, "1.2.0.192.list.example");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/dns-records/types", test_types);
  g_test_add_func ("/dns-records/names-that-are-none", test_names_that_are_none);
  g_test_add_func ("/dns-records/long-text", test_long_text);
  g_test_add_func ("/dns-records/many", test_many);
  g_test_add_func ("/dns-records/silence-and-cancel", test_silence_and_cancel);
  g_test_add_func ("/dns-records/broken", test_broken);
  g_test_add_func ("/dns-records/nul-in-text", test_nul_in_text);
  g_test_add_func ("/dns-records/reverse", test_reverse);
  return g_test_run ();
}
