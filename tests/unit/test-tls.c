/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-peer.h"

#include <string.h>

#include "pm-await.h"

static void
test_secured (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = tls_peer_start_good (self);
  g_autoptr (GBytes) greeting = NULL;
  g_autoptr (GBytes) echo = NULL;

  g_assert_true (pm_link_is_secured (self->link));
  g_assert_cmpstr (result->version, ==, "TLS1.3");
  g_assert_true (g_str_has_prefix (result->cipher, "TLS_"));
  g_assert_null (result->alert);
  g_assert_null (result->plaintext);
  greeting = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
  g_assert_cmpstr (self->server_name, ==, HOST);
  g_assert_true (tls_peer_write (self, "EHLO [127.0.0.1]\r\n", NULL));
  echo = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (echo, "EHLO [127.0.0.1]\r\n");
  pm_link_close (self->link);
  g_assert_false (pm_link_is_secured (self->link));
}

static void
test_tls12 (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GBytes) greeting = NULL;

  self->priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
  result = tls_peer_start_good (self);
  g_assert_cmpstr (result->version, ==, "TLS1.2");
  greeting = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
}

static void
test_old_version (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;

  self->priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:%COMPAT";
  tls_peer_show (self, &tls_peer_good);
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  g_assert_cmpint (result->status, ==, PM_TLS_ALERT);
  g_assert_cmpstr (result->alert, ==, "Error in protocol version");
  g_assert_false (pm_link_is_secured (self->link));
}

static void
test_byte_by_byte (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GBytes) greeting = NULL;

  self->dribbles = TRUE;
  result = tls_peer_start_good (self);
  greeting = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
}

static void
test_much (TlsPeer *self, gconstpointer data)
{
  const gsize length = 3 * 1024 * 1024 + 7;
  g_autofree guint8 *much = g_malloc (length);
  g_autoptr (GByteArray) got = g_byte_array_new ();
  g_autoptr (PmTlsResult) result = NULL;

  for (gsize i = 0; i < length; i++)
    much[i] = (guint8) (i % 253);
  g_bytes_unref (self->greeting);
  self->greeting = g_bytes_new (much, length);
  result = tls_peer_start_good (self);
  while (got->len < length)
    {
      g_autoptr (GBytes) bytes = tls_peer_read (self, NULL);

      g_assert_nonnull (bytes);
      g_byte_array_append (got, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    }
  g_assert_cmpmem (got->data, got->len, much, length);
}

/* TLS 1.3: the client's handshake is over before the server says what it thinks of it. */
static void
test_client_certificate_required (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->wants_certificate = TRUE;
  result = tls_peer_start_good (self);
  g_assert_null (tls_peer_read (self, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "ertificate"));
}

static void
test_goodbye (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GBytes) greeting = NULL;
  g_autoptr (GError) error = NULL;

  self->leave = TRUE;
  result = tls_peer_start_good (self);
  greeting = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
  g_assert_null (tls_peer_read (self, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

static void
test_cut_off (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = tls_peer_start_good (self);
  g_autoptr (GBytes) greeting = tls_peer_read (self, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->watch, g_source_remove);
  tls_peer_hang_up (self);
  g_assert_null (tls_peer_read (self, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

/* Clear text that is put into the stream after the handshake. */
static void
test_broken_record (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = tls_peer_start_good (self);
  g_autoptr (GBytes) greeting = tls_peer_read (self, NULL);
  g_autoptr (GError) error = NULL;

  g_socket_send (self->connection, "250 AUTH LOGIN\r\n", 16, NULL, NULL);
  g_assert_null (tls_peer_read (self, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_TLS);
}

static void
test_cancel_read (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = tls_peer_start_good (self);
  g_autoptr (GBytes) greeting = tls_peer_read (self, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GBytes) echo = NULL;
  g_autoptr (GError) error = NULL;

  pm_link_read_async (self->link, PATIENT_MS, cancellable, pm_await_cb, &cancelled);
  pm_await_ms (10);
  g_cancellable_cancel (cancellable);
  pm_await (&cancelled);
  g_assert_null (pm_link_read_finish (self->link, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_assert_true (tls_peer_write (self, "NOOP\r\n", NULL));
  echo = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (echo, "NOOP\r\n");
}

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  gboolean impatient;
  gsize piece;
  int then;
  guint timeout_ms;
  const char *status;
  const char *plaintext; /* or NULL */
  const char *alert;     /* or NULL */
} Noise;

#define BYTES(literal) literal, sizeof literal - 1

static const Noise noises[] = {
  { "smtp", BYTES ("220 mx ESMTP\r\n"), TRUE, 0, STAY, PATIENT_MS, "not-tls", "220 mx ESMTP\r\n",
    NULL },
  { "smtp-answers", BYTES ("500 what?\r\n"), FALSE, 0, STAY, PATIENT_MS, "not-tls", "500 what?\r\n",
    NULL },
  { "smtp-in-bytes", BYTES ("220 mx ESMTP\r\n"), TRUE, 1, STAY, PATIENT_MS, "not-tls",
    "220 mx ESMTP\r\n", NULL },
  { "http-and-gone", BYTES ("HTTP/1.1 400 Bad Request\r\n\r\n"), FALSE, 0, CLOSE, PATIENT_MS,
    "not-tls", "HTTP/1.1 400 Bad Request\r\n\r\n", NULL },
  { "no-line", BYTES ("++ 220"), TRUE, 0, STAY, PATIENT_MS, "not-tls", "++ 220", NULL },
  { "one-byte-and-gone", BYTES ("2"), FALSE, 0, CLOSE, PATIENT_MS, "not-tls", "2", NULL },
  { "gone", BYTES (""), FALSE, 0, CLOSE, PATIENT_MS, "closed", NULL, NULL },
  { "gone-without-reading", BYTES (""), TRUE, 0, CLOSE, PATIENT_MS, "reset", NULL, NULL },
  { "reset", BYTES (""), FALSE, 0, RESET, PATIENT_MS, "reset", NULL, NULL },
  { "half-a-record", BYTES ("\x16\x03\x03\x00\x7a\x02\x00"), FALSE, 0, CLOSE, PATIENT_MS, "closed",
    NULL, NULL },
  { "silent", BYTES (""), TRUE, 0, STAY, 30, "timeout", NULL, NULL },
  { "silent-in-a-record", BYTES ("\x16\x03\x03\x00\x7a\x02"), FALSE, 0, STAY, 100, "timeout", NULL,
    NULL },
  { "alert-version", BYTES ("\x15\x03\x03\x00\x02\x02\x46"), FALSE, 0, CLOSE, PATIENT_MS, "alert",
    NULL, "Error in protocol version" },
  { "alert-in-bytes", BYTES ("\x15\x03\x03\x00\x02\x02\x28"), FALSE, 1, CLOSE, PATIENT_MS, "alert",
    NULL, "Handshake failed" },
  { "junk-record", BYTES ("\x16\x03\x03\x00\x04\x7a\x00\x00\x00"), FALSE, 0, STAY, PATIENT_MS,
    "failed", NULL, NULL },
  { "data-record", BYTES ("\x17\x03\x03\x00\x04zzzz"), FALSE, 0, STAY, PATIENT_MS, "failed", NULL,
    NULL },
};

static void
test_noise (gconstpointer data)
{
  const Noise *noise = data;
  TlsPeer server;
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tls_peer_setup (&server, NULL);
  server.plain = g_bytes_new (noise->bytes, noise->length);
  server.impatient = noise->impatient;
  server.piece = noise->piece;
  server.then = noise->then;
  result = tls_peer_start (&server, HOST, noise->timeout_ms, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pm_tls_status_get_id (result->status), ==, noise->status);
  g_assert_cmpstr (result->alert, ==, noise->alert);
  g_assert_cmpint (result->plaintext != NULL, ==, noise->plaintext != NULL);
  if (noise->plaintext != NULL)
    tls_peer_assert_bytes (result->plaintext, noise->plaintext);
  /* What was to go in TLS does not go in clear. */
  g_assert_false (tls_peer_write (&server, "AUTH", &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
  tls_peer_teardown (&server, NULL);
}

static void
test_much_plaintext (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autofree char *text = g_strnfill (2000, 'x');

  self->plain = g_bytes_new (text, 2000);
  self->impatient = TRUE;
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  g_assert_cmpint (result->status, ==, PM_TLS_NOT_TLS);
  g_assert_cmpuint (g_bytes_get_size (result->plaintext), ==, 512);
}

static void
test_cancel_handshake (TlsPeer *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->plain = g_bytes_new (NULL, 0);
  pm_link_start_tls_async (self->link, tls_peer_trust, HOST, PATIENT_MS, cancellable, pm_await_cb,
                           &result);
  pm_await_ms (10);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_link_start_tls_finish (self->link, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (tls_peer_write (self, "EHLO\r\n", &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

static void
test_close_in_handshake (TlsPeer *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->plain = g_bytes_new (NULL, 0);
  pm_link_start_tls_async (self->link, tls_peer_trust, HOST, PATIENT_MS, NULL, pm_await_cb,
                           &result);
  pm_link_close (self->link);
  pm_await (&result);
  g_assert_null (pm_link_start_tls_finish (self->link, result, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

static void
test_trust (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmTrust) system = pm_trust_new (NULL, &error);
  g_autoptr (PmTrust) broken = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (system);
  broken = pm_trust_new ("not a certificate", &error);
  g_assert_null (broken);
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_FAILED);
}

static void
add_noises (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (noises); i++)
    {
      g_autofree char *path = g_strconcat ("/tls/noise/", noises[i].name, NULL);

      g_test_add_data_func (path, &noises[i], test_noise);
    }
}

#define ADD(path, test) g_test_add (path, TlsPeer, NULL, tls_peer_setup, test, tls_peer_teardown)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  tls_peer_begin ();
  g_test_add_func ("/tls/trust", test_trust);
  ADD ("/tls/secured", test_secured);
  ADD ("/tls/version/1.2", test_tls12);
  ADD ("/tls/version/old", test_old_version);
  ADD ("/tls/byte-by-byte", test_byte_by_byte);
  ADD ("/tls/much", test_much);
  ADD ("/tls/client-certificate-required", test_client_certificate_required);
  ADD ("/tls/goodbye", test_goodbye);
  ADD ("/tls/cut-off", test_cut_off);
  ADD ("/tls/broken-record", test_broken_record);
  ADD ("/tls/cancel/read", test_cancel_read);
  ADD ("/tls/cancel/handshake", test_cancel_handshake);
  ADD ("/tls/close-in-handshake", test_close_in_handshake);
  ADD ("/tls/much-plaintext", test_much_plaintext);
  add_noises ();
  status = g_test_run ();
  tls_peer_end ();
  return status;
}
