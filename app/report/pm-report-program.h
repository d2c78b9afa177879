/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "pm-report-private.h"
#include "pm-sheet.h"

G_BEGIN_DECLS

/* The ways to the settings that the fixes of @finding speak of, in the program of the report. Nothing
 * where no program was named, or where it has none of these settings. */
void _pm_report_add_program_to_sheet (PmReport *self, PmSheet *sheet, PmFinding *finding);
void _pm_report_add_program_to_json (PmReport *self, JsonBuilder *builder, PmFinding *finding);

G_END_DECLS
