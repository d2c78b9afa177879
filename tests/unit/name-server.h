/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A name server on the loopback, on the same main context; what it plays for a name hangs on the
 * first label of it. */
typedef struct
{
  GSocket *udp;
  GSocket *tcp;
  guint watches[2];
  guint16 port;
  GString *names; /* that were asked for, each with a space behind it */
  guint over_tcp;
} NameServer;

void name_server_setup (NameServer *self, gconstpointer data);
void name_server_teardown (NameServer *self, gconstpointer data);

/* "127.0.0.1:PORT". (transfer full) */
char *name_server_get_name (NameServer *self);

/* NULL: the port is taken. */
GSocket *name_server_bind (GSocketType type, guint16 port);
guint16 name_server_port_of (GSocket *socket);

G_END_DECLS
