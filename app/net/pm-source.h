/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The sources that an operation waits on. Each is attached to @context, owned by the caller and
 * ended with pm_source_clear(); none holds a reference on @user_data, so clear them before it goes.
 */

GSource *
pm_source_new_delay (GMainContext *context, guint ms, GSourceFunc func, gpointer user_data);
GSource *pm_source_new_fd (GMainContext *context,
                           int fd,
                           GIOCondition condition,
                           GSourceFunc func,
                           gpointer user_data);

/* NULL where @cancellable is NULL. */
GSource *pm_source_new_cancelled (GMainContext *context,
                                  GCancellable *cancellable,
                                  GSourceFunc func,
                                  gpointer user_data);

/* For use inside the source's own function too. */
void pm_source_clear (GSource **source);

G_END_DECLS
