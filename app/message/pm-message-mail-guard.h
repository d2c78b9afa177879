/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What tells of the failure stands before the mail that is returned; no more is read of any mail. */
#define PM_MESSAGE_MAIL_MAX_OCTETS (256 * 1024)

/* The octets of a mail as GMime may have them: without byte order mark and "From " line, and no longer
 * or deeper than its recursion can bear. @cut: set to TRUE where not all of it is there. */
GByteArray *pm_message_mail_guard (const guint8 *octets, gsize n_octets, gboolean *cut);

/* Whether header fields of a mail stand at the beginning; some that only a mail has among them. */
gboolean pm_message_mail_has_header (const guint8 *octets, gsize n_octets);

G_END_DECLS
