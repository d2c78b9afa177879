/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-server-reply.h"
#include "pm-stage.h"

G_BEGIN_DECLS

typedef enum
{
  PM_CERTAINTY_POSSIBLE,
  PM_CERTAINTY_LIKELY,
  PM_CERTAINTY_CERTAIN,
} PmCertainty;

GType pm_certainty_get_type (void) G_GNUC_CONST;
#define PM_TYPE_CERTAINTY (pm_certainty_get_type ())
const char *
pm_certainty_get_id (PmCertainty certainty); /* "possible" "likely" "certain". Static. */

/* PmFinding: one cause that was found: an id and its arguments, no words.
 *
 * Properties, read-only: cause (string, an id of the catalogue), certainty (PmCertainty), stage
 * (PmStage), arguments (GVariant a{sv}), reply (PmServerReply or NULL). */
#define PM_TYPE_FINDING (pm_finding_get_type ())
G_DECLARE_FINAL_TYPE (PmFinding, pm_finding, PM, FINDING, GObject)

/* @reply may be NULL. */
PmFinding *
pm_finding_new (const char *cause, PmCertainty certainty, PmStage stage, PmServerReply *reply);

const char *pm_finding_get_cause (PmFinding *self);
PmCertainty pm_finding_get_certainty (PmFinding *self);
PmStage pm_finding_get_stage (PmFinding *self);
PmServerReply *pm_finding_get_reply (PmFinding *self); /* (transfer none), may be NULL */
GVariant *pm_finding_get_arguments (PmFinding *self);  /* (transfer none), a{sv} */
/* Numbers of the observations it rests on, in order. (transfer none) */
const guint *pm_finding_get_observations (PmFinding *self, gsize *n);

/* For the engine, while it builds the finding. A later value of the same name replaces the first.
 */
void pm_finding_set_argument (PmFinding *self, const char *name, GVariant *value);
void pm_finding_set_argument_string (PmFinding *self, const char *name, const char *value);
void pm_finding_set_argument_uint (PmFinding *self, const char *name, guint64 value);
void pm_finding_add_observation (PmFinding *self, guint number);

/* An argument where it is there and of that type; NULL or 0 else. */
const char *pm_finding_get_argument_string (PmFinding *self, const char *name);
guint64 pm_finding_get_argument_uint (PmFinding *self, const char *name);

G_END_DECLS
