/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dns-message.h"

#include <string.h>

/* smtp.example.test A: an alias, then two addresses. */
static const guint8 whole[] = {
  0x12, 0x34, 0x81, 0x80, 0,   1, 0,   3,   0,   0,   0,   0, /* header */
  4,    's',  'm',  't',  'p', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 4,   't', 'e',  's',
  't',  0,                                                                               /* at 12 */
  0,    1,    0,    1,                                                                   /* A IN */
  0xc0, 12,   0,    5,    0,   1, 0,   0,   0,   60,  0,   5,   2,   'm', 'x', 0xc0, 17, /* at 35 */
  0xc0, 47,   0,    1,    0,   1, 0,   0,   0,   60,  0,   4,   192, 0,   2,   1,        /* at 52 */
  0xc0, 47,   0,    1,    0,   1, 0,   0,   0,   60,  0,   4,   192, 0,   2,   2,        /* at 68 */
};

static gboolean
count_record_cb (const ns_rr *record, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static guint
count_records (const PmDnsMessage *message)
{
  guint n = 0;

  pm_dns_message_foreach (message, count_record_cb, &n);
  return n;
}

static void
test_whole (void)
{
  g_autoptr (PmDnsMessage) addresses = pm_dns_message_new (ns_t_a, whole, sizeof whole);
  g_autoptr (PmDnsMessage) mail = pm_dns_message_new (ns_t_mx, whole, sizeof whole);

  g_assert_cmpint (addresses->status, ==, PM_DNS_FOUND);
  g_assert_cmpuint (count_records (addresses), ==, 2);
  g_assert_cmpint (mail->status, ==, PM_DNS_NO_ADDRESS);
}

/* Each copy has a block of its own, so that a step behind its end is seen. */
static PmDnsStatus
judge (const guint8 *bytes, gsize length)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, length);
  g_autoptr (PmDnsMessage) message = pm_dns_message_new (ns_t_a, copy, length);

  count_records (message);
  return message->status;
}

static void
test_every_length (void)
{
  g_assert_cmpint (judge (whole, 0), ==, PM_DNS_TIMEOUT);
  for (gsize length = 1; length < sizeof whole; length++)
    g_assert_cmpint (judge (whole, length), ==, PM_DNS_MALFORMED);
}

static void
test_every_byte (void)
{
  static const guint8 values[] = { 0x00, 0x01, 0x3f, 0x40, 0x80, 0xc0, 0xff };
  guint8 bytes[sizeof whole];

  for (gsize i = 0; i < sizeof whole; i++)
    {
      for (gsize v = 0; v < G_N_ELEMENTS (values); v++)
        {
          memcpy (bytes, whole, sizeof whole);
          bytes[i] = values[v];
          g_assert_cmpint (judge (bytes, sizeof bytes), !=, PM_DNS_TIMEOUT);
        }
    }
}

/* Names that are compressed to themselves, to nowhere, to each other. */
static void
test_compression (void)
{
  static const struct
  {
    gsize place;
    guint8 target;
  } pointers[] = { { 35, 35 }, { 52, 52 }, { 68, 68 }, { 68, 255 } };
  guint8 bytes[sizeof whole];

  for (gsize i = 0; i < G_N_ELEMENTS (pointers); i++)
    {
      memcpy (bytes, whole, sizeof whole);
      bytes[pointers[i].place + 1] = pointers[i].target;
      g_assert_cmpint (judge (bytes, sizeof bytes), ==, PM_DNS_MALFORMED);
    }
  memcpy (bytes, whole, sizeof whole);
  bytes[36] = 52;
  bytes[53] = 35;
  g_assert_cmpint (judge (bytes, sizeof bytes), ==, PM_DNS_MALFORMED);
}

static void
test_too_long (void)
{
  const gsize length = 70000;
  g_autofree guint8 *bytes = g_malloc0 (length);

  memcpy (bytes, whole, sizeof whole);
  g_assert_cmpint (judge (bytes, length), ==, PM_DNS_MALFORMED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns-message/whole", test_whole);
  g_test_add_func ("/dns-message/every-length", test_every_length);
  g_test_add_func ("/dns-message/every-byte", test_every_byte);
  g_test_add_func ("/dns-message/compression", test_compression);
  g_test_add_func ("/dns-message/too-long", test_too_long);
  return g_test_run ();
}
