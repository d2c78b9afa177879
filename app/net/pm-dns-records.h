/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-dns-message.h"

G_BEGIN_DECLS

/* At most so many records of one answer are kept. */
#define PM_DNS_MAX_RECORDS 64

/* One record; what is not of its type is NULL or 0. */
typedef struct
{
  GInetAddress *address; /* A, AAAA */
  guint preference;      /* MX */
  char *name;            /* MX, PTR: without the final dot; "" is the root (null MX, RFC 7505) */
  char *text;   /* TXT: its character-strings joined, with a NUL behind; bytes, not UTF-8 */
  gsize length; /* of @text, which may hold NUL */
} PmDnsRecord;

/* PmDnsRecords: the records of one type at one name as the name servers give them, or why there are
 * none. No hosts file, no search list, no other source of this system has a part in it. */
typedef struct
{
  PmDnsStatus status; /* PM_DNS_NO_ADDRESS: the name is there, without a record of this type */
  ns_type type;       /* ns_t_a, ns_t_aaaa, ns_t_mx, ns_t_ptr, ns_t_txt */
  GPtrArray *records; /* of PmDnsRecord, MX by preference; empty unless PM_DNS_FOUND */
  char *server;       /* who said so: "192.0.2.53:53" */
} PmDnsRecords;

/* @message as it came to a question for @message->type. A record that can not be read is left out;
 * PM_DNS_MALFORMED where none can. */
PmDnsRecords *pm_dns_records_new (const PmDnsMessage *message, const char *server);
void pm_dns_records_free (PmDnsRecords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmDnsRecords, pm_dns_records_free)

/* Whether the status is the last word on the question: FOUND, NOT_FOUND or NO_ADDRESS. All others
 * say that nobody answered who could. */
gboolean pm_dns_records_is_settled (const PmDnsRecords *self);

/* Asks the name servers of @resolver, within its time for one look-up. @name: in ASCII, any bytes
 * that a label can have, "_dmarc.example.com"; where no name can be such (a label that is empty or
 * longer than 63, more than 253 in all) nothing is asked and the status is PM_DNS_NOT_FOUND. What the
 * servers fail to say is a status; the error is for G_IO_ERROR_CANCELLED. */
void pm_dns_records_lookup_async (PmResolver *resolver,
                                  const char *name,
                                  ns_type type,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
PmDnsRecords *pm_dns_records_lookup_finish (GAsyncResult *result, GError **error);

/* "2.0.0.127.@zone" (RFC 5782 section 2.1); an IPv6 address nibble by nibble (section 2.4). @zone NULL:
 * "in-addr.arpa" or "ip6.arpa". */
char *pm_dns_reverse_name (GInetAddress *address, const char *zone);

G_END_DECLS
