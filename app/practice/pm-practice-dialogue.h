/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-practice-script.h"

G_BEGIN_DECLS

/* The mind of the practice server on one connection: command in, answer out. A strict submission
 * server (RFC 6409), but for what the script says otherwise. Does no I/O. */
typedef struct _PmPracticeDialogue PmPracticeDialogue;

/* Both must outlive it. */
PmPracticeDialogue *
pm_practice_dialogue_new (const PmPracticeScript *script, const PmPracticePort *port);
void pm_practice_dialogue_free (PmPracticeDialogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeDialogue, pm_practice_dialogue_free)

PmPracticeAnswer *pm_practice_dialogue_greet (PmPracticeDialogue *self);

/* @line: without its CRLF. @more: the client sent more behind it without waiting. */
PmPracticeAnswer *
pm_practice_dialogue_answer (PmPracticeDialogue *self, const char *line, gboolean more);

/* TLS is there: all that was said before is forgotten (RFC 3207 section 4.2). */
void pm_practice_dialogue_enter_tls (PmPracticeDialogue *self);

G_END_DECLS
