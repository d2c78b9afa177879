/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/* What can be wrong with a certificate chain, worst first; several at once are the rule. */
typedef enum
{
  PM_CERTIFICATE_REVOKED = 1 << 0,
  PM_CERTIFICATE_EXPIRED = 1 << 1,
  PM_CERTIFICATE_NOT_YET_VALID = 1 << 2,
  PM_CERTIFICATE_SELF_SIGNED = 1 << 3,          /* the leaf signed itself and is not trusted */
  PM_CERTIFICATE_UNKNOWN_ISSUER = 1 << 4,       /* chain ends in a root that is not trusted */
  PM_CERTIFICATE_MISSING_INTERMEDIATE = 1 << 5, /* chain ends before any root */
  PM_CERTIFICATE_NAME_MISMATCH = 1 << 6,
  PM_CERTIFICATE_WRONG_PURPOSE = 1 << 7,
  PM_CERTIFICATE_WEAK = 1 << 8,  /* key or signature below the MEDIUM profile */
  PM_CERTIFICATE_OTHER = 1 << 9, /* GnuTLS refused for a reason that has no name here */
} PmCertificateFaults;

/* PmCertificate: the leaf a server showed and the verdict on its chain. Immutable, by reference. */
typedef struct _PmCertificate PmCertificate;

PmCertificate *pm_certificate_ref (PmCertificate *self);
void pm_certificate_unref (PmCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmCertificate, pm_certificate_unref)

PmCertificateFaults pm_certificate_get_faults (const PmCertificate *self);
/* The words of the model's "certificate.faults", worst first, NULL-terminated. (transfer container)
 */
const char **pm_certificate_list_faults (const PmCertificate *self);

/* DNS names and addresses of the subject alternative names; the common name where there are none.
 * At most 100. (transfer none) */
const char *const *pm_certificate_get_names (const PmCertificate *self);
/* FALSE: the names above are the common name only, which RFC 9525 section 6.3 leaves out. */
gboolean pm_certificate_has_alternative_names (const PmCertificate *self);
const char *pm_certificate_get_subject (const PmCertificate *self);     /* RFC 4514 text */
const char *pm_certificate_get_issuer (const PmCertificate *self);      /* RFC 4514 text */
const char *pm_certificate_get_fingerprint (const PmCertificate *self); /* SHA-256, hexadecimal */
gint64 pm_certificate_get_not_before (const PmCertificate *self);       /* seconds since 1970 */
gint64 pm_certificate_get_not_after (const PmCertificate *self);        /* seconds since 1970 */

G_END_DECLS
