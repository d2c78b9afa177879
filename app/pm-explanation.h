/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-diagnosis.h"
#include "pm-evidence.h"

G_BEGIN_DECLS

/* PmExplanation: what a pasted text or a mail that came back says of the cause; beside PmCheckup the
 * other door for window and command line. It rests on the words alone: no network is used.
 *
 * Properties, read-only: evidence (PmEvidence), diagnosis (PmDiagnosis). */
#define PM_TYPE_EXPLANATION (pm_explanation_get_type ())
G_DECLARE_FINAL_TYPE (PmExplanation, pm_explanation, PM, EXPLANATION, GObject)

/* @bytes: in any charset, up to PM_EXPLANATION_MAX_OCTETS. @stage: where the user says that it
 * happened, or PM_STAGE_UNKNOWN. NULL with G_IO_ERROR_INVALID_ARGUMENT (nothing to read) or
 * G_IO_ERROR_MESSAGE_TOO_LARGE. */
#define PM_EXPLANATION_MAX_OCTETS (5 * 1024 * 1024)
PmExplanation *pm_explanation_new (GBytes *bytes, PmStage stage, GError **error);

PmEvidence *pm_explanation_get_evidence (PmExplanation *self);   /* (transfer none) */
PmDiagnosis *pm_explanation_get_diagnosis (PmExplanation *self); /* (transfer none) */

/* Whether a mail was read, and not words of it. */
gboolean pm_explanation_is_mail (PmExplanation *self);

G_END_DECLS
