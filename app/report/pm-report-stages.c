/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report-private.h"

/* Which fact of a stage fills which placeholder of its sentence. */
typedef struct
{
  const char *argument;
  const char *key;
} ArgumentSource;

static const ArgumentSource argument_sources[] = {
  { "name", PM_KEY_DNS_NAME },         { "version", PM_KEY_TLS_VERSION },
  { "cipher", PM_KEY_TLS_CIPHER },     { "mechanism", PM_KEY_AUTH_MECHANISM },
  { "limit", PM_KEY_SIZE_LIMIT },      { "message", PM_KEY_SIZE_MESSAGE },
  { "asked", PM_KEY_BLOCKLIST_ASKED }, { "told", PM_KEY_BLOCKLIST_TOLD },
  { "domain", PM_KEY_DOMAIN_NAME },
};

/* The name service is asked before there is any connection, and behind it. */
static guint
connection_of (PmReport *self, PmStage stage)
{
  return stage <= PM_STAGE_DNS || stage >= PM_STAGE_BLOCKLIST
             ? 0
             : pm_evidence_get_main_connection (self->evidence);
}

static void
insert_place (PmReport *self, GVariantDict *arguments, PmObservation *result)
{
  const char *peer = pm_observation_get_server (result);
  guint port = pm_observation_get_port (result);

  if (self->account != NULL)
    g_variant_dict_insert (arguments, "server", "s", pm_account_get_server (self->account));
  if (*peer != '\0')
    g_variant_dict_insert (arguments, "address", "s", peer);
  if (port != 0)
    g_variant_dict_insert (arguments, "port", "t", (guint64) port);
}

static GVariant *
collect_arguments (PmReport *self, PmStage stage, PmObservation *result)
{
  g_auto (GVariantDict) arguments = G_VARIANT_DICT_INIT (NULL);

  insert_place (self, &arguments, result);
  for (guint i = 0; i < G_N_ELEMENTS (argument_sources); i++)
    {
      const ArgumentSource *source = &argument_sources[i];
      PmObservation *fact;

      fact = pm_evidence_find (self->evidence, stage, source->key, connection_of (self, stage));
      if (fact != NULL)
        g_variant_dict_insert_value (&arguments, source->argument, pm_observation_get_value (fact));
    }
  return g_variant_ref_sink (g_variant_dict_end (&arguments));
}

/* What a stage came to in a sentence of its own, or NULL where no fact tells. */
static char *
tell_result (PmReport *self, PmStage stage)
{
  PmObservation *result;
  g_autoptr (GVariant) arguments = NULL;
  g_autofree char *id = NULL;

  result = pm_evidence_find (self->evidence, stage, PM_KEY_RESULT, connection_of (self, stage));
  if (result == NULL || pm_observation_get_string (result) == NULL)
    return NULL;

  id = g_strdup_printf ("stage.%s.%s", pm_stage_get_id (stage), pm_observation_get_string (result));
  if (!pm_catalogue_has_text (self->catalogue, id))
    return NULL;

  arguments = collect_arguments (self, stage, result);
  return pm_catalogue_get_text (self->catalogue, id, self->language, arguments);
}

char *
_pm_report_get_stage_reason (PmReport *self, PmStageResult *stage)
{
  const char *reason = pm_stage_result_get_reason (stage);
  g_autofree char *id = g_strconcat ("reason.", reason, NULL);

  if (*reason == '\0')
    return g_strdup ("");
  if (!pm_catalogue_has_text (self->catalogue, id))
    return g_strdup (reason);
  return _pm_report_get_text (self, id);
}

char *
pm_report_get_stage_summary (PmReport *self, PmStageResult *stage)
{
  PmOutcome outcome = pm_stage_result_get_outcome (stage);
  g_autofree char *result = NULL;
  g_autofree char *id = g_strconcat ("outcome.", pm_outcome_get_id (outcome), NULL);

  if (outcome != PM_OUTCOME_SKIP)
    result = tell_result (self, pm_stage_result_get_stage (stage));
  if (result != NULL && *result != '\0')
    return g_steal_pointer (&result);

  g_free (result);
  result = _pm_report_get_stage_reason (self, stage);
  if (*result != '\0')
    return g_steal_pointer (&result);
  return _pm_report_get_text (self, id);
}
