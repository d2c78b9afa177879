/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spf.h"

#include <string.h>

#include "pm-await.h"
#include "zone-server.h"

#define PATIENT_MS 20000
#define LIMIT_MS   300

/* The zone of RFC 7208 appendix A, and some names beside it. */
#define ZONE                                                                                          \
  "example.com MX 10 mail-a.example.com\nexample.com MX 20 mail-b.example.com\n"                      \
  "example.com A 192.0.2.10\nexample.com A 192.0.2.11\nexample.com AAAA 2001:db8::10\n"               \
  "amy.example.com A 192.0.2.65\nbob.example.com A 192.0.2.66\n"                                      \
  "mail-a.example.com A 192.0.2.129\nmail-b.example.com A 192.0.2.130\n"                              \
  "mail-a.example.com AAAA 2001:db8::129\nmail-b.example.com AAAA 2001:db8::130\n"                    \
  "example.org MX 10 mail-c.example.org\nmail-c.example.org A 192.0.2.140\n"                          \
  "10.2.0.192.in-addr.arpa PTR example.com\n11.2.0.192.in-addr.arpa PTR example.com\n"                \
  "65.2.0.192.in-addr.arpa PTR amy.example.com\n66.2.0.192.in-addr.arpa PTR bob.example.com\n"        \
  "140.2.0.192.in-addr.arpa PTR mail-c.example.org\n4.0.0.10.in-addr.arpa PTR bob.example.com\n"      \
  "3.0.0.10.in-addr.arpa silent\n2.0.0.10.in-addr.arpa PTR gone.example.com\n"                        \
  "all.example.net TXT v=spf1 +all\nfail.example.net TXT v=spf1 -all\n"                               \
  "soft.example.net TXT v=spf1 ~all\nneutral.example.net TXT v=spf1 ?all\n"                           \
  "two.example.net TXT v=spf1 +all\ntwo.example.net TXT v=spf1 -all\n"                                \
  "bad.example.net TXT v=spf1 foo\nnone.example.net TXT something else\n"                             \
  "ten.example.net TXT v=spf1 ip4:192.0.2.10 -all\nlow.example.net TXT v=spf1 redirect=example.net\n" \
  "bare.example.net A 192.0.2.99\nnull.example.net MX 0 .\nfailing.example.net servfail\n"            \
  "shy.example.net refused\nyes.example.net A 127.0.0.2\nsix.example.net AAAA 2001:db8::6\n"          \
  "exists.example.net A 127.0.0.2\n"

#define TEN_MX                                                                                     \
  "m.example.net MX 1 a.m.example.net\nm.example.net MX 1 b.m.example.net\n"                       \
  "m.example.net MX 1 c.m.example.net\nm.example.net MX 1 d.m.example.net\n"                       \
  "m.example.net MX 1 e.m.example.net\nm.example.net MX 1 f.m.example.net\n"                       \
  "m.example.net MX 1 g.m.example.net\nm.example.net MX 1 h.m.example.net\n"                       \
  "m.example.net MX 1 i.m.example.net\nm.example.net MX 9 j.m.example.net\n"                       \
  "a.m.example.net A 192.0.2.1\nb.m.example.net A 192.0.2.1\nc.m.example.net A 192.0.2.1\n"        \
  "d.m.example.net A 192.0.2.1\ne.m.example.net A 192.0.2.1\nf.m.example.net A 192.0.2.1\n"        \
  "g.m.example.net A 192.0.2.1\nh.m.example.net A 192.0.2.1\ni.m.example.net A 192.0.2.1\n"        \
  "j.m.example.net A 192.0.2.77\n"

#define USERS                                                                                      \
  "mobile-users._spf.example.com TXT v=spf1 exists:%{l1r+}.%{d}\n"                                 \
  "remote-users._spf.example.com TXT v=spf1 exists:%{ir}.%{l1r+}.%{d}\n"                           \
  "mary.mobile-users._spf.example.com A 127.0.0.2\n"                                               \
  "15.15.168.192.joel.remote-users._spf.example.com A 127.0.0.2\n"
#define USERS_RECORD "v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all"

#define NOT_TEN                                                                                    \
  "ip4._spf.example.com TXT v=spf1 -ip4:192.0.2.0/24 +all\n"                                       \
  "ptr._spf.example.com TXT v=spf1 -ptr:example.com +all\n"
#define NOT_TEN_RECORD "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all"

/* The record of example.com ("|" between several), more of the zone, who sends, and what comes of it: the
 * result, the fault, and the term, where there are such. */
typedef struct
{
  const char *record;
  const char *zone;
  const char *address;
  const char *expected;
} Row;

static const Row rows[] = {
  /* RFC 7208 appendix A.1 */
  { "v=spf1 +all", "", "203.0.113.1", "pass +all" },
  { "v=spf1 a -all", "", "192.0.2.10", "pass a" },
  { "v=spf1 a -all", "", "192.0.2.11", "pass a" },
  { "v=spf1 a -all", "", "192.0.2.12", "fail -all" },
  { "v=spf1 a:example.org -all", "", "192.0.2.140", "fail -all" },
  { "v=spf1 mx -all", "", "192.0.2.129", "pass mx" },
  { "v=spf1 mx -all", "", "192.0.2.130", "pass mx" },
  { "v=spf1 mx -all", "", "192.0.2.10", "fail -all" },
  { "v=spf1 mx:example.org -all", "", "192.0.2.140", "pass mx:example.org" },
  { "v=spf1 mx mx:example.org -all", "", "192.0.2.129", "pass mx" },
  { "v=spf1 mx mx:example.org -all", "", "192.0.2.140", "pass mx:example.org" },
  { "v=spf1 mx/30 mx:example.org/30 -all", "", "192.0.2.131", "pass mx/30" },
  { "v=spf1 mx/30 mx:example.org/30 -all", "", "192.0.2.143", "pass mx:example.org/30" },
  { "v=spf1 mx/30 mx:example.org/30 -all", "", "192.0.2.144", "fail -all" },
  { "v=spf1 ptr -all", "", "192.0.2.65", "pass ptr" },
  { "v=spf1 ptr -all", "", "192.0.2.140", "fail -all" },
  { "v=spf1 ptr -all", "", "10.0.0.4", "fail -all" },
  { "v=spf1 ip4:192.0.2.128/28 -all", "", "192.0.2.65", "fail -all" },
  { "v=spf1 ip4:192.0.2.128/28 -all", "", "192.0.2.129", "pass ip4:192.0.2.128/28" },
  /* A.2 */
  { "v=spf1 include:ten.example.net include:fail.example.net -all", "", "192.0.2.10",
    "pass include:ten.example.net" },
  { "v=spf1 include:ten.example.net include:fail.example.net -all", "", "192.0.2.11", "fail -all" },
  { "v=spf1 redirect=ten.example.net", "", "192.0.2.10", "pass ip4:192.0.2.10" },
  { "v=spf1 redirect=ten.example.net", "", "192.0.2.11", "fail -all" },
  /* A.3, sender mary@example.com */
  { USERS_RECORD, USERS, "203.0.113.1", "pass include:mobile-users._spf.%{d}" },
  { USERS_RECORD, "mobile-users._spf.example.com TXT v=spf1 ?all\n" USERS, "192.0.2.129",
    "pass mx" },
  /* A.4: to be in the network, and to have a name of it */
  { NOT_TEN_RECORD, NOT_TEN, "192.0.2.65", "pass +all" },
  { NOT_TEN_RECORD, NOT_TEN, "192.0.2.140", "fail -include:ptr._spf.%{d}" },
  { NOT_TEN_RECORD, NOT_TEN, "203.0.113.1", "fail -include:ip4._spf.%{d}" },

  /* Which record */
  { NULL, "", "192.0.2.10", "none" },
  { "other text", "", "192.0.2.10", "none" },
  { "v=spf10 -all", "", "192.0.2.10", "none" },
  { "spf2.0/pra -all|v=spf1 +all|v=DKIM1", "", "192.0.2.10", "pass +all" },
  { "v=spf1 -all|v=spf1 +all", "", "192.0.2.10", "permerror several-records" },
  { "v=spf1", "", "192.0.2.10", "neutral" },
  { "V=sPf1 -ALL", "", "192.0.2.10", "fail -ALL" },
  { "v=spf1 +all", "example.com TXT servfail\n", "192.0.2.10", "temperror not-answered" },
  { "v=spf1 +all", "example.com TXT refused\n", "192.0.2.10", "temperror not-answered" },
  { "v=spf1 +all", "example.com TXT nxdomain\n", "192.0.2.10", "none" },

  /* Syntax before anything else */
  { "v=spf1 +all foo", "", "192.0.2.10", "permerror syntax foo" },
  { "v=spf1 ip4:192.0.2.10 a:example", "", "192.0.2.10", "permerror syntax a:example" },
  { "v=spf1 mx redirect=a.example.net redirect=b.example.net", "", "192.0.2.129",
    "permerror syntax redirect=b.example.net" },

  /* Qualifiers and the end */
  { "v=spf1 ?a -all", "", "192.0.2.10", "neutral ?a" },
  { "v=spf1 ~a -all", "", "192.0.2.10", "softfail ~a" },
  { "v=spf1 -a +all", "", "192.0.2.10", "fail -a" },
  { "v=spf1 a", "", "203.0.113.1", "neutral" },
  { "v=spf1 -all +a", "", "192.0.2.10", "fail -all" },
  { "v=spf1 ~all redirect=all.example.net", "", "192.0.2.10", "softfail ~all" },
  { "v=spf1 redirect=all.example.net ~all", "", "192.0.2.10", "softfail ~all" },

  /* ip4, ip6 */
  { "v=spf1 ip4:0.0.0.0/0 -all", "", "203.0.113.1", "pass ip4:0.0.0.0/0" },
  { "v=spf1 ip4:0.0.0.0/0 -all", "", "2001:db8::1", "fail -all" },
  { "v=spf1 ip4:192.0.2.10/31 -all", "", "192.0.2.11", "pass ip4:192.0.2.10/31" },
  { "v=spf1 ip4:192.0.2.10/31 -all", "", "192.0.2.12", "fail -all" },
  { "v=spf1 ip6:2001:db8::/32 -all", "", "2001:db8:1::1", "pass ip6:2001:db8::/32" },
  { "v=spf1 ip6:2001:db8::/33 -all", "", "2001:db8:8000::1", "fail -all" },
  { "v=spf1 ip6:::/0 -all", "", "192.0.2.1", "fail -all" },
  { "v=spf1 ip4:192.0.2.10 -all", "", "::ffff:192.0.2.10", "pass ip4:192.0.2.10" },
  { "v=spf1 ip6:::ffff:c000:20a -all", "", "::ffff:192.0.2.10", "fail -all" },

  /* a */
  { "v=spf1 a:amy.example.com -all", "", "192.0.2.65", "pass a:amy.example.com" },
  { "v=spf1 a:amy.example.com. -all", "", "192.0.2.65", "pass a:amy.example.com." },
  { "v=spf1 a:AMY.Example.COM -all", "", "192.0.2.65", "pass a:AMY.Example.COM" },
  { "v=spf1 a/24 -all", "", "192.0.2.200", "pass a/24" },
  { "v=spf1 a//64 -all", "", "2001:db8::9", "pass a//64" },
  { "v=spf1 a//64 -all", "", "192.0.2.12", "fail -all" },
  { "v=spf1 a/0 -all", "", "203.0.113.1", "pass a/0" },
  { "v=spf1 a:six.example.net/0 -all", "", "203.0.113.1", "fail -all" },
  { "v=spf1 a -all", "", "2001:db8::10", "pass a" },
  { "v=spf1 a:gone.example.net -all", "", "192.0.2.10", "fail -all" },
  { "v=spf1 a:failing.example.net +all", "", "192.0.2.10",
    "temperror not-answered a:failing.example.net" },
  { "v=spf1 a:shy.example.net +all", "", "192.0.2.10", "temperror not-answered a:shy.example.net" },
  { "v=spf1 a a:failing.example.net", "", "192.0.2.10", "pass a" },
  { "v=spf1 a:example..com -all", "", "192.0.2.10", "fail -all" },

  /* mx */
  { "v=spf1 mx:null.example.net -all", "", "192.0.2.10", "fail -all" },
  { "v=spf1 mx:bare.example.net -all", "", "192.0.2.99", "fail -all" }, /* no MX: no address */
  { "v=spf1 mx//120 -all", "", "2001:db8::1ff", "pass mx//120" },
  { "v=spf1 mx:failing.example.net -all", "", "192.0.2.10",
    "temperror not-answered mx:failing.example.net" },
  { "v=spf1 mx:m.example.net -all", TEN_MX, "192.0.2.77", "pass mx:m.example.net" },
  { "v=spf1 mx:m.example.net -all", TEN_MX "m.example.net MX 9 k.m.example.net\n", "192.0.2.77",
    "permerror too-many-hosts mx:m.example.net" },

  /* ptr */
  { "v=spf1 ptr:com.example -all", "", "192.0.2.65", "fail -all" },
  { "v=spf1 ptr:example.com -all", "", "192.0.2.10", "pass ptr:example.com" },
  { "v=spf1 ptr:ple.com -all", "", "192.0.2.10", "fail -all" },
  { "v=spf1 ptr:amy.example.com -all", "", "192.0.2.66", "fail -all" },
  { "v=spf1 ptr -all", "", "203.0.113.1", "fail -all" },
  { "v=spf1 ptr -all", "", "10.0.0.2", "fail -all" },
  { "v=spf1 ptr ptr ptr ptr -all", "", "203.0.113.1", "fail -all" }, /* they are no void look-ups */

  /* exists */
  { "v=spf1 exists:yes.example.net -all", "", "203.0.113.1", "pass exists:yes.example.net" },
  { "v=spf1 exists:yes.example.net -all", "", "2001:db8::1", "pass exists:yes.example.net" },
  { "v=spf1 exists:six.example.net -all", "", "2001:db8::1", "fail -all" },
  { "v=spf1 exists:no.example.net -all", "", "203.0.113.1", "fail -all" },
  { "v=spf1 exists:%{l}.%{o}.%{v}.x.example -all",
    "mary.example.com.in-addr.x.example A 127.0.0.2\n", "203.0.113.1",
    "pass exists:%{l}.%{o}.%{v}.x.example" },
  { "v=spf1 exists:%{p}.x.example -all", "amy.example.com.x.example A 127.0.0.2\n", "192.0.2.65",
    "pass exists:%{p}.x.example" },
  { "v=spf1 exists:%{p}.x.example -all", "unknown.x.example A 127.0.0.2\n", "203.0.113.1",
    "pass exists:%{p}.x.example" },
  { "v=spf1 exists:%{h}.x.example -all", "helo.example.x.example A 127.0.0.2\n", "203.0.113.1",
    "pass exists:%{h}.x.example" },
  { "v=spf1 exists:%{S}.x.example -all", "mary%40example.com.x.example A 127.0.0.2\n",
    "203.0.113.1", "pass exists:%{S}.x.example" },
  { "v=spf1 exists:a\\b.x.example -all", "a\\b.x.example A 127.0.0.2\n", "203.0.113.1",
    "pass exists:a\\b.x.example" },

  /* include */
  { "v=spf1 include:all.example.net -all", "", "203.0.113.1", "pass include:all.example.net" },
  { "v=spf1 -include:all.example.net +all", "", "203.0.113.1", "fail -include:all.example.net" },
  { "v=spf1 include:fail.example.net ?all", "", "203.0.113.1", "neutral ?all" },
  { "v=spf1 include:soft.example.net ?all", "", "203.0.113.1", "neutral ?all" },
  { "v=spf1 include:neutral.example.net ~all", "", "203.0.113.1", "softfail ~all" },
  { "v=spf1 include:none.example.net -all", "", "203.0.113.1",
    "permerror no-record include:none.example.net" },
  { "v=spf1 include:gone.example.net -all", "", "203.0.113.1",
    "permerror no-record include:gone.example.net" },
  { "v=spf1 include:failing.example.net -all", "", "203.0.113.1",
    "temperror not-answered include:failing.example.net" },
  { "v=spf1 include:bad.example.net -all", "", "203.0.113.1", "permerror syntax foo" },
  { "v=spf1 include:two.example.net -all", "", "203.0.113.1",
    "permerror several-records include:two.example.net" },
  { "v=spf1 include:example.com -all", "", "203.0.113.1", "permerror loop include:example.com" },
  { "v=spf1 include:EXAMPLE.com. -all", "", "203.0.113.1", "permerror loop include:EXAMPLE.com." },
  { "v=spf1 include:l.example.net -all", "l.example.net TXT v=spf1 include:example.com\n",
    "203.0.113.1", "permerror loop include:example.com" },
  { "v=spf1 a include:example.com -all", "", "192.0.2.10", "pass a" },
  { "v=spf1 include:d.example.net -all",
    "d.example.net TXT v=spf1 exists:%{d}.x.example -all\n"
    "d.example.net.x.example A 127.0.0.2\n",
    "203.0.113.1", "pass include:d.example.net" },

  /* redirect */
  { "v=spf1 redirect=all.example.net", "", "203.0.113.1", "pass +all" },
  { "v=spf1 a redirect=all.example.net", "", "192.0.2.10", "pass a" },
  { "v=spf1 redirect=none.example.net", "", "203.0.113.1",
    "permerror no-record redirect=none.example.net" },
  { "v=spf1 redirect=gone.example.net", "", "203.0.113.1",
    "permerror no-record redirect=gone.example.net" },
  { "v=spf1 redirect=failing.example.net", "", "203.0.113.1",
    "temperror not-answered redirect=failing.example.net" },
  { "v=spf1 redirect=example.com", "", "203.0.113.1", "permerror loop redirect=example.com" },
  { "v=spf1 redirect=r.example.net", "r.example.net TXT v=spf1 a:amy.example.com\n", "203.0.113.1",
    "neutral" },
  { "v=spf1 include:r.example.net -all", "r.example.net TXT v=spf1 redirect=all.example.net\n",
    "203.0.113.1", "pass include:r.example.net" },
  { "v=spf1 redirect=%{p}.x.example", "amy.example.com.x.example TXT v=spf1 +all\n", "192.0.2.65",
    "pass +all" },

  /* Limits */
  { "v=spf1 a mx a mx a mx a mx a mx ~all", "", "203.0.113.1", "softfail ~all" },
  { "v=spf1 a mx a mx a mx a mx a mx a ~all", "", "203.0.113.1", "permerror too-many-terms a" },
  { "v=spf1 a mx a mx a mx a mx a mx redirect=all.example.net", "", "203.0.113.1",
    "permerror too-many-terms redirect=all.example.net" },
  { "v=spf1 a mx a mx a mx a mx a mx a ~all", "", "192.0.2.129", "pass mx" },
  { "v=spf1 ip4:1.1.1.1 ip4:1.1.1.2 ip4:1.1.1.3 ip4:1.1.1.4 ip4:1.1.1.5 ip4:1.1.1.6 ip4:1.1.1.7 "
    "ip4:1.1.1.8 ip4:1.1.1.9 ip4:1.1.1.10 ip4:1.1.1.11 ip4:1.1.1.12 ~all",
    "", "203.0.113.1", "softfail ~all" },
  { "v=spf1 include:i.example.net a a a a a ~all",
    "i.example.net TXT v=spf1 a a a a a -all\ni.example.net A 192.0.2.98\n", "203.0.113.1",
    "permerror too-many-terms a" },
  { "v=spf1 include:i.example.net a a a a ~all",
    "i.example.net TXT v=spf1 a a a a a -all\ni.example.net A 192.0.2.98\n", "203.0.113.1",
    "softfail ~all" },
  { "v=spf1 a:x.example.net a:y.example.net ~all", "", "203.0.113.1", "softfail ~all" },
  { "v=spf1 a:x.example.net a:y.example.net a:z.example.net ~all", "", "203.0.113.1",
    "permerror too-many-voids a:z.example.net" },
  { "v=spf1 exists:x.example.net a:six.example.net mx:y.example.net ~all", "", "203.0.113.1",
    "permerror too-many-voids mx:y.example.net" },
  { "v=spf1 mx:v.example.net ~all",
    "v.example.net MX 1 a.v.example.net\nv.example.net MX 2 b.v.example.net\n"
    "v.example.net MX 3 c.v.example.net\n",
    "203.0.113.1", "permerror too-many-voids mx:v.example.net" },
};

static char *
write_zone (const Row *row)
{
  g_autoptr (GString) zone = g_string_new (ZONE);
  g_auto (GStrv) records = g_strsplit (row->record != NULL ? row->record : "", "|", -1);

  g_string_append (zone, row->zone);
  for (guint i = 0; records[i] != NULL; i++)
    g_string_append_printf (zone, "example.com TXT %s\n", records[i]);
  return g_string_free (g_steal_pointer (&zone), FALSE);
}

static PmSpfVerdict *
check (ZoneServer *server, const char *address_text, gboolean whole, guint limit_ms)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (address_text);
  const PmSpfQuestion question = { address,        "example.com", "mary@example.com",
                                   "helo.example", whole,         limit_ms };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmSpfVerdict *verdict;

  pm_spf_check_async (server->resolver, &question, NULL, pm_await_cb, &result);
  pm_await (&result);
  verdict = pm_spf_check_finish (result, &error);
  g_assert_no_error (error);
  return verdict;
}

static char *
verdict_to_text (const PmSpfVerdict *verdict)
{
  GString *text = g_string_new (pm_spf_result_get_id (verdict->result));

  if (verdict->fault != PM_SPF_FAULT_NONE)
    g_string_append_printf (text, " %s", pm_spf_fault_get_id (verdict->fault));
  if (verdict->term != NULL)
    g_string_append_printf (text, " %s", verdict->term);
  return g_string_free (text, FALSE);
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *zone = write_zone (&rows[i]);
      g_autoptr (ZoneServer) server = zone_server_new (zone, PATIENT_MS);
      g_autoptr (PmSpfVerdict) verdict = check (server, rows[i].address, FALSE, PATIENT_MS);
      g_autofree char *text = verdict_to_text (verdict);

      g_test_message ("%s for %s", rows[i].record, rows[i].address);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

/* All of the record is looked at, and what it comes to for that address stays the same. */
static void
test_whole (void)
{
  static const Row whole[] = {
    { "v=spf1 a -all", "", "192.0.2.10", "pass a" },
    { "v=spf1 a include:gone.example.net -all", "", "192.0.2.10",
      "pass no-record include:gone.example.net" },
    { "v=spf1 a include:gone.example.net -all", "", "192.0.2.12",
      "permerror no-record include:gone.example.net" },
    { "v=spf1 a mx a mx a mx a mx a mx a -all", "", "192.0.2.10", "pass too-many-terms a" },
    { "v=spf1 a a:failing.example.net -all", "", "192.0.2.10",
      "pass not-answered a:failing.example.net" },
    { "v=spf1 +all include:gone.example.net", "", "192.0.2.10", "pass +all" },
    { "v=spf1 a redirect=bad.example.net", "", "192.0.2.10", "pass syntax foo" },
    { "v=spf1 include:b.example.net -all", "b.example.net TXT v=spf1 a:amy.example.com foo:\n",
      "192.0.2.65", "permerror syntax foo:" },
    { "v=spf1 include:b.example.net -all",
      "b.example.net TXT v=spf1 a:amy.example.com include:two.example.net\n", "192.0.2.65",
      "pass several-records include:two.example.net" },
    { "v=spf1 ~include:b.example.net -all",
      "b.example.net TXT v=spf1 a:amy.example.com include:two.example.net\n", "192.0.2.65",
      "softfail several-records include:two.example.net" },
    { "v=spf1 include:b.example.net +all",
      "b.example.net TXT v=spf1 -a:amy.example.com include:two.example.net\n", "192.0.2.65",
      "permerror several-records include:two.example.net" },
    { "v=spf1 mx redirect=ten.example.net", "", "192.0.2.129", "pass mx" },
    { "v=spf1 redirect=ten.example.net", "", "192.0.2.10", "pass ip4:192.0.2.10" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_autofree char *zone = write_zone (&whole[i]);
      g_autoptr (ZoneServer) server = zone_server_new (zone, PATIENT_MS);
      g_autoptr (PmSpfVerdict) verdict = check (server, whole[i].address, TRUE, PATIENT_MS);
      g_autofree char *text = verdict_to_text (verdict);

      g_test_message ("%s for %s", whole[i].record, whole[i].address);
      g_assert_cmpstr (text, ==, whole[i].expected);
    }
}

static void
test_verdict (void)
{
  g_autoptr (ZoneServer) server = zone_server_new (
      ZONE "example.com TXT v=spf1 include:ten.example.net include:low.example.net a\n"
           "example.net TXT v=spf1 mx:example.org ?all\nexample.com TXT other\n",
      PATIENT_MS);
  g_autoptr (PmSpfVerdict) verdict = check (server, "192.0.2.10", TRUE, PATIENT_MS);

  g_assert_cmpint (verdict->result, ==, PM_SPF_PASS);
  g_assert_cmpint (verdict->fault, ==, PM_SPF_FAULT_NONE);
  g_assert_cmpstr (verdict->domain, ==, "example.com");
  g_assert_cmpstr (verdict->record, ==, "v=spf1 include:ten.example.net include:low.example.net a");
  g_assert_cmpuint (verdict->n_records, ==, 1);
  g_assert_cmpuint (verdict->n_terms, ==, 5);
  g_assert_cmpuint (verdict->names->len, ==, 3);
  g_assert_cmpstr (verdict->names->pdata[2], ==, "example.net");
  g_assert_cmpint (verdict->status, ==, PM_DNS_FOUND);
}

/* More than fits into one packet, over TCP; the last of three thousand networks decides. */
static void
test_huge (void)
{
  g_autoptr (GString) zone = g_string_new (ZONE "example.com TXT v=spf1");
  g_autoptr (ZoneServer) server = NULL;
  g_autoptr (PmSpfVerdict) verdict = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (zone, " ip4:10.1.%u.%u", i / 250, i % 250);
  g_string_append (zone, " ip4:203.0.113.1 -all\n");
  server = zone_server_new (zone->str, PATIENT_MS);
  verdict = check (server, "203.0.113.1", FALSE, PATIENT_MS);
  g_assert_cmpint (verdict->result, ==, PM_SPF_PASS);
  g_assert_cmpstr (verdict->term, ==, "ip4:203.0.113.1");
  g_assert_cmpuint (strlen (verdict->record), ==, 1000);
}

/* A chain of records that never leads back, hosts without end, and macros that grow: all end. */
static void
test_hostile (void)
{
  static const char *const zones[] = {
    ZONE "example.com TXT v=spf1 include:%{l}.%{d} redirect=%{l}.%{d}\n"
         "mary.example.com TXT v=spf1 include:%{l}.%{d}\n"
         "mary.mary.example.com TXT v=spf1 include:%{l}.%{d}\n"
         "mary.mary.mary.example.com TXT v=spf1 include:%{l}.%{d} include:%{l}.%{d}\n",
    ZONE TEN_MX "example.com TXT v=spf1 mx:m.example.net mx:m.example.net mx:m.example.net "
                "mx:m.example.net mx:m.example.net mx:m.example.net mx:m.example.net "
                "mx:m.example.net mx:m.example.net mx:m.example.net mx:m.example.net -all\n",
    ZONE "example.com TXT v=spf1 exists:%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s}"
         ".%{i}%{i}%{i}%{i}%{i}.%{d} include:%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d} -all\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (ZoneServer) server = zone_server_new (zones[i], PATIENT_MS);
      g_autoptr (PmSpfVerdict) verdict = check (server, "203.0.113.1", TRUE, PATIENT_MS);

      g_assert_cmpint (verdict->result, ==, PM_SPF_PERMERROR);
      g_assert_cmpuint (verdict->n_terms, <=, 11);
    }
}

static void
test_limit_of_time (void)
{
  g_autoptr (ZoneServer) server = zone_server_new (
      ZONE "example.com TXT v=spf1 a a:quiet.example.net -all\nquiet.example.net silent\n",
      PATIENT_MS);
  g_autoptr (PmSpfVerdict) verdict = check (server, "203.0.113.1", FALSE, LIMIT_MS);
  g_autoptr (PmSpfVerdict) decided = check (server, "192.0.2.10", TRUE, LIMIT_MS);
  g_autofree char *text = verdict_to_text (verdict);
  g_autofree char *decided_text = verdict_to_text (decided);

  g_assert_cmpstr (text, ==, "temperror too-long a:quiet.example.net");
  g_assert_cmpstr (decided_text, ==, "pass too-long a:quiet.example.net");
}

static void
test_cancel (void)
{
  g_autoptr (ZoneServer) server = zone_server_new ("example.com silent\n", PATIENT_MS);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("192.0.2.10");
  const PmSpfQuestion question = {
    address, "example.com", "a@example.com", NULL, FALSE, PATIENT_MS
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  pm_spf_check_async (server->resolver, &question, cancellable, pm_await_cb, &result);
  pm_await_ms (20);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_spf_check_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  pm_spf_check_async (server->resolver, &question, cancellable, pm_await_cb, &late);
  pm_await (&late);
  g_assert_null (pm_spf_check_finish (late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pm_await_ms (20);
}

static void
test_single_label (void)
{
  g_autoptr (ZoneServer) server = zone_server_new ("localhost TXT v=spf1 +all\n", PATIENT_MS);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("192.0.2.10");
  const PmSpfQuestion question = { address, "localhost", "a@localhost", NULL, FALSE, PATIENT_MS };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PmSpfVerdict) verdict = NULL;

  pm_spf_check_async (server->resolver, &question, NULL, pm_await_cb, &result);
  pm_await (&result);
  verdict = pm_spf_check_finish (result, NULL);
  g_assert_cmpint (verdict->result, ==, PM_SPF_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/spf/rows", test_rows);
  g_test_add_func ("/spf/whole", test_whole);
  g_test_add_func ("/spf/verdict", test_verdict);
  g_test_add_func ("/spf/huge", test_huge);
  g_test_add_func ("/spf/hostile", test_hostile);
  g_test_add_func ("/spf/limit-of-time", test_limit_of_time);
  g_test_add_func ("/spf/cancel", test_cancel);
  g_test_add_func ("/spf/single-label", test_single_label);
  return g_test_run ();
}
