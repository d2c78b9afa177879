/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-practice-script.h"

G_BEGIN_DECLS

#define PM_PRACTICE_DNS_MAX_QUERY 512

/* The answer to one DNS query (RFC 1035 section 4) after the names of @script: addresses for those
 * that are there, NXDOMAIN for those that are not. NULL where nothing is to be answered: to a
 * silent name, and to what is no query. */
GByteArray *
pm_practice_dns_answer (const PmPracticeScript *script, const guint8 *query, gsize length);

/* The same for UDP: an answer of more than 512 octets is cut (RFC 1035 section 4.2.1), and says so. */
GByteArray *
pm_practice_dns_answer_in_short (const PmPracticeScript *script, const guint8 *query, gsize length);

G_END_DECLS
