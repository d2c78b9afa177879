/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sasl.h"

#include <gsasl.h>
#include <string.h>

/* SCRAM's key is worked out in the main loop, and a server must not freeze the program: this many
 * rounds take less than 0.2 s. RFC 7677 section 4 asks for 4096. */
#define SCRAM_ROUNDS_LIMIT 200000

typedef struct
{
  const char *name; /* of SASL; the contract's name is the same in lower case */
  gboolean is_client_first;
  gboolean reads_challenge; /* else what stands in it is only a prompt, if anything */
} Mechanism;

/* The order of "auto". PLAIN is first, as a sign-in is tried once and its refusal must speak of the
 * password: over a verified connection it is what mail programs send, and every server that takes
 * passwords can check it. One that offers SCRAM or CRAM-MD5 often can not, because the passwords
 * are kept in a form (hashed otherwise, or asked of another service) that these mechanisms can not
 * use. It then refuses the right password just as it refuses a wrong one. */
static const Mechanism mechanisms[] = {
  { "PLAIN", TRUE, FALSE },        /* RFC 4616 */
  { "LOGIN", FALSE, FALSE },       /* draft-murchison-sasl-login */
  { "SCRAM-SHA-256", TRUE, TRUE }, /* RFC 7677 */
  { "SCRAM-SHA-1", TRUE, TRUE },   /* RFC 5802 */
  { "CRAM-MD5", FALSE, TRUE },     /* RFC 2195 */
};

struct _PmSasl
{
  const Mechanism *mechanism;
  Gsasl *library;
  Gsasl_session *session;
  gboolean is_done;
};

static const Mechanism *
find_mechanism (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_ascii_strcasecmp (mechanisms[i].name, name) == 0)
      return &mechanisms[i];
  return NULL;
}

static gboolean
fail_exchange (GError **error, const char *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, message);
  return FALSE;
}

static gboolean
check_rounds (const char *message, GError **error)
{
  g_auto (GStrv) attributes = g_strsplit (message, ",", -1);

  for (guint i = 0; attributes[i] != NULL; i++)
    if (g_str_has_prefix (attributes[i], "i=")
        && !g_ascii_string_to_unsigned (attributes[i] + 2, 10, 1, SCRAM_ROUNDS_LIMIT, NULL, NULL))
      return fail_exchange (error, "the server asks for too many rounds of hashing");
  return TRUE;
}

/* Returns the text of @challenge, "" where there is nothing to read in it, or NULL. */
static char *
pm_sasl_decode (PmSasl *self, const char *challenge, GError **error)
{
  g_autofree char *text = NULL;
  char *bytes = NULL;
  gsize length = 0;

  if (!self->mechanism->reads_challenge || *challenge == '\0')
    return g_strdup ("");

  if (gsasl_base64_from (challenge, strlen (challenge), &bytes, &length) != GSASL_OK)
    {
      fail_exchange (error, "the server's challenge is not base64");
      return NULL;
    }
  text = g_strndup (bytes, length);
  gsasl_free (bytes);
  if (strlen (text) != length)
    {
      fail_exchange (error, "the server's challenge is not text");
      return NULL;
    }
  return check_rounds (text, error) ? g_steal_pointer (&text) : NULL;
}

const char *
pm_sasl_choose (const char *wanted, const char *const *offered)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if ((g_str_equal (wanted, "auto") || g_ascii_strcasecmp (wanted, mechanisms[i].name) == 0)
        && g_strv_contains (offered, mechanisms[i].name))
      return mechanisms[i].name;
  return NULL;
}

static gboolean
pm_sasl_start (PmSasl *self, const char *user, const char *password)
{
  return gsasl_init (&self->library) == GSASL_OK
         && gsasl_client_start (self->library, self->mechanism->name, &self->session) == GSASL_OK
         && gsasl_property_set (self->session, GSASL_AUTHID, user) == GSASL_OK
         && gsasl_property_set (self->session, GSASL_PASSWORD, password) == GSASL_OK;
}

PmSasl *
pm_sasl_new (const char *mechanism, const char *user, PmSecret *secret, GError **error)
{
  g_autoptr (PmSasl) self = g_new0 (PmSasl, 1);
  gsize length;
  const char *password = pm_secret_peek (secret, &length);

  self->mechanism = find_mechanism (mechanism);
  if (self->mechanism == NULL || strlen (password) != length
      || !pm_sasl_start (self, user, password))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%s can not be used with this account here", mechanism);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* The library frees its copy of the password without wiping it. */
static void
pm_sasl_wipe_password (PmSasl *self)
{
  char *copy = (char *) gsasl_property_fast (self->session, GSASL_PASSWORD);

  if (copy != NULL)
    pm_secret_wipe (copy, strlen (copy));
}

void
pm_sasl_free (PmSasl *self)
{
  if (self->session != NULL)
    {
      pm_sasl_wipe_password (self);
      gsasl_finish (self->session);
    }
  if (self->library != NULL)
    gsasl_done (self->library);
  g_free (self);
}

gboolean
pm_sasl_is_client_first (PmSasl *self)
{
  return self->mechanism->is_client_first;
}

char *
pm_sasl_step (PmSasl *self, const char *challenge, GError **error)
{
  g_autofree char *input = pm_sasl_decode (self, challenge, error);
  char *output = NULL, *response = NULL;
  gsize length = 0;
  int status = GSASL_MECHANISM_CALLED_TOO_MANY_TIMES;

  if (input == NULL)
    return NULL;

  if (!self->is_done)
    status = gsasl_step (self->session, input, strlen (input), &output, &length);
  self->is_done |= status != GSASL_NEEDS_MORE;
  if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
    response = g_base64_encode ((const guchar *) output, length);
  else
    fail_exchange (error, gsasl_strerror (status));
  if (output != NULL)
    pm_secret_wipe (output, length);
  gsasl_free (output);
  return response;
}
