/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-failure.h"
#include "pm-message-text-code.h"
#include "pm-message-text-context.h"

G_BEGIN_DECLS

/* A refusal while it is put together from its pieces. */
typedef struct
{
  PmMessageContext context;
  guint code;
  char enhanced[12]; /* "": none */
  gboolean bare;     /* its words may stand anywhere, or come later */
  GString *words;
} PmMessageDraft;

PmMessageDraft *pm_message_draft_new (const PmMessageContext *context, const PmMessageCode *code);
void pm_message_draft_free (PmMessageDraft *self);

/* Whether @code goes on with the reply: the same codes again, on its next line. */
gboolean pm_message_draft_continues (const PmMessageDraft *self, const PmMessageCode *code);

/* A code among the words: a reply within the reply. That which says most counts. */
void pm_message_draft_adopt (PmMessageDraft *self, const PmMessageCode *code);

/* A number that stands apart from the words. FALSE where it must be of another reply. */
gboolean pm_message_draft_complete (PmMessageDraft *self, const PmMessageCode *code);

/* Whether there are words from @start on, before a program goes on in its own. */
gboolean pm_message_draft_has_words (const char *start);

void pm_message_draft_add_words (PmMessageDraft *self, const char *start, const char *end);

/* Where the words from @start end: at the quotation mark they stand in, where the program that quotes
 * goes on in its own words, or at the end of the text. */
const char *pm_message_draft_find_end (const char *start, char quote);

/* @stage: where the draft tells none. (transfer full) */
PmFailure *pm_message_draft_to_failure (const PmMessageDraft *self, PmStage stage);

G_END_DECLS
