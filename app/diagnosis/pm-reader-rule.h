/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-finding.h"

G_BEGIN_DECLS

/* One <rule> of data/replies. A condition that is not given fits everything. */
typedef struct
{
  guint rank; /* of its file: providers first, then servers, then what is said everywhere */
  gboolean needs_code; /* of its file: the words alone are not enough */
  char *cause;
  PmCertainty certainty;
  char **stages; /* ids, or NULL */
  char *verb;
  char *signed_in;  /* "yes", "no" or NULL */
  GRegex *code;     /* whole code */
  GRegex *enhanced; /* whole enhanced code (RFC 3463) */
  GRegex *text;     /* anywhere in the text; its named groups become arguments */
} PmReaderRule;

void pm_reader_rule_free (PmReaderRule *self);

/* Adds the rules of one file to @rules. */
gboolean pm_reader_rules_read (GBytes *file, GPtrArray *rules, GError **error);

/* @text: of the reply, in one line. @match (may be NULL) is set where the rule fits and has a text. */
gboolean pm_reader_rule_fits (const PmReaderRule *self,
                              PmStage stage,
                              const PmServerReply *reply,
                              const char *text,
                              gboolean signed_in,
                              GMatchInfo **match);

G_END_DECLS
