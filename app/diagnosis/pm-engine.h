/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"
#include "pm-diagnosis.h"
#include "pm-evidence.h"

G_BEGIN_DECLS

/* Explains the evidence: rules per stage make findings, symptoms are put behind their root, the best
 * comes first. Pure and synchronous. Returns: (transfer full). */
PmDiagnosis *pm_engine_diagnose (PmEvidence *evidence, PmAccount *account);

G_END_DECLS
