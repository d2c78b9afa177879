/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-finding.h"

G_BEGIN_DECLS

/* The text in one line and of a bounded length, as rules read it. Returns: (transfer full). */
char *pm_reply_words_flatten (const PmServerReply *reply);

/* Sets what the sentences of the catalogue quote of the finding's reply: "code", "535 5.7.8", and "link",
 * the first address of a web page in it. Nothing where there is no reply. */
void pm_reply_words_describe (PmFinding *finding);

G_END_DECLS
