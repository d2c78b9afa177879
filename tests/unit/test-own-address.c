/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-own-address.h"

static void
test_scopes (void)
{
  static const struct
  {
    const char *address;
    const char *scope;
  } rows[] = {
    { "203.0.113.7", "public" },
    { "8.8.8.8", "public" },
    { "100.63.255.255", "public" },
    { "100.128.0.0", "public" },
    { "100.64.0.1", "shared" },
    { "100.127.255.254", "shared" },
    { "192.0.0.2", "shared" },
    { "10.0.0.1", "private" },
    { "172.16.0.1", "private" },
    { "172.31.255.255", "private" },
    { "172.32.0.1", "public" },
    { "192.168.1.5", "private" },
    { "169.254.1.1", "special" },
    { "127.0.0.1", "special" },
    { "0.0.0.0", "special" },
    { "198.18.0.1", "special" },
    { "224.0.0.1", "special" },
    { "255.255.255.255", "special" },
    { "2001:db8::7", "public" },
    { "2400:4050::1", "public" },
    { "fd00::1", "private" },
    { "fe80::1", "special" },
    { "::1", "special" },
    { "::", "special" },
    { "2001:0:53aa::1", "special" },
    { "ff02::1", "special" },
    { "::ffff:10.0.0.1", "private" },
    { "::ffff:203.0.113.7", "public" },
    { "64:ff9b::c000:201", "special" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) address = pm_address_parse (rows[i].address);

      g_test_message ("%s", rows[i].address);
      g_assert_cmpstr (pm_address_scope_get_id (pm_address_get_scope (address)), ==, rows[i].scope);
    }
}

static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    const char *address; /* NULL: none */
  } rows[] = {
    { "mail.example.net Hello taro.local [203.0.113.7]", "203.0.113.7" },
    { "mail.example.net Hello [192.168.1.5] [203.0.113.7]", "203.0.113.7" },
    { "mail.example.net Hello [203.0.113.7], pleased to meet you", "203.0.113.7" },
    { "smtp.gmail.com at your service, [2001:db8::7]", "2001:db8::7" },
    { "TYAPR01CA0001.outlook.office365.com Hello [203.0.113.7]", "203.0.113.7" },
    { "mail.example.net Hello [IPv6:2001:db8::7]", "2001:db8::7" },
    { "mail.example.net Hello (203.0.113.7)", "203.0.113.7" },
    { "mail.example.net Hello 203.0.113.7", "203.0.113.7" },
    { "203.0.113.7 is blocked.", "203.0.113.7" },
    { "Client host [203.0.113.7] blocked; see https://list.example/203.0.113.9", "203.0.113.7" },
    { "listed: 203.0.113.7.", "203.0.113.7" },
    { "[::ffff:203.0.113.7]", "203.0.113.7" },
    { "mail.example.net", NULL },
    { "mail.example.net Hello taro [203.0.113.999]", NULL },
    { "mail.example.net Hello taro [203.0.113]", NULL },
    { "version 4.96, 2026-11-25 10:11:12", NULL },
    { "", NULL },
    { "[", NULL },
    { "[]", NULL },
    { "[:]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) address = pm_own_address_find_in (rows[i].line);
      g_autofree char *text = address != NULL ? g_inet_address_to_string (address) : NULL;

      g_test_message ("%s", rows[i].line);
      g_assert_cmpstr (text, ==, rows[i].address);
    }
}

/* Long lines of a server are looked at in one go. */
static void
test_hostile_lines (void)
{
  g_autofree char *digits = g_strnfill (1000000, '1');
  g_autofree char *brackets = g_strnfill (1000000, '[');

  g_assert_null (pm_own_address_find_in (digits));
  g_assert_null (pm_own_address_find_in (brackets));
}

static PmEvidence *
converse (const char *const *lines)
{
  PmEvidence *evidence = pm_evidence_new (NULL);

  for (; *lines != NULL; lines++)
    pm_evidence_add_line (evidence, 1, **lines == '>' ? PM_DIRECTION_OUT : PM_DIRECTION_IN,
                          *lines + 2);
  return evidence;
}

static void
assert_found (GPtrArray *found, guint i, const char *address, const char *scope, const char *source)
{
  const PmOwnAddress *own = g_ptr_array_index (found, i);
  g_autofree char *text = g_inet_address_to_string (own->address);

  g_assert_cmpstr (text, ==, address);
  g_assert_cmpstr (pm_address_scope_get_id (own->scope), ==, scope);
  g_assert_cmpstr (own->source, ==, source);
}

static void
test_server_tells (void)
{
  static const char *const lines[] = { "< 220 mail.example.net [192.0.2.25] ESMTP",
                                       "> EHLO [192.168.1.5]",
                                       "< 250-mail.example.net Hello [192.168.1.5] [203.0.113.7]",
                                       "< 250-HELP [198.51.100.1]",
                                       "< 250 SIZE",
                                       NULL };
  g_autoptr (PmEvidence) evidence = converse (lines);
  g_autoptr (GPtrArray) found = pm_own_address_collect (evidence, NULL);

  g_assert_cmpuint (found->len, ==, 1);
  assert_found (found, 0, "203.0.113.7", "public", "server");
}

static void
test_server_is_silent (void)
{
  static const char *const private[] = { "> EHLO [100.64.3.4]", "< 250 mail.example.net", NULL };
  static const char *const public[] = { "> EHLO [IPv6:2001:db8::7]", "< 250 mail.example.net",
                                        NULL };
  static const char *const refused[] = { "> EHLO [IPv6:2001:db8::7]",
                                         "< 501 Syntactically invalid [203.0.113.9]", NULL };
  g_autoptr (PmEvidence) at_home = converse (private);
  g_autoptr (PmEvidence) direct = converse (public);
  g_autoptr (PmEvidence) invalid = converse (refused);
  g_autoptr (GPtrArray) shared = pm_own_address_collect (at_home, NULL);
  g_autoptr (GPtrArray) own = pm_own_address_collect (direct, NULL);
  g_autoptr (GPtrArray) own_too = pm_own_address_collect (invalid, NULL);

  g_assert_cmpuint (shared->len, ==, 1);
  assert_found (shared, 0, "100.64.3.4", "shared", "local");
  g_assert_cmpuint (own->len, ==, 1);
  assert_found (own, 0, "2001:db8::7", "public", "local");
  g_assert_cmpuint (own_too->len, ==, 1);
}

/* The address that was judged goes before the one of the greeting; the server's own is none. */
static void
test_refusal (void)
{
  static const char *const lines[] = { "> EHLO [192.168.1.5]",
                                       "< 250 mail.example.net Hello x [203.0.113.7]", NULL };
  g_autoptr (PmEvidence) evidence = converse (lines);
  g_autoptr (PmServerReply) of_server = pm_server_reply_new ("RCPT", 554, NULL,
                                                             "[192.0.2.25] does not like you");
  g_autoptr (PmServerReply) refusal = pm_server_reply_new (
      "RCPT", 554, "5.7.1", "Client host [203.0.113.8] blocked using zen.spamhaus.org");
  PmPlace place = { "192.0.2.25", 25, 1 };
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  pm_evidence_add_reply (evidence, PM_STAGE_RECIPIENT, of_server, PM_OUTCOME_FAIL, &place);
  before = pm_own_address_collect (evidence, NULL);
  assert_found (before, 0, "203.0.113.7", "public", "server");
  pm_evidence_add_reply (evidence, PM_STAGE_RECIPIENT, refusal, PM_OUTCOME_FAIL, &place);
  after = pm_own_address_collect (evidence, NULL);
  g_assert_cmpuint (after->len, ==, 1);
  assert_found (after, 0, "203.0.113.8", "public", "refusal");
}

static void
test_told (void)
{
  static const char *const lines[] = { "> EHLO [192.168.1.5]",
                                       "< 250 mail.example.net Hello x [203.0.113.7]", NULL };
  g_autoptr (PmEvidence) evidence = converse (lines);
  g_autoptr (GInetAddress) told = pm_address_parse ("2001:db8::99");
  g_autoptr (GPtrArray) found = pm_own_address_collect (evidence, told);

  g_assert_cmpuint (found->len, ==, 1);
  assert_found (found, 0, "2001:db8::99", "public", "user");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own-address/scopes", test_scopes);
  g_test_add_func ("/own-address/lines", test_lines);
  g_test_add_func ("/own-address/hostile-lines", test_hostile_lines);
  g_test_add_func ("/own-address/server-tells", test_server_tells);
  g_test_add_func ("/own-address/server-is-silent", test_server_is_silent);
  g_test_add_func ("/own-address/refusal", test_refusal);
  g_test_add_func ("/own-address/told", test_told);
  return g_test_run ();
}
