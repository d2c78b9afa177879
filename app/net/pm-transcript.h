/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  PM_WIRE_IN,
  PM_WIRE_OUT,
  PM_WIRE_NOTE,
} PmWire;

/* @text is one line, valid UTF-8, with control and direction characters escaped as \xNN. */
typedef void (*PmTranscriptFunc) (PmWire direction, const char *text, gpointer user_data);

/* PmTranscript: where the dialogue of one connection is written. What is sent is given in the form
 * in which it may be shown ("AUTH PLAIN <hidden>"), never in the form that goes over the wire. */
#define PM_TYPE_TRANSCRIPT (pm_transcript_get_type ())
G_DECLARE_FINAL_TYPE (PmTranscript, pm_transcript, PM, TRANSCRIPT, GObject)

PmTranscript *pm_transcript_new (PmTranscriptFunc func, gpointer user_data, GDestroyNotify destroy);

/* One line as it came, without its CRLF; escaped and made UTF-8 here, cut after 2 KiB. */
void pm_transcript_received (PmTranscript *self, const char *line, gsize length);
void pm_transcript_sent (PmTranscript *self, const char *display);
void pm_transcript_note (PmTranscript *self, const char *text);

/* The escaping used above, for other texts from outside. Newlines are escaped too.
 * Returns: (transfer full) */
char *pm_transcript_escape (const char *bytes, gsize length);

G_END_DECLS
