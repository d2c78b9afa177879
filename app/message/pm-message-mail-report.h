/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-failure.h"
#include "pm-message-status.h"

G_BEGIN_DECLS

/* The failures of a delivery status notification, those delivered left out. @words: what the same mail
 * says for people; it says more where a diagnostic is missing or is cut off.
 * Returns: (transfer full) (element-type PmFailure) */
GPtrArray *pm_mail_report_read (PmStatus *status, const char *words);

G_END_DECLS
