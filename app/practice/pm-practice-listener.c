/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-listener.h"

#define MAX_SESSIONS 64
#define BACKLOG      16
/* The first fills the queue; the second waits in front of it, in case the first is still on its way
 * when a client comes. */
#define N_FILLERS 2

struct _PmPracticeListener
{
  const PmPracticePort *port;
  const PmPracticeShared *shared;
  GSocket *socket;
  guint16 number;
  GSource *source;
  GPtrArray *sessions; /* of PmPracticeSession */
  GPtrArray *fillers;  /* of GSocket */
};

GSocket *
pm_practice_bind (GSocketType type, guint16 port, guint16 *bound, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT,
                                             error);

  if (socket == NULL || !g_socket_bind (socket, address, FALSE, error))
    return NULL;

  local = g_socket_get_local_address (socket, error);
  if (local == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  *bound = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return g_steal_pointer (&socket);
}

/* Sessions go here and not where they end, as they end inside their own callbacks. */
static void
remove_old_sessions (PmPracticeListener *self)
{
  for (guint i = self->sessions->len; i > 0; i--)
    {
      if (pm_practice_session_is_over (g_ptr_array_index (self->sessions, i - 1)))
        g_ptr_array_remove_index (self->sessions, i - 1);
    }
}

static gboolean
accept_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PmPracticeListener *self = user_data;
  g_autoptr (GSocket) client = g_socket_accept (socket, NULL, NULL);

  remove_old_sessions (self);
  if (client != NULL && self->sessions->len < MAX_SESSIONS)
    g_ptr_array_add (self->sessions, pm_practice_session_new (client, self->port, self->shared));
  return G_SOURCE_CONTINUE;
}

static gboolean
listen_to (PmPracticeListener *self, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_socket_set_listen_backlog (self->socket, BACKLOG);
  if (!g_socket_listen (self->socket, error))
    return FALSE;

  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->source, context);
  return TRUE;
}

static gboolean
add_filler (PmPracticeListener *self, GSocketAddress *address, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GSocket) filler = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, error);

  if (filler == NULL)
    return FALSE;

  g_socket_set_blocking (filler, FALSE);
  if (!g_socket_connect (filler, address, NULL, &local_error)
      && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_PENDING))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_ptr_array_add (self->fillers, g_steal_pointer (&filler));
  return TRUE;
}

/* Linux drops every SYN while the queue of connections to be accepted is full. With a queue of one,
 * a connection of our own that is never accepted makes a port that nobody gets an answer from: what
 * a firewall that drops packets looks like, without the rights to set one up. */
static gboolean
fall_silent (PmPracticeListener *self, GError **error)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->socket, error);

  if (address == NULL)
    return FALSE;

  g_socket_set_listen_backlog (self->socket, 0);
  if (!g_socket_listen (self->socket, error))
    return FALSE;
  for (guint i = 0; i < N_FILLERS; i++)
    {
      if (!add_filler (self, address, error))
        return FALSE;
    }
  return TRUE;
}

/* A port that is bound and not listened to refuses, and nobody else can take it meanwhile. */
static gboolean
open_port (PmPracticeListener *self, GError **error)
{
  if (self->port->kind == PM_PRACTICE_KIND_CLOSED)
    return TRUE;
  if (self->port->kind == PM_PRACTICE_KIND_SILENT)
    return fall_silent (self, error);
  return listen_to (self, error);
}

PmPracticeListener *
pm_practice_listener_new (const PmPracticePort *port,
                          const PmPracticeShared *shared,
                          GError **error)
{
  g_autoptr (PmPracticeListener) self = g_new0 (PmPracticeListener, 1);

  self->port = port;
  self->shared = shared;
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_practice_session_free);
  self->fillers = g_ptr_array_new_with_free_func (g_object_unref);
  self->socket = pm_practice_bind (G_SOCKET_TYPE_STREAM, 0, &self->number, error);
  if (self->socket == NULL || !open_port (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
pm_practice_listener_free (PmPracticeListener *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->fillers);
  g_clear_object (&self->socket);
  g_free (self);
}

guint16
pm_practice_listener_get_port (PmPracticeListener *self)
{
  return self->number;
}
