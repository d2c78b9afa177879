/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The server's side of one sign-in (RFC 4954), with a user and a password that are really checked.
 */
typedef struct _PmPracticeSignIn PmPracticeSignIn;

typedef enum
{
  PM_PRACTICE_SIGN_IN_MORE, /* the challenge is to be sent */
  PM_PRACTICE_SIGN_IN_DONE,
  PM_PRACTICE_SIGN_IN_WRONG,     /* user or password */
  PM_PRACTICE_SIGN_IN_MALFORMED, /* what came is no answer to the challenge */
} PmPracticeSignInStep;

/* NULL: no such mechanism here. */
PmPracticeSignIn *
pm_practice_sign_in_new (const char *mechanism, const char *user, const char *password);
void pm_practice_sign_in_free (PmPracticeSignIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeSignIn, pm_practice_sign_in_free)

/* @response: base64; NULL at the beginning where the client sent no initial response. @challenge:
 * base64, (transfer full), with PM_PRACTICE_SIGN_IN_MORE only. */
PmPracticeSignInStep
pm_practice_sign_in_step (PmPracticeSignIn *self, const char *response, char **challenge);

G_END_DECLS
