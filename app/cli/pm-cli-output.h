/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-cli.h"

G_BEGIN_DECLS

typedef enum
{
  PM_CLI_TEXT,
  PM_CLI_JSON,
} PmCliFormat;

/* Where the output goes and what it looks like: options that every subcommand has. */
typedef struct
{
  PmCliFormat format;
  const char *language;
  char *path;    /* NULL: standard output */
  char *program; /* whose ways to the settings are told; NULL: none */
} PmCliOutput;

void pm_cli_output_clear (PmCliOutput *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmCliOutput, pm_cli_output_clear)

/* The option of those commands that tell what to do: --program. Before parsing. */
void pm_cli_output_add_program (PmCliOutput *self, GOptionContext *context);

/* Parses @args (the first is the subcommand's name) with the options of @context and those of
 * output. Errors are fit to be shown. What comes later and what is never taken is refused by name.
 */
gboolean
pm_cli_output_parse (PmCliOutput *self, GOptionContext *context, char **args, GError **error);

/* All of @text, or an error: a file is replaced as a whole, or not at all. */
gboolean pm_cli_output_write (PmCliOutput *self, const char *text, GError **error);
/* The same as the last thing that a command does: @status, unless it can not be written. */
PmCliStatus pm_cli_output_finish (PmCliOutput *self, const char *text, PmCliStatus status);

/* An error where @rest, which may be NULL, holds more words than that behind the options. */
gboolean pm_cli_refuse_words (char **rest, guint allowed, GError **error);

/* An error of the option's value, fit to be shown. */
void pm_cli_set_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
