/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reader.h"

#include "pm-reader-rule.h"
#include "pm-reply-words.h"
#include "pm-resource.h"

/* What a named group of a rule may be called; its argument has the same name. */
static const char *const groups[] = { "list", "ip" };

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const PmReaderRule *left = *(const PmReaderRule *const *) a;
  const PmReaderRule *right = *(const PmReaderRule *const *) b;

  return (int) left->rank - (int) right->rank;
}

static GPtrArray *
rules_new (void)
{
  g_autoptr (GPtrArray) files = pm_resource_read_folder ("replies");
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_reader_rule_free);

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!pm_reader_rules_read (files->pdata[i], rules, &error))
        g_error ("replies: %s", error->message);
    }
  g_ptr_array_sort (rules, compare_ranks); /* stable: the order within a file stays */
  return rules;
}

static GPtrArray *
get_rules (void)
{
  static GPtrArray *rules;

  if (rules == NULL)
    rules = rules_new ();
  return rules;
}

static void
set_groups (PmFinding *finding, GMatchInfo *match)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *value = g_match_info_fetch_named (match, groups[i]);

      if (value != NULL && *value != '\0')
        pm_finding_set_argument_string (finding, groups[i], value);
    }
}

PmFinding *
pm_reader_read (PmStage stage, PmServerReply *reply, gboolean signed_in)
{
  GPtrArray *rules = get_rules ();
  g_autofree char *text = pm_reply_words_flatten (reply);
  PmReaderGrams grams;

  pm_reader_grams_fill (&grams, text);
  for (guint i = 0; i < rules->len; i++)
    {
      PmReaderRule *rule = rules->pdata[i];
      g_autoptr (GMatchInfo) match = NULL;
      PmFinding *finding;

      if (!pm_reader_rule_fits (rule, stage, reply, text, &grams, signed_in, &match))
        continue;
      finding = pm_finding_new (rule->cause, rule->certainty, stage, reply);
      if (match != NULL)
        set_groups (finding, match);
      pm_reply_words_describe (finding);
      return finding;
    }
  return NULL;
}
