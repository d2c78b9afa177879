/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dns-message.h"

/* Response codes (RFC 1035 section 4.1.1). What is not here is taken as "could not say". */
static const struct
{
  ns_rcode code;
  PmDnsStatus status;
} code_statuses[] = {
  { ns_r_noerror, PM_DNS_FOUND },     { ns_r_formerr, PM_DNS_SERVFAIL },
  { ns_r_servfail, PM_DNS_SERVFAIL }, { ns_r_nxdomain, PM_DNS_NOT_FOUND },
  { ns_r_notimpl, PM_DNS_SERVFAIL },  { ns_r_refused, PM_DNS_REFUSED },
};

/* In which order verdicts on one name are believed. NXDOMAIN speaks of every type (RFC 2308
 * section 2.1), so it stands before any failure; that there is no record of one type says nothing
 * of the type that could not be asked for, so it stands last. What one type came to is not the
 * whole while the other may still be found. */
static const PmDnsStatus by_weight[] = {
  PM_DNS_FOUND,   PM_DNS_NOT_FOUND, PM_DNS_NOT_KNOWN, PM_DNS_SERVFAIL,
  PM_DNS_REFUSED, PM_DNS_MALFORMED, PM_DNS_TIMEOUT,   PM_DNS_NO_ADDRESS,
};

static PmDnsStatus
status_of_code (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (code_statuses); i++)
    {
      if ((int) code_statuses[i].code == code)
        return code_statuses[i].status;
    }
  return PM_DNS_SERVFAIL;
}

/* FALSE where the message can not be read to the end of its answers. */
static gboolean
walk (const PmDnsMessage *self, PmDnsRecordFunc func, gpointer user_data)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);
  ns_msg message;
  ns_rr record;

  if (ns_initparse (bytes, (int) length, &message) < 0)
    return FALSE;
  for (int i = 0; i < ns_msg_count (message, ns_s_an); i++)
    {
      if (ns_parserr (&message, ns_s_an, i, &record) < 0)
        return FALSE;
      if (ns_rr_class (record) == ns_c_in && ns_rr_type (record) == self->type
          && !func (&record, user_data))
        return TRUE;
    }
  return TRUE;
}

static gboolean
count_record_cb (const ns_rr *record, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

/* An alias that leads nowhere has records too, but none of the type asked for: NODATA. */
static PmDnsStatus
judge (const PmDnsMessage *self)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);
  guint records = 0;
  PmDnsStatus status;

  if (length < NS_HFIXEDSZ || length > NS_MAXMSG)
    return PM_DNS_MALFORMED;
  status = status_of_code (bytes[3] & 0x0f);
  if (status != PM_DNS_FOUND)
    return status;
  if (!walk (self, count_record_cb, &records))
    return PM_DNS_MALFORMED;
  return records > 0 ? PM_DNS_FOUND : PM_DNS_NO_ADDRESS;
}

PmDnsMessage *
pm_dns_message_new (ns_type type, const guint8 *bytes, gsize length)
{
  PmDnsMessage *self = g_new0 (PmDnsMessage, 1);

  self->type = type;
  self->status = PM_DNS_TIMEOUT;
  if (length == 0)
    return self;
  self->bytes = g_bytes_new (bytes, length);
  self->status = judge (self);
  return self;
}

void
pm_dns_message_free (PmDnsMessage *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

void
pm_dns_message_foreach (const PmDnsMessage *self, PmDnsRecordFunc func, gpointer user_data)
{
  if (self->status == PM_DNS_FOUND)
    walk (self, func, user_data);
}

PmDnsStatus
pm_dns_status_choose (PmDnsStatus one, PmDnsStatus other)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_weight); i++)
    {
      if (by_weight[i] == one || by_weight[i] == other)
        return by_weight[i];
    }
  return one;
}
