/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-name-server.h"

#include <gio/gio.h>

#include <string.h>

#define HEADER_SIZE      12 /* RFC 1035 section 4.1.1 */
#define TYPE_A           1
#define RCODE_NAME_ERROR 3

struct _PmNameServer
{
  GObject parent_instance;

  GSocket *socket;
  GSource *source;
  char *name;
  guint8 address[4];
};

G_DEFINE_FINAL_TYPE (PmNameServer, pm_name_server, G_TYPE_OBJECT)

/* The one question of @query as a dotted name. @end: behind its type and class. */
static char *
read_question (const guint8 *query, gsize length, guint16 *type, gsize *end)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = HEADER_SIZE;

  while (at < length && query[at] != 0)
    {
      gsize label = query[at++];

      if (label > 63 || at + label >= length)
        return NULL;
      if (name->len > 0)
        g_string_append_c (name, '.');
      g_string_append_len (name, (const char *) query + at, (gssize) label);
      at += label;
    }
  if (at + 5 > length)
    return NULL;
  *type = (guint16) (query[at + 1] << 8 | query[at + 2]);
  *end = at + 5;
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static GByteArray *
make_answer (PmNameServer *self, const guint8 *query, gsize length)
{
  /* A pointer to the name of the question, type, class, time to live, size of the address. */
  static const guint8 record[] = { 0xc0, HEADER_SIZE, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4 };
  guint16 type;
  gsize end;
  g_autofree char *name = read_question (query, length, &type, &end);
  gboolean known;
  GByteArray *answer;

  if (name == NULL)
    return NULL;
  known = g_ascii_strcasecmp (name, self->name) == 0;
  answer = g_byte_array_append (g_byte_array_new (), query, (guint) end);
  memset (answer->data + 2, 0, HEADER_SIZE - 2);
  answer->data[2] = 0x84;                                  /* an answer, of authority */
  answer->data[3] = 0x80 | (known ? 0 : RCODE_NAME_ERROR); /* recursion available */
  answer->data[5] = 1;
  if (known && type == TYPE_A)
    {
      answer->data[7] = 1;
      g_byte_array_append (answer, record, sizeof record);
      g_byte_array_append (answer, self->address, sizeof self->address);
    }
  return answer;
}

static gboolean
pm_name_server_query_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PmNameServer *self = user_data;
  g_autoptr (GSocketAddress) client = NULL;
  g_autoptr (GByteArray) answer = NULL;
  guint8 query[512];
  gssize length = g_socket_receive_from (socket, &client, (char *) query, sizeof query, NULL, NULL);

  if (length < HEADER_SIZE)
    return G_SOURCE_CONTINUE;
  answer = make_answer (self, query, (gsize) length);
  if (answer != NULL)
    g_socket_send_to (socket, client, (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
pm_name_server_finalize (GObject *object)
{
  PmNameServer *self = PM_NAME_SERVER (object);

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->socket);
  g_free (self->name);
  G_OBJECT_CLASS (pm_name_server_parent_class)->finalize (object);
}

static void
pm_name_server_class_init (PmNameServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_name_server_finalize;
}

static void
pm_name_server_init (PmNameServer *self)
{
}

PmNameServer *
pm_name_server_new (const char *name, const char *address)
{
  PmNameServer *self = g_object_new (PM_TYPE_NAME_SERVER, NULL);
  g_autoptr (GInetAddress) told = g_inet_address_new_from_string (address);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  self->name = g_strdup (name);
  memcpy (self->address, g_inet_address_to_bytes (told), sizeof self->address);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP,
                               &error);
  if (self->socket == NULL || !g_socket_bind (self->socket, place, FALSE, &error))
    g_error ("%s", error->message);
  g_socket_set_blocking (self->socket, FALSE);
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (pm_name_server_query_cb), self, NULL);
  g_source_attach (self->source, NULL);
  return self;
}

char *
pm_name_server_get_address (PmNameServer *self)
{
  g_autoptr (GSocketAddress) place = g_socket_get_local_address (self->socket, NULL);

  return g_strdup_printf ("127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (place)));
}
