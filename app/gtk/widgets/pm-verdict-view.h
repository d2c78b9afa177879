/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-diagnosis.h"

G_BEGIN_DECLS

/* PmVerdictView: the head of a result: the cause in one line, how sure it is, and what it means. */
#define PM_TYPE_VERDICT_VIEW (pm_verdict_view_get_type ())
G_DECLARE_FINAL_TYPE (PmVerdictView, pm_verdict_view, PM, VERDICT_VIEW, GtkBox)

/* @advice: what to say where there is no cause; NULL: nothing. */
void pm_verdict_view_show (PmVerdictView *self, PmDiagnosis *diagnosis, const char *advice);
const char *pm_verdict_view_get_headline (PmVerdictView *self);

G_END_DECLS
