/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-case.h"
#include "pm-cases.h"
#include "pm-catalogue.h"
#include "pm-engine.h"

#include <string.h>

static const PmCase *const tables[] = { pm_cases_way,       pm_cases_tls,    pm_cases_dialogue,
                                        pm_cases_blocklist, pm_cases_domain, pm_cases_size };

static char *
list_findings (GListModel *findings)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      g_string_append_printf (list, "%s%s:%s", i > 0 ? " " : "", pm_finding_get_cause (finding),
                              pm_certainty_get_id (pm_finding_get_certainty (finding)));
      g_assert_true (
          pm_catalogue_has_cause (pm_catalogue_get_default (), pm_finding_get_cause (finding)));
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static const PmCase *
find_case (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const PmCase *c = tables[i]; c->name != NULL; c++)
      if (g_str_equal (c->name, name))
        return c;
  g_assert_not_reached ();
}

static PmDiagnosis *
diagnose (const char *name)
{
  const PmCase *found = find_case (name);
  g_autoptr (PmEvidence) evidence = pm_case_build (found->evidence);
  g_autoptr (PmAccount) account = pm_case_account (found->account);

  return pm_engine_diagnose (evidence, account);
}

static PmVerdict
verdict_of (const char *causes)
{
  if (*causes == '\0')
    return PM_VERDICT_OK;
  return g_str_has_prefix (causes, "unknown") ? PM_VERDICT_INCONCLUSIVE : PM_VERDICT_PROBLEM;
}

static void
test_case (gconstpointer data)
{
  const PmCase *expected = data;
  g_autoptr (PmDiagnosis) diagnosis = diagnose (expected->name);
  g_autofree char *causes = list_findings (pm_diagnosis_get_causes (diagnosis));
  g_autofree char *notes = list_findings (pm_diagnosis_get_notes (diagnosis));
  const char *const *ruled_out = pm_diagnosis_get_ruled_out (diagnosis);

  g_assert_cmpstr (causes, ==, expected->causes);
  g_assert_cmpstr (notes, ==, expected->notes);
  g_assert_cmpint (pm_diagnosis_get_verdict (diagnosis), ==, verdict_of (expected->causes));
  for (guint i = 0; ruled_out[i] != NULL; i++)
    {
      g_assert_true (pm_catalogue_has_cause (pm_catalogue_get_default (), ruled_out[i]));
      g_assert_null (strstr (causes, ruled_out[i]));
    }
}

/* Every finding has something to say for itself, in both languages. */
static void
test_evidence (gconstpointer data)
{
  g_autoptr (PmDiagnosis) diagnosis = diagnose (((const PmCase *) data)->name);
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  GListModel *causes = pm_diagnosis_get_causes (diagnosis);

  for (guint i = 0; i < g_list_model_get_n_items (causes); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (causes, i);
      g_auto (GStrv) en = pm_catalogue_get_evidence (catalogue, finding, "en");
      g_auto (GStrv) ja = pm_catalogue_get_evidence (catalogue, finding, "ja");
      g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, "en");

      g_test_message ("%s", pm_finding_get_cause (finding));
      g_assert_cmpuint (g_strv_length (en), >=, 1);
      g_assert_cmpuint (g_strv_length (ja), ==, g_strv_length (en));
      g_assert_cmpuint (g_strv_length (fixes), >=, 1);
    }
}

static void
test_working_port (void)
{
  static const struct
  {
    const char *name;
    guint64 port; /* 0: none to be proposed */
    const char *security;
  } proposals[] = {
    { "connect/port-25-silent", 587, "starttls" },
    { "connect/port-25-reset", 465, "tls" },
    { "connect/port-587-silent-with-465-open", 465, "tls" },
    { "connect/timeout", 0, NULL },
    { "greeting/starttls-asked-of-465", 465, "tls" },
    { "auth/not-offered-on-25", 587, "starttls" },
    { "auth/wrong-password", 0, NULL },
    { "recipient/relay-denied-signed-in", 0, NULL },
    { "vpn/port-25-unreachable", 587, "starttls" },
    { "host/only-25", 0, NULL },
    { "family/ipv6-silent", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (proposals); i++)
    {
      g_autoptr (PmDiagnosis) diagnosis = diagnose (proposals[i].name);
      PmFinding *root = pm_diagnosis_get_root (diagnosis);

      g_test_message ("%s", proposals[i].name);
      g_assert_cmpuint (pm_finding_get_argument_uint (root, "working_port"), ==, proposals[i].port);
      g_assert_cmpstr (pm_finding_get_argument_string (root, "working_security"), ==,
                       proposals[i].security);
    }
}

static void
test_arguments (void)
{
  g_autoptr (PmDiagnosis) timeout = diagnose ("connect/timeout");
  g_autoptr (PmDiagnosis) name = diagnose ("certificate/name");
  g_autoptr (PmDiagnosis) imap = diagnose ("greeting/imap");
  g_autoptr (PmDiagnosis) size = diagnose ("size/too-large");
  g_autoptr (PmDiagnosis) password = diagnose ("auth/wrong-password");
  g_autoptr (PmDiagnosis) interceptor = diagnose ("certificate/interceptor");
  PmFinding *root = pm_diagnosis_get_root (timeout);
  gsize n = 0;

  g_assert_cmpstr (pm_finding_get_argument_string (root, "server"), ==, "mail.example.jp");
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "port"), ==, 587);
  g_assert_cmpstr (pm_finding_get_argument_string (root, "address"), ==, "192.0.2.25");
  g_assert_cmpstr (pm_finding_get_argument_string (pm_diagnosis_get_root (name), "suggested_name"),
                   ==, "sv1.hosting.example");
  g_assert_cmpstr (pm_finding_get_argument_string (pm_diagnosis_get_root (imap), "protocol"), ==,
                   "IMAP");
  g_assert_cmpstr (pm_finding_get_argument_string (pm_diagnosis_get_root (interceptor), "issuer"),
                   ==, "Avast Web/Mail Shield Root");
  root = pm_diagnosis_get_root (size);
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "limit"), ==, 20971520);
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "size"), ==, 30000000);
  /* 20 MB at 78 / 57: 14.6 MB. */
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "attachments") * 10 / 1024 / 1024, ==, 146);
  root = pm_diagnosis_get_root (password);
  g_assert_cmpstr (pm_finding_get_argument_string (root, "code"), ==, "535 5.7.8");
  g_assert_cmpuint (pm_server_reply_get_code (pm_finding_get_reply (root)), ==, 535);
  pm_finding_get_observations (root, &n);
  g_assert_cmpuint (n, ==, 2);
}

static gboolean
says (const char *name, const char *part)
{
  g_autoptr (PmDiagnosis) diagnosis = diagnose (name);
  GListModel *causes = pm_diagnosis_get_causes (diagnosis);
  GListModel *notes = pm_diagnosis_get_notes (diagnosis);
  gboolean has_cause = g_list_model_get_n_items (causes) > 0;
  g_autoptr (PmFinding) first = g_list_model_get_item (has_cause ? causes : notes, 0);
  g_auto (GStrv) sentences = pm_catalogue_get_evidence (pm_catalogue_get_default (), first, "en");
  g_autofree char *all = g_strjoinv (" ", sentences);

  return strstr (all, part) != NULL;
}

/* The reason that is shown is the one that was seen. */
static void
test_reasons (void)
{
  static const struct
  {
    const char *name;
    const char *part;
    gboolean said;
  } reasons[] = {
    { "vpn/silent", "A VPN is switched on (tun0)", TRUE },
    { "connect/timeout", "VPN", FALSE },
    { "family/ipv6-silent", "Over IPv6, no answer came from port 587", TRUE },
    { "family/ipv4-silent", "Over IPv4, no answer came from port 587", TRUE },
    { "family/ipv4-silent", "within the time allowed", FALSE },
    { "slow/greeting", "after 8 seconds", TRUE },
    { "slow/and-then-nothing", "did not come in time", TRUE },
    { "host/only-25", "Only port 25", TRUE },
    { "host/this-computer", "this computer itself", TRUE },
    { "interference/one-family-only", "Over one kind of address", TRUE },
    { "interference/one-port-only", "Port 25 of the same server offers encryption", TRUE },
    { "interference/25-is-often-without", "of the same server offers encryption", FALSE },
    { "greeting/silent", "sent no greeting", TRUE },
    { "greeting/hello-unanswered", "sent no greeting", FALSE },
    { "greeting/hello-unanswered", "stopped answering", TRUE },
    { "auth/timeout", "sent no greeting", FALSE },
    { "tls/handshake-reset", "was cut off (reset)", TRUE },
    { "tls/old-server", "the server chose TLS1.0", TRUE },
    { "certificate/clock-ahead", "has passed", TRUE },
    { "certificate/clock-ahead", "has not come", FALSE },
    { "certificate/clock-behind-known-from-another-port", "has not come", TRUE },
    { "certificate/clock-right-and-expired", "The server's own clock also says", TRUE },
    { "certificate/clock-differs-and-nothing-fails", "about 2 hours behind the server's", TRUE },
    { "auth/token-refused", "not valid or has run out (401)", TRUE },
    { "auth/token-without-sending", "a token for https://mail.example.jp/", TRUE },
    { "auth/bound", "tied to the encryption (SCRAM-SHA-256-PLUS)", TRUE },
    { "auth/wrong-password", "tied to the encryption", FALSE },
    { "auth/failed", "The connection to port 587 of mail.example.jp failed", TRUE },
    { "sender/login-is-taken", "The address you sign in with was accepted", TRUE },
    { "sender/not-owned", "The address you sign in with was accepted", FALSE },
    { "sender/foreign-letters", "The address 太郎@example.jp", TRUE },
    { "recipient/only-to-oneself", "mail to hanako@example.com was not", TRUE },
    { "recipient/relay-denied-signed-in", "Mail to your own address", FALSE },
    { "size/too-large", "as sent; the server takes up to 20 MB", TRUE },
    { "size/published-and-server-names-no-limit", "BIGLOBE says that it takes up to 20 MB", TRUE },
    { "size/published-and-server-names-no-limit", "The server itself names no limit", TRUE },
    { "size/published-and-server-names-no-limit", "11/2026", TRUE },
    { "size/between-published-and-server", "names a larger limit: 25 MB", TRUE },
    { "size/between-published-and-server", "the server takes up to", FALSE },
    { "size/above-both", "BIGLOBE", FALSE },
    { "size/above-both", "11/2026", FALSE },
    { "size/refused-without-a-limit", "BIGLOBE says that it takes up to 20 MB", TRUE },
    { "limits/recipients", "BIGLOBE names a limit of 100 recipients in one mail", TRUE },
    { "limits/day", "50 to 10000 mails in a day, depending on the contract", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_test_message ("%s: %s", reasons[i].name, reasons[i].part);
      g_assert_cmpint (says (reasons[i].name, reasons[i].part), ==, reasons[i].said);
    }
}

/* No step leads to where the check itself did not come through. */
static void
test_steps (void)
{
  g_autoptr (PmDiagnosis) failed = diagnose ("auth/not-offered-and-the-others-failed");
  g_autoptr (PmDiagnosis) half = diagnose ("family/ipv4-silent");
  g_autoptr (PmFinding) note = g_list_model_get_item (pm_diagnosis_get_notes (half), 0);
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, pm_diagnosis_get_root (failed), "en");
  g_auto (GStrv) none = pm_catalogue_get_fixes (catalogue, note, "en");
  g_autofree char *all = g_strjoinv (" ", fixes);

  g_assert_null (strstr (all, "Change the port"));
  g_assert_nonnull (strstr (all, "Ports 465 and 587"));
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_ruled_out (void)
{
  g_autoptr (PmDiagnosis) refused = diagnose ("connect/refused");
  g_autoptr (PmDiagnosis) password = diagnose ("auth/wrong-password");
  g_autoptr (PmDiagnosis) healthy = diagnose ("healthy/587");
  g_autoptr (PmDiagnosis) both_families = diagnose ("family/both-work");
  const char *const *of_password = pm_diagnosis_get_ruled_out (password);
  const char *const *of_healthy = pm_diagnosis_get_ruled_out (healthy);

  g_assert_cmpuint (g_strv_length ((char **) pm_diagnosis_get_ruled_out (refused)), ==, 0);
  g_assert_true (g_strv_contains (of_password, "connect.timeout"));
  g_assert_true (g_strv_contains (of_password, "tls.cert-expired"));
  g_assert_false (g_strv_contains (of_password, "auth.app-password-required"));
  g_assert_true (g_strv_contains (of_healthy, "auth.bad-credentials"));
  /* Mail to oneself proves no relaying; nor does port 587 tell of port 25. */
  g_assert_false (g_strv_contains (of_healthy, "relay.denied"));
  g_assert_false (g_strv_contains (of_healthy, "connect.port25-blocked"));
  g_assert_false (g_strv_contains (of_healthy, "connect.ipv6-broken"));
  g_assert_true (
      g_strv_contains (pm_diagnosis_get_ruled_out (both_families), "connect.ipv6-broken"));
}

static void
add_case (const PmCase *expected)
{
  g_autofree char *diagnosis = g_strconcat ("/cases/", expected->name, NULL);
  g_autofree char *evidence = g_strconcat ("/evidence/", expected->name, NULL);

  g_test_add_data_func (diagnosis, expected, test_case);
  g_test_add_data_func (evidence, expected, test_evidence);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* one wrong case hides no other */
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const PmCase *c = tables[i]; c->name != NULL; c++)
      add_case (c);
  g_test_add_func ("/cases/working-port", test_working_port);
  g_test_add_func ("/cases/arguments", test_arguments);
  g_test_add_func ("/cases/reasons", test_reasons);
  g_test_add_func ("/cases/steps", test_steps);
  g_test_add_func ("/cases/ruled-out", test_ruled_out);
  return g_test_run ();
}
