/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-finding.h"

G_BEGIN_DECLS

/* The text in one line and of a bounded length, as rules read it. Returns: (transfer full). */
char *pm_reply_words_flatten (const PmServerReply *reply);

/* Sets what the sentences of the catalogue quote of the finding's reply, as far as it is there, and
 * nothing where there is no reply:
 *
 *   code           "535 5.7.8"
 *   link           the first address of a web page
 *   address        the mail address it speaks of; not one to ask for help
 *   domain         the domain it names, or that of the address
 *   retry_seconds  when to try again (a number)
 *   limit          octets, of limit.message-size alone (a number) */
void pm_reply_words_describe (PmFinding *finding);

G_END_DECLS
