/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line that says of whom the lines below it speak: "<a@b>:", "  Recipient: <a@b>", "a@b [reason]". */
typedef struct
{
  char *address;
  guint indent;
  const char *behind;         /* what the line says after the address, in the line */
  char *before;               /* what it says before, where that is more than a label; else "" */
  gboolean labelled;          /* "Recipient:" and the like */
  gboolean labelled_by_words; /* "Unknown user:": the label is the reason */
} PmMailRecipient;

gboolean pm_mail_recipient_read (PmMailRecipient *self, const char *line);
void pm_mail_recipient_clear (PmMailRecipient *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmMailRecipient, pm_mail_recipient_clear)

G_END_DECLS
