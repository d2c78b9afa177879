/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* PmSheet: plain text in lines of at most 78 columns, counted by width on screen (a kanji takes
 * two). Everything put on it is escaped. A line is broken at spaces and beside wide characters,
 * never inside a word: a long word, such as a link or a fingerprint, stays whole and may stand out.
 */
#define PM_SHEET_COLUMNS 78

typedef struct _PmSheet PmSheet;

PmSheet *pm_sheet_new (void);
/* (transfer full): the text. */
char *pm_sheet_finish (PmSheet *self);
void pm_sheet_free (PmSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSheet, pm_sheet_free)

/* A heading with a line of @underline below it, or NUL for none, and an empty line above it. */
void pm_sheet_add_heading (PmSheet *self, const char *text, char underline);

/* @label at @indent, and @text behind it; each further line of @text stands below its first. */
void pm_sheet_add_item (PmSheet *self, guint indent, const char *label, const char *text);
void pm_sheet_add_blank (PmSheet *self);

/* Columns that @text takes on a screen. */
guint pm_sheet_measure (const char *text);
/* @text with spaces up to @columns, on the left where @right. (transfer full) */
char *pm_sheet_pad (const char *text, guint columns, gboolean right);

G_END_DECLS
