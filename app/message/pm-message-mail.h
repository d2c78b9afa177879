/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-evidence.h"

G_BEGIN_DECLS

/* Mails that come back (RFC 3464, RFC 5965, RFC 8098, RFC 3834, and the many forms without a standard). */

/* Whether @bytes begin like a mail: header fields up to an empty line, among them some that only a
 * mail has (RFC 5322 section 3.6). A line of mbox ("From ") may stand before them. */
gboolean pm_message_is_mail (GBytes *bytes);

/* Adds kind, reporter, date and failures of that mail to @evidence. */
void pm_message_read_mail (GBytes *bytes, PmEvidence *evidence);

G_END_DECLS
