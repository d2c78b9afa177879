/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-authority.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)

struct _PmAuthority
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t root;
  unsigned char serial;
};

static void
must (int status)
{
  if (status < 0)
    g_error ("no certificate could be made: %s", gnutls_strerror (status));
}

static gnutls_x509_privkey_t
make_key (void)
{
  gnutls_x509_privkey_t key;

  must (gnutls_x509_privkey_init (&key));
  must (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                      GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  return key;
}

static gnutls_x509_crt_t
make_certificate (PmAuthority *self, gnutls_x509_privkey_t key, const char *name, int from, int to)
{
  gnutls_x509_crt_t certificate;
  time_t now = time (NULL);

  self->serial++;
  must (gnutls_x509_crt_init (&certificate));
  must (gnutls_x509_crt_set_version (certificate, 3));
  must (gnutls_x509_crt_set_serial (certificate, &self->serial, sizeof self->serial));
  must (gnutls_x509_crt_set_key (certificate, key));
  must (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                       (unsigned int) strlen (name)));
  must (gnutls_x509_crt_set_activation_time (certificate, now + (time_t) from * DAY));
  must (gnutls_x509_crt_set_expiration_time (certificate, now + (time_t) to * DAY));
  return certificate;
}

PmAuthority *
pm_authority_new (void)
{
  PmAuthority *self = g_new0 (PmAuthority, 1);

  self->key = make_key ();
  self->root = make_certificate (self, self->key, "Postmend test root", -1, 10);
  must (gnutls_x509_crt_set_basic_constraints (self->root, 1, -1));
  must (gnutls_x509_crt_set_key_usage (self->root, GNUTLS_KEY_KEY_CERT_SIGN));
  must (gnutls_x509_crt_sign2 (self->root, self->root, self->key, GNUTLS_DIG_SHA256, 0));
  return self;
}

void
pm_authority_free (PmAuthority *self)
{
  gnutls_x509_crt_deinit (self->root);
  gnutls_x509_privkey_deinit (self->key);
  g_free (self);
}

static void
append_certificate (GString *pem, gnutls_x509_crt_t certificate)
{
  gnutls_datum_t text;

  must (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &text));
  g_string_append_len (pem, (const char *) text.data, text.size);
  gnutls_free (text.data);
}

static void
append_key (GString *pem, gnutls_x509_privkey_t key)
{
  gnutls_datum_t text;

  must (
      gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &text));
  g_string_append_len (pem, (const char *) text.data, text.size);
  gnutls_free (text.data);
}

static void
write_pem (GString *pem, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, pem->str, (gssize) pem->len, G_FILE_SET_CONTENTS_NONE, 0600,
                                 &error))
    g_error ("%s", error->message);
}

void
pm_authority_write_root (PmAuthority *self, const char *path)
{
  g_autoptr (GString) pem = g_string_new (NULL);

  append_certificate (pem, self->root);
  write_pem (pem, path);
}

void
pm_authority_issue (PmAuthority *self, PmCertificateKind kind, const char *host, const char *path)
{
  gnutls_x509_privkey_t key = make_key ();
  gboolean expired = kind == PM_CERTIFICATE_EXPIRED;
  gboolean own = kind == PM_CERTIFICATE_SELF_SIGNED;
  gnutls_x509_crt_t certificate = make_certificate (self, key, host, expired ? -60 : -1,
                                                    expired ? -30 : 10);
  g_autoptr (GString) pem = g_string_new (NULL);

  must (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, host,
                                              (unsigned int) strlen (host), GNUTLS_FSAN_SET));
  must (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  must (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  must (gnutls_x509_crt_sign2 (certificate, own ? certificate : self->root, own ? key : self->key,
                               GNUTLS_DIG_SHA256, 0));
  append_key (pem, key);
  append_certificate (pem, certificate);
  write_pem (pem, path);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
}
