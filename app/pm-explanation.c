/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-explanation.h"

#include "pm-credentials.h"
#include "pm-engine.h"
#include "pm-message.h"

#include <string.h>

/* No reader looks farther for what matters; a mail behind it is the one that came back. */
#define HEAD_OCTETS (256 * 1024)

struct _PmExplanation
{
  GObject parent_instance;

  PmEvidence *evidence;
  PmDiagnosis *diagnosis;
};

enum
{
  PROP_0,
  PROP_EVIDENCE,
  PROP_DIAGNOSIS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PmExplanation, pm_explanation, G_TYPE_OBJECT)

/* The bytes without what looks like a password, while the lines of a dialogue are still whole. */
static GBytes *
hide_in_bytes (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  gsize head = MIN (length, HEAD_OCTETS);
  gsize rest = length - head;
  gsize left = 0;
  g_autofree char *hidden = head > 0 ? pm_credentials_hide (text, head, &left) : NULL;
  GByteArray *all;

  if (hidden == NULL)
    return g_bytes_ref (bytes);
  /* The marks may be longer than what they stand for. */
  if (length <= PM_EXPLANATION_MAX_OCTETS)
    rest = MIN (rest, PM_EXPLANATION_MAX_OCTETS - left);
  all = g_byte_array_sized_new (left + rest);
  g_byte_array_append (all, (const guint8 *) hidden, left);
  g_byte_array_append (all, (const guint8 *) text + head, rest);
  return g_byte_array_free_to_bytes (all);
}

/* A host or recipient of that failure; NULL where it was read out of what is hidden now. */
static const char *
get_place (PmObservation *observation, const char *name, const char *text, const char *hidden)
{
  const char *place = NULL;

  g_variant_lookup (pm_observation_get_value (observation), name, "&s", &place);
  if (place != NULL && hidden != NULL && strstr (text, place) != NULL
      && strstr (hidden, place) == NULL)
    return NULL;
  return place;
}

static void
copy_failure (PmEvidence *evidence, PmObservation *observation)
{
  PmServerReply *reply = pm_observation_get_reply (observation);
  const char *text = pm_server_reply_get_text (reply);
  g_autofree char *hidden = pm_credentials_hide (text, strlen (text), NULL);
  g_autoptr (PmServerReply) clean = pm_server_reply_new (
      pm_server_reply_get_verb (reply), pm_server_reply_get_code (reply),
      pm_server_reply_get_enhanced (reply), hidden != NULL ? hidden : text);
  g_autoptr (PmFailure) failure = pm_failure_new (
      pm_observation_get_stage (observation), clean, get_place (observation, "host", text, hidden),
      get_place (observation, "recipient", text, hidden),
      get_place (observation, "action", NULL, NULL));

  pm_evidence_add_failure (evidence, failure);
}

static void
copy_observation (PmEvidence *evidence, PmObservation *observation)
{
  if (pm_observation_get_reply (observation) != NULL)
    copy_failure (evidence, observation);
  else
    pm_evidence_add (evidence, pm_observation_get_stage (observation),
                     pm_observation_get_key (observation), pm_observation_get_value (observation),
                     pm_observation_get_outcome (observation), NULL);
}

/* Once more what the readers brought to light: a base64 body or UTF-16 shows its words only now. */
static PmEvidence *
hide_in_evidence (PmEvidence *read)
{
  PmEvidence *evidence = pm_evidence_new (NULL);

  for (guint i = 1; i <= g_list_model_get_n_items (G_LIST_MODEL (read)); i++)
    copy_observation (evidence, pm_evidence_get_observation (read, i));
  pm_evidence_stop_clock (evidence);
  return evidence;
}

static void
pm_explanation_finalize (GObject *object)
{
  PmExplanation *self = PM_EXPLANATION (object);

  g_clear_object (&self->evidence);
  g_clear_object (&self->diagnosis);
  G_OBJECT_CLASS (pm_explanation_parent_class)->finalize (object);
}

static void
pm_explanation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmExplanation *self = PM_EXPLANATION (object);

  switch (id)
    {
    case PROP_EVIDENCE:
      g_value_set_object (value, self->evidence);
      break;
    case PROP_DIAGNOSIS:
      g_value_set_object (value, self->diagnosis);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_explanation_class_init (PmExplanationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pm_explanation_finalize;
  object_class->get_property = pm_explanation_get_property;

  properties[PROP_EVIDENCE] = g_param_spec_object ("evidence", NULL, NULL, PM_TYPE_EVIDENCE, flags);
  properties[PROP_DIAGNOSIS] = g_param_spec_object ("diagnosis", NULL, NULL, PM_TYPE_DIAGNOSIS,
                                                    flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_explanation_init (PmExplanation *self)
{
}

PmExplanation *
pm_explanation_new (GBytes *bytes, PmStage stage, GError **error)
{
  g_autoptr (PmEvidence) read = pm_evidence_new (NULL);
  g_autoptr (GBytes) clean = NULL;
  PmExplanation *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  clean = hide_in_bytes (bytes);
  if (!pm_message_read (clean, stage, read, error))
    return NULL;
  self = g_object_new (PM_TYPE_EXPLANATION, NULL);
  self->evidence = hide_in_evidence (read);
  self->diagnosis = pm_engine_explain (self->evidence);
  return self;
}

PmEvidence *
pm_explanation_get_evidence (PmExplanation *self)
{
  g_return_val_if_fail (PM_IS_EXPLANATION (self), NULL);

  return self->evidence;
}

PmDiagnosis *
pm_explanation_get_diagnosis (PmExplanation *self)
{
  g_return_val_if_fail (PM_IS_EXPLANATION (self), NULL);

  return self->diagnosis;
}

gboolean
pm_explanation_is_mail (PmExplanation *self)
{
  g_return_val_if_fail (PM_IS_EXPLANATION (self), FALSE);

  for (guint i = 1; i <= g_list_model_get_n_items (G_LIST_MODEL (self->evidence)); i++)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, i);

      if (g_str_equal (pm_observation_get_key (observation), PM_KEY_MESSAGE_KIND))
        return g_strcmp0 (pm_observation_get_string (observation), "text") != 0;
    }
  return FALSE;
}
