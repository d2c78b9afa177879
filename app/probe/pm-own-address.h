/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-evidence.h"

G_BEGIN_DECLS

/* What an address can be used for. Those for documentation count as public: they stand for public ones
 * wherever they are met. */
typedef enum
{
  PM_ADDRESS_PUBLIC,
  PM_ADDRESS_PRIVATE, /* of a network at home or in an office (RFC 1918, RFC 4193) */
  PM_ADDRESS_SHARED,  /* between a provider's customers and its own translation (RFC 6598) */
  PM_ADDRESS_SPECIAL, /* this computer, this link, no single host */
} PmAddressScope;

PmAddressScope pm_address_get_scope (GInetAddress *address);
/* "public" "private" "shared" "special". Static. */
const char *pm_address_scope_get_id (PmAddressScope scope);

/* An IPv4 address that is written as an IPv6 one (::ffff:192.0.2.1) as what it is. NULL: none. (transfer
 * full) */
GInetAddress *pm_address_parse (const char *text);

/* The last address that stands in @text in brackets or parentheses ("Hello taro [192.0.2.7]",
 * "[IPv6:2001:db8::7]"), or where there is none, the last that is a word of its own. NULL: none.
 * (transfer full) */
GInetAddress *pm_own_address_find_in (const char *text);

/* Where an address comes from. */
typedef struct
{
  GInetAddress *address;
  PmAddressScope scope;
  const char *source; /* "user", "refusal" (named in one), "server" (in its greeting to us), "local"
                       * (of our end of the connection) */
} PmOwnAddress;

/* The addresses under which others see this computer, as far as @evidence tells: one for each family,
 * first those told first in the list of sources; @told (may be NULL) alone where it is there. Public
 * ones where there are any, else the best of the others. Nobody is asked for it. (transfer full)
 * (element-type PmOwnAddress) */
GPtrArray *pm_own_address_collect (PmEvidence *evidence, GInetAddress *told);

G_END_DECLS
