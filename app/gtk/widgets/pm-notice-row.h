/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* PmNoticeRow: a line under a row of a boxed list that says something of it, with one button where
 * something can be done. Not there until it is shown.
 * Signal: "clicked": the button was pressed. */
#define PM_TYPE_NOTICE_ROW (pm_notice_row_get_type ())
G_DECLARE_FINAL_TYPE (PmNoticeRow, pm_notice_row, PM, NOTICE_ROW, AdwPreferencesRow)

typedef enum
{
  PM_NOTICE_INFORMATION,
  PM_NOTICE_WARNING,
} PmNoticeKind;

/* @button: its label with mnemonic, or NULL. */
void
pm_notice_row_show (PmNoticeRow *self, PmNoticeKind kind, const char *text, const char *button);
void pm_notice_row_hide (PmNoticeRow *self);

G_END_DECLS
