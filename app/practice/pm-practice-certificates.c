/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-certificates.h"

#include <gnutls/x509.h>
#include <string.h>

#define DAY             (24 * 60 * 60)
#define AUTHORITY_DAYS  3650
#define MAX_KEY_ID_SIZE 64
/* Never fetched; the name does not exist (RFC 2606). */
#define ISSUER_URL "http://certificates.example/intermediate.crt"

struct _PmPracticeCertificates
{
  char *host;
  char *ca_pem;
  gnutls_x509_privkey_t root_key;
  gnutls_x509_crt_t root;
  GHashTable *credentials; /* "kind name" or a path -> gnutls_certificate_credentials_t */
  guint64 serial;
};

typedef enum
{
  ISSUER_ROOT,
  ISSUER_ITSELF,
  ISSUER_STRANGER,    /* a root that nobody trusts, which is shown too */
  ISSUER_INTERMEDIATE /* one below the root, which is not shown */
} Issuer;

typedef struct
{
  int from_days; /* from today */
  int until_days;
  Issuer issuer;
  gboolean weak_key;
} Recipe;

static const Recipe recipes[PM_PRACTICE_N_CERTIFICATES] = {
  [PM_PRACTICE_CERTIFICATE_GOOD] = { -1, 90, ISSUER_ROOT, FALSE },
  [PM_PRACTICE_CERTIFICATE_EXPIRED] = { -400, -30, ISSUER_ROOT, FALSE },
  [PM_PRACTICE_CERTIFICATE_NOT_YET_VALID] = { 30, 400, ISSUER_ROOT, FALSE },
  [PM_PRACTICE_CERTIFICATE_SELF_SIGNED] = { -1, 90, ISSUER_ITSELF, FALSE },
  [PM_PRACTICE_CERTIFICATE_UNKNOWN_ISSUER] = { -1, 90, ISSUER_STRANGER, FALSE },
  [PM_PRACTICE_CERTIFICATE_MISSING_INTERMEDIATE] = { -1, 90, ISSUER_INTERMEDIATE, FALSE },
  [PM_PRACTICE_CERTIFICATE_WRONG_NAME] = { -1, 90, ISSUER_ROOT, FALSE },
  [PM_PRACTICE_CERTIFICATE_WEAK] = { -1, 90, ISSUER_ROOT, TRUE },
};

static gboolean
check (int code, GError **error)
{
  if (code >= 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "certificate for practice: %s",
               gnutls_strerror (code));
  return FALSE;
}

static gboolean
make_key (gnutls_x509_privkey_t *key, gboolean weak, GError **error)
{
  gnutls_x509_privkey_init (key);
  return check (weak ? gnutls_x509_privkey_generate (*key, GNUTLS_PK_RSA, 1024, 0)
                     : gnutls_x509_privkey_generate (
                         *key, GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
                error);
}

static void
set_serial (PmPracticeCertificates *self, gnutls_x509_crt_t crt)
{
  guint64 serial = GUINT64_TO_BE (++self->serial);

  gnutls_x509_crt_set_serial (crt, &serial, sizeof serial);
}

static gnutls_x509_crt_t
start_certificate (PmPracticeCertificates *self,
                   const char *name,
                   gnutls_x509_privkey_t key,
                   int from_days,
                   int until_days)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gnutls_x509_crt_t crt;
  guchar id[MAX_KEY_ID_SIZE];
  size_t size = sizeof id;

  gnutls_x509_crt_init (&crt);
  gnutls_x509_crt_set_version (crt, 3);
  set_serial (self, crt);
  gnutls_x509_crt_set_activation_time (crt, now + (gint64) from_days * DAY);
  gnutls_x509_crt_set_expiration_time (crt, now + (gint64) until_days * DAY);
  gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen (name));
  gnutls_x509_crt_set_key (crt, key);
  if (gnutls_x509_privkey_get_key_id (key, 0, id, &size) == 0)
    gnutls_x509_crt_set_subject_key_id (crt, id, size);
  return crt;
}

static gboolean
sign (gnutls_x509_crt_t crt,
      gnutls_x509_crt_t issuer,
      gnutls_x509_privkey_t issuer_key,
      GError **error)
{
  guchar id[MAX_KEY_ID_SIZE];
  size_t size = sizeof id;

  if (gnutls_x509_privkey_get_key_id (issuer_key, 0, id, &size) == 0)
    gnutls_x509_crt_set_authority_key_id (crt, id, size);
  return check (gnutls_x509_crt_sign2 (crt, issuer, issuer_key, GNUTLS_DIG_SHA256, 0), error);
}

/* An authority under @issuer, or a root of its own where that is NULL. */
static gboolean
make_authority (PmPracticeCertificates *self,
                const char *name,
                gnutls_x509_crt_t issuer,
                gnutls_x509_privkey_t issuer_key,
                gnutls_x509_crt_t *crt,
                gnutls_x509_privkey_t *key,
                GError **error)
{
  if (!make_key (key, FALSE, error))
    return FALSE;

  *crt = start_certificate (self, name, *key, -AUTHORITY_DAYS, AUTHORITY_DAYS);
  gnutls_x509_crt_set_basic_constraints (*crt, 1, -1);
  gnutls_x509_crt_set_key_usage (*crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
  return sign (*crt, issuer != NULL ? issuer : *crt, issuer != NULL ? issuer_key : *key, error);
}

static void
set_host (gnutls_x509_crt_t crt, const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS,
                                          g_inet_address_to_bytes (address),
                                          g_inet_address_get_native_size (address), 0);
  else
    gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, host, strlen (host), 0);
}

static gnutls_x509_crt_t
start_leaf (PmPracticeCertificates *self,
            const Recipe *recipe,
            const char *host,
            gnutls_x509_privkey_t key)
{
  gnutls_x509_crt_t leaf = start_certificate (self, host, key, recipe->from_days,
                                              recipe->until_days);

  gnutls_x509_crt_set_basic_constraints (leaf, 0, -1);
  gnutls_x509_crt_set_key_usage (leaf, GNUTLS_KEY_DIGITAL_SIGNATURE);
  gnutls_x509_crt_set_key_purpose_oid (leaf, GNUTLS_KP_TLS_WWW_SERVER, 0);
  set_host (leaf, host);
  return leaf;
}

/* RFC 5280 section 4.2.2.1. Certificates that come from an intermediate say where to find it. */
static void
point_to_issuer (gnutls_x509_crt_t leaf)
{
  gnutls_datum_t url = { (guchar *) ISSUER_URL, strlen (ISSUER_URL) };

  gnutls_x509_crt_set_authority_info_access (leaf, GNUTLS_IA_CAISSUERS_URI, &url);
}

/* Signs @leaf as the recipe says. *authority: the one made for it, to be freed, or NULL. */
static gboolean
sign_leaf (PmPracticeCertificates *self,
           const Recipe *recipe,
           gnutls_x509_crt_t leaf,
           gnutls_x509_privkey_t key,
           gnutls_x509_crt_t *authority,
           GError **error)
{
  gboolean stranger = recipe->issuer == ISSUER_STRANGER;
  gnutls_x509_privkey_t authority_key = NULL;
  gboolean done;

  if (recipe->issuer == ISSUER_ROOT)
    return sign (leaf, self->root, self->root_key, error);
  if (recipe->issuer == ISSUER_ITSELF)
    return sign (leaf, leaf, key, error);
  if (recipe->issuer == ISSUER_INTERMEDIATE)
    point_to_issuer (leaf);

  done = make_authority (self, stranger ? "Somebody's Own Root" : "Practice Intermediate",
                         stranger ? NULL : self->root, self->root_key, authority, &authority_key,
                         error)
         && sign (leaf, *authority, authority_key, error);
  gnutls_x509_privkey_deinit (authority_key);
  return done;
}

static gnutls_certificate_credentials_t
make_credentials (PmPracticeCertificates *self,
                  const Recipe *recipe,
                  const char *host,
                  GError **error)
{
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t chain[2] = { NULL, NULL };
  gnutls_certificate_credentials_t credentials = NULL;

  if (make_key (&key, recipe->weak_key, error))
    {
      chain[0] = start_leaf (self, recipe, host, key);
      if (sign_leaf (self, recipe, chain[0], key, &chain[1], error))
        {
          gnutls_certificate_allocate_credentials (&credentials);
          if (!check (gnutls_certificate_set_x509_key (
                          credentials, chain, recipe->issuer == ISSUER_STRANGER ? 2 : 1, key),
                      error))
            g_clear_pointer (&credentials, gnutls_certificate_free_credentials);
        }
    }

  g_clear_pointer (&chain[0], gnutls_x509_crt_deinit);
  g_clear_pointer (&chain[1], gnutls_x509_crt_deinit);
  gnutls_x509_privkey_deinit (key);
  return credentials;
}

gnutls_certificate_credentials_t
pm_practice_certificates_get (PmPracticeCertificates *self,
                              PmPracticeCertificate kind,
                              const char *foreign_name,
                              GError **error)
{
  const char *host = kind == PM_PRACTICE_CERTIFICATE_WRONG_NAME ? foreign_name : self->host;
  g_autofree char *id = g_strdup_printf ("%d %s", kind, host);
  gnutls_certificate_credentials_t credentials = g_hash_table_lookup (self->credentials, id);

  if (credentials != NULL)
    return credentials;

  credentials = make_credentials (self, &recipes[kind], host, error);
  if (credentials != NULL)
    g_hash_table_insert (self->credentials, g_steal_pointer (&id), credentials);
  return credentials;
}

gnutls_certificate_credentials_t
pm_practice_certificates_get_from_files (PmPracticeCertificates *self,
                                         const char *certificate_file,
                                         const char *key_file,
                                         GError **error)
{
  gnutls_certificate_credentials_t credentials = g_hash_table_lookup (self->credentials,
                                                                      certificate_file);

  if (credentials != NULL)
    return credentials;

  gnutls_certificate_allocate_credentials (&credentials);
  if (check (gnutls_certificate_set_x509_key_file (credentials, certificate_file, key_file,
                                                   GNUTLS_X509_FMT_PEM),
             error))
    g_hash_table_insert (self->credentials, g_strdup (certificate_file), credentials);
  else
    g_clear_pointer (&credentials, gnutls_certificate_free_credentials);
  return credentials;
}

const char *
pm_practice_certificates_get_ca_pem (PmPracticeCertificates *self)
{
  return self->ca_pem;
}

static gboolean
export_root (PmPracticeCertificates *self, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };

  if (!check (gnutls_x509_crt_export2 (self->root, GNUTLS_X509_FMT_PEM, &pem), error))
    return FALSE;
  self->ca_pem = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  return TRUE;
}

PmPracticeCertificates *
pm_practice_certificates_new (const char *host, GError **error)
{
  g_autoptr (PmPracticeCertificates) self = g_new0 (PmPracticeCertificates, 1);

  self->host = g_strdup (host);
  self->credentials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) gnutls_certificate_free_credentials);
  if (!make_authority (self, "Postmend Practice Root", NULL, NULL, &self->root, &self->root_key,
                       error)
      || !export_root (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
pm_practice_certificates_free (PmPracticeCertificates *self)
{
  g_free (self->host);
  g_free (self->ca_pem);
  g_clear_pointer (&self->root, gnutls_x509_crt_deinit);
  gnutls_x509_privkey_deinit (self->root_key);
  g_hash_table_unref (self->credentials);
  g_free (self);
}
