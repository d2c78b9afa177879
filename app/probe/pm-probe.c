/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-probe-private.h"

#include "pm-lookaround.h"

#define DEFAULT_TIMEOUT_MS 10000
/* How long the chosen port may keep us waiting before the others are looked at as well. */
#define PATIENCE_MS 2000

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

/* One run. */
typedef struct
{
  PmSession *main;
  PmLookaround *others; /* NULL: not looked around yet */
  guint patience_id;
} Run;

G_DEFINE_FINAL_TYPE (PmProbe, pm_probe, G_TYPE_OBJECT)

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_handle_id (&run->patience_id, g_source_remove);
  g_clear_object (&run->main);
  g_clear_object (&run->others);
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
  pm_evidence_end_stage (self->evidence, PM_STAGE_BLOCKLIST, PM_OUTCOME_SKIP, "not-asked");
  pm_evidence_end_stage (self->evidence, PM_STAGE_DOMAIN, PM_OUTCOME_SKIP, "not-asked");
}

static gboolean
anything_answered (PmProbe *self)
{
  GListModel *observations = G_LIST_MODEL (self->evidence);

  for (guint i = 0; i < g_list_model_get_n_items (observations); i++)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, i + 1);

      if (pm_observation_get_stage (observation) == PM_STAGE_CONNECT
          && pm_observation_get_outcome (observation) == PM_OUTCOME_PASS)
        return TRUE;
    }
  return FALSE;
}

static void
hang_up (Run *run)
{
  if (run->others != NULL)
    pm_lookaround_stop (run->others, NULL);
  if (run->main != NULL)
    pm_session_leave (run->main);
}

static void
finish (PmProbe *self, GTask *task)
{
  g_autoptr (GTask) owned = task;

  hang_up (g_task_get_task_data (task));
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

/* The other way to speak to the port that failed; only where something answers there. */
static void
look_at_other_mode (Run *run)
{
  static const PmMode other_modes[] = {
    [PM_MODE_TLS] = PM_MODE_OPPORTUNISTIC,
    [PM_MODE_STARTTLS] = PM_MODE_TLS,
    [PM_MODE_OPPORTUNISTIC] = PM_MODE_TLS,
    [PM_MODE_NONE] = PM_MODE_STARTTLS,
  };

  if (run->main->link != NULL)
    pm_lookaround_add (run->others, run->main->port, other_modes[run->main->mode]);
}

static void
look_around (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->others == NULL)
    run->others = pm_lookaround_new (self, FALSE, g_task_get_cancellable (task));
  look_at_other_mode (run);
  for (gsize i = 0; i < G_N_ELEMENTS (usual_ports); i++)
    if (usual_ports[i].port != run->main->port)
      pm_lookaround_add (run->others, usual_ports[i].port, usual_ports[i].mode);
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
  pm_lookaround_stop (choice, run->main);
  pm_session_make_main (run->main);
  g_clear_object (&run->others);
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
                              choose_mode (pm_account_get_security (self->account), port), TRUE);
  pm_session_make_main (run->main);
  run->patience_id = g_timeout_add (MIN (PATIENCE_MS, self->timeout_ms / 2), out_of_patience_cb,
                                    task);
  pm_session_open_async (run->main, g_task_get_cancellable (task), opened_cb, task);
}

static void
choose_among_ports (PmProbe *self, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->others = pm_lookaround_new (self, TRUE, g_task_get_cancellable (task));
  for (gsize i = 0; i < G_N_ELEMENTS (usual_ports); i++)
    pm_lookaround_add (run->others, usual_ports[i].port, usual_ports[i].mode);
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

static gboolean
prepare (PmProbe *self, GError **error)
{
  if (*pm_account_get_server (self->account) == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "the account has no server");
      return FALSE;
    }
  self->trust = pm_trust_new (self->extra_roots, error);
  if (self->trust == NULL)
    return FALSE;
  self->resolver = pm_resolver_new (self->dns_server, self->timeout_ms, error);
  return self->resolver != NULL;
}

static void
pm_probe_finalize (GObject *object)
{
  PmProbe *self = PM_PROBE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->evidence);
  g_clear_pointer (&self->scrubber, pm_scrubber_unref);
  g_clear_pointer (&self->password, pm_secret_unref);
  g_free (self->dns_server);
  g_free (self->extra_roots);
  g_hash_table_unref (self->port_map);
  g_clear_object (&self->resolver);
  g_clear_pointer (&self->trust, pm_trust_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  G_OBJECT_CLASS (pm_probe_parent_class)->finalize (object);
}

static void
pm_probe_class_init (PmProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_probe_finalize;
}

static void
pm_probe_init (PmProbe *self)
{
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
  self->port_map = g_hash_table_new (NULL, NULL);
}

PmProbe *
pm_probe_new (PmAccount *account, PmEvidence *evidence, PmScrubber *scrubber)
{
  PmProbe *self = g_object_new (PM_TYPE_PROBE, NULL);

  self->account = g_object_ref (account);
  self->evidence = g_object_ref (evidence);
  self->scrubber = pm_scrubber_ref (scrubber);
  return self;
}

void
pm_probe_set_password (PmProbe *self, PmSecret *password)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_clear_pointer (&self->password, pm_secret_unref);
  if (password == NULL)
    return;
  self->password = pm_secret_ref (password);
  pm_scrubber_add_secret (self->scrubber, password);
}

void
pm_probe_set_timeout (PmProbe *self, guint timeout_ms)
{
  g_return_if_fail (PM_IS_PROBE (self));

  self->timeout_ms = timeout_ms;
}

void
pm_probe_set_dns_server (PmProbe *self, const char *server)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_free (self->dns_server);
  self->dns_server = g_strdup (server);
}

void
pm_probe_set_extra_roots (PmProbe *self, const char *pem)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_free (self->extra_roots);
  self->extra_roots = g_strdup (pem);
}

void
pm_probe_set_now (PmProbe *self, gint64 unix_seconds)
{
  g_return_if_fail (PM_IS_PROBE (self));

  pm_tls_set_clock (unix_seconds);
}

void
pm_probe_map_port (PmProbe *self, guint port, guint actual)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_hash_table_insert (self->port_map, GUINT_TO_POINTER (port), GUINT_TO_POINTER (actual));
}

guint
pm_probe_get_actual_port (PmProbe *self, guint port)
{
  guint actual = GPOINTER_TO_UINT (g_hash_table_lookup (self->port_map, GUINT_TO_POINTER (port)));

  return actual != 0 ? actual : port;
}

void
pm_probe_run_async (PmProbe *self,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GTask *dns;
  GError *error = NULL;

  g_return_if_fail (PM_IS_PROBE (self));

  g_task_set_source_tag (task, pm_probe_run_async);
  g_task_set_task_data (task, g_new0 (Run, 1), run_free);
  if (!prepare (self, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  pm_step_network (self);
  dns = g_task_new (self, cancellable, looked_up_cb, task);
  g_task_set_source_tag (dns, pm_step_dns);
  pm_step_dns (self, dns);
}

gboolean
pm_probe_run_finish (PmProbe *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
