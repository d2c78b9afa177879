/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-hosts.h"
#include "pm-probe-private.h"

static GVariant *
list_addresses (GPtrArray *addresses)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < addresses->len; i++)
    g_variant_builder_add_value (&builder, g_variant_new_take_string (g_inet_address_to_string (
                                               g_ptr_array_index (addresses, i))));
  return g_variant_builder_end (&builder);
}

/* What the servers said beside the system. */
static void
note_servers (PmProbe *self, const PmDnsAnswer *answer)
{
  if (self->dns_server != NULL || !answer->servers_asked
      || answer->server_status == PM_DNS_NOT_KNOWN)
    return;
  pm_evidence_add_string (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_SERVER_RESULT,
                          pm_dns_status_get_id (answer->server_status), PM_OUTCOME_UNKNOWN, NULL);
  if (answer->server_addresses->len > 0)
    pm_evidence_add (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_SERVER_ADDRESSES,
                     list_addresses (answer->server_addresses), PM_OUTCOME_UNKNOWN, NULL);
}

static void
note_answer (PmProbe *self, const PmDnsAnswer *answer)
{
  PmOutcome outcome = answer->status == PM_DNS_FOUND ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL;

  pm_evidence_add_string (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_SERVER, answer->server,
                          PM_OUTCOME_UNKNOWN, NULL);
  pm_evidence_add_string (self->evidence, PM_STAGE_DNS, PM_KEY_RESULT,
                          pm_dns_status_get_id (answer->status), outcome, NULL);
  if (answer->addresses->len > 0)
    pm_evidence_add (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_ADDRESSES,
                     list_addresses (answer->addresses), PM_OUTCOME_PASS, NULL);
  note_servers (self, answer);
  pm_evidence_end_stage (self->evidence, PM_STAGE_DNS, outcome, NULL);
}

static void
read_hosts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) addresses = NULL;
  PmProbe *self = g_task_get_source_object (task);
  GError *error = NULL;

  addresses = pm_hosts_find_finish (result, &error);
  if (addresses == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (addresses->len > 0)
    pm_evidence_add (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_HOSTS_FILE,
                     g_variant_new_strv ((const char *const *) addresses->pdata, addresses->len),
                     PM_OUTCOME_UNKNOWN, NULL);
  g_task_return_boolean (task, self->addresses->len > 0);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (PmDnsAnswer) answer = NULL;
  PmProbe *self = g_task_get_source_object (task);
  GError *error = NULL;

  answer = pm_resolver_lookup_finish (PM_RESOLVER (source), result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  note_answer (self, answer);
  self->addresses = g_ptr_array_ref (answer->addresses);
  if (self->dns_server == NULL && answer->status == PM_DNS_FOUND)
    pm_hosts_find_async (PM_HOSTS_PATH, pm_account_get_server (self->account),
                         g_task_get_cancellable (task), read_hosts_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, answer->status == PM_DNS_FOUND && self->addresses->len > 0);
}

static void
take_literal (PmProbe *self, GInetAddress *address)
{
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->addresses, g_object_ref (address));
  pm_evidence_add_string (self->evidence, PM_STAGE_DNS, PM_KEY_RESULT, "not-needed",
                          PM_OUTCOME_PASS, NULL);
  pm_evidence_add (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_ADDRESSES,
                   list_addresses (self->addresses), PM_OUTCOME_PASS, NULL);
  pm_evidence_end_stage (self->evidence, PM_STAGE_DNS, PM_OUTCOME_SKIP, "not-needed");
}

void
pm_step_dns (PmProbe *self, GTask *task)
{
  const char *server = pm_account_get_server (self->account);
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (server);

  pm_evidence_begin_stage (self->evidence, PM_STAGE_DNS);
  pm_evidence_add_string (self->evidence, PM_STAGE_DNS, PM_KEY_DNS_NAME, server, PM_OUTCOME_UNKNOWN,
                          NULL);
  if (literal != NULL)
    {
      take_literal (self, literal);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  pm_resolver_lookup_async (self->resolver, server, g_task_get_cancellable (task), looked_up_cb,
                            task);
}
