/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-finding.h"

G_BEGIN_DECLS

typedef enum
{
  PM_VERDICT_OK,           /* everything that was tested works */
  PM_VERDICT_PROBLEM,      /* a cause is named */
  PM_VERDICT_INCONCLUSIVE, /* something failed or could not be tested, and no cause can be named */
} PmVerdict;

GType pm_verdict_get_type (void) G_GNUC_CONST;
#define PM_TYPE_VERDICT (pm_verdict_get_type ())
const char *pm_verdict_get_id (PmVerdict verdict); /* "ok" "problem" "inconclusive". Static. */

/* PmDiagnosis: what the engine made of the evidence; ids and arguments only. Immutable once built.
 *
 * causes: best first; the first is the root, its symptoms are left out. Where nothing can be named
 * and something failed, the one cause is "unknown" and the verdict inconclusive.
 * notes: worth knowing, not why mail fails. ruled-out: cause ids that the evidence speaks against.
 */
#define PM_TYPE_DIAGNOSIS (pm_diagnosis_get_type ())
G_DECLARE_FINAL_TYPE (PmDiagnosis, pm_diagnosis, PM, DIAGNOSIS, GObject)

PmDiagnosis *pm_diagnosis_new (PmVerdict verdict);
void pm_diagnosis_add_cause (PmDiagnosis *self, PmFinding *finding);
void pm_diagnosis_add_note (PmDiagnosis *self, PmFinding *finding);
void pm_diagnosis_add_ruled_out (PmDiagnosis *self, const char *cause);

PmVerdict pm_diagnosis_get_verdict (PmDiagnosis *self);
GListModel *pm_diagnosis_get_causes (PmDiagnosis *self); /* of PmFinding, (transfer none) */
GListModel *pm_diagnosis_get_notes (PmDiagnosis *self);  /* of PmFinding, (transfer none) */
const char *const *pm_diagnosis_get_ruled_out (PmDiagnosis *self);
PmFinding *pm_diagnosis_get_root (PmDiagnosis *self); /* first cause or NULL, (transfer none) */

G_END_DECLS
