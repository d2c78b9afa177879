/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dns-query.h"

#include "pm-dns-exchange.h"
#include "pm-source.h"

/* c-ares does not go on to the next server when one says SERVFAIL or REFUSED and the response codes
 * are wanted (ARES_FLAG_NOCHECKRESP); so each server is an exchange of its own. */
typedef struct
{
  char *name;
  ns_type type;
  GPtrArray *servers;
  guint next;
  gint64 deadline; /* monotonic time */
  PmDnsExchange *exchange;
  GSource *limit;
  GSource *cancelled;
  PmDnsMessage *best;
  GInetSocketAddress *best_server; /* out of @servers */
} Query;

static void
query_clear_sources (Query *query)
{
  g_clear_pointer (&query->exchange, pm_dns_exchange_free);
  pm_source_clear (&query->limit);
  pm_source_clear (&query->cancelled);
}

static void
query_free (gpointer data)
{
  Query *query = data;

  query_clear_sources (query);
  g_clear_pointer (&query->best, pm_dns_message_free);
  g_ptr_array_unref (query->servers);
  g_free (query->name);
  g_free (query);
}

static void
query_end (GTask *task, GError *error)
{
  g_autoptr (GTask) ended = task;
  Query *query = g_task_get_task_data (ended);

  query_clear_sources (query);
  if (query->best == NULL)
    {
      query->best = pm_dns_message_new (query->type, NULL, 0);
      query->best_server = query->next > 0 ? query->servers->pdata[query->next - 1] : NULL;
    }
  if (error != NULL)
    g_task_return_error (ended, error);
  else
    g_task_return_boolean (ended, TRUE);
}

static gboolean
settles (PmDnsStatus status)
{
  return status == PM_DNS_FOUND || status == PM_DNS_NOT_FOUND || status == PM_DNS_NO_ADDRESS;
}

static void
query_take (Query *query, PmDnsMessage *message)
{
  gboolean better = query->best == NULL || settles (message->status)
                    || pm_dns_status_choose (query->best->status, message->status)
                           != query->best->status;

  if (!better)
    {
      pm_dns_message_free (message);
      return;
    }
  g_clear_pointer (&query->best, pm_dns_message_free);
  query->best = message;
  query->best_server = query->servers->pdata[query->next - 1];
}

static void ask_next (GTask *task);

static void
exchange_cb (PmDnsMessage *message, gpointer user_data)
{
  GTask *task = user_data;
  Query *query = g_task_get_task_data (task);
  gboolean settled = settles (message->status);

  g_clear_pointer (&query->exchange, pm_dns_exchange_free);
  query_take (query, message);
  if (settled || query->next == query->servers->len)
    query_end (task, NULL);
  else
    ask_next (task);
}

/* An even share of what is left of the time, so that the last server has one too. */
static void
ask_next (GTask *task)
{
  Query *query = g_task_get_task_data (task);
  gint64 left_ms = MAX ((query->deadline - g_get_monotonic_time ()) / 1000, 0);
  guint share = (guint) (left_ms / (query->servers->len - query->next));

  query->exchange = pm_dns_exchange_new (query->servers->pdata[query->next++], query->name,
                                         query->type, share, g_task_get_context (task), exchange_cb,
                                         task);
}

static gboolean
limit_cb (gpointer user_data)
{
  query_end (user_data, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer user_data)
{
  query_end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

void
pm_dns_query_async (GPtrArray *servers,
                    const char *name,
                    ns_type type,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GMainContext *context = g_task_get_context (task);
  Query *query = g_new0 (Query, 1);

  g_task_set_source_tag (task, pm_dns_query_async);
  g_task_set_task_data (task, query, query_free);
  query->name = g_strdup (name);
  query->type = type;
  query->servers = g_ptr_array_ref (servers);
  query->deadline = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (servers->len == 0)
    {
      query_end (g_steal_pointer (&task), NULL);
      return;
    }
  query->limit = pm_source_new_delay (context, timeout_ms, limit_cb, task);
  query->cancelled = pm_source_new_cancelled (context, cancellable, cancelled_cb, task);
  ask_next (g_steal_pointer (&task));
}

PmDnsMessage *
pm_dns_query_finish (GAsyncResult *result, char **server, GError **error)
{
  Query *query = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (server != NULL)
    *server = query->best_server != NULL
                  ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (query->best_server))
                  : g_strdup ("system");
  return g_steal_pointer (&query->best);
}
