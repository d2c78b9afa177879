/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-practice-dns.h"
#include "pm-resolver.h"

G_BEGIN_DECLS

/* A name server on the loopback with a zone of any addresses, and a resolver that asks it. */
typedef struct
{
  PmPracticeScript *script;
  PmPracticeDns *dns;
  PmResolver *resolver;
} ZoneServer;

/* Lines of "NAME A ADDRESS", "NAME AAAA ADDRESS", "NAME MX PREFERENCE HOST", "NAME PTR HOST", "NAME TXT
 * TEXT", "NAME TYPE FATE" and "NAME FATE", as in a practice script. @timeout_ms: for one question. */
ZoneServer *zone_server_new (const char *zone, guint timeout_ms);
void zone_server_free (ZoneServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZoneServer, zone_server_free)

G_END_DECLS
