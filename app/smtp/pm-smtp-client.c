/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-smtp-client.h"

#include <string.h>

#include "pm-smtp-argument.h"
#include "pm-smtp-auth.h"
#include "pm-smtp-wire.h"

#define CODE_READY 220
#define CODE_OK    250

struct _PmSmtpClient
{
  GObject parent_instance;

  PmLink *link;
  PmScrubber *scrubber;
  PmSmtpWire *wire;
  guint timeout_ms;
  PmCapabilities *capabilities;
  char *spare_name;         /* NULL: none */
  PmReply *literal_refusal; /* from then on the spare name is said */
};

G_DEFINE_FINAL_TYPE (PmSmtpClient, pm_smtp_client, G_TYPE_OBJECT)

static void
return_reply (GTask *task, PmReply *reply, GError *error)
{
  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) pm_reply_free);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
pm_smtp_client_send (GTask *task, const char *const *commands, GAsyncReadyCallback react_cb)
{
  PmSmtpClient *self = g_task_get_source_object (task);
  g_autofree char *joined = g_strjoinv ("\r\n", (char **) commands);
  g_autofree char *lines = g_strconcat (joined, "\r\n", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (lines, strlen (lines));

  pm_smtp_wire_exchange_async (self->wire, bytes, commands, g_strv_length ((char **) commands),
                               g_task_get_cancellable (task), react_cb, task);
}

static void
pm_smtp_client_send_one (GTask *task, const char *command, GAsyncReadyCallback react_cb)
{
  const char *const commands[] = { command, NULL };

  pm_smtp_client_send (task, commands, react_cb);
}

static void
last_reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  PmReply *reply = pm_smtp_wire_exchange_finish_one (PM_SMTP_WIRE (source), result, &error);

  return_reply (user_data, reply, error);
}

/* RFC 5321 section 4.1.3. */
static char *
make_address_literal (const char *address)
{
  gsize length = strcspn (address, "%"); /* the zone of a link-local address */

  return g_strdup_printf ("[%s%.*s]", strchr (address, ':') != NULL ? "IPv6:" : "", (int) length,
                          address);
}

static char *
make_hello_name (PmSmtpClient *self)
{
  if (self->literal_refusal != NULL)
    return g_strdup (self->spare_name);
  return make_address_literal (pm_link_get_local (self->link));
}

static void
hello_send (GTask *task, const char *verb, GAsyncReadyCallback react_cb)
{
  g_autofree char *name = make_hello_name (g_task_get_source_object (task));
  g_autofree char *command = g_strconcat (verb, " ", name, NULL);

  pm_smtp_client_send_one (task, command, react_cb);
}

/* RFC 5321 section 3.2: what a server that knows no EHLO may answer. */
static gboolean
is_ehlo_unknown (const PmReply *reply)
{
  return reply->code == 500 || reply->code == 501 || reply->code == 502 || reply->code == 504;
}

/* The literal is to be taken (RFC 5321 section 4.1.4), and some servers ask for a name all the same. */
static gboolean
may_mean_literal (const PmReply *reply)
{
  static const guint codes[] = { 450, 501, 504, 550, 553, 554 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (reply->code == codes[i])
      return TRUE;
  return FALSE;
}

/* Takes @reply and says the spare name from now on. FALSE: there is no other name to say. */
static gboolean
change_name (PmSmtpClient *self, PmReply *reply)
{
  if (self->spare_name == NULL || self->literal_refusal != NULL || !may_mean_literal (reply))
    return FALSE;
  self->literal_refusal = reply;
  return TRUE;
}

static void
helo_react_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  PmReply *reply = pm_smtp_wire_exchange_finish_one (PM_SMTP_WIRE (source), result, &error);

  if (reply != NULL && change_name (self, reply))
    hello_send (task, "HELO", last_reply_cb);
  else
    return_reply (task, reply, error);
}

static void
ehlo_react_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  PmReply *reply = pm_smtp_wire_exchange_finish_one (PM_SMTP_WIRE (source), result, &error);

  if (reply != NULL && change_name (self, reply))
    {
      hello_send (task, "EHLO", ehlo_react_cb);
      return;
    }
  if (reply != NULL && is_ehlo_unknown (reply))
    {
      pm_reply_free (reply);
      hello_send (task, "HELO", helo_react_cb);
      return;
    }
  if (reply != NULL && reply->code == CODE_OK)
    self->capabilities = pm_capabilities_new (reply);
  return_reply (task, reply, error);
}

/* What STARTTLS is asked for. */
typedef struct
{
  PmTrust *trust;
  char *host;
  PmStarttls *outcome;
} Upgrade;

static void
upgrade_free (gpointer data)
{
  Upgrade *upgrade = data;

  pm_trust_unref (upgrade->trust);
  g_free (upgrade->host);
  g_clear_pointer (&upgrade->outcome, pm_starttls_free);
  g_free (upgrade);
}

static void
starttls_end (GTask *task, GError *error)
{
  Upgrade *upgrade = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&upgrade->outcome),
                           (GDestroyNotify) pm_starttls_free);
  g_object_unref (task);
}

static void
starttls_handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Upgrade *upgrade = g_task_get_task_data (task);
  GError *error = NULL;

  upgrade->outcome->tls = pm_link_start_tls_finish (PM_LINK (source), result, &error);
  starttls_end (task, error);
}

/* Whoever put bytes behind the 220 wants them to be taken for what came inside TLS. No server has a
 * reason to, so the connection is of no more use (RFC 3207 section 6). */
static void
starttls_refuse (GTask *task)
{
  PmSmtpClient *self = g_task_get_source_object (task);
  Upgrade *upgrade = g_task_get_task_data (task);

  upgrade->outcome->injected = TRUE;
  pm_link_close (self->link);
  starttls_end (task, NULL);
}

static void
starttls_react_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpClient *self = g_task_get_source_object (task);
  Upgrade *upgrade = g_task_get_task_data (task);
  GError *error = NULL;
  PmReply *reply = pm_smtp_wire_exchange_finish_one (self->wire, result, &error);

  if (reply == NULL)
    {
      starttls_end (task, error);
      return;
    }

  upgrade->outcome = g_new0 (PmStarttls, 1);
  upgrade->outcome->reply = reply;
  if (reply->code != CODE_READY)
    starttls_end (task, NULL);
  else if (pm_smtp_wire_drop_rest (self->wire))
    starttls_refuse (task);
  else
    {
      g_clear_pointer (&self->capabilities, pm_capabilities_free);
      pm_link_start_tls_async (self->link, upgrade->trust, upgrade->host, self->timeout_ms,
                               g_task_get_cancellable (task), starttls_handshake_cb, task);
    }
}

static void
auth_react_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PmSignIn *outcome = pm_smtp_auth_finish (PM_SMTP_WIRE (source), result, &error);

  if (outcome != NULL)
    g_task_return_pointer (task, outcome, (GDestroyNotify) pm_sign_in_free);
  else
    g_task_return_error (task, error);
}

/* Commands that are under way. */
typedef struct
{
  char **commands;
  guint next; /* to be sent, where they go one by one */
  GPtrArray *replies;
  GError *error;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_strfreev (batch->commands);
  g_ptr_array_unref (batch->replies);
  g_clear_error (&batch->error);
  g_free (batch);
}

static void
commands_end (GTask *task, GError *error)
{
  Batch *batch = g_task_get_task_data (task);

  batch->error = error;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
commands_take_replies (Batch *batch, GPtrArray *replies)
{
  if (replies != NULL)
    g_ptr_array_extend_and_steal (batch->replies, replies);
}

static void
group_react_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  commands_take_replies (g_task_get_task_data (task),
                         pm_smtp_wire_exchange_finish (PM_SMTP_WIRE (source), result, &error));
  commands_end (task, error);
}

static void
command_react_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Batch *batch = g_task_get_task_data (task);
  GError *error = NULL;

  commands_take_replies (batch,
                         pm_smtp_wire_exchange_finish (PM_SMTP_WIRE (source), result, &error));
  batch->next++;
  if (error != NULL || batch->commands[batch->next] == NULL)
    commands_end (task, error);
  else
    pm_smtp_client_send_one (task, batch->commands[batch->next], command_react_cb);
}

static gboolean
is_command_valid (const char *command, gboolean allows_utf8)
{
  return *command != '\0' && pm_smtp_is_text (command) && (allows_utf8 || g_str_is_ascii (command));
}

static gboolean
pm_smtp_client_offers (PmSmtpClient *self, const char *keyword)
{
  return self->capabilities != NULL && pm_capabilities_has (self->capabilities, keyword);
}

static gboolean
pm_smtp_client_can_send (PmSmtpClient *self, const char *const *commands)
{
  gboolean allows_utf8 = pm_smtp_client_offers (self, "SMTPUTF8"); /* RFC 6531 section 3.1 */

  for (guint i = 0; commands[i] != NULL; i++)
    if (!is_command_valid (commands[i], allows_utf8))
      return FALSE;
  return commands[0] != NULL;
}

static void
pm_smtp_client_dispose (GObject *object)
{
  PmSmtpClient *self = PM_SMTP_CLIENT (object);

  g_clear_object (&self->wire);
  g_clear_object (&self->link);
  G_OBJECT_CLASS (pm_smtp_client_parent_class)->dispose (object);
}

static void
pm_smtp_client_finalize (GObject *object)
{
  PmSmtpClient *self = PM_SMTP_CLIENT (object);

  pm_scrubber_unref (self->scrubber);
  g_clear_pointer (&self->capabilities, pm_capabilities_free);
  g_clear_pointer (&self->literal_refusal, pm_reply_free);
  g_free (self->spare_name);
  G_OBJECT_CLASS (pm_smtp_client_parent_class)->finalize (object);
}

static void
pm_smtp_client_class_init (PmSmtpClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pm_smtp_client_dispose;
  object_class->finalize = pm_smtp_client_finalize;
}

static void
pm_smtp_client_init (PmSmtpClient *self)
{
}

PmSmtpClient *
pm_smtp_client_new (PmLink *link, PmTranscript *transcript, PmScrubber *scrubber, guint timeout_ms)
{
  PmSmtpClient *self;

  g_return_val_if_fail (PM_IS_LINK (link), NULL);
  g_return_val_if_fail (PM_IS_TRANSCRIPT (transcript), NULL);

  self = g_object_new (PM_TYPE_SMTP_CLIENT, NULL);
  self->link = g_object_ref (link);
  self->scrubber = scrubber != NULL ? pm_scrubber_ref (scrubber) : pm_scrubber_new ();
  self->wire = pm_smtp_wire_new (link, transcript, self->scrubber, timeout_ms);
  self->timeout_ms = timeout_ms;
  return self;
}

PmLink *
pm_smtp_client_get_link (PmSmtpClient *self)
{
  return self->link;
}

PmCapabilities *
pm_smtp_client_get_capabilities (PmSmtpClient *self)
{
  return self->capabilities;
}

GBytes *
pm_smtp_client_get_garbage (PmSmtpClient *self)
{
  return pm_smtp_wire_get_garbage (self->wire);
}

void
pm_smtp_client_greet_async (PmSmtpClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pm_smtp_client_greet_async);
  pm_smtp_wire_exchange_async (self->wire, NULL, NULL, 1, cancellable, last_reply_cb, task);
}

PmReply *
pm_smtp_client_greet_finish (PmSmtpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pm_smtp_client_set_spare_name (PmSmtpClient *self, const char *name)
{
  g_return_if_fail (PM_IS_SMTP_CLIENT (self));

  g_free (self->spare_name);
  self->spare_name = g_strdup (name);
}

void
pm_smtp_client_hello_async (PmSmtpClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pm_smtp_client_hello_async);
  g_clear_pointer (&self->capabilities, pm_capabilities_free);
  hello_send (task, "EHLO", ehlo_react_cb);
}

const PmReply *
pm_smtp_client_get_literal_refusal (PmSmtpClient *self)
{
  g_return_val_if_fail (PM_IS_SMTP_CLIENT (self), NULL);

  return self->literal_refusal;
}

PmReply *
pm_smtp_client_hello_finish (PmSmtpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pm_starttls_free (PmStarttls *self)
{
  pm_reply_free (self->reply);
  g_clear_pointer (&self->tls, pm_tls_result_free);
  g_free (self);
}

void
pm_smtp_client_starttls_async (PmSmtpClient *self,
                               PmTrust *trust,
                               const char *host,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Upgrade *upgrade = g_new0 (Upgrade, 1);

  g_task_set_source_tag (task, pm_smtp_client_starttls_async);
  upgrade->trust = pm_trust_ref (trust);
  upgrade->host = g_strdup (host);
  g_task_set_task_data (task, upgrade, upgrade_free);
  pm_smtp_client_send_one (task, "STARTTLS", starttls_react_cb);
}

PmStarttls *
pm_smtp_client_starttls_finish (PmSmtpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pm_smtp_client_auth_async (PmSmtpClient *self,
                           const char *mechanism,
                           const char *user,
                           PmSecret *secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (pm_link_is_secured (self->link));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_smtp_client_auth_async);
  pm_smtp_auth_async (self->wire, self->scrubber, mechanism, user, secret, cancellable,
                      auth_react_cb, task);
}

PmSignIn *
pm_smtp_client_auth_finish (PmSmtpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pm_smtp_client_commands_async (PmSmtpClient *self,
                               const char *const *commands,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);

  batch->commands = g_strdupv ((char **) commands);
  batch->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_reply_free);
  g_task_set_source_tag (task, pm_smtp_client_commands_async);
  g_task_set_task_data (task, batch, batch_free);
  /* The wire says so itself; what was answered before is not lost by it. */
  g_task_set_check_cancellable (task, FALSE);

  if (!pm_smtp_client_can_send (self, commands))
    commands_end (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                             "a command holds characters that can not be sent"));
  else if (pm_smtp_client_offers (self, "PIPELINING"))
    pm_smtp_client_send (task, commands, group_react_cb);
  else
    pm_smtp_client_send_one (task, commands[0], command_react_cb);
}

GPtrArray *
pm_smtp_client_commands_finish (PmSmtpClient *self, GAsyncResult *result, GError **error)
{
  Batch *batch;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  batch = g_task_get_task_data (G_TASK (result));
  if (batch->error != NULL)
    g_propagate_error (error, g_steal_pointer (&batch->error));
  return batch->replies->len > 0 ? g_ptr_array_ref (batch->replies) : NULL;
}
