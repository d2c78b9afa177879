/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* PmAuthority: makes certificates for the servers of the tests; its root is trusted by nobody else.
 */
typedef struct _PmAuthority PmAuthority;

typedef enum
{
  PM_CERTIFICATE_GOOD,
  PM_CERTIFICATE_EXPIRED,
  PM_CERTIFICATE_SELF_SIGNED,
} PmCertificateKind;

PmAuthority *pm_authority_new (void);
void pm_authority_free (PmAuthority *self);

/* Writes the root certificate as PEM. */
void pm_authority_write_root (PmAuthority *self, const char *path);

/* Writes certificate and key into the one file @path, as a server wants them. */
void
pm_authority_issue (PmAuthority *self, PmCertificateKind kind, const char *host, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmAuthority, pm_authority_free)

G_END_DECLS
