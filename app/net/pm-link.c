/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "pm-source.h"
#include "pm-tls-session.h"

#define READ_BYTES 16384

/* How long to listen on for the rest of the first line of a peer that does not speak TLS. */
#define PLAINTEXT_MS 300

struct _PmLink
{
  GObject parent_instance;

  GSocket *socket;
  char *peer;
  char *local;

  /* From the first byte of a handshake on, for good: nothing goes in clear any more, whatever the
   * handshake comes to. */
  PmTlsSession *tls;

  /* What is under way; owned. */
  GTask *reading;
  GTask *writing;
  GTask *handshaking;

  gboolean old_tls; /* may be spoken */
  gboolean secured;
  gboolean torn; /* a write ended somewhere in its middle */
};

G_DEFINE_FINAL_TYPE (PmLink, pm_link, G_TYPE_OBJECT)

G_DEFINE_QUARK (pm - link - error - quark, pm_link_error)

/* What a connection that was there dies of; the rest is a fault of this side. */
static const int reset_numbers[] = {
  ECONNRESET, EPIPE,        ECONNABORTED, ENETRESET, ETIMEDOUT,
  ENETDOWN,   EHOSTUNREACH, ENETUNREACH,  EHOSTDOWN, ECONNREFUSED,
};

/* An operation lives in its task, and the task in @slot of its link, until it ends. */
typedef struct _Operation Operation;
struct _Operation
{
  GTask **slot;
  guint timeout_ms;
  void (*step) (PmLink *self, GTask *task, Operation *operation);
  void (*out_of_time) (PmLink *self, GTask *task);

  GBytes *bytes;
  gsize sent;

  GSource *ready;
  GSource *limit;
  GSource *cancelled;
};

static void
operation_clear_sources (Operation *operation)
{
  pm_source_clear (&operation->ready);
  pm_source_clear (&operation->limit);
  pm_source_clear (&operation->cancelled);
}

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  operation_clear_sources (operation);
  g_clear_pointer (&operation->bytes, g_bytes_unref);
  g_free (operation);
}

/* Nothing of the operation happens after this; the caller returns the task that it gets. */
static GTask *
operation_end (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  operation_clear_sources (operation);
  return g_steal_pointer (operation->slot);
}

static void
operation_fail (GTask *task, GError *error)
{
  g_autoptr (GTask) ended = operation_end (task);

  g_task_return_error (ended, error);
}

static gboolean
operation_ready_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Operation *operation = g_task_get_task_data (task);

  pm_source_clear (&operation->ready);
  operation->step (g_task_get_source_object (task), task, operation);
  return G_SOURCE_REMOVE;
}

static gboolean
operation_limit_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Operation *operation = g_task_get_task_data (task);

  operation->out_of_time (g_task_get_source_object (task), task);
  return G_SOURCE_REMOVE;
}

static void
give_up_writing (PmLink *self, GTask *task)
{
  if (task == self->writing)
    self->torn = TRUE;
  if (task == self->handshaking)
    g_socket_close (self->socket, NULL);
}

static gboolean
operation_cancelled_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  give_up_writing (g_task_get_source_object (task), task);
  operation_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
operation_set_limit (GTask *task, guint ms)
{
  Operation *operation = g_task_get_task_data (task);

  pm_source_clear (&operation->limit);
  operation->limit = pm_source_new_delay (g_task_get_context (task), ms, operation_limit_cb, task);
}

static void
operation_wait (PmLink *self, GTask *task, GIOCondition want)
{
  Operation *operation = g_task_get_task_data (task);
  GMainContext *context = g_task_get_context (task);

  operation->ready = want != 0 ? pm_source_new_fd (context, g_socket_get_fd (self->socket), want,
                                                   operation_ready_cb, task)
                               : pm_source_new_delay (context, 0, operation_ready_cb, task);
  if (operation->limit == NULL)
    operation_set_limit (task, operation->timeout_ms);
  if (operation->cancelled == NULL)
    operation->cancelled = pm_source_new_cancelled (context, g_task_get_cancellable (task),
                                                    operation_cancelled_cb, task);
}

static void
out_of_time (PmLink *self, GTask *task)
{
  give_up_writing (self, task);
  operation_fail (task, g_error_new_literal (PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT,
                                             "The server did not answer in time"));
}

static gboolean
is_open (PmLink *self, GTask *task)
{
  if (!g_socket_is_closed (self->socket))
    return TRUE;
  g_task_return_new_error (task, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED, "The connection is closed");
  return FALSE;
}

/* Takes over @task. The first step is made at once: most often there is nothing to wait for. */
static void
operation_start (PmLink *self, GTask *task, Operation *operation)
{
  g_autoptr (GTask) alive = g_object_ref (task);

  g_task_set_task_data (task, operation, operation_free);
  *operation->slot = task;
  operation->step (self, task, operation);
}

static gssize
receive (PmLink *self, guint8 *buffer, gsize size, GIOCondition *want, GError **error)
{
  gssize n;

  if (self->tls != NULL)
    return pm_tls_session_receive (self->tls, buffer, size, want, error);
  n = recv (g_socket_get_fd (self->socket), buffer, size, 0);
  if (n > 0)
    return n;
  if (n == 0)
    {
      g_set_error_literal (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED,
                           "The server ended the connection");
      return -1;
    }
  *want = G_IO_IN;
  if (errno == EAGAIN || errno == EINTR)
    return 0;
  g_propagate_error (error, pm_link_error_new_from_errno (errno));
  return -1;
}

static gssize
transmit (PmLink *self, const guint8 *bytes, gsize length, GIOCondition *want, GError **error)
{
  gssize n;

  if (self->tls != NULL)
    return pm_tls_session_send (self->tls, bytes, length, want, error);
  n = send (g_socket_get_fd (self->socket), bytes, length, MSG_NOSIGNAL);
  if (n >= 0)
    return n;
  *want = G_IO_OUT;
  if (errno == EAGAIN || errno == EINTR)
    return 0;
  g_propagate_error (error, pm_link_error_new_from_errno (errno));
  return -1;
}

static void
read_step (PmLink *self, GTask *task, Operation *operation)
{
  guint8 buffer[READ_BYTES];
  GIOCondition want = 0;
  GError *error = NULL;
  gssize n = receive (self, buffer, sizeof buffer, &want, &error);

  if (n > 0)
    {
      g_autoptr (GTask) ended = operation_end (task);

      g_task_return_pointer (ended, g_bytes_new (buffer, (gsize) n),
                             (GDestroyNotify) g_bytes_unref);
    }
  else if (n < 0)
    operation_fail (task, error);
  else
    operation_wait (self, task, want);
}

static void
write_step (PmLink *self, GTask *task, Operation *operation)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (operation->bytes, &length);
  GIOCondition want = 0;
  GError *error = NULL;
  gssize n = 1;

  while (n > 0 && operation->sent < length)
    {
      n = transmit (self, bytes + operation->sent, length - operation->sent, &want, &error);
      operation->sent += (gsize) MAX (n, 0);
    }
  if (operation->sent == length)
    {
      g_autoptr (GTask) ended = operation_end (task);

      g_task_return_boolean (ended, TRUE);
    }
  else if (n < 0)
    {
      self->torn = TRUE;
      operation_fail (task, error);
    }
  else
    operation_wait (self, task, want);
}

static void
handshake_end (PmLink *self, GTask *task, PmTlsResult *result)
{
  g_autoptr (GTask) ended = operation_end (task);

  self->secured = result->status == PM_TLS_SECURED;
  if (self->old_tls || (!self->secured && result->status != PM_TLS_NOT_VERIFIED))
    pm_link_close (self);
  g_task_return_pointer (ended, result, (GDestroyNotify) pm_tls_result_free);
}

static void
handshake_step (PmLink *self, GTask *task, Operation *operation)
{
  GIOCondition want = 0;
  gboolean was_plaintext = pm_tls_session_is_plaintext (self->tls);
  PmTlsResult *result = pm_tls_session_handshake (self->tls, &want);

  if (result != NULL)
    {
      handshake_end (self, task, result);
      return;
    }
  operation_wait (self, task, want);
  if (!was_plaintext && pm_tls_session_is_plaintext (self->tls))
    operation_set_limit (task, MIN (operation->timeout_ms, PLAINTEXT_MS));
}

static void
handshake_out_of_time (PmLink *self, GTask *task)
{
  handshake_end (self, task, pm_tls_session_give_up (self->tls));
}

static char *
address_literal (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("");
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static void
pm_link_dispose (GObject *object)
{
  PmLink *self = PM_LINK (object);

  if (self->socket != NULL)
    pm_link_close (self);
  G_OBJECT_CLASS (pm_link_parent_class)->dispose (object);
}

static void
pm_link_finalize (GObject *object)
{
  PmLink *self = PM_LINK (object);

  g_clear_pointer (&self->tls, pm_tls_session_free);
  g_clear_object (&self->socket);
  g_free (self->peer);
  g_free (self->local);
  G_OBJECT_CLASS (pm_link_parent_class)->finalize (object);
}

static void
pm_link_class_init (PmLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pm_link_dispose;
  object_class->finalize = pm_link_finalize;
}

static void
pm_link_init (PmLink *self)
{
}

GError *
pm_link_error_new_from_errno (int number)
{
  PmLinkError code = PM_LINK_ERROR_FAILED;

  for (gsize i = 0; i < G_N_ELEMENTS (reset_numbers); i++)
    {
      if (reset_numbers[i] == number)
        code = PM_LINK_ERROR_RESET;
    }
  return g_error_new_literal (PM_LINK_ERROR, code, g_strerror (number));
}

PmLink *
pm_link_new (GSocket *socket)
{
  PmLink *self;
  g_autoptr (GSocketAddress) peer = NULL;
  g_autoptr (GSocketAddress) local = NULL;

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  self = g_object_new (PM_TYPE_LINK, NULL);
  self->socket = g_object_ref (socket);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  peer = g_socket_get_remote_address (socket, NULL);
  local = g_socket_get_local_address (socket, NULL);
  self->peer = address_literal (peer);
  self->local = address_literal (local);
  return self;
}

const char *
pm_link_get_peer (PmLink *self)
{
  g_return_val_if_fail (PM_IS_LINK (self), NULL);

  return self->peer;
}

const char *
pm_link_get_local (PmLink *self)
{
  g_return_val_if_fail (PM_IS_LINK (self), NULL);

  return self->local;
}

void
pm_link_read_async (PmLink *self,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Operation *operation;

  g_return_if_fail (PM_IS_LINK (self));
  g_return_if_fail (self->reading == NULL && self->handshaking == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_link_read_async);
  if (g_task_return_error_if_cancelled (task) || !is_open (self, task))
    return;
  operation = g_new0 (Operation, 1);
  operation->slot = &self->reading;
  operation->timeout_ms = timeout_ms;
  operation->step = read_step;
  operation->out_of_time = out_of_time;
  operation_start (self, g_steal_pointer (&task), operation);
}

GBytes *
pm_link_read_finish (PmLink *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pm_link_write_async (PmLink *self,
                     GBytes *bytes,
                     guint timeout_ms,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Operation *operation;

  g_return_if_fail (PM_IS_LINK (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (self->writing == NULL && self->handshaking == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_link_write_async);
  if (g_task_return_error_if_cancelled (task) || !is_open (self, task))
    return;
  if (self->torn)
    {
      g_task_return_new_error (task, PM_LINK_ERROR, PM_LINK_ERROR_FAILED,
                               "An earlier write broke off");
      return;
    }
  operation = g_new0 (Operation, 1);
  operation->slot = &self->writing;
  operation->timeout_ms = timeout_ms;
  operation->step = write_step;
  operation->out_of_time = out_of_time;
  operation->bytes = g_bytes_ref (bytes);
  operation_start (self, g_steal_pointer (&task), operation);
}

gboolean
pm_link_write_finish (PmLink *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
pm_link_set_old_tls (PmLink *self, gboolean allow)
{
  g_return_if_fail (PM_IS_LINK (self));
  g_return_if_fail (self->tls == NULL);

  self->old_tls = allow;
}

void
pm_link_start_tls_async (PmLink *self,
                         PmTrust *trust,
                         const char *host,
                         guint timeout_ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PmTlsResult *failure = NULL;
  Operation *operation;

  g_return_if_fail (PM_IS_LINK (self));
  g_return_if_fail (trust != NULL && host != NULL);
  g_return_if_fail (self->reading == NULL && self->writing == NULL);
  g_return_if_fail (self->handshaking == NULL && self->tls == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_link_start_tls_async);
  if (g_task_return_error_if_cancelled (task) || !is_open (self, task))
    return;
  self->tls = pm_tls_session_new (g_socket_get_fd (self->socket), trust, host, self->old_tls,
                                  &failure);
  if (self->tls == NULL)
    {
      pm_link_close (self);
      g_task_return_pointer (task, failure, (GDestroyNotify) pm_tls_result_free);
      return;
    }
  operation = g_new0 (Operation, 1);
  operation->slot = &self->handshaking;
  operation->timeout_ms = timeout_ms;
  operation->step = handshake_step;
  operation->out_of_time = handshake_out_of_time;
  operation_start (self, g_steal_pointer (&task), operation);
}

PmTlsResult *
pm_link_start_tls_finish (PmLink *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
pm_link_is_secured (PmLink *self)
{
  g_return_val_if_fail (PM_IS_LINK (self), FALSE);

  return self->secured && !g_socket_is_closed (self->socket);
}

GBytes *
pm_link_get_channel_binding (PmLink *self, const char **type)
{
  g_return_val_if_fail (PM_IS_LINK (self), NULL);
  g_return_val_if_fail (type != NULL, NULL);

  return pm_link_is_secured (self) ? pm_tls_session_get_channel_binding (self->tls, type) : NULL;
}

void
pm_link_close (PmLink *self)
{
  g_autoptr (PmLink) alive = NULL;
  GTask **under_way[] = { &self->reading, &self->writing, &self->handshaking };

  g_return_if_fail (PM_IS_LINK (self));

  if (g_socket_is_closed (self->socket))
    return;
  alive = g_object_ref (self);
  if (self->tls != NULL && !self->torn)
    pm_tls_session_bye (self->tls);
  g_socket_close (self->socket, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (under_way); i++)
    {
      if (*under_way[i] != NULL)
        operation_fail (*under_way[i], g_error_new_literal (PM_LINK_ERROR, PM_LINK_ERROR_CLOSED,
                                                            "The connection was closed"));
    }
}
