/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-observation-private.h"

struct _PmObservation
{
  GObject parent_instance;

  guint number;
  PmStage stage;
  char *key;
  GVariant *value;
  PmServerReply *reply;
  PmOutcome outcome;
  gint64 at_ms;
  char *server;
  guint port;
  guint connection;
};

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_STAGE,
  PROP_KEY,
  PROP_VALUE,
  PROP_OUTCOME,
  PROP_AT_MS,
  PROP_SERVER,
  PROP_PORT,
  PROP_CONNECTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PmObservation, pm_observation, G_TYPE_OBJECT)

static void
pm_observation_finalize (GObject *object)
{
  PmObservation *self = PM_OBSERVATION (object);

  g_free (self->key);
  g_variant_unref (self->value);
  g_clear_pointer (&self->reply, pm_server_reply_unref);
  g_free (self->server);
  G_OBJECT_CLASS (pm_observation_parent_class)->finalize (object);
}

static void
pm_observation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmObservation *self = PM_OBSERVATION (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_VALUE:
      g_value_set_variant (value, self->value);
      break;
    case PROP_OUTCOME:
      g_value_set_enum (value, self->outcome);
      break;
    case PROP_AT_MS:
      g_value_set_int64 (value, self->at_ms);
      break;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_CONNECTION:
      g_value_set_uint (value, self->connection);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_observation_class_init (PmObservationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pm_observation_finalize;
  object_class->get_property = pm_observation_get_property;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PM_TYPE_STAGE, PM_STAGE_UNKNOWN,
                                              flags);
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, "", flags);
  properties[PROP_VALUE] = g_param_spec_variant ("value", NULL, NULL, G_VARIANT_TYPE_ANY, NULL,
                                                 flags);
  properties[PROP_OUTCOME] = g_param_spec_enum ("outcome", NULL, NULL, PM_TYPE_OUTCOME,
                                                PM_OUTCOME_UNKNOWN, flags);
  properties[PROP_AT_MS] = g_param_spec_int64 ("at-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, "", flags);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, 65535, 0, flags);
  properties[PROP_CONNECTION] = g_param_spec_uint ("connection", NULL, NULL, 0, G_MAXUINT, 0,
                                                   flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_observation_init (PmObservation *self)
{
}

PmObservation *
pm_observation_new (guint number,
                    PmStage stage,
                    const char *key,
                    GVariant *value,
                    PmServerReply *reply,
                    PmOutcome outcome,
                    gint64 at_ms,
                    const PmPlace *place)
{
  PmObservation *self = g_object_new (PM_TYPE_OBSERVATION, NULL);

  self->number = number;
  self->stage = stage;
  self->key = g_strdup (key);
  self->value = g_variant_ref_sink (value);
  self->reply = reply != NULL ? pm_server_reply_ref (reply) : NULL;
  self->outcome = outcome;
  self->at_ms = at_ms;
  self->server = g_strdup (place != NULL && place->server != NULL ? place->server : "");
  self->port = place != NULL ? place->port : 0;
  self->connection = place != NULL ? place->connection : 0;
  return self;
}

guint
pm_observation_get_number (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), 0);

  return self->number;
}

PmStage
pm_observation_get_stage (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), PM_STAGE_UNKNOWN);

  return self->stage;
}

const char *
pm_observation_get_key (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), NULL);

  return self->key;
}

GVariant *
pm_observation_get_value (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), NULL);

  return self->value;
}

PmOutcome
pm_observation_get_outcome (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), PM_OUTCOME_UNKNOWN);

  return self->outcome;
}

gint64
pm_observation_get_at_ms (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), 0);

  return self->at_ms;
}

const char *
pm_observation_get_server (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), NULL);

  return self->server;
}

guint
pm_observation_get_port (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), 0);

  return self->port;
}

guint
pm_observation_get_connection (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), 0);

  return self->connection;
}

const char *
pm_observation_get_string (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), NULL);

  if (!g_variant_is_of_type (self->value, G_VARIANT_TYPE_STRING))
    return NULL;
  return g_variant_get_string (self->value, NULL);
}

PmServerReply *
pm_observation_get_reply (PmObservation *self)
{
  g_return_val_if_fail (PM_IS_OBSERVATION (self), NULL);

  return self->reply;
}
