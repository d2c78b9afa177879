/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-finding.h"

G_BEGIN_DECLS

/* The reader of replies: state, code, enhanced code and text -> cause. One classifier for what is met
 * live, pasted or found in a bounce. Its rules are data (data/replies), tried in order, the first that
 * fits wins. Pure. Returns: (transfer full): a finding with arguments, or NULL where no rule fits.
 * @stage may be PM_STAGE_UNKNOWN. @signed_in: whether a sign-in had been accepted before. */
PmFinding *pm_reader_read (PmStage stage, PmServerReply *reply, gboolean signed_in);

G_END_DECLS
