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

static GSocketFamily
find_connected_family (GPtrArray *attempts)
{
  for (guint i = 0; i < attempts->len; i++)
    {
      const PmDialAttempt *attempt = g_ptr_array_index (attempts, i);

      if (attempt->outcome == PM_DIAL_CONNECTED)
        return g_inet_address_get_family (attempt->address);
    }
  return G_SOCKET_FAMILY_INVALID;
}

/* The addresses that this session is about. */
static GPtrArray *
choose_addresses (PmSession *self)
{
  GPtrArray *all = self->probe->addresses;
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    {
      GInetAddress *address = g_ptr_array_index (all, i);

      if (self->family == G_SOCKET_FAMILY_INVALID
          || g_inet_address_get_family (address) == self->family)
        g_ptr_array_add (chosen, g_object_ref (address));
    }
  return chosen;
}

static void
dialled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (PmDial) dial = pm_dial_finish (result, &error);
  PmOutcome outcome;

  if (dial == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < dial->attempts->len; i++)
    note_attempt (self, g_ptr_array_index (dial->attempts, i));

  outcome = dial->link != NULL ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL;
  if (dial->link != NULL)
    pm_session_take_link (self, g_steal_pointer (&dial->link),
                          find_connected_family (dial->attempts));
  pm_session_conclude (self, PM_STAGE_CONNECT,
                       outcome == PM_OUTCOME_PASS ? "connected" : sum_up (dial->attempts), outcome,
                       NULL, g_steal_pointer (&task));
}

void
pm_step_connect (PmSession *self, GTask *task)
{
  g_autoptr (GPtrArray) addresses = choose_addresses (self);

  pm_dial_async (addresses, (guint16) pm_probe_get_actual_port (self->probe, self->port),
                 self->timeout_ms, g_task_get_cancellable (task), dialled_cb, task);
}
