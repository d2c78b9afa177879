/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dmarc.h"

#include <string.h>

#include "pm-await.h"
#include "zone-server.h"

#define PATIENT_MS 20000

static char *
describe_record (const char *text)
{
  PmDmarcRecord record;

  if (!pm_dmarc_record_read (text, strlen (text), &record))
    return g_strdup ("no record");
  return g_strdup_printf ("%s %s %s psd=%d%s%s%s%s", pm_dmarc_policy_get_id (record.policy),
                          pm_dmarc_policy_get_id (record.subdomains),
                          pm_dmarc_policy_get_id (record.nonexistent), (int) record.psd,
                          record.is_test ? " test" : "", record.strict_spf ? " aspf" : "",
                          record.strict_dkim ? " adkim" : "", record.is_void ? " void" : "");
}

/* p sp np psd, and what else there is */
static const struct
{
  const char *text;
  const char *expected;
} records[] = {
  { "v=DMARC1; p=none", "none none none psd=0" },
  { "v=DMARC1;p=reject;", "reject reject reject psd=0" },
  { "V = DMARC1 ; P = Quarantine ; ", "quarantine quarantine quarantine psd=0" },
  { "v=DMARC1; p=reject; sp=quarantine; np=none", "reject quarantine none psd=0" },
  { "v=DMARC1; p=reject; np=none", "reject reject none psd=0" },
  { "v=DMARC1; p=none; sp=reject", "none reject reject psd=0" },
  { "v=DMARC1; p=none; psd=y; t=y; aspf=s; adkim=s", "none none none psd=1 test aspf adkim" },
  { "v=DMARC1; p=none; psd=n; t=n; aspf=r", "none none none psd=2" },
  { "v=DMARC1; p=reject; psd=x; t=maybe; aspf=q", "reject reject reject psd=0" },
  { "v=DMARC1; p=reject; pct=0; rf=afrf; ri=3600", "reject reject reject psd=0" }, /* no more */
  { "v=DMARC1; foo=bar; p=reject; =; x; p=", "reject reject reject psd=0" },
  { "v=DMARC1; p=reject; p=none", "reject reject reject psd=0" },
  { "v=DMARC1", "none none none psd=0" },
  { "v=DMARC1; rua=mailto:a@example.com", "none none none psd=0" },
  { "v=DMARC1; p=deny", "none none none psd=0 void" },
  { "v=DMARC1; p=deny; rua=mailto:a@example.com", "none none none psd=0" },
  { "v=DMARC1; p=reject; sp=deny", "none none none psd=0 void" },
  { "v=DMARC1; p=reject; np=deny; rua=x,  mailto:a@example.com", "none none none psd=0" },
  { "v=DMARC1; p=deny; rua=somebody", "none none none psd=0 void" },
  { "v=DMARC1; p=deny; rua=mailto:", "none none none psd=0 void" },
  { "", "no record" },
  { ";", "no record" },
  { "p=reject; v=DMARC1", "no record" },
  { " v=DMARC1; p=none", "no record" },
  { "v=dmarc1; p=none", "no record" },
  { "v=DMARC2; p=none", "no record" },
  { "v=DMARC1 p=none", "no record" },
  { "v=DMARC1x; p=none", "no record" },
  { "v=spf1 -all", "no record" },
  { "v", "no record" },
  { "DMARC1; p=none", "no record" },
};

static void
test_records (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *text = describe_record (records[i].text);

      g_test_message ("%s", records[i].text);
      g_assert_cmpstr (text, ==, records[i].expected);
    }
}

static void
test_targets (void)
{
  static const struct
  {
    const char *domain;
    const char *expected;
  } rows[] = {
    { "com", "com" },
    { "a.mail.example.com", "a.mail.example.com mail.example.com example.com com" },
    { "c.d.e.f.g.h.i.j",
      "c.d.e.f.g.h.i.j d.e.f.g.h.i.j e.f.g.h.i.j f.g.h.i.j g.h.i.j h.i.j i.j j" },
    /* RFC 9989 section 4.10 */
    { "a.b.c.d.e.f.g.h.i.j.mail.example.com",
      "a.b.c.d.e.f.g.h.i.j.mail.example.com g.h.i.j.mail.example.com h.i.j.mail.example.com "
      "i.j.mail.example.com j.mail.example.com mail.example.com example.com com" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) targets = pm_dmarc_list_targets (rows[i].domain);
      g_autofree char *text = g_strjoinv (" ", targets);

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static PmDmarcVerdict *
walk (const char *zone, const char *domain)
{
  g_autoptr (ZoneServer) server = zone_server_new (zone, PATIENT_MS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmDmarcVerdict *verdict;

  pm_dmarc_walk_async (server->resolver, domain, NULL, pm_await_cb, &result);
  pm_await (&result);
  verdict = pm_dmarc_walk_finish (result, &error);
  g_assert_no_error (error);
  return verdict;
}

/* status, where the record is, the policy for a domain that is there and for one that is not, and the
 * Organizational Domain */
static const struct
{
  const char *zone;
  const char *domain;
  const char *expected;
} walks[] = {
  { "_dmarc.example.com TXT v=DMARC1; p=reject", "example.com",
    "found example.com reject reject example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=reject", "mail.example.com",
    "found example.com reject reject example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=reject; sp=none; np=quarantine", "a.mail.example.com",
    "found example.com none quarantine example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.mail.example.com TXT v=DMARC1; p=reject; sp=none",
    "mail.example.com", "found mail.example.com reject reject example.com" },
  /* The nearest record above is not the one that applies: the one with the fewest labels is. */
  { "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.mail.example.com TXT v=DMARC1; p=reject",
    "a.mail.example.com", "found example.com none none example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.mail.example.com TXT v=DMARC1; p=reject; psd=n",
    "a.mail.example.com", "found mail.example.com reject reject mail.example.com" },
  { "_dmarc.com TXT v=DMARC1; p=reject; psd=y", "a.mail.example.com",
    "found com reject reject example.com" },
  { "_dmarc.com TXT v=DMARC1; p=reject; psd=y; np=none\n_dmarc.example.com TXT v=DMARC1; p=quarantine",
    "a.mail.example.com", "found example.com quarantine quarantine example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=reject; psd=y", "example.com",
    "found example.com reject reject example.com" },
  { "_dmarc.com TXT v=DMARC1; p=reject; psd=y", "com", "found com reject reject com" },
  { "_dmarc.example.com TXT v=DMARC1; p=reject; t=y", "example.com",
    "found example.com quarantine quarantine example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=quarantine; t=y", "example.com",
    "found example.com none none example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=none; t=y", "example.com",
    "found example.com none none example.com" },
  { "other.example A 192.0.2.1", "mail.example.com", "not-found - mail.example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.example.com TXT v=DMARC1; p=reject",
    "example.com", "not-found - example.com" },
  { "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.example.com TXT hello", "example.com",
    "found example.com none none example.com" },
  { "_dmarc.mail.example.com servfail\n_dmarc.example.com TXT v=DMARC1; p=none", "mail.example.com",
    "not-known - -" },
  { "_dmarc.example.com refused", "mail.example.com", "not-known - -" },
  { "_dmarc.com servfail\n_dmarc.example.com TXT v=DMARC1; p=reject", "example.com",
    "found example.com reject reject -" },
  { "_dmarc.mail.example.com TXT v=DMARC1; p=none\n_dmarc.com servfail", "a.mail.example.com",
    "not-known - -" },
};

static void
test_walks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      g_autoptr (PmDmarcVerdict) verdict = walk (walks[i].zone, walks[i].domain);
      g_autoptr (GString) text = g_string_new (pm_dns_status_get_id (verdict->status));

      if (verdict->policy_domain != NULL)
        g_string_append_printf (
            text, " %s %s %s", verdict->policy_domain,
            pm_dmarc_policy_get_id (pm_dmarc_verdict_get_policy (verdict, TRUE)),
            pm_dmarc_policy_get_id (pm_dmarc_verdict_get_policy (verdict, FALSE)));
      else
        g_string_append (text, " -");
      g_string_append_printf (text, " %s",
                              verdict->organizational != NULL ? verdict->organizational : "-");
      g_test_message ("%s: %s", walks[i].domain, walks[i].zone);
      g_assert_cmpstr (text->str, ==, walks[i].expected);
    }
}

static void
test_verdict (void)
{
  g_autoptr (PmDmarcVerdict) own = walk ("_dmarc.example.com TXT v=DMARC1; p=none", "example.com");
  g_autoptr (PmDmarcVerdict) above = walk ("_dmarc.example.com TXT v=DMARC1; p=none",
                                           "a.example.com");
  g_autoptr (PmDmarcVerdict) two = walk ("_dmarc.example.com TXT v=DMARC1; p=none\n"
                                         "_dmarc.example.com TXT v=DMARC1; p=none",
                                         "example.com");

  g_assert_true (own->is_own);
  g_assert_cmpstr (own->text, ==, "v=DMARC1; p=none");
  g_assert_false (above->is_own);
  g_assert_cmpuint (above->n_own, ==, 0);
  g_assert_cmpuint (two->n_own, ==, 2);
}

static void
test_cancel (void)
{
  g_autoptr (ZoneServer) server = zone_server_new ("_dmarc.example.com silent", PATIENT_MS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_dmarc_walk_async (server->resolver, "mail.example.com", cancellable, pm_await_cb, &result);
  pm_await_ms (20);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_dmarc_walk_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/dmarc/records", test_records);
  g_test_add_func ("/dmarc/targets", test_targets);
  g_test_add_func ("/dmarc/walks", test_walks);
  g_test_add_func ("/dmarc/verdict", test_verdict);
  g_test_add_func ("/dmarc/cancel", test_cancel);
  return g_test_run ();
}
