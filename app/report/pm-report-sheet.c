/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report-sheet.h"

void
_pm_report_add_pair (PmReport *self, PmSheet *sheet, const char *id, const char *value)
{
  g_autofree char *label = _pm_report_get_text (self, id);
  g_autofree char *item = g_strconcat (label, ": ", NULL);

  if (value != NULL && *value != '\0')
    pm_sheet_add_item (sheet, PM_REPORT_INDENT, item, value);
}

void
_pm_report_add_heading (PmReport *self, PmSheet *sheet, const char *id, char underline)
{
  g_autofree char *text = _pm_report_get_text (self, id);

  pm_sheet_add_heading (sheet, text, underline);
}
