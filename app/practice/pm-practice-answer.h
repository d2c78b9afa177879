/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the practice server does once an answer was said. */
typedef enum
{
  PM_PRACTICE_GO_ON,
  PM_PRACTICE_CLOSE,
  PM_PRACTICE_RESET,
  PM_PRACTICE_START_TLS,
} PmPracticeThen;

/* One answer to a command, or a greeting. Without lines nothing is said. */
typedef struct
{
  GPtrArray *lines; /* char *, as they are sent, without CRLF */
  guint delay_ms;
  gboolean slowly; /* one byte at a time */
  PmPracticeThen then;
} PmPracticeAnswer;

PmPracticeAnswer *pm_practice_answer_new (void);
PmPracticeAnswer *pm_practice_answer_new_line (const char *line);
void pm_practice_answer_free (PmPracticeAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeAnswer, pm_practice_answer_free)

void pm_practice_answer_add_line (PmPracticeAnswer *self, const char *line);

/* A copy with "{argument}" and "{address}" filled in. */
PmPracticeAnswer *
pm_practice_answer_fill (const PmPracticeAnswer *self, const char *argument, const char *address);

/* The code of the last line, 0 where there is none. */
guint pm_practice_answer_get_code (const PmPracticeAnswer *self);

/* The bytes of it, with CRLF. Returns: (transfer full) */
char *pm_practice_answer_to_wire (const PmPracticeAnswer *self);

G_END_DECLS
