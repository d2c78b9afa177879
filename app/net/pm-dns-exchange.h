/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-dns-message.h"

G_BEGIN_DECLS

/* PmDnsExchange: one question to one server, by c-ares on a main context: over UDP, asked twice,
 * and over TCP where the answer was cut. */
typedef struct _PmDnsExchange PmDnsExchange;

/* @message: (transfer full). Never called from inside pm_dns_exchange_new(); the exchange may be
 * freed in it. */
typedef void (*PmDnsExchangeFunc) (PmDnsMessage *message, gpointer user_data);

PmDnsExchange *pm_dns_exchange_new (GInetSocketAddress *server,
                                    const char *name,
                                    ns_type type,
                                    guint timeout_ms,
                                    GMainContext *context,
                                    PmDnsExchangeFunc func,
                                    gpointer user_data);

/* At any time; @func is not called any more. */
void pm_dns_exchange_free (PmDnsExchange *self);

/* The servers of this system, as GInetSocketAddress, at most eight. (transfer full) */
GPtrArray *pm_dns_list_system_servers (void);

G_END_DECLS
