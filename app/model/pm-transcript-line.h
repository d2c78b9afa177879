/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  PM_DIRECTION_IN,
  PM_DIRECTION_OUT,
  PM_DIRECTION_NOTE,
} PmDirection;

GType pm_direction_get_type (void) G_GNUC_CONST;
#define PM_TYPE_DIRECTION (pm_direction_get_type ())
const char *pm_direction_get_id (PmDirection direction); /* "in", "out", "note". Static. */

/* PmTranscriptLine: one line of the dialogue as it may be shown: valid UTF-8, control and direction
 * characters escaped as \xNN, no secret. Immutable. Properties, read-only: at-ms, connection,
 * direction, text. */
#define PM_TYPE_TRANSCRIPT_LINE (pm_transcript_line_get_type ())
G_DECLARE_FINAL_TYPE (PmTranscriptLine, pm_transcript_line, PM, TRANSCRIPT_LINE, GObject)

PmTranscriptLine *
pm_transcript_line_new (gint64 at_ms, guint connection, PmDirection direction, const char *text);
gint64 pm_transcript_line_get_at_ms (PmTranscriptLine *self);
guint pm_transcript_line_get_connection (PmTranscriptLine *self);
PmDirection pm_transcript_line_get_direction (PmTranscriptLine *self);
const char *pm_transcript_line_get_text (PmTranscriptLine *self);

G_END_DECLS
