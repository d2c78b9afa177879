/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-dns.h"

#include "pm-practice-dns-message.h"
#include "pm-practice-listener.h"
#include "pm-practice-wire.h"

#define MAX_PEERS 16
#define BACKLOG   4
/* A port is chosen for UDP; the same may be taken for TCP. */
#define MAX_ATTEMPTS 20

struct _PmPracticeDns
{
  const PmPracticeScript *script;
  guint16 port;
  GSocket *udp;
  GSocket *tcp;
  GSource *udp_source;
  GSource *tcp_source;
  GPtrArray *peers; /* of Peer: connections over TCP */
};

typedef struct
{
  const PmPracticeScript *script;
  PmPracticeWire *wire;
  GByteArray *input;
} Peer;

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  pm_practice_wire_free (peer->wire);
  g_byte_array_unref (peer->input);
  g_free (peer);
}

/* RFC 1035 section 4.2.2: over TCP, two octets of length stand before each message. */
static void
answer_peer (Peer *peer, const guint8 *query, gsize length)
{
  g_autoptr (GByteArray) answer = pm_practice_dns_answer (peer->script, query, length);
  guint8 prefix[2];

  if (answer == NULL)
    return;

  prefix[0] = (guint8) (answer->len >> 8);
  prefix[1] = (guint8) answer->len;
  g_byte_array_prepend (answer, prefix, sizeof prefix);
  pm_practice_wire_send (peer->wire, (const char *) answer->data, answer->len);
}

static void
peer_received_cb (const char *bytes, gsize length, gpointer user_data)
{
  Peer *peer = user_data;

  g_byte_array_append (peer->input, (const guint8 *) bytes, (guint) length);
  while (peer->input->len >= 2)
    {
      gsize size = (gsize) peer->input->data[0] << 8 | peer->input->data[1];

      if (size > PM_PRACTICE_DNS_MAX_QUERY)
        {
          pm_practice_wire_close (peer->wire);
          return;
        }
      if (peer->input->len < size + 2)
        return;
      answer_peer (peer, peer->input->data + 2, size);
      g_byte_array_remove_range (peer->input, 0, (guint) size + 2);
    }
}

static void
remove_old_peers (PmPracticeDns *self)
{
  for (guint i = self->peers->len; i > 0; i--)
    {
      const Peer *peer = g_ptr_array_index (self->peers, i - 1);

      if (!pm_practice_wire_is_open (peer->wire))
        g_ptr_array_remove_index (self->peers, i - 1);
    }
}

static gboolean
tcp_readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PmPracticeDns *self = user_data;
  g_autoptr (GSocket) client = g_socket_accept (socket, NULL, NULL);
  Peer *peer;

  remove_old_peers (self);
  if (client == NULL || self->peers->len >= MAX_PEERS)
    return G_SOURCE_CONTINUE;

  peer = g_new0 (Peer, 1);
  peer->script = self->script;
  peer->input = g_byte_array_new ();
  peer->wire = pm_practice_wire_new (client, peer_received_cb, NULL, peer);
  g_ptr_array_add (self->peers, peer);
  return G_SOURCE_CONTINUE;
}

static gboolean
udp_readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PmPracticeDns *self = user_data;
  g_autoptr (GSocketAddress) client = NULL;
  g_autoptr (GByteArray) answer = NULL;
  /* One octet more, so that a query that is too long is seen to be so. */
  guint8 query[PM_PRACTICE_DNS_MAX_QUERY + 1];
  gssize length = g_socket_receive_from (socket, &client, (char *) query, sizeof query, NULL, NULL);

  if (length > 0)
    answer = pm_practice_dns_answer_in_short (self->script, query, (gsize) length);
  if (answer != NULL)
    g_socket_send_to (socket, client, (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static GSource *
watch (GSocket *socket, GSocketSourceFunc func, PmPracticeDns *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (source, context);
  return source;
}

static gboolean
bind_both (PmPracticeDns *self, GError **error)
{
  for (guint i = 0; i < MAX_ATTEMPTS; i++)
    {
      guint16 tcp_port;

      g_clear_error (error);
      g_clear_object (&self->udp);
      self->udp = pm_practice_bind (G_SOCKET_TYPE_DATAGRAM, 0, &self->port, error);
      if (self->udp == NULL)
        return FALSE;
      self->tcp = pm_practice_bind (G_SOCKET_TYPE_STREAM, self->port, &tcp_port, error);
      if (self->tcp != NULL)
        return TRUE;
    }
  return FALSE;
}

PmPracticeDns *
pm_practice_dns_new (const PmPracticeScript *script, GError **error)
{
  g_autoptr (PmPracticeDns) self = g_new0 (PmPracticeDns, 1);
  g_autoptr (GError) local_error = NULL;

  self->script = script;
  self->peers = g_ptr_array_new_with_free_func (peer_free);
  if (!bind_both (self, &local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  g_socket_set_listen_backlog (self->tcp, BACKLOG);
  if (!g_socket_listen (self->tcp, error))
    return NULL;
  self->udp_source = watch (self->udp, udp_readable_cb, self);
  self->tcp_source = watch (self->tcp, tcp_readable_cb, self);
  return g_steal_pointer (&self);
}

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
pm_practice_dns_free (PmPracticeDns *self)
{
  drop_source (&self->udp_source);
  drop_source (&self->tcp_source);
  g_ptr_array_unref (self->peers);
  g_clear_object (&self->udp);
  g_clear_object (&self->tcp);
  g_free (self);
}

guint16
pm_practice_dns_get_port (PmPracticeDns *self)
{
  return self->port;
}
