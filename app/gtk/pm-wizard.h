/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-wizard-state.h"

G_BEGIN_DECLS

/* PmWizard: the pages of one walk, the header bar above and the buttons below them. Built anew when
 * the language changes; everything that must outlive it is in the state.
 * Actions for its children: wizard.back, wizard.forward, wizard.secondary. */
#define PM_TYPE_WIZARD (pm_wizard_get_type ())
G_DECLARE_FINAL_TYPE (PmWizard, pm_wizard, PM, WIZARD, AdwBin)

/* @page: the id of the first one to show; NULL for the start. */
PmWizard *pm_wizard_new (PmWizardState *state, const char *page);

const char *pm_wizard_get_page (PmWizard *self);
/* Nothing happens where this walk has no page of that id. */
void pm_wizard_go_to (PmWizard *self, const char *page);
GtkWidget *pm_wizard_get_default_button (PmWizard *self); /* (transfer none) */

/* Puts what was typed on the page into the state, before the wizard goes away. */
void pm_wizard_save (PmWizard *self);

G_END_DECLS
