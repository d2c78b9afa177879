/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

typedef enum
{
  PM_MAIL_PLAIN,
  PM_MAIL_BOUNCE,
  PM_MAIL_DELAYED,
  PM_MAIL_DELIVERED,
  PM_MAIL_AUTO_REPLY,
  PM_MAIL_COMPLAINT,
  PM_MAIL_SUPPRESSED,
} PmMailKind;

/* The word of PM_KEY_MESSAGE_KIND. Static. */
const char *pm_mail_kind_get_id (PmMailKind kind);

/* What a mail without a status part is, by its header and its @words. @has_replies: a reply of a server
 * stands in them. */
PmMailKind pm_mail_kind_guess (GMimeMessage *message, const char *words, gboolean has_replies);

/* Whether @words say that an own list of the provider forbids this recipient. */
gboolean pm_mail_kind_is_suppressed (const char *words);

G_END_DECLS
