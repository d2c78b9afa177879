/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-session.h"

/* The envelope is tried in one group (RFC 2920 section 3.1: MAIL, RCPT and RSET may stand anywhere in
 * it, QUIT last), so that all of it costs one round trip:
 *
 *   MAIL FROM:<sender> [SIZE=n]   RCPT TO:<recipient>   [RCPT TO:<sender>]   RSET   [QUIT]
 *
 * Only where MAIL is refused comes more, and then command by command, as there are servers that lose
 * count of two transactions in one group (Dovecot in front of another server):
 *
 *   [MAIL FROM:<sender>   RCPT TO:<recipient>   RSET]   was it the size, or the sender?
 *   [MAIL FROM:<login>    RSET]                         the login's own address, if another was chosen
 *
 * DATA is never sent. */
typedef enum
{
  ROLE_SENDER, /* with the size, where that is asked about */
  ROLE_RECIPIENT,
  ROLE_SELF,
  ROLE_SENDER_ALONE,
  ROLE_RECIPIENT_AGAIN,
  ROLE_LOGIN,
  ROLE_OTHER, /* RSET and QUIT: their replies say nothing */
  N_ROLES
} Role;

/* RFC 5321 section 3.8: the server hangs up. */
#define CLOSING 421

typedef struct
{
  Role role;
  char *command;
} Request;

/* What is asked, in order, and what was answered. */
typedef struct
{
  GPtrArray *requests; /* of Request */
  guint n_answered;
  gboolean is_cautious; /* one command at a time */
  gboolean asks_size;
  PmReply *replies[N_ROLES];
} Envelope;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->command);
  g_free (self);
}

static Envelope *
envelope_new (void)
{
  Envelope *self = g_new0 (Envelope, 1);

  self->requests = g_ptr_array_new_with_free_func (request_free);
  return self;
}

static void
envelope_free (gpointer data)
{
  Envelope *self = data;

  g_ptr_array_unref (self->requests);
  for (guint i = 0; i < N_ROLES; i++)
    g_clear_pointer (&self->replies[i], pm_reply_free);
  g_free (self);
}

static void G_GNUC_PRINTF (3, 4) envelope_add (Envelope *self, Role role, const char *format, ...)
{
  Request *request = g_new0 (Request, 1);
  va_list arguments;

  va_start (arguments, format);
  request->role = role;
  request->command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->requests, request);
}

static void
envelope_take_reply (Envelope *self, PmReply *reply)
{
  const Request *request = g_ptr_array_index (self->requests, self->n_answered++);

  g_clear_pointer (&self->replies[request->role], pm_reply_free);
  self->replies[request->role] = reply;
}

static gboolean
is_refused (const PmReply *reply)
{
  return reply != NULL && !pm_reply_is_positive (reply) && reply->code != CLOSING;
}

/* RFC 1870 section 3: SIZE=n is only for a server that offers SIZE. */
static gboolean
can_ask_size (PmSession *self)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);
  guint64 limit;

  return pm_account_get_message_size (self->probe->account) > 0 && capabilities != NULL
         && pm_capabilities_get_size (capabilities, &limit);
}

/* The address as it goes over the wire: a domain that has an ASCII form is sent in it (RFC 5891). */
static char *
encode_address (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *domain = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;

  if (domain == NULL || g_str_is_ascii (at + 1))
    return g_strdup (address);
  return g_strdup_printf ("%.*s@%s", (int) (at - address), address, domain);
}

/* RFC 6531 section 3.4: what is outside ASCII even so goes only to a server that says SMTPUTF8. */
static gboolean
needs_utf8 (PmSession *self)
{
  PmAccount *account = self->probe->account;
  g_autofree char *from = encode_address (pm_account_get_effective_from (account));
  g_autofree char *to = encode_address (pm_account_get_effective_to (account));

  return !g_str_is_ascii (from) || !g_str_is_ascii (to);
}

static gboolean
offers_utf8 (PmSession *self)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);

  return capabilities != NULL && pm_capabilities_has (capabilities, "SMTPUTF8");
}

/* The login name where it is an address of its own, and was used; NULL where it says nothing more. */
static const char *
find_login_address (PmProbe *probe)
{
  const char *login = pm_account_get_effective_user (probe->account);
  const char *from = pm_account_get_effective_from (probe->account);

  if ((probe->password == NULL && probe->token == NULL) || strchr (login, '@') == NULL
      || !g_str_is_ascii (login) || g_ascii_strcasecmp (login, from) == 0)
    return NULL;
  return login;
}

static const char *
find_utf8_parameter (PmSession *self)
{
  return needs_utf8 (self) ? " SMTPUTF8" : "";
}

static Envelope *
plan (PmSession *self)
{
  PmAccount *account = self->probe->account;
  g_autofree char *from = encode_address (pm_account_get_effective_from (account));
  g_autofree char *to = encode_address (pm_account_get_effective_to (account));
  const char *utf8 = find_utf8_parameter (self);
  Envelope *envelope = envelope_new ();

  envelope->asks_size = can_ask_size (self);
  if (envelope->asks_size)
    envelope_add (envelope, ROLE_SENDER, "MAIL FROM:<%s>%s SIZE=%" G_GUINT64_FORMAT, from, utf8,
                  pm_account_get_message_size (account));
  else
    envelope_add (envelope, ROLE_SENDER, "MAIL FROM:<%s>%s", from, utf8);
  envelope_add (envelope, ROLE_RECIPIENT, "RCPT TO:<%s>", to);
  if (g_ascii_strcasecmp (from, to) != 0)
    envelope_add (envelope, ROLE_SELF, "RCPT TO:<%s>", from);
  envelope_add (envelope, ROLE_OTHER, "RSET");
  /* Where more may have to be asked, the goodbye is said on leaving. */
  if (!envelope->asks_size && find_login_address (self->probe) == NULL)
    envelope_add (envelope, ROLE_OTHER, "QUIT");
  return envelope;
}

/* TRUE: there is more to be asked about a refused sender. */
static gboolean
plan_more (PmSession *self, Envelope *envelope)
{
  PmAccount *account = self->probe->account;
  g_autofree char *from = encode_address (pm_account_get_effective_from (account));
  g_autofree char *to = encode_address (pm_account_get_effective_to (account));
  const char *login = find_login_address (self->probe);
  const PmReply *alone = envelope->replies[ROLE_SENDER_ALONE];

  envelope->is_cautious = TRUE;
  if (!is_refused (envelope->replies[ROLE_SENDER]))
    return FALSE;
  if (envelope->asks_size && alone == NULL)
    {
      envelope_add (envelope, ROLE_SENDER_ALONE, "MAIL FROM:<%s>%s", from,
                    find_utf8_parameter (self));
      envelope_add (envelope, ROLE_RECIPIENT_AGAIN, "RCPT TO:<%s>", to);
      envelope_add (envelope, ROLE_OTHER, "RSET");
      return TRUE;
    }
  if (login == NULL || envelope->replies[ROLE_LOGIN] != NULL
      || (alone != NULL && !is_refused (alone)))
    return FALSE;
  envelope_add (envelope, ROLE_LOGIN, "MAIL FROM:<%s>", login);
  envelope_add (envelope, ROLE_OTHER, "RSET");
  return TRUE;
}

/* What the server said to one command, or what became of the line where it said nothing.
 * TRUE: accepted. */
static gboolean
note_answer (PmSession *self,
             PmStage stage,
             const char *verb,
             const PmReply *reply,
             const GError *error)
{
  gboolean accepted = reply != NULL && pm_reply_is_positive (reply);
  PmOutcome outcome = accepted ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL;

  if (reply != NULL)
    pm_session_note_reply (self, stage, verb, reply, outcome);
  pm_session_note_result (self, stage,
                          reply != NULL ? pm_session_describe_reply (reply)
                                        : pm_session_describe_error (error),
                          outcome);
  pm_session_end (self, stage, outcome, NULL);
  return accepted;
}

/* Something tried beside the main thing, for comparison. */
static void
note_comparison (PmSession *self, PmStage stage, const char *key, const PmReply *reply)
{
  if (reply != NULL)
    pm_session_note (self, stage, key, g_variant_new_string (pm_session_describe_reply (reply)),
                     PM_OUTCOME_UNKNOWN);
}

/* Whether it was the size that MAIL was refused for: without it the sender is taken. */
static void
judge_size (PmSession *self, Envelope *envelope, gboolean sender_accepted, const GError *error)
{
  if (!envelope->asks_size)
    return;
  if (sender_accepted)
    note_answer (self, PM_STAGE_SIZE, "MAIL", envelope->replies[ROLE_SENDER], error);
  else
    pm_session_end (self, PM_STAGE_SIZE, PM_OUTCOME_SKIP, "earlier-failure");
}

/* After a refused sender, the refusal of a recipient is an echo (503, need MAIL command). */
static void
judge (PmSession *self, Envelope *envelope, const GError *error)
{
  const PmReply *alone = envelope->replies[ROLE_SENDER_ALONE];
  const PmReply *recipient
      = envelope->replies[alone != NULL ? ROLE_RECIPIENT_AGAIN : ROLE_RECIPIENT];
  gboolean accepted = note_answer (self, PM_STAGE_SENDER, "MAIL",
                                   alone != NULL ? alone : envelope->replies[ROLE_SENDER], error);

  note_comparison (self, PM_STAGE_SENDER, PM_KEY_SENDER_LOGIN, envelope->replies[ROLE_LOGIN]);
  if (accepted)
    {
      note_answer (self, PM_STAGE_RECIPIENT, "RCPT", recipient, error);
      if (alone == NULL)
        note_comparison (self, PM_STAGE_RECIPIENT, PM_KEY_RECIPIENT_SELF,
                         envelope->replies[ROLE_SELF]);
    }
  else
    pm_session_end (self, PM_STAGE_RECIPIENT, PM_OUTCOME_SKIP, "earlier-failure");
  judge_size (self, envelope, accepted, error);
}

static void answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Sends what was not asked yet. Takes @task. */
static void
ask (PmSession *self, GTask *task)
{
  Envelope *envelope = g_task_get_task_data (task);
  guint end = envelope->is_cautious ? envelope->n_answered + 1 : envelope->requests->len;
  g_autoptr (GPtrArray) commands = g_ptr_array_new ();

  for (guint i = envelope->n_answered; i < end; i++)
    {
      const Request *request = g_ptr_array_index (envelope->requests, i);

      g_ptr_array_add (commands, request->command);
    }
  g_ptr_array_add (commands, NULL);
  pm_smtp_client_commands_async (self->client, (const char *const *) commands->pdata,
                                 g_task_get_cancellable (task), answered_cb, task);
}

static void
take_replies (Envelope *envelope, GPtrArray *replies)
{
  while (replies->len > 0)
    envelope_take_reply (envelope, g_ptr_array_steal_index (replies, 0));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  Envelope *envelope = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = pm_smtp_client_commands_finish (PM_SMTP_CLIENT (source), result,
                                                                  &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (replies != NULL)
    take_replies (envelope, replies);
  if (error == NULL
      && (envelope->n_answered < envelope->requests->len || plan_more (self, envelope)))
    {
      ask (self, g_steal_pointer (&task));
      return;
    }
  if (error != NULL)
    pm_transcript_note (self->transcript, error->message);
  /* Else the goodbye is still to be said. */
  self->is_open = error == NULL
                  && (envelope->asks_size || find_login_address (self->probe) != NULL);
  judge (self, envelope, error);
  g_task_return_boolean (task, TRUE);
}

/* Compares by arithmetic what the server offers with what the user wants to send. */
static void
compare_size (PmSession *self)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);
  guint64 message = pm_account_get_message_size (self->probe->account);
  guint64 limit = 0;
  gboolean offered = capabilities != NULL && pm_capabilities_get_size (capabilities, &limit);
  gboolean fits = limit == 0 || message <= limit;

  pm_session_begin (self, PM_STAGE_SIZE);
  if (offered)
    pm_session_note (self, PM_STAGE_SIZE, PM_KEY_SIZE_LIMIT, g_variant_new_uint64 (limit),
                     PM_OUTCOME_UNKNOWN);
  if (message == 0)
    {
      pm_session_end (self, PM_STAGE_SIZE, PM_OUTCOME_SKIP, "no-size");
      return;
    }
  pm_session_note (self, PM_STAGE_SIZE, PM_KEY_SIZE_MESSAGE, g_variant_new_uint64 (message),
                   PM_OUTCOME_UNKNOWN);
  if (!offered)
    {
      pm_session_note_result (self, PM_STAGE_SIZE, "unknown", PM_OUTCOME_UNKNOWN);
      pm_session_end (self, PM_STAGE_SIZE, PM_OUTCOME_UNKNOWN, "not-offered");
      return;
    }
  pm_session_note_result (self, PM_STAGE_SIZE,
                          !fits        ? "too-large"
                          : limit == 0 ? "no-limit"
                                       : "fits",
                          fits ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL);
}

static void
note_addresses (PmSession *self)
{
  PmAccount *account = self->probe->account;

  pm_session_note (self, PM_STAGE_SENDER, PM_KEY_ADDRESS,
                   g_variant_new_string (pm_account_get_effective_from (account)),
                   PM_OUTCOME_UNKNOWN);
  pm_session_note (self, PM_STAGE_RECIPIENT, PM_KEY_ADDRESS,
                   g_variant_new_string (pm_account_get_effective_to (account)),
                   PM_OUTCOME_UNKNOWN);
}

static void
begin_asking (PmSession *self, GTask *task)
{
  g_task_set_task_data (task, plan (self), envelope_free);
  ask (self, task);
}

/* Some servers offer another SIZE to those who signed in. */
static void
said_hello_after_auth_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_smtp_client_hello_finish (PM_SMTP_CLIENT (source), result, &error);

  if (reply == NULL)
    {
      pm_session_fail (self, PM_STAGE_SENDER, error, g_steal_pointer (&task));
      return;
    }
  pm_session_note_capabilities (self, PM_STAGE_AUTH);
  compare_size (self);
  begin_asking (self, g_steal_pointer (&task));
}

static void
skip_envelope (PmSession *self, GTask *task)
{
  compare_size (self);
  pm_session_end (self, PM_STAGE_RECIPIENT, PM_OUTCOME_SKIP, "no-sender");
  pm_session_conclude (self, PM_STAGE_SENDER, NULL, PM_OUTCOME_SKIP, "no-sender", task);
}

static void
refuse_utf8 (PmSession *self, GTask *task)
{
  compare_size (self);
  pm_session_end (self, PM_STAGE_RECIPIENT, PM_OUTCOME_SKIP, "earlier-failure");
  pm_session_conclude (self, PM_STAGE_SENDER, "needs-smtputf8", PM_OUTCOME_FAIL, NULL, task);
}

void
pm_step_envelope (PmSession *self, GTask *task)
{
  PmAccount *account = self->probe->account;
  gboolean signed_in = self->spans[PM_STAGE_AUTH].outcome == PM_OUTCOME_PASS;

  if (*pm_account_get_effective_from (account) == '\0')
    {
      skip_envelope (self, task);
      return;
    }
  note_addresses (self);
  if (needs_utf8 (self) && !offers_utf8 (self))
    {
      refuse_utf8 (self, task);
      return;
    }
  pm_session_begin (self, PM_STAGE_RECIPIENT);
  if (signed_in && pm_account_get_message_size (account) > 0)
    {
      pm_smtp_client_hello_async (self->client, g_task_get_cancellable (task),
                                  said_hello_after_auth_cb, task);
      return;
    }
  compare_size (self);
  begin_asking (self, task);
}
