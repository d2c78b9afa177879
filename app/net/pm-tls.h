/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>

#include "pm-certificate.h"

G_BEGIN_DECLS

/* PmTrust: the roots that are trusted: the system's, and one more file of PEM where given. Loaded
 * once, used by many connections. Immutable, counted by reference. */
typedef struct _PmTrust PmTrust;

/* @extra_pem: PEM certificates to trust too, or NULL. An unreadable system store is no error (then
 * nothing but @extra_pem is trusted); PEM that can not be read is (PM_LINK_ERROR_FAILED). */
PmTrust *pm_trust_new (const char *extra_pem, GError **error);
PmTrust *pm_trust_ref (PmTrust *self);
void pm_trust_unref (PmTrust *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmTrust, pm_trust_unref)

/* Clock for the dates of certificates, for this whole process; seconds since 1970, -1: the real
 * one. */
void pm_tls_set_clock (gint64 unix_seconds);
/* That clock, or the real one; seconds since 1970. */
gint64 pm_tls_get_clock (void);

typedef enum
{
  PM_TLS_SECURED,      /* handshake done, certificate verified for the host */
  PM_TLS_NOT_VERIFIED, /* handshake done, certificate not: nothing secret may be sent */
  PM_TLS_NOT_TLS,      /* what came is no TLS record; see plaintext */
  PM_TLS_ALERT,        /* a fatal alert of the peer, or ours where what it chose (an old version, a
                        * weak key exchange) is below what may be used; see alert */
  PM_TLS_CLOSED,
  PM_TLS_RESET,
  PM_TLS_TIMEOUT,
  PM_TLS_NOT_POSSIBLE,       /* this system's policy forbids what was asked */
  PM_TLS_FAILED,             /* any other failure of the handshake; see error_text */
  PM_TLS_OLD,                /* handshake done in TLS 1.1 or 1.0; only where pm_link_set_old_tls()
                              * allowed it */
  PM_TLS_CLIENT_CERTIFICATE, /* the server broke off for want of a certificate of ours; see alert */
} PmTlsStatus;

/* What a handshake came to. Owned by who asked for it. */
typedef struct
{
  PmTlsStatus status;
  char *version;                      /* "TLS1.3", or NULL */
  char *cipher;                       /* "TLS_AES_256_GCM_SHA384", or NULL */
  char *alert;                        /* gnutls_alert_get_name(), or NULL */
  GBytes *plaintext;                  /* first bytes where they are no TLS, at most 512, or NULL */
  char *error_text;                   /* of the library, English, or NULL */
  PmCertificate *certificate;         /* the leaf and what is wrong with the chain, or NULL */
  gboolean client_certificate_wanted; /* the server asked for one of ours; most go on without */
} PmTlsResult;

void pm_tls_result_free (PmTlsResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmTlsResult, pm_tls_result_free)

/* The words of the model's "result" key: "secured", "not-verified", "not-tls"... Static. */
const char *pm_tls_status_get_id (PmTlsStatus status);

G_END_DECLS
