/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-session.h"

#include "pm-dialer.h"

#define LEAVE_TIMEOUT_MS 1000

/* RFC 5321 section 4.3.2: the one success of EHLO and HELO. */
#define HELLO_ACCEPTED 250

#define HOST_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-."

typedef struct
{
  const PmStep *next;
} RunState;

static const PmStep steps_tls[] = {
  { PM_STAGE_CONNECT, pm_step_connect },
  { PM_STAGE_TLS, pm_step_tls_at_once },
  { PM_STAGE_GREETING, pm_step_greeting },
  { 0, NULL },
};

static const PmStep steps_starttls[] = {
  { PM_STAGE_CONNECT, pm_step_connect },
  { PM_STAGE_GREETING, pm_step_greeting },
  { PM_STAGE_TLS, pm_step_starttls },
  { 0, NULL },
};

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const mode_words[] = { "tls", "starttls", "starttls", "none" };

static void pm_session_run_next (PmSession *self, GTask *task);

G_DEFINE_FINAL_TYPE (PmSession, pm_session, G_TYPE_OBJECT)

static PmPlace
pm_session_get_place (PmSession *self)
{
  PmPlace place = { .server = self->server, .port = self->port, .connection = self->number };

  return place;
}

static void
pm_session_line_cb (PmWire wire, const char *text, gpointer user_data)
{
  static const PmDirection directions[] = { [PM_WIRE_IN] = PM_DIRECTION_IN,
                                            [PM_WIRE_OUT] = PM_DIRECTION_OUT,
                                            [PM_WIRE_NOTE] = PM_DIRECTION_NOTE };
  PmSession *self = user_data;

  pm_evidence_add_line (self->probe->evidence, self->number, directions[wire], text);
}

static void
pm_session_step_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PmSession *self = PM_SESSION (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    pm_session_run_next (self, g_steal_pointer (&task));
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, FALSE);
}

static void
pm_session_run_next (PmSession *self, GTask *task)
{
  RunState *state = g_task_get_task_data (task);
  const PmStep *step = state->next++;
  GTask *step_task;

  if (step->run == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  step_task = g_task_new (self, g_task_get_cancellable (task), pm_session_step_cb, task);
  g_task_set_source_tag (step_task, pm_session_run_next);
  pm_session_begin (self, step->stage);
  step->run (self, step_task);
}

static void
pm_session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PmSession *self = PM_SESSION (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  self->is_open = pm_session_run_finish (self, result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, self->is_open);
}

static void
pm_session_left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmSession) self = user_data;

  pm_link_write_finish (PM_LINK (source), result, NULL);
  pm_link_close (PM_LINK (source));
}

static void
pm_session_finalize (GObject *object)
{
  PmSession *self = PM_SESSION (object);

  g_clear_object (&self->client);
  g_clear_object (&self->link);
  g_clear_object (&self->transcript);
  g_clear_object (&self->probe);
  g_free (self->server);
  G_OBJECT_CLASS (pm_session_parent_class)->finalize (object);
}

static void
pm_session_class_init (PmSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_session_finalize;

  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", PM_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pm_session_init (PmSession *self)
{
  for (guint i = 0; i < PM_N_LIVE_STAGES; i++)
    self->spans[i].started_ms = self->spans[i].ended_ms = -1;
}

/* In what way this connection is tried. */
static void
pm_session_note_intent (PmSession *self)
{
  const char *mode = self->allows_old ? "old" : mode_words[self->mode];

  pm_session_note (self, PM_STAGE_TLS, PM_KEY_TLS_MODE, g_variant_new_string (mode),
                   PM_OUTCOME_UNKNOWN);
  if (self->family != G_SOCKET_FAMILY_INVALID)
    pm_session_note (self, PM_STAGE_CONNECT, PM_KEY_CONNECT_FAMILY,
                     g_variant_new_string (self->family == G_SOCKET_FAMILY_IPV6 ? "ipv6" : "ipv4"),
                     PM_OUTCOME_UNKNOWN);
}

PmSession *
pm_session_new (PmProbe *probe, guint port, PmMode mode, GSocketFamily family, gboolean is_shown)
{
  PmSession *self = g_object_new (PM_TYPE_SESSION, NULL);

  self->probe = g_object_ref (probe);
  self->port = port;
  self->mode = mode;
  self->family = family;
  self->timeout_ms = probe->timeout_ms;
  self->is_shown = is_shown;
  self->transcript = pm_transcript_new (pm_session_line_cb, self, NULL);
  return self;
}

void
pm_session_run_async (PmSession *self,
                      const PmStep *steps,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  RunState *state = g_new0 (RunState, 1);

  g_task_set_source_tag (task, pm_session_run_async);
  state->next = steps;
  g_task_set_task_data (task, state, g_free);
  pm_session_run_next (self, task);
}

gboolean
pm_session_run_finish (PmSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
pm_session_open_async (PmSession *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pm_session_open_async);
  self->number = ++self->probe->n_connections;
  pm_session_note_intent (self);
  pm_session_run_async (self, self->mode == PM_MODE_TLS ? steps_tls : steps_starttls, cancellable,
                        pm_session_opened_cb, task);
}

gboolean
pm_session_open_finish (PmSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
pm_session_leave (PmSession *self)
{
  g_autoptr (GBytes) quit = NULL;

  if (self->link == NULL)
    return;
  if (!self->is_open)
    {
      pm_link_close (self->link);
      return;
    }
  self->is_open = FALSE;
  quit = g_bytes_new_static ("QUIT\r\n", 6);
  pm_transcript_sent (self->transcript, "QUIT");
  pm_link_write_async (self->link, quit, LEAVE_TIMEOUT_MS, NULL, pm_session_left_cb,
                       g_object_ref (self));
}

void
pm_session_make_main (PmSession *self)
{
  PmEvidence *evidence = self->probe->evidence;

  self->is_shown = TRUE;
  pm_evidence_set_main_connection (evidence, self->number, self->port);
  for (PmStage stage = PM_STAGE_CONNECT; stage < PM_N_LIVE_STAGES; stage++)
    if (self->spans[stage].ended_ms >= 0)
      pm_evidence_adopt_stage (evidence, stage, self->spans[stage].outcome,
                               self->spans[stage].reason, self->spans[stage].started_ms,
                               self->spans[stage].ended_ms - self->spans[stage].started_ms);
}

/* The domain of the user's address: a name that the server hears in MAIL as well, and that the DNS
 * knows. Never the name of this computer. */
static char *
make_spare_name (PmAccount *account)
{
  const char *at = strrchr (pm_account_get_address (account), '@');
  g_autofree char *name = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;

  if (name == NULL || strchr (name, '.') == NULL || strspn (name, HOST_CHARACTERS) != strlen (name))
    return NULL;
  return g_steal_pointer (&name);
}

void
pm_session_take_link (PmSession *self, PmLink *link, GSocketFamily family)
{
  g_autofree char *spare_name = make_spare_name (self->probe->account);

  self->link = link;
  self->server = g_strdup (pm_link_get_peer (link));
  self->connected_family = family;
  pm_link_set_old_tls (link, self->allows_old);
  self->client = pm_smtp_client_new (link, self->transcript, self->probe->scrubber,
                                     self->timeout_ms);
  pm_smtp_client_set_spare_name (self->client, spare_name);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0);
}

void
pm_session_begin (PmSession *self, PmStage stage)
{
  if (self->spans[stage].started_ms < 0)
    self->spans[stage].started_ms = pm_evidence_get_elapsed_ms (self->probe->evidence);
  if (self->is_shown)
    pm_evidence_begin_stage (self->probe->evidence, stage);
}

void
pm_session_end (PmSession *self, PmStage stage, PmOutcome outcome, const char *reason)
{
  PmEvidence *evidence = self->probe->evidence;

  self->spans[stage].ended_ms = pm_evidence_get_elapsed_ms (evidence);
  self->spans[stage].outcome = outcome;
  self->spans[stage].reason = reason;
  if (pm_evidence_get_main_connection (evidence) == self->number)
    pm_evidence_end_stage (evidence, stage, outcome, reason);
}

void
pm_session_note (PmSession *self,
                 PmStage stage,
                 const char *key,
                 GVariant *value,
                 PmOutcome outcome)
{
  PmPlace place = pm_session_get_place (self);

  pm_evidence_add (self->probe->evidence, stage, key, value, outcome, &place);
}

void
pm_session_note_result (PmSession *self, PmStage stage, const char *word, PmOutcome outcome)
{
  pm_session_note (self, stage, PM_KEY_RESULT, g_variant_new_string (word), outcome);
}

void
pm_session_note_reply (PmSession *self,
                       PmStage stage,
                       const char *verb,
                       const PmReply *reply,
                       PmOutcome outcome)
{
  PmPlace place = pm_session_get_place (self);
  g_auto (GStrv) lines = g_strsplit (reply->text, "\n", -1);
  g_autofree char *text = NULL;
  g_autoptr (PmServerReply) fact = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *escaped = pm_transcript_escape (lines[i], strlen (lines[i]));

      g_free (lines[i]);
      lines[i] = escaped;
    }
  text = g_strjoinv ("\n", lines);
  fact = pm_server_reply_new (verb, reply->code, reply->enhanced, text);
  pm_evidence_add_reply (self->probe->evidence, stage, fact, outcome, &place);
}

void
pm_session_note_capabilities (PmSession *self, PmStage stage)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);

  if (capabilities != NULL)
    pm_session_note (self, stage, PM_KEY_CAPABILITIES,
                     g_variant_new_strv (pm_capabilities_get_lines (capabilities), -1),
                     PM_OUTCOME_PASS);
}

/* The server took no address literal, so what follows was said by another name. */
static void
note_renaming (PmSession *self, PmStage stage)
{
  const PmReply *refusal = pm_smtp_client_get_literal_refusal (self->client);
  g_autofree char *name = make_spare_name (self->probe->account);

  if (refusal == NULL || self->renamed)
    return;
  self->renamed = TRUE;
  pm_session_note_reply (self, stage, "EHLO", refusal, PM_OUTCOME_WARN);
  pm_session_note (self, stage, PM_KEY_HELLO_NAME, g_variant_new_string (name), PM_OUTCOME_UNKNOWN);
}

gboolean
pm_session_note_hello (PmSession *self, PmStage stage, const PmReply *reply)
{
  note_renaming (self, stage);
  if (reply->code == HELLO_ACCEPTED)
    return TRUE;
  pm_session_note_reply (self, stage, "EHLO", reply, PM_OUTCOME_FAIL);
  return FALSE;
}

void
pm_session_note_bytes (PmSession *self,
                       PmStage stage,
                       const char *key,
                       const char *bytes,
                       gsize length,
                       PmOutcome outcome)
{
  pm_session_note (self, stage, key,
                   g_variant_new_take_string (pm_transcript_escape (bytes, length)), outcome);
}

void
pm_session_conclude (PmSession *self,
                     PmStage stage,
                     const char *word,
                     PmOutcome outcome,
                     const char *reason,
                     GTask *task)
{
  g_autoptr (GTask) owned = task;

  if (word != NULL)
    pm_session_note_result (self, stage, word, outcome);
  pm_session_end (self, stage, outcome, reason);
  g_task_return_boolean (owned, outcome != PM_OUTCOME_FAIL);
}

const char *
pm_session_describe_reply (const PmReply *reply)
{
  if (pm_reply_is_positive (reply))
    return "accepted";
  return pm_reply_is_temporary (reply) ? "temporary" : "rejected";
}

const char *
pm_session_describe_error (const GError *error)
{
  static const struct
  {
    PmLinkError code;
    const char *word;
  } words[] = {
    { PM_LINK_ERROR_TIMED_OUT, "timeout" },
    { PM_LINK_ERROR_CLOSED, "closed" },
    { PM_LINK_ERROR_RESET, "reset" },
    { PM_LINK_ERROR_CLIENT_CERTIFICATE, "client-certificate" },
    { PM_LINK_ERROR_TLS, "closed" }, /* an alert after the handshake ends the connection as well */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_error_matches (error, PM_LINK_ERROR, (int) words[i].code))
      return words[i].word;
  return error->domain == PM_REPLY_ERROR ? "malformed" : "failed";
}

void
pm_session_fail (PmSession *self, PmStage stage, const GError *error, GTask *task)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_error_copy (error));
      g_object_unref (task);
      return;
    }
  pm_transcript_note (self->transcript, error->message);
  pm_session_conclude (self, stage, pm_session_describe_error (error), PM_OUTCOME_FAIL, NULL, task);
}
