/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-reply.h"

G_BEGIN_DECLS

/* PmCapabilities: what an EHLO reply offers (RFC 5321 section 4.1.1.1). Pure, immutable. Words are
 * matched whole and without case; AUTH is read in its old form "AUTH=" too. */
typedef struct _PmCapabilities PmCapabilities;

PmCapabilities *pm_capabilities_new (const PmReply *ehlo);
void pm_capabilities_free (PmCapabilities *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmCapabilities, pm_capabilities_free)

/* @keyword: "STARTTLS", "PIPELINING", "8BITMIME", "SMTPUTF8"... */
gboolean pm_capabilities_has (const PmCapabilities *self, const char *keyword);
/* Names in upper case, each once, in the server's order; empty where AUTH is not offered. (transfer
 * none) */
const char *const *pm_capabilities_get_mechanisms (const PmCapabilities *self);
/* FALSE where SIZE is not offered. *limit 0: offered, without a fixed limit (RFC 1870 section 4).
 */
gboolean pm_capabilities_get_size (const PmCapabilities *self, guint64 *limit);
/* The lines after the first, UTF-8. (transfer none) */
const char *const *pm_capabilities_get_lines (const PmCapabilities *self);

G_END_DECLS
