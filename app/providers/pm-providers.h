/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The table of known mail providers (data/providers.json): what each publishes of its outgoing server,
 * its limits and its habits, with source and date. What is not known is absent, never guessed. Read
 * once out of the program's resources; a PmProvider lives as long as the program. */
typedef struct _PmProvider PmProvider;

/* One way in: a server, port and security ("tls" or "starttls"; NULL: not known). */
typedef struct
{
  const char *server;
  guint port;
  const char *security;
} PmProviderServer;

/* What is limited. */
typedef enum
{
  PM_PROVIDER_LIMIT_MESSAGE_SIZE, /* octets of one message */
  PM_PROVIDER_LIMIT_RECIPIENTS_PER_MESSAGE,
  PM_PROVIDER_LIMIT_MESSAGES_PER_MINUTE,
  PM_PROVIDER_LIMIT_MESSAGES_PER_HOUR,
  PM_PROVIDER_LIMIT_MESSAGES_PER_DAY,
  PM_PROVIDER_LIMIT_RECIPIENTS_PER_DAY,
  PM_PROVIDER_LIMIT_CONNECTIONS, /* at the same time */
} PmProviderLimit;

#define PM_PROVIDER_N_LIMITS (PM_PROVIDER_LIMIT_CONNECTIONS + 1)

/* In the order of the file. (transfer none) (element-type PmProvider) */
GPtrArray *pm_providers_get_all (void);
/* By the domain of a mail address ("taro@ocn.ne.jp": "ocn.ne.jp"), or by the name of an outgoing server
 * (its own names and those below a domain of theirs: "sv1234.xserver.jp"), whatever the case. NULL:
 * none. */
const PmProvider *pm_providers_find_by_domain (const char *domain);
const PmProvider *pm_providers_find_by_server (const char *server);
/* Those whose name, other name or domain holds @text, whole names first, then beginnings; the width of
 * letters, hiragana or katakana, case, spaces and marks do not matter. Empty where @text is. (transfer
 * container) (element-type PmProvider) */
GPtrArray *pm_providers_search (const char *text);

const char *pm_provider_get_id (const PmProvider *self);
/* "en" or "ja"; never NULL. */
const char *pm_provider_get_name (const PmProvider *self, const char *language);
/* Best first; @n: how many. May be NULL with 0. */
const PmProviderServer *pm_provider_get_servers (const PmProvider *self, gsize *n);
/* "address" "local-part" "dotted-address" ("taro.example.jp") "account" (a name of its own), or NULL
 * where not known. */
const char *pm_provider_get_user_form (const PmProvider *self);
/* "password" "app-password" "oauth2", best first, NULL-terminated; empty where not known. */
const char *const *pm_provider_get_sign_in (const PmProvider *self);
/* Where app passwords are made, an https link, or NULL where not known. */
const char *pm_provider_get_app_password_page (const PmProvider *self);
/* What else is to be known of sending there ("foreign-access-limited", "oauth2-only": the habits of
 * data/providers.schema.json), NULL-terminated. */
const char *const *pm_provider_get_habits (const PmProvider *self);
/* TRUE and the figure, or FALSE: not known. Where it depends on the contract, the lowest; most: the
 * highest, else the same. */
gboolean pm_provider_get_limit (const PmProvider *self, PmProviderLimit limit, guint64 *value);
gboolean pm_provider_get_limit_most (const PmProvider *self, PmProviderLimit limit, guint64 *most);
/* Whether the provider itself says so; others may be wrong. */
gboolean pm_provider_is_limit_published (const PmProvider *self, PmProviderLimit limit);
/* Where it is written and when it was looked up ("2025-11", ISO 8601), of that limit; NULL: not known.
 * A published one has both, with the month. */
const char *pm_provider_get_limit_source (const PmProvider *self, PmProviderLimit limit);
const char *pm_provider_get_limit_date (const PmProvider *self, PmProviderLimit limit);

G_END_DECLS
