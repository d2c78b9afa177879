/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-finding.h"
#include "pm-wizard-state.h"

G_BEGIN_DECLS

/* PmCauseView: the body of a result: what to do, where that is found, why we think so, and the words of
 * the server. What there is nothing of is not there. */
#define PM_TYPE_CAUSE_VIEW (pm_cause_view_get_type ())
G_DECLARE_FINAL_TYPE (PmCauseView, pm_cause_view, PM, CAUSE_VIEW, GtkBox)

/* @finding may be NULL. @state remembers the mail program of the user. */
void pm_cause_view_show (PmCauseView *self, PmFinding *finding, PmWizardState *state);

G_END_DECLS
