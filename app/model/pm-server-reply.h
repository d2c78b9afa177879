/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* PmServerReply: one SMTP reply as a fact (RFC 5321 section 4.2), whether it was read from the wire
 * or out of a pasted text. Immutable, counted by reference. */
#define PM_TYPE_SERVER_REPLY (pm_server_reply_get_type ())

typedef struct _PmServerReply PmServerReply;

GType pm_server_reply_get_type (void) G_GNUC_CONST;

/* @verb: the command it answers ("EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "RSET", "QUIT"), or ""
 * for a greeting and where it is not known. @code: 200 to 599, or 0 where not known. @enhanced: RFC
 * 3463 "5.7.1", or NULL. @text: the lines without codes, joined with "\n"; valid UTF-8 is made. */
PmServerReply *
pm_server_reply_new (const char *verb, guint code, const char *enhanced, const char *text);
PmServerReply *pm_server_reply_ref (PmServerReply *self);
void pm_server_reply_unref (PmServerReply *self);

const char *pm_server_reply_get_verb (const PmServerReply *self);
guint pm_server_reply_get_code (const PmServerReply *self);
const char *pm_server_reply_get_enhanced (const PmServerReply *self); /* NULL: none */
const char *pm_server_reply_get_text (const PmServerReply *self);

/* "554 5.7.1 Relay access denied": one line, for reports. Returns: (transfer full). */
char *pm_server_reply_to_string (const PmServerReply *self);

/* a{sv} with "verb", "code", "enhanced" (where there is one), "text". Returns: (transfer none),
 * floating. */
GVariant *pm_server_reply_to_variant (const PmServerReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmServerReply, pm_server_reply_unref)

G_END_DECLS
