/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-failure.h"

G_BEGIN_DECLS

/* What of a text is searched: a page of a log has less. */
#define PM_MESSAGE_TEXT_MAX_OCTETS (256 * 1024)

/* The refusals in a text in words, in order: replies of a server in whatever wrapping (a log, a window,
 * an exception of a program, a bounce), each with verb, host and recipient where its wrapping tells.
 * @text: UTF-8, any size. @stage: for those that do not tell their own. Where nothing is like a reply,
 * the one failure has neither code nor enhanced code, and the text as it is, shortened.
 * Returns: (transfer full) (element-type PmFailure): empty for an empty text. */
GPtrArray *pm_message_text_find (const char *text, PmStage stage);

G_END_DECLS
