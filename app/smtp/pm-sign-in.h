/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-reply.h"
#include "pm-sasl.h"

G_BEGIN_DECLS

/* What a sign-in came to. */
typedef struct
{
  PmReply *reply; /* the last one */
  char *fault;    /* why nothing can be made of the exchange, whatever @reply says: it was called
                   * off with "*", or the server left out its proof; English, or NULL */
  PmSaslRefusal *refusal; /* what was said of a token, cleaned of secrets, at most 256 bytes each;
                           * or NULL */
} PmSignIn;

void pm_sign_in_free (PmSignIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSignIn, pm_sign_in_free)

G_END_DECLS
