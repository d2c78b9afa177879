/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-stage.h"

G_BEGIN_DECLS

typedef enum
{
  PM_STAGE_PENDING,
  PM_STAGE_RUNNING,
  PM_STAGE_DONE,
} PmStageState;

GType pm_stage_state_get_type (void) G_GNUC_CONST;
#define PM_TYPE_STAGE_STATE (pm_stage_state_get_type ())

/* PmStageResult: how one stage stands; changes while the checkup runs, and tells so.
 *
 * Properties, read-only: stage (PmStage), state (PmStageState), outcome (PmOutcome), started-ms
 * (int64, since the start of the checkup, -1: not started), duration-ms (int64, -1: not ended),
 * reason (string: why it was skipped or is unknown, as an id of data/texts: "no-password",
 * "earlier-failure", "not-asked", "not-encrypted", "cancelled", "no-address", "no-recipient",
 * "not-offered"...; "" else).
 */
#define PM_TYPE_STAGE_RESULT (pm_stage_result_get_type ())
G_DECLARE_FINAL_TYPE (PmStageResult, pm_stage_result, PM, STAGE_RESULT, GObject)

PmStage pm_stage_result_get_stage (PmStageResult *self);
PmStageState pm_stage_result_get_state (PmStageResult *self);
PmOutcome pm_stage_result_get_outcome (PmStageResult *self);
gint64 pm_stage_result_get_started_ms (PmStageResult *self);
gint64 pm_stage_result_get_duration_ms (PmStageResult *self);
const char *pm_stage_result_get_reason (PmStageResult *self);

G_END_DECLS
