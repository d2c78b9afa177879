/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spawn.h"

#include "pm-await.h"

static char **
make_argv (const char *program, const char *args)
{
  g_auto (GStrv) words = g_strsplit (args, " ", -1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, g_strdup (program));
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (words[i]));
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_steal (argv, NULL);
}

void
pm_spawned_clear (PmSpawned *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
}

void
pm_spawn (PmSpawned *self, const char *program, const char *args, const char *input)
{
  g_auto (GStrv) argv = make_argv (program, args);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                           | G_SUBPROCESS_FLAGS_STDERR_PIPE;

  process = g_subprocess_newv ((const char *const *) argv, flags, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, input, NULL, pm_await_cb, &result);
  pm_await (&result);
  g_subprocess_communicate_utf8_finish (process, result, &self->out, &self->err, &error);
  g_assert_no_error (error);
  self->status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

GSubprocess *
pm_spawn_start (const char *program, const char *args)
{
  g_auto (GStrv) argv = make_argv (program, args);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  process = g_subprocess_newv (
      (const char *const *) argv,
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  return process;
}

void
pm_spawn_wait (GSubprocess *process)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_async (process, NULL, pm_await_cb, &result);
  pm_await (&result);
  g_subprocess_wait_finish (process, result, &error);
  g_assert_no_error (error);
}
