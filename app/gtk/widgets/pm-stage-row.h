/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "pm-checkup.h"
#include "pm-report.h"

G_BEGIN_DECLS

/* PmStageRow: how one stage of a checkup stands, as icon, words and time; follows its
 * PmStageResult. */
#define PM_TYPE_STAGE_ROW (pm_stage_row_get_type ())
G_DECLARE_FINAL_TYPE (PmStageRow, pm_stage_row, PM, STAGE_ROW, GtkListBoxRow)

/* @report: for the sentences. */
GtkWidget *pm_stage_row_new (PmStageResult *result, PmReport *report);

/* Fills a list with a row for each stage of @checkup. */
void pm_stage_row_fill (GtkListBox *list, PmCheckup *checkup);

G_END_DECLS
