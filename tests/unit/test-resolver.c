/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-resolver.h"

#include <glib-unix.h>
#include <string.h>

#include "pm-await.h"
#include "pm-dns-query.h"

#define LIMIT_MS   400
#define PATIENT_MS 20000

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
  { "halfdrop", BOTH (0), { 1, 0 }, { PLAY_ANSWER, PLAY_DROP } },
  { "halfservfail", { 0, 2 }, { 1, 0 }, BOTH (PLAY_ANSWER) },
  { "servfail-nodata", { 2, 0 }, BOTH (0), BOTH (PLAY_ANSWER) },
  { "drop-nodata", BOTH (0), BOTH (0), { PLAY_DROP, PLAY_ANSWER } },
  { "servfail-nxdomain", { 2, 3 }, BOTH (0), BOTH (PLAY_ANSWER) },
  { "", BOTH (3), BOTH (0), BOTH (PLAY_ANSWER) }, /* any other name */
};

typedef struct
{
  GSocket *udp;
  GSocket *tcp;
  guint watches[2];
  guint16 port;
  GString *names; /* that were asked for */
  guint over_tcp;
} Server;

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

/* NULL: no answer. */
static GByteArray *
play (Server *self, const guint8 *query, gboolean over_tcp)
{
  GByteArray *bytes = g_byte_array_new ();
  guint type, owner = 12;
  gsize length;
  g_autofree char *name = read_question (query, &length, &type);
  g_autofree char *label = g_strndup (name, strcspn (name, "."));
  const Zone *zone = find_zone (label);
  const gsize family = type == 28;
  const Play what = zone->play[family];
  const gboolean cut = what == PLAY_CUT && !over_tcp;
  const guint aliases = what == PLAY_CHAIN || what == PLAY_LOOP ? 2 : 0;

  g_string_append_printf (self->names, "%s ", name);
  g_byte_array_append (bytes, query, (guint) length);
  bytes->data[0] ^= what == PLAY_WRONG_ID;
  bytes->data[2] = 0x81 | (cut ? 2 : 0);
  bytes->data[3] = 0x80 | zone->code[family];
  memset (bytes->data + 6, 0, 6);
  bytes->data[7] = cut ? 0 : (guint8) (zone->records[family] + aliases);
  if (what == PLAY_CHAIN)
    owner = append_alias (bytes, append_alias (bytes, 12, "c1"), "c2");
  if (what == PLAY_LOOP)
    append_loop (bytes);
  for (guint i = 0; !cut && i < zone->records[family]; i++)
    append_address (bytes, owner, type, what, i + 1);
  if (what == PLAY_SHORT)
    g_byte_array_set_size (bytes, 7);
  if (what == PLAY_DROP)
    g_clear_pointer (&bytes, g_byte_array_unref);
  return bytes;
}

static gboolean
udp_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Server *self = user_data;
  g_autoptr (GSocketAddress) from = NULL;
  g_autoptr (GByteArray) answer = NULL;
  guint8 query[600] = { 0 };

  if (g_socket_receive_from (self->udp, &from, (char *) query, 512, NULL, NULL) <= 0)
    return G_SOURCE_CONTINUE;
  answer = play (self, query, FALSE);
  if (answer != NULL)
    g_socket_send_to (self->udp, from, (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

typedef struct
{
  Server *server;
  GSocket *socket;
} Connection;

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_object_unref (connection->socket);
  g_free (connection);
}

/* One question to a connection; on the loopback all of it comes in one piece. */
static gboolean
connection_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  g_autoptr (GByteArray) answer = NULL;
  guint8 query[600] = { 0 };
  guint8 length[2];

  if (g_socket_receive (connection->socket, (char *) query, 514, NULL, NULL) <= 2)
    return G_SOURCE_REMOVE;
  connection->server->over_tcp++;
  answer = play (connection->server, query + 2, TRUE);
  length[0] = (guint8) (answer->len >> 8);
  length[1] = (guint8) answer->len;
  g_byte_array_prepend (answer, length, sizeof length);
  g_socket_send (connection->socket, (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
tcp_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->server = user_data;
  connection->socket = g_socket_accept (connection->server->tcp, NULL, NULL);
  g_assert_nonnull (connection->socket);
  g_unix_fd_add_full (G_PRIORITY_DEFAULT, g_socket_get_fd (connection->socket), G_IO_IN,
                      connection_cb, connection, connection_free);
  return G_SOURCE_CONTINUE;
}

static GSocket *
bind_socket (GSocketType type, guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT,
                                             NULL);

  if (!g_socket_bind (socket, address, FALSE, NULL))
    return NULL;
  return g_steal_pointer (&socket);
}

static guint16
port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

static void
server_setup (Server *self, gconstpointer data)
{
  self->names = g_string_new (NULL);
  while (self->tcp == NULL)
    {
      g_clear_object (&self->udp);
      self->udp = bind_socket (G_SOCKET_TYPE_DATAGRAM, 0);
      self->port = port_of (self->udp);
      self->tcp = bind_socket (G_SOCKET_TYPE_STREAM, self->port);
    }
  g_assert_true (g_socket_listen (self->tcp, NULL));
  self->watches[0] = g_unix_fd_add (g_socket_get_fd (self->udp), G_IO_IN, udp_cb, self);
  self->watches[1] = g_unix_fd_add (g_socket_get_fd (self->tcp), G_IO_IN, tcp_cb, self);
}

static void
server_teardown (Server *self, gconstpointer data)
{
  g_source_remove (self->watches[0]);
  g_source_remove (self->watches[1]);
  g_object_unref (self->udp);
  g_object_unref (self->tcp);
  g_string_free (self->names, TRUE);
}

static char *
server_name (Server *self)
{
  return g_strdup_printf ("127.0.0.1:%u", self->port);
}

static PmDnsAnswer *
lookup (Server *self, const char *name, guint timeout_ms)
{
  g_autofree char *server = server_name (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmResolver *resolver = pm_resolver_new (server, timeout_ms, &error);
  PmDnsAnswer *answer;

  g_assert_no_error (error);
  pm_resolver_lookup_async (resolver, name, NULL, pm_await_cb, &result);
  pm_await (&result);
  answer = pm_resolver_lookup_finish (resolver, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  pm_await_finalized (resolver);
  return answer;
}

static char *
answer_to_text (PmDnsAnswer *answer)
{
  GString *text = g_string_new (pm_dns_status_get_id (answer->status));

  for (guint i = 0; i < answer->addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (answer->addresses->pdata[i]);

      g_string_append_printf (text, " %s", address);
    }
  return g_string_free (text, FALSE);
}

/* label, what comes of it; a limit is only given where it has to be waited for. */
static const struct
{
  const char *label;
  const char *expected;
  guint timeout_ms;
} expectations[] = {
  { "ok", "found 2001:db8::1 192.0.2.1", PATIENT_MS },
  { "v4", "found 192.0.2.1 192.0.2.2", PATIENT_MS },
  { "v6", "found 2001:db8::1", PATIENT_MS },
  { "nodata", "no-address", PATIENT_MS },
  { "nxdomain", "not-found", PATIENT_MS },
  { "formerr", "servfail", PATIENT_MS },
  { "servfail", "servfail", PATIENT_MS },
  { "notimp", "servfail", PATIENT_MS },
  { "yxdomain", "servfail", PATIENT_MS },
  { "refused", "refused", PATIENT_MS },
  { "drop", "timeout", LIMIT_MS },
  { "badid", "timeout", LIMIT_MS },
  { "short", "timeout", LIMIT_MS },
  { "broken", "malformed", PATIENT_MS },
  { "wronglength", "malformed", PATIENT_MS },
  { "chain", "found 2001:db8::1 192.0.2.1", PATIENT_MS },
  { "loop", "no-address", PATIENT_MS },
  { "halfdrop", "found 192.0.2.1", PATIENT_MS },
  { "halfservfail", "found 192.0.2.1", PATIENT_MS },
  { "servfail-nodata", "servfail", PATIENT_MS },
  { "drop-nodata", "timeout", LIMIT_MS },
  { "servfail-nxdomain", "not-found", PATIENT_MS },
};

static void
test_answers (Server *self, gconstpointer data)
{
  g_autofree char *server = server_name (self);

  for (gsize i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      g_autofree char *name = g_strconcat (expectations[i].label, ".example.test", NULL);
      g_autoptr (PmDnsAnswer) answer = lookup (self, name, expectations[i].timeout_ms);
      g_autofree char *text = answer_to_text (answer);

      g_test_message ("%s: %s", name, text);
      g_assert_cmpstr (text, ==, expectations[i].expected);
      g_assert_cmpstr (answer->server, ==, server);
    }
  g_assert_cmpuint (self->over_tcp, ==, 0);
}

static void
test_cut (Server *self, gconstpointer data)
{
  g_autoptr (PmDnsAnswer) answer = lookup (self, "cut.example.test", PATIENT_MS);
  g_autoptr (PmDnsAnswer) many = lookup (self, "many.example.test", PATIENT_MS);
  GInetAddress *last = many->addresses->pdata[many->addresses->len - 1];

  g_assert_cmpint (answer->status, ==, PM_DNS_FOUND);
  g_assert_cmpuint (self->over_tcp, ==, 4);
  /* Capped, with a share for each family. */
  g_assert_cmpuint (many->addresses->len, ==, 32);
  g_assert_cmpint (g_inet_address_get_family (last), ==, G_SOCKET_FAMILY_IPV4);
}

/* No search list, no hosts file: the name goes out as it is. */
static void
test_names_as_they_are (Server *self, gconstpointer data)
{
  g_autoptr (PmDnsAnswer) single = lookup (self, "smtp", PATIENT_MS);
  g_autoptr (PmDnsAnswer) local = lookup (self, "localhost", PATIENT_MS);
  g_autoptr (PmDnsAnswer) final_dot = lookup (self, "ok.example.test.", PATIENT_MS);
  g_autoptr (PmDnsAnswer) foreign = lookup (self, "\xe3\x83\xa1.example.test", PATIENT_MS);

  g_assert_cmpint (single->status, ==, PM_DNS_NOT_FOUND);
  g_assert_cmpint (local->status, ==, PM_DNS_NOT_FOUND);
  g_assert_cmpint (final_dot->status, ==, PM_DNS_FOUND);
  g_assert_cmpint (foreign->status, ==, PM_DNS_NOT_FOUND);
  g_assert_cmpstr (self->names->str, ==,
                   "smtp. smtp. localhost. localhost. ok.example.test. ok.example.test. "
                   "xn--4dk.example.test. xn--4dk.example.test. ");
}

static void
test_not_asked (Server *self, gconstpointer data)
{
  static const char *const names[] = { "",          ".",     "a..b",        "a b.test",
                                       "a\nb.test", "\xff.", "me@mail.test" };
  g_autofree char *label = g_strnfill (64, 'a');
  g_autoptr (PmDnsAnswer) long_label = lookup (self, label, PATIENT_MS);
  g_autoptr (PmDnsAnswer) v4 = lookup (self, "192.0.2.7", PATIENT_MS);
  g_autoptr (PmDnsAnswer) v6 = lookup (self, "2001:db8::7", PATIENT_MS);
  g_autofree char *v4_text = answer_to_text (v4);
  g_autofree char *v6_text = answer_to_text (v6);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (PmDnsAnswer) answer = lookup (self, names[i], PATIENT_MS);

      g_assert_cmpint (answer->status, ==, PM_DNS_NOT_FOUND);
    }
  g_assert_cmpint (long_label->status, ==, PM_DNS_NOT_FOUND);
  g_assert_cmpstr (v4_text, ==, "found 192.0.2.7");
  g_assert_cmpstr (v6_text, ==, "found 2001:db8::7");
  g_assert_cmpstr (self->names->str, ==, "");
}

static void
test_closed_port (Server *self, gconstpointer data)
{
  g_autoptr (GSocket) socket = bind_socket (G_SOCKET_TYPE_DATAGRAM, 0);
  Server closed = { .port = port_of (socket) };
  g_autofree char *server = server_name (&closed);
  g_autoptr (PmDnsAnswer) answer = NULL;

  g_clear_object (&socket);
  answer = lookup (&closed, "ok.example.test", PATIENT_MS);
  g_assert_cmpint (answer->status, ==, PM_DNS_TIMEOUT);
  g_assert_cmpstr (answer->server, ==, server);
}

static void
test_cancel (Server *self, gconstpointer data)
{
  g_autofree char *server = server_name (self);
  PmResolver *resolver = pm_resolver_new (server, PATIENT_MS, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  pm_resolver_lookup_async (resolver, "drop.example.test", cancellable, pm_await_cb, &result);
  pm_await_ms (20);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_resolver_lookup_finish (resolver, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  pm_resolver_lookup_async (resolver, "ok.example.test", cancellable, pm_await_cb, &late);
  pm_await (&late);
  g_assert_null (pm_resolver_lookup_finish (resolver, late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_clear_object (&late);
  pm_await_finalized (resolver);
}

static void
test_many_at_once (Server *self, gconstpointer data)
{
  g_autofree char *server = server_name (self);
  g_autoptr (PmResolver) resolver = pm_resolver_new (server, PATIENT_MS, NULL);
  GAsyncResult *results[20] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    pm_resolver_lookup_async (resolver, "cut.example.test", NULL, pm_await_cb, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (PmDnsAnswer) answer = NULL;

      pm_await (&results[i]);
      answer = pm_resolver_lookup_finish (resolver, results[i], NULL);
      g_assert_cmpint (answer->status, ==, PM_DNS_FOUND);
      g_object_unref (results[i]);
    }
}

static gboolean
count_record_cb (const ns_rr *record, gpointer user_data)
{
  (*(gsize *) user_data)++;
  return TRUE;
}

static PmDnsMessage *
query (GPtrArray *servers, const char *name, ns_type type, char **who)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmDnsMessage *message;

  pm_dns_query_async (servers, name, type, PATIENT_MS, NULL, pm_await_cb, &result);
  pm_await (&result);
  message = pm_dns_query_finish (result, who, &error);
  g_assert_no_error (error);
  return message;
}

/* The first server is silent behind a closed port, the second says what it can. */
static void
test_next_server (Server *self, gconstpointer data)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *server = server_name (self);
  g_autofree char *who = NULL;
  g_autofree char *who_failed = NULL;
  g_autoptr (PmDnsMessage) found = NULL;
  g_autoptr (PmDnsMessage) failed = NULL;
  gsize records = 0;

  g_ptr_array_add (servers, g_inet_socket_address_new_from_string ("127.0.0.77", self->port));
  g_ptr_array_add (servers, g_inet_socket_address_new_from_string ("127.0.0.1", self->port));
  found = query (servers, "v4.example.test", ns_t_a, &who);
  g_assert_cmpint (found->status, ==, PM_DNS_FOUND);
  g_assert_cmpstr (who, ==, server);
  pm_dns_message_foreach (found, count_record_cb, &records);
  g_assert_cmpuint (records, ==, 2);
  failed = query (servers, "servfail.example.test", ns_t_mx, &who_failed);
  g_assert_cmpint (failed->status, ==, PM_DNS_SERVFAIL);
  g_assert_cmpstr (who_failed, ==, server);
}

static void
test_no_server (void)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *who = NULL;
  g_autoptr (PmDnsMessage) message = query (servers, "example.test", ns_t_a, &who);

  g_assert_cmpint (message->status, ==, PM_DNS_TIMEOUT);
  g_assert_cmpstr (who, ==, "system");
}

static void
test_server_names (void)
{
  static const char *const good[] = { "127.0.0.1", "127.0.0.1:5353", "::1", "[::1]", "[::1]:5353" };
  static const char *const bad[] = {
    "", "dns.example.test", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:x", "[::1"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PmResolver) resolver = pm_resolver_new (good[i], 1000, &error);

      g_assert_no_error (error);
      g_assert_nonnull (resolver);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PmResolver) resolver = pm_resolver_new (bad[i], 1000, &error);

      g_assert_null (resolver);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static PmDnsAnswer *
lookup_by_system (const char *name)
{
  g_autoptr (PmResolver) resolver = pm_resolver_new (NULL, 2000, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  pm_resolver_lookup_async (resolver, name, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_resolver_lookup_finish (resolver, result, NULL);
}

/* What the second comes to depends on the network; but .invalid is never found (RFC 6761). */
static void
test_system (void)
{
  g_autoptr (PmDnsAnswer) local = lookup_by_system ("localhost");
  g_autoptr (PmDnsAnswer) nothing = lookup_by_system ("nothing.invalid");

  g_assert_cmpint (local->status, ==, PM_DNS_FOUND);
  g_assert_cmpstr (local->server, ==, "system");
  g_assert_cmpuint (local->addresses->len, >, 0);
  g_assert_cmpint (nothing->status, !=, PM_DNS_FOUND);
  g_assert_cmpuint (nothing->addresses->len, ==, 0);
  g_assert_nonnull (nothing->server);
}

#define ADD_TEST(path, test) g_test_add (path, Server, NULL, server_setup, test, server_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("/resolver/answers", test_answers);
  ADD_TEST ("/resolver/cut", test_cut);
  ADD_TEST ("/resolver/names-as-they-are", test_names_as_they_are);
  ADD_TEST ("/resolver/not-asked", test_not_asked);
  ADD_TEST ("/resolver/closed-port", test_closed_port);
  ADD_TEST ("/resolver/cancel", test_cancel);
  ADD_TEST ("/resolver/many-at-once", test_many_at_once);
  ADD_TEST ("/resolver/next-server", test_next_server);
  g_test_add_func ("/resolver/no-server", test_no_server);
  g_test_add_func ("/resolver/server-names", test_server_names);
  g_test_add_func ("/resolver/system", test_system);
  return g_test_run ();
}
