/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sasl-oauth.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Of what a server says of a token. Real ones have about 100 bytes, and no depth. */
#define REFUSAL_LIMIT  4096
#define BRACKETS_LIMIT 32

#define SEPARATOR "\001"

typedef struct
{
  const char *name;
  char *(*make_response) (const char *user, const char *token);
  const char *farewell; /* base64; answers a refusal, so that the server ends with its reply */
} Form;

struct _PmSaslOauth
{
  const Form *form;
  char *user;
  PmSecret *token;
  PmSaslRefusal *refusal;
  enum
  {
    BEGINNING,
    SENT,
    ENDED
  } state;
};

/* RFC 5801 section 4: "," and "=" end a name there. */
static char *
escape_name (const char *name)
{
  GString *escaped = g_string_new (NULL);

  for (; *name != '\0'; name++)
    {
      if (*name == ',')
        g_string_append (escaped, "=2C");
      else if (*name == '=')
        g_string_append (escaped, "=3D");
      else
        g_string_append_c (escaped, *name);
    }
  return g_string_free (escaped, FALSE);
}

/* RFC 7628 section 3.1. Host and port are for tokens that are signed with them; a bearer token is
 * not. */
static char *
make_oauthbearer (const char *user, const char *token)
{
  g_autofree char *name = escape_name (user);

  return g_strconcat ("n,a=", name, "," SEPARATOR "auth=Bearer ", token, SEPARATOR SEPARATOR, NULL);
}

static char *
make_xoauth2 (const char *user, const char *token)
{
  return g_strconcat ("user=", user, SEPARATOR "auth=Bearer ", token, SEPARATOR SEPARATOR, NULL);
}

static const Form forms[] = {
  { "OAUTHBEARER", make_oauthbearer, "AQ==" }, /* one SEPARATOR, RFC 7628 section 3.2.3 */
  { "XOAUTH2", make_xoauth2, "" }, /* developers.google.com/gmail/imap/xoauth2-protocol */
};

static const Form *
find_form (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].name, name))
      return &forms[i];
  return NULL;
}

/* What stands in a header as it is, without spaces; RFC 6750 section 2.1 allows fewer. */
static gboolean
is_token (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (bytes[i]))
      return FALSE;
  return length > 0;
}

void
pm_sasl_refusal_free (PmSaslRefusal *self)
{
  g_free (self->status);
  g_free (self->scope);
  g_free (self);
}

/* The reader of JSON calls itself for each level, and loses memory over half a surrogate pair (\uD800);
 * a status has neither. */
static gboolean
is_readable (const char *json, gsize length)
{
  guint brackets = 0;

  if (length == 0 || length > REFUSAL_LIMIT || !g_utf8_validate (json, (gssize) length, NULL))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_strncasecmp (json + i, "\\ud", 3) == 0)
        return FALSE;
      brackets += json[i] == '[' || json[i] == '{';
    }
  return brackets <= BRACKETS_LIMIT;
}

/* A status is a word in RFC 7628 and a number of HTTP elsewhere, with quotes or without. */
static char *
read_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *string;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  string = json_node_get_string (node);
  return string != NULL ? g_utf8_make_valid (string, -1) : NULL;
}

/* NULL where it can not be read, which is no fault of the sign-in: the reply that follows counts.
 */
static PmSaslRefusal *
read_refusal (const char *challenge)
{
  gsize length = 0;
  g_autofree char *json = (char *) g_base64_decode (challenge, &length);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  PmSaslRefusal *refusal;

  if (!is_readable (json, length)
      || !json_parser_load_from_data (parser, json, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  refusal = g_new0 (PmSaslRefusal, 1);
  refusal->status = read_member (json_node_get_object (root), "status");
  refusal->scope = read_member (json_node_get_object (root), "scope");
  return refusal;
}

static char *
make_response (PmSaslOauth *self)
{
  char *text = self->form->make_response (self->user, pm_secret_peek (self->token, NULL));
  char *response = g_base64_encode ((const guchar *) text, strlen (text));

  pm_secret_free_string (text);
  return response;
}

PmSaslOauth *
pm_sasl_oauth_new (const char *mechanism, const char *user, PmSecret *token, GError **error)
{
  const Form *form = find_form (mechanism);
  gsize length;
  const char *bytes = pm_secret_peek (token, &length);
  PmSaslOauth *self;

  if (form == NULL || !is_token (bytes, length))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%s can not be used: this is no access token", mechanism);
      return NULL;
    }

  self = g_new0 (PmSaslOauth, 1);
  self->form = form;
  self->user = g_strdup (user);
  self->token = pm_secret_ref (token);
  return self;
}

void
pm_sasl_oauth_free (PmSaslOauth *self)
{
  g_free (self->user);
  pm_secret_unref (self->token);
  g_clear_pointer (&self->refusal, pm_sasl_refusal_free);
  g_free (self);
}

char *
pm_sasl_oauth_step (PmSaslOauth *self, const char *challenge, GError **error)
{
  switch (self->state)
    {
    case BEGINNING:
      self->state = SENT;
      return make_response (self);
    case SENT:
      self->state = ENDED;
      self->refusal = read_refusal (challenge);
      return g_strdup (self->form->farewell);
    case ENDED:
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "the server asks on after it has refused the token");
      return NULL;
    }
}

const PmSaslRefusal *
pm_sasl_oauth_get_refusal (PmSaslOauth *self)
{
  return self->refusal;
}
