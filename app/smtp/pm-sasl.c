/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sasl.h"

#include <gsasl.h>
#include <string.h>

#include "pm-sasl-oauth.h"
#include "pm-smtp-argument.h"

/* SCRAM's key is worked out in the main loop, and a server must not freeze the program: this many
 * rounds take less than 0.2 s. RFC 7677 section 4 asks for 4096. */
#define SCRAM_ROUNDS_LIMIT 200000

typedef enum
{
  CLIENT_FIRST = 1 << 0,
  READS = 1 << 1,  /* what stands in a challenge counts; else it is only a prompt, if anything */
  PROVES = 1 << 2, /* the server proves that it knows the password too */
  BINDS = 1 << 3,  /* is tied to the TLS connection */
} Trait;

typedef struct
{
  const char *name; /* of SASL; the contract's name is the same in lower case */
  PmSaslKind kind;
  Trait traits;
} Mechanism;

/* The order of "auto". PLAIN is first, as a sign-in is tried once and its refusal must speak of the
 * password: over a verified connection it is what mail programs send, and every server that takes
 * passwords can check it. One that offers SCRAM or CRAM-MD5 often can not, because the passwords
 * are kept in a form (hashed otherwise, or asked of another service) that these mechanisms can not
 * use. It then refuses the right password just as it refuses a wrong one. Where SCRAM is tied to
 * the connection as well, whatever decrypts that on its way makes it refuse a right one: last. */
static const Mechanism mechanisms[] = {
  { "PLAIN", PM_SASL_PASSWORD, CLIENT_FIRST }, /* RFC 4616 */
  { "LOGIN", PM_SASL_PASSWORD, 0 },            /* draft-murchison-sasl-login */
  { "SCRAM-SHA-256", PM_SASL_PASSWORD, CLIENT_FIRST | READS | PROVES }, /* RFC 7677 */
  { "SCRAM-SHA-1", PM_SASL_PASSWORD, CLIENT_FIRST | READS | PROVES },   /* RFC 5802 */
  { "CRAM-MD5", PM_SASL_PASSWORD, READS },                              /* RFC 2195 */
  { "SCRAM-SHA-256-PLUS", PM_SASL_PASSWORD, CLIENT_FIRST | READS | PROVES | BINDS },
  { "SCRAM-SHA-1-PLUS", PM_SASL_PASSWORD, CLIENT_FIRST | READS | PROVES | BINDS },
  { "OAUTHBEARER", PM_SASL_TOKEN, CLIENT_FIRST }, /* RFC 7628 */
  { "XOAUTH2", PM_SASL_TOKEN, CLIENT_FIRST },
};

static const struct
{
  const char *type;
  Gsasl_property property;
} binding_types[] = {
  { "tls-exporter", GSASL_CB_TLS_EXPORTER },
  { "tls-unique", GSASL_CB_TLS_UNIQUE },
};

struct _PmSasl
{
  const Mechanism *mechanism;
  char *user;
  PmSecret *secret;
  PmSaslOauth *oauth; /* for a token, else NULL */
  Gsasl *library;
  Gsasl_session *session;
  Gsasl_property binding_property;
  char *binding; /* base64 */
  gboolean is_done;
  gboolean is_proven;
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

static void
fail_use (GError **error, const char *mechanism)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "%s can not be used with this account here", mechanism);
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

  if (!(self->mechanism->traits & READS) || *challenge == '\0')
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

static int
set_if_any (Gsasl_session *session, Gsasl_property property, const char *value)
{
  return value != NULL ? gsasl_property_set (session, property, value) : GSASL_NO_CALLBACK;
}

/* The library asks for a binding as soon as it begins, and for the rest when it is needed. */
static int
property_cb (Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
  PmSasl *self = gsasl_callback_hook_get (library);

  if (property == GSASL_AUTHID)
    return set_if_any (session, property, self->user);
  if (property == GSASL_PASSWORD)
    return set_if_any (session, property, pm_secret_peek (self->secret, NULL));
  if (self->binding != NULL && property == self->binding_property)
    return set_if_any (session, property, self->binding);
  return GSASL_NO_CALLBACK;
}

static gboolean
pm_sasl_start (PmSasl *self, GError **error)
{
  if (gsasl_client_start (self->library, self->mechanism->name, &self->session) == GSASL_OK)
    return TRUE;
  fail_use (error, self->mechanism->name);
  return FALSE;
}

static gboolean
pm_sasl_prepare (PmSasl *self, GError **error)
{
  gsize length;
  const char *password = pm_secret_peek (self->secret, &length);

  if (self->mechanism->kind == PM_SASL_TOKEN)
    {
      self->oauth = pm_sasl_oauth_new (self->mechanism->name, self->user, self->secret, error);
      return self->oauth != NULL;
    }
  if (strlen (password) != length || gsasl_init (&self->library) != GSASL_OK)
    {
      fail_use (error, self->mechanism->name);
      return FALSE;
    }
  gsasl_callback_set (self->library, property_cb);
  gsasl_callback_hook_set (self->library, self);
  return pm_sasl_needs_binding (self) || pm_sasl_start (self, error);
}

/* RFC 5802 section 5.1: a server may say first why it refuses. */
static gboolean
is_refusal (PmSasl *self, const char *input)
{
  return self->mechanism->traits & PROVES && g_str_has_prefix (input, "e=");
}

static char *
pm_sasl_step_in_library (PmSasl *self, const char *input, GError **error)
{
  char *output = NULL, *response = NULL;
  gsize length = 0;
  int status = GSASL_MECHANISM_CALLED_TOO_MANY_TIMES;

  if (!self->is_done && self->session != NULL)
    status = gsasl_step (self->session, input, strlen (input), &output, &length);
  self->is_done |= status != GSASL_NEEDS_MORE;
  self->is_proven |= status == GSASL_OK;
  if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
    response = g_base64_encode ((const guchar *) output, length);
  else
    fail_exchange (error, gsasl_strerror (status));
  if (output != NULL)
    pm_secret_wipe (output, length);
  gsasl_free (output);
  return response;
}

const char *
pm_sasl_choose (const char *wanted, PmSaslKind kind, const char *const *offered)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (mechanisms[i].kind == kind
        && (g_str_equal (wanted, "auto") || g_ascii_strcasecmp (wanted, mechanisms[i].name) == 0)
        && g_strv_contains (offered, mechanisms[i].name))
      return mechanisms[i].name;
  return NULL;
}

PmSasl *
pm_sasl_new (const char *mechanism, const char *user, PmSecret *secret, GError **error)
{
  g_autoptr (PmSasl) self = g_new0 (PmSasl, 1);

  self->mechanism = find_mechanism (mechanism);
  self->user = g_strdup (user);
  self->secret = pm_secret_ref (secret);
  if (self->mechanism == NULL)
    fail_use (error, mechanism);
  else if (!pm_smtp_is_text (user)) /* control characters part the fields of some mechanisms */
    fail_exchange (error, "the user name holds a character that can not be in it");
  else if (pm_sasl_prepare (self, error))
    return g_steal_pointer (&self);
  return NULL;
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
  g_clear_pointer (&self->oauth, pm_sasl_oauth_free);
  pm_secret_unref (self->secret);
  g_free (self->user);
  g_free (self->binding);
  g_free (self);
}

gboolean
pm_sasl_is_client_first (PmSasl *self)
{
  return (self->mechanism->traits & CLIENT_FIRST) != 0;
}

gboolean
pm_sasl_needs_binding (PmSasl *self)
{
  return (self->mechanism->traits & BINDS) != 0;
}

gboolean
pm_sasl_bind (PmSasl *self, const char *type, GBytes *binding, GError **error)
{
  gsize length;
  const guchar *bytes;

  g_return_val_if_fail (pm_sasl_needs_binding (self) && self->session == NULL, FALSE);

  for (gsize i = 0; binding != NULL && i < G_N_ELEMENTS (binding_types); i++)
    if (g_str_equal (binding_types[i].type, type))
      {
        bytes = g_bytes_get_data (binding, &length);
        self->binding_property = binding_types[i].property;
        self->binding = g_base64_encode (bytes, length);
        return pm_sasl_start (self, error);
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s can not be tied to this connection",
               self->mechanism->name);
  return FALSE;
}

char *
pm_sasl_step (PmSasl *self, const char *challenge, GError **error)
{
  g_autofree char *input = NULL;

  if (self->oauth != NULL)
    return pm_sasl_oauth_step (self->oauth, challenge, error);
  input = pm_sasl_decode (self, challenge, error);
  if (input == NULL)
    return NULL;
  if (is_refusal (self, input) && !self->is_done)
    {
      self->is_done = TRUE;
      return g_strdup ("");
    }
  return pm_sasl_step_in_library (self, input, error);
}

gboolean
pm_sasl_may_end (PmSasl *self)
{
  return self->is_proven || !(self->mechanism->traits & PROVES);
}

const PmSaslRefusal *
pm_sasl_get_refusal (PmSasl *self)
{
  return self->oauth != NULL ? pm_sasl_oauth_get_refusal (self->oauth) : NULL;
}
