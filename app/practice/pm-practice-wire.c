/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "pm-secret.h"

#define IDLE_S   300 /* RFC 5321 section 4.5.3.2.7 */
#define LINGER_S 2
#define CHUNK    16384
/* A client that does not read what it is sent is not read either. */
#define MAX_UNSENT 65536

typedef enum
{
  STATE_PLAIN,
  STATE_HANDSHAKE,
  STATE_TLS,
  STATE_CLOSING, /* what is queued goes out; what comes is thrown away */
  STATE_CLOSED,
} State;

struct _PmPracticeWire
{
  GSocket *socket;
  GMainContext *context;
  PmPracticeWireFunc func;
  PmPracticeWireSecuredFunc secured_func;
  gpointer user_data;

  State state;
  gboolean said_goodbye;
  GByteArray *unsent;
  GSource *readable;
  GSource *writable;
  GSource *idle;
  gnutls_session_t session;
};

static void update_sources (PmPracticeWire *self);

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
shut (PmPracticeWire *self)
{
  self->state = STATE_CLOSED;
  drop_source (&self->readable);
  drop_source (&self->writable);
  drop_source (&self->idle);
  g_socket_close (self->socket, NULL);
}

static gboolean
idle_cb (gpointer user_data)
{
  shut (user_data);
  return G_SOURCE_REMOVE;
}

static void
restart_idle (PmPracticeWire *self, guint seconds)
{
  drop_source (&self->idle);
  self->idle = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->idle, idle_cb, self, NULL);
  g_source_attach (self->idle, self->context);
}

static gboolean
is_would_block (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/* Half-closes and waits for the client's own end: closing with unread bytes would make the kernel
 * send a reset, which takes the last reply away from the client. */
static void
say_goodbye (PmPracticeWire *self)
{
  if (self->said_goodbye)
    return;
  self->said_goodbye = TRUE;
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
}

static void
flush (PmPracticeWire *self)
{
  while (self->unsent->len > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize sent = g_socket_send (self->socket, (const char *) self->unsent->data,
                                   self->unsent->len, NULL, &error);

      if (is_would_block (error))
        break;
      if (sent <= 0)
        {
          shut (self);
          return;
        }
      g_byte_array_remove_range (self->unsent, 0, (guint) sent);
    }

  if (self->state == STATE_CLOSING && self->unsent->len == 0)
    say_goodbye (self);
  update_sources (self);
}

static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  flush (user_data);
  return G_SOURCE_CONTINUE;
}

static void
hand_over (PmPracticeWire *self, char *bytes, gsize length)
{
  if (self->state == STATE_PLAIN || self->state == STATE_TLS)
    self->func (bytes, length, self->user_data);
  pm_secret_wipe (bytes, length);
}

/* What GnuTLS has taken off the socket already wakes no source, so it is read to its end. */
static void
read_tls (PmPracticeWire *self)
{
  do
    {
      char bytes[CHUNK];
      ssize_t got = gnutls_record_recv (self->session, bytes, sizeof bytes);

      if (got > 0)
        hand_over (self, bytes, (gsize) got);
      else if (got == 0 || gnutls_error_is_fatal ((int) got))
        pm_practice_wire_close (self);
    }
  while (self->state == STATE_TLS && gnutls_record_check_pending (self->session) > 0);
}

static void
shake_hands (PmPracticeWire *self)
{
  int code = gnutls_handshake (self->session);

  if (self->state != STATE_HANDSHAKE)
    return;
  if (code == GNUTLS_E_SUCCESS)
    {
      self->state = STATE_TLS;
      self->secured_func (self->user_data);
      if (self->state == STATE_TLS)
        read_tls (self);
    }
  else if (gnutls_error_is_fatal (code))
    {
      gnutls_alert_send_appropriate (self->session, code);
      pm_practice_wire_close (self);
    }
}

static void
read_plain (PmPracticeWire *self)
{
  g_autoptr (GError) error = NULL;
  char bytes[CHUNK];
  gssize got = g_socket_receive (self->socket, bytes, sizeof bytes, NULL, &error);

  if (is_would_block (error))
    return;
  if (got > 0)
    hand_over (self, bytes, (gsize) got);
  else if (self->state == STATE_CLOSING || got < 0)
    shut (self);
  else
    pm_practice_wire_close (self);
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PmPracticeWire *self = user_data;

  restart_idle (self, self->state == STATE_CLOSING ? LINGER_S : IDLE_S);
  if (self->state == STATE_HANDSHAKE)
    shake_hands (self);
  else if (self->state == STATE_TLS)
    read_tls (self);
  else
    read_plain (self);
  if (self->state != STATE_CLOSED)
    update_sources (self);
  return G_SOURCE_CONTINUE;
}

static void
want_source (PmPracticeWire *self,
             GSource **source,
             gboolean wanted,
             GIOCondition condition,
             GSocketSourceFunc func)
{
  if (!wanted)
    drop_source (source);
  if (!wanted || *source != NULL)
    return;

  *source = g_socket_create_source (self->socket, condition, NULL);
  g_source_set_callback (*source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (*source, self->context);
}

static void
update_sources (PmPracticeWire *self)
{
  want_source (self, &self->writable, self->unsent->len > 0, G_IO_OUT, writable_cb);
  want_source (self, &self->readable, self->unsent->len < MAX_UNSENT, G_IO_IN, readable_cb);
}

static ssize_t
tls_push_cb (gnutls_transport_ptr_t pointer, const void *bytes, size_t length)
{
  PmPracticeWire *self = pointer;

  g_byte_array_append (self->unsent, bytes, (guint) length);
  if (self->state != STATE_CLOSED)
    flush (self);
  return (ssize_t) length;
}

static ssize_t
tls_pull_cb (gnutls_transport_ptr_t pointer, void *bytes, size_t length)
{
  PmPracticeWire *self = pointer;
  g_autoptr (GError) error = NULL;
  gssize got = g_socket_receive (self->socket, bytes, length, NULL, &error);

  if (got < 0)
    gnutls_transport_set_errno (self->session, is_would_block (error) ? EAGAIN : EIO);
  return got;
}

/* GnuTLS wants one beside a pull function, and does not call it on a non-blocking session. */
static int
tls_pull_timeout_cb (gnutls_transport_ptr_t pointer, unsigned int ms)
{
  PmPracticeWire *self = pointer;

  return (g_socket_condition_check (self->socket, G_IO_IN) & G_IO_IN) != 0;
}

void
pm_practice_wire_start_tls (PmPracticeWire *self,
                            gnutls_certificate_credentials_t credentials,
                            const char *priority,
                            gboolean wants_certificate)
{
  g_return_if_fail (self->session == NULL);

  gnutls_init (&self->session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  gnutls_priority_set_direct (self->session, priority, NULL);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, credentials);
  if (wants_certificate)
    gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_REQUIRE);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_push_function (self->session, tls_push_cb);
  gnutls_transport_set_pull_function (self->session, tls_pull_cb);
  gnutls_transport_set_pull_timeout_function (self->session, tls_pull_timeout_cb);
  self->state = STATE_HANDSHAKE;
}

/* The push function takes every record at once, so none is to be sent again. */
static void
send_records (PmPracticeWire *self, const char *bytes, gsize length)
{
  ssize_t sent;

  for (gsize at = 0; at < length && self->state == STATE_TLS; at += (gsize) sent)
    {
      sent = gnutls_record_send (self->session, bytes + at, length - at);
      if (sent <= 0)
        return;
    }
}

void
pm_practice_wire_send (PmPracticeWire *self, const char *bytes, gsize length)
{
  if (self->state == STATE_TLS)
    send_records (self, bytes, length);
  else if (self->state == STATE_PLAIN)
    {
      g_byte_array_append (self->unsent, (const guint8 *) bytes, (guint) length);
      flush (self);
    }
}

gboolean
pm_practice_wire_is_encrypted (PmPracticeWire *self)
{
  return self->session != NULL;
}

gboolean
pm_practice_wire_is_open (PmPracticeWire *self)
{
  return self->state < STATE_CLOSING;
}

void
pm_practice_wire_close (PmPracticeWire *self)
{
  if (!pm_practice_wire_is_open (self))
    return;

  if (self->state == STATE_TLS)
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
  if (self->state == STATE_CLOSED)
    return;

  self->state = STATE_CLOSING;
  restart_idle (self, LINGER_S);
  flush (self);
}

void
pm_practice_wire_alert (PmPracticeWire *self)
{
  if (self->state == STATE_TLS)
    gnutls_alert_send (self->session, GNUTLS_AL_FATAL, GNUTLS_A_INTERNAL_ERROR);
  pm_practice_wire_close (self);
}

void
pm_practice_wire_reset (PmPracticeWire *self)
{
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (self->state == STATE_CLOSED)
    return;
  setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shut (self);
}

PmPracticeWire *
pm_practice_wire_new (GSocket *socket,
                      PmPracticeWireFunc func,
                      PmPracticeWireSecuredFunc secured_func,
                      gpointer user_data)
{
  PmPracticeWire *self = g_new0 (PmPracticeWire, 1);

  self->socket = g_object_ref (socket);
  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->secured_func = secured_func;
  self->user_data = user_data;
  self->unsent = g_byte_array_new ();

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  restart_idle (self, IDLE_S);
  update_sources (self);
  return self;
}

void
pm_practice_wire_free (PmPracticeWire *self)
{
  if (self->state != STATE_CLOSED)
    shut (self);
  if (self->session != NULL)
    gnutls_deinit (self->session);
  g_byte_array_unref (self->unsent);
  g_main_context_unref (self->context);
  g_object_unref (self->socket);
  g_free (self);
}
