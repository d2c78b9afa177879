/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-run.h"

#include "pm-lookaround.h"

/* How long the chosen port may keep us waiting, for a connection and for all that comes before
 * sign-in, until the others are looked at as well. With every port filtered, the verdict comes this
 * much after the time-out. */
#define CONNECT_PATIENCE_MS 750
#define PATIENCE_MS         2000
/* How long the other address family may take to connect: one that works answers at once. */
#define OTHER_FAMILY_TIMEOUT_MS 3000

#define PORT_SMTP        25  /* RFC 5321 */
#define PORT_SUBMISSIONS 465 /* RFC 8314 section 3.3 */
#define PORT_SUBMISSION  587 /* RFC 6409 */

/* The ports of sending, best first. */
static const struct
{
  guint port;
  PmMode mode;
} usual_ports[] = {
  { PORT_SUBMISSIONS, PM_MODE_TLS },
  { PORT_SUBMISSION, PM_MODE_OPPORTUNISTIC },
  { PORT_SMTP, PM_MODE_OPPORTUNISTIC },
};

/* What the checkup does on the main connection once that is open. */
static const PmStep steps_after_opening[] = {
  { PM_STAGE_AUTH, pm_step_auth },
  { PM_STAGE_SENDER, pm_step_envelope },
  { 0, NULL },
};

/* Who else is asked, and only with consent: once the dialogue is over, side by side. */
static const struct
{
  PmStage stage;
  void (*run) (PmProbe *self, GTask *task);
} steps_of_others[] = {
  { PM_STAGE_BLOCKLIST, pm_step_blocklist },
  { PM_STAGE_DOMAIN, pm_step_domain },
};

/* One run. */
typedef struct
{
  PmSession *main;
  PmLookaround *others;       /* NULL: not looked around yet */
  PmLookaround *other_family; /* NULL: the server has addresses of one family only */
  guint connect_patience_id;
  guint patience_id;
  guint n_asked; /* steps of others under way */
  GError *error; /* of one of them */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_handle_id (&run->connect_patience_id, g_source_remove);
  g_clear_handle_id (&run->patience_id, g_source_remove);
  g_clear_object (&run->main);
  g_clear_object (&run->others);
  g_clear_object (&run->other_family);
  g_clear_error (&run->error);
  g_free (run);
}

/* Gives every stage that was not reached its reason. */
static void
end_remaining (PmProbe *self, PmOutcome running, const char *reason)
{
  for (PmStage stage = PM_STAGE_NETWORK; stage < PM_N_LIVE_STAGES; stage++)
    {
      PmStageResult *result = pm_evidence_get_stage (self->evidence, stage);
      gboolean was_running = pm_stage_result_get_state (result) == PM_STAGE_RUNNING;

      pm_evidence_end_stage (self->evidence, stage, was_running ? running : PM_OUTCOME_SKIP,
                             reason);
    }
}

static void
say_what_was_not_asked (PmProbe *self)
{
  static const PmStage stages[] = { PM_STAGE_BLOCKLIST, PM_STAGE_DOMAIN };

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    if (!self->asked[stages[i]])
      pm_evidence_end_stage (self->evidence, stages[i], PM_OUTCOME_SKIP, "not-asked");
}

/* A name server on this computer answers with the cable out as well. */
static gboolean
asked_elsewhere (PmProbe *self)
{
  const char *server = pm_evidence_find_string (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_SERVER, 0);

  return server != NULL && *server != '\0' && !g_str_equal (server, "system")
         && !g_str_has_prefix (server, "127.") && !g_str_has_prefix (server, "::1")
         && !g_str_has_prefix (server, "[::1]");
}

/* Words that only somebody else can have said: a refusal proves the way there as well. */
static gboolean
is_answer (PmProbe *self, PmObservation *observation)
{
  static const char *const connect_words[] = { "connected", "refused", "reset", NULL };
  static const char *const dns_words[] = { "found",    "not-found", "no-address",
                                           "servfail", "refused",   NULL };
  const char *word = pm_observation_get_string (observation);
  PmStage stage = pm_observation_get_stage (observation);

  if (word == NULL || !g_str_equal (pm_observation_get_key (observation), PM_KEY_RESULT))
    return FALSE;
  return (stage == PM_STAGE_CONNECT && g_strv_contains (connect_words, word))
         || (stage == PM_STAGE_DNS && g_strv_contains (dns_words, word) && asked_elsewhere (self));
}

static gboolean
anything_answered (PmProbe *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->evidence));

  for (guint number = 1; number <= n; number++)
    if (is_answer (self, pm_evidence_get_observation (self->evidence, number)))
      return TRUE;
  return FALSE;
}

static void
hang_up (Run *run)
{
  if (run->others != NULL)
    pm_lookaround_stop (run->others, NULL);
  if (run->other_family != NULL)
    pm_lookaround_stop (run->other_family, NULL);
  if (run->main != NULL)
    pm_session_leave (run->main);
}

static void
conclude (PmProbe *self, GTask *task)
{
  g_autoptr (GTask) owned = task;

  say_what_was_not_asked (self);
  pm_step_network_conclude (self, anything_answered (self));
  end_remaining (self, PM_OUTCOME_SKIP, "earlier-failure");
  g_task_return_boolean (owned, TRUE);
}

static void
give_up (PmProbe *self, GTask *task, GError *error)
{
  g_autoptr (GTask) owned = task;

  hang_up (g_task_get_task_data (task));
  end_remaining (self, PM_OUTCOME_UNKNOWN, "cancelled");
  g_task_return_error (owned, error);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (error != NULL && run->error == NULL)
    run->error = g_steal_pointer (&error);
  if (--run->n_asked > 0)
    return;
  if (run->error != NULL)
    give_up (PM_PROBE (source), task, g_steal_pointer (&run->error));
  else
    conclude (PM_PROBE (source), task);
}

/* The mail server is let go before: it need not wait for others. */
static void
ask_others (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GTask *all = g_task_new (self, g_task_get_cancellable (task), asked_cb, task);

  hang_up (run);
  run->n_asked = 1;
  for (gsize i = 0; i < G_N_ELEMENTS (steps_of_others); i++)
    {
      GTask *step;

      if (!self->asked[steps_of_others[i].stage])
        continue;
      step = g_task_new (self, g_task_get_cancellable (task), asked_cb, task);
      g_task_set_source_tag (step, steps_of_others[i].run);
      run->n_asked++;
      steps_of_others[i].run (self, step);
    }
  g_task_return_boolean (all, TRUE);
  g_object_unref (all);
}

static void
looked_at_other_family_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (pm_lookaround_wait_finish (PM_LOOKAROUND (source), result, &error))
    ask_others (self, task);
  else
    give_up (self, task, error);
}

static void
finish (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->other_family != NULL)
    pm_lookaround_wait_async (run->other_family, FALSE, looked_at_other_family_cb, task);
  else
    ask_others (self, task);
}

static void
looked_around_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (pm_lookaround_wait_finish (PM_LOOKAROUND (source), result, &error))
    finish (self, task);
  else
    give_up (self, task, error);
}

/* No agreement on TLS 1.2 or later: what does the server have? */
static gboolean
failed_to_agree (PmProbe *self, Run *run)
{
  const char *tls = pm_evidence_find_string (self->evidence, PM_STAGE_TLS, PM_KEY_RESULT,
                                             run->main->number);

  return tls != NULL && (g_str_equal (tls, "alert") || g_str_equal (tls, "failed"));
}

/* The other way to speak to the port that failed, where the way taken may be the wrong one. FALSE where
 * nothing answers there, or what came proves the way right. */
static gboolean
find_other_mode (PmProbe *self, PmSession *session, PmMode *mode)
{
  const char *greeting = pm_evidence_find_string (self->evidence, PM_STAGE_GREETING, PM_KEY_RESULT,
                                                  session->number);
  gboolean showed_certificate = pm_evidence_find (self->evidence, PM_STAGE_TLS,
                                                  PM_KEY_CERTIFICATE_FAULTS, session->number)
                                != NULL;
  gboolean greeted = greeting != NULL && g_str_equal (greeting, "ready");

  if (session->link == NULL || showed_certificate || (greeted && session->mode != PM_MODE_NONE))
    return FALSE;
  *mode = session->mode == PM_MODE_TLS ? PM_MODE_OPPORTUNISTIC
          : greeted                    ? PM_MODE_STARTTLS
                                       : PM_MODE_TLS;
  return TRUE;
}

static void
look_at_other_mode (PmProbe *self, Run *run)
{
  PmMode mode;

  if (find_other_mode (self, run->main, &mode))
    pm_lookaround_add (run->others, run->main->port, mode, G_SOCKET_FAMILY_INVALID, 0);
}

static gboolean
has_family (PmProbe *self, GSocketFamily family)
{
  for (guint i = 0; i < self->addresses->len; i++)
    if (g_inet_address_get_family (g_ptr_array_index (self->addresses, i)) == family)
      return TRUE;
  return FALSE;
}

/* The same port over the family that the main connection did not take: a family that is announced
 * and does not work makes mail programs hang, and what differs between the two is telling. */
static void
look_at_other_family (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GSocketFamily other = run->main->connected_family == G_SOCKET_FAMILY_IPV6 ? G_SOCKET_FAMILY_IPV4
                                                                            : G_SOCKET_FAMILY_IPV6;

  if (run->other_family != NULL || !has_family (self, other))
    return;
  run->other_family = pm_lookaround_new (self, FALSE, g_task_get_cancellable (task));
  pm_lookaround_add (run->other_family, run->main->port, run->main->mode, other,
                     MIN (OTHER_FAMILY_TIMEOUT_MS, self->timeout_ms));
}

static void
main_connected_cb (PmSession *session, GTask *task)
{
  look_at_other_family (session->probe, task);
}

/* One port, over each family that the server has. */
static void
look_at_port (PmProbe *self, PmLookaround *others, guint port, PmMode mode)
{
  static const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };

  if (!has_family (self, G_SOCKET_FAMILY_IPV4) || !has_family (self, G_SOCKET_FAMILY_IPV6))
    {
      pm_lookaround_add (others, port, mode, G_SOCKET_FAMILY_INVALID, 0);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    pm_lookaround_add (others, port, mode, families[i], 0);
}

static void
look_around (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->others == NULL)
    run->others = pm_lookaround_new (self, FALSE, g_task_get_cancellable (task));
  look_at_other_mode (self, run);
  if (failed_to_agree (self, run))
    pm_lookaround_add_old (run->others, run->main->port, run->main->mode);
  for (gsize i = 0; i < G_N_ELEMENTS (usual_ports); i++)
    if (usual_ports[i].port != run->main->port)
      look_at_port (self, run->others, usual_ports[i].port, usual_ports[i].mode);
}

static gboolean
out_of_connect_patience_cb (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);

  run->connect_patience_id = 0;
  if (run->main->link == NULL)
    look_around (g_task_get_source_object (task), task);
  return G_SOURCE_REMOVE;
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);

  run->patience_id = 0;
  look_around (g_task_get_source_object (task), task);
  return G_SOURCE_REMOVE;
}

/* The main connection can not go on: what works elsewhere is part of the diagnosis. */
static void
look_around_and_finish (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  look_around (self, task);
  pm_lookaround_wait_async (run->others, FALSE, looked_around_cb, task);
}

/* A refusal on an unencrypted connection may be about that, so the encrypted ways are looked at. */
static gboolean
wants_other_ports (PmProbe *self, Run *run)
{
  const char *auth = pm_evidence_find_string (self->evidence, PM_STAGE_AUTH, PM_KEY_RESULT,
                                              run->main->number);
  PmOutcome sender = pm_stage_result_get_outcome (
      pm_evidence_get_stage (self->evidence, PM_STAGE_SENDER));
  PmOutcome recipient = pm_stage_result_get_outcome (
      pm_evidence_get_stage (self->evidence, PM_STAGE_RECIPIENT));

  if (auth != NULL)
    return g_str_equal (auth, "not-offered") || g_str_equal (auth, "withheld")
           || g_str_equal (auth, "no-mechanism");
  return !pm_link_is_secured (run->main->link)
         && (sender == PM_OUTCOME_FAIL || recipient == PM_OUTCOME_FAIL);
}

static void
went_through_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  pm_session_run_finish (run->main, result, &error);
  if (error != NULL)
    give_up (self, task, error);
  else if (wants_other_ports (self, run))
    look_around_and_finish (self, task);
  else
    finish (self, task);
}

static void
go_on (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  pm_session_run_async (run->main, steps_after_opening, g_task_get_cancellable (task),
                        went_through_cb, task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean opened = pm_session_open_finish (run->main, result, &error);

  g_clear_handle_id (&run->connect_patience_id, g_source_remove);
  g_clear_handle_id (&run->patience_id, g_source_remove);
  if (error != NULL)
    give_up (self, task, error);
  else if (!opened)
    look_around_and_finish (self, task);
  else
    {
      if (run->others != NULL)
        pm_lookaround_stop (run->others, NULL);
      g_clear_object (&run->others);
      go_on (self, task);
    }
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  PmLookaround *choice = PM_LOOKAROUND (source);
  GError *error = NULL;

  if (!pm_lookaround_wait_finish (choice, result, &error))
    {
      give_up (self, task, error);
      return;
    }
  run->main = g_object_ref (pm_lookaround_get_best (choice));
  pm_session_make_main (run->main);
  if (pm_lookaround_is_good (run->main))
    {
      pm_lookaround_stop (choice, run->main);
      g_clear_object (&run->others);
    }
  if (run->main->link != NULL)
    look_at_other_family (self, task);
  if (run->main->is_open)
    go_on (self, task);
  else
    finish (self, task);
}

static PmMode
choose_mode (PmSecurity security, guint port)
{
  switch (security)
    {
    case PM_SECURITY_TLS:
      return PM_MODE_TLS;
    case PM_SECURITY_STARTTLS:
      return PM_MODE_STARTTLS;
    case PM_SECURITY_NONE:
      return PM_MODE_NONE;
    case PM_SECURITY_AUTO:
    default:
      return port == PORT_SUBMISSIONS ? PM_MODE_TLS : PM_MODE_OPPORTUNISTIC;
    }
}

static guint
choose_port (PmAccount *account)
{
  guint port = pm_account_get_port (account);

  if (port != 0)
    return port;
  return pm_account_get_security (account) == PM_SECURITY_TLS ? PORT_SUBMISSIONS : PORT_SUBMISSION;
}

static void
open_the_told_port (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);
  guint port = choose_port (self->account);

  run->main = pm_session_new (self, port,
                              choose_mode (pm_account_get_security (self->account), port),
                              G_SOCKET_FAMILY_INVALID, TRUE);
  g_signal_connect_object (run->main, "connected", G_CALLBACK (main_connected_cb), task, 0);
  run->connect_patience_id = g_timeout_add (MIN (CONNECT_PATIENCE_MS, self->timeout_ms / 2),
                                            out_of_connect_patience_cb, task);
  run->patience_id = g_timeout_add (MIN (PATIENCE_MS, self->timeout_ms * 3 / 4), out_of_patience_cb,
                                    task);
  pm_session_open_async (run->main, g_task_get_cancellable (task), opened_cb, task);
  pm_session_make_main (run->main);
}

static void
choose_among_ports (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->others = pm_lookaround_new (self, TRUE, g_task_get_cancellable (task));
  for (gsize i = 0; i < G_N_ELEMENTS (usual_ports); i++)
    pm_lookaround_add (run->others, usual_ports[i].port, usual_ports[i].mode,
                       G_SOCKET_FAMILY_INVALID, 0);
  pm_lookaround_wait_async (run->others, TRUE, chosen_cb, task);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = PM_PROBE (source);
  GError *error = NULL;
  gboolean found = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    give_up (self, task, error);
  else if (!found)
    finish (self, task);
  else if (pm_account_get_port (self->account) == 0
           && pm_account_get_security (self->account) == PM_SECURITY_AUTO)
    choose_among_ports (self, task);
  else
    open_the_told_port (self, task);
}

void
pm_run_async (PmProbe *self,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GTask *dns = g_task_new (self, cancellable, looked_up_cb, task);

  g_task_set_source_tag (task, pm_run_async);
  g_task_set_task_data (task, g_new0 (Run, 1), run_free);
  g_task_set_source_tag (dns, pm_step_dns);
  pm_step_network (self);
  pm_step_dns (self, dns);
}

gboolean
pm_run_finish (PmProbe *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
