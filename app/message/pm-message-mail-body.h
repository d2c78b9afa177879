/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-failure.h"

G_BEGIN_DECLS

/* At most so many failures are told of. */
#define PM_MAIL_BODY_MAX_FAILURES 100

/* The failures that those words tell of, one for each recipient they name; all of stage delivery.
 * Returns: (transfer full) (element-type PmFailure) */
GPtrArray *pm_mail_body_find (const char *words);

/* Which of two tells more of the same: one with a code, of these a refusal for good. */
gboolean pm_mail_body_is_better (PmFailure *failure, PmFailure *than);

G_END_DECLS
