/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"
#include "pm-diagnosis.h"
#include "pm-evidence.h"

G_BEGIN_DECLS

/* Explains the evidence: rules per stage make findings, symptoms are put behind their root, the best
 * comes first. Pure and synchronous. Returns: (transfer full). */
PmDiagnosis *pm_engine_diagnose (PmEvidence *evidence, PmAccount *account);

/* The same for what a text or a mail tells (PM_KEY_MESSAGE_KIND, PM_KEY_MESSAGE_FAILURE): the first
 * failure that can be read decides; of a mail, one for each cause that its recipients met. Says what
 * kind of mail it is where that is the answer (report.*, delivery.delayed). (transfer full) */
PmDiagnosis *pm_engine_explain (PmEvidence *evidence);

G_END_DECLS
