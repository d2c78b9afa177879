/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Mending of what people type or paste: full-width characters, invisible ones, a scheme in front of
 * the server's name, the port behind it. What was changed is told, so that the user can be shown
 * it. A password is never mended. */
typedef enum
{
  PM_TIDY_NOTHING = 0,
  PM_TIDY_WIDTH = 1 << 0,     /* full-width or other compatibility forms became ASCII (NFKC) */
  PM_TIDY_SPACE = 1 << 1,     /* spaces at the ends or inside went away */
  PM_TIDY_INVISIBLE = 1 << 2, /* zero-width and direction marks went away */
  PM_TIDY_QUOTES = 1 << 3,    /* quotes, angle brackets or mailto: around it went away */
  PM_TIDY_SCHEME = 1 << 4,    /* https://, smtp:// or a path went away */
  PM_TIDY_PORT = 1 << 5,      /* a port stood behind the name and was split off */
  PM_TIDY_PUNCTUATION
  = 1 << 6 /* Japanese full stop, minus or dash became . or -, trailing dot went */
} PmTidy;

typedef enum
{
  PM_TIDY_ERROR_EMPTY,
  PM_TIDY_ERROR_CHARACTERS, /* a character that can not be there */
  PM_TIDY_ERROR_SYNTAX,     /* not of the form at all; "@" missing, label empty, ... */
  PM_TIDY_ERROR_RANGE,      /* port outside 1 to 65535 */
} PmTidyError;

#define PM_TIDY_ERROR (pm_tidy_error_quark ())
GQuark pm_tidy_error_quark (void);

/* Each returns the mended text (transfer full), or NULL with PM_TIDY_ERROR; @changes may be NULL.
 * Error messages are English and for developers; front ends choose their own words by code.
 *
 * pm_tidy_host: host name (IDN becomes ASCII, RFC 5890), IPv4 address, or IPv6 address without
 * brackets. @port (may be NULL) is 0 where none stood behind the name.
 * pm_tidy_address: RFC 5321 section 4.1.2 mailbox, domain in ASCII; the local part keeps its case
 * and may hold UTF-8. RFC-violating dots (a..b@, .a@, a.@) are left as they are: they exist in
 * Japan. pm_tidy_user: login name; spaces at the ends and invisible characters go, width is mended.
 */
char *pm_tidy_host (const char *text, guint *port, PmTidy *changes, GError **error);
char *pm_tidy_address (const char *text, PmTidy *changes, GError **error);
char *pm_tidy_user (const char *text, PmTidy *changes, GError **error);

/* "４６５", "465番", ":587" -> 465, 465, 587. 0 with PM_TIDY_ERROR where it is no port. */
guint pm_tidy_port (const char *text, PmTidy *changes, GError **error);

G_END_DECLS
