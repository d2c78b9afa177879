/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PM_DNS_FOUND,
  PM_DNS_NOT_FOUND,  /* NXDOMAIN */
  PM_DNS_NO_ADDRESS, /* NODATA: the name is there, without a record of this type */
  PM_DNS_SERVFAIL,   /* SERVFAIL, FORMERR, NOTIMP: the server could not say */
  PM_DNS_REFUSED,    /* REFUSED: the server does not answer us */
  PM_DNS_TIMEOUT,    /* no server answered, or its port is closed */
  PM_DNS_MALFORMED,  /* an answer that can not be read */
  PM_DNS_NOT_KNOWN,  /* not asked, or not waited for */
} PmDnsStatus;

/* The words of the model's dns "result": "found", "not-found", "no-address"... Static. */
const char *pm_dns_status_get_id (PmDnsStatus status);

/* The addresses of a name, or why there are none. */
typedef struct
{
  PmDnsStatus status;
  GPtrArray *addresses; /* of GInetAddress, at most 32; empty unless PM_DNS_FOUND */
  char *server;         /* who said so: "192.0.2.53:53", or "system" */

  /* What the DNS servers say, which is not always what a program of this system gets: a hosts file,
   * mDNS and the like come before them. Where a server was set, the same as above. */
  gboolean servers_asked;      /* FALSE: there was none to ask, or nothing to ask for */
  PmDnsStatus server_status;   /* PM_DNS_NOT_KNOWN where they were not asked or were silent still
                                * when 300 ms had passed since the system had its addresses */
  GPtrArray *server_addresses; /* of GInetAddress, at most 32; empty unless FOUND */
} PmDnsAnswer;

void pm_dns_answer_free (PmDnsAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmDnsAnswer, pm_dns_answer_free)

/* PmResolver: c-ares on the thread-default main context of its creation. */
#define PM_TYPE_RESOLVER (pm_resolver_get_type ())
G_DECLARE_FINAL_TYPE (PmResolver, pm_resolver, PM, RESOLVER, GObject)

/* @server: "HOST[:PORT]" with an address literal ("[v6]:port" too), to which every question goes,
 * or NULL for this system's servers. @timeout_ms: for the whole of one look-up. */
PmResolver *pm_resolver_new (const char *server, guint timeout_ms, GError **error);

/* For tests: @servers (of GInetSocketAddress) stand for those of this system, and @wait_ms for the
 * 300 ms for which they are waited for; the system is asked beside them as ever. */
void pm_resolver_set_system_servers (PmResolver *self, GPtrArray *servers, guint wait_ms);

/* The servers that questions go to (GInetSocketAddress, (transfer full)), and the time for one look-up;
 * for look-ups of other types (pm-dns-records.h). */
GPtrArray *pm_resolver_list_servers (PmResolver *self);
guint pm_resolver_get_timeout (PmResolver *self); /* in milliseconds */

/* A and AAAA of @name, side by side. With no server set, the addresses are those that any program
 * of this system gets (GResolver: hosts file, mDNS), and c-ares says why where there are none. The
 * servers are asked at the same time, so also for names that turn out to be in the hosts file; a
 * server that is silent then costs 300 ms. The error is for G_IO_ERROR_CANCELLED and faults of
 * ours. An address literal is PM_DNS_FOUND at once. */
void pm_resolver_lookup_async (PmResolver *self,
                               const char *name,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
PmDnsAnswer *pm_resolver_lookup_finish (PmResolver *self, GAsyncResult *result, GError **error);

G_END_DECLS
