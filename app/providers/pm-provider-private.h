/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "pm-providers.h"

G_BEGIN_DECLS

/* One entry of data/providers.json. A fault in it is a fault of the program: g_error(). Borrows from
 * @object nothing. */
PmProvider *pm_provider_new (JsonObject *object);

/* Domains of mail addresses, and domains that only servers are in; NULL-terminated, never NULL. */
const char *const *pm_provider_get_domains (const PmProvider *self);
const char *const *pm_provider_get_server_domains (const PmProvider *self);
/* What it is called and searched by, NULL-terminated. */
const char *const *pm_provider_get_words (const PmProvider *self);

G_END_DECLS
