/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-explanation.h"

G_BEGIN_DECLS

/* PmDraft: what the user gives to be explained: words that were pasted, or a file in their place; and
 * the explanation of it.
 *
 * Signal: "changed": the file, its reading or its fault is another one. */
#define PM_TYPE_DRAFT (pm_draft_get_type ())
G_DECLARE_FINAL_TYPE (PmDraft, pm_draft, PM, DRAFT, GObject)

PmDraft *pm_draft_new (void);

/* Never NULL. Words wait behind a file until that is taken away. */
const char *pm_draft_get_words (PmDraft *self);
void pm_draft_set_words (PmDraft *self, const char *words);

/* Reads the file, up to PM_EXPLANATION_MAX_OCTETS and for some seconds at most; a later one takes its
 * place. What went wrong is in the error: G_IO_ERROR, MESSAGE_TOO_LARGE where it is too long. */
void pm_draft_open (PmDraft *self, GFile *file);
void pm_draft_remove_file (PmDraft *self);
gboolean pm_draft_is_reading (PmDraft *self);
const char *pm_draft_get_file_name (PmDraft *self); /* for people; NULL: no file */
guint64 pm_draft_get_file_size (PmDraft *self);     /* octets */
const GError *pm_draft_get_error (PmDraft *self);   /* NULL: none */

/* There is nothing to explain. */
gboolean pm_draft_is_empty (PmDraft *self);

/* Explains the file or the words. FALSE where they can not be read; why is the draft's error. */
gboolean pm_draft_explain (PmDraft *self);
PmExplanation *pm_draft_get_explanation (PmDraft *self); /* (transfer none), may be NULL */

/* As at the start. */
void pm_draft_clear (PmDraft *self);

G_END_DECLS
