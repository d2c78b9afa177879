/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For tests of asynchronous functions:
 *
 *   g_autoptr (GAsyncResult) result = NULL;
 *   thing_do_async (thing, NULL, pm_await_cb, &result);
 *   pm_await (&result);
 *   thing_do_finish (thing, result, &error);
 *
 * Runs the default main context until the callback came; a test that waits longer than 30 s fails.
 */
void pm_await_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void pm_await (GAsyncResult **result);

/* Runs the main context for that long. */
void pm_await_ms (guint ms);

/* Fails the test unless @object is finalized by the last unref; call it in place of
 * g_object_unref(). */
void pm_await_finalized (gpointer object);

G_END_DECLS
