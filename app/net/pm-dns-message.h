/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <arpa/nameser.h>

#include "pm-resolver.h"

G_BEGIN_DECLS

/* PmDnsMessage: what came of asking for the records of one type at one name. */
typedef struct
{
  PmDnsStatus status; /* PM_DNS_FOUND: at least one record of the type */
  ns_type type;
  GBytes *bytes; /* the answer as it came, NULL where none did */
} PmDnsMessage;

/* @length 0: no server said anything. Copied. */
PmDnsMessage *pm_dns_message_new (ns_type type, const guint8 *bytes, gsize length);
void pm_dns_message_free (PmDnsMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmDnsMessage, pm_dns_message_free)

/* Called with each record of the type asked for; FALSE ends the walk. @record is valid for the
 * call. */
typedef gboolean (*PmDnsRecordFunc) (const ns_rr *record, gpointer user_data);

void pm_dns_message_foreach (const PmDnsMessage *self, PmDnsRecordFunc func, gpointer user_data);

/* The more telling of two verdicts: one that settles the matter before one that leaves it open. */
PmDnsStatus pm_dns_status_choose (PmDnsStatus one, PmDnsStatus other);

G_END_DECLS
