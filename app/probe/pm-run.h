/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-probe-private.h"

G_BEGIN_DECLS

/* The order of things in one run: the network, the name, the main connection, and beside it whatever
 * is worth looking at to explain it. The error is for G_IO_ERROR_CANCELLED. */
void pm_run_async (PmProbe *self,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data);
gboolean pm_run_finish (PmProbe *self, GAsyncResult *result, GError **error);

G_END_DECLS
