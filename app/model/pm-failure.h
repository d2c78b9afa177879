/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-server-reply.h"
#include "pm-stage.h"

G_BEGIN_DECLS

/* PmFailure: one refusal that a pasted text or a mail tells of, second hand: what was said, by whom,
 * about whom. Immutable, counted by reference. */
#define PM_TYPE_FAILURE (pm_failure_get_type ())

typedef struct _PmFailure PmFailure;

GType pm_failure_get_type (void) G_GNUC_CONST;

/* @stage: where it happened; PM_STAGE_UNKNOWN where the text does not tell. @reply: the verb, code and
 * enhanced code as far as the text has them. @host: who said it, a name or address literal, or NULL.
 * @recipient: about whom, or NULL. @action: RFC 3464 section 2.3.3 ("failed" "delayed" "delivered"
 * "relayed" "expanded"), or NULL. */
PmFailure *pm_failure_new (PmStage stage,
                           PmServerReply *reply,
                           const char *host,
                           const char *recipient,
                           const char *action);
PmFailure *pm_failure_ref (PmFailure *self);
void pm_failure_unref (PmFailure *self);

PmStage pm_failure_get_stage (const PmFailure *self);
PmServerReply *pm_failure_get_reply (const PmFailure *self);  /* (transfer none) */
const char *pm_failure_get_host (const PmFailure *self);      /* NULL: not known */
const char *pm_failure_get_recipient (const PmFailure *self); /* NULL: not known */
const char *pm_failure_get_action (const PmFailure *self);    /* NULL: not known */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmFailure, pm_failure_unref)

G_END_DECLS
