/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-observation.h"

G_BEGIN_DECLS

/* For PmEvidence, which alone makes observations. @value is sunk; @reply may be NULL. */
PmObservation *pm_observation_new (guint number,
                                   PmStage stage,
                                   const char *key,
                                   GVariant *value,
                                   PmServerReply *reply,
                                   PmOutcome outcome,
                                   gint64 at_ms,
                                   const PmPlace *place);

G_END_DECLS
