/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-report-sheet.h"

static void
add_times (PmReport *self, PmSheet *sheet)
{
  g_autofree char *started = _pm_report_get_started (self);
  g_autofree char *duration = g_strdup_printf ("%" G_GINT64_FORMAT " ms",
                                               _pm_report_get_duration_ms (self));

  _pm_report_add_pair (self, sheet, "report.program", "postmend " PM_VERSION);
  _pm_report_add_pair (self, sheet, "report.started", started);
  if (_pm_report_is_live (self))
    _pm_report_add_pair (self, sheet, "report.duration", duration);
}

/* Masked, or in words where there are words for it. */
static char *
print_setting (PmReport *self, const PmReportSetting *setting)
{
  const char *value = setting->get (self->account);
  g_autofree char *words = g_strdup_printf ("report.%s.%s", setting->key, value);

  if (setting->masked)
    return pm_report_mask_address (value);
  if (pm_catalogue_has_text (self->catalogue, words))
    return _pm_report_get_text (self, words);
  return g_strdup (value);
}

static void
add_settings (PmReport *self, PmSheet *sheet)
{
  PmAccount *account = self->account;
  g_autofree char *port = pm_account_get_port (account) != 0
                              ? g_strdup_printf ("%u", pm_account_get_port (account))
                              : _pm_report_get_text (self, "report.port.auto");
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT " B",
                                           pm_account_get_message_size (account));
  g_autofree char *security_id = g_strconcat (
      "report.security.", pm_security_get_id (pm_account_get_security (account)), NULL);
  g_autofree char *security = _pm_report_get_text (self, security_id);

  _pm_report_add_heading (self, sheet, "report.settings", '\0');
  _pm_report_add_pair (self, sheet, "report.server", pm_account_get_server (account));
  _pm_report_add_pair (self, sheet, "report.port", port);
  _pm_report_add_pair (self, sheet, "report.security", security);
  for (const PmReportSetting *setting = _pm_report_settings; setting->key != NULL; setting++)
    {
      g_autofree char *id = g_strconcat ("report.", setting->key, NULL);
      g_autofree char *value = print_setting (self, setting);

      _pm_report_add_pair (self, sheet, id, value);
    }
  _pm_report_add_pair (self, sheet, "report.size",
                       pm_account_get_message_size (account) != 0 ? size : NULL);
}

static char *
get_stage_title (PmReport *self, PmStage stage)
{
  g_autofree char *id = g_strdup_printf ("stage.%s.title", pm_stage_get_id (stage));

  return _pm_report_get_text (self, id);
}

static char *
get_outcome_word (PmReport *self, PmOutcome outcome)
{
  g_autofree char *id = g_strconcat ("outcome.", pm_outcome_get_id (outcome), NULL);

  return _pm_report_get_text (self, id);
}

/* The columns of the table are as wide as their widest cell. */
typedef struct
{
  guint title;
  guint outcome;
} StageColumns;

static StageColumns
measure_stages (PmReport *self, GListModel *stages)
{
  StageColumns columns = { 0, 0 };

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr (PmStageResult) stage = g_list_model_get_item (stages, i);
      g_autofree char *title = get_stage_title (self, pm_stage_result_get_stage (stage));
      g_autofree char *word = get_outcome_word (self, pm_stage_result_get_outcome (stage));

      columns.title = MAX (columns.title, pm_sheet_measure (title));
      columns.outcome = MAX (columns.outcome, pm_sheet_measure (word));
    }
  return columns;
}

static void
add_stage (PmReport *self, PmSheet *sheet, const StageColumns *columns, PmStageResult *stage)
{
  gint64 ms = pm_stage_result_get_duration_ms (stage);
  g_autofree char *title = get_stage_title (self, pm_stage_result_get_stage (stage));
  g_autofree char *word = get_outcome_word (self, pm_stage_result_get_outcome (stage));
  g_autofree char *summary = pm_report_get_stage_summary (self, stage);
  g_autofree char *time = ms >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " ms", ms) : NULL;
  g_autofree char *title_cell = pm_sheet_pad (title, columns->title, FALSE);
  g_autofree char *word_cell = pm_sheet_pad (word, columns->outcome, FALSE);
  g_autofree char *time_cell = pm_sheet_pad (time != NULL ? time : "-", 9, TRUE);
  g_autofree char *label = g_strconcat (title_cell, "  ", word_cell, "  ", time_cell, "  ", NULL);

  pm_sheet_add_item (sheet, PM_REPORT_INDENT, label, summary);
}

static void
add_stages (PmReport *self, PmSheet *sheet)
{
  GListModel *stages = pm_evidence_get_stages (self->evidence);
  StageColumns columns = measure_stages (self, stages);

  _pm_report_add_heading (self, sheet, "report.stages", '\0');
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr (PmStageResult) stage = g_list_model_get_item (stages, i);

      if (pm_stage_result_get_outcome (stage) != PM_OUTCOME_SKIP)
        add_stage (self, sheet, &columns, stage);
    }
}

/* Words alone: everything else is open. */
static void
add_nothing_tested (PmReport *self, PmSheet *sheet)
{
  g_autofree char *words_alone = _pm_report_get_text (self, "report.words-alone");

  _pm_report_add_heading (self, sheet, "report.not-tested", '\0');
  pm_sheet_add_item (sheet, PM_REPORT_INDENT, "", words_alone);
}

static void
add_not_tested (PmReport *self, PmSheet *sheet)
{
  GListModel *stages = pm_evidence_get_stages (self->evidence);
  gboolean headed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr (PmStageResult) stage = g_list_model_get_item (stages, i);
      g_autofree char *title = get_stage_title (self, pm_stage_result_get_stage (stage));
      g_autofree char *label = g_strconcat (title, ": ", NULL);
      g_autofree char *summary = NULL;

      if (pm_stage_result_get_outcome (stage) != PM_OUTCOME_SKIP)
        continue;
      if (!headed)
        _pm_report_add_heading (self, sheet, "report.not-tested", '\0');
      headed = TRUE;
      summary = pm_report_get_stage_summary (self, stage);
      pm_sheet_add_item (sheet, PM_REPORT_INDENT, label, summary);
    }
}

/* "address 192.0.2.1, result refused, ms 3" */
static char *
print_dictionary (GVariant *dictionary)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, dictionary);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *printed = NULL;

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        printed = g_variant_dup_string (value, NULL);
      else
        printed = g_variant_print (value, FALSE);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", name, printed);
    }
  return g_strdup (text->str);
}

/* "550 5.1.1 User unknown (host mx.example.jp, recipient hanako@example.jp)" */
static char *
print_reply (PmObservation *observation, PmServerReply *reply)
{
  static const char *const places[] = { "host", "recipient", "action" };
  g_autofree char *said = pm_server_reply_to_string (reply);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const char *place = NULL;

      if (g_variant_lookup (pm_observation_get_value (observation), places[i], "&s", &place))
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", places[i], place);
    }
  if (text->len == 0)
    return g_steal_pointer (&said);
  return g_strdup_printf ("%s (%s)", said, text->str);
}

static char *
print_value (PmObservation *observation)
{
  PmServerReply *reply = pm_observation_get_reply (observation);
  GVariant *value = pm_observation_get_value (observation);
  g_autofree const char **strings = NULL;

  if (reply != NULL)
    return print_reply (observation, reply);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    return print_dictionary (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      strings = g_variant_get_strv (value, NULL);
      return g_strjoinv (", ", (char **) strings);
    }
  return g_variant_print (value, FALSE);
}

/* What a helpdesk asks for first, of the connection that the stages tell of. */
static const struct
{
  const char *label;
  PmStage stage;
  const char *key;
} facts[] = {
  { "report.addresses", PM_STAGE_DNS, PM_KEY_DNS_ADDRESSES },
  { "report.encryption", PM_STAGE_TLS, PM_KEY_TLS_VERSION },
  { "report.encryption", PM_STAGE_TLS, PM_KEY_TLS_CIPHER },
  { "report.certificate.subject", PM_STAGE_TLS, PM_KEY_CERTIFICATE_SUBJECT },
  { "report.certificate.names", PM_STAGE_TLS, PM_KEY_CERTIFICATE_NAMES },
  { "report.certificate.issuer", PM_STAGE_TLS, PM_KEY_CERTIFICATE_ISSUER },
  { "report.certificate.valid-from", PM_STAGE_TLS, PM_KEY_CERTIFICATE_NOT_BEFORE },
  { "report.certificate.valid-until", PM_STAGE_TLS, PM_KEY_CERTIFICATE_NOT_AFTER },
  { "report.certificate.fingerprint", PM_STAGE_TLS, PM_KEY_CERTIFICATE_FINGERPRINT },
  { "report.mechanisms", PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISMS },
  { "report.capabilities", PM_STAGE_TLS, PM_KEY_CAPABILITIES },
};

static void
add_facts (PmReport *self, PmSheet *sheet)
{
  guint main_connection = pm_evidence_get_main_connection (self->evidence);
  gboolean headed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      guint connection = facts[i].stage == PM_STAGE_DNS ? 0 : main_connection;
      PmObservation *fact = pm_evidence_find (self->evidence, facts[i].stage, facts[i].key,
                                              connection);
      g_autofree char *value = fact != NULL ? print_value (fact) : NULL;

      if (value == NULL)
        continue;
      if (!headed)
        _pm_report_add_heading (self, sheet, "report.also-seen", '\0');
      headed = TRUE;
      _pm_report_add_pair (self, sheet, facts[i].label, value);
    }
}

/* Ids stay as they are in the other forms: this part is for those who look after servers. */
static void
add_observation (PmSheet *sheet, PmObservation *observation)
{
  const char *stage = pm_stage_get_id (pm_observation_get_stage (observation));
  const char *key = pm_observation_get_key (observation);
  g_autofree char *value = print_value (observation);
  g_autofree char *port = g_strdup_printf (":%u", pm_observation_get_port (observation));
  g_autofree char *told = g_strdup_printf ("%s = %s", key, *value != '\0' ? value : "-");
  g_autofree char *label = g_strdup_printf ("[%u] %s%s ", pm_observation_get_number (observation),
                                            stage,
                                            pm_observation_get_port (observation) != 0 ? port : "");

  pm_sheet_add_item (sheet, PM_REPORT_INDENT, label, told);
}

/* Whether the stages or the facts above say it already. */
static gboolean
is_told (PmReport *self, PmObservation *observation)
{
  const char *key = pm_observation_get_key (observation);
  guint connection = pm_observation_get_connection (observation);

  if (connection != 0 && connection != pm_evidence_get_main_connection (self->evidence))
    return FALSE;
  if (g_str_equal (key, PM_KEY_RESULT))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].stage == pm_observation_get_stage (observation) && g_str_equal (facts[i].key, key))
      return TRUE;
  return FALSE;
}

static void
add_observations (PmReport *self, PmSheet *sheet)
{
  GListModel *observations = G_LIST_MODEL (self->evidence);
  gboolean headed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (observations); i++)
    {
      g_autoptr (PmObservation) observation = g_list_model_get_item (observations, i);

      if (is_told (self, observation))
        continue;
      if (!headed)
        _pm_report_add_heading (self, sheet, "report.observations", '\0');
      headed = TRUE;
      add_observation (sheet, observation);
    }
}

static void
add_transcript (PmReport *self, PmSheet *sheet)
{
  static const char *const arrows[] = {
    [PM_DIRECTION_IN] = "<",
    [PM_DIRECTION_OUT] = ">",
    [PM_DIRECTION_NOTE] = "*",
  };
  GListModel *lines = pm_evidence_get_transcript (self->evidence);
  guint n = g_list_model_get_n_items (lines);

  if (n == 0)
    return;
  _pm_report_add_heading (self, sheet, "report.transcript", '\0');
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PmTranscriptLine) line = g_list_model_get_item (lines, i);
      gint64 ms = pm_transcript_line_get_at_ms (line);
      g_autofree char *label = g_strdup_printf ("%3" G_GINT64_FORMAT ".%03u #%u %s ", ms / 1000,
                                                (guint) (ms % 1000),
                                                pm_transcript_line_get_connection (line),
                                                arrows[pm_transcript_line_get_direction (line)]);

      pm_sheet_add_item (sheet, PM_REPORT_INDENT, label, pm_transcript_line_get_text (line));
    }
}

void
_pm_report_add_helpdesk (PmReport *self, PmSheet *sheet)
{
  _pm_report_add_heading (self, sheet, "report.for-helpdesk", '-');
  add_times (self, sheet);
  if (_pm_report_is_live (self))
    {
      add_settings (self, sheet);
      add_stages (self, sheet);
      add_not_tested (self, sheet);
      add_facts (self, sheet);
    }
  else
    add_nothing_tested (self, sheet);
  if (self->evidence == NULL)
    return;
  add_observations (self, sheet);
  add_transcript (self, sheet);
}
