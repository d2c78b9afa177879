/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-fixture.h"

#include <gnutls/x509.h>
#include <string.h>

#include "pm-await.h"

const char smtp_hang_up[] = "(hangs up)";
const char smtp_start_tls[] = "(starts TLS)";
const char smtp_drip[] = "(drips)";

static PmTrust *trust;
static GTlsCertificate *certificate;

static void server_go_on (SmtpServer *server);

static void
server_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SmtpServer *server = user_data;

  g_clear_pointer (&server->saying, g_bytes_unref);
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    server_go_on (server);
  else
    server->is_ended = TRUE;
}

static void
server_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SmtpServer *server = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (length > 0)
    {
      g_string_append_len (server->received, (const char *) server->buffer, length);
      server_go_on (server);
    }
  else
    server->is_ended = TRUE;
}

static void
server_secured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SmtpServer *server = user_data;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    server_go_on (server);
  else
    server->is_ended = TRUE;
}

static void
server_start_tls (SmtpServer *server)
{
  GIOStream *tls = g_tls_server_connection_new (server->stream, certificate, NULL);

  g_object_unref (server->stream);
  server->stream = tls;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL,
                                    server_secured_cb, server);
}

static void
server_say (SmtpServer *server, const char *text)
{
  gsize length;
  const char *bytes;

  server->saying = g_bytes_new (text, strlen (text));
  bytes = g_bytes_get_data (server->saying, &length);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (server->stream), bytes, length,
                                   G_PRIORITY_DEFAULT, NULL, server_wrote_cb, server);
}

static gboolean
server_drip_cb (gpointer user_data)
{
  SmtpServer *server = user_data;

  if (!server->is_ended)
    server_say (server, "x");
  return G_SOURCE_REMOVE;
}

static void
server_do (SmtpServer *server, const char *say)
{
  if (say == smtp_hang_up)
    {
      g_io_stream_close (server->stream, NULL, NULL);
      server->is_ended = TRUE;
    }
  else if (say == smtp_start_tls)
    server_start_tls (server);
  else if (say == smtp_drip)
    {
      server->script--;
      g_timeout_add (10, server_drip_cb, server);
    }
  else if (say != NULL)
    server_say (server, say);
  else
    server_go_on (server);
}

/* Whether what is waited for came. What came is compared byte by byte, so that a command that was
 * not waited for, or came too early, is seen. */
static gboolean
server_has (SmtpServer *server, const char *wait)
{
  if (wait == NULL)
    return TRUE;
  if (g_str_equal (wait, SMTP_ANY_LINE))
    return g_str_has_suffix (server->received->str, "\r\n");
  if (server->received->len < strlen (wait))
    return FALSE;
  g_assert_cmpstr (server->received->str, ==, wait);
  return TRUE;
}

static void
server_go_on (SmtpServer *server)
{
  const SmtpStep *step = server->script;

  if ((step->wait == NULL && step->say == NULL) || !server_has (server, step->wait))
    {
      g_input_stream_read_async (g_io_stream_get_input_stream (server->stream), server->buffer,
                                 sizeof server->buffer, G_PRIORITY_DEFAULT, NULL, server_read_cb,
                                 server);
      return;
    }
  if (step->wait != NULL)
    g_string_truncate (server->received, 0);
  server->script++;
  server_do (server, step->say);
}

static void
transcript_cb (PmWire direction, const char *text, gpointer user_data)
{
  static const char *const signs[] = { "< ", "> ", "# " };

  g_string_append_printf (user_data, "%s%s\n", signs[direction], text);
}

static void
connect_pair (GSocket **client, GSocket **server)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) listener = NULL;
  g_autoptr (GError) error = NULL;

  listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, 0, &error);
  g_assert_true (g_socket_bind (listener, any_port, FALSE, &error));
  g_assert_true (g_socket_listen (listener, &error));
  address = g_socket_get_local_address (listener, &error);
  *client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, 0, &error);
  g_assert_true (g_socket_connect (*client, address, NULL, &error));
  *server = g_socket_accept (listener, NULL, &error);
  g_assert_no_error (error);
}

void
smtp_fixture_start (SmtpFixture *fixture, const SmtpStep *script, guint timeout_ms)
{
  g_autoptr (GSocket) near = NULL;
  g_autoptr (GSocket) far = NULL;
  g_autoptr (PmLink) link = NULL;
  g_autoptr (PmTranscript) transcript = NULL;

  connect_pair (&near, &far);
  link = pm_link_new (near);
  fixture->transcript = g_string_new (NULL);
  transcript = pm_transcript_new (transcript_cb, fixture->transcript, NULL);
  fixture->scrubber = pm_scrubber_new ();
  fixture->client = pm_smtp_client_new (link, transcript, fixture->scrubber, timeout_ms);
  fixture->server.script = script;
  fixture->server.stream = G_IO_STREAM (g_socket_connection_factory_create_connection (far));
  fixture->server.received = g_string_new (NULL);
  fixture->server.is_ended = FALSE;
  fixture->server.saying = NULL;
  server_go_on (&fixture->server);
}

void
smtp_fixture_end (SmtpFixture *fixture)
{
  PmLink *link = g_object_ref (pm_smtp_client_get_link (fixture->client));

  pm_await_finalized (fixture->client);
  pm_await_finalized (link);
  while (!fixture->server.is_ended)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->server.stream);
  g_string_free (fixture->server.received, TRUE);
  g_string_free (fixture->transcript, TRUE);
  pm_scrubber_unref (fixture->scrubber);
}

void
smtp_fixture_assert_transcript (SmtpFixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->transcript->str, ==, expected);
  g_string_truncate (fixture->transcript, 0);
}

char *
smtp_fixture_take_reply (PmReply *reply, const GError *error)
{
  char *seen;

  g_assert_no_error (error);
  seen = g_strdup_printf ("%u %s", reply->code, reply->text);
  pm_reply_free (reply);
  return seen;
}

PmReply *
smtp_fixture_greet (SmtpFixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_smtp_client_greet_async (fixture->client, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_smtp_client_greet_finish (fixture->client, result, error);
}

PmReply *
smtp_fixture_hello (SmtpFixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_smtp_client_hello_async (fixture->client, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_smtp_client_hello_finish (fixture->client, result, error);
}

void
smtp_fixture_assert_hello (SmtpFixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  PmReply *reply = smtp_fixture_hello (fixture, &error);
  g_autofree char *seen = smtp_fixture_take_reply (reply, error);

  g_assert_cmpstr (seen, ==, expected);
}

PmStarttls *
smtp_fixture_starttls (SmtpFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmStarttls *outcome;

  pm_smtp_client_starttls_async (fixture->client, trust, SMTP_HOST, NULL, pm_await_cb, &result);
  pm_await (&result);
  outcome = pm_smtp_client_starttls_finish (fixture->client, result, &error);
  g_assert_no_error (error);
  return outcome;
}

static gnutls_x509_privkey_t
make_key (void)
{
  gnutls_x509_privkey_t key;

  gnutls_x509_privkey_init (&key);
  gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  return key;
}

static gnutls_x509_crt_t
make_certificate (const char *name, gnutls_x509_privkey_t key, guint8 serial)
{
  gnutls_x509_crt_t made;
  time_t now = time (NULL);

  gnutls_x509_crt_init (&made);
  gnutls_x509_crt_set_version (made, 3);
  gnutls_x509_crt_set_serial (made, &serial, 1);
  gnutls_x509_crt_set_activation_time (made, now - 86400);
  gnutls_x509_crt_set_expiration_time (made, now + 86400);
  gnutls_x509_crt_set_dn_by_oid (made, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen (name));
  gnutls_x509_crt_set_key (made, key);
  return made;
}

static char *
take_pem (gnutls_datum_t *pem)
{
  char *text = g_strndup ((const char *) pem->data, pem->size);

  gnutls_free (pem->data);
  return text;
}

void
smtp_fixture_make_trust (void)
{
  gnutls_x509_privkey_t root_key = make_key (), key = make_key ();
  gnutls_x509_crt_t root = make_certificate ("Root", root_key, 1);
  gnutls_x509_crt_t leaf = make_certificate (SMTP_HOST, key, 2);
  gnutls_datum_t root_pem, leaf_pem, key_pem;
  g_autofree char *root_text = NULL, *leaf_text = NULL, *key_text = NULL, *both = NULL;
  g_autoptr (GError) error = NULL;

  gnutls_x509_crt_set_ca_status (root, 1);
  gnutls_x509_crt_set_key_usage (root, GNUTLS_KEY_KEY_CERT_SIGN);
  gnutls_x509_crt_sign2 (root, root, root_key, GNUTLS_DIG_SHA256, 0);
  gnutls_x509_crt_set_subject_alt_name (leaf, GNUTLS_SAN_DNSNAME, SMTP_HOST, strlen (SMTP_HOST), 0);
  gnutls_x509_crt_set_key_purpose_oid (leaf, GNUTLS_KP_TLS_WWW_SERVER, 0);
  gnutls_x509_crt_sign2 (leaf, root, root_key, GNUTLS_DIG_SHA256, 0);
  gnutls_x509_crt_export2 (root, GNUTLS_X509_FMT_PEM, &root_pem);
  gnutls_x509_crt_export2 (leaf, GNUTLS_X509_FMT_PEM, &leaf_pem);
  gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem);
  root_text = take_pem (&root_pem);
  leaf_text = take_pem (&leaf_pem);
  key_text = take_pem (&key_pem);
  both = g_strconcat (leaf_text, key_text, NULL);
  trust = pm_trust_new (root_text, &error);
  g_assert_no_error (error);
  certificate = g_tls_certificate_new_from_pem (both, -1, &error);
  g_assert_no_error (error);
  gnutls_x509_crt_deinit (root);
  gnutls_x509_crt_deinit (leaf);
  gnutls_x509_privkey_deinit (root_key);
  gnutls_x509_privkey_deinit (key);
}

void
smtp_fixture_forget_trust (void)
{
  g_clear_pointer (&trust, pm_trust_unref);
  g_clear_object (&certificate);
}
