/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-report-private.h"

#include "pm-json.h"
#include "pm-report-program.h"

static void
add_account (JsonBuilder *builder, PmAccount *account)
{
  json_builder_set_member_name (builder, "account");
  json_builder_begin_object (builder);
  pm_json_add_string (builder, "server", pm_account_get_server (account));
  pm_json_add_int (builder, "port", pm_account_get_port (account));
  pm_json_add_string (builder, "security", pm_security_get_id (pm_account_get_security (account)));
  for (const PmReportSetting *setting = _pm_report_settings; setting->key != NULL; setting++)
    {
      const char *value = setting->get (account);
      g_autofree char *masked = setting->masked ? pm_report_mask_address (value) : NULL;

      pm_json_add_string (builder, setting->key, masked != NULL ? masked : value);
    }
  pm_json_add_int (builder, "message_size", pm_account_get_message_size (account));
  json_builder_end_object (builder);
}

static void
add_reply (JsonBuilder *builder, PmServerReply *reply)
{
  json_builder_set_member_name (builder, "reply");
  if (reply == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  pm_json_add_int (builder, "code", pm_server_reply_get_code (reply));
  pm_json_add_string (builder, "enhanced", pm_server_reply_get_enhanced (reply));
  pm_json_add_string (builder, "text", pm_server_reply_get_text (reply));
  json_builder_end_object (builder);
}

static void
add_numbers (JsonBuilder *builder, PmFinding *finding)
{
  gsize n;
  const guint *numbers = pm_finding_get_observations (finding, &n);

  json_builder_set_member_name (builder, "observations");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++)
    json_builder_add_int_value (builder, numbers[i]);
  json_builder_end_array (builder);
}

static void
add_finding (PmReport *self, JsonBuilder *builder, gpointer item)
{
  PmFinding *finding = item;
  PmCatalogue *catalogue = self->catalogue;
  const char *cause = pm_finding_get_cause (finding);
  g_autofree char *title = pm_catalogue_get_title (catalogue, finding, self->language);
  g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, finding, self->language);
  g_auto (GStrv) evidence = pm_catalogue_get_evidence (catalogue, finding, self->language);
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, self->language);

  pm_json_add_string (builder, "id", cause);
  pm_json_add_string (builder, "certainty",
                      pm_certainty_get_id (pm_finding_get_certainty (finding)));
  pm_json_add_string (builder, "stage", pm_stage_get_id (pm_finding_get_stage (finding)));
  pm_json_add_string (builder, "side", pm_catalogue_get_side (catalogue, cause));
  pm_json_add_string (builder, "title", title);
  pm_json_add_string (builder, "meaning", meaning);
  pm_json_add_strings (builder, "evidence", (const char *const *) evidence);
  add_numbers (builder, finding);
  add_reply (builder, pm_finding_get_reply (finding));
  pm_json_add_strings (builder, "fixes", (const char *const *) fixes);
  _pm_report_add_program_to_json (self, builder, finding);
  pm_json_add_variant (builder, "arguments", pm_finding_get_arguments (finding));
}

typedef void (*AddFunc) (PmReport *self, JsonBuilder *builder, gpointer item);

static void
add_list (PmReport *self, JsonBuilder *builder, const char *name, GListModel *items, AddFunc add)
{
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      json_builder_begin_object (builder);
      add (self, builder, item);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_stage (PmReport *self, JsonBuilder *builder, gpointer item)
{
  PmStageResult *stage = item;
  g_autofree char *summary = pm_report_get_stage_summary (self, stage);
  g_autofree char *reason = _pm_report_get_stage_reason (self, stage);

  pm_json_add_string (builder, "id", pm_stage_get_id (pm_stage_result_get_stage (stage)));
  pm_json_add_string (builder, "outcome", pm_outcome_get_id (pm_stage_result_get_outcome (stage)));
  pm_json_add_int (builder, "duration_ms", MAX (pm_stage_result_get_duration_ms (stage), 0));
  pm_json_add_string (builder, "summary", summary);
  pm_json_add_string (builder, "reason", reason);
}

static void
add_observation (PmReport *self, JsonBuilder *builder, gpointer item)
{
  PmObservation *observation = item;

  pm_json_add_int (builder, "n", pm_observation_get_number (observation));
  pm_json_add_string (builder, "stage", pm_stage_get_id (pm_observation_get_stage (observation)));
  pm_json_add_string (builder, "key", pm_observation_get_key (observation));
  pm_json_add_variant (builder, "value", pm_observation_get_value (observation));
  pm_json_add_string (builder, "outcome",
                      pm_outcome_get_id (pm_observation_get_outcome (observation)));
  pm_json_add_int (builder, "at_ms", pm_observation_get_at_ms (observation));
  pm_json_add_string (builder, "server", pm_observation_get_server (observation));
  pm_json_add_int (builder, "port", pm_observation_get_port (observation));
  pm_json_add_int (builder, "connection", pm_observation_get_connection (observation));
}

static void
add_line (PmReport *self, JsonBuilder *builder, gpointer item)
{
  PmTranscriptLine *line = item;

  pm_json_add_int (builder, "at_ms", pm_transcript_line_get_at_ms (line));
  pm_json_add_int (builder, "connection", pm_transcript_line_get_connection (line));
  pm_json_add_string (builder, "direction",
                      pm_direction_get_id (pm_transcript_line_get_direction (line)));
  pm_json_add_string (builder, "text", pm_transcript_line_get_text (line));
}

static void
add_head (PmReport *self, JsonBuilder *builder)
{
  g_autofree char *started = _pm_report_get_started (self);

  pm_json_add_string (builder, "schema", "postmend.report/1");
  json_builder_set_member_name (builder, "tool");
  json_builder_begin_object (builder);
  pm_json_add_string (builder, "name", "postmend");
  pm_json_add_string (builder, "version", PM_VERSION);
  json_builder_end_object (builder);
  pm_json_add_string (builder, "language", self->language);
  pm_json_add_string (builder, "started", started);
  pm_json_add_int (builder, "duration_ms", _pm_report_get_duration_ms (self));
}

static void
add_verdict (PmReport *self, JsonBuilder *builder)
{
  g_autofree char *summary = _pm_report_get_summary (self);

  pm_json_add_string (builder, "verdict",
                      pm_verdict_get_id (pm_diagnosis_get_verdict (self->diagnosis)));
  pm_json_add_string (builder, "summary", summary);
}

char *
pm_report_to_json (PmReport *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  gboolean live;

  g_return_val_if_fail (PM_IS_REPORT (self), NULL);

  live = _pm_report_is_live (self);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_head (self, builder);
  if (self->account != NULL)
    add_account (builder, self->account);
  add_verdict (self, builder);
  add_list (self, builder, "causes", pm_diagnosis_get_causes (self->diagnosis), add_finding);
  add_list (self, builder, "notes", pm_diagnosis_get_notes (self->diagnosis), add_finding);
  pm_json_add_strings (builder, "ruled_out", pm_diagnosis_get_ruled_out (self->diagnosis));
  if (live)
    add_list (self, builder, "stages", pm_evidence_get_stages (self->evidence), add_stage);
  add_list (self, builder, "observations", G_LIST_MODEL (self->evidence), add_observation);
  if (live)
    add_list (self, builder, "transcript", pm_evidence_get_transcript (self->evidence), add_line);
  json_builder_end_object (builder);

  return pm_json_print (builder);
}
