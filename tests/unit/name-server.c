/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "name-server.h"

#include <glib-unix.h>
#include <string.h>

typedef enum
{
  PLAY_ANSWER,
  PLAY_DROP,
  PLAY_WRONG_ID,
  PLAY_SHORT,
  PLAY_BROKEN,       /* a record that is longer than the message */
  PLAY_WRONG_LENGTH, /* an address of five bytes */
  PLAY_CUT,          /* over UDP; whole over TCP */
  PLAY_CHAIN,        /* two aliases, then the addresses */
  PLAY_LOOP,         /* two aliases of each other */
  PLAY_SELF,         /* a name that is compressed to itself */
  PLAY_WRONG_NAME,   /* an answer to another question */
  PLAY_HALF,         /* as cut, and gone in the middle of the whole */
} Play;

/* What the server does for the first label of the name, for A and for AAAA. */
typedef struct
{
  const char *label;
  guint8 code[2];
  guint records[2];
  Play play[2];
} Zone;

#define BOTH(x)                                                                                    \
  {                                                                                                \
    x, x                                                                                           \
  }

static const Zone zones[] = {
  { "ok", BOTH (0), BOTH (1), BOTH (PLAY_ANSWER) },
  { "v4", BOTH (0), { 2, 0 }, BOTH (PLAY_ANSWER) },
  { "v6", BOTH (0), { 0, 1 }, BOTH (PLAY_ANSWER) },
  { "nodata", BOTH (0), BOTH (0), BOTH (PLAY_ANSWER) },
  { "formerr", BOTH (1), BOTH (0), BOTH (PLAY_ANSWER) },
  { "servfail", BOTH (2), BOTH (0), BOTH (PLAY_ANSWER) },
  { "notimp", BOTH (4), BOTH (0), BOTH (PLAY_ANSWER) },
  { "refused", BOTH (5), BOTH (0), BOTH (PLAY_ANSWER) },
  { "yxdomain", BOTH (6), BOTH (0), BOTH (PLAY_ANSWER) },
  { "drop", BOTH (0), BOTH (0), BOTH (PLAY_DROP) },
  { "badid", BOTH (0), BOTH (1), BOTH (PLAY_WRONG_ID) },
  { "short", BOTH (0), BOTH (1), BOTH (PLAY_SHORT) },
  { "broken", BOTH (0), BOTH (1), BOTH (PLAY_BROKEN) },
  { "wronglength", BOTH (0), BOTH (1), BOTH (PLAY_WRONG_LENGTH) },
  { "cut", BOTH (0), BOTH (20), BOTH (PLAY_CUT) },
  { "many", BOTH (0), BOTH (40), BOTH (PLAY_CUT) },
  { "chain", BOTH (0), BOTH (1), BOTH (PLAY_CHAIN) },
  { "loop", BOTH (0), BOTH (0), BOTH (PLAY_LOOP) },
  { "thousand", BOTH (0), BOTH (1000), BOTH (PLAY_CUT) },
  { "huge", BOTH (0), { 4080, 2330 }, BOTH (PLAY_CUT) }, /* all that 64 KiB hold */
  { "self", BOTH (0), BOTH (1), BOTH (PLAY_SELF) },
  { "wrongname", BOTH (0), BOTH (1), BOTH (PLAY_WRONG_NAME) },
  { "half", BOTH (0), BOTH (40), BOTH (PLAY_HALF) },
  { "halfdrop", BOTH (0), { 1, 0 }, { PLAY_ANSWER, PLAY_DROP } },
  { "halfservfail", { 0, 2 }, { 1, 0 }, BOTH (PLAY_ANSWER) },
  { "servfail-nodata", { 2, 0 }, BOTH (0), BOTH (PLAY_ANSWER) },
  { "drop-nodata", BOTH (0), BOTH (0), { PLAY_DROP, PLAY_ANSWER } },
  { "servfail-nxdomain", { 2, 3 }, BOTH (0), BOTH (PLAY_ANSWER) },
  { "", BOTH (3), BOTH (0), BOTH (PLAY_ANSWER) }, /* any other name */
};

static void
append_u16 (GByteArray *bytes, guint value)
{
  const guint8 pair[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (bytes, pair, 2);
}

/* @owner: where the name is in the message. @told: the length that the record claims to have. */
static void
append_record (GByteArray *bytes,
               guint owner,
               guint type,
               const guint8 *data,
               guint length,
               guint told)
{
  append_u16 (bytes, 0xc000 | owner);
  append_u16 (bytes, type);
  append_u16 (bytes, 1);
  append_u16 (bytes, 0);
  append_u16 (bytes, 60);
  append_u16 (bytes, told);
  g_byte_array_append (bytes, data, length);
}

static void
append_address (GByteArray *bytes, guint owner, guint type, Play play, guint n)
{
  guint8 v4[5] = { 192, 0, 2, (guint8) n, 0 };
  guint8 v6[17] = { 0x20, 0x01, 0x0d, 0xb8, [15] = (guint8) n };
  guint length = (type == 1 ? 4 : 16) + (play == PLAY_WRONG_LENGTH);

  append_record (bytes, owner, type, type == 1 ? v4 : v6, length,
                 play == PLAY_BROKEN ? 200 : length);
}

/* An alias of @owner: the new label in front of the name asked for. Returns where that name is. */
static guint
append_alias (GByteArray *bytes, guint owner, const char *label)
{
  guint8 name[8] = { (guint8) strlen (label) };
  guint at = bytes->len + 12;

  memcpy (name + 1, label, strlen (label));
  name[3] = 0xc0;
  name[4] = 12;
  append_record (bytes, owner, 5, name, 5, 5);
  return at;
}

static void
append_loop (GByteArray *bytes)
{
  guint8 back[2] = { 0xc0, 12 };
  guint alias = append_alias (bytes, 12, "l1");

  append_record (bytes, alias, 5, back, 2, 2);
}

static const Zone *
find_zone (const char *label)
{
  const Zone *zone = zones;

  while (*zone->label != '\0' && strcmp (zone->label, label) != 0)
    zone++;
  return zone;
}

/* Reads the question; @length becomes that of header and question. */
static char *
read_question (const guint8 *query, gsize *length, guint *type)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize i = 12;

  while (query[i] != 0)
    {
      g_string_append_len (name, (const char *) query + i + 1, query[i]);
      g_string_append_c (name, '.');
      i += query[i] + 1u;
    }
  *type = query[i + 2];
  *length = i + 5;
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static void
append_answers (GByteArray *bytes, const Zone *zone, guint type)
{
  const gsize family = type == 28;
  const Play what = zone->play[family];
  guint owner = 12;

  if (what == PLAY_CHAIN)
    owner = append_alias (bytes, append_alias (bytes, 12, "c1"), "c2");
  if (what == PLAY_LOOP)
    append_loop (bytes);
  for (guint i = 0; i < zone->records[family]; i++)
    append_address (bytes, what == PLAY_SELF ? bytes->len : owner, type, what, i + 1);
}

static void
write_header (GByteArray *bytes, guint8 code, gboolean cut, guint records)
{
  bytes->data[2] = 0x81 | (cut ? 2 : 0);
  bytes->data[3] = 0x80 | code;
  memset (bytes->data + 4, 0, 8);
  bytes->data[5] = 1;
  bytes->data[6] = (guint8) (records >> 8);
  bytes->data[7] = (guint8) records;
}

/* NULL: no answer. */
static GByteArray *
play (NameServer *self, const guint8 *query, gboolean over_tcp, Play *what)
{
  GByteArray *bytes = g_byte_array_new ();
  guint type;
  gsize length;
  g_autofree char *name = read_question (query, &length, &type);
  g_autofree char *label = g_strndup (name, strcspn (name, "."));
  const Zone *zone = find_zone (label);
  const gsize family = type == 28;
  gboolean cut;

  *what = zone->play[family];
  cut = (*what == PLAY_CUT || *what == PLAY_HALF) && !over_tcp;
  g_string_append_printf (self->names, "%s ", name);
  g_byte_array_append (bytes, query, (guint) length);
  write_header (bytes, zone->code[family], cut,
                cut ? 0
                    : zone->records[family] + (*what == PLAY_CHAIN || *what == PLAY_LOOP ? 2 : 0));
  if (!cut)
    append_answers (bytes, zone, type);
  bytes->data[0] ^= *what == PLAY_WRONG_ID;
  bytes->data[13] ^= *what == PLAY_WRONG_NAME;
  if (*what == PLAY_SHORT)
    g_byte_array_set_size (bytes, 7);
  if (*what == PLAY_DROP)
    g_clear_pointer (&bytes, g_byte_array_unref);
  return bytes;
}

static gboolean
udp_cb (int fd, GIOCondition condition, gpointer user_data)
{
  NameServer *self = user_data;
  g_autoptr (GSocketAddress) from = NULL;
  g_autoptr (GByteArray) answer = NULL;
  guint8 query[600] = { 0 };
  Play what;

  if (g_socket_receive_from (self->udp, &from, (char *) query, 512, NULL, NULL) <= 0)
    return G_SOURCE_CONTINUE;
  answer = play (self, query, FALSE, &what);
  if (answer != NULL)
    g_socket_send_to (self->udp, from, (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

/* Counted: each source that it waits on has a share. */
typedef struct
{
  NameServer *server;
  GSocket *socket;
  GByteArray *answer;
  guint sent;
} Connection;

static void
connection_clear (gpointer data)
{
  Connection *connection = data;

  g_object_unref (connection->socket);
  g_clear_pointer (&connection->answer, g_byte_array_unref);
}

static void
connection_unref (gpointer data)
{
  g_rc_box_release_full (data, connection_clear);
}

static void
connection_watch (Connection *connection, GIOCondition condition, GUnixFDSourceFunc func)
{
  g_unix_fd_add_full (G_PRIORITY_DEFAULT, g_socket_get_fd (connection->socket), condition, func,
                      g_rc_box_acquire (connection), connection_unref);
}

static gboolean
connection_send_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  gssize n = g_socket_send (connection->socket,
                            (const char *) connection->answer->data + connection->sent,
                            connection->answer->len - connection->sent, NULL, NULL);

  connection->sent += (guint) MAX (n, 0);
  return n > 0 && connection->sent < connection->answer->len;
}

/* One question to a connection; on the loopback all of it comes in one piece. */
static gboolean
connection_receive_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  guint8 query[600] = { 0 };
  guint8 length[2];
  Play what;

  if (g_socket_receive (connection->socket, (char *) query, 514, NULL, NULL) <= 2)
    return G_SOURCE_REMOVE;
  connection->server->over_tcp++;
  connection->answer = play (connection->server, query + 2, TRUE, &what);
  length[0] = (guint8) (connection->answer->len >> 8);
  length[1] = (guint8) connection->answer->len;
  g_byte_array_prepend (connection->answer, length, sizeof length);
  if (what == PLAY_HALF)
    g_byte_array_set_size (connection->answer, connection->answer->len / 2);
  connection_watch (connection, G_IO_OUT, connection_send_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
tcp_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = g_rc_box_new0 (Connection);

  connection->server = user_data;
  connection->socket = g_socket_accept (connection->server->tcp, NULL, NULL);
  g_assert_nonnull (connection->socket);
  g_socket_set_blocking (connection->socket, FALSE);
  connection_watch (connection, G_IO_IN, connection_receive_cb);
  connection_unref (connection);
  return G_SOURCE_CONTINUE;
}

GSocket *
name_server_bind (GSocketType type, guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT,
                                             NULL);

  if (!g_socket_bind (socket, address, FALSE, NULL))
    return NULL;
  return g_steal_pointer (&socket);
}

guint16
name_server_port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

void
name_server_setup (NameServer *self, gconstpointer data)
{
  self->names = g_string_new (NULL);
  while (self->tcp == NULL)
    {
      g_clear_object (&self->udp);
      self->udp = name_server_bind (G_SOCKET_TYPE_DATAGRAM, 0);
      self->port = name_server_port_of (self->udp);
      self->tcp = name_server_bind (G_SOCKET_TYPE_STREAM, self->port);
    }
  g_assert_true (g_socket_listen (self->tcp, NULL));
  self->watches[0] = g_unix_fd_add (g_socket_get_fd (self->udp), G_IO_IN, udp_cb, self);
  self->watches[1] = g_unix_fd_add (g_socket_get_fd (self->tcp), G_IO_IN, tcp_cb, self);
}

void
name_server_teardown (NameServer *self, gconstpointer data)
{
  g_source_remove (self->watches[0]);
  g_source_remove (self->watches[1]);
  g_object_unref (self->udp);
  g_object_unref (self->tcp);
  g_string_free (self->names, TRUE);
}

char *
name_server_get_name (NameServer *self)
{
  return g_strdup_printf ("127.0.0.1:%u", self->port);
}
