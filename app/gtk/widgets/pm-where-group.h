/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-wizard-state.h"

G_BEGIN_DECLS

/* PmWhereGroup: where the settings in question are found in the mail program of the user, which he
 * chooses once and the state remembers. Not there where no setting is in question. */
#define PM_TYPE_WHERE_GROUP (pm_where_group_get_type ())
G_DECLARE_FINAL_TYPE (PmWhereGroup, pm_where_group, PM, WHERE_GROUP, AdwPreferencesGroup)

/* @settings: ids of the catalogue, static, NULL-terminated; or NULL. */
void pm_where_group_show (PmWhereGroup *self, const char *const *settings, PmWizardState *state);

G_END_DECLS
