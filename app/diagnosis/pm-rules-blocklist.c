/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include "pm-blocklists.h"

/* One answer of a list, as the evidence has it; borrows from the observation. */
typedef struct
{
  PmObservation *observation;
  const PmBlocklist *list;
  const char *subject;
  gboolean is_listed;
  gboolean is_clean;
  gboolean is_domain;
  gboolean is_home_line; /* listed as that and as nothing else */
  const char **meanings; /* NULL-terminated; or NULL */
  const char *words;     /* or NULL */
} Entry;

/* Refusals that name no list and may well come from one. */
static const char *const vague[] = {
  "connect.service-refused", "policy.rejected", "reputation.ip-blocked",
  "reputation.low",          "unknown",         NULL
};

static void
entry_clear (Entry *entry)
{
  g_clear_pointer (&entry->meanings, g_free);
}

static gboolean
entry_read (Entry *entry, PmObservation *observation)
{
  GVariant *value = pm_observation_get_value (observation);
  const char *zone = "", *state = "";

  *entry = (Entry){ .observation = observation, .subject = "" };
  if (!g_str_equal (pm_observation_get_key (observation), PM_KEY_BLOCKLIST_ENTRY))
    return FALSE;
  g_variant_lookup (value, "zone", "&s", &zone);
  g_variant_lookup (value, "state", "&s", &state);
  g_variant_lookup (value, "subject", "&s", &entry->subject);
  g_variant_lookup (value, "words", "&s", &entry->words);
  g_variant_lookup (value, "meanings", "^a&s", &entry->meanings);
  entry->list = pm_blocklists_get (zone, NULL);
  entry->is_listed = g_str_equal (state, "listed");
  entry->is_clean = g_str_equal (state, "not-listed");
  entry->is_domain = !g_hostname_is_ip_address (entry->subject);
  entry->is_home_line = entry->is_listed && entry->meanings != NULL
                        && g_strcmp0 (entry->meanings[0], "dynamic") == 0
                        && entry->meanings[1] == NULL;
  return entry->list != NULL;
}

static const char *
get_cause (const Entry *entry)
{
  if (entry->is_domain)
    return "reputation.domain-listed";
  return entry->is_home_line ? "reputation.ip-dynamic" : "reputation.ip-listed";
}

static gboolean
is_refusal (PmFinding *finding)
{
  return pm_finding_get_reply (finding) != NULL;
}

/* The list that a refusal names is this one. */
static gboolean
names_list (PmFinding *finding, const Entry *entry)
{
  const char *text = pm_server_reply_get_text (pm_finding_get_reply (finding));

  return pm_blocklists_find_mention (text) == entry->list;
}

static guint
find_index (GPtrArray *findings, const char *cause)
{
  guint i = 0;

  while (i < findings->len && g_strcmp0 (pm_finding_get_cause (findings->pdata[i]), cause) != 0)
    i++;
  return i;
}

static PmFinding *
find_finding (GPtrArray *findings, const char *cause)
{
  guint i = find_index (findings, cause);

  return i < findings->len ? findings->pdata[i] : NULL;
}

static void
add_to_list (PmFinding *finding, const char *name, const char *text)
{
  const char *before = pm_finding_get_argument_string (finding, name);
  g_autofree char *both = before != NULL ? g_strconcat (before, ", ", text, NULL) : g_strdup (text);

  pm_finding_set_argument_string (finding, name, both);
}

/* What was looked up, for the sentences: "listed_in" or "gone_from" (names of lists), "looked_up",
 * "list_page", "list_words", and a flag for each meaning ("infected", "spam_source"). */
static void
describe (PmFinding *finding, const Entry *entry)
{
  const char *page = pm_blocklist_get_page (entry->list);

  add_to_list (finding, entry->is_listed ? "listed_in" : "gone_from",
               pm_blocklist_get_name (entry->list));
  pm_finding_set_argument_string (finding, "looked_up", entry->subject);
  pm_scene_cite (finding, entry->observation);
  if (!entry->is_listed)
    return;
  if (page != NULL && pm_finding_get_argument_string (finding, "list_page") == NULL)
    pm_finding_set_argument_string (finding, "list_page", page);
  if (entry->words != NULL && pm_finding_get_argument_string (finding, "list_words") == NULL)
    pm_finding_set_argument_string (finding, "list_words", entry->words);
  for (guint i = 0; entry->meanings != NULL && entry->meanings[i] != NULL; i++)
    {
      g_autofree char *flag = g_strdelimit (g_strdup (entry->meanings[i]), "-", '_');

      pm_scene_set_flag (finding, flag);
    }
}

static gboolean
has_shared_line (const PmScene *scene)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (scene->evidence));

  for (guint number = 1; number <= n; number++)
    {
      PmObservation *observation = pm_evidence_get_observation (scene->evidence, number);
      const char *scope = NULL;

      if (g_str_equal (pm_observation_get_key (observation), PM_KEY_BLOCKLIST_ADDRESS)
          && g_variant_lookup (pm_observation_get_value (observation), "scope", "&s", &scope)
          && g_str_equal (scope, "shared"))
        return TRUE;
    }
  return FALSE;
}

/* A refusal for being in "a list": the list itself says that it is only the one of home lines, of which
 * nobody is taken off. */
static void
correct_refusal (GPtrArray *findings, const Entry *entry)
{
  guint i = find_index (findings, "reputation.ip-listed");
  PmFinding *finding = i < findings->len ? findings->pdata[i] : NULL;

  if (finding == NULL || !entry->is_home_line || !is_refusal (finding)
      || !names_list (finding, entry))
    return;
  findings->pdata[i] = pm_scene_rename (finding, "reputation.ip-dynamic",
                                        pm_finding_get_certainty (finding));
}

/* Nothing was refused for it by name. Where something was refused without a reason, before any sign-in, it
 * may well be this. */
static PmFinding *
add_finding (const PmScene *scene, const Entry *entry, GPtrArray *findings)
{
  gboolean is_behind = FALSE;
  PmFinding *finding;

  for (guint i = 0; vague[i] != NULL && !scene->signed_in; i++)
    {
      PmFinding *refused = find_finding (findings, vague[i]);

      is_behind = is_behind || (refused != NULL && is_refusal (refused));
    }
  finding = pm_scene_new_finding (scene, get_cause (entry),
                                  is_behind ? PM_CERTAINTY_POSSIBLE : PM_CERTAINTY_CERTAIN,
                                  PM_STAGE_BLOCKLIST);
  pm_scene_set_flag (finding, is_behind ? "may_be_refused_for" : "only_looked_up");
  if (!entry->is_domain && has_shared_line (scene))
    pm_scene_set_flag (finding, "shared_line");
  if (!entry->is_domain)
    pm_rules_check_tunnels (scene, finding);
  g_ptr_array_add (findings, finding);
  return finding;
}

static void
take_listed (const PmScene *scene, const Entry *entry, GPtrArray *findings)
{
  PmFinding *finding;

  correct_refusal (findings, entry);
  finding = find_finding (findings, get_cause (entry));
  if (finding == NULL)
    finding = add_finding (scene, entry, findings);
  describe (finding, entry);
}

/* The refusal names this list, and the entry is no longer there. */
static void
take_clean (const Entry *entry, GPtrArray *findings)
{
  static const char *const causes[] = { "reputation.ip-listed", "reputation.ip-dynamic",
                                        "reputation.domain-listed" };

  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      PmFinding *finding = find_finding (findings, causes[i]);

      if (finding != NULL && is_refusal (finding) && names_list (finding, entry)
          && g_str_equal (causes[i], "reputation.domain-listed") == entry->is_domain)
        describe (finding, entry);
    }
}

void
pm_rules_blocklist (const PmScene *scene, GPtrArray *findings)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (scene->evidence));

  for (guint number = 1; number <= n; number++)
    {
      PmObservation *observation = pm_evidence_get_observation (scene->evidence, number);
      Entry entry = { 0 };

      if (entry_read (&entry, observation) && entry.is_listed)
        take_listed (scene, &entry, findings);
      else if (entry.is_clean)
        take_clean (&entry, findings);
      entry_clear (&entry);
    }
}
