/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A reply of RFC 5321 section 4.2, and a parser that takes bytes as they come. Pure.
 * Tolerated: bare LF, "250" without text. Not: different codes in one reply, a line over 2,048
 * bytes (12,288 after 334, RFC 4954 section 4), over 128 lines or 64 KiB. */
typedef struct
{
  guint code; /* 200 to 599 */
  char
      *enhanced; /* RFC 3463, "5.7.1", where the last line has one of the code's class, else NULL */
  char *text; /* the lines without code and enhanced code, joined with "\n"; bytes as they came */
  GPtrArray *lines; /* char *, as they came, without CRLF; a NUL inside is written \x00 */
} PmReply;

void pm_reply_free (PmReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmReply, pm_reply_free)

#define pm_reply_is_positive(reply)  ((reply)->code / 100 == 2)
#define pm_reply_is_temporary(reply) ((reply)->code / 100 == 4)

typedef enum
{
  PM_REPLY_ERROR_NOT_SMTP, /* does not begin with three digits */
  PM_REPLY_ERROR_CODES,    /* codes of one reply differ */
  PM_REPLY_ERROR_TOO_LONG,
  PM_REPLY_ERROR_SYNTAX,
  PM_REPLY_ERROR_UNASKED, /* came before the command that it would answer; the parser can not tell */
} PmReplyError;

#define PM_REPLY_ERROR (pm_reply_error_quark ())
GQuark pm_reply_error_quark (void);

typedef struct _PmReplyParser PmReplyParser;

PmReplyParser *pm_reply_parser_new (void);
void pm_reply_parser_free (PmReplyParser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmReplyParser, pm_reply_parser_free)

void pm_reply_parser_push (PmReplyParser *self, const char *bytes, gsize length);

/* The next whole reply, or NULL: without error where more bytes are needed, with PM_REPLY_ERROR
 * where what stands there can not be one (then the parser stays in that state). */
PmReply *pm_reply_parser_next (PmReplyParser *self, GError **error);

/* Bytes not taken by a reply yet. (transfer none), valid until the next push or next. */
const char *pm_reply_parser_peek_rest (PmReplyParser *self, gsize *length);

/* What speaks here where it is no SMTP: "http", "imap", "pop3", "ssh", "ftp", "tls", or "unknown".
 * A 220 greeting that says FTP counts as ftp. Static. */
const char *pm_reply_guess_protocol (const char *bytes, gsize length);

G_END_DECLS
