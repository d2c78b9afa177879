/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-rules.h"

#include <string.h>

#include "pm-providers.h"

/* Facts of this stage stand on no connection. */
static PmObservation *
find (const PmScene *scene, const char *key)
{
  return pm_evidence_find (scene->evidence, PM_STAGE_DOMAIN, key, 0);
}

static const char *
find_word (const PmScene *scene, const char *key)
{
  PmObservation *observation = find (scene, key);

  return observation != NULL ? pm_observation_get_string (observation) : NULL;
}

static void
set_argument (const PmScene *scene, PmFinding *finding, const char *name, const char *key)
{
  const char *word = find_word (scene, key);

  if (word != NULL)
    pm_finding_set_argument_string (finding, name, word);
}

/* What is wrong with a record that is there, and where. */
static void
describe_fault (const PmScene *scene, PmFinding *finding)
{
  static const struct
  {
    const char *fault;
    const char *flag;
  } flags[] = {
    { "syntax", "spf_syntax" },
    { "several-records", "spf_several" },
    { "no-record", "spf_no_record" },
    { "loop", "spf_loop" },
    { "too-many-terms", "spf_too_many" },
    { "too-many-voids", "spf_too_many_voids" },
    { "too-many-hosts", "spf_too_many_hosts" },
  };
  const char *fault = find_word (scene, PM_KEY_DOMAIN_SPF_FAULT);

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_strcmp0 (flags[i].fault, fault) == 0)
      pm_scene_set_flag (finding, flags[i].flag);
  set_argument (scene, finding, "spf_term", PM_KEY_DOMAIN_SPF_FAULT_TERM);
  set_argument (scene, finding, "spf_domain", PM_KEY_DOMAIN_SPF_FAULT_DOMAIN);
  pm_scene_cite (finding, find (scene, PM_KEY_DOMAIN_SPF_FAULT));
}

/* What the name servers said, as a finding of this stage or added to one of another. */
static void
describe (const PmScene *scene, PmFinding *finding, const char *key)
{
  set_argument (scene, finding, "domain", PM_KEY_DOMAIN_NAME);
  pm_scene_cite (finding, find (scene, key));
  if (g_str_equal (pm_finding_get_cause (finding), "policy.spf-broken"))
    describe_fault (scene, finding);
}

/* A server refused for want of what the domain does not have: that is the root of it. A row that names
 * what the refusal names comes first. */
static const struct
{
  const char *refusal;
  const char *key;
  const char *word;
  const char *cause;
  PmCertainty certainty; /* at most */
  const char *flag;      /* NULL: none */
} roots[] = {
  { "sender.domain-not-found", PM_KEY_DOMAIN_MAIL, "not-found", "sender.domain-not-found",
    PM_CERTAINTY_CERTAIN, "not_in_dns" },
  { "sender.domain-not-found", PM_KEY_DOMAIN_MAIL, "none", "sender.domain-not-found",
    PM_CERTAINTY_CERTAIN, "no_mail_host" },
  { "policy.spf-fail", PM_KEY_DOMAIN_SPF, "missing", "policy.spf-missing", PM_CERTAINTY_CERTAIN },
  { "policy.spf-fail", PM_KEY_DOMAIN_SPF, "several", "policy.spf-broken", PM_CERTAINTY_CERTAIN },
  { "policy.spf-fail", PM_KEY_DOMAIN_SPF, "broken", "policy.spf-broken", PM_CERTAINTY_CERTAIN },
  { "policy.dmarc-fail", PM_KEY_DOMAIN_DMARC, "missing", "policy.dmarc-missing",
    PM_CERTAINTY_CERTAIN },
  { "policy.dmarc-fail", PM_KEY_DOMAIN_SPF, "missing", "policy.spf-missing", PM_CERTAINTY_LIKELY },
  { "policy.dmarc-fail", PM_KEY_DOMAIN_SPF, "several", "policy.spf-broken", PM_CERTAINTY_LIKELY },
  { "policy.dmarc-fail", PM_KEY_DOMAIN_SPF, "broken", "policy.spf-broken", PM_CERTAINTY_LIKELY },
  { "policy.unauthenticated", PM_KEY_DOMAIN_SPF, "missing", "policy.spf-missing",
    PM_CERTAINTY_LIKELY },
  { "policy.unauthenticated", PM_KEY_DOMAIN_SPF, "several", "policy.spf-broken",
    PM_CERTAINTY_LIKELY },
  { "policy.unauthenticated", PM_KEY_DOMAIN_SPF, "broken", "policy.spf-broken",
    PM_CERTAINTY_LIKELY },
  { "policy.unauthenticated", PM_KEY_DOMAIN_DMARC, "missing", "policy.dmarc-missing",
    PM_CERTAINTY_POSSIBLE },
};

/* NULL: the refusal stays what it is. */
static PmFinding *
find_root (const PmScene *scene, PmFinding *refusal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      PmFinding *root;

      if (!g_str_equal (roots[i].refusal, pm_finding_get_cause (refusal))
          || g_strcmp0 (find_word (scene, roots[i].key), roots[i].word) != 0)
        continue;
      root = pm_scene_rename (g_object_ref (refusal), roots[i].cause,
                              MIN (roots[i].certainty, pm_finding_get_certainty (refusal)));
      describe (scene, root, roots[i].key);
      if (roots[i].flag != NULL)
        pm_scene_set_flag (root, roots[i].flag);
      return root;
    }
  return NULL;
}

static void
explain_refusals (const PmScene *scene, GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      PmFinding *root = find_root (scene, findings->pdata[i]);

      if (root == NULL)
        continue;
      g_object_unref (findings->pdata[i]);
      findings->pdata[i] = root;
    }
}

/* What the records come to by themselves. */
static const struct
{
  const char *key;
  const char *word;
  const char *cause;
  PmCertainty certainty;
  const char *flag; /* NULL: none */
} facts[] = {
  { PM_KEY_DOMAIN_MAIL, "not-found", "sender.domain-not-found", PM_CERTAINTY_CERTAIN,
    "not_in_dns" },
  { PM_KEY_DOMAIN_MAIL, "none", "sender.domain-not-found", PM_CERTAINTY_LIKELY, "no_mail_host" },
  { PM_KEY_DOMAIN_MAIL, "null-mx", "sender.domain-not-found", PM_CERTAINTY_POSSIBLE, "null_mx" },
  { PM_KEY_DOMAIN_SPF, "missing", "policy.spf-missing", PM_CERTAINTY_CERTAIN, NULL },
  { PM_KEY_DOMAIN_SPF, "several", "policy.spf-broken", PM_CERTAINTY_CERTAIN, NULL },
  { PM_KEY_DOMAIN_SPF, "broken", "policy.spf-broken", PM_CERTAINTY_CERTAIN, NULL },
  { PM_KEY_DOMAIN_DMARC, "missing", "policy.dmarc-missing", PM_CERTAINTY_CERTAIN, NULL },
  { PM_KEY_DOMAIN_DMARC, "several", "policy.dmarc-missing", PM_CERTAINTY_LIKELY, "dmarc_several" },
  { PM_KEY_DOMAIN_DMARC, "void", "policy.dmarc-missing", PM_CERTAINTY_LIKELY, "dmarc_void" },
};

static PmFinding *
add (const PmScene *scene, const char *cause, PmCertainty certainty, const char *key, GPtrArray *to)
{
  PmFinding *finding = pm_scene_new_finding (scene, cause, certainty, PM_STAGE_DOMAIN);

  describe (scene, finding, key);
  g_ptr_array_add (to, finding);
  return finding;
}

static void
add_facts (const PmScene *scene, GPtrArray *findings)
{
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      PmFinding *finding;

      if (g_strcmp0 (find_word (scene, facts[i].key), facts[i].word) != 0)
        continue;
      finding = add (scene, facts[i].cause, facts[i].certainty, facts[i].key, findings);
      if (facts[i].flag != NULL)
        pm_scene_set_flag (finding, facts[i].flag);
    }
}

static gboolean
is_below (const char *name, const char *domain)
{
  gsize length = strlen (name);
  gsize suffix = strlen (domain);

  return length >= suffix && g_ascii_strcasecmp (name + length - suffix, domain) == 0
         && (length == suffix || name[length - suffix - 1] == '.');
}

/* Two names of one provider, by the table of them or by the domain that the server stands in. */
static gboolean
are_kin (const char *server, const char *name)
{
  const PmProvider *provider = pm_providers_find_by_server (server);
  const char *dot = strchr (server, '.');

  if (provider != NULL && provider == pm_providers_find_by_server (name))
    return TRUE;
  return dot != NULL && strchr (dot + 1, '.') != NULL && is_below (name, dot + 1);
}

/* The record names the provider whose server was checked, or the server is the domain's own: then what it
 * sends from is in good hands, whatever this address of it may be. */
static gboolean
covers_server (const PmScene *scene)
{
  const char *server = pm_account_get_server (scene->account);
  const char *domain = find_word (scene, PM_KEY_DOMAIN_NAME);
  PmObservation *names = find (scene, PM_KEY_DOMAIN_SPF_NAMES);
  g_autofree const char **list = names != NULL
                                     ? g_variant_get_strv (pm_observation_get_value (names), NULL)
                                     : NULL;

  if (domain != NULL && (is_below (server, domain) || are_kin (server, domain)))
    return TRUE;
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (are_kin (server, list[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_word (const PmScene *scene, const char *key, const char *const *words)
{
  const char *word = find_word (scene, key);

  return word != NULL && g_strv_contains (words, word);
}

/* What receivers will make of it is only guessed: the server sends to them from an address of its own, and
 * a signature (DKIM) can not be seen before a mail is sent. */
static void
add_predictions (const PmScene *scene, GPtrArray *findings)
{
  static const char *const valid[] = { "valid", NULL };
  static const char *const fail[] = { "fail", NULL };
  static const char *const apart[] = { "none", "strict", NULL };
  static const char *const strict_policies[] = { "quarantine", "reject", NULL };

  if (is_word (scene, PM_KEY_DOMAIN_SPF, valid) && is_word (scene, PM_KEY_DOMAIN_SPF_RESULT, fail)
      && !covers_server (scene))
    pm_scene_set_flag (
        add (scene, "policy.spf-fail", PM_CERTAINTY_POSSIBLE, PM_KEY_DOMAIN_SPF_RESULT, findings),
        "predicted");
  if (is_word (scene, PM_KEY_DOMAIN_ALIGNMENT, apart)
      && is_word (scene, PM_KEY_DOMAIN_DMARC_POLICY, strict_policies))
    pm_scene_set_flag (
        add (scene, "policy.dmarc-fail", PM_CERTAINTY_POSSIBLE, PM_KEY_DOMAIN_ALIGNMENT, findings),
        "predicted");
}

void
pm_rules_domain (const PmScene *scene, GPtrArray *findings)
{
  if (find_word (scene, PM_KEY_DOMAIN_MAIL) == NULL)
    return;
  explain_refusals (scene, findings);
  add_facts (scene, findings);
  add_predictions (scene, findings);
}
