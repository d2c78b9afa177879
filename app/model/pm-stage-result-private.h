/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-stage-result.h"

G_BEGIN_DECLS

/* For PmEvidence, which alone moves a stage on. */
PmStageResult *pm_stage_result_new (PmStage stage);
void pm_stage_result_begin (PmStageResult *self, gint64 now_ms);
void
pm_stage_result_end (PmStageResult *self, PmOutcome outcome, const char *reason, gint64 now_ms);

G_END_DECLS
