/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-evidence.h"

#include <string.h>

#include "pm-observation-private.h"
#include "pm-stage-result-private.h"

struct _PmEvidence
{
  GObject parent_instance;

  PmScrubber *scrubber;
  GDateTime *started;
  gint64 start_us; /* monotonic */
  gint64 stop_us;  /* 0 while the clock runs */
  guint main_connection;
  guint main_port;
  GPtrArray *observations;
  GListStore *stages;
  GListStore *transcript;
};

static void pm_evidence_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PmEvidence,
                               pm_evidence,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      pm_evidence_list_model_init))

/* A string of the outside world as it may be kept. */
static char *
pm_evidence_clean (PmEvidence *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (self->scrubber == NULL)
    return g_steal_pointer (&valid);
  return pm_scrubber_clean (self->scrubber, valid, -1);
}

/* @value with every string in it cleaned, at any depth. */
static GVariant *
pm_evidence_clean_variant (PmEvidence *self, GVariant *value)
{
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *child;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_new_take_string (pm_evidence_clean (self, g_variant_get_string (value, NULL)));
  if (!g_variant_is_container (value))
    return value;

  g_variant_builder_init (&builder, g_variant_get_type (value));
  g_variant_iter_init (&iter, value);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_variant_builder_add_value (&builder, pm_evidence_clean_variant (self, child));
      g_variant_unref (child);
    }
  return g_variant_builder_end (&builder);
}

static PmServerReply *
pm_evidence_clean_reply (PmEvidence *self, PmServerReply *reply)
{
  g_autofree char *text = pm_evidence_clean (self, pm_server_reply_get_text (reply));

  return pm_server_reply_new (pm_server_reply_get_verb (reply), pm_server_reply_get_code (reply),
                              pm_server_reply_get_enhanced (reply), text);
}

static guint
pm_evidence_append (PmEvidence *self,
                    PmStage stage,
                    const char *key,
                    GVariant *value,
                    PmServerReply *reply,
                    PmOutcome outcome,
                    const PmPlace *place)
{
  guint position = self->observations->len;

  g_ptr_array_add (self->observations,
                   pm_observation_new (position + 1, stage, key, value, reply, outcome,
                                       pm_evidence_get_elapsed_ms (self), place));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  return position + 1;
}

static GType
pm_evidence_get_item_type (GListModel *model)
{
  return PM_TYPE_OBSERVATION;
}

static guint
pm_evidence_get_n_items (GListModel *model)
{
  return PM_EVIDENCE (model)->observations->len;
}

static gpointer
pm_evidence_get_item (GListModel *model, guint position)
{
  PmEvidence *self = PM_EVIDENCE (model);

  if (position >= self->observations->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->observations, position));
}

static void
pm_evidence_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = pm_evidence_get_item_type;
  iface->get_n_items = pm_evidence_get_n_items;
  iface->get_item = pm_evidence_get_item;
}

static void
pm_evidence_finalize (GObject *object)
{
  PmEvidence *self = PM_EVIDENCE (object);

  g_clear_pointer (&self->scrubber, pm_scrubber_unref);
  g_date_time_unref (self->started);
  g_ptr_array_unref (self->observations);
  g_object_unref (self->stages);
  g_object_unref (self->transcript);
  G_OBJECT_CLASS (pm_evidence_parent_class)->finalize (object);
}

static void
pm_evidence_class_init (PmEvidenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_evidence_finalize;
}

static void
pm_evidence_init (PmEvidence *self)
{
  self->started = g_date_time_new_now_local ();
  self->start_us = g_get_monotonic_time ();
  self->observations = g_ptr_array_new_with_free_func (g_object_unref);
  self->stages = g_list_store_new (PM_TYPE_STAGE_RESULT);
  self->transcript = g_list_store_new (PM_TYPE_TRANSCRIPT_LINE);

  for (PmStage stage = PM_STAGE_NETWORK; stage < PM_N_LIVE_STAGES; stage++)
    {
      g_autoptr (PmStageResult) result = pm_stage_result_new (stage);

      g_list_store_append (self->stages, result);
    }
}

PmEvidence *
pm_evidence_new (PmScrubber *scrubber)
{
  PmEvidence *self = g_object_new (PM_TYPE_EVIDENCE, NULL);

  self->scrubber = scrubber != NULL ? pm_scrubber_ref (scrubber) : NULL;
  return self;
}

GDateTime *
pm_evidence_get_started (PmEvidence *self)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), NULL);

  return self->started;
}

gint64
pm_evidence_get_elapsed_ms (PmEvidence *self)
{
  gint64 until_us;

  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  until_us = self->stop_us != 0 ? self->stop_us : g_get_monotonic_time ();
  return (until_us - self->start_us) / 1000;
}

void
pm_evidence_stop_clock (PmEvidence *self)
{
  g_return_if_fail (PM_IS_EVIDENCE (self));

  if (self->stop_us == 0)
    self->stop_us = g_get_monotonic_time ();
}

guint
pm_evidence_add (PmEvidence *self,
                 PmStage stage,
                 const char *key,
                 GVariant *value,
                 PmOutcome outcome,
                 const PmPlace *place)
{
  g_autoptr (GVariant) given = g_variant_ref_sink (value);

  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  return pm_evidence_append (self, stage, key, pm_evidence_clean_variant (self, given), NULL,
                             outcome, place);
}

guint
pm_evidence_add_string (PmEvidence *self,
                        PmStage stage,
                        const char *key,
                        const char *value,
                        PmOutcome outcome,
                        const PmPlace *place)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  return pm_evidence_append (self, stage, key,
                             g_variant_new_take_string (pm_evidence_clean (self, value)), NULL,
                             outcome, place);
}

guint
pm_evidence_add_reply (PmEvidence *self,
                       PmStage stage,
                       PmServerReply *reply,
                       PmOutcome outcome,
                       const PmPlace *place)
{
  g_autoptr (PmServerReply) clean = NULL;

  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  clean = pm_evidence_clean_reply (self, reply);
  return pm_evidence_append (self, stage, PM_KEY_REPLY, pm_server_reply_to_variant (clean), clean,
                             outcome, place);
}

static void
pm_evidence_insert_string (PmEvidence *self, GVariantDict *dict, const char *name, const char *text)
{
  g_autofree char *clean = NULL;

  if (text == NULL)
    return;
  clean = pm_evidence_clean (self, text);
  g_variant_dict_insert (dict, name, "s", clean);
}

guint
pm_evidence_add_failure (PmEvidence *self, PmFailure *failure)
{
  g_autoptr (PmServerReply) clean = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *host = NULL;
  GVariantDict dict;
  PmPlace place = { 0 };

  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  clean = pm_evidence_clean_reply (self, pm_failure_get_reply (failure));
  reply = g_variant_ref_sink (pm_server_reply_to_variant (clean));
  g_variant_dict_init (&dict, reply);
  pm_evidence_insert_string (self, &dict, "host", pm_failure_get_host (failure));
  pm_evidence_insert_string (self, &dict, "recipient", pm_failure_get_recipient (failure));
  pm_evidence_insert_string (self, &dict, "action", pm_failure_get_action (failure));
  if (g_variant_dict_lookup (&dict, "host", "s", &host))
    place.server = host;
  return pm_evidence_append (self, pm_failure_get_stage (failure), PM_KEY_MESSAGE_FAILURE,
                             g_variant_dict_end (&dict), clean, PM_OUTCOME_FAIL, &place);
}

void
pm_evidence_add_line (PmEvidence *self, guint connection, PmDirection direction, const char *text)
{
  g_autoptr (PmTranscriptLine) line = NULL;
  g_autofree char *clean = NULL;

  g_return_if_fail (PM_IS_EVIDENCE (self));

  clean = pm_evidence_clean (self, text);
  line = pm_transcript_line_new (pm_evidence_get_elapsed_ms (self), connection, direction, clean);
  g_list_store_append (self->transcript, line);
}

guint
pm_evidence_get_main_connection (PmEvidence *self)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  return self->main_connection;
}

guint
pm_evidence_get_main_port (PmEvidence *self)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), 0);

  return self->main_port;
}

void
pm_evidence_set_main_connection (PmEvidence *self, guint connection, guint port)
{
  g_return_if_fail (PM_IS_EVIDENCE (self));

  self->main_connection = connection;
  self->main_port = port;
}

PmObservation *
pm_evidence_find (PmEvidence *self, PmStage stage, const char *key, guint connection)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), NULL);

  for (guint i = self->observations->len; i-- > 0;)
    {
      PmObservation *observation = g_ptr_array_index (self->observations, i);

      if (pm_observation_get_stage (observation) == stage
          && strcmp (pm_observation_get_key (observation), key) == 0
          && (connection == 0 || pm_observation_get_connection (observation) == connection))
        return observation;
    }
  return NULL;
}

const char *
pm_evidence_find_string (PmEvidence *self, PmStage stage, const char *key, guint connection)
{
  PmObservation *observation = pm_evidence_find (self, stage, key, connection);

  return observation != NULL ? pm_observation_get_string (observation) : NULL;
}

PmObservation *
pm_evidence_get_observation (PmEvidence *self, guint number)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), NULL);
  g_return_val_if_fail (number >= 1 && number <= self->observations->len, NULL);

  return g_ptr_array_index (self->observations, number - 1);
}

GListModel *
pm_evidence_get_stages (PmEvidence *self)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), NULL);

  return G_LIST_MODEL (self->stages);
}

PmStageResult *
pm_evidence_get_stage (PmEvidence *self, PmStage stage)
{
  g_autoptr (PmStageResult) result = NULL;

  g_return_val_if_fail (PM_IS_EVIDENCE (self), NULL);
  g_return_val_if_fail (stage >= 0 && stage < PM_N_LIVE_STAGES, NULL);

  /* The store keeps it; the reference that was taken here is not needed. */
  result = g_list_model_get_item (G_LIST_MODEL (self->stages), (guint) stage);
  return result;
}

void
pm_evidence_begin_stage (PmEvidence *self, PmStage stage)
{
  pm_stage_result_begin (pm_evidence_get_stage (self, stage), pm_evidence_get_elapsed_ms (self));
}

void
pm_evidence_end_stage (PmEvidence *self, PmStage stage, PmOutcome outcome, const char *reason)
{
  pm_stage_result_end (pm_evidence_get_stage (self, stage), outcome, reason,
                       pm_evidence_get_elapsed_ms (self));
}

void
pm_evidence_adopt_stage (PmEvidence *self,
                         PmStage stage,
                         PmOutcome outcome,
                         const char *reason,
                         gint64 started_ms,
                         gint64 duration_ms)
{
  PmStageResult *result = pm_evidence_get_stage (self, stage);

  pm_stage_result_begin (result, started_ms);
  pm_stage_result_end (result, outcome, reason,
                       pm_stage_result_get_started_ms (result) + duration_ms);
}

GListModel *
pm_evidence_get_transcript (PmEvidence *self)
{
  g_return_val_if_fail (PM_IS_EVIDENCE (self), NULL);

  return G_LIST_MODEL (self->transcript);
}
