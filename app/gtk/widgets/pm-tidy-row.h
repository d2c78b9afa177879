/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-notice-row.h"

G_BEGIN_DECLS

typedef enum
{
  PM_TIDY_ROW_ADDRESS,
  PM_TIDY_ROW_HOST,
  PM_TIDY_ROW_USER,
  PM_TIDY_ROW_PORT,
  PM_TIDY_ROW_SIZE, /* megabytes, up to one decimal */
} PmTidyRowKind;

GType pm_tidy_row_kind_get_type (void) G_GNUC_CONST;
#define PM_TYPE_TIDY_ROW_KIND (pm_tidy_row_kind_get_type ())

/* PmTidyRow: an entry whose text is mended when the focus leaves it: full-width characters, spaces,
 * a port behind the server's name. The notice beneath says what was done and undoes it.
 *
 * Properties: kind (PmTidyRowKind), notice (PmNoticeRow), required (boolean).
 * Signal: "port-found" (uint): a port stood behind the name; 0 when that was undone. */
#define PM_TYPE_TIDY_ROW (pm_tidy_row_get_type ())
G_DECLARE_FINAL_TYPE (PmTidyRow, pm_tidy_row, PM, TIDY_ROW, AdwEntryRow)

/* Mends the text. FALSE, and said in the notice, where it can not be used as it stands. */
gboolean pm_tidy_row_check (PmTidyRow *self);

/* A text of the program's own making; what was said of the old one goes away. */
void pm_tidy_row_set_text (PmTidyRow *self, const char *text);

G_END_DECLS
