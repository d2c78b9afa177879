/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-engine.h"

#include "pm-echo.h"
#include "pm-limits.h"
#include "pm-reader.h"
#include "pm-reply-words.h"
#include "pm-scene.h"

/* Of a mail to a whole list, so many addresses are named. */
#define MAX_RECIPIENTS 10

/* What kind of mail it is, where that is the answer already. */
static const struct
{
  const char *kind;
  const char *cause;
  const char *flag; /* tells two kinds of one cause apart */
} kinds[] = {
  { "complaint", "report.complaint", NULL },
  { "suppressed", "report.suppressed", NULL },
  { "delayed", "delivery.delayed", NULL },
  { "auto-reply", "report.not-a-failure", "auto_reply" },
  { "delivered", "report.not-a-failure", "delivered" },
};

/* One refusal and what the reader makes of it. Borrows from the evidence. */
typedef struct
{
  PmObservation *observation;
  PmServerReply *reply;
  const char *host;
  const char *recipient;
  gboolean coded;     /* words of a server, not of a program */
  gboolean delayed;   /* for this recipient it is still being tried */
  gboolean echo;      /* follows from an earlier one */
  gboolean answered;  /* its recipient has a cause */
  PmFinding *finding; /* NULL: it can not be read */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_clear_object (&self->finding);
  g_free (self);
}

static const char *
get_string (PmObservation *observation, const char *name)
{
  const char *string = NULL;

  g_variant_lookup (pm_observation_get_value (observation), name, "&s", &string);
  return string;
}

/* The words of a mail program say what it thinks; only the words of a server can be the proof. A stage
 * at which nobody says such a thing was told wrong, while on the way words may mean something else. */
static PmFinding *
read_failure (const Reading *reading)
{
  PmStage stage = pm_observation_get_stage (reading->observation);
  PmFinding *finding = pm_reader_read (stage, reading->reply, FALSE);

  if (finding == NULL && stage < PM_N_LIVE_STAGES)
    finding = pm_reader_read (PM_STAGE_UNKNOWN, reading->reply, FALSE);
  if (finding != NULL && !reading->coded
      && pm_finding_get_certainty (finding) == PM_CERTAINTY_CERTAIN)
    finding = pm_scene_recast (finding, PM_CERTAINTY_LIKELY);
  return finding;
}

/* RFC 3464 section 2.3.3: such a recipient got the mail, as far as is known. */
static gboolean
is_success (const char *action)
{
  static const char *const successes[] = { "delivered", "relayed", "expanded", NULL };

  return action != NULL && g_strv_contains (successes, action);
}

static void
add_reading (GPtrArray *readings, PmObservation *observation)
{
  PmServerReply *reply = pm_observation_get_reply (observation);
  const char *action = get_string (observation, "action");
  Reading *reading;

  if (reply == NULL || is_success (action))
    return;
  reading = g_new0 (Reading, 1);
  reading->observation = observation;
  reading->reply = reply;
  reading->host = get_string (observation, "host");
  reading->recipient = get_string (observation, "recipient");
  reading->coded = pm_server_reply_get_code (reply) != 0
                   || pm_server_reply_get_enhanced (reply) != NULL;
  reading->delayed = g_strcmp0 (action, "delayed") == 0;
  reading->finding = read_failure (reading);
  g_ptr_array_add (readings, reading);
}

static GPtrArray *
collect_readings (PmEvidence *evidence)
{
  GPtrArray *readings = g_ptr_array_new_with_free_func (reading_free);

  for (guint i = 1; i <= g_list_model_get_n_items (G_LIST_MODEL (evidence)); i++)
    {
      PmObservation *observation = pm_evidence_get_observation (evidence, i);

      if (g_str_equal (pm_observation_get_key (observation), PM_KEY_MESSAGE_FAILURE))
        add_reading (readings, observation);
    }
  return readings;
}

static PmObservation *
find_kind (PmEvidence *evidence)
{
  for (guint i = 1; i <= g_list_model_get_n_items (G_LIST_MODEL (evidence)); i++)
    {
      PmObservation *observation = pm_evidence_get_observation (evidence, i);

      if (g_str_equal (pm_observation_get_key (observation), PM_KEY_MESSAGE_KIND))
        return observation;
    }
  return NULL;
}

static gboolean
is_same_recipient (const Reading *a, const Reading *b)
{
  return a->recipient == b->recipient
         || (a->recipient != NULL && b->recipient != NULL
             && g_ascii_strcasecmp (a->recipient, b->recipient) == 0);
}

/* What a program says is never the root of what a server says: "the connection was lost" stands above
 * many a refusal that tells why. */
static gboolean
is_echo_of (const Reading *reading, const Reading *root)
{
  return root->finding != NULL && !root->echo && (root->coded || !reading->coded)
         && (root->recipient == NULL || is_same_recipient (reading, root))
         && pm_echo_follows (pm_finding_get_cause (reading->finding),
                             pm_finding_get_cause (root->finding));
}

static void
mark_echoes (GPtrArray *readings)
{
  for (guint i = 0; i < readings->len; i++)
    {
      Reading *reading = readings->pdata[i];

      for (guint j = 0; j < i && reading->finding != NULL && !reading->echo; j++)
        reading->echo = is_echo_of (reading, readings->pdata[j]);
    }
}

/* A guess gives way to what is sure, and the words of a program to those of a server. */
static int
rank (const Reading *reading)
{
  if (reading->finding == NULL)
    return 4;
  return (pm_finding_get_certainty (reading->finding) == PM_CERTAINTY_POSSIBLE ? 2 : 0)
         + (reading->coded ? 0 : 1);
}

static int
compare_readings (gconstpointer a, gconstpointer b)
{
  return rank (*(const Reading *const *) a) - rank (*(const Reading *const *) b);
}

static PmFinding *
find_cause (GPtrArray *findings, const char *cause)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (pm_finding_get_cause (findings->pdata[i]), cause))
      return findings->pdata[i];
  return NULL;
}

/* One recipient is a string, several are a list. */
static void
add_recipient (PmFinding *finding, const char *recipient)
{
  g_autoptr (GVariant) known = g_variant_lookup_value (pm_finding_get_arguments (finding),
                                                       "recipient", NULL);
  const char *names[MAX_RECIPIENTS + 1] = { NULL };
  gsize n = 0;

  if (known != NULL && g_variant_is_of_type (known, G_VARIANT_TYPE_STRING))
    names[n++] = g_variant_get_string (known, NULL);
  else if (known != NULL)
    for (; n < g_variant_n_children (known); n++)
      g_variant_get_child (known, n, "&s", &names[n]);

  if (n == MAX_RECIPIENTS || g_strv_contains (names, recipient))
    return;
  names[n] = recipient;
  if (n == 0)
    pm_finding_set_argument_string (finding, "recipient", recipient);
  else
    pm_finding_set_argument (finding, "recipient", g_variant_new_strv (names, n + 1));
}

/* What every sentence may use. */
static void
describe (PmFinding *finding, const Reading *reading)
{
  const char *enhanced = pm_server_reply_get_enhanced (reading->reply);

  if (reading->host != NULL && pm_finding_get_argument_string (finding, "server") == NULL)
    pm_finding_set_argument_string (finding, "server", reading->host);
  if (enhanced != NULL && pm_finding_get_argument_string (finding, "enhanced") == NULL)
    pm_finding_set_argument_string (finding, "enhanced", enhanced);
  if (reading->recipient != NULL)
    add_recipient (finding, reading->recipient);
  pm_scene_cite (finding, reading->observation);
}

static PmFinding *
new_finding (const char *cause, PmCertainty certainty, const Reading *reading)
{
  PmStage stage = reading != NULL ? pm_observation_get_stage (reading->observation)
                                  : PM_STAGE_UNKNOWN;
  PmFinding *finding = pm_finding_new (cause, certainty, stage,
                                       reading != NULL ? reading->reply : NULL);

  pm_scene_set_flag (finding, "second_hand");
  pm_reply_words_describe (finding);
  return finding;
}

/* Adds what @reading came to, to the finding of the same cause where there is one. */
static void
add_finding (GPtrArray *findings, const Reading *reading)
{
  PmFinding *known = find_cause (findings, pm_finding_get_cause (reading->finding));

  if (known == NULL)
    {
      known = reading->finding;
      pm_scene_set_flag (known, "second_hand");
      pm_limits_describe (known, reading->host, NULL);
      g_ptr_array_add (findings, g_object_ref (known));
    }
  describe (known, reading);
}

/* Whether @reading can add nothing: its recipient has a cause, or it speaks of none in particular. */
static gboolean
is_answered (GPtrArray *readings, const Reading *reading)
{
  for (guint i = 0; i < readings->len; i++)
    {
      const Reading *other = readings->pdata[i];

      if (other->answered && (reading->recipient == NULL || is_same_recipient (other, reading)))
        return TRUE;
    }
  return FALSE;
}

/* For each recipient the first cause that can be read. */
static void
choose_causes (GPtrArray *readings, GPtrArray *causes)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (readings, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_readings); /* stable */
  for (guint i = 0; i < sorted->len; i++)
    {
      Reading *reading = sorted->pdata[i];

      if (reading->finding == NULL || reading->delayed || reading->echo
          || is_answered (readings, reading))
        continue;
      add_finding (causes, reading);
      reading->answered = TRUE;
    }
}

/* Where it is still being tried, that is the answer, and the reason is worth knowing. */
static void
choose_delayed (GPtrArray *readings, GPtrArray *causes, GPtrArray *notes)
{
  PmFinding *delayed = find_cause (causes, "delivery.delayed");

  for (guint i = 0; i < readings->len; i++)
    {
      Reading *reading = readings->pdata[i];

      if (!reading->delayed)
        continue;
      if (delayed == NULL)
        {
          delayed = new_finding ("delivery.delayed", PM_CERTAINTY_CERTAIN, reading);
          g_ptr_array_add (causes, delayed);
        }
      describe (delayed, reading);
      if (reading->finding != NULL && !reading->echo)
        add_finding (notes, reading);
      reading->answered = TRUE;
    }
}

/* Recipients of whom nothing can be said beside those of whom something can. In a text, what can not be
 * read is mostly not about a recipient at all. */
static void
add_unread (GPtrArray *readings, GPtrArray *causes)
{
  PmFinding *unknown = NULL;

  for (guint i = 0; i < readings->len; i++)
    {
      Reading *reading = readings->pdata[i];

      if (reading->echo || reading->recipient == NULL || is_answered (readings, reading))
        continue;
      if (unknown == NULL)
        {
          unknown = new_finding ("unknown", PM_CERTAINTY_POSSIBLE, reading);
          g_ptr_array_add (causes, unknown);
        }
      describe (unknown, reading);
    }
}

/* The kind of mail is the answer; what its failures say stands beside it. FALSE: it is none of those. */
static gboolean
answer_by_kind (PmObservation *kind, GPtrArray *readings, GPtrArray *causes, GPtrArray *notes)
{
  const Reading *first = readings->len > 0 ? readings->pdata[0] : NULL;
  const char *name = kind != NULL ? pm_observation_get_string (kind) : NULL;
  PmFinding *finding = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds) && finding == NULL; i++)
    if (g_strcmp0 (kinds[i].kind, name) == 0)
      {
        finding = new_finding (kinds[i].cause, PM_CERTAINTY_CERTAIN, first);
        pm_scene_cite (finding, kind);
        if (kinds[i].flag != NULL)
          pm_scene_set_flag (finding, kinds[i].flag);
      }
  if (finding == NULL)
    return FALSE;

  g_ptr_array_add (causes, finding);
  for (guint i = 0; i < readings->len; i++)
    {
      const Reading *reading = readings->pdata[i];

      describe (finding, reading);
      if (reading->finding != NULL && !reading->echo)
        add_finding (notes, reading);
    }
  return TRUE;
}

static void
answer_by_failures (PmObservation *kind, GPtrArray *readings, GPtrArray *causes, GPtrArray *notes)
{
  const char *name = kind != NULL ? pm_observation_get_string (kind) : NULL;

  choose_causes (readings, causes);
  choose_delayed (readings, causes, notes);
  if (causes->len > 0 && g_strcmp0 (name, "text") != 0)
    add_unread (readings, causes);
}

/* The words themselves are all there is to be shown. */
static PmFinding *
new_unknown (PmObservation *kind, GPtrArray *readings)
{
  const Reading *first = readings->len > 0 ? readings->pdata[0] : NULL;
  PmFinding *unknown = new_finding ("unknown", PM_CERTAINTY_POSSIBLE, first);

  if (first != NULL)
    describe (unknown, first);
  else
    pm_scene_cite (unknown, kind);
  return unknown;
}

PmDiagnosis *
pm_engine_explain (PmEvidence *evidence)
{
  g_autoptr (GPtrArray) readings = collect_readings (evidence);
  g_autoptr (GPtrArray) causes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);
  PmObservation *kind = find_kind (evidence);
  PmVerdict verdict = PM_VERDICT_PROBLEM;
  PmDiagnosis *diagnosis;

  mark_echoes (readings);
  if (!answer_by_kind (kind, readings, causes, notes))
    answer_by_failures (kind, readings, causes, notes);
  if (causes->len == 0)
    {
      verdict = PM_VERDICT_INCONCLUSIVE;
      g_ptr_array_add (causes, new_unknown (kind, readings));
    }

  diagnosis = pm_diagnosis_new (verdict);
  for (guint i = 0; i < causes->len; i++)
    pm_diagnosis_add_cause (diagnosis, causes->pdata[i]);
  for (guint i = 0; i < notes->len; i++)
    if (find_cause (causes, pm_finding_get_cause (notes->pdata[i])) == NULL)
      pm_diagnosis_add_note (diagnosis, notes->pdata[i]);
  return diagnosis;
}
