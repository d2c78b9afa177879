/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A pasted text in the pieces that belong together: a reply with its further lines, a line of a log, a
 * paragraph that a mail program broke into lines. */

typedef enum
{
  PM_MESSAGE_SPEAKER_NOBODY, /* it does not say */
  PM_MESSAGE_SPEAKER_SERVER,
  PM_MESSAGE_SPEAKER_CLIENT, /* a command */
} PmMessageSpeaker;

typedef struct
{
  GString *text; /* its lines without marks and times in front of them, joined with "\n" */
  PmMessageSpeaker speaker;
  gboolean after_blank; /* an empty line stands before it */
} PmMessageEntry;

/* A copy with digits in ASCII, a PM_MESSAGE_BREAK for each "\n" written as two characters, and cut.
 * (transfer full) */
char *pm_message_entry_prepare (const char *text);

/* Reads the entry at *@text and sets that behind it. FALSE at the end. */
gboolean pm_message_entry_read (PmMessageEntry *self, const char **text);

G_END_DECLS
