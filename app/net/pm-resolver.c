/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-resolver.h"

#include <ares.h>

#include "pm-dns-exchange.h"
#include "pm-dns-query.h"
#include "pm-source.h"

#define MAX_ADDRESSES   32
#define MAX_OF_A_FAMILY (MAX_ADDRESSES / 2)

/* How long the other family is still waited for once one has addresses. Some name servers never
 * answer to AAAA. */
#define OTHER_FAMILY_MS 500

/* How long the servers are still waited for once the system itself has addresses. */
#define SERVERS_MS 300

struct _PmResolver
{
  GObject parent_instance;

  GInetSocketAddress *server; /* NULL: this system's */
  GPtrArray *system_servers;  /* NULL: as the system has them */
  guint servers_ms;           /* see SERVERS_MS */
  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (PmResolver, pm_resolver, G_TYPE_OBJECT)

/* In the order of preference (RFC 6724). */
static const struct
{
  ns_type type;
  GSocketFamily family;
  guint record_size;
} families[] = {
  { ns_t_aaaa, G_SOCKET_FAMILY_IPV6, NS_IN6ADDRSZ },
  { ns_t_a, G_SOCKET_FAMILY_IPV4, NS_INADDRSZ },
};

typedef struct
{
  PmDnsMessage *message; /* NULL: still asked */
  char *server;
} Family;

/* The questions under way hold a reference on the task each, and end by @inner. */
typedef struct
{
  Family families[G_N_ELEMENTS (families)];
  gboolean servers_asked;
  gboolean ask_system;
  gboolean system_done;
  PmDnsStatus system_status;
  GPtrArray *system_addresses;
  GCancellable *inner;
  GSource *limit;
  GSource *cancelled;
  gboolean ended;
} Lookup;

static const char *const status_ids[] = {
  [PM_DNS_FOUND] = "found",           [PM_DNS_NOT_FOUND] = "not-found",
  [PM_DNS_NO_ADDRESS] = "no-address", [PM_DNS_SERVFAIL] = "servfail",
  [PM_DNS_REFUSED] = "refused",       [PM_DNS_TIMEOUT] = "timeout",
  [PM_DNS_MALFORMED] = "malformed",   [PM_DNS_NOT_KNOWN] = "not-known",
};

static PmDnsAnswer *
answer_new (PmDnsStatus status, const char *server)
{
  PmDnsAnswer *answer = g_new0 (PmDnsAnswer, 1);

  answer->status = status;
  answer->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  answer->server = g_strdup (server);
  answer->server_status = PM_DNS_NOT_KNOWN;
  answer->server_addresses = g_ptr_array_new_with_free_func (g_object_unref);
  return answer;
}

static void
lookup_clear_sources (Lookup *lookup)
{
  pm_source_clear (&lookup->limit);
  pm_source_clear (&lookup->cancelled);
}

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  lookup_clear_sources (lookup);
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_clear_pointer (&lookup->families[i].message, pm_dns_message_free);
      g_free (lookup->families[i].server);
    }
  g_clear_pointer (&lookup->system_addresses, g_ptr_array_unref);
  g_object_unref (lookup->inner);
  g_free (lookup);
}

typedef struct
{
  GPtrArray *addresses;
  gsize family;
  guint left;
} Collection;

static gboolean
collect_record_cb (const ns_rr *record, gpointer user_data)
{
  Collection *collection = user_data;

  if (ns_rr_rdlen (*record) == families[collection->family].record_size)
    g_ptr_array_add (
        collection->addresses,
        g_inet_address_new_from_bytes (ns_rr_rdata (*record), families[collection->family].family));
  return --collection->left > 0;
}

static PmDnsStatus
choose_status (Lookup *lookup)
{
  PmDnsStatus status = PM_DNS_NO_ADDRESS;

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      const PmDnsMessage *message = lookup->families[i].message;

      status = pm_dns_status_choose (status, message != NULL ? message->status : PM_DNS_NOT_KNOWN);
    }
  return status;
}

static PmDnsAnswer *
answer_from_servers (Lookup *lookup)
{
  PmDnsAnswer *answer = answer_new (choose_status (lookup), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      Family *family = &lookup->families[i];
      Collection collection = { answer->addresses, i, MAX_OF_A_FAMILY };

      if (family->message == NULL)
        continue;
      pm_dns_message_foreach (family->message, collect_record_cb, &collection);
      if (answer->server == NULL && family->message->status == answer->status)
        answer->server = g_strdup (family->server);
    }
  /* Records of the right type and the wrong length. */
  if (answer->status == PM_DNS_FOUND && answer->addresses->len == 0)
    answer->status = PM_DNS_MALFORMED;
  return answer;
}

static void
copy_addresses (GPtrArray *to, GPtrArray *from)
{
  g_ptr_array_extend (to, from, (GCopyFunc) g_object_ref, NULL);
}

/* What programs get. Where the servers know the name and the system all the same finds nothing,
 * they get nothing: then it is the system that says so. */
static PmDnsAnswer *
answer_from_system (Lookup *lookup, const PmDnsAnswer *servers)
{
  PmDnsAnswer *answer;

  if (lookup->system_addresses != NULL)
    {
      answer = answer_new (PM_DNS_FOUND, "system");
      copy_addresses (answer->addresses, lookup->system_addresses);
      return answer;
    }
  if (lookup->ask_system && servers->status == PM_DNS_FOUND)
    return answer_new (lookup->system_status, "system");
  answer = answer_new (servers->status, servers->server);
  copy_addresses (answer->addresses, servers->addresses);
  return answer;
}

static PmDnsAnswer *
answer_from_lookup (Lookup *lookup)
{
  g_autoptr (PmDnsAnswer) servers = answer_from_servers (lookup);
  PmDnsAnswer *answer = answer_from_system (lookup, servers);

  answer->servers_asked = lookup->servers_asked;
  if (!lookup->servers_asked)
    return answer;
  answer->server_status = servers->status;
  copy_addresses (answer->server_addresses, servers->addresses);
  return answer;
}

static void
lookup_end (GTask *task, GError *error)
{
  Lookup *lookup = g_task_get_task_data (task);

  lookup->ended = TRUE;
  lookup_clear_sources (lookup);
  g_cancellable_cancel (lookup->inner);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer_from_lookup (lookup), (GDestroyNotify) pm_dns_answer_free);
}

static gboolean
enough_cb (gpointer user_data)
{
  lookup_end (user_data, NULL);
  return G_SOURCE_REMOVE;
}

static void
lookup_end_in (GTask *task, guint ms)
{
  Lookup *lookup = g_task_get_task_data (task);

  if (lookup->limit == NULL)
    lookup->limit = pm_source_new_delay (g_task_get_context (task), ms, enough_cb, task);
}

static void
lookup_look (GTask *task)
{
  PmResolver *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  guint answers = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    answers += lookup->families[i].message != NULL;
  if (answers == G_N_ELEMENTS (families) && (lookup->system_done || !lookup->ask_system))
    lookup_end (task, NULL);
  else if (lookup->system_addresses != NULL)
    lookup_end_in (task, self->servers_ms);
  else if (!lookup->ask_system && choose_status (lookup) == PM_DNS_FOUND)
    lookup_end_in (task, OTHER_FAMILY_MS);
}

static void
take_family (GTask *task, gsize index, GAsyncResult *result)
{
  g_autoptr (GTask) alive = task;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  Family *family = &lookup->families[index];

  family->message = pm_dns_query_finish (result, &family->server, &error);
  if (!lookup->ended)
    lookup_look (task);
}

static void
query_ipv6_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take_family (user_data, 0, result);
}

static void
query_ipv4_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take_family (user_data, 1, result);
}

static GPtrArray *
addresses_from_list (GList *list)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *l = list; l != NULL && addresses->len < MAX_ADDRESSES; l = l->next)
    g_ptr_array_add (addresses, g_object_ref (l->data));
  g_resolver_free_addresses (list);
  return addresses;
}

static void
system_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *list = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  g_autoptr (GPtrArray) addresses = addresses_from_list (list);

  if (lookup->ended || lookup->system_done)
    return;
  lookup->system_done = TRUE;
  pm_source_clear (&lookup->limit);
  if (addresses->len > 0)
    lookup->system_addresses = g_steal_pointer (&addresses);
  else if (error == NULL || g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    lookup->system_status = PM_DNS_NO_ADDRESS;
  else
    lookup->system_status = PM_DNS_SERVFAIL;
  lookup_look (task);
}

/* Only the system's own functions have no limit of time; the questions to servers end by
 * themselves. */
static gboolean
system_limit_cb (gpointer user_data)
{
  Lookup *lookup = g_task_get_task_data (user_data);

  pm_source_clear (&lookup->limit);
  lookup->system_done = TRUE;
  lookup->system_status = PM_DNS_TIMEOUT;
  lookup_look (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer user_data)
{
  lookup_end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
ask_system (PmResolver *self, GTask *task, const char *name)
{
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  lookup->ask_system = TRUE;
  lookup->limit = pm_source_new_delay (g_task_get_context (task), self->timeout_ms, system_limit_cb,
                                       task);
  g_resolver_lookup_by_name_async (resolver, name, lookup->inner, system_cb, g_object_ref (task));
}

static void
ask_servers (PmResolver *self, GTask *task, const char *name)
{
  static const GAsyncReadyCallback callbacks[] = { query_ipv6_cb, query_ipv4_cb };
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GPtrArray) servers = pm_resolver_list_servers (self);

  lookup->servers_asked = servers->len > 0;
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    pm_dns_query_async (servers, name, families[i].type, self->timeout_ms, lookup->inner,
                        callbacks[i], g_object_ref (task));
}

static gboolean
is_host_label (const char *label)
{
  gsize length = strlen (label);

  for (const char *c = label; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
        return FALSE;
    }
  return length > 0 && length <= NS_MAXLABEL;
}

/* ASCII and without the final dot, or NULL where no host can be called so (RFC 1123 section 2.1;
 * the underscore is met in private networks). */
static char *
normalize_name (const char *name)
{
  g_autofree char *ascii = g_utf8_validate (name, -1, NULL) ? g_hostname_to_ascii (name) : NULL;
  g_auto (GStrv) labels = NULL;
  gboolean valid;

  if (ascii == NULL)
    return NULL;
  if (g_str_has_suffix (ascii, "."))
    ascii[strlen (ascii) - 1] = '\0';
  labels = g_strsplit (ascii, ".", -1);
  valid = labels[0] != NULL && strlen (ascii) < NS_MAXCDNAME - 1;
  for (guint i = 0; valid && labels[i] != NULL; i++)
    valid = is_host_label (labels[i]);
  return valid ? g_steal_pointer (&ascii) : NULL;
}

/* TRUE where nothing has to be asked. A name that no host can have is PM_DNS_NOT_FOUND. */
static gboolean
return_without_asking (GTask *task, const char *name, const char *normal_name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);
  PmDnsAnswer *answer;

  if (address == NULL && normal_name != NULL)
    return FALSE;
  answer = answer_new (address != NULL ? PM_DNS_FOUND : PM_DNS_NOT_FOUND, "system");
  if (address != NULL)
    g_ptr_array_add (answer->addresses, g_steal_pointer (&address));
  g_task_return_pointer (task, answer, (GDestroyNotify) pm_dns_answer_free);
  return TRUE;
}

static void
pm_resolver_finalize (GObject *object)
{
  PmResolver *self = PM_RESOLVER (object);

  g_clear_object (&self->server);
  g_clear_pointer (&self->system_servers, g_ptr_array_unref);
  G_OBJECT_CLASS (pm_resolver_parent_class)->finalize (object);
}

static void
pm_resolver_class_init (PmResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_resolver_finalize;
  ares_library_init (ARES_LIB_INIT_ALL);
}

static void
pm_resolver_init (PmResolver *self)
{
  self->servers_ms = SERVERS_MS;
}

/* "HOST", "HOST:PORT", "[v6]", "[v6]:PORT" and a bare IPv6 address. */
static GInetSocketAddress *
parse_server (const char *server, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (server, NS_DEFAULTPORT, error);
  GNetworkAddress *address = G_NETWORK_ADDRESS (parsed);
  GSocketAddress *result;

  if (parsed == NULL)
    return NULL;
  result = g_inet_socket_address_new_from_string (g_network_address_get_hostname (address),
                                                  g_network_address_get_port (address));
  if (result != NULL && g_network_address_get_port (address) != 0)
    return G_INET_SOCKET_ADDRESS (result);
  g_clear_object (&result);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "Not the address of a name server: %s", server);
  return NULL;
}

const char *
pm_dns_status_get_id (PmDnsStatus status)
{
  return (gsize) status < G_N_ELEMENTS (status_ids) ? status_ids[status] : "malformed";
}

void
pm_dns_answer_free (PmDnsAnswer *self)
{
  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->server_addresses);
  g_free (self->server);
  g_free (self);
}

PmResolver *
pm_resolver_new (const char *server, guint timeout_ms, GError **error)
{
  g_autoptr (PmResolver) self = g_object_new (PM_TYPE_RESOLVER, NULL);

  self->timeout_ms = timeout_ms;
  if (server != NULL && (self->server = parse_server (server, error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
pm_resolver_set_system_servers (PmResolver *self, GPtrArray *servers, guint wait_ms)
{
  g_return_if_fail (PM_IS_RESOLVER (self));
  g_return_if_fail (self->server == NULL && servers != NULL);

  g_clear_pointer (&self->system_servers, g_ptr_array_unref);
  self->system_servers = g_ptr_array_ref (servers);
  self->servers_ms = wait_ms;
}

GPtrArray *
pm_resolver_list_servers (PmResolver *self)
{
  GPtrArray *servers;

  g_return_val_if_fail (PM_IS_RESOLVER (self), NULL);

  if (self->system_servers != NULL)
    return g_ptr_array_ref (self->system_servers);
  if (self->server == NULL)
    return pm_dns_list_system_servers ();
  servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (servers, g_object_ref (self->server));
  return servers;
}

guint
pm_resolver_get_timeout (PmResolver *self)
{
  g_return_val_if_fail (PM_IS_RESOLVER (self), 0);

  return self->timeout_ms;
}

void
pm_resolver_lookup_async (PmResolver *self,
                          const char *name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *normal_name = NULL;
  Lookup *lookup;

  g_return_if_fail (PM_IS_RESOLVER (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_resolver_lookup_async);
  normal_name = normalize_name (name);
  if (g_task_return_error_if_cancelled (task) || return_without_asking (task, name, normal_name))
    return;
  lookup = g_new0 (Lookup, 1);
  lookup->inner = g_cancellable_new ();
  g_task_set_task_data (task, lookup, lookup_free);
  lookup->cancelled = pm_source_new_cancelled (g_task_get_context (task), cancellable, cancelled_cb,
                                               task);
  if (self->server == NULL)
    ask_system (self, task, normal_name);
  ask_servers (self, task, normal_name);
}

PmDnsAnswer *
pm_resolver_lookup_finish (PmResolver *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
