/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-await.h"

#define PATIENCE_S 30

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("the operation did not end within %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

void
pm_await_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

void
pm_await (GAsyncResult **result)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}

static gboolean
time_is_over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
pm_await_ms (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, time_is_over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

void
pm_await_finalized (gpointer object)
{
  gpointer watched = object;

  g_object_add_weak_pointer (object, &watched);
  g_object_unref (object);
  for (guint i = 0; watched != NULL && i < 1000; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (1000);
    }
  g_assert_null (watched);
}
