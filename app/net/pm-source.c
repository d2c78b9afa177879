/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-source.h"

#include <glib-unix.h>

/* What GLib hands to the functions of its own sources, brought down to a plain GSourceFunc. */
typedef struct
{
  GSourceFunc func;
  gpointer user_data;
} Call;

static gboolean
pm_source_fd_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Call *call = user_data;

  return call->func (call->user_data);
}

static gboolean
pm_source_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Call *call = user_data;

  return call->func (call->user_data);
}

static Call *
call_new (GSourceFunc func, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->func = func;
  call->user_data = user_data;
  return call;
}

GSource *
pm_source_new_delay (GMainContext *context, guint ms, GSourceFunc func, gpointer user_data)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, context);
  return source;
}

GSource *
pm_source_new_fd (GMainContext *context,
                  int fd,
                  GIOCondition condition,
                  GSourceFunc func,
                  gpointer user_data)
{
  GSource *source = g_unix_fd_source_new (fd, condition);

  g_source_set_callback (source, G_SOURCE_FUNC (pm_source_fd_cb), call_new (func, user_data),
                         g_free);
  g_source_attach (source, context);
  return source;
}

GSource *
pm_source_new_cancelled (GMainContext *context,
                         GCancellable *cancellable,
                         GSourceFunc func,
                         gpointer user_data)
{
  GSource *source;

  if (cancellable == NULL)
    return NULL;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (pm_source_cancelled_cb), call_new (func, user_data),
                         g_free);
  g_source_attach (source, context);
  return source;
}

void
pm_source_clear (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
