/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spf-match.h"

#include <string.h>

#include "pm-spf-record.h"

#define MAX_SHOWN 1000 /* characters of a record */

gboolean
pm_spf_is_in_network (GInetAddress *address, GInetAddress *network, guint prefix)
{
  const guint8 *left = g_inet_address_to_bytes (address);
  const guint8 *right = g_inet_address_to_bytes (network);
  guint rest = prefix % 8;

  if (g_inet_address_get_family (address) != g_inet_address_get_family (network)
      || memcmp (left, right, prefix / 8) != 0)
    return FALSE;
  return rest == 0 || (left[prefix / 8] ^ right[prefix / 8]) >> (8 - rest) == 0;
}

gboolean
pm_spf_is_below (const char *name, const char *domain)
{
  gsize length = strlen (name);
  gsize suffix = strlen (domain);

  return length >= suffix && g_ascii_strcasecmp (name + length - suffix, domain) == 0
         && (length == suffix || name[length - suffix - 1] == '.');
}

GInetAddress *
pm_spf_normalize_address (GInetAddress *address)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
      && memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

const PmDnsRecord *
pm_spf_find_record (const PmDnsRecords *records, guint *n)
{
  const PmDnsRecord *first = NULL;

  *n = 0;
  for (guint i = 0; i < records->records->len; i++)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, i);

      if (!pm_spf_record_is_one (record->text, record->length))
        continue;
      first = first != NULL ? first : record;
      (*n)++;
    }
  return first;
}

char *
pm_spf_show (const char *text, gsize length)
{
  char *shown = g_malloc0 (MIN (length, MAX_SHOWN) + 1);

  for (gsize i = 0; i < MIN (length, MAX_SHOWN); i++)
    shown[i] = g_ascii_isprint (text[i]) ? text[i] : '?';
  return shown;
}
