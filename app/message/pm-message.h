/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-evidence.h"

G_BEGIN_DECLS

/* What people bring when a mail did not go out: a line out of a window, a page of a log, a mail that
 * came back. It is read into facts; what they mean is for diagnosis/. Pure: no network, no files. */

/* More is refused. */
#define PM_MESSAGE_MAX_OCTETS (5 * 1024 * 1024)

/* Adds PM_KEY_MESSAGE_KIND, what is known of the mail, and a PM_KEY_MESSAGE_FAILURE for each refusal to
 * @evidence. A text in which nothing like a reply is found is one failure without codes: the words may
 * still say something. @bytes: in any charset. @stage: where the user says that it happened, or
 * PM_STAGE_UNKNOWN; a failure whose text tells its own stage keeps that.
 *
 * FALSE with G_IO_ERROR_INVALID_ARGUMENT where there is no text at all, or with
 * G_IO_ERROR_MESSAGE_TOO_LARGE. */
gboolean pm_message_read (GBytes *bytes, PmStage stage, PmEvidence *evidence, GError **error);

G_END_DECLS
