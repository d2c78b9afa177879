/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-account.h"

#include <string.h>

enum
{
  PROP_0,
  PROP_ADDRESS,
  PROP_SERVER,
  PROP_USER,
  PROP_AUTH,
  PROP_FROM,
  PROP_TO,
  PROP_PORT,
  PROP_SECURITY,
  PROP_MESSAGE_SIZE,
  N_PROPS
};

#define N_TEXTS (PROP_TO + 1)

struct _PmAccount
{
  GObject parent_instance;

  char *texts[N_TEXTS]; /* by the number of their property; [0] is not used */
  guint port;
  PmSecurity security;
  guint64 message_size;
};

static const char *const security_ids[] = { "auto", "tls", "starttls", "none" };

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (PmSecurity,
                    pm_security,
                    G_DEFINE_ENUM_VALUE (PM_SECURITY_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (PM_SECURITY_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (PM_SECURITY_STARTTLS, "starttls"),
                    G_DEFINE_ENUM_VALUE (PM_SECURITY_NONE, "none"))

G_DEFINE_FINAL_TYPE (PmAccount, pm_account, G_TYPE_OBJECT)

static void
pm_account_set_text (PmAccount *self, guint id, const char *text)
{
  g_return_if_fail (PM_IS_ACCOUNT (self));

  if (text == NULL)
    text = "";
  if (strcmp (self->texts[id], text) == 0)
    return;
  g_free (self->texts[id]);
  self->texts[id] = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
}

static const char *
pm_account_get_text (PmAccount *self, guint id)
{
  g_return_val_if_fail (PM_IS_ACCOUNT (self), "");

  return self->texts[id];
}

/* The first of the two texts that is not empty. */
static const char *
pm_account_get_either (PmAccount *self, guint id, guint fallback_id)
{
  const char *text = pm_account_get_text (self, id);

  return *text != '\0' ? text : pm_account_get_text (self, fallback_id);
}

static void
pm_account_finalize (GObject *object)
{
  PmAccount *self = PM_ACCOUNT (object);

  for (guint id = PROP_ADDRESS; id < N_TEXTS; id++)
    g_free (self->texts[id]);
  G_OBJECT_CLASS (pm_account_parent_class)->finalize (object);
}

static void
pm_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmAccount *self = PM_ACCOUNT (object);

  if (id < N_TEXTS)
    g_value_set_string (value, self->texts[id]);
  else if (id == PROP_PORT)
    g_value_set_uint (value, self->port);
  else if (id == PROP_SECURITY)
    g_value_set_enum (value, self->security);
  else if (id == PROP_MESSAGE_SIZE)
    g_value_set_uint64 (value, self->message_size);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmAccount *self = PM_ACCOUNT (object);

  if (id < N_TEXTS)
    pm_account_set_text (self, id, g_value_get_string (value));
  else if (id == PROP_PORT)
    pm_account_set_port (self, g_value_get_uint (value));
  else if (id == PROP_SECURITY)
    pm_account_set_security (self, g_value_get_enum (value));
  else if (id == PROP_MESSAGE_SIZE)
    pm_account_set_message_size (self, g_value_get_uint64 (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_account_class_init (PmAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  static const char *const text_names[N_TEXTS] = { NULL,   "address", "server", "user",
                                                   "auth", "from",    "to" };

  object_class->finalize = pm_account_finalize;
  object_class->get_property = pm_account_get_property;
  object_class->set_property = pm_account_set_property;

  for (guint id = PROP_ADDRESS; id < N_TEXTS; id++)
    properties[id] = g_param_spec_string (text_names[id], NULL, NULL, "", flags);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, 65535, 0, flags);
  properties[PROP_SECURITY] = g_param_spec_enum ("security", NULL, NULL, PM_TYPE_SECURITY,
                                                 PM_SECURITY_AUTO, flags);
  properties[PROP_MESSAGE_SIZE] = g_param_spec_uint64 ("message-size", NULL, NULL, 0, G_MAXUINT64,
                                                       0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_account_init (PmAccount *self)
{
  for (guint id = PROP_ADDRESS; id < N_TEXTS; id++)
    self->texts[id] = g_strdup (id == PROP_AUTH ? "auto" : "");
}

PmAccount *
pm_account_new (void)
{
  return g_object_new (PM_TYPE_ACCOUNT, NULL);
}

PmAccount *
pm_account_copy (PmAccount *self)
{
  PmAccount *copy;

  g_return_val_if_fail (PM_IS_ACCOUNT (self), NULL);

  copy = pm_account_new ();
  for (guint id = PROP_ADDRESS; id < N_TEXTS; id++)
    pm_account_set_text (copy, id, self->texts[id]);
  copy->port = self->port;
  copy->security = self->security;
  copy->message_size = self->message_size;
  return copy;
}

const char *
pm_account_get_address (PmAccount *self)
{
  return pm_account_get_text (self, PROP_ADDRESS);
}

void
pm_account_set_address (PmAccount *self, const char *address)
{
  pm_account_set_text (self, PROP_ADDRESS, address);
}

const char *
pm_account_get_server (PmAccount *self)
{
  return pm_account_get_text (self, PROP_SERVER);
}

void
pm_account_set_server (PmAccount *self, const char *server)
{
  pm_account_set_text (self, PROP_SERVER, server);
}

guint
pm_account_get_port (PmAccount *self)
{
  g_return_val_if_fail (PM_IS_ACCOUNT (self), 0);

  return self->port;
}

void
pm_account_set_port (PmAccount *self, guint port)
{
  g_return_if_fail (PM_IS_ACCOUNT (self));
  g_return_if_fail (port <= 65535);

  if (self->port == port)
    return;
  self->port = port;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

PmSecurity
pm_account_get_security (PmAccount *self)
{
  g_return_val_if_fail (PM_IS_ACCOUNT (self), PM_SECURITY_AUTO);

  return self->security;
}

void
pm_account_set_security (PmAccount *self, PmSecurity security)
{
  g_return_if_fail (PM_IS_ACCOUNT (self));

  if (self->security == security)
    return;
  self->security = security;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECURITY]);
}

const char *
pm_account_get_user (PmAccount *self)
{
  return pm_account_get_text (self, PROP_USER);
}

void
pm_account_set_user (PmAccount *self, const char *user)
{
  pm_account_set_text (self, PROP_USER, user);
}

const char *
pm_account_get_auth (PmAccount *self)
{
  return pm_account_get_text (self, PROP_AUTH);
}

void
pm_account_set_auth (PmAccount *self, const char *auth)
{
  pm_account_set_text (self, PROP_AUTH, auth);
}

const char *
pm_account_get_from (PmAccount *self)
{
  return pm_account_get_text (self, PROP_FROM);
}

void
pm_account_set_from (PmAccount *self, const char *from)
{
  pm_account_set_text (self, PROP_FROM, from);
}

const char *
pm_account_get_to (PmAccount *self)
{
  return pm_account_get_text (self, PROP_TO);
}

void
pm_account_set_to (PmAccount *self, const char *to)
{
  pm_account_set_text (self, PROP_TO, to);
}

guint64
pm_account_get_message_size (PmAccount *self)
{
  g_return_val_if_fail (PM_IS_ACCOUNT (self), 0);

  return self->message_size;
}

void
pm_account_set_message_size (PmAccount *self, guint64 octets)
{
  g_return_if_fail (PM_IS_ACCOUNT (self));

  if (self->message_size == octets)
    return;
  self->message_size = octets;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE_SIZE]);
}

const char *
pm_account_get_effective_user (PmAccount *self)
{
  return pm_account_get_either (self, PROP_USER, PROP_ADDRESS);
}

const char *
pm_account_get_effective_from (PmAccount *self)
{
  return pm_account_get_either (self, PROP_FROM, PROP_ADDRESS);
}

const char *
pm_account_get_effective_to (PmAccount *self)
{
  const char *to = pm_account_get_text (self, PROP_TO);

  return *to != '\0' ? to : pm_account_get_effective_from (self);
}

const char *
pm_security_get_id (PmSecurity security)
{
  g_return_val_if_fail ((gsize) security < G_N_ELEMENTS (security_ids), "auto");

  return security_ids[security];
}

gboolean
pm_security_from_id (const char *id, PmSecurity *security)
{
  for (gsize i = 0; i < G_N_ELEMENTS (security_ids); i++)
    if (strcmp (security_ids[i], id) == 0)
      {
        *security = (PmSecurity) i;
        return TRUE;
      }
  return FALSE;
}
