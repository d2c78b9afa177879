/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-checkup.h"
#include "pm-draft.h"
#include "pm-hooks.h"
#include "pm-report.h"

G_BEGIN_DECLS

/* What the user sees of it when a mail does not go out; his own words for the report. */
typedef enum
{
  PM_SYMPTOM_UNKNOWN,
  PM_SYMPTOM_ERROR,
  PM_SYMPTOM_OUTBOX,
  PM_SYMPTOM_NOT_ARRIVED,
  PM_SYMPTOM_RETURNED,
} PmSymptom;

GType pm_symptom_get_type (void) G_GNUC_CONST;
#define PM_TYPE_SYMPTOM (pm_symptom_get_type ())

/* What there is a result of. */
typedef enum
{
  PM_SUBJECT_CHECKUP,
  PM_SUBJECT_EXPLANATION,
} PmSubject;

/* PmWizardState: what the pages of one walk through the wizard share.
 *
 * Properties: account (PmAccount), symptom (PmSymptom, writable), checkup (PmCheckup or NULL, the
 * last one), running (boolean), practice (boolean, construct-only), remember (boolean, writable:
 * keep the password in the keyring once the server took it), program (string or NULL, writable: the
 * mail program that the user has, an id of the catalogue), ask-blocklists and ask-domain (boolean,
 * writable: others than the user's own server may be asked; FALSE until the user says so).
 *
 * Signals: "recalled": a password came out of the keyring. "notice" (string): a soft notice. */
#define PM_TYPE_WIZARD_STATE (pm_wizard_state_get_type ())
G_DECLARE_FINAL_TYPE (PmWizardState, pm_wizard_state, PM, WIZARD_STATE, GObject)

/* With the account of the last run; its password is looked for in the keyring. @hooks must outlive
 * the state. */
PmWizardState *pm_wizard_state_new (const PmHooks *hooks);
PmWizardState *pm_wizard_state_new_practice (void);

PmAccount *pm_wizard_state_get_account (PmWizardState *self); /* (transfer none) */
PmCheckup *pm_wizard_state_get_checkup (PmWizardState *self); /* (transfer none), may be NULL */
PmSymptom pm_wizard_state_get_symptom (PmWizardState *self);
gboolean pm_wizard_state_get_running (PmWizardState *self);
gboolean pm_wizard_state_get_practice (PmWizardState *self);
PmDraft *pm_wizard_state_get_draft (PmWizardState *self); /* (transfer none) */

/* The ids of the pages that were come through, as static strings; kept by the wizard. (transfer none) */
GPtrArray *pm_wizard_state_get_trail (PmWizardState *self);
gboolean pm_wizard_state_came_through (PmWizardState *self, const char *page);

/* NULL is "none". */
void pm_wizard_state_set_password (PmWizardState *self, PmSecret *password);
PmSecret *pm_wizard_state_get_password (PmWizardState *self); /* (transfer none), may be NULL */

/* For practice: takes over the account of that script. */
gboolean pm_wizard_state_choose_script (PmWizardState *self, const char *name, GError **error);

/* Starts a new checkup of the account; "running" tells of its end. After a stopped or failed one
 * the checkup has no diagnosis, and the error is here. */
void pm_wizard_state_check (PmWizardState *self);
void pm_wizard_state_stop (PmWizardState *self);
const GError *pm_wizard_state_get_error (PmWizardState *self);

/* The report is on the result that was looked at last. */
void pm_wizard_state_set_subject (PmWizardState *self, PmSubject subject);
/* In the language of the window. NULL where there is no result. (transfer full) */
PmReport *pm_wizard_state_create_report (PmWizardState *self);

/* Forgets the answers and results of this walk; the account stays. */
void pm_wizard_state_start_over (PmWizardState *self);

G_END_DECLS
