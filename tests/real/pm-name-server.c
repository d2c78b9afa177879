/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-name-server.h"

#include <gio/gio.h>

#include <string.h>

#define HEADER_SIZE      12 /* RFC 1035 section 4.1.1 */
#define TYPE_A           1
#define TYPE_AAAA        28 /* RFC 3596 section 2.1 */
#define RCODE_NAME_ERROR 3

struct _PmNameServer
{
  GObject parent_instance;

  GSocket *socket;
  GSource *source;
  GPtrArray *records; /* of Record */
};

typedef struct
{
  char *name;
  GInetAddress *address;
} Record;

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

static void
record_free (gpointer data)
{
  Record *record = data;

  g_free (record->name);
  g_object_unref (record->address);
  g_free (record);
}

/* Behind the question comes a pointer to its name, type, class, time to live, size and address. */
static void
append_record (GByteArray *answer, Record *record, guint16 type)
{
  gsize size = g_inet_address_get_native_size (record->address);
  guint8 head[] = { 0xc0, HEADER_SIZE, 0, (guint8) type, 0, 1, 0, 0, 0, 60, 0, (guint8) size };

  g_byte_array_append (answer, head, sizeof head);
  g_byte_array_append (answer, g_inet_address_to_bytes (record->address), (guint) size);
  answer->data[7]++;
}

/* FALSE: there is no such name. */
static gboolean
append_records (PmNameServer *self, GByteArray *answer, const char *name, guint16 type)
{
  gboolean known = FALSE;

  for (guint i = 0; i < self->records->len; i++)
    {
      Record *record = g_ptr_array_index (self->records, i);
      GSocketFamily family = g_inet_address_get_family (record->address);

      if (g_ascii_strcasecmp (name, record->name) != 0)
        continue;
      known = TRUE;
      if (type == (family == G_SOCKET_FAMILY_IPV6 ? TYPE_AAAA : TYPE_A))
        append_record (answer, record, type);
    }
  return known;
}

static GByteArray *
make_answer (PmNameServer *self, const guint8 *query, gsize length)
{
  guint16 type;
  gsize end;
  g_autofree char *name = read_question (query, length, &type, &end);
  GByteArray *answer;

  if (name == NULL)
    return NULL;
  answer = g_byte_array_append (g_byte_array_new (), query, (guint) end);
  memset (answer->data + 2, 0, HEADER_SIZE - 2);
  answer->data[2] = 0x84; /* an answer, of authority */
  answer->data[3] = 0x80; /* recursion available */
  answer->data[5] = 1;
  if (!append_records (self, answer, name, type))
    answer->data[3] |= RCODE_NAME_ERROR;
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
  g_ptr_array_unref (self->records);
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
  self->records = g_ptr_array_new_with_free_func (record_free);
}

PmNameServer *
pm_name_server_new (const char *name, const char *address)
{
  PmNameServer *self = g_object_new (PM_TYPE_NAME_SERVER, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  pm_name_server_add (self, name, address);
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

void
pm_name_server_add (PmNameServer *self, const char *name, const char *address)
{
  Record *record = g_new0 (Record, 1);

  record->name = g_strdup (name);
  record->address = g_inet_address_new_from_string (address);
  g_ptr_array_add (self->records, record);
}

char *
pm_name_server_get_address (PmNameServer *self)
{
  g_autoptr (GSocketAddress) place = g_socket_get_local_address (self->socket, NULL);

  return g_strdup_printf ("127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (place)));
}
