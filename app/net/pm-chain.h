/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gnutls/gnutls.h>

#include "pm-certificate.h"

G_BEGIN_DECLS

/* The verdict on the chain that the peer of @session showed, for @host: an ASCII name without the
 * final dot, or an address literal. NULL where it showed none that can be read. */
PmCertificate *pm_chain_judge (gnutls_session_t session, const char *host);

/* Takes what there is to tell out of @leaf. */
PmCertificate *pm_certificate_new (gnutls_x509_crt_t leaf, PmCertificateFaults faults);

G_END_DECLS
