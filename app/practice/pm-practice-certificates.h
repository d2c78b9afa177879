/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gnutls/gnutls.h>

#include "pm-practice-script.h"

G_BEGIN_DECLS

/* Certificates for one practice, good and bad, made here when they are first asked for; the root
 * and its key are new each time and never leave this process. */
typedef struct _PmPracticeCertificates PmPracticeCertificates;

/* @host: the name or address literal a good certificate is for. G_IO_ERROR_FAILED. */
PmPracticeCertificates *pm_practice_certificates_new (const char *host, GError **error);
void pm_practice_certificates_free (PmPracticeCertificates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeCertificates, pm_practice_certificates_free)

const char *pm_practice_certificates_get_ca_pem (PmPracticeCertificates *self);

/* @foreign_name: whom PM_PRACTICE_CERTIFICATE_WRONG_NAME is for. Owned by @self. */
gnutls_certificate_credentials_t pm_practice_certificates_get (PmPracticeCertificates *self,
                                                               PmPracticeCertificate kind,
                                                               const char *foreign_name,
                                                               GError **error);
/* A chain and a key as PEM. Owned by @self. G_IO_ERROR_FAILED. */
gnutls_certificate_credentials_t
pm_practice_certificates_get_from_files (PmPracticeCertificates *self,
                                         const char *certificate_file,
                                         const char *key_file,
                                         GError **error);

G_END_DECLS
