/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-chain.h"

#include "pm-tls.h"

#include <gio/gio.h>

#define MAX_CHAIN 16

typedef struct
{
  gnutls_x509_crt_t certificates[MAX_CHAIN];
  guint length;
} Chain;

static const struct
{
  unsigned status;
  PmCertificateFaults faults;
} status_faults[] = {
  { GNUTLS_CERT_REVOKED, PM_CERTIFICATE_REVOKED },
  { GNUTLS_CERT_EXPIRED, PM_CERTIFICATE_EXPIRED },
  { GNUTLS_CERT_NOT_ACTIVATED, PM_CERTIFICATE_NOT_YET_VALID },
  { GNUTLS_CERT_UNEXPECTED_OWNER, PM_CERTIFICATE_NAME_MISMATCH },
  { GNUTLS_CERT_PURPOSE_MISMATCH, PM_CERTIFICATE_WRONG_PURPOSE },
  { GNUTLS_CERT_INSECURE_ALGORITHM, PM_CERTIFICATE_WEAK },
};

static void
chain_clear (Chain *self)
{
  for (guint i = 0; i < self->length; i++)
    gnutls_x509_crt_deinit (self->certificates[i]);
  self->length = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chain, chain_clear)

/* What stands behind a certificate that can not be read is of no use. */
static void
chain_read (Chain *self, gnutls_session_t session)
{
  unsigned n = 0;
  const gnutls_datum_t *der = gnutls_certificate_get_peers (session, &n);

  if (gnutls_certificate_type_get (session) != GNUTLS_CRT_X509)
    return;
  for (unsigned i = 0; der != NULL && i < MIN (n, MAX_CHAIN); i++)
    {
      gnutls_x509_crt_t *place = &self->certificates[self->length];

      if (gnutls_x509_crt_init (place) < 0)
        return;
      self->length++;
      if (gnutls_x509_crt_import (*place, &der[i], GNUTLS_X509_FMT_DER) < 0)
        {
          gnutls_x509_crt_deinit (*place);
          self->length--;
          return;
        }
    }
}

/* The same name as subject and issuer is not enough: a home-made authority and its server are often
 * given the same name. */
static gboolean
is_self_signed (gnutls_x509_crt_t certificate)
{
  const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN
                         | GNUTLS_VERIFY_DISABLE_CA_SIGN;
  unsigned status = 0;

  if (!gnutls_x509_crt_check_issuer (certificate, certificate))
    return FALSE;
  return gnutls_x509_crt_verify (certificate, &certificate, 1, flags, &status) >= 0
         && (status & (GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_SIGNER_NOT_FOUND)) == 0;
}

static gnutls_x509_crt_t
chain_find_issuer (const Chain *self, gnutls_x509_crt_t certificate)
{
  for (guint i = 1; i < self->length; i++)
    {
      if (self->certificates[i] != certificate
          && gnutls_x509_crt_check_issuer (certificate, self->certificates[i]))
        return self->certificates[i];
    }
  return NULL;
}

static gnutls_x509_crt_t
chain_find_end (const Chain *self)
{
  gnutls_x509_crt_t end = self->certificates[0];

  /* Two that signed each other would go round for ever. */
  for (guint i = 0; i < self->length && !is_self_signed (end); i++)
    {
      gnutls_x509_crt_t issuer = chain_find_issuer (self, end);

      if (issuer == NULL)
        break;
      end = issuer;
    }
  return end;
}

static gboolean
tells_where_its_issuer_is (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t uri = { NULL, 0 };

  if (gnutls_x509_crt_get_authority_info_access (certificate, 0, GNUTLS_IA_CAISSUERS_URI, &uri,
                                                 NULL)
      < 0)
    return FALSE;
  gnutls_free (uri.data);
  return TRUE;
}

/* Why no trusted root was reached. Servers leave out the root itself, and rightly so; thus a chain
 * that ends with an authority lacks nothing but trust. A leaf alone lacks its intermediate where it
 * says, as all public authorities do, where that can be fetched; else it can not be told whether
 * the absent issuer is an intermediate or an unknown root. */
static PmCertificateFaults
chain_explain_lack_of_trust (const Chain *self)
{
  gnutls_x509_crt_t leaf = self->certificates[0];
  gnutls_x509_crt_t end = chain_find_end (self);

  if (is_self_signed (leaf))
    return PM_CERTIFICATE_SELF_SIGNED;
  if (end != leaf)
    return PM_CERTIFICATE_UNKNOWN_ISSUER;
  if (tells_where_its_issuer_is (leaf))
    return PM_CERTIFICATE_MISSING_INTERMEDIATE;
  return PM_CERTIFICATE_UNKNOWN_ISSUER | PM_CERTIFICATE_MISSING_INTERMEDIATE;
}

static gboolean
is_for_host (gnutls_x509_crt_t leaf, const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address == NULL)
    return gnutls_x509_crt_check_hostname (leaf, host) != 0;
  return gnutls_x509_crt_check_ip (leaf, g_inet_address_to_bytes (address),
                                   (unsigned) g_inet_address_get_native_size (address), 0)
         != 0;
}

static gboolean
is_weak (gnutls_x509_crt_t leaf)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (leaf, &bits);
  int signature = gnutls_x509_crt_get_signature_algorithm (leaf);

  if (algorithm < 0 || signature < 0)
    return FALSE;
  return gnutls_pk_bits_to_sec_param ((gnutls_pk_algorithm_t) algorithm, bits)
             < GNUTLS_SEC_PARAM_MEDIUM
         || !gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t) signature,
                                     GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS);
}

/* GnuTLS ends its checks early on some faults; a leaf that is bad in another way too is to be
 * mended once, not twice. */
static PmCertificateFaults
find_faults_of_leaf (gnutls_x509_crt_t leaf, const char *host)
{
  const gint64 now = pm_tls_get_clock ();
  PmCertificateFaults faults = 0;

  if (gnutls_x509_crt_get_expiration_time (leaf) < now)
    faults |= PM_CERTIFICATE_EXPIRED;
  if (gnutls_x509_crt_get_activation_time (leaf) > now)
    faults |= PM_CERTIFICATE_NOT_YET_VALID;
  if (!is_for_host (leaf, host))
    faults |= PM_CERTIFICATE_NAME_MISMATCH;
  if (!gnutls_x509_crt_check_key_purpose (leaf, GNUTLS_KP_TLS_WWW_SERVER, 0))
    faults |= PM_CERTIFICATE_WRONG_PURPOSE;
  if (is_weak (leaf))
    faults |= PM_CERTIFICATE_WEAK;
  return faults;
}

static PmCertificateFaults
translate_status (unsigned status, const Chain *chain)
{
  PmCertificateFaults faults = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (status_faults); i++)
    {
      if (status & status_faults[i].status)
        faults |= status_faults[i].faults;
    }
  if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
    faults |= chain_explain_lack_of_trust (chain);
  return faults;
}

/* All of it is GnuTLS's own verification, with the profile of the session and the answer of the
 * revocation server that came with the chain. */
static int
verify (gnutls_session_t session, const char *host, unsigned *status)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  gnutls_typed_vdata_st data[] = {
    { GNUTLS_DT_DNS_HOSTNAME, (unsigned char *) host, 0 },
    { GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *) GNUTLS_KP_TLS_WWW_SERVER, 0 },
  };

  if (address != NULL)
    {
      data[0].type = GNUTLS_DT_IP_ADDRESS;
      data[0].data = (unsigned char *) g_inet_address_to_bytes (address);
      data[0].size = (unsigned) g_inet_address_get_native_size (address);
    }
  return gnutls_certificate_verify_peers (session, data, G_N_ELEMENTS (data), status);
}

PmCertificate *
pm_chain_judge (gnutls_session_t session, const char *host)
{
  g_auto (Chain) chain = { 0 };
  PmCertificateFaults faults = 0;
  unsigned status = 0;
  gboolean trusted;

  chain_read (&chain, session);
  if (chain.length == 0)
    return NULL;
  trusted = verify (session, host, &status) >= 0 && status == 0;
  if (!trusted)
    faults = translate_status (status, &chain) | find_faults_of_leaf (chain.certificates[0], host);
  /* A refusal without a name is a refusal all the same. */
  if (!trusted && faults == 0)
    faults = PM_CERTIFICATE_OTHER;
  return pm_certificate_new (chain.certificates[0], faults);
}
