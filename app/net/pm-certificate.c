/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-chain.h"

#include <gio/gio.h>

#include "pm-transcript.h"

#define MAX_NAMES      100
#define MAX_NAME_BYTES 256
#define MAX_DN_BYTES   1024

struct _PmCertificate
{
  gatomicrefcount references;
  PmCertificateFaults faults;
  char **names;
  gboolean has_alternative_names;
  char *subject;
  char *issuer;
  char *fingerprint;
  gint64 not_before;
  gint64 not_after;
};

static const struct
{
  PmCertificateFaults fault;
  const char *id;
} fault_ids[] = {
  { PM_CERTIFICATE_REVOKED, "revoked" },
  { PM_CERTIFICATE_EXPIRED, "expired" },
  { PM_CERTIFICATE_NOT_YET_VALID, "not-yet-valid" },
  { PM_CERTIFICATE_SELF_SIGNED, "self-signed" },
  { PM_CERTIFICATE_UNKNOWN_ISSUER, "unknown-issuer" },
  { PM_CERTIFICATE_MISSING_INTERMEDIATE, "missing-intermediate" },
  { PM_CERTIFICATE_NAME_MISMATCH, "name-mismatch" },
  { PM_CERTIFICATE_WRONG_PURPOSE, "wrong-purpose" },
  { PM_CERTIFICATE_WEAK, "weak" },
  { PM_CERTIFICATE_OTHER, "other" },
};

static char *
dn_to_text (int (*get) (gnutls_x509_crt_t, gnutls_datum_t *, unsigned), gnutls_x509_crt_t leaf)
{
  gnutls_datum_t dn = { NULL, 0 };
  char *text;

  if (get (leaf, &dn, 0) < 0)
    return g_strdup ("");
  text = pm_transcript_escape ((const char *) dn.data, MIN (dn.size, MAX_DN_BYTES));
  gnutls_free (dn.data);
  return text;
}

static char *
address_to_text (const char *bytes, gsize length)
{
  g_autoptr (GInetAddress) address = NULL;

  if (length != 4 && length != 16)
    return NULL;
  address = g_inet_address_new_from_bytes (
      (const guint8 *) bytes, length == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (address);
}

/* The name at @index, NULL where it is of another kind or too long; FALSE behind the last. */
static gboolean
read_name (gnutls_x509_crt_t leaf, unsigned index, char **name)
{
  char bytes[MAX_NAME_BYTES];
  gsize length = sizeof bytes;
  int kind = gnutls_x509_crt_get_subject_alt_name (leaf, index, bytes, &length, NULL);

  *name = NULL;
  if (kind == GNUTLS_SAN_DNSNAME)
    *name = pm_transcript_escape (bytes, length);
  if (kind == GNUTLS_SAN_IPADDRESS)
    *name = address_to_text (bytes, length);
  return kind != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
}

static char *
read_common_name (gnutls_x509_crt_t leaf)
{
  char bytes[MAX_NAME_BYTES];
  gsize length = sizeof bytes;

  if (gnutls_x509_crt_get_dn_by_oid (leaf, GNUTLS_OID_X520_COMMON_NAME, 0, 0, bytes, &length) < 0)
    return NULL;
  return pm_transcript_escape (bytes, length);
}

static char **
read_names (gnutls_x509_crt_t leaf, gboolean *alternative)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  char *name;

  for (unsigned i = 0; i < MAX_NAMES && read_name (leaf, i, &name); i++)
    {
      if (name != NULL)
        g_ptr_array_add (names, name);
    }
  *alternative = names->len > 0;
  if (!*alternative && (name = read_common_name (leaf)) != NULL)
    g_ptr_array_add (names, name);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static char *
read_fingerprint (gnutls_x509_crt_t leaf)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  GString *text = g_string_new (NULL);

  if (gnutls_x509_crt_get_fingerprint (leaf, GNUTLS_DIG_SHA256, digest, &length) < 0)
    length = 0;
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", digest[i]);
  return g_string_free (text, FALSE);
}

PmCertificate *
pm_certificate_new (gnutls_x509_crt_t leaf, PmCertificateFaults faults)
{
  PmCertificate *self = g_new0 (PmCertificate, 1);

  g_atomic_ref_count_init (&self->references);
  self->faults = faults;
  self->names = read_names (leaf, &self->has_alternative_names);
  self->subject = dn_to_text (gnutls_x509_crt_get_dn3, leaf);
  self->issuer = dn_to_text (gnutls_x509_crt_get_issuer_dn3, leaf);
  self->fingerprint = read_fingerprint (leaf);
  self->not_before = gnutls_x509_crt_get_activation_time (leaf);
  self->not_after = gnutls_x509_crt_get_expiration_time (leaf);
  return self;
}

PmCertificate *
pm_certificate_ref (PmCertificate *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
pm_certificate_unref (PmCertificate *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_strfreev (self->names);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->fingerprint);
  g_free (self);
}

PmCertificateFaults
pm_certificate_get_faults (const PmCertificate *self)
{
  return self->faults;
}

const char **
pm_certificate_list_faults (const PmCertificate *self)
{
  const char **list = g_new0 (const char *, G_N_ELEMENTS (fault_ids) + 1);
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fault_ids); i++)
    {
      if (self->faults & fault_ids[i].fault)
        list[n++] = fault_ids[i].id;
    }
  return list;
}

const char *const *
pm_certificate_get_names (const PmCertificate *self)
{
  return (const char *const *) self->names;
}

gboolean
pm_certificate_has_alternative_names (const PmCertificate *self)
{
  return self->has_alternative_names;
}

const char *
pm_certificate_get_subject (const PmCertificate *self)
{
  return self->subject;
}

const char *
pm_certificate_get_issuer (const PmCertificate *self)
{
  return self->issuer;
}

const char *
pm_certificate_get_fingerprint (const PmCertificate *self)
{
  return self->fingerprint;
}

gint64
pm_certificate_get_not_before (const PmCertificate *self)
{
  return self->not_before;
}

gint64
pm_certificate_get_not_after (const PmCertificate *self)
{
  return self->not_after;
}
