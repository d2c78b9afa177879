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
  PM_PRACTICE_ALERT, /* a fatal alert of TLS, then closed; in clear, closed alone */
  PM_PRACTICE_START_TLS,
} PmPracticeThen;

/* One answer to a command, or a greeting. Without pieces nothing is said. */
typedef struct
{
  GPtrArray *pieces;
  guint delay_ms;
  gboolean slowly; /* one byte at a time */
  PmPracticeThen then;
} PmPracticeAnswer;

/* A piece that is said several times is repeated at most so often, and an answer is at most so
 * long. */
#define PM_PRACTICE_MAX_TIMES 100000
#define PM_PRACTICE_MAX_BYTES (4 * 1024 * 1024)

PmPracticeAnswer *pm_practice_answer_new (void);
PmPracticeAnswer *pm_practice_answer_new_line (const char *line);
void pm_practice_answer_free (PmPracticeAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeAnswer, pm_practice_answer_free)

/* @line: without CRLF, which is sent behind it. */
void pm_practice_answer_add_line (PmPracticeAnswer *self, const char *line);
/* Bytes that are sent as they are. */
void pm_practice_answer_add_bytes (PmPracticeAnswer *self, const char *bytes, gsize length);
/* How often the latest piece is said. FALSE: too often, or there is none. */
gboolean pm_practice_answer_repeat (PmPracticeAnswer *self, guint times);

/* A copy with "{argument}" and "{address}" filled in. */
PmPracticeAnswer *
pm_practice_answer_fill (const PmPracticeAnswer *self, const char *argument, const char *address);

/* The code of the last line, or of the bytes where there is no line; 0 where there is none. */
guint pm_practice_answer_get_code (const PmPracticeAnswer *self);

/* All of it as it is sent. Returns: (transfer full) */
GBytes *pm_practice_answer_to_wire (const PmPracticeAnswer *self);

G_END_DECLS
