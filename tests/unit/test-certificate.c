/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-peer.h"

#include <string.h>

#include "pm-await.h"

typedef struct
{
  const char *name;
  Leaf leaf;
  const char *host;   /* NULL: HOST */
  const char *faults; /* NULL: none */
} Case;

static void
test_facts (TlsPeer *self, gconstpointer data)
{
  static const Leaf leaf = { .ip = { 192, 0, 2, 1 } };
  g_autoptr (PmTlsResult) result = NULL;
  PmCertificate *certificate;
  const char *const *names;

  tls_peer_show (self, &leaf);
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  certificate = result->certificate;
  names = pm_certificate_get_names (certificate);
  g_assert_cmpuint (g_strv_length ((char **) names), ==, 2);
  g_assert_cmpstr (names[0], ==, HOST);
  g_assert_cmpstr (names[1], ==, "192.0.2.1");
  g_assert_cmpstr (pm_certificate_get_subject (certificate), ==, "CN=leaf.example.test");
  g_assert_cmpstr (pm_certificate_get_issuer (certificate), ==, "CN=Test Root");
  g_assert_cmpuint (strlen (pm_certificate_get_fingerprint (certificate)), ==, 64);
  g_assert_cmpint (pm_certificate_get_not_before (certificate), <, time (NULL));
  g_assert_cmpint (pm_certificate_get_not_after (certificate), >, time (NULL));
}

/* The final dot and capitals make no other name of it. */
static void
test_other_spellings (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GBytes) greeting = NULL;

  tls_peer_show (self, &tls_peer_good);
  result = tls_peer_start (self, "SMTP.example.test.", PATIENT_MS, NULL);
  g_assert_cmpint (result->status, ==, PM_TLS_SECURED);
  greeting = tls_peer_read (self, NULL);
  g_assert_cmpint (g_ascii_strcasecmp (self->server_name, HOST), ==, 0);
}

static const Case cases[] = {
  { "good" },
  { "good-purpose", .leaf.purpose = GNUTLS_KP_TLS_WWW_SERVER },
  { "intermediate", .leaf.issuer = BY_INTERMEDIATE, .leaf.send_issuer = TRUE },
  { "wildcard", .leaf.dns = "*.example.test" },
  { "address", .leaf.ip = { 192, 0, 2, 9 }, .host = "192.0.2.9" },
  { "other-address", .leaf.ip = { 192, 0, 2, 9 }, .host = "192.0.2.8", .faults = "name-mismatch" },
  { "expired", .leaf.to_days = -1, .faults = "expired" },
  { "not-yet-valid", .leaf.from_days = 2, .faults = "not-yet-valid" },
  { "self-signed", .leaf.issuer = BY_ITSELF, .faults = "self-signed" },
  { "unknown-root", .leaf.issuer = BY_OTHER_ROOT, .leaf.send_issuer = TRUE,
    .faults = "unknown-issuer" },
  { "missing-intermediate", .leaf.issuer = BY_INTERMEDIATE, .leaf.tells_issuer = TRUE,
    .faults = "missing-intermediate" },
  { "leaf-alone", .leaf.issuer = BY_OTHER_ROOT, .faults = "unknown-issuer missing-intermediate" },
  { "wrong-name", .leaf.dns = "other.example.test", .faults = "name-mismatch" },
  { "client-only", .leaf.purpose = GNUTLS_KP_TLS_WWW_CLIENT, .faults = "wrong-purpose" },
  { "weak-key", .leaf.weak_key = TRUE, .faults = "weak" },
  { "weak-signature", .leaf.digest = GNUTLS_DIG_SHA1, .faults = "weak" },
  { "three-at-once", .leaf.issuer = BY_ITSELF, .leaf.to_days = -1, .leaf.dns = "other.example.test",
    .faults = "expired self-signed name-mismatch" },
  { "all-at-once", .leaf.issuer = BY_ITSELF, .leaf.to_days = -1, .leaf.dns = "other.example.test",
    .leaf.weak_key = TRUE, .leaf.purpose = GNUTLS_KP_TLS_WWW_CLIENT,
    .faults = "expired self-signed name-mismatch wrong-purpose weak" },
  { "untrusted-and-late", .leaf.issuer = BY_OTHER_ROOT, .leaf.send_issuer = TRUE,
    .leaf.to_days = -1, .faults = "expired unknown-issuer" },
};

static void
test_case (gconstpointer data)
{
  static const char *const versions[] = { "NORMAL", "NORMAL:-VERS-ALL:+VERS-TLS1.2" };
  const Case *c = data;
  const char *host = c->host != NULL ? c->host : HOST;

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      TlsPeer server;
      g_autoptr (PmTlsResult) result = NULL;
      g_autofree const char **list = NULL;
      g_autofree char *faults = NULL;
      g_autoptr (GBytes) greeting = NULL;

      tls_peer_setup (&server, NULL);
      server.priorities = versions[i];
      tls_peer_show (&server, &c->leaf);
      result = tls_peer_start (&server, host, PATIENT_MS, NULL);
      list = pm_certificate_list_faults (result->certificate);
      faults = g_strjoinv (" ", (char **) list);
      g_assert_cmpstr (faults, ==, c->faults != NULL ? c->faults : "");
      g_assert_cmpint (result->status, ==,
                       c->faults == NULL ? PM_TLS_SECURED : PM_TLS_NOT_VERIFIED);
      g_assert_cmpint (pm_link_is_secured (server.link), ==, c->faults == NULL);
      greeting = tls_peer_read (&server, NULL);
      tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
      g_assert_cmpstr (server.server_name, ==, g_hostname_is_ip_address (host) ? "" : host);
      tls_peer_teardown (&server, NULL);
    }
}

static void
test_clock (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;

  tls_peer_show (self, &tls_peer_good);
  pm_tls_set_clock (time (NULL) - 500 * DAY);
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  pm_tls_set_clock (-1);
  g_assert_cmpint (pm_certificate_get_faults (result->certificate), ==,
                   PM_CERTIFICATE_NOT_YET_VALID);
}

static void
add_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/certificate/case/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
}

#define ADD(path, test) g_test_add (path, TlsPeer, NULL, tls_peer_setup, test, tls_peer_teardown)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  tls_peer_begin ();
  ADD ("/certificate/facts", test_facts);
  ADD ("/certificate/other-spellings", test_other_spellings);
  ADD ("/certificate/clock", test_clock);
  add_cases ();
  status = g_test_run ();
  tls_peer_end ();
  return status;
}
