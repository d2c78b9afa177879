/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-peer.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pm-await.h"

#define TLS12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"

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

  self->priorities = TLS12;
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

/* What only a link that may speak old TLS learns. */
typedef struct
{
  const char *name;
  const char *priorities;
  const char *alert; /* to a link that may not */
  PmTlsStatus status;
  const char *version;
  const char *cipher;
} OldServer;

#define ONLY_CIPHER TLS12 ":-CIPHER-ALL"

static const OldServer old_servers[] = {
  { "1.0", "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT", "Error in protocol version", PM_TLS_OLD,
    "TLS1.0", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" },
  { "1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT", "Error in protocol version", PM_TLS_OLD,
    "TLS1.1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" },
  { "1.2", TLS12, NULL, PM_TLS_NOT_VERIFIED, "TLS1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
  { "1.3", "NORMAL", NULL, PM_TLS_NOT_VERIFIED, "TLS1.3", "TLS_AES_256_GCM_SHA384" },
  { "weak-cipher", ONLY_CIPHER ":+3DES-CBC", "Handshake failed", PM_TLS_NOT_VERIFIED, "TLS1.2",
    "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA" },
  { "no-common-cipher", ONLY_CIPHER ":+CAMELLIA-128-CBC", "Handshake failed", PM_TLS_ALERT, NULL,
    NULL },
};

static void
assert_link_is_closed (TlsPeer *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (pm_link_is_secured (self->link));
  g_assert_false (tls_peer_write (self, "AUTH", &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
}

static void
test_old_server (gconstpointer data)
{
  const OldServer *c = data;

  for (gboolean old = FALSE; old <= TRUE; old++)
    {
      TlsPeer server;
      g_autoptr (PmTlsResult) result = NULL;

      tls_peer_setup (&server, NULL);
      server.priorities = c->priorities;
      tls_peer_show (&server, &tls_peer_good);
      pm_link_set_old_tls (server.link, old);
      result = tls_peer_start (&server, HOST, PATIENT_MS, NULL);
      if (old)
        {
          g_assert_cmpstr (pm_tls_status_get_id (result->status), ==,
                           pm_tls_status_get_id (c->status));
          g_assert_cmpstr (result->version, ==, c->version);
          g_assert_cmpstr (result->cipher, ==, c->cipher);
          g_assert_cmpint (result->certificate != NULL, ==, c->version != NULL);
          assert_link_is_closed (&server);
        }
      else
        {
          g_assert_cmpstr (result->alert, ==, c->alert);
          g_assert_cmpint (pm_link_is_secured (server.link), ==, c->alert == NULL);
        }
      tls_peer_teardown (&server, NULL);
    }
}

/* Of a key that the certificate is too weak with, this link tells just as much as another. */
static void
test_old_weak_key (TlsPeer *self, gconstpointer data)
{
  static const Leaf leaf = { .weak_key = TRUE };
  g_autoptr (PmTlsResult) result = NULL;

  tls_peer_show (self, &leaf);
  pm_link_set_old_tls (self->link, TRUE);
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  g_assert_cmpint (result->status, ==, PM_TLS_NOT_VERIFIED);
  g_assert_cmpint (pm_certificate_get_faults (result->certificate), ==, PM_CERTIFICATE_WEAK);
  assert_link_is_closed (self);
}

/* GnuTLS reads the policy of the system as it starts: so this is a program of its own. */
static void
test_forbidden_by_policy (void)
{
  g_autofree char *policy = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("pm-policy-XXXXXX", &policy, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (
      policy, "[overrides]\ndisabled-version = tls1.0\ndisabled-version = tls1.1\n", -1, &error);
  g_assert_no_error (error);
  g_setenv ("GNUTLS_SYSTEM_PRIORITY_FILE", policy, TRUE);
  g_test_trap_subprocess ("/tls/old/forbidden/subprocess", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("GNUTLS_SYSTEM_PRIORITY_FILE");
  g_unlink (policy);
  g_test_trap_assert_passed ();
}

static void
test_forbidden_in_subprocess (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;

  self->plain = g_bytes_new_static ("\x15\x03\x01\x00\x02\x02\x46", 7);
  pm_link_set_old_tls (self->link, TRUE);
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  g_assert_cmpint (result->status, ==, PM_TLS_NOT_POSSIBLE);
  assert_link_is_closed (self);
}

static void
test_byte_by_byte (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GBytes) greeting = NULL;

  self->dribbles = TRUE;
  self->priorities = data;
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
  g_assert_true (result->client_certificate_wanted);
  g_assert_null (tls_peer_read (self, &error));
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLIENT_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, "ertificate"));
}

static void
test_client_certificate_required_tls12 (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;

  self->wants_certificate = TRUE;
  self->priorities = TLS12;
  self->alert = GNUTLS_A_HANDSHAKE_FAILURE;
  tls_peer_show (self, &tls_peer_good);
  result = tls_peer_start (self, HOST, PATIENT_MS, NULL);
  g_assert_cmpint (result->status, ==, PM_TLS_CLIENT_CERTIFICATE);
  g_assert_cmpstr (pm_tls_status_get_id (result->status), ==, "client-certificate");
  g_assert_cmpstr (result->alert, ==, "Handshake failed");
  g_assert_true (result->client_certificate_wanted);
  g_assert_nonnull (result->certificate);
  assert_link_is_closed (self);
}

/* To be asked is no refusal. */
static void
test_client_certificate_asked (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GBytes) greeting = NULL;

  self->asks_certificate = TRUE;
  self->priorities = data;
  result = tls_peer_start_good (self);
  g_assert_true (result->client_certificate_wanted);
  greeting = tls_peer_read (self, NULL);
  tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
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

/* How a connection may end at any byte of what the server says, in its handshake and after. */
typedef struct
{
  const char *name;
  const char *priorities;
  int then;
  const char *last_breath; /* or NULL */
  gsize length;
  const char *endings; /* of a handshake that was cut */
} Cut;

/* An alert in clear, and a record that makes no sense. */
#define ALERT "\x15\x03\x03\x00\x02\x02\x28", 7
#define JUNK  "\x16\x03\x03\x00\x04\x63\x00\x00\x00", 9

static const Cut cuts[] = {
  { "close/1.3", NULL, CLOSE, NULL, 0, "closed reset" },
  { "close/1.2", TLS12, CLOSE, NULL, 0, "closed reset" },
  { "reset/1.3", NULL, RESET, NULL, 0, "closed reset" },
  { "reset/1.2", TLS12, RESET, NULL, 0, "closed reset" },
  { "alert/1.3", NULL, CLOSE, ALERT, "closed reset alert failed not-tls" },
  { "alert/1.2", TLS12, CLOSE, ALERT, "closed reset alert failed not-tls" },
  { "junk/1.3", NULL, CLOSE, JUNK, "closed reset alert failed not-tls" },
  { "junk/1.2", TLS12, CLOSE, JUNK, "closed reset alert failed not-tls" },
};

typedef enum
{
  CUT_IN_HANDSHAKE,
  CUT_IN_GREETING,
  NOT_CUT,
} CutPlace;

static CutPlace
read_greeting (TlsPeer *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) greeting = tls_peer_read (server, &error);

  if (greeting != NULL)
    {
      tls_peer_assert_bytes (greeting, "220 in TLS\r\n");
      return NOT_CUT;
    }
  g_assert_true (g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED)
                 || g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_RESET)
                 || g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_TLS));
  return CUT_IN_GREETING;
}

static CutPlace
play_cut (const Cut *c, gsize after)
{
  TlsPeer server;
  g_autoptr (PmTlsResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CutPlace place = CUT_IN_HANDSHAKE;
  const char *status;

  tls_peer_setup (&server, NULL);
  tls_peer_show (&server, &tls_peer_good);
  server.priorities = c->priorities;
  server.cut_after = after;
  server.then = c->then;
  if (c->last_breath != NULL)
    server.last_breath = g_bytes_new_static (c->last_breath, c->length);
  result = tls_peer_start (&server, HOST, PATIENT_MS, &error);
  g_assert_no_error (error);
  status = pm_tls_status_get_id (result->status);
  if (result->status == PM_TLS_SECURED)
    place = read_greeting (&server);
  else
    g_assert_nonnull (strstr (c->endings, status));
  tls_peer_teardown (&server, NULL);
  return place;
}

static void
test_cut (gconstpointer data)
{
  guint counts[NOT_CUT + 1] = { 0 };

  for (gsize after = 1; counts[NOT_CUT] == 0; after += 23)
    {
      counts[play_cut (data, after)]++;
      g_assert_cmpuint (after, <, 4096);
    }
  g_assert_cmpuint (counts[CUT_IN_HANDSHAKE], >, 20);
}

static gboolean
stop_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static guint
count_rounds (guint ms)
{
  gboolean over = FALSE;
  guint rounds = 0;

  g_timeout_add (ms, stop_cb, &over);
  while (!over)
    {
      g_main_context_iteration (NULL, TRUE);
      rounds++;
    }
  return rounds;
}

/* A peer that has stopped (a computer that sleeps) costs nothing while it is waited for. */
static void
test_stalled_handshake (TlsPeer *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PmTlsResult) tls = NULL;

  self->plain = g_bytes_new_static ("\x16\x03\x03\x00\x7a\x02", 6);
  pm_link_start_tls_async (self->link, tls_peer_trust, HOST, PATIENT_MS, NULL, pm_await_cb,
                           &result);
  pm_await_ms (30);
  g_assert_cmpuint (count_rounds (60), <, 10);
  g_assert_null (result);
  tls_peer_hang_up (self);
  pm_await (&result);
  tls = pm_link_start_tls_finish (self->link, result, NULL);
  g_assert_cmpint (tls->status, ==, PM_TLS_CLOSED);
}

static void
test_stalled_read (TlsPeer *self, gconstpointer data)
{
  g_autoptr (PmTlsResult) tls = tls_peer_start_good (self);
  g_autoptr (GBytes) greeting = tls_peer_read (self, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  pm_link_read_async (self->link, PATIENT_MS, NULL, pm_await_cb, &result);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_socket_send (self->connection, "\x17\x03\x03\x00\x40zz", 7, NULL, NULL);
  pm_await_ms (30);
  g_assert_cmpuint (count_rounds (60), <, 10);
  g_assert_null (result);
  tls_peer_hang_up (self);
  pm_await (&result);
  bytes = pm_link_read_finish (self->link, result, &error);
  g_assert_null (bytes);
  g_assert_error (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED);
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
add_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (old_servers); i++)
    {
      g_autofree char *path = g_strconcat ("/tls/old/", old_servers[i].name, NULL);

      g_test_add_data_func (path, &old_servers[i], test_old_server);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *path = g_strconcat ("/tls/cut/", cuts[i].name, NULL);

      g_test_add_data_func (path, &cuts[i], test_cut);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (noises); i++)
    {
      g_autofree char *path = g_strconcat ("/tls/noise/", noises[i].name, NULL);

      g_test_add_data_func (path, &noises[i], test_noise);
    }
}

#define ADD_FOR(path, data, test)                                                                  \
  g_test_add (path, TlsPeer, data, tls_peer_setup, test, tls_peer_teardown)
#define ADD(path, test) ADD_FOR (path, NULL, test)

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
  ADD ("/tls/old/weak-key", test_old_weak_key);
  g_test_add_func ("/tls/old/forbidden", test_forbidden_by_policy);
  ADD ("/tls/old/forbidden/subprocess", test_forbidden_in_subprocess);
  ADD ("/tls/byte-by-byte/1.3", test_byte_by_byte);
  ADD_FOR ("/tls/byte-by-byte/1.2", TLS12, test_byte_by_byte);
  ADD ("/tls/much", test_much);
  ADD ("/tls/client-certificate/required/1.3", test_client_certificate_required);
  ADD ("/tls/client-certificate/required/1.2", test_client_certificate_required_tls12);
  ADD ("/tls/client-certificate/asked/1.3", test_client_certificate_asked);
  ADD_FOR ("/tls/client-certificate/asked/1.2", TLS12, test_client_certificate_asked);
  ADD ("/tls/stalled/handshake", test_stalled_handshake);
  ADD ("/tls/stalled/read", test_stalled_read);
  ADD ("/tls/goodbye", test_goodbye);
  ADD ("/tls/cut-off", test_cut_off);
  ADD ("/tls/broken-record", test_broken_record);
  ADD ("/tls/cancel/read", test_cancel_read);
  ADD ("/tls/cancel/handshake", test_cancel_handshake);
  ADD ("/tls/close-in-handshake", test_close_in_handshake);
  ADD ("/tls/much-plaintext", test_much_plaintext);
  add_tables ();
  status = g_test_run ();
  tls_peer_end ();
  return status;
}
