/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"
#include "pm-diagnosis.h"
#include "pm-evidence.h"

G_BEGIN_DECLS

/* PmReport: account (masked), evidence and diagnosis as one document, in a language of its own. The
 * objects are read when a form is asked for. @evidence and @account may be NULL (pasted text). */
#define PM_TYPE_REPORT (pm_report_get_type ())
G_DECLARE_FINAL_TYPE (PmReport, pm_report, PM, REPORT, GObject)

PmReport *pm_report_new (PmAccount *account, PmEvidence *evidence, PmDiagnosis *diagnosis);

/* "en" (default) or "ja". */
void pm_report_set_language (PmReport *self, const char *language);

/* The mail program or device (an id of pm_catalogue_list_programs()) whose ways to the settings are told
 * along with the fixes, or NULL: none. */
void pm_report_set_program (PmReport *self, const char *program);

/* Says in the text form that nothing real was tested. */
void pm_report_set_practice (PmReport *self, gboolean practice);

/* One line on what was seen in that stage, for the pages that show stages too. (transfer full) */
char *pm_report_get_stage_summary (PmReport *self, PmStageResult *stage);

/* "postmend.report/1" of the contract, pretty-printed, with a newline at the end. (transfer full)
 */
char *pm_report_to_json (PmReport *self);
/* For a ticket or a terminal: UTF-8, no line over 78 columns where it can be broken. (transfer
 * full) */
char *pm_report_to_text (PmReport *self);

/* "taro@example.jp" -> "t***@example.jp"; a name without "@" keeps its first letter. (transfer
 * full) */
char *pm_report_mask_address (const char *address);

/* "postmend.causes/1" and its text form: the whole catalogue in one language. (transfer full) */
char *pm_report_causes_to_json (const char *language);
char *pm_report_causes_to_text (const char *language);

G_END_DECLS
