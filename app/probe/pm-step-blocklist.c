/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-blocklist-query.h"
#include "pm-own-address.h"
#include "pm-probe-private.h"

#include <string.h>

/* For one list, with all its questions; the lists are asked side by side. */
#define LIMIT_MS 10000

typedef struct
{
  GPtrArray *lists; /* of PmBlocklist */
  guint n_waiting;
  guint n_asked;
  guint n_told;         /* said either way */
  gboolean has_address; /* one of the lists that told was asked for an address */
  gboolean is_listed;
  gboolean is_home_line; /* listed, and only as that */
  GError *error;
} Blocklists;

static void
blocklists_free (gpointer data)
{
  Blocklists *blocklists = data;

  g_ptr_array_unref (blocklists->lists);
  g_clear_error (&blocklists->error);
  g_free (blocklists);
}

static void
add_list (GPtrArray *lists, const PmBlocklist *list)
{
  if (list != NULL && lists->len < PM_BLOCKLISTS_MOST && !g_ptr_array_find (lists, list, NULL))
    g_ptr_array_add (lists, (gpointer) list);
}

/* Those that the server named in a refusal go first: whether they still list it is the question. */
static void
add_mentioned (PmProbe *self, GPtrArray *lists)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->evidence));

  for (guint number = 1; number <= n; number++)
    {
      PmObservation *observation = pm_evidence_get_observation (self->evidence, number);
      PmServerReply *reply = pm_observation_get_reply (observation);

      if (reply != NULL && pm_server_reply_get_code (reply) >= 400)
        add_list (lists, pm_blocklists_find_mention (pm_server_reply_get_text (reply)));
    }
}

static GPtrArray *
choose_lists (PmProbe *self)
{
  GPtrArray *lists = g_ptr_array_new ();
  GPtrArray *all = pm_blocklists_get_all ();

  add_mentioned (self, lists);
  for (guint i = 0; i < self->blocklists->len; i++)
    add_list (lists, g_ptr_array_index (self->blocklists, i));
  for (guint i = 0; self->asks_usual_blocklists && i < all->len; i++)
    if (pm_blocklist_is_default (g_ptr_array_index (all, i)))
      add_list (lists, g_ptr_array_index (all, i));
  return lists;
}

/* In ASCII; NULL: there is none. */
static char *
get_domain (PmProbe *self)
{
  const char *at = strrchr (pm_account_get_effective_from (self->account), '@');

  if (at == NULL || at[1] == '\0' || at[1] == '[')
    return NULL;
  return g_hostname_to_ascii (at + 1);
}

static GVariant *
list_strings (GPtrArray *strings)
{
  return g_variant_new_strv ((const char *const *) strings->pdata, (gssize) strings->len);
}

static void
note_entry (PmProbe *self, const PmBlocklistEntry *entry)
{
  GVariantDict dict;
  gboolean is_listed = entry->state == PM_BLOCKLIST_STATE_ENTERED;
  gboolean is_told = is_listed || entry->state == PM_BLOCKLIST_STATE_NOT_LISTED;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "zone", "s", pm_blocklist_get_zone (entry->list));
  g_variant_dict_insert (&dict, "subject", "s", entry->subject);
  g_variant_dict_insert (&dict, "state", "s", pm_blocklist_state_get_id (entry->state));
  if (entry->reason != NULL)
    g_variant_dict_insert (&dict, "reason", "s", entry->reason);
  if (entry->answers->len > 0)
    g_variant_dict_insert_value (&dict, "answers", list_strings (entry->answers));
  if (entry->meanings->len > 0)
    g_variant_dict_insert_value (&dict, "meanings", list_strings (entry->meanings));
  if (entry->words != NULL)
    g_variant_dict_insert (&dict, "words", "s", entry->words);
  pm_evidence_add (self->evidence, PM_STAGE_BLOCKLIST, PM_KEY_BLOCKLIST_ENTRY,
                   g_variant_dict_end (&dict),
                   is_listed ? PM_OUTCOME_WARN
                   : is_told ? PM_OUTCOME_PASS
                             : PM_OUTCOME_UNKNOWN,
                   NULL);
}

/* A line at home is on such a list by right; it says nothing against anybody. */
static gboolean
is_of_home_line (const PmBlocklistEntry *entry)
{
  return entry->meanings->len == 1
         && g_str_equal (g_ptr_array_index (entry->meanings, 0), "dynamic");
}

static void
count (Blocklists *blocklists, const PmBlocklistEntry *entry)
{
  if (entry->state >= PM_BLOCKLIST_STATE_NOT_LISTED)
    {
      blocklists->n_told++;
      blocklists->has_address = blocklists->has_address || entry->kind != PM_BLOCKLIST_DOMAIN;
    }
  if (entry->state != PM_BLOCKLIST_STATE_ENTERED)
    return;
  if (is_of_home_line (entry))
    blocklists->is_home_line = TRUE;
  else
    blocklists->is_listed = TRUE;
}

static const char *
choose_word (const Blocklists *blocklists)
{
  if (blocklists->n_told == 0)
    return "unclear";
  if (blocklists->is_listed)
    return "listed";
  if (blocklists->is_home_line)
    return "home-line";
  return blocklists->has_address ? "clean" : "domain-clean";
}

static void
note_count (PmProbe *self, const char *key, guint value)
{
  pm_evidence_add (self->evidence, PM_STAGE_BLOCKLIST, key, g_variant_new_uint64 (value),
                   PM_OUTCOME_UNKNOWN, NULL);
}

static void
conclude (PmProbe *self, const Blocklists *blocklists)
{
  PmOutcome outcome = blocklists->n_told == 0 ? PM_OUTCOME_UNKNOWN
                      : blocklists->is_listed ? PM_OUTCOME_WARN
                                              : PM_OUTCOME_PASS;

  if (blocklists->n_asked == 0)
    {
      pm_evidence_end_stage (self->evidence, PM_STAGE_BLOCKLIST, PM_OUTCOME_SKIP,
                             "no-public-address");
      return;
    }
  note_count (self, PM_KEY_BLOCKLIST_ASKED, blocklists->n_asked);
  note_count (self, PM_KEY_BLOCKLIST_TOLD, blocklists->n_told);
  pm_evidence_add_string (self->evidence, PM_STAGE_BLOCKLIST, PM_KEY_RESULT,
                          choose_word (blocklists), outcome, NULL);
  pm_evidence_end_stage (self->evidence, PM_STAGE_BLOCKLIST, outcome,
                         outcome == PM_OUTCOME_UNKNOWN ? "no-list-answered" : NULL);
}

static void
finish (PmProbe *self, GTask *task)
{
  g_autoptr (GTask) owned = task;
  Blocklists *blocklists = g_task_get_task_data (task);

  if (blocklists->error != NULL)
    {
      g_task_return_error (owned, g_steal_pointer (&blocklists->error));
      return;
    }
  conclude (self, blocklists);
  g_task_return_boolean (owned, TRUE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmProbe *self = g_task_get_source_object (task);
  Blocklists *blocklists = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmBlocklistEntry) entry = pm_blocklist_query_finish (result, &error);

  if (entry != NULL)
    {
      note_entry (self, entry);
      count (blocklists, entry);
    }
  else if (blocklists->error == NULL)
    blocklists->error = g_steal_pointer (&error);
  if (--blocklists->n_waiting == 0)
    finish (self, task);
}

static void
ask_lists (PmProbe *self, GTask *task, PmBlocklistKind kind, const char *subject)
{
  Blocklists *blocklists = g_task_get_task_data (task);

  for (guint i = 0; i < blocklists->lists->len; i++)
    {
      const PmBlocklist *list = g_ptr_array_index (blocklists->lists, i);

      if ((pm_blocklist_get_kinds (list) & kind) == 0)
        continue;
      blocklists->n_waiting++;
      blocklists->n_asked++;
      pm_blocklist_query_async (self->resolver, list, kind, subject,
                                MIN (LIMIT_MS, self->timeout_ms), g_task_get_cancellable (task),
                                asked_cb, task);
    }
}

/* Of addresses that are not public nothing is asked; they tell why there is no other. */
static void
ask_for_addresses (PmProbe *self, GTask *task)
{
  g_autoptr (GPtrArray) own = pm_own_address_collect (self->evidence, self->public_address);

  for (guint i = 0; i < own->len; i++)
    {
      const PmOwnAddress *found = g_ptr_array_index (own, i);
      g_autofree char *text = g_inet_address_to_string (found->address);
      GSocketFamily family = g_inet_address_get_family (found->address);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "address", "s", text);
      g_variant_dict_insert (&dict, "scope", "s", pm_address_scope_get_id (found->scope));
      g_variant_dict_insert (&dict, "source", "s", found->source);
      pm_evidence_add (self->evidence, PM_STAGE_BLOCKLIST, PM_KEY_BLOCKLIST_ADDRESS,
                       g_variant_dict_end (&dict), PM_OUTCOME_UNKNOWN, NULL);
      if (found->scope == PM_ADDRESS_PUBLIC)
        ask_lists (self, task,
                   family == G_SOCKET_FAMILY_IPV6 ? PM_BLOCKLIST_IPV6 : PM_BLOCKLIST_IPV4, text);
    }
}

void
pm_step_blocklist (PmProbe *self, GTask *task)
{
  Blocklists *blocklists = g_new0 (Blocklists, 1);
  g_autofree char *domain = get_domain (self);

  pm_evidence_begin_stage (self->evidence, PM_STAGE_BLOCKLIST);
  blocklists->lists = choose_lists (self);
  g_task_set_task_data (task, blocklists, blocklists_free);
  blocklists->n_waiting = 1; /* until all were asked */
  ask_for_addresses (self, task);
  if (domain != NULL)
    ask_lists (self, task, PM_BLOCKLIST_DOMAIN, domain);
  if (--blocklists->n_waiting == 0)
    finish (self, task);
}
