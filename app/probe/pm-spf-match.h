/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-dns-records.h"

G_BEGIN_DECLS

gboolean pm_spf_is_in_network (GInetAddress *address, GInetAddress *network, guint prefix);

/* An IPv4 address inside an IPv6 one counts as IPv4 (RFC 7208 section 5). (transfer full) */
GInetAddress *pm_spf_normalize_address (GInetAddress *address);

/* @name is @domain, or ends in it at a dot, whatever the case. */
gboolean pm_spf_is_below (const char *name, const char *domain);

/* The first SPF record among @records, or NULL. @n: (out): so many there are. */
const PmDnsRecord *pm_spf_find_record (const PmDnsRecords *records, guint *n);

/* A text out of the DNS, fit to be shown: plain ASCII, at most 1,000 characters. (transfer full) */
char *pm_spf_show (const char *text, gsize length);

G_END_DECLS
