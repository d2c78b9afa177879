/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

/* What a mail is made of, as far as it matters here. */
typedef struct
{
  GString *words;        /* what a person reads before the returned mail, in UTF-8 */
  GString *status;       /* message/delivery-status (RFC 3464 section 2); empty: none */
  gboolean complaint;    /* has a message/feedback-report (RFC 5965) */
  gboolean notification; /* has a message/disposition-notification (RFC 8098) */
  GPtrArray *mails;      /* of GMimeMessage: the mails inside */

  gboolean ended; /* the words are over */
} PmMailParts;

/* Never NULL: what is no mail has no parts. @cut: set to TRUE where not all of it is there. */
GMimeMessage *pm_message_mail_parse (const guint8 *octets, gsize n_octets, gboolean *cut);

PmMailParts *pm_mail_parts_new (GMimeMessage *message);
void pm_mail_parts_free (PmMailParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmMailParts, pm_mail_parts_free)

G_END_DECLS
