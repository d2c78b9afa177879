/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-link.h"

#include <string.h>
#include <sys/socket.h>

#include "pm-await.h"

#define PATIENT_MS 20000

typedef struct
{
  PmLink *link;
  GSocket *peer; /* blocking */
} Pair;

static GSocket *
socket_new (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                  &error);

  g_assert_no_error (error);
  return socket;
}

static void
pair_setup (Pair *pair, gconstpointer data)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) listener = socket_new ();
  g_autoptr (GSocket) client = socket_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_socket_bind (listener, any, TRUE, NULL) && g_socket_listen (listener, NULL));
  address = g_socket_get_local_address (listener, NULL);
  g_socket_connect (client, address, NULL, &error);
  g_assert_no_error (error);
  pair->peer = g_socket_accept (listener, NULL, &error);
  g_assert_no_error (error);
  pair->link = pm_link_new (client);
}

static void
pair_teardown (Pair *pair, gconstpointer data)
{
  g_clear_object (&pair->peer);
  if (pair->link != NULL)
    pm_await_finalized (pair->link);
}

static void
say (Pair *pair, const char *text)
{
  g_assert_cmpint (g_socket_send (pair->peer, text, strlen (text), NULL, NULL), ==, strlen (text));
}

static GBytes *
read_link (Pair *pair, guint timeout_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_link_read_async (pair->link, timeout_ms, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_link_read_finish (pair->link, result, error);
}

static gboolean
write_link (Pair *pair, const char *text, guint timeout_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  pm_link_write_async (pair->link, bytes, timeout_ms, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_link_write_finish (pair->link, result, error);
}

static void
assert_bytes (GBytes *bytes, const char *text)
{
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
test_read (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) at_once = NULL;
  g_autoptr (GBytes) later = NULL;

  g_assert_cmpstr (pm_link_get_peer (pair->link), ==, "127.0.0.1");
  g_assert_cmpstr (pm_link_get_local (pair->link), ==, "127.0.0.1");
  g_assert_false (pm_link_is_secured (pair->link));
  say (pair, "220 hello\r\n");
  at_once = read_link (pair, PATIENT_MS, NULL);
  assert_bytes (at_once, "220 hello\r\n");

  pm_link_read_async (pair->link, PATIENT_MS, NULL, pm_await_cb, &result);
  pm_await_ms (20);
  g_assert_null (result);
  say (pair, "2");
  pm_await (&result);
  later = pm_link_read_finish (pair->link, result, NULL);
  assert_bytes (later, "2");
}

/* The callback never comes from inside the call. */
static void
test_read_calls_back_later (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  say (pair, "220\r\n");
  pm_link_read_async (pair->link, PATIENT_MS, NULL, pm_await_cb, &result);
  g_assert_null (result);
  pm_await (&result);
}

static void
test_read_timeout (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_null (read_link (pair, 20, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT);
  say (pair, "late");
  bytes = read_link (pair, PATIENT_MS, NULL);
  assert_bytes (bytes, "late");
}

static void
test_read_closed (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) last = NULL;

  say (pair, "421");
  g_socket_close (pair->peer, NULL);
  last = read_link (pair, PATIENT_MS, NULL);
  assert_bytes (last, "421");
  g_assert_null (read_link (pair, PATIENT_MS, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

static void
reset_peer (Pair *pair)
{
  const struct linger now = { 1, 0 };

  setsockopt (g_socket_get_fd (pair->peer), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  g_socket_close (pair->peer, NULL);
}

static void
test_read_reset (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_link_read_async (pair->link, PATIENT_MS, NULL, pm_await_cb, &result);
  reset_peer (pair);
  pm_await (&result);
  g_assert_null (pm_link_read_finish (pair->link, result, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_RESET);
}

static void
test_write_reset (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reset_peer (pair);
  g_assert_false (write_link (pair, "EHLO\r\n", PATIENT_MS, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_RESET);
}

static void
test_read_cancel (Pair *pair, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  pm_link_read_async (pair->link, PATIENT_MS, cancellable, pm_await_cb, &result);
  pm_await_ms (10);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_link_read_finish (pair->link, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  pm_link_read_async (pair->link, PATIENT_MS, cancellable, pm_await_cb, &late);
  pm_await (&late);
  g_assert_null (pm_link_read_finish (pair->link, late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static GBytes *
much (void)
{
  const gsize length = 8 * 1024 * 1024;
  guint8 *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (i % 251);
  return g_bytes_new_take (bytes, length);
}

/* More than the buffers of the system hold: the write goes on as the peer reads, and a read may be
 * under way at the same time. */
static void
test_write_much (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) bytes = much ();
  g_autoptr (GByteArray) got = g_byte_array_new ();
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GBytes) answer = NULL;
  guint8 buffer[65536];

  pm_link_read_async (pair->link, PATIENT_MS, NULL, pm_await_cb, &read);
  pm_link_write_async (pair->link, bytes, PATIENT_MS, NULL, pm_await_cb, &written);
  g_socket_set_blocking (pair->peer, FALSE);
  while (got->len < g_bytes_get_size (bytes))
    {
      gssize n = g_socket_receive (pair->peer, (char *) buffer, sizeof buffer, NULL, NULL);

      if (n > 0)
        g_byte_array_append (got, buffer, (guint) n);
      g_main_context_iteration (NULL, FALSE);
    }
  pm_await (&written);
  g_assert_true (pm_link_write_finish (pair->link, written, NULL));
  g_assert_cmpmem (got->data, got->len, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (read);
  say (pair, "250 ok\r\n");
  pm_await (&read);
  answer = pm_link_read_finish (pair->link, read, NULL);
  assert_bytes (answer, "250 ok\r\n");
}

/* What is behind a write that broke off would be read as its end; so there is nothing behind it. */
static void
test_write_timeout (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) bytes = much ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;

  pm_link_write_async (pair->link, bytes, 30, NULL, pm_await_cb, &result);
  pm_await (&result);
  g_assert_false (pm_link_write_finish (pair->link, result, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (write_link (pair, "QUIT\r\n", PATIENT_MS, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_FAILED);
  say (pair, "421 too slow\r\n");
  answer = read_link (pair, PATIENT_MS, NULL);
  assert_bytes (answer, "421 too slow\r\n");
}

static void
test_write_cancel (Pair *pair, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) bytes = much ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_link_write_async (pair->link, bytes, PATIENT_MS, cancellable, pm_await_cb, &result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_false (pm_link_write_finish (pair->link, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_close (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GBytes) bytes = much ();
  g_autoptr (GError) error = NULL;

  pm_link_read_async (pair->link, PATIENT_MS, NULL, pm_await_cb, &result);
  pm_link_write_async (pair->link, bytes, PATIENT_MS, NULL, pm_await_cb, &written);
  pm_link_close (pair->link);
  pm_link_close (pair->link);
  pm_await (&result);
  pm_await (&written);
  g_assert_null (pm_link_read_finish (pair->link, result, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_false (pm_link_write_finish (pair->link, written, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (read_link (pair, PATIENT_MS, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

/* An operation keeps its link until it ends. */
static void
test_unref_while_reading (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) source = NULL;
  g_autoptr (GBytes) bytes = NULL;

  pm_link_read_async (pair->link, PATIENT_MS, NULL, pm_await_cb, &result);
  g_object_unref (g_steal_pointer (&pair->link));
  pm_await_ms (10);
  say (pair, "250\r\n");
  pm_await (&result);
  source = g_async_result_get_source_object (result);
  bytes = pm_link_read_finish (PM_LINK (source), result, NULL);
  assert_bytes (bytes, "250\r\n");
}

#define ADD(path, test) g_test_add (path, Pair, NULL, pair_setup, test, pair_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/link/read/data", test_read);
  ADD ("/link/read/calls-back-later", test_read_calls_back_later);
  ADD ("/link/read/timeout", test_read_timeout);
  ADD ("/link/read/closed", test_read_closed);
  ADD ("/link/read/reset", test_read_reset);
  ADD ("/link/read/cancel", test_read_cancel);
  ADD ("/link/write/much", test_write_much);
  ADD ("/link/write/timeout", test_write_timeout);
  ADD ("/link/write/cancel", test_write_cancel);
  ADD ("/link/write/reset", test_write_reset);
  ADD ("/link/close", test_close);
  ADD ("/link/unref-while-reading", test_unref_while_reading);
  return g_test_run ();
}
