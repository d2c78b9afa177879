/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PM_CLI_NAME "postmend-cli"

/* Exit statuses. */
typedef enum
{
  PM_CLI_OK = 0,           /* everything that was tested works */
  PM_CLI_CAUSE = 1,        /* a cause was named */
  PM_CLI_USAGE = 2,        /* wrong usage or input, with one line on stderr */
  PM_CLI_INCONCLUSIVE = 3, /* no cause can be named */
  PM_CLI_CANCELLED = 4,
} PmCliStatus;

/* A subcommand: @args begins with its name. @cancellable is triggered by an interrupt. */
PmCliStatus pm_cli_check (char **args, GCancellable *cancellable);
PmCliStatus pm_cli_explain (char **args, GCancellable *cancellable);
PmCliStatus pm_cli_practice (char **args, GCancellable *cancellable);
PmCliStatus pm_cli_causes (char **args, GCancellable *cancellable);

/* One line on stderr, after the name of the program. */
void pm_cli_tell (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Tells of @error where it is worth a line, and gives the exit status it means. */
PmCliStatus pm_cli_fail (const GError *error);

/* Runs the main context until @result is set by pm_cli_await_cb(). */
void pm_cli_await_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void pm_cli_await (GAsyncResult **result);

G_END_DECLS
