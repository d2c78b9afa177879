/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A policy service of Postfix that puts every recipient off, as a greylist does with a first mail.
 * Listens on the loopback until the last reference goes. @port: where. */
GSocketService *pm_greylist_new (guint *port);

G_END_DECLS
