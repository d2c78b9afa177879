/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* All of the file, or of standard input where @path is "-" or NULL; a terminal is asked for it. More than
 * @max_octets are an error, and no more than that is ever read. Runs the main context while it waits, so
 * that @cancellable can end it. Errors are fit to be shown. (transfer full) */
GBytes *
pm_cli_input_read (const char *path, gsize max_octets, GCancellable *cancellable, GError **error);

G_END_DECLS
