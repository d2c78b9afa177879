/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-diagnosis.h"
#include "pm-scene.h"

G_BEGIN_DECLS

/* Adds the causes that the evidence speaks against, as far as it really does; none that @diagnosis
 * names itself. */
void pm_ruled_out_add (const PmScene *scene, PmDiagnosis *diagnosis);

G_END_DECLS
