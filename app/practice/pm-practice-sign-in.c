/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-sign-in.h"

#include <gsasl.h>
#include <string.h>

#include "pm-secret.h"

#define SERVICE "smtp"
/* Part of the challenge of CRAM-MD5; a name that never exists (RFC 2606). */
#define HOST "practice.invalid"

struct _PmPracticeSignIn
{
  Gsasl *context;
  Gsasl_session *session;
  char *user;
  char *password;
  gboolean started;
  gboolean succeeded; /* and the client has still to answer the last challenge */
};

static gboolean
is_same (const char *a, const char *b)
{
  return a != NULL && b != NULL && *b != '\0' && g_str_equal (a, b);
}

static int
give_property (PmPracticeSignIn *self, Gsasl_session *session, Gsasl_property property)
{
  const char *user = gsasl_property_fast (session, GSASL_AUTHID);

  /* Without a password the library can not go on; a wrong user gets no further than that either. */
  if (property == GSASL_PASSWORD && is_same (user, self->user))
    return gsasl_property_set (session, GSASL_PASSWORD, self->password);
  return GSASL_NO_CALLBACK;
}

static int
property_cb (Gsasl *context, Gsasl_session *session, Gsasl_property property)
{
  PmPracticeSignIn *self = gsasl_callback_hook_get (context);

  if (property != GSASL_VALIDATE_SIMPLE)
    return give_property (self, session, property);

  if (is_same (gsasl_property_fast (session, GSASL_AUTHID), self->user)
      && is_same (gsasl_property_fast (session, GSASL_PASSWORD), self->password))
    return GSASL_OK;
  return GSASL_AUTHENTICATION_ERROR;
}

PmPracticeSignIn *
pm_practice_sign_in_new (const char *mechanism, const char *user, const char *password)
{
  g_autoptr (PmPracticeSignIn) self = g_new0 (PmPracticeSignIn, 1);

  self->user = g_strdup (user);
  self->password = g_strdup (password);
  if (gsasl_init (&self->context) != GSASL_OK)
    return NULL;

  gsasl_callback_set (self->context, property_cb);
  gsasl_callback_hook_set (self->context, self);
  if (gsasl_server_start (self->context, mechanism, &self->session) != GSASL_OK)
    return NULL;

  gsasl_property_set (self->session, GSASL_SERVICE, SERVICE);
  gsasl_property_set (self->session, GSASL_HOSTNAME, HOST);
  return g_steal_pointer (&self);
}

void
pm_practice_sign_in_free (PmPracticeSignIn *self)
{
  if (self->session != NULL)
    gsasl_finish (self->session);
  if (self->context != NULL)
    gsasl_done (self->context);
  g_free (self->user);
  pm_secret_free_string (self->password);
  g_free (self);
}

static PmPracticeSignInStep
read_code (int code)
{
  switch (code)
    {
    case GSASL_OK:
      return PM_PRACTICE_SIGN_IN_DONE;
    case GSASL_NEEDS_MORE:
      return PM_PRACTICE_SIGN_IN_MORE;
    case GSASL_BASE64_ERROR:
    case GSASL_MECHANISM_PARSE_ERROR:
      return PM_PRACTICE_SIGN_IN_MALFORMED;
    default:
      return PM_PRACTICE_SIGN_IN_WRONG;
    }
}

static PmPracticeSignInStep
step (PmPracticeSignIn *self, const char *response, char **challenge)
{
  char *output = NULL;
  PmPracticeSignInStep result = read_code (gsasl_step64 (self->session, response, &output));

  /* SCRAM's last word of the server comes with success; it is a challenge all the same, which the
   * client answers with an empty line (RFC 5802 section 5, RFC 4954 section 4). */
  if (result == PM_PRACTICE_SIGN_IN_MORE
      || (result == PM_PRACTICE_SIGN_IN_DONE && output != NULL && *output != '\0'))
    {
      self->succeeded = result == PM_PRACTICE_SIGN_IN_DONE;
      result = PM_PRACTICE_SIGN_IN_MORE;
      *challenge = g_strdup (output != NULL ? output : "");
    }
  gsasl_free (output);
  return result;
}

PmPracticeSignInStep
pm_practice_sign_in_step (PmPracticeSignIn *self, const char *response, char **challenge)
{
  gboolean first = !self->started;

  *challenge = NULL;
  self->started = TRUE;
  if (self->succeeded)
    return *response == '\0' ? PM_PRACTICE_SIGN_IN_DONE : PM_PRACTICE_SIGN_IN_MALFORMED;

  if (first && response != NULL && g_str_equal (gsasl_mechanism_name (self->session), "LOGIN"))
    {
      /* LOGIN asks before it listens; an initial response is the answer to its first question. */
      g_autofree char *question = NULL;

      if (step (self, "", &question) != PM_PRACTICE_SIGN_IN_MORE)
        return PM_PRACTICE_SIGN_IN_MALFORMED;
    }
  return step (self, response != NULL ? response : "", challenge);
}
