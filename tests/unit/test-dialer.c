/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dialer.h"

#include <errno.h>

#include "pm-await.h"

/* A listening socket; @port 0: any. */
static GSocket *
listen_at (const char *host, guint16 *port, int backlog)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, *port);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                  &error);

  g_assert_no_error (error);
  g_socket_set_listen_backlog (socket, backlog);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (socket, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return socket;
}

static guint16
closed_port (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) socket = listen_at ("127.0.0.1", &port, 1);

  return port;
}

/* Takes up the whole backlog, so that the system leaves every further SYN without an answer. */
static GPtrArray *
fill_backlog (const char *host, guint16 port)
{
  GPtrArray *sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, port);

  for (guint i = 0; i < 4; i++)
    {
      GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (socket, FALSE);
      g_socket_connect (socket, address, NULL, NULL);
      g_ptr_array_add (sockets, socket);
    }
  return sockets;
}

static GPtrArray *
addresses_new (const char *first, ...)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);
  va_list list;

  va_start (list, first);
  for (const char *text = first; text != NULL; text = va_arg (list, const char *))
    g_ptr_array_add (addresses, g_inet_address_new_from_string (text));
  va_end (list);
  return addresses;
}

static PmDial *
dial (GPtrArray *addresses, guint16 port, guint timeout_ms)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmDial *answer;

  pm_dial_async (addresses, port, timeout_ms, NULL, pm_await_cb, &result);
  pm_await (&result);
  answer = pm_dial_finish (result, &error);
  g_assert_no_error (error);
  return answer;
}

/* "127.0.0.1 refused, ::1 connected" */
static char *
attempts_to_text (PmDial *dialled)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < dialled->attempts->len; i++)
    {
      PmDialAttempt *attempt = dialled->attempts->pdata[i];
      g_autofree char *address = g_inet_address_to_string (attempt->address);

      g_assert_cmpint (attempt->ms, >=, 0);
      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", address,
                              pm_dial_outcome_get_id (attempt->outcome));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_connected (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) listener = listen_at ("127.0.0.1", &port, 5);
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", NULL);
  g_autoptr (PmDial) dialled = dial (addresses, port, 5000);
  g_autofree char *text = attempts_to_text (dialled);

  g_assert_cmpstr (text, ==, "127.0.0.1 connected");
  g_assert_true (PM_IS_LINK (dialled->link));
  g_assert_cmpstr (pm_link_get_peer (dialled->link), ==, "127.0.0.1");
  g_assert_cmpstr (pm_link_get_local (dialled->link), ==, "127.0.0.1");
}

static void
test_refused (void)
{
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", NULL);
  g_autoptr (PmDial) dialled = dial (addresses, closed_port (), 5000);
  g_autofree char *text = attempts_to_text (dialled);
  PmDialAttempt *attempt = dialled->attempts->pdata[0];

  g_assert_cmpstr (text, ==, "127.0.0.1 refused");
  g_assert_cmpint (attempt->error_number, ==, ECONNREFUSED);
  g_assert_null (dialled->link);
}

static void
test_unreachable (void)
{
  g_autoptr (GPtrArray) addresses = addresses_new ("255.255.255.255", NULL);
  g_autoptr (PmDial) dialled = dial (addresses, 25, 5000);
  g_autofree char *text = attempts_to_text (dialled);

  g_assert_cmpstr (text, ==, "255.255.255.255 unreachable");
}

static void
test_timeout (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) silent = listen_at ("127.0.0.1", &port, 0);
  g_autoptr (GPtrArray) full = fill_backlog ("127.0.0.1", port);
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", NULL);
  g_autoptr (PmDial) dialled = dial (addresses, port, 100);
  g_autofree char *text = attempts_to_text (dialled);

  g_assert_cmpstr (text, ==, "127.0.0.1 timeout");
  g_assert_null (dialled->link);
}

static void
test_no_address (void)
{
  g_autoptr (GPtrArray) addresses = addresses_new (NULL, NULL);
  g_autoptr (PmDial) dialled = dial (addresses, 25, 100);

  g_assert_cmpuint (dialled->attempts->len, ==, 0);
  g_assert_null (dialled->link);
}

/* The silent address is not waited for; the third one is not even tried. */
static void
test_race (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) silent = listen_at ("127.0.0.1", &port, 0);
  g_autoptr (GPtrArray) full = fill_backlog ("127.0.0.1", port);
  g_autoptr (GSocket) good = listen_at ("127.0.0.2", &port, 5);
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", "127.0.0.2", "127.0.0.3", NULL);
  g_autoptr (PmDial) dialled = dial (addresses, port, 20000);
  g_autofree char *text = attempts_to_text (dialled);

  g_assert_cmpstr (text, ==, "127.0.0.1 abandoned, 127.0.0.2 connected");
  g_assert_cmpstr (pm_link_get_peer (dialled->link), ==, "127.0.0.2");
}

static void
test_next_after_failure (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) good = listen_at ("127.0.0.2", &port, 5);
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", "255.255.255.255", "127.0.0.2",
                                                   NULL);
  g_autoptr (PmDial) dialled = dial (addresses, port, 20000);
  g_autofree char *text = attempts_to_text (dialled);

  g_assert_cmpstr (text, ==, "127.0.0.1 refused, 255.255.255.255 unreachable, 127.0.0.2 connected");
}

static void
test_families_take_turns (void)
{
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", "127.0.0.2", "127.0.0.3", "::1",
                                                   "::ffff:127.0.0.1", NULL);
  g_autoptr (PmDial) dialled = dial (addresses, closed_port (), 5000);
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < dialled->attempts->len; i++)
    {
      PmDialAttempt *attempt = dialled->attempts->pdata[i];

      g_string_append_c (
          order, g_inet_address_get_family (attempt->address) == G_SOCKET_FAMILY_IPV6 ? '6' : '4');
      g_assert_cmpint (attempt->outcome, !=, PM_DIAL_CONNECTED);
    }
  g_assert_cmpstr (order->str, ==, "46464");
}

static void
test_cancel (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) silent = listen_at ("127.0.0.1", &port, 0);
  g_autoptr (GPtrArray) full = fill_backlog ("127.0.0.1", port);
  g_autoptr (GPtrArray) addresses = addresses_new ("127.0.0.1", "127.0.0.1", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  pm_dial_async (addresses, port, 20000, cancellable, pm_await_cb, &result);
  pm_await_ms (20);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_dial_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  pm_dial_async (addresses, port, 20000, cancellable, pm_await_cb, &late);
  pm_await (&late);
  g_assert_null (pm_dial_finish (late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialer/connected", test_connected);
  g_test_add_func ("/dialer/refused", test_refused);
  g_test_add_func ("/dialer/unreachable", test_unreachable);
  g_test_add_func ("/dialer/timeout", test_timeout);
  g_test_add_func ("/dialer/no-address", test_no_address);
  g_test_add_func ("/dialer/race", test_race);
  g_test_add_func ("/dialer/next-after-failure", test_next_after_failure);
  g_test_add_func ("/dialer/families-take-turns", test_families_take_turns);
  g_test_add_func ("/dialer/cancel", test_cancel);
  return g_test_run ();
}
