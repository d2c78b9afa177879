/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dns-records.h"

#include <string.h>

#include "pm-dns-query.h"

#define MAX_NAME 253 /* RFC 1035 section 2.3.4, without the length octets at both ends */

static void
record_free (gpointer data)
{
  PmDnsRecord *record = data;

  g_clear_object (&record->address);
  g_free (record->name);
  g_free (record->text);
  g_free (record);
}

static gboolean
read_address (PmDnsRecord *record, const ns_rr *rr)
{
  GSocketFamily family = ns_rr_type (*rr) == ns_t_a ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
  gsize size = ns_rr_type (*rr) == ns_t_a ? NS_INADDRSZ : NS_IN6ADDRSZ;

  if (ns_rr_rdlen (*rr) != size)
    return FALSE;
  record->address = g_inet_address_new_from_bytes (ns_rr_rdata (*rr), family);
  return TRUE;
}

/* The name at @offset of the data, which may be compressed into the rest of the message. */
static gboolean
read_name (PmDnsRecord *record, const ns_rr *rr, gsize offset, GBytes *message)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (message, &length);
  char name[NS_MAXDNAME];

  if (ns_rr_rdlen (*rr) <= offset
      || ns_name_uncompress (bytes, bytes + length, ns_rr_rdata (*rr) + offset, name, sizeof name)
             < 0)
    return FALSE;
  record->name = g_strdup (g_str_equal (name, ".") ? "" : name);
  return TRUE;
}

/* RFC 7208 section 3.3: joined without spaces. */
static gboolean
read_text (PmDnsRecord *record, const ns_rr *rr)
{
  const guint8 *data = ns_rr_rdata (*rr);
  gsize length = ns_rr_rdlen (*rr);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize at = 0; at < length; at += data[at] + 1u)
    {
      if (at + data[at] + 1u > length)
        return FALSE;
      g_string_append_len (text, (const char *) data + at + 1, data[at]);
    }
  record->length = text->len;
  record->text = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

static gboolean
read_record (PmDnsRecord *record, const ns_rr *rr, GBytes *message)
{
  switch ((int) ns_rr_type (*rr))
    {
    case ns_t_a:
    case ns_t_aaaa:
      return read_address (record, rr);
    case ns_t_mx:
      record->preference = ns_rr_rdlen (*rr) >= NS_INT16SZ ? ns_get16 (ns_rr_rdata (*rr)) : 0;
      return read_name (record, rr, NS_INT16SZ, message);
    case ns_t_ptr:
      return read_name (record, rr, 0, message);
    case ns_t_txt:
      return read_text (record, rr);
    default:
      return FALSE;
    }
}

typedef struct
{
  PmDnsRecords *self;
  GBytes *message;
} Collection;

static gboolean
collect_cb (const ns_rr *rr, gpointer user_data)
{
  Collection *collection = user_data;
  GPtrArray *records = collection->self->records;
  PmDnsRecord *record = g_new0 (PmDnsRecord, 1);

  if (read_record (record, rr, collection->message))
    g_ptr_array_add (records, record);
  else
    record_free (record);
  return records->len < PM_DNS_MAX_RECORDS;
}

static int
compare_preference (gconstpointer a, gconstpointer b)
{
  const PmDnsRecord *left = *(const PmDnsRecord *const *) a;
  const PmDnsRecord *right = *(const PmDnsRecord *const *) b;

  return (int) left->preference - (int) right->preference;
}

static PmDnsRecords *
records_new (ns_type type, PmDnsStatus status, const char *server)
{
  PmDnsRecords *self = g_new0 (PmDnsRecords, 1);

  self->type = type;
  self->status = status;
  self->records = g_ptr_array_new_with_free_func (record_free);
  self->server = g_strdup (server);
  return self;
}

PmDnsRecords *
pm_dns_records_new (const PmDnsMessage *message, const char *server)
{
  PmDnsRecords *self = records_new (message->type, message->status, server);
  Collection collection = { self, message->bytes };

  pm_dns_message_foreach (message, collect_cb, &collection);
  if (self->status == PM_DNS_FOUND && self->records->len == 0)
    self->status = PM_DNS_MALFORMED;
  if (self->type == ns_t_mx)
    g_ptr_array_sort (self->records, compare_preference);
  return self;
}

void
pm_dns_records_free (PmDnsRecords *self)
{
  g_ptr_array_unref (self->records);
  g_free (self->server);
  g_free (self);
}

gboolean
pm_dns_records_is_settled (const PmDnsRecords *self)
{
  return self->status == PM_DNS_FOUND || self->status == PM_DNS_NOT_FOUND
         || self->status == PM_DNS_NO_ADDRESS;
}

static gboolean
is_name (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);
  gboolean valid = *name != '\0' && strlen (name) <= MAX_NAME;

  for (guint i = 0; valid && labels[i] != NULL; i++)
    valid = *labels[i] != '\0' && strlen (labels[i]) <= NS_MAXLABEL;
  return valid;
}

/* c-ares takes a backslash for the beginning of an escape (RFC 1035 section 5.1). */
static char *
escape_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "\\", -1);

  return g_strjoinv ("\\\\", parts);
}

static void
queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *server = NULL;
  GError *error = NULL;
  g_autoptr (PmDnsMessage) message = pm_dns_query_finish (result, &server, &error);

  if (message == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, pm_dns_records_new (message, server),
                           (GDestroyNotify) pm_dns_records_free);
}

void
pm_dns_records_lookup_async (PmResolver *resolver,
                             const char *name,
                             ns_type type,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  g_autoptr (GPtrArray) servers = NULL;
  g_autofree char *bare = g_strndup (name, strlen (name) - (g_str_has_suffix (name, ".") ? 1 : 0));
  g_autofree char *escaped = NULL;

  g_return_if_fail (PM_IS_RESOLVER (resolver));

  g_task_set_source_tag (task, pm_dns_records_lookup_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!is_name (bare))
    {
      g_task_return_pointer (task, records_new (type, PM_DNS_NOT_FOUND, "system"),
                             (GDestroyNotify) pm_dns_records_free);
      return;
    }
  escaped = escape_name (bare);
  servers = pm_resolver_list_servers (resolver);
  pm_dns_query_async (servers, escaped, type, pm_resolver_get_timeout (resolver), cancellable,
                      queried_cb, g_steal_pointer (&task));
}

PmDnsRecords *
pm_dns_records_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
pm_dns_reverse_name (GInetAddress *address, const char *zone)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  gboolean is_ipv4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;
  GString *name = g_string_new (NULL);

  for (gsize i = g_inet_address_get_native_size (address); i > 0; i--)
    {
      if (is_ipv4)
        g_string_append_printf (name, "%u.", bytes[i - 1]);
      else
        g_string_append_printf (name, "%x.%x.", bytes[i - 1] & 0x0fu, bytes[i - 1] >> 4);
    }
  g_string_append (name, zone != NULL ? zone : is_ipv4 ? "in-addr.arpa" : "ip6.arpa");
  return g_string_free (name, FALSE);
}
