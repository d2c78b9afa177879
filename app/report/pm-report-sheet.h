/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-report-private.h"
#include "pm-sheet.h"

G_BEGIN_DECLS

#define PM_REPORT_INDENT 2

/* A fixed text as heading; @underline as for the sheet. */
void _pm_report_add_heading (PmReport *self, PmSheet *sheet, const char *id, char underline);
/* "Label: value"; nothing where @value is NULL or "". */
void _pm_report_add_pair (PmReport *self, PmSheet *sheet, const char *id, const char *value);

/* Everything below the conclusion. */
void _pm_report_add_helpdesk (PmReport *self, PmSheet *sheet);

G_END_DECLS
