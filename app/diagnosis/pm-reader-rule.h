/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-finding.h"
#include "pm-reader-clues.h"

G_BEGIN_DECLS

/* One <rule> of data/replies. A condition that is not given fits everything. */
typedef struct
{
  guint rank; /* of its file: providers first, then servers, then what is said everywhere */
  gboolean needs_code;  /* of its file: the words alone are not enough */
  gboolean needs_stage; /* of its file: nor are they without a stage */
  char *cause;
  PmCertainty certainty;
  char **stages; /* ids, or NULL */
  char *verb;
  char *signed_in;  /* "yes", "no" or NULL */
  GRegex *code;     /* whole code */
  GRegex *enhanced; /* whole enhanced code (RFC 3463) */
  char *pattern;    /* anywhere in the text; its named groups become arguments */
  char **clues;     /* of @pattern, or NULL */
  GRegex *text;     /* of @pattern, once a text was worth trying */
} PmReaderRule;

void pm_reader_rule_free (PmReaderRule *self);

/* Adds the rules of one file to @rules. */
gboolean pm_reader_rules_read (GBytes *file, GPtrArray *rules, GError **error);

/* @text: of the reply, in one line; @grams: of @text. @match (may be NULL) is set where the rule fits and
 * has a pattern. */
gboolean pm_reader_rule_fits (PmReaderRule *self,
                              PmStage stage,
                              const PmServerReply *reply,
                              const char *text,
                              const PmReaderGrams *grams,
                              gboolean signed_in,
                              GMatchInfo **match);

G_END_DECLS
