/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-server-reply.h"
#include "pm-stage.h"

G_BEGIN_DECLS

/* PmObservation: one fact that was seen, where, when and on which connection. Immutable.
 *
 * Properties, read-only: number (uint, from 1, in order), stage (PmStage), key (string, a name out
 * of pm-keys.h), value (GVariant), outcome (PmOutcome), at-ms (int64, since the start of the
 * checkup), server (string, address literal or "" ), port (uint, 0: none), connection (uint, from
 * 1; 0: none).
 */
#define PM_TYPE_OBSERVATION (pm_observation_get_type ())
G_DECLARE_FINAL_TYPE (PmObservation, pm_observation, PM, OBSERVATION, GObject)

/* Where a fact was met; copied by what takes it. */
typedef struct
{
  const char *server; /* address literal of the peer, or NULL */
  guint port;         /* as the user knows it, before any port map */
  guint connection;   /* 0: no connection */
} PmPlace;

guint pm_observation_get_number (PmObservation *self);
PmStage pm_observation_get_stage (PmObservation *self);
const char *pm_observation_get_key (PmObservation *self);
GVariant *pm_observation_get_value (PmObservation *self); /* (transfer none) */
PmOutcome pm_observation_get_outcome (PmObservation *self);
gint64 pm_observation_get_at_ms (PmObservation *self);
const char *pm_observation_get_server (PmObservation *self);
guint pm_observation_get_port (PmObservation *self);
guint pm_observation_get_connection (PmObservation *self);

/* The value where it is a string, else NULL. */
const char *pm_observation_get_string (PmObservation *self);

/* The reply where the key is PM_KEY_REPLY or PM_KEY_MESSAGE_FAILURE, else NULL. (transfer none) */
PmServerReply *pm_observation_get_reply (PmObservation *self);

G_END_DECLS
