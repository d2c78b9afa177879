/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"

G_BEGIN_DECLS

/* What stood behind the options that describe the account; NULL where an option was not given. */
typedef struct
{
  char *address;
  char *server;
  char *port;
  char *security;
  char *user;
  char *auth;
  char *from;
  char *to;
  char *size;
} PmCliValues;

void pm_cli_values_clear (PmCliValues *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmCliValues, pm_cli_values_clear)

/* Puts the values into @account. What was mended on the way, such as full-width characters, is told
 * on stderr. Errors are fit to be shown. */
gboolean pm_cli_values_apply (const PmCliValues *self, PmAccount *account, GError **error);

/* The login name, mended; or NULL. (transfer full) */
char *pm_cli_tidy_user (const char *text, GError **error);

/* What a value of --auth signs in with; "auto" with either. */
gboolean pm_cli_auth_takes_password (const char *auth);
gboolean pm_cli_auth_takes_token (const char *auth);

/* A whole number from @min to @max. */
gboolean pm_cli_parse_number (const char *option,
                              const char *text,
                              guint64 min,
                              guint64 max,
                              guint64 *number,
                              GError **error);

/* Headers of a message and a short text. */
#define PM_CLI_TEXT_OCTETS 4096

/* Adds to @octets what these files come to as attachments; the manual tells how it is worked out.
 */
gboolean pm_cli_measure_attachments (char **paths, guint64 *octets, GError **error);

G_END_DECLS
