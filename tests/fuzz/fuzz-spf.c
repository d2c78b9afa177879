/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dmarc-record.h"
#include "pm-dns-records.h"
#include "pm-spf-macro.h"
#include "pm-spf-match.h"
#include "pm-spf-record.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What a domain-spec comes to can always be looked at as a name, and no longer than one. */
static void
check_domain (const char *domain)
{
  static const char *const addresses[] = { "192.0.2.1", "2001:db8::1" };

  if (domain == NULL)
    return;
  g_assert_true (pm_spf_is_domain_spec (domain));
  g_assert_true (pm_spf_is_macro_string (domain));
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (addresses[i]);
      const PmSpfMacros macros = { address, "a.b+c@mail.example.com", "mail.example.com", NULL,
                                   NULL };
      g_autofree char *name = pm_spf_expand (domain, &macros);

      g_assert_cmpuint (strlen (name), <=, 253);
    }
}

static void
check_term (const PmSpfTerm *term)
{
  g_assert_cmpuint (term->prefix_ipv4, <=, 32);
  g_assert_cmpuint (term->prefix_ipv6, <=, 128);
  g_assert_true (g_str_is_ascii (term->text));
  check_domain (term->domain);
  if (term->network != NULL)
    pm_spf_is_in_network (term->network, term->network,
                          term->mechanism == PM_SPF_IP4 ? term->prefix_ipv4 : term->prefix_ipv6);
}

static void
check_spf (const char *text, gsize size)
{
  g_autofree char *record = g_malloc (size + 7);
  g_autofree char *bad_term = NULL;
  g_autoptr (PmSpfRecord) read = NULL;

  memcpy (record, "v=spf1 ", 7);
  memcpy (record + 7, text, size);
  read = pm_spf_record_new (record, size + 7, &bad_term);
  g_assert_true ((read == NULL) == (bad_term != NULL));
  if (read == NULL)
    {
      g_assert_true (g_str_is_ascii (bad_term));
      return;
    }
  for (guint i = 0; i < read->terms->len; i++)
    check_term (g_ptr_array_index (read->terms, i));
  check_domain (read->redirect);
}

/* The same bytes as a whole answer of a name server. */
static void
check_answer (const guint8 *data, gsize size)
{
  static const ns_type types[] = { ns_t_a, ns_t_aaaa, ns_t_mx, ns_t_ptr, ns_t_txt };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (PmDnsMessage) message = pm_dns_message_new (types[i], data, size);
      g_autoptr (PmDnsRecords) records = pm_dns_records_new (message, "test");

      g_assert_cmpuint (records->records->len, <=, PM_DNS_MAX_RECORDS);
      g_assert_true ((records->status == PM_DNS_FOUND) == (records->records->len > 0));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *shown = pm_spf_show ((const char *) data, size);
  PmDmarcRecord record;

  g_assert_true (g_str_is_ascii (shown));
  check_spf ((const char *) data, size);
  pm_dmarc_record_read ((const char *) data, size, &record);
  check_answer (data, size);
  return 0;
}
