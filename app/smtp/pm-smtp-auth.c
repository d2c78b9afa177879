/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-smtp-auth.h"

#include <string.h>

#include "pm-sasl.h"

#define CODE_CHALLENGE 334
#define COMMAND_LIMIT  512   /* octets with CRLF, RFC 5321 section 4.5.3.1.4 */
#define RESPONSE_LIMIT 12288 /* octets with CRLF, RFC 4954 section 4 */
#define LINE_END       2

typedef struct
{
  PmSasl *sasl;
  PmScrubber *scrubber;
  char *mechanism;
  char *waiting; /* the first response, where it did not go with the command; secret */
  gboolean is_given_up;
} Auth;

static void
auth_free (gpointer data)
{
  Auth *auth = data;

  pm_sasl_free (auth->sasl);
  pm_scrubber_unref (auth->scrubber);
  g_free (auth->mechanism);
  pm_secret_free_string (auth->waiting);
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

static void
end_with_reply (GTask *task, PmReply *reply)
{
  pm_smtp_wire_set_hides_challenges (g_task_get_source_object (task), FALSE);
  g_task_return_pointer (task, reply, (GDestroyNotify) pm_reply_free);
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
give_up (GTask *task)
{
  Auth *auth = g_task_get_task_data (task);

  auth->is_given_up = TRUE;
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
    give_up (task);
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
answer_challenge (GTask *task, const PmReply *reply)
{
  Auth *auth = g_task_get_task_data (task);
  g_autofree char *challenge = g_strchomp (g_strdup (reply->text));
  char *response = g_steal_pointer (&auth->waiting);

  if (response == NULL)
    response = pm_sasl_step (auth->sasl, challenge, NULL);
  if (response != NULL)
    send_response (task, response);
  else
    give_up (task);
}

static void
pm_smtp_auth_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Auth *auth = g_task_get_task_data (task);
  GError *error = NULL;
  PmReply *reply = pm_smtp_wire_exchange_finish_one (PM_SMTP_WIRE (source), result, &error);

  if (reply == NULL)
    end_with_error (task, error);
  else if (reply->code != CODE_CHALLENGE || auth->is_given_up)
    end_with_reply (task, reply);
  else
    {
      answer_challenge (task, reply);
      pm_reply_free (reply);
    }
}

/* The challenges of LOGIN and PLAIN are mere prompts. From those of the others, together with the
 * response, a password could be guessed. */
static gboolean
has_telling_challenges (const char *mechanism)
{
  return !g_str_equal (mechanism, "LOGIN") && !g_str_equal (mechanism, "PLAIN");
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
  g_autoptr (PmSasl) sasl = NULL;
  GError *error = NULL;
  char *response = NULL;
  Auth *auth;

  g_task_set_source_tag (task, pm_smtp_auth_async);
  pm_scrubber_add_secret (scrubber, secret);
  sasl = pm_sasl_new (mechanism, user, secret, &error);
  if (sasl != NULL && pm_sasl_is_client_first (sasl))
    response = pm_sasl_step (sasl, "", &error);
  if (error != NULL)
    {
      end_with_error (task, error);
      return;
    }

  auth = g_new0 (Auth, 1);
  auth->sasl = g_steal_pointer (&sasl);
  auth->scrubber = pm_scrubber_ref (scrubber);
  auth->mechanism = g_strdup (mechanism);
  g_task_set_task_data (task, auth, auth_free);
  pm_smtp_wire_set_hides_challenges (wire, has_telling_challenges (mechanism));
  send_command (task, response);
}

PmReply *
pm_smtp_auth_finish (PmSmtpWire *wire, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
