/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What clients sent, a line each, and which of it in clear; wiped when it goes, as it holds what
 * they signed in with. */
typedef struct _PmPracticeLog PmPracticeLog;

PmPracticeLog *pm_practice_log_new (void);
void pm_practice_log_free (PmPracticeLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeLog, pm_practice_log_free)

/* @line: without CRLF; bytes outside printable ASCII are written as \xNN. Past 2,000 lines nothing
 * more is kept. */
void pm_practice_log_add (PmPracticeLog *self,
                          guint port,
                          gboolean encrypted,
                          const char *line,
                          gsize length);

/* (transfer none), valid until the next line */
const char *const *pm_practice_log_get_lines (PmPracticeLog *self);
const char *const *pm_practice_log_get_clear_lines (PmPracticeLog *self);

G_END_DECLS
