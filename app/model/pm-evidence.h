/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-failure.h"
#include "pm-keys.h"
#include "pm-observation.h"
#include "pm-scrubber.h"
#include "pm-stage-result.h"
#include "pm-transcript-line.h"

G_BEGIN_DECLS

/* PmEvidence: everything that one checkup saw. A GListModel of PmObservation that grows while the
 * checkup runs, with the state of each stage and the transcript beside it.
 *
 * It is the one door by which text from outside comes into the program's memory of a run, so the
 * scrubber stands here: each string of an observation, a reply and a transcript line passes it. */
#define PM_TYPE_EVIDENCE (pm_evidence_get_type ())
G_DECLARE_FINAL_TYPE (PmEvidence, pm_evidence, PM, EVIDENCE, GObject)

/* @scrubber may be NULL where no secret is in play (tests of rules, pasted text). */
PmEvidence *pm_evidence_new (PmScrubber *scrubber);

/* Wall clock at the start; milliseconds since then by the monotonic clock. */
GDateTime *pm_evidence_get_started (PmEvidence *self); /* (transfer none) */
gint64 pm_evidence_get_elapsed_ms (PmEvidence *self);
/* Freezes the elapsed time; called once at the end. */
void pm_evidence_stop_clock (PmEvidence *self);

/* Adds a fact. @value is sunk. @place may be NULL. Returns the number of the observation. */
guint pm_evidence_add (PmEvidence *self,
                       PmStage stage,
                       const char *key,
                       GVariant *value,
                       PmOutcome outcome,
                       const PmPlace *place);
guint pm_evidence_add_string (PmEvidence *self,
                              PmStage stage,
                              const char *key,
                              const char *value,
                              PmOutcome outcome,
                              const PmPlace *place);
guint pm_evidence_add_reply (PmEvidence *self,
                             PmStage stage,
                             PmServerReply *reply,
                             PmOutcome outcome,
                             const PmPlace *place);
/* A refusal at second hand; its host is the server of the observation. */
guint pm_evidence_add_failure (PmEvidence *self, PmFailure *failure);
void
pm_evidence_add_line (PmEvidence *self, guint connection, PmDirection direction, const char *text);

/* The connection whose dialogue the stages tell of; 0 until it was chosen. Its port as the user
 * knows it. */
guint pm_evidence_get_main_connection (PmEvidence *self);
guint pm_evidence_get_main_port (PmEvidence *self);
void pm_evidence_set_main_connection (PmEvidence *self, guint connection, guint port);

/* The latest observation of that stage and key, or NULL. @connection 0: on any connection.
 * (transfer none): owned by the evidence. */
PmObservation *
pm_evidence_find (PmEvidence *self, PmStage stage, const char *key, guint connection);
/* Its string value, or NULL. */
const char *
pm_evidence_find_string (PmEvidence *self, PmStage stage, const char *key, guint connection);
PmObservation *pm_evidence_get_observation (PmEvidence *self, guint number); /* (transfer none) */

/* GListModel of PmStageResult: all of "network" to "domain", in order. (transfer none) */
GListModel *pm_evidence_get_stages (PmEvidence *self);
PmStageResult *pm_evidence_get_stage (PmEvidence *self, PmStage stage); /* (transfer none) */
void pm_evidence_begin_stage (PmEvidence *self, PmStage stage);
/* @reason: see PmStageResult; NULL for none. Ends a stage that was never begun with no duration. */
void pm_evidence_end_stage (PmEvidence *self, PmStage stage, PmOutcome outcome, const char *reason);

/* The same for a stage that was seen on a connection before that became the main one; milliseconds. */
void pm_evidence_adopt_stage (PmEvidence *self,
                              PmStage stage,
                              PmOutcome outcome,
                              const char *reason,
                              gint64 started_ms,
                              gint64 duration_ms);

/* GListModel of PmTranscriptLine. (transfer none) */
GListModel *pm_evidence_get_transcript (PmEvidence *self);

G_END_DECLS
