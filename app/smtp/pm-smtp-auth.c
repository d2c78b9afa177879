/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-smtp-auth.h"

#include <string.h>

#include "pm-sasl.h"

#define COMMAND_LIMIT  512   /* octets with CRLF, RFC 5321 section 4.5.3.1.4 */
#define RESPONSE_LIMIT 12288 /* octets with CRLF, RFC 4954 section 4 */
#define LINE_END       2
#define REFUSAL_LIMIT  256 /* bytes of each text in it */

typedef struct
{
  PmSasl *sasl;
  PmScrubber *scrubber;
  char *mechanism;
  char *waiting; /* the first response, where it did not go with the command; secret */
  char *fault;   /* why the exchange was called off */
} Auth;

static void
auth_free (gpointer data)
{
  Auth *auth = data;

  pm_sasl_free (auth->sasl);
  pm_scrubber_unref (auth->scrubber);
  g_free (auth->mechanism);
  pm_secret_free_string (auth->waiting);
  g_free (auth->fault);
  g_free (auth);
}

static void pm_smtp_auth_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes @line, which may hold a secret. */
static void
send_line (GTask *task, char *line, const char *display)
{
  const char *const lines[] = { display, NULL };
  g_autoptr (GBytes) bytes = NULL;

  bytes = g_bytes_new_with_free_func (line, strlen (line), (GDestroyNotify) pm_secret_free_string,
                                      line);
  pm_smtp_wire_exchange_async (g_task_get_source_object (task), bytes, lines, 1,
                               g_task_get_cancellable (task), pm_smtp_auth_cb, task);
}

/* To be cut when it is clean, not before: half a secret would not be found. */
static char *
clean_and_cut (PmScrubber *scrubber, const char *text)
{
  char *clean;
  const char *end;

  if (text == NULL)
    return NULL;
  clean = pm_scrubber_clean (scrubber, text, -1);
  if (strlen (clean) > REFUSAL_LIMIT)
    {
      end = g_utf8_find_prev_char (clean, clean + REFUSAL_LIMIT + 1);
      clean[end - clean] = '\0';
    }
  return clean;
}

static PmSaslRefusal *
clean_refusal (PmScrubber *scrubber, const PmSaslRefusal *refusal)
{
  PmSaslRefusal *clean;

  if (refusal == NULL)
    return NULL;
  clean = g_new0 (PmSaslRefusal, 1);
  clean->status = clean_and_cut (scrubber, refusal->status);
  clean->scope = clean_and_cut (scrubber, refusal->scope);
  return clean;
}

static void
end_with_reply (GTask *task, PmReply *reply)
{
  Auth *auth = g_task_get_task_data (task);
  PmSignIn *outcome = g_new0 (PmSignIn, 1);

  outcome->reply = reply;
  outcome->fault = g_steal_pointer (&auth->fault);
  if (outcome->fault == NULL && pm_reply_is_positive (reply) && !pm_sasl_may_end (auth->sasl))
    outcome->fault = g_strdup ("the server did not prove that it knows the password");
  outcome->refusal = clean_refusal (auth->scrubber, pm_sasl_get_refusal (auth->sasl));
  pm_smtp_wire_set_hides_challenges (g_task_get_source_object (task), FALSE);
  g_task_return_pointer (task, outcome, (GDestroyNotify) pm_sign_in_free);
  g_object_unref (task);
}

static void
end_with_error (GTask *task, GError *error)
{
  pm_smtp_wire_set_hides_challenges (g_task_get_source_object (task), FALSE);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
give_up (GTask *task, const char *fault)
{
  Auth *auth = g_task_get_task_data (task);

  auth->fault = g_strdup (fault);
  send_line (task, g_strdup ("*\r\n"), "*");
}

/* Takes @response. */
static void
send_response (GTask *task, char *response)
{
  Auth *auth = g_task_get_task_data (task);
  gsize length = strlen (response);

  if (length + LINE_END <= RESPONSE_LIMIT)
    {
      pm_scrubber_add_form (auth->scrubber, response, length);
      send_line (task, g_strconcat (response, "\r\n", NULL), PM_SCRUBBER_MARK);
    }
  else
    give_up (task, "the answer to the challenge is too long to be sent");
  pm_secret_free_string (response);
}

/* RFC 4954 section 4: with the first response, where the line does not get longer by it than a
 * command may be; an empty one is written "=". Takes @response, NULL where the server speaks first.
 */
static void
send_command (GTask *task, char *response)
{
  Auth *auth = g_task_get_task_data (task);
  g_autofree char *command = g_strdup_printf ("AUTH %s", auth->mechanism);
  g_autofree char *display = g_strdup_printf ("%s " PM_SCRUBBER_MARK, command);
  gsize length = response != NULL ? strlen (response) : 0;

  if (response != NULL && strlen (command) + 1 + length + LINE_END <= COMMAND_LIMIT)
    {
      pm_scrubber_add_form (auth->scrubber, response, length);
      send_line (task, g_strconcat (command, " ", length > 0 ? response : "=", "\r\n", NULL),
                 display);
      pm_secret_free_string (response);
    }
  else
    {
      auth->waiting = response;
      send_line (task, g_strconcat (command, "\r\n", NULL), command);
    }
}

static void
answer_challenge (GTask *task, const char *text)
{
  Auth *auth = g_task_get_task_data (task);
  g_autofree char *challenge = g_strstrip (g_strdup (text));
  char *response = g_steal_pointer (&auth->waiting);
  g_autoptr (GError) error = NULL;

  if (response == NULL)
    response = pm_sasl_step (auth->sasl, challenge, &error);
  if (response != NULL)
    send_response (task, response);
  else
    give_up (task, error->message);
}

static void
pm_smtp_auth_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpWire *wire = PM_SMTP_WIRE (source);
  Auth *auth = g_task_get_task_data (task);
  GError *error = NULL;
  PmReply *reply = pm_smtp_wire_exchange_finish_one (wire, result, &error);
  char *challenge = pm_smtp_wire_take_challenge (wire);

  if (reply == NULL)
    end_with_error (task, error);
  else if (challenge == NULL || auth->fault != NULL)
    end_with_reply (task, reply);
  else
    {
      answer_challenge (task, challenge);
      pm_reply_free (reply);
    }
  pm_secret_free_string (challenge);
}

/* The challenges of LOGIN and PLAIN are mere prompts, and those for a token say why it is refused.
 * From those of the others, together with the response, a password could be guessed. */
static gboolean
has_telling_challenges (const char *mechanism)
{
  static const char *const open[] = { "LOGIN", "PLAIN", "OAUTHBEARER", "XOAUTH2", NULL };

  return !g_strv_contains (open, mechanism);
}

static gboolean
bind_to_link (PmSasl *sasl, PmSmtpWire *wire, GError **error)
{
  const char *type = NULL;
  g_autoptr (GBytes) binding = pm_link_get_channel_binding (pm_smtp_wire_get_link (wire), &type);

  return pm_sasl_bind (sasl, type, binding, error);
}

/* The mechanism with its @first response, NULL where the server speaks first: all that can go wrong
 * before anything is sent. */
static PmSasl *
begin (PmSmtpWire *wire,
       const char *mechanism,
       const char *user,
       PmSecret *secret,
       char **first,
       GError **error)
{
  g_autoptr (PmSasl) sasl = pm_sasl_new (mechanism, user, secret, error);

  if (sasl == NULL || (pm_sasl_needs_binding (sasl) && !bind_to_link (sasl, wire, error)))
    return NULL;
  if (!pm_sasl_is_client_first (sasl))
    return g_steal_pointer (&sasl);

  *first = pm_sasl_step (sasl, "", error);
  if (*first == NULL)
    return NULL;
  if (strlen (*first) + LINE_END > RESPONSE_LIMIT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s can not carry so long a secret",
                   mechanism);
      g_clear_pointer (first, pm_secret_free_string);
      return NULL;
    }
  return g_steal_pointer (&sasl);
}

void
pm_sign_in_free (PmSignIn *self)
{
  pm_reply_free (self->reply);
  g_free (self->fault);
  g_clear_pointer (&self->refusal, pm_sasl_refusal_free);
  g_free (self);
}

void
pm_smtp_auth_async (PmSmtpWire *wire,
                    PmScrubber *scrubber,
                    const char *mechanism,
                    const char *user,
                    PmSecret *secret,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (wire, cancellable, callback, user_data);
  GError *error = NULL;
  char *response = NULL;
  PmSasl *sasl;
  Auth *auth;

  g_task_set_source_tag (task, pm_smtp_auth_async);
  pm_scrubber_add_secret (scrubber, secret);
  sasl = begin (wire, mechanism, user, secret, &response, &error);
  if (sasl == NULL)
    {
      end_with_error (task, error);
      return;
    }

  auth = g_new0 (Auth, 1);
  auth->sasl = sasl;
  auth->scrubber = pm_scrubber_ref (scrubber);
  auth->mechanism = g_strdup (mechanism);
  g_task_set_task_data (task, auth, auth_free);
  pm_smtp_wire_set_hides_challenges (wire, has_telling_challenges (mechanism));
  send_command (task, response);
}

PmSignIn *
pm_smtp_auth_finish (PmSmtpWire *wire, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
