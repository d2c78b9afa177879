/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cli.h"

#include "pm-escape.h"

void
pm_cli_tell (const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autofree char *safe = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);

  g_strdelimit (line, "\n", ' ');
  safe = pm_escape_text (line);
  g_printerr ("%s: %s\n", PM_CLI_NAME, safe);
}

PmCliStatus
pm_cli_fail (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return PM_CLI_CANCELLED;

  pm_cli_tell ("%s", error->message);
  return PM_CLI_USAGE;
}

void
pm_cli_await_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert (*place == NULL);
  *place = g_object_ref (result);
}

void
pm_cli_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}
