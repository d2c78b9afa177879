/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-peer.h"

#include <errno.h>
#include <glib-unix.h>
#include <gnutls/abstract.h>
#include <string.h>
#include <sys/socket.h>

#include "pm-await.h"

PmTrust *tls_peer_trust;

const Leaf tls_peer_good = { 0 };

/* The authorities and keys of this program; made once. */
typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Authority;

static Authority root, other_root, intermediate;
static gnutls_x509_privkey_t leaf_key, weak_key;
static char *root_pem;

static gnutls_x509_privkey_t
key_new (gnutls_pk_algorithm_t algorithm, unsigned bits)
{
  gnutls_x509_privkey_t key;

  gnutls_x509_privkey_init (&key);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, algorithm, bits, 0), ==, 0);
  return key;
}

static gnutls_x509_crt_t
certificate_new (const char *common_name, gnutls_x509_privkey_t key, int from_days, int to_days)
{
  static guint32 last_serial = 1 << 24;
  const guint32 serial = GUINT32_TO_BE (++last_serial);
  gnutls_x509_crt_t certificate;

  gnutls_x509_crt_init (&certificate);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial);
  gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                 (unsigned) strlen (common_name));
  gnutls_x509_crt_set_activation_time (certificate, time (NULL) + from_days * DAY);
  gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + to_days * DAY);
  gnutls_x509_crt_set_key (certificate, key);
  return certificate;
}

/* Signs it, and reads it back: GnuTLS compares names in the form in which they were read. */
static gnutls_x509_crt_t
sign (gnutls_x509_crt_t certificate,
      const Authority *issuer,
      gnutls_x509_privkey_t own_key,
      gnutls_digest_algorithm_t digest)
{
  gnutls_datum_t der = { NULL, 0 };
  gnutls_x509_crt_t signed_certificate;

  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate,
                                          issuer != NULL ? issuer->certificate : certificate,
                                          issuer != NULL ? issuer->key : own_key, digest, 0),
                   ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der), ==, 0);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_crt_init (&signed_certificate);
  g_assert_cmpint (gnutls_x509_crt_import (signed_certificate, &der, GNUTLS_X509_FMT_DER), ==, 0);
  gnutls_free (der.data);
  return signed_certificate;
}

static Authority
authority_new (const char *name, Authority *issuer)
{
  Authority self;

  self.key = key_new (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1));
  self.certificate = certificate_new (name, self.key, -1000, 1000);
  gnutls_x509_crt_set_basic_constraints (self.certificate, 1, -1);
  gnutls_x509_crt_set_key_usage (self.certificate, GNUTLS_KEY_KEY_CERT_SIGN);
  self.certificate = sign (self.certificate, issuer, self.key, GNUTLS_DIG_SHA256);
  return self;
}

static Authority *
issuer_of (const Leaf *c)
{
  Authority *const issuers[] = { &root, &other_root, &intermediate, NULL };

  return issuers[c->issuer];
}

static gnutls_x509_crt_t
leaf_new (const Leaf *c)
{
  const char *dns = c->dns != NULL ? c->dns : HOST;
  gnutls_x509_privkey_t key = c->weak_key ? weak_key : leaf_key;
  gnutls_x509_crt_t leaf = certificate_new (
      "leaf.example.test", key, c->from_days ? c->from_days : -10, c->to_days ? c->to_days : 100);
  gnutls_datum_t uri = { (unsigned char *) "http://ca.example.test/i.crt", 28 };

  gnutls_x509_crt_set_subject_alt_name (leaf, GNUTLS_SAN_DNSNAME, dns, (unsigned) strlen (dns),
                                        GNUTLS_FSAN_SET);
  if (c->ip[0] != 0)
    gnutls_x509_crt_set_subject_alt_name (leaf, GNUTLS_SAN_IPADDRESS, c->ip, sizeof c->ip,
                                          GNUTLS_FSAN_APPEND);
  if (c->purpose != NULL)
    gnutls_x509_crt_set_key_purpose_oid (leaf, c->purpose, 0);
  if (c->tells_issuer)
    gnutls_x509_crt_set_authority_info_access (leaf, GNUTLS_IA_CAISSUERS_URI, &uri);
  return sign (leaf, issuer_of (c), key, c->digest != 0 ? c->digest : GNUTLS_DIG_SHA256);
}

static void server_watch (TlsPeer *self, GIOCondition condition);

static gssize
cut (TlsPeer *self)
{
  if (self->last_breath != NULL)
    g_socket_send (self->connection, g_bytes_get_data (self->last_breath, NULL),
                   g_bytes_get_size (self->last_breath), NULL, NULL);
  tls_peer_hang_up (self);
  gnutls_transport_set_errno (self->session, EPIPE);
  return -1;
}

static gssize
push (TlsPeer *self, const void *bytes, gsize length)
{
  gssize n;

  if (self->cut_after > 0)
    length = MIN (length, self->cut_after - self->pushed);
  if (length == 0)
    return cut (self);
  n = send (g_socket_get_fd (self->connection), bytes, length, MSG_NOSIGNAL);
  self->pushed += (gsize) MAX (n, 0);
  return n;
}

static gssize
dribble (gnutls_transport_ptr_t pointer, const void *bytes, gsize length)
{
  TlsPeer *self = pointer;

  self->dribble_pause = !self->dribble_pause;
  if (self->dribbles && self->dribble_pause)
    {
      gnutls_transport_set_errno (self->session, EAGAIN);
      return -1;
    }
  return push (self, bytes, self->dribbles ? 1 : length);
}

static gssize
take (gnutls_transport_ptr_t pointer, void *buffer, gsize size)
{
  TlsPeer *self = pointer;

  return recv (g_socket_get_fd (self->connection), buffer, size, 0);
}

static void
server_start_tls (TlsPeer *self)
{
  gnutls_init (&self->session, GNUTLS_SERVER | GNUTLS_NONBLOCK);
  g_assert_cmpint (gnutls_priority_set_direct (
                       self->session, self->priorities ? self->priorities : "NORMAL", NULL),
                   ==, 0);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  if (self->wants_certificate)
    gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_REQUIRE);
  if (self->asks_certificate)
    gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_REQUEST);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_push_function (self->session, dribble);
  gnutls_transport_set_pull_function (self->session, take);
}

void
tls_peer_hang_up (TlsPeer *self)
{
  const struct linger now = { 1, 0 };

  if (g_socket_is_closed (self->connection))
    return;
  if (self->then == RESET)
    setsockopt (g_socket_get_fd (self->connection), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  g_socket_close (self->connection, NULL);
}

/* FALSE: all is sent. */
static gboolean
server_speak_plain (TlsPeer *self)
{
  char buffer[4096];
  gsize length;
  const char *bytes = g_bytes_get_data (self->plain, &length);
  gsize n = self->piece > 0 ? MIN (self->piece, length - self->plain_sent) : length;

  if (!self->impatient)
    g_socket_receive (self->connection, buffer, sizeof buffer, NULL, NULL);
  self->impatient = TRUE;
  if (n > 0)
    g_socket_send (self->connection, bytes + self->plain_sent, n, NULL, NULL);
  self->plain_sent += n;
  if (self->plain_sent < length)
    return TRUE;
  if (self->then != STAY)
    tls_peer_hang_up (self);
  return FALSE;
}

static int
server_greet (TlsPeer *self)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->greeting, &length);
  gssize n = 1;

  while (n > 0 && self->greeted < length)
    {
      n = gnutls_record_send (self->session, bytes + self->greeted, length - self->greeted);
      self->greeted += (gsize) MAX (n, 0);
    }
  return n > 0 ? 0 : (int) n;
}

static int
server_echo (TlsPeer *self)
{
  char buffer[1024];
  gssize n = gnutls_record_recv (self->session, buffer, sizeof buffer);

  if (n > 0)
    n = gnutls_record_send (self->session, buffer, (gsize) n);
  return n > 0 ? GNUTLS_E_AGAIN : (int) n;
}

static int
server_step_tls (TlsPeer *self)
{
  gsize length = sizeof self->server_name;
  unsigned kind;
  int code = self->done ? 0 : gnutls_handshake (self->session);

  if (code < 0)
    return code;
  if (!self->done && gnutls_server_name_get (self->session, self->server_name, &length, &kind, 0))
    self->server_name[0] = '\0';
  self->done = TRUE;
  code = server_greet (self);
  if (code == 0 && self->leave)
    code = gnutls_bye (self->session, GNUTLS_SHUT_WR);
  if (code == 0 && !self->leave)
    code = server_echo (self);
  return code;
}

static void
server_send_alert (TlsPeer *self, int code)
{
  if (self->alert != 0)
    gnutls_alert_send (self->session, GNUTLS_AL_FATAL, (gnutls_alert_description_t) self->alert);
  else
    gnutls_alert_send_appropriate (self->session, code);
}

static gboolean
server_ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  TlsPeer *self = user_data;
  GIOCondition want = G_IO_OUT;
  gboolean again;
  int code;

  self->watch = 0;
  if (self->plain != NULL)
    again = server_speak_plain (self);
  else
    {
      code = server_step_tls (self);
      again = code < 0 && !gnutls_error_is_fatal (code);
      want = gnutls_record_get_direction (self->session) ? G_IO_OUT : G_IO_IN;
      /* A close without close_notify, with the alert in front where there is one. */
      if (!again && code < 0)
        server_send_alert (self, code);
      if (!again)
        tls_peer_hang_up (self);
    }
  if (again)
    server_watch (self, want);
  return G_SOURCE_REMOVE;
}

static void
server_watch (TlsPeer *self, GIOCondition condition)
{
  self->watch = g_unix_fd_add (g_socket_get_fd (self->connection), condition, server_ready_cb,
                               self);
}

static gboolean
server_accept_cb (int fd, GIOCondition condition, gpointer user_data)
{
  TlsPeer *self = user_data;

  self->accept_watch = 0;
  self->connection = g_socket_accept (self->listener, NULL, NULL);
  g_socket_set_blocking (self->connection, FALSE);
  if (self->plain == NULL)
    server_start_tls (self);
  server_watch (self, self->plain != NULL && self->impatient ? G_IO_OUT : G_IO_IN);
  return G_SOURCE_REMOVE;
}

static GSocket *
socket_new (void)
{
  return g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
}

void
tls_peer_setup (TlsPeer *self, gconstpointer data)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) client = socket_new ();

  memset (self, 0, sizeof *self);
  self->greeting = g_bytes_new_static ("220 in TLS\r\n", 12);
  gnutls_certificate_allocate_credentials (&self->credentials);
  self->listener = socket_new ();
  g_assert_true (g_socket_bind (self->listener, any, TRUE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
  address = g_socket_get_local_address (self->listener, NULL);
  g_assert_true (g_socket_connect (client, address, NULL, NULL));
  self->link = pm_link_new (client);
  self->accept_watch = g_unix_fd_add (g_socket_get_fd (self->listener), G_IO_IN, server_accept_cb,
                                      self);
}

void
tls_peer_teardown (TlsPeer *self, gconstpointer data)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->accept_watch, g_source_remove);
  if (self->link != NULL)
    pm_await_finalized (self->link);
  g_clear_pointer (&self->session, gnutls_deinit);
  gnutls_certificate_free_credentials (self->credentials);
  g_clear_object (&self->connection);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->plain, g_bytes_unref);
  g_clear_pointer (&self->greeting, g_bytes_unref);
  g_clear_pointer (&self->last_breath, g_bytes_unref);
}

void
tls_peer_show (TlsPeer *self, const Leaf *c)
{
  gnutls_x509_crt_t chain[2] = { leaf_new (c), NULL };
  int n = 1;

  if (c->send_issuer)
    chain[n++] = issuer_of (c)->certificate;
  g_assert_cmpint (gnutls_certificate_set_x509_key (self->credentials, chain, n,
                                                    c->weak_key ? weak_key : leaf_key),
                   >=, 0);
  gnutls_x509_crt_deinit (chain[0]);
}

PmTlsResult *
tls_peer_start (TlsPeer *self, const char *host, guint timeout_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_link_start_tls_async (self->link, tls_peer_trust, host, timeout_ms, NULL, pm_await_cb,
                           &result);
  pm_await (&result);
  return pm_link_start_tls_finish (self->link, result, error);
}

PmTlsResult *
tls_peer_start_good (TlsPeer *self)
{
  g_autoptr (GError) error = NULL;
  PmTlsResult *result;

  tls_peer_show (self, &tls_peer_good);
  result = tls_peer_start (self, HOST, PATIENT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->status, ==, PM_TLS_SECURED);
  return result;
}

GBytes *
tls_peer_read (TlsPeer *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_link_read_async (self->link, PATIENT_MS, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_link_read_finish (self->link, result, error);
}

gboolean
tls_peer_write (TlsPeer *self, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  pm_link_write_async (self->link, bytes, PATIENT_MS, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_link_write_finish (self->link, result, error);
}

void
tls_peer_assert_bytes (GBytes *bytes, const char *text)
{
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static char *
to_pem (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t pem = { NULL, 0 };
  char *text;

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem), ==, 0);
  text = g_strndup ((char *) pem.data, pem.size);
  gnutls_free (pem.data);
  return text;
}

void
tls_peer_begin (void)
{
  root = authority_new ("Test Root", NULL);
  other_root = authority_new ("Other Root", NULL);
  intermediate = authority_new ("Test Intermediate", &root);
  leaf_key = key_new (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1));
  weak_key = key_new (GNUTLS_PK_RSA, 1024);
  root_pem = to_pem (root.certificate);
  tls_peer_trust = pm_trust_new (root_pem, NULL);
}

static void
authority_clear (Authority *self)
{
  gnutls_x509_privkey_deinit (self->key);
  gnutls_x509_crt_deinit (self->certificate);
}

void
tls_peer_end (void)
{
  authority_clear (&root);
  authority_clear (&other_root);
  authority_clear (&intermediate);
  gnutls_x509_privkey_deinit (leaf_key);
  gnutls_x509_privkey_deinit (weak_key);
  g_free (root_pem);
  pm_trust_unref (tls_peer_trust);
}
