/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-session.h"

/* The envelope is tried in one group (RFC 2920 section 3.1: MAIL, RCPT and RSET may stand anywhere in
 * it, QUIT last), so that all of it costs one round trip:
 *
 *   MAIL FROM:<sender>   RCPT TO:<recipient>   [RCPT TO:<sender>]   RSET
 *   [MAIL FROM:<login>   RSET]                 the login's own address, where another was chosen
 *   [MAIL FROM:<sender> SIZE=n   RSET]         apart, so that a refused size hides no refused sender
 *   QUIT
 *
 * DATA is never sent. */
typedef enum
{
  ROLE_SENDER,
  ROLE_RECIPIENT,
  ROLE_SELF,
  ROLE_RESET,
  ROLE_LOGIN,
  ROLE_SIZE,
  ROLE_OTHER, /* further RSET, and QUIT: their replies say nothing */
  N_ROLES
} Role;

/* The commands of one group, and where the answer to each role stands. */
typedef struct
{
  GPtrArray *commands; /* of char *, NULL-terminated */
  int index[N_ROLES];  /* -1: not asked */
} Group;

static Group *
group_new (void)
{
  Group *self = g_new0 (Group, 1);

  self->commands = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < N_ROLES; i++)
    self->index[i] = -1;
  return self;
}

static void
group_free (gpointer data)
{
  Group *self = data;

  g_ptr_array_unref (self->commands);
  g_free (self);
}

static void G_GNUC_PRINTF (3, 4) group_add (Group *self, Role role, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  self->index[role] = (int) self->commands->len;
  g_ptr_array_add (self->commands, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static const PmReply *
group_find_reply (Group *self, Role role, GPtrArray *replies)
{
  int index = self->index[role];

  if (index < 0 || replies == NULL || replies->len <= (guint) index)
    return NULL;
  return g_ptr_array_index (replies, index);
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

/* The login name where it is an address of its own; NULL where it says nothing more. */
static const char *
find_login_address (PmAccount *account)
{
  const char *login = pm_account_get_effective_user (account);
  const char *from = pm_account_get_effective_from (account);

  if (strchr (login, '@') == NULL || !g_str_is_ascii (login)
      || g_ascii_strcasecmp (login, from) == 0)
    return NULL;
  return login;
}

static Group *
build_group (PmSession *self)
{
  PmAccount *account = self->probe->account;
  g_autofree char *from = encode_address (pm_account_get_effective_from (account));
  g_autofree char *to = encode_address (pm_account_get_effective_to (account));
  const char *utf8 = needs_utf8 (self) ? " SMTPUTF8" : "";
  const char *login = self->probe->password != NULL ? find_login_address (account) : NULL;
  Group *group = group_new ();

  group_add (group, ROLE_SENDER, "MAIL FROM:<%s>%s", from, utf8);
  group_add (group, ROLE_RECIPIENT, "RCPT TO:<%s>", to);
  if (g_ascii_strcasecmp (from, to) != 0)
    group_add (group, ROLE_SELF, "RCPT TO:<%s>", from);
  group_add (group, ROLE_RESET, "RSET");
  if (login != NULL)
    {
      group_add (group, ROLE_LOGIN, "MAIL FROM:<%s>", login);
      group_add (group, ROLE_OTHER, "RSET");
    }
  if (can_ask_size (self))
    {
      group_add (group, ROLE_SIZE, "MAIL FROM:<%s>%s SIZE=%" G_GUINT64_FORMAT, from, utf8,
                 pm_account_get_message_size (account));
      group_add (group, ROLE_OTHER, "RSET");
    }
  group_add (group, ROLE_OTHER, "QUIT");
  g_ptr_array_add (group->commands, NULL);
  return group;
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

/* After a refused sender, the refusal of a recipient is an echo (503, need MAIL command). */
static void
judge (PmSession *self, Group *group, GPtrArray *replies, const GError *error)
{
  const PmReply *reset = group_find_reply (group, ROLE_RESET, replies);
  const PmReply *size = group_find_reply (group, ROLE_SIZE, replies);
  /* A second MAIL is nested where RSET was refused, and its 503 would be our own doing. */
  gboolean was_reset = reset != NULL && pm_reply_is_positive (reset);
  gboolean accepted = note_answer (self, PM_STAGE_SENDER, "MAIL",
                                   group_find_reply (group, ROLE_SENDER, replies), error);

  if (was_reset)
    note_comparison (self, PM_STAGE_SENDER, PM_KEY_SENDER_LOGIN,
                     group_find_reply (group, ROLE_LOGIN, replies));
  if (accepted)
    {
      note_answer (self, PM_STAGE_RECIPIENT, "RCPT",
                   group_find_reply (group, ROLE_RECIPIENT, replies), error);
      note_comparison (self, PM_STAGE_RECIPIENT, PM_KEY_RECIPIENT_SELF,
                       group_find_reply (group, ROLE_SELF, replies));
    }
  else
    pm_session_end (self, PM_STAGE_RECIPIENT, PM_OUTCOME_SKIP, "earlier-failure");

  if (group->index[ROLE_SIZE] < 0)
    return;
  if (accepted && (was_reset || reset == NULL))
    note_answer (self, PM_STAGE_SIZE, "MAIL", size, error);
  else
    pm_session_end (self, PM_STAGE_SIZE, PM_OUTCOME_SKIP, "earlier-failure");
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = pm_smtp_client_commands_finish (PM_SMTP_CLIENT (source), result,
                                                                  &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->is_open = FALSE; /* QUIT was in the group */
  if (error != NULL)
    pm_transcript_note (self->transcript, error->message);
  judge (self, g_task_get_task_data (task), replies, error);
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
send_group (PmSession *self, GTask *task)
{
  Group *group = build_group (self);

  g_task_set_task_data (task, group, group_free);
  pm_smtp_client_commands_async (self->client, (const char *const *) group->commands->pdata,
                                 g_task_get_cancellable (task), answered_cb, task);
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
  send_group (self, g_steal_pointer (&task));
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
  send_group (self, task);
}
