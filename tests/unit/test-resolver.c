/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-resolver.h"

#include "name-server.h"
#include "pm-await.h"
#include "pm-dns-query.h"

#define LIMIT_MS   400
#define PATIENT_MS 20000

static PmDnsAnswer *
lookup (NameServer *self, const char *name, guint timeout_ms)
{
  g_autofree char *server = name_server_get_name (self);
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
view_to_text (PmDnsStatus status, GPtrArray *addresses)
{
  GString *text = g_string_new (pm_dns_status_get_id (status));

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (addresses->pdata[i]);

      g_string_append_printf (text, " %s", address);
    }
  return g_string_free (text, FALSE);
}

static char *
answer_to_text (PmDnsAnswer *answer)
{
  return view_to_text (answer->status, answer->addresses);
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
  { "self", "malformed", PATIENT_MS },
  { "wrongname", "timeout", LIMIT_MS },
  { "halfdrop", "found 192.0.2.1", PATIENT_MS },
  { "halfservfail", "found 192.0.2.1", PATIENT_MS },
  { "servfail-nodata", "servfail", PATIENT_MS },
  { "drop-nodata", "timeout", LIMIT_MS },
  { "servfail-nxdomain", "not-found", PATIENT_MS },
};

static void
test_answers (NameServer *self, gconstpointer data)
{
  g_autofree char *server = name_server_get_name (self);

  for (gsize i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      g_autofree char *name = g_strconcat (expectations[i].label, ".example.test", NULL);
      g_autoptr (PmDnsAnswer) answer = lookup (self, name, expectations[i].timeout_ms);
      g_autofree char *text = answer_to_text (answer);

      g_test_message ("%s: %s", name, text);
      g_assert_cmpstr (text, ==, expectations[i].expected);
      g_assert_cmpstr (answer->server, ==, server);
      /* There is but one view. */
      g_assert_true (answer->servers_asked);
      g_assert_cmpint (answer->server_status, ==, answer->status);
      g_assert_cmpuint (answer->server_addresses->len, ==, answer->addresses->len);
    }
  g_assert_cmpuint (self->over_tcp, ==, 0);
}

static void
test_cut (NameServer *self, gconstpointer data)
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

/* All of a thousand records is read, and no more than a share of them kept. */
static void
test_large (NameServer *self, gconstpointer data)
{
  static const char *const names[] = { "thousand.example.test", "huge.example.test" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (PmDnsAnswer) answer = lookup (self, names[i], PATIENT_MS);

      g_assert_cmpint (answer->status, ==, PM_DNS_FOUND);
      g_assert_cmpuint (answer->addresses->len, ==, 32);
    }
  g_assert_cmpuint (self->over_tcp, ==, 4);
}

static void
test_cut_off (NameServer *self, gconstpointer data)
{
  g_autoptr (PmDnsAnswer) answer = lookup (self, "half.example.test", LIMIT_MS);

  g_assert_cmpint (answer->status, ==, PM_DNS_TIMEOUT);
  g_assert_cmpuint (self->over_tcp, >, 0);
}

/* No search list, no hosts file: the name goes out as it is. */
static void
test_names_as_they_are (NameServer *self, gconstpointer data)
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
test_not_asked (NameServer *self, gconstpointer data)
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
  g_assert_false (v4->servers_asked);
  g_assert_cmpint (v4->server_status, ==, PM_DNS_NOT_KNOWN);
  g_assert_cmpstr (v4_text, ==, "found 192.0.2.7");
  g_assert_cmpstr (v6_text, ==, "found 2001:db8::7");
  g_assert_cmpstr (self->names->str, ==, "");
}

static void
test_closed_port (NameServer *self, gconstpointer data)
{
  g_autoptr (GSocket) socket = name_server_bind (G_SOCKET_TYPE_DATAGRAM, 0);
  NameServer closed = { .port = name_server_port_of (socket) };
  g_autofree char *server = name_server_get_name (&closed);
  g_autoptr (PmDnsAnswer) answer = NULL;

  g_clear_object (&socket);
  answer = lookup (&closed, "ok.example.test", PATIENT_MS);
  g_assert_cmpint (answer->status, ==, PM_DNS_TIMEOUT);
  g_assert_cmpstr (answer->server, ==, server);
}

static void
test_cancel (NameServer *self, gconstpointer data)
{
  g_autofree char *server = name_server_get_name (self);
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
test_many_at_once (NameServer *self, gconstpointer data)
{
  g_autofree char *server = name_server_get_name (self);
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
test_next_server (NameServer *self, gconstpointer data)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *server = name_server_get_name (self);
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
lookup_by_system (const char *name, NameServer *server, guint wait_ms)
{
  g_autoptr (PmResolver) resolver = pm_resolver_new (NULL, 2000, NULL);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;

  if (server != NULL)
    {
      g_ptr_array_add (servers, g_inet_socket_address_new_from_string ("127.0.0.1", server->port));
      pm_resolver_set_system_servers (resolver, servers, wait_ms);
    }
  pm_resolver_lookup_async (resolver, name, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_resolver_lookup_finish (resolver, result, NULL);
}

/* What the second comes to depends on the network; but .invalid is never found (RFC 6761). */
static void
test_system (void)
{
  g_autoptr (PmDnsAnswer) local = lookup_by_system ("localhost", NULL, 0);
  g_autoptr (PmDnsAnswer) nothing = lookup_by_system ("nothing.invalid", NULL, 0);

  g_assert_cmpint (local->status, ==, PM_DNS_FOUND);
  g_assert_cmpstr (local->server, ==, "system");
  g_assert_cmpuint (local->addresses->len, >, 0);
  g_assert_cmpint (nothing->status, !=, PM_DNS_FOUND);
  g_assert_cmpuint (nothing->addresses->len, ==, 0);
  g_assert_nonnull (nothing->server);
}

/* What this system knows without a server (all of .localhost is, RFC 6761 section 6.3) and what the
 * servers say of it. */
static void
test_two_views (NameServer *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *servers;
    guint wait_ms;
  } views[] = {
    { "localhost", "not-found", PATIENT_MS },
    { "v4.localhost", "found 192.0.2.1 192.0.2.2", PATIENT_MS },
    { "refused.localhost", "refused", PATIENT_MS },
    { "halfdrop.localhost", "found 192.0.2.1", LIMIT_MS },
    { "drop-nodata.localhost", "not-known", 20 },
    { "drop.localhost", "not-known", 20 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr (PmDnsAnswer) answer = lookup_by_system (views[i].name, self, views[i].wait_ms);
      g_autofree char *text = view_to_text (answer->server_status, answer->server_addresses);

      g_test_message ("%s: %s", views[i].name, text);
      g_assert_cmpint (answer->status, ==, PM_DNS_FOUND);
      g_assert_cmpstr (answer->server, ==, "system");
      g_assert_true (g_inet_address_get_is_loopback (answer->addresses->pdata[0]));
      g_assert_true (answer->servers_asked);
      g_assert_cmpstr (text, ==, views[i].servers);
    }
}

/* What only the servers know is of no use to any program. */
static void
test_known_to_servers_alone (NameServer *self, gconstpointer data)
{
  g_autoptr (PmDnsAnswer) answer = lookup_by_system ("v4.invalid", self, PATIENT_MS);
  g_autofree char *servers = view_to_text (answer->server_status, answer->server_addresses);

  g_assert_cmpint (answer->status, !=, PM_DNS_FOUND);
  g_assert_cmpuint (answer->addresses->len, ==, 0);
  g_assert_cmpstr (answer->server, ==, "system");
  g_assert_cmpstr (servers, ==, "found 192.0.2.1 192.0.2.2");
}

#define ADD_TEST(path, test)                                                                       \
  g_test_add (path, NameServer, NULL, name_server_setup, test, name_server_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("/resolver/answers", test_answers);
  ADD_TEST ("/resolver/cut", test_cut);
  ADD_TEST ("/resolver/large", test_large);
  ADD_TEST ("/resolver/cut-off", test_cut_off);
  ADD_TEST ("/resolver/names-as-they-are", test_names_as_they_are);
  ADD_TEST ("/resolver/not-asked", test_not_asked);
  ADD_TEST ("/resolver/closed-port", test_closed_port);
  ADD_TEST ("/resolver/cancel", test_cancel);
  ADD_TEST ("/resolver/many-at-once", test_many_at_once);
  ADD_TEST ("/resolver/next-server", test_next_server);
  ADD_TEST ("/resolver/two-views", test_two_views);
  ADD_TEST ("/resolver/known-to-servers-alone", test_known_to_servers_alone);
  g_test_add_func ("/resolver/no-server", test_no_server);
  g_test_add_func ("/resolver/server-names", test_server_names);
  g_test_add_func ("/resolver/system", test_system);
  return g_test_run ();
}
