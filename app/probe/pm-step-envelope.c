/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-session.h"

/* The envelope is tried in one group (RFC 2920 section 3.1: MAIL, RCPT and RSET may stand anywhere
 * in it, QUIT last), so that all of it costs one round trip:
 *
 *   MAIL FROM:<sender>  RCPT TO:<recipient>  RSET  [MAIL FROM:<sender> SIZE=n  RSET]  QUIT
 *
 * The size stands apart from the sender, so that a refused size does not hide whether the sender is
 * accepted. DATA is never sent. */
typedef enum
{
  COMMAND_SENDER,
  COMMAND_RECIPIENT,
  COMMAND_RESET,
  COMMAND_SIZE,
} CommandIndex;

/* RFC 1870 section 3: SIZE=n is only for a server that offers SIZE. */
static gboolean
can_ask_size (PmSession *self)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);
  guint64 limit;

  return pm_account_get_message_size (self->probe->account) > 0 && capabilities != NULL
         && pm_capabilities_get_size (capabilities, &limit);
}

static GStrv
build_commands (PmSession *self)
{
  PmAccount *account = self->probe->account;
  const char *from = pm_account_get_effective_from (account);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *sender = g_strdup_printf ("MAIL FROM:<%s>", from);
  g_autofree char *recipient = g_strdup_printf ("RCPT TO:<%s>",
                                                pm_account_get_effective_to (account));
  g_autofree char *size = g_strdup_printf ("MAIL FROM:<%s> SIZE=%" G_GUINT64_FORMAT, from,
                                           pm_account_get_message_size (account));

  g_strv_builder_add_many (builder, sender, recipient, "RSET", NULL);
  if (can_ask_size (self))
    g_strv_builder_add_many (builder, size, "RSET", NULL);
  g_strv_builder_add (builder, "QUIT");
  return g_strv_builder_end (builder);
}

static const PmReply *
get_reply (GPtrArray *replies, CommandIndex index)
{
  return replies != NULL && replies->len > (guint) index ? g_ptr_array_index (replies, index)
                                                         : NULL;
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
  const char *word = reply == NULL                   ? pm_session_describe_error (error)
                     : accepted                      ? "accepted"
                     : pm_reply_is_temporary (reply) ? "temporary"
                                                     : "rejected";

  if (reply != NULL)
    pm_session_note_reply (self, stage, verb, reply, outcome);
  pm_session_note_result (self, stage, word, outcome);
  pm_session_end (self, stage, outcome, NULL);
  return accepted;
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

/* After a refused sender, the refusal of the recipient is an echo (503, need MAIL command). */
static void
judge (PmSession *self, GPtrArray *replies, const GError *error)
{
  gboolean accepted = note_answer (self, PM_STAGE_SENDER, "MAIL",
                                   get_reply (replies, COMMAND_SENDER), error);

  if (accepted)
    note_answer (self, PM_STAGE_RECIPIENT, "RCPT", get_reply (replies, COMMAND_RECIPIENT), error);
  else
    pm_session_end (self, PM_STAGE_RECIPIENT, PM_OUTCOME_SKIP, "earlier-failure");

  if (!can_ask_size (self))
    return;
  if (accepted && get_reply (replies, COMMAND_RESET) != NULL)
    note_answer (self, PM_STAGE_SIZE, "MAIL", get_reply (replies, COMMAND_SIZE), error);
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
  judge (self, replies, error);
  g_task_return_boolean (task, TRUE);
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
skip_envelope (PmSession *self, GTask *task)
{
  g_autoptr (GTask) owned = task;

  pm_session_end (self, PM_STAGE_SENDER, PM_OUTCOME_SKIP, "no-sender");
  pm_session_end (self, PM_STAGE_RECIPIENT, PM_OUTCOME_SKIP, "no-sender");
  g_task_return_boolean (owned, TRUE);
}

void
pm_step_envelope (PmSession *self, GTask *task)
{
  g_auto (GStrv) commands = NULL;

  compare_size (self);
  if (*pm_account_get_effective_from (self->probe->account) == '\0')
    {
      skip_envelope (self, task);
      return;
    }
  note_addresses (self);
  pm_session_begin (self, PM_STAGE_RECIPIENT);
  commands = build_commands (self);
  pm_smtp_client_commands_async (self->client, (const char *const *) commands,
                                 g_task_get_cancellable (task), answered_cb, task);
}
