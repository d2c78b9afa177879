/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-finding.h"

struct _PmFinding
{
  GObject parent_instance;

  char *cause;
  PmCertainty certainty;
  PmStage stage;
  PmServerReply *reply;
  GVariant *arguments;
  GArray *observations;
};

enum
{
  PROP_0,
  PROP_CAUSE,
  PROP_CERTAINTY,
  PROP_STAGE,
  PROP_ARGUMENTS,
  PROP_REPLY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (PmCertainty,
                    pm_certainty,
                    G_DEFINE_ENUM_VALUE (PM_CERTAINTY_POSSIBLE, "possible"),
                    G_DEFINE_ENUM_VALUE (PM_CERTAINTY_LIKELY, "likely"),
                    G_DEFINE_ENUM_VALUE (PM_CERTAINTY_CERTAIN, "certain"))

G_DEFINE_FINAL_TYPE (PmFinding, pm_finding, G_TYPE_OBJECT)

static void
pm_finding_finalize (GObject *object)
{
  PmFinding *self = PM_FINDING (object);

  g_free (self->cause);
  g_clear_pointer (&self->reply, pm_server_reply_unref);
  g_variant_unref (self->arguments);
  g_array_unref (self->observations);
  G_OBJECT_CLASS (pm_finding_parent_class)->finalize (object);
}

static void
pm_finding_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmFinding *self = PM_FINDING (object);

  switch (id)
    {
    case PROP_CAUSE:
      g_value_set_string (value, self->cause);
      break;
    case PROP_CERTAINTY:
      g_value_set_enum (value, self->certainty);
      break;
    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;
    case PROP_ARGUMENTS:
      g_value_set_variant (value, self->arguments);
      break;
    case PROP_REPLY:
      g_value_set_boxed (value, self->reply);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_finding_class_init (PmFindingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pm_finding_finalize;
  object_class->get_property = pm_finding_get_property;

  properties[PROP_CAUSE] = g_param_spec_string ("cause", NULL, NULL, "", flags);
  properties[PROP_CERTAINTY] = g_param_spec_enum ("certainty", NULL, NULL, PM_TYPE_CERTAINTY,
                                                  PM_CERTAINTY_POSSIBLE, flags);
  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PM_TYPE_STAGE, PM_STAGE_UNKNOWN,
                                              flags);
  properties[PROP_ARGUMENTS] = g_param_spec_variant ("arguments", NULL, NULL,
                                                     G_VARIANT_TYPE_VARDICT, NULL, flags);
  properties[PROP_REPLY] = g_param_spec_boxed ("reply", NULL, NULL, PM_TYPE_SERVER_REPLY, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_finding_init (PmFinding *self)
{
  self->arguments = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  self->observations = g_array_new (FALSE, FALSE, sizeof (guint));
}

PmFinding *
pm_finding_new (const char *cause, PmCertainty certainty, PmStage stage, PmServerReply *reply)
{
  PmFinding *self = g_object_new (PM_TYPE_FINDING, NULL);

  self->cause = g_strdup (cause);
  self->certainty = certainty;
  self->stage = stage;
  self->reply = reply != NULL ? pm_server_reply_ref (reply) : NULL;
  return self;
}

const char *
pm_finding_get_cause (PmFinding *self)
{
  g_return_val_if_fail (PM_IS_FINDING (self), NULL);

  return self->cause;
}

PmCertainty
pm_finding_get_certainty (PmFinding *self)
{
  g_return_val_if_fail (PM_IS_FINDING (self), PM_CERTAINTY_POSSIBLE);

  return self->certainty;
}

PmStage
pm_finding_get_stage (PmFinding *self)
{
  g_return_val_if_fail (PM_IS_FINDING (self), PM_STAGE_UNKNOWN);

  return self->stage;
}

PmServerReply *
pm_finding_get_reply (PmFinding *self)
{
  g_return_val_if_fail (PM_IS_FINDING (self), NULL);

  return self->reply;
}

GVariant *
pm_finding_get_arguments (PmFinding *self)
{
  g_return_val_if_fail (PM_IS_FINDING (self), NULL);

  return self->arguments;
}

const guint *
pm_finding_get_observations (PmFinding *self, gsize *n)
{
  g_return_val_if_fail (PM_IS_FINDING (self), NULL);

  *n = self->observations->len;
  return (const guint *) (gconstpointer) self->observations->data;
}

void
pm_finding_set_argument (PmFinding *self, const char *name, GVariant *value)
{
  GVariantDict dict;

  g_return_if_fail (PM_IS_FINDING (self));

  g_variant_dict_init (&dict, self->arguments);
  g_variant_dict_insert_value (&dict, name, value);
  g_variant_unref (self->arguments);
  self->arguments = g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
pm_finding_set_argument_string (PmFinding *self, const char *name, const char *value)
{
  pm_finding_set_argument (self, name, g_variant_new_string (value));
}

void
pm_finding_set_argument_uint (PmFinding *self, const char *name, guint64 value)
{
  pm_finding_set_argument (self, name, g_variant_new_uint64 (value));
}

void
pm_finding_add_observation (PmFinding *self, guint number)
{
  guint at = 0;

  g_return_if_fail (PM_IS_FINDING (self));

  while (at < self->observations->len && g_array_index (self->observations, guint, at) < number)
    at++;
  if (at == self->observations->len || g_array_index (self->observations, guint, at) != number)
    g_array_insert_val (self->observations, at, number);
}

const char *
pm_finding_get_argument_string (PmFinding *self, const char *name)
{
  const char *value = NULL;

  g_return_val_if_fail (PM_IS_FINDING (self), NULL);

  g_variant_lookup (self->arguments, name, "&s", &value);
  return value;
}

guint64
pm_finding_get_argument_uint (PmFinding *self, const char *name)
{
  guint64 value = 0;

  g_return_val_if_fail (PM_IS_FINDING (self), 0);

  g_variant_lookup (self->arguments, name, "t", &value);
  return value;
}

const char *
pm_certainty_get_id (PmCertainty certainty)
{
  static const char *const ids[] = { "possible", "likely", "certain" };

  g_return_val_if_fail ((gsize) certainty < G_N_ELEMENTS (ids), "possible");

  return ids[certainty];
}
