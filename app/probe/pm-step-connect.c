/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dialer.h"
#include "pm-session.h"

/* Where addresses fail in different ways, the one that says most speaks for all. */
static const PmDialOutcome by_weight[] = { PM_DIAL_REFUSED, PM_DIAL_RESET, PM_DIAL_TIMEOUT,
                                           PM_DIAL_UNREACHABLE, PM_DIAL_FAILED };

static void
note_attempt (PmSession *self, const PmDialAttempt *attempt)
{
  g_autofree char *address = g_inet_address_to_string (attempt->address);
  PmPlace place = { .server = address, .port = self->port, .connection = self->number };
  const char *word = pm_dial_outcome_get_id (attempt->outcome);
  PmOutcome outcome = attempt->outcome == PM_DIAL_CONNECTED   ? PM_OUTCOME_PASS
                      : attempt->outcome == PM_DIAL_ABANDONED ? PM_OUTCOME_UNKNOWN
                                                              : PM_OUTCOME_FAIL;
  g_autofree char *line = g_strdup_printf ("%s port %u: %s", address, self->port, word);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "address", "s", address);
  g_variant_dict_insert (&dict, "result", "s", word);
  g_variant_dict_insert (&dict, "ms", "x", attempt->ms);
  pm_evidence_add (self->probe->evidence, PM_STAGE_CONNECT, PM_KEY_CONNECT_ATTEMPT,
                   g_variant_dict_end (&dict), outcome, &place);
  pm_transcript_note (self->transcript, line);
}

static const char *
sum_up (GPtrArray *attempts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_weight); i++)
    for (guint j = 0; j < attempts->len; j++)
      {
        const PmDialAttempt *attempt = g_ptr_array_index (attempts, j);

        if (attempt->outcome == by_weight[i])
          return pm_dial_outcome_get_id (by_weight[i]);
      }
  return pm_dial_outcome_get_id (PM_DIAL_FAILED);
}

static void
take_link (PmSession *self, PmDial *dial)
{
  self->link = g_steal_pointer (&dial->link);
  self->server = g_strdup (pm_link_get_peer (self->link));
  self->client = pm_smtp_client_new (self->link, self->transcript, self->probe->scrubber,
                                     self->probe->timeout_ms);
}

static void
dialled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (PmDial) dial = pm_dial_finish (result, &error);
  gboolean connected;

  if (dial == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < dial->attempts->len; i++)
    note_attempt (self, g_ptr_array_index (dial->attempts, i));

  connected = dial->link != NULL;
  if (connected)
    take_link (self, dial);
  pm_session_note_result (self, PM_STAGE_CONNECT, connected ? "connected" : sum_up (dial->attempts),
                          connected ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL);
  pm_session_end (self, PM_STAGE_CONNECT, connected ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL, NULL);
  g_task_return_boolean (task, connected);
}

void
pm_step_connect (PmSession *self, GTask *task)
{
  pm_dial_async (self->probe->addresses,
                 (guint16) pm_probe_get_actual_port (self->probe, self->port),
                 self->probe->timeout_ms, g_task_get_cancellable (task), dialled_cb, task);
}
