/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A long way to a server close by: a port of 127.0.0.1 that leads to @port of @address, where each
 * byte takes @one_way_us microseconds in either direction, and the handshake of TCP its own round
 * trip. Played on the default main context until the program ends. Returns the port. */
guint pm_delay_listen (const char *address, guint port, gint64 one_way_us);

G_END_DECLS
