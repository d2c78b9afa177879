/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-wizard-state.h"

G_BEGIN_DECLS

/* PmConsentGroup: whom else to ask, beside the user's own server: says who hears what, and is off until
 * it is switched on. */
#define PM_TYPE_CONSENT_GROUP (pm_consent_group_get_type ())
G_DECLARE_FINAL_TYPE (PmConsentGroup, pm_consent_group, PM, CONSENT_GROUP, AdwPreferencesGroup)

void pm_consent_group_set_state (PmConsentGroup *self, PmWizardState *state);

G_END_DECLS
