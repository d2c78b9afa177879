/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-stage-result-private.h"

struct _PmStageResult
{
  GObject parent_instance;

  PmStage stage;
  PmStageState state;
  PmOutcome outcome;
  gint64 started_ms;
  gint64 duration_ms;
  char *reason;
};

enum
{
  PROP_0,
  PROP_STAGE,
  PROP_STATE,
  PROP_OUTCOME,
  PROP_STARTED_MS,
  PROP_DURATION_MS,
  PROP_REASON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (PmStageState,
                    pm_stage_state,
                    G_DEFINE_ENUM_VALUE (PM_STAGE_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_DONE, "done"))

G_DEFINE_FINAL_TYPE (PmStageResult, pm_stage_result, G_TYPE_OBJECT)

static void
pm_stage_result_finalize (GObject *object)
{
  PmStageResult *self = PM_STAGE_RESULT (object);

  g_free (self->reason);
  G_OBJECT_CLASS (pm_stage_result_parent_class)->finalize (object);
}

static void
pm_stage_result_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmStageResult *self = PM_STAGE_RESULT (object);

  switch (id)
    {
    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_OUTCOME:
      g_value_set_enum (value, self->outcome);
      break;
    case PROP_STARTED_MS:
      g_value_set_int64 (value, self->started_ms);
      break;
    case PROP_DURATION_MS:
      g_value_set_int64 (value, self->duration_ms);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_stage_result_class_init (PmStageResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pm_stage_result_finalize;
  object_class->get_property = pm_stage_result_get_property;

  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PM_TYPE_STAGE, PM_STAGE_UNKNOWN,
                                              flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, PM_TYPE_STAGE_STATE,
                                              PM_STAGE_PENDING, flags);
  properties[PROP_OUTCOME] = g_param_spec_enum ("outcome", NULL, NULL, PM_TYPE_OUTCOME,
                                                PM_OUTCOME_UNKNOWN, flags);
  properties[PROP_STARTED_MS] = g_param_spec_int64 ("started-ms", NULL, NULL, -1, G_MAXINT64, -1,
                                                    flags);
  properties[PROP_DURATION_MS] = g_param_spec_int64 ("duration-ms", NULL, NULL, -1, G_MAXINT64, -1,
                                                     flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_stage_result_init (PmStageResult *self)
{
  self->started_ms = -1;
  self->duration_ms = -1;
  self->reason = g_strdup ("");
}

PmStageResult *
pm_stage_result_new (PmStage stage)
{
  PmStageResult *self = g_object_new (PM_TYPE_STAGE_RESULT, NULL);

  self->stage = stage;
  return self;
}

void
pm_stage_result_begin (PmStageResult *self, gint64 now_ms)
{
  g_assert (PM_IS_STAGE_RESULT (self));

  if (self->state != PM_STAGE_PENDING)
    return;
  self->state = PM_STAGE_RUNNING;
  self->started_ms = now_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARTED_MS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
pm_stage_result_end (PmStageResult *self, PmOutcome outcome, const char *reason, gint64 now_ms)
{
  g_assert (PM_IS_STAGE_RESULT (self));

  if (self->state == PM_STAGE_DONE)
    return;
  self->state = PM_STAGE_DONE;
  self->outcome = outcome;
  if (self->started_ms >= 0)
    self->duration_ms = now_ms - self->started_ms;
  g_free (self->reason);
  self->reason = g_strdup (reason != NULL ? reason : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTCOME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DURATION_MS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

PmStage
pm_stage_result_get_stage (PmStageResult *self)
{
  g_return_val_if_fail (PM_IS_STAGE_RESULT (self), PM_STAGE_UNKNOWN);

  return self->stage;
}

PmStageState
pm_stage_result_get_state (PmStageResult *self)
{
  g_return_val_if_fail (PM_IS_STAGE_RESULT (self), PM_STAGE_PENDING);

  return self->state;
}

PmOutcome
pm_stage_result_get_outcome (PmStageResult *self)
{
  g_return_val_if_fail (PM_IS_STAGE_RESULT (self), PM_OUTCOME_UNKNOWN);

  return self->outcome;
}

gint64
pm_stage_result_get_started_ms (PmStageResult *self)
{
  g_return_val_if_fail (PM_IS_STAGE_RESULT (self), -1);

  return self->started_ms;
}

gint64
pm_stage_result_get_duration_ms (PmStageResult *self)
{
  g_return_val_if_fail (PM_IS_STAGE_RESULT (self), -1);

  return self->duration_ms;
}

const char *
pm_stage_result_get_reason (PmStageResult *self)
{
  g_return_val_if_fail (PM_IS_STAGE_RESULT (self), NULL);

  return self->reason;
}
