/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-scene.h"

#include "pm-limits.h"
#include "pm-reader.h"
#include "pm-reply-words.h"

#include <string.h>

/* Facts of these stages stand on no connection. */
static gboolean
has_connection (PmStage stage)
{
  return stage != PM_STAGE_NETWORK && stage != PM_STAGE_DNS;
}

/* Where none was chosen, because none worked, the last one that was tried stands for all. */
static guint
choose_main (PmEvidence *evidence)
{
  guint connection = pm_evidence_get_main_connection (evidence);
  PmObservation *attempt;

  if (connection != 0)
    return connection;
  attempt = pm_evidence_find (evidence, PM_STAGE_CONNECT, PM_KEY_RESULT, 0);
  return attempt != NULL ? pm_observation_get_connection (attempt) : 0;
}

static guint
count_observations (const PmScene *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->evidence));
}

static gboolean
is_at (PmObservation *observation, PmStage stage, guint connection, const char *key)
{
  return pm_observation_get_stage (observation) == stage
         && pm_observation_get_connection (observation) == connection
         && g_str_equal (pm_observation_get_key (observation), key);
}

/* A greeting, an accepted EHLO or a challenge explains no failure. EHLO and STARTTLS are granted by one
 * code alone (RFC 5321 section 4.3.2, RFC 3207 section 4). */
static gboolean
is_refusal (const PmServerReply *reply)
{
  guint code = pm_server_reply_get_code (reply);

  if (g_str_equal (pm_server_reply_get_verb (reply), "STARTTLS"))
    return code != 220;
  if (g_str_equal (pm_server_reply_get_verb (reply), "EHLO"))
    return code != 250;
  return code >= 400 || code == 0;
}

static PmObservation *
find_refusal (const PmScene *self, PmStage stage)
{
  for (guint i = count_observations (self); i > 0; i--)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, i);
      PmServerReply *reply = pm_observation_get_reply (observation);

      if (reply != NULL && is_at (observation, stage, self->main, PM_KEY_REPLY)
          && is_refusal (reply))
        return observation;
    }
  return NULL;
}

static const char **
read_strings (PmObservation *observation)
{
  GVariant *value = observation != NULL ? pm_observation_get_value (observation) : NULL;

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return NULL;
  return g_variant_get_strv (value, NULL);
}

static PmObservation *
find_capabilities (const PmScene *self, guint connection)
{
  PmObservation *inside = pm_evidence_find (self->evidence, PM_STAGE_TLS, PM_KEY_CAPABILITIES,
                                            connection);

  return inside != NULL ? inside
                        : pm_evidence_find (self->evidence, PM_STAGE_GREETING, PM_KEY_CAPABILITIES,
                                            connection);
}

/* How well a connection would serve in place of the main one; 0: not at all. */
static guint
rank_connection (const PmScene *self, guint connection)
{
  gboolean offers_auth = pm_scene_offers (self, connection, "AUTH");
  guint port = pm_scene_get_port_of (self, connection);
  guint rank = 1;

  if (connection == self->main
      || g_strcmp0 (pm_scene_get_result_on (self, PM_STAGE_TLS, connection), "secured") != 0
      || g_strcmp0 (pm_scene_get_result_on (self, PM_STAGE_GREETING, connection), "ready") != 0)
    return 0;
  /* Port 25 is not for people who send, unless the server says otherwise. */
  if (port == 25 && !offers_auth)
    return 0;
  if (offers_auth)
    rank += 4;
  if (port != 25)
    rank += 2;
  if (port == self->port)
    rank += 1;
  return rank;
}

static void
set_place (const PmScene *self, PmFinding *finding)
{
  PmObservation *connected = self->main != 0 ? pm_evidence_find (self->evidence, PM_STAGE_CONNECT,
                                                                 PM_KEY_RESULT, self->main)
                                             : NULL;
  const char *mode = self->main != 0 ? pm_scene_get_mode_of (self, self->main) : NULL;

  if (mode == NULL)
    mode = pm_security_get_id (pm_account_get_security (self->account));
  pm_finding_set_argument_string (finding, "server", pm_account_get_server (self->account));
  pm_finding_set_argument_string (finding, "security", mode);
  if (self->port != 0)
    pm_finding_set_argument_uint (finding, "port", self->port);
  if (connected != NULL && *pm_observation_get_server (connected) != '\0')
    pm_finding_set_argument_string (finding, "address", pm_observation_get_server (connected));
}

static void
place_finding (const PmScene *self, PmFinding *finding, PmObservation *refusal)
{
  set_place (self, finding);
  pm_scene_cite (finding, pm_scene_find (self, pm_finding_get_stage (finding), PM_KEY_RESULT));
  pm_scene_cite (finding, refusal);
}

void
pm_scene_init (PmScene *self, PmEvidence *evidence, PmAccount *account)
{
  self->evidence = evidence;
  self->account = account;
  self->main = choose_main (evidence);
  self->port = pm_account_get_port (account);
  if (self->main != 0)
    self->port = pm_scene_get_port_of (self, self->main);
  self->signed_in = g_strcmp0 (pm_scene_get_result (self, PM_STAGE_AUTH), "accepted") == 0;
}

PmObservation *
pm_scene_find (const PmScene *self, PmStage stage, const char *key)
{
  if (has_connection (stage) && self->main == 0)
    return NULL;
  return pm_evidence_find (self->evidence, stage, key, has_connection (stage) ? self->main : 0);
}

const char *
pm_scene_find_string (const PmScene *self, PmStage stage, const char *key)
{
  PmObservation *observation = pm_scene_find (self, stage, key);

  return observation != NULL ? pm_observation_get_string (observation) : NULL;
}

const char *
pm_scene_get_result (const PmScene *self, PmStage stage)
{
  return pm_scene_find_string (self, stage, PM_KEY_RESULT);
}

const char **
pm_scene_get_strings (const PmScene *self,
                      PmStage stage,
                      const char *key,
                      PmObservation **observation)
{
  PmObservation *found = pm_scene_find (self, stage, key);

  if (observation != NULL)
    *observation = found;
  return read_strings (found);
}

const char *
pm_scene_get_result_on (const PmScene *self, PmStage stage, guint connection)
{
  return pm_evidence_find_string (self->evidence, stage, PM_KEY_RESULT, connection);
}

gboolean
pm_scene_saw (const PmScene *self,
              PmStage stage,
              guint connection,
              const char *key,
              const char *value)
{
  for (guint i = 1; i <= count_observations (self); i++)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, i);

      if (is_at (observation, stage, connection, key)
          && g_strcmp0 (pm_observation_get_string (observation), value) == 0)
        return TRUE;
    }
  return FALSE;
}

PmServerReply *
pm_scene_find_reply (const PmScene *self, PmStage stage, const char *verb)
{
  for (guint i = count_observations (self); i > 0; i--)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, i);
      PmServerReply *reply = pm_observation_get_reply (observation);

      if (reply != NULL && is_at (observation, stage, self->main, PM_KEY_REPLY)
          && g_str_equal (pm_server_reply_get_verb (reply), verb))
        return reply;
    }
  return NULL;
}

gboolean
pm_scene_was_greeted (const PmScene *self)
{
  PmServerReply *greeting = pm_scene_find_reply (self, PM_STAGE_GREETING, "");

  return greeting != NULL && pm_server_reply_get_code (greeting) == 220;
}

gboolean
pm_scene_knows_capabilities (const PmScene *self, guint connection)
{
  return connection != 0 && find_capabilities (self, connection) != NULL;
}

gboolean
pm_scene_offers (const PmScene *self, guint connection, const char *word)
{
  PmObservation *observation = connection != 0 ? find_capabilities (self, connection) : NULL;
  g_autofree const char **lines = read_strings (observation);
  gsize length = strlen (word);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    /* "AUTH PLAIN", "AUTH=PLAIN" of old servers, "STARTTLS". */
    if (g_ascii_strncasecmp (lines[i], word, length) == 0 && !g_ascii_isalnum (lines[i][length]))
      return TRUE;
  return FALSE;
}

guint
pm_scene_count_connections (const PmScene *self)
{
  guint count = 0;

  for (guint i = 1; i <= count_observations (self); i++)
    count = MAX (count,
                 pm_observation_get_connection (pm_evidence_get_observation (self->evidence, i)));
  return count;
}

guint
pm_scene_get_port_of (const PmScene *self, guint connection)
{
  for (guint i = 1; i <= count_observations (self); i++)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, i);

      if (pm_observation_get_connection (observation) == connection
          && pm_observation_get_port (observation) != 0)
        return pm_observation_get_port (observation);
    }
  return connection == self->main ? pm_evidence_get_main_port (self->evidence) : 0;
}

const char *
pm_scene_get_mode_of (const PmScene *self, guint connection)
{
  return pm_evidence_find_string (self->evidence, PM_STAGE_TLS, PM_KEY_TLS_MODE, connection);
}

const char *
pm_scene_get_family_of (const PmScene *self, guint connection)
{
  const char *family = pm_evidence_find_string (self->evidence, PM_STAGE_CONNECT,
                                                PM_KEY_CONNECT_FAMILY, connection);
  PmObservation *result = pm_evidence_find (self->evidence, PM_STAGE_CONNECT, PM_KEY_RESULT,
                                            connection);
  const char *address = result != NULL ? pm_observation_get_server (result) : "";

  if (family != NULL || *address == '\0')
    return family;
  return strchr (address, ':') != NULL ? "ipv6" : "ipv4";
}

gboolean
pm_scene_goes_outside (const PmScene *self)
{
  const char *sender = pm_scene_find_string (self, PM_STAGE_SENDER, PM_KEY_ADDRESS);
  const char *recipient = pm_scene_find_string (self, PM_STAGE_RECIPIENT, PM_KEY_ADDRESS);
  const char *home = sender != NULL ? strrchr (sender, '@') : NULL;
  const char *away = recipient != NULL ? strrchr (recipient, '@') : NULL;

  return home != NULL && away != NULL && g_ascii_strcasecmp (home, away) != 0;
}

guint
pm_scene_find_working (const PmScene *self)
{
  guint count = pm_scene_count_connections (self);
  guint best = 0;
  guint best_rank = 0;

  for (guint i = 1; i <= count; i++)
    {
      guint rank = rank_connection (self, i);

      if (rank > best_rank)
        {
          best = i;
          best_rank = rank;
        }
    }
  return best;
}

PmFinding *
pm_scene_new_finding (const PmScene *self, const char *cause, PmCertainty certainty, PmStage stage)
{
  PmObservation *observation = find_refusal (self, stage);
  PmServerReply *reply = observation != NULL ? pm_observation_get_reply (observation) : NULL;
  PmFinding *finding = pm_finding_new (cause, certainty, stage, reply);

  pm_reply_words_describe (finding);
  place_finding (self, finding, observation);
  return finding;
}

PmFinding *
pm_scene_read_reply (const PmScene *self, PmStage stage)
{
  PmObservation *observation = find_refusal (self, stage);
  PmFinding *finding = NULL;

  if (observation != NULL)
    finding = pm_reader_read (stage, pm_observation_get_reply (observation), self->signed_in);
  if (finding != NULL)
    {
      place_finding (self, finding, observation);
      pm_limits_describe (finding, pm_account_get_server (self->account),
                          pm_account_get_address (self->account));
    }
  return finding;
}

PmFinding *
pm_scene_recast (PmFinding *finding, PmCertainty certainty)
{
  return pm_scene_rename (finding, pm_finding_get_cause (finding), certainty);
}

PmFinding *
pm_scene_rename (PmFinding *finding, const char *cause, PmCertainty certainty)
{
  PmFinding *recast = pm_finding_new (cause, certainty, pm_finding_get_stage (finding),
                                      pm_finding_get_reply (finding));
  GVariantIter arguments;
  const char *name;
  GVariant *value;
  gsize n;
  const guint *numbers = pm_finding_get_observations (finding, &n);

  g_variant_iter_init (&arguments, pm_finding_get_arguments (finding));
  while (g_variant_iter_loop (&arguments, "{&sv}", &name, &value))
    pm_finding_set_argument (recast, name, value);
  for (gsize i = 0; i < n; i++)
    pm_finding_add_observation (recast, numbers[i]);
  g_object_unref (finding);
  return recast;
}

void
pm_scene_set_flag (PmFinding *finding, const char *name)
{
  pm_finding_set_argument (finding, name, g_variant_new_boolean (TRUE));
}

void
pm_scene_cite (PmFinding *finding, PmObservation *observation)
{
  if (observation != NULL)
    pm_finding_add_observation (finding, pm_observation_get_number (observation));
}
