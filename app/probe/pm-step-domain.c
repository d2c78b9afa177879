/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-probe-private.h"

#include <string.h>

#include "pm-dmarc.h"
#include "pm-dns-records.h"
#include "pm-spf.h"

/* RFC 7208 section 4.6.4: at least 20 seconds. */
#define SPF_LIMIT_MS 20000

/* What is asked at the domain itself. */
enum
{
  ASKED_MX,
  ASKED_A,
  ASKED_AAAA,
  N_ASKED
};

static const ns_type asked_types[N_ASKED] = { ns_t_mx, ns_t_a, ns_t_aaaa };

typedef struct
{
  char *domain;
  char *login_domain; /* of the address that signs in, where that is another one; or NULL */
  gboolean is_judged; /* the address of the server says something of its way to others */

  PmDnsRecords *answers[N_ASKED];
  PmDnsRecords *random; /* for a name that nobody can have; NULL: not asked */
  PmSpfVerdict *spf;
  PmDmarcVerdict *dmarc;
  PmDmarcVerdict *login_dmarc;
  guint n_waiting;
  GError *error;
} Domain;

/* One question for records, and where its answer goes. */
typedef struct
{
  GTask *task;
  PmDnsRecords **place;
} Question;

static void
domain_free (gpointer data)
{
  Domain *domain = data;

  for (gsize i = 0; i < N_ASKED; i++)
    g_clear_pointer (&domain->answers[i], pm_dns_records_free);
  g_clear_pointer (&domain->random, pm_dns_records_free);
  g_clear_pointer (&domain->spf, pm_spf_verdict_free);
  g_clear_pointer (&domain->dmarc, pm_dmarc_verdict_free);
  g_clear_pointer (&domain->login_dmarc, pm_dmarc_verdict_free);
  g_clear_error (&domain->error);
  g_free (domain->domain);
  g_free (domain->login_domain);
  g_free (domain);
}

static gboolean
is_absent (PmDnsStatus status)
{
  return status == PM_DNS_NOT_FOUND || status == PM_DNS_NO_ADDRESS;
}

static gboolean
share_address (const PmDnsRecords *left, const PmDnsRecords *right)
{
  for (guint i = 0; i < left->records->len; i++)
    for (guint j = 0; j < right->records->len; j++)
      if (g_inet_address_equal (
              ((const PmDnsRecord *) g_ptr_array_index (left->records, i))->address,
              ((const PmDnsRecord *) g_ptr_array_index (right->records, j))->address))
        return TRUE;
  return FALSE;
}

/* Some networks answer to every name with an address of their own, and some to one question so and to the
 * next otherwise; nothing is missing because of what they say. A name exists for all types or for none (RFC
 * 8020 section 2); AAAA is left out, as there are servers that do not hold to it there. */
static gboolean
is_unreliable (const Domain *domain)
{
  const PmDnsStatus statuses[] = { domain->answers[ASKED_MX]->status,
                                   domain->answers[ASKED_A]->status, domain->spf->status };
  gboolean exists = FALSE;
  gboolean is_missing = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      exists = exists || statuses[i] == PM_DNS_FOUND || statuses[i] == PM_DNS_NO_ADDRESS;
      is_missing = is_missing || statuses[i] == PM_DNS_NOT_FOUND;
    }
  return (exists && is_missing)
         || (domain->random != NULL && share_address (domain->answers[ASKED_A], domain->random));
}

/* RFC 7505: one record alone, whose host is the root. */
static gboolean
is_null_mx (const PmDnsRecords *mx)
{
  return mx->records->len == 1
         && *((const PmDnsRecord *) g_ptr_array_index (mx->records, 0))->name == '\0';
}

static const char *
describe_mail (const Domain *domain)
{
  const PmDnsRecords *mx = domain->answers[ASKED_MX];
  PmDnsStatus a = domain->answers[ASKED_A]->status;
  PmDnsStatus aaaa = domain->answers[ASKED_AAAA]->status;

  if (is_unreliable (domain))
    return "unreliable";
  if (mx->status == PM_DNS_FOUND)
    return is_null_mx (mx) ? "null-mx" : "found";
  /* One voice is not enough to say that a domain is not there. */
  if (mx->status == PM_DNS_NOT_FOUND)
    return a == PM_DNS_NOT_FOUND || domain->spf->status == PM_DNS_NOT_FOUND ? "not-found"
                                                                            : "not-answered";
  if (mx->status == PM_DNS_NO_ADDRESS && (a == PM_DNS_FOUND || aaaa == PM_DNS_FOUND))
    return "address";
  return mx->status == PM_DNS_NO_ADDRESS && is_absent (a) && is_absent (aaaa) ? "none"
                                                                              : "not-answered";
}

static const char *
describe_spf (const PmSpfVerdict *spf)
{
  switch (spf->fault)
    {
    case PM_SPF_FAULT_NONE:
      return spf->n_records > 0 ? "valid" : "missing";
    case PM_SPF_FAULT_NOT_ANSWERED:
    case PM_SPF_FAULT_TOO_LONG:
      return "not-answered";
    case PM_SPF_FAULT_SEVERAL_RECORDS:
      return spf->n_records > 1 ? "several" : "broken";
    case PM_SPF_FAULT_SYNTAX:
    case PM_SPF_FAULT_NO_RECORD:
    case PM_SPF_FAULT_LOOP:
    case PM_SPF_FAULT_TOO_MANY_TERMS:
    case PM_SPF_FAULT_TOO_MANY_VOIDS:
    case PM_SPF_FAULT_TOO_MANY_HOSTS:
    default:
      return "broken";
    }
}

/* Servers that can not tell of the domain are not believed when they say that nothing is below it. */
static const char *
describe_dmarc (const PmDmarcVerdict *dmarc, const char *mail)
{
  if (dmarc->status == PM_DNS_FOUND)
    return dmarc->record.is_void ? "void" : "found";
  if (dmarc->n_own > 1)
    return "several";
  return dmarc->status == PM_DNS_NOT_FOUND && !g_str_equal (mail, "not-answered") ? "missing"
                                                                                  : "not-answered";
}

static const char *
describe_alignment (const Domain *domain)
{
  const PmDmarcVerdict *login = domain->login_dmarc;

  if (login == NULL)
    return "same";
  if (domain->dmarc->record.strict_spf)
    return "strict";
  if (domain->dmarc->organizational == NULL || login->organizational == NULL)
    return "not-answered";
  return g_ascii_strcasecmp (domain->dmarc->organizational, login->organizational) == 0 ? "relaxed"
                                                                                        : "none";
}

static void
note (PmProbe *self, const char *key, const char *value)
{
  if (value != NULL)
    pm_evidence_add_string (self->evidence, PM_STAGE_DOMAIN, key, value, PM_OUTCOME_UNKNOWN, NULL);
}

static void
note_number (PmProbe *self, const char *key, guint64 value)
{
  pm_evidence_add (self->evidence, PM_STAGE_DOMAIN, key, g_variant_new_uint64 (value),
                   PM_OUTCOME_UNKNOWN, NULL);
}

static void
note_mail (PmProbe *self, const Domain *domain, const char *mail)
{
  const GPtrArray *records = domain->answers[ASKED_MX]->records;
  GVariantBuilder hosts;

  note (self, PM_KEY_DOMAIN_MAIL, mail);
  if (!g_str_equal (mail, "found"))
    return;
  g_variant_builder_init (&hosts, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < records->len; i++)
    g_variant_builder_add (&hosts, "s",
                           ((const PmDnsRecord *) g_ptr_array_index (records, i))->name);
  pm_evidence_add (self->evidence, PM_STAGE_DOMAIN, PM_KEY_DOMAIN_HOSTS,
                   g_variant_builder_end (&hosts), PM_OUTCOME_UNKNOWN, NULL);
}

static void
note_spf (PmProbe *self, const Domain *domain, const char *word)
{
  const PmSpfVerdict *spf = domain->spf;

  note (self, PM_KEY_DOMAIN_SPF, word);
  if (spf->n_records == 0)
    return;
  note (self, PM_KEY_DOMAIN_SPF_RECORD, spf->record);
  note_number (self, PM_KEY_DOMAIN_SPF_COUNT, spf->n_records);
  note_number (self, PM_KEY_DOMAIN_SPF_TERMS, spf->n_terms);
  if (spf->names->len > 0)
    pm_evidence_add (
        self->evidence, PM_STAGE_DOMAIN, PM_KEY_DOMAIN_SPF_NAMES,
        g_variant_new_strv ((const char *const *) spf->names->pdata, (gssize) spf->names->len),
        PM_OUTCOME_UNKNOWN, NULL);
  if (spf->fault != PM_SPF_FAULT_NONE)
    {
      note (self, PM_KEY_DOMAIN_SPF_FAULT, pm_spf_fault_get_id (spf->fault));
      note (self, PM_KEY_DOMAIN_SPF_FAULT_TERM, spf->term);
      note (self, PM_KEY_DOMAIN_SPF_FAULT_DOMAIN, spf->domain);
    }
  if (domain->is_judged)
    note (self, PM_KEY_DOMAIN_SPF_RESULT, pm_spf_result_get_id (spf->result));
}

static void
note_dmarc (PmProbe *self, const Domain *domain, const char *word, gboolean exists)
{
  const PmDmarcVerdict *dmarc = domain->dmarc;

  note (self, PM_KEY_DOMAIN_DMARC, word);
  note (self, PM_KEY_DOMAIN_DMARC_RECORD, dmarc->text);
  note (self, PM_KEY_DOMAIN_DMARC_PLACE, dmarc->policy_domain);
  if (!g_str_equal (word, "found"))
    return;
  note (self, PM_KEY_DOMAIN_DMARC_POLICY,
        pm_dmarc_policy_get_id (pm_dmarc_verdict_get_policy (dmarc, exists)));
  note (self, PM_KEY_DOMAIN_ALIGNMENT, describe_alignment (domain));
}

/* What the stage comes to; the first row decides whose words are there. NULL: any. */
static const struct
{
  const char *mail;
  const char *spf;
  const char *dmarc;
  const char *result;
  PmOutcome outcome;
} verdicts[] = {
  { "unreliable", NULL, NULL, "unreliable", PM_OUTCOME_UNKNOWN },
  { "not-found", NULL, NULL, "not-found", PM_OUTCOME_FAIL },
  { "none", NULL, NULL, "no-mail", PM_OUTCOME_FAIL },
  { NULL, "several", NULL, "broken", PM_OUTCOME_WARN },
  { NULL, "broken", NULL, "broken", PM_OUTCOME_WARN },
  { "null-mx", NULL, NULL, "no-mail", PM_OUTCOME_WARN },
  { NULL, "missing", NULL, "incomplete", PM_OUTCOME_WARN },
  { NULL, NULL, "missing", "incomplete", PM_OUTCOME_WARN },
  { NULL, NULL, "several", "incomplete", PM_OUTCOME_WARN },
  { NULL, NULL, "void", "incomplete", PM_OUTCOME_WARN },
  { "not-answered", NULL, NULL, "not-answered", PM_OUTCOME_UNKNOWN },
  { NULL, "not-answered", NULL, "not-answered", PM_OUTCOME_UNKNOWN },
  { NULL, NULL, "not-answered", "not-answered", PM_OUTCOME_UNKNOWN },
  { NULL, NULL, NULL, "in-order", PM_OUTCOME_PASS },
};

static gboolean
fits (const char *wanted, const char *word)
{
  return wanted == NULL || g_str_equal (wanted, word);
}

static void
conclude (PmProbe *self, const char *mail, const char *spf, const char *dmarc)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      PmOutcome outcome = verdicts[i].outcome;

      if (!fits (verdicts[i].mail, mail) || !fits (verdicts[i].spf, spf)
          || !fits (verdicts[i].dmarc, dmarc))
        continue;
      pm_evidence_add_string (self->evidence, PM_STAGE_DOMAIN, PM_KEY_RESULT, verdicts[i].result,
                              outcome, NULL);
      pm_evidence_end_stage (self->evidence, PM_STAGE_DOMAIN, outcome,
                             outcome == PM_OUTCOME_UNKNOWN ? "no-dns-answer" : NULL);
      return;
    }
}

/* Of a domain that is not there, or of which nothing can be believed, nothing else is said. */
static void
note_all (PmProbe *self, const Domain *domain)
{
  const char *mail = describe_mail (domain);
  gboolean is_unknown = g_str_equal (mail, "unreliable");
  gboolean exists = !g_str_equal (mail, "not-found");
  const char *spf = is_unknown ? "not-answered" : describe_spf (domain->spf);
  const char *dmarc = is_unknown ? "not-answered" : describe_dmarc (domain->dmarc, mail);

  note_mail (self, domain, mail);
  if (exists && !is_unknown)
    {
      note_spf (self, domain, spf);
      note_dmarc (self, domain, dmarc, exists);
    }
  conclude (self, mail, spf, dmarc);
}

static void ask (GTask *task, const char *name, ns_type type, PmDnsRecords **place);

/* A domain without MX and with an address may be one that is not there, in a network that answers to every
 * name; a name that nobody can have shows it. */
static gboolean
ask_random (GTask *task)
{
  Domain *domain = g_task_get_task_data (task);
  g_autofree char *name = NULL;

  if (domain->random != NULL || domain->answers[ASKED_MX]->status != PM_DNS_NO_ADDRESS
      || domain->answers[ASKED_A]->status != PM_DNS_FOUND)
    return FALSE;
  name = g_strdup_printf ("postmend-%08x%08x.%s", g_random_int (), g_random_int (), domain->domain);
  ask (task, name, ns_t_a, &domain->random);
  return TRUE;
}

static void
answered (GTask *task, GError *error)
{
  Domain *domain = g_task_get_task_data (task);

  if (domain->error == NULL)
    domain->error = error;
  else
    g_clear_error (&error);
  if (--domain->n_waiting > 0)
    return;
  if (domain->error != NULL)
    g_task_return_error (task, g_steal_pointer (&domain->error));
  else if (!ask_random (task))
    {
      note_all (g_task_get_source_object (task), domain);
      g_task_return_boolean (task, TRUE);
    }
}

static void
records_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GTask) task = question->task;
  GError *error = NULL;

  *question->place = pm_dns_records_lookup_finish (result, &error);
  answered (task, error);
}

static void
spf_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  ((Domain *) g_task_get_task_data (task))->spf = pm_spf_check_finish (result, &error);
  answered (task, error);
}

static void
dmarc_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  ((Domain *) g_task_get_task_data (task))->dmarc = pm_dmarc_walk_finish (result, &error);
  answered (task, error);
}

static void
login_dmarc_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  ((Domain *) g_task_get_task_data (task))->login_dmarc = pm_dmarc_walk_finish (result, &error);
  answered (task, error);
}

static void
ask (GTask *task, const char *name, ns_type type, PmDnsRecords **place)
{
  PmProbe *self = g_task_get_source_object (task);
  Question *question = g_new (Question, 1);

  question->task = g_object_ref (task);
  question->place = place;
  ((Domain *) g_task_get_task_data (task))->n_waiting++;
  pm_dns_records_lookup_async (self->resolver, name, type, g_task_get_cancellable (task),
                               records_cb, question);
}

/* Which address the main connection was made to, or one that was found; NULL: none. */
static GInetAddress *
find_server_address (PmProbe *self)
{
  guint main = pm_evidence_get_main_connection (self->evidence);
  PmObservation *connected = main != 0 ? pm_evidence_find (self->evidence, PM_STAGE_CONNECT,
                                                           PM_KEY_RESULT, main)
                                       : NULL;

  if (connected != NULL && *pm_observation_get_server (connected) != '\0')
    return g_inet_address_new_from_string (pm_observation_get_server (connected));
  if (self->addresses != NULL && self->addresses->len > 0)
    return g_object_ref (g_ptr_array_index (self->addresses, 0));
  return NULL;
}

/* A server of the own network sends from another address, so the one that is seen here tells nothing. */
static gboolean
is_global (GInetAddress *address)
{
  static const char *const networks[] = {
    "0.0.0.0/8",     "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.168.0.0/16", "::/127",        "fc00::/7",    "fe80::/10",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (networks[i], NULL);

      if (g_inet_address_mask_matches (mask, address))
        return FALSE;
    }
  return TRUE;
}

static void
ask_spf (GTask *task)
{
  PmProbe *self = g_task_get_source_object (task);
  Domain *domain = g_task_get_task_data (task);
  g_autoptr (GInetAddress) found = find_server_address (self);
  g_autoptr (GInetAddress) address = found != NULL ? g_object_ref (found)
                                                   : g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  const PmSpfQuestion question = {
    .address = address,
    .domain = domain->domain,
    .sender = pm_account_get_effective_from (self->account),
    .helo = pm_account_get_server (self->account),
    .whole = TRUE,
    .limit_ms = SPF_LIMIT_MS,
  };

  domain->is_judged = is_global (address);
  domain->n_waiting++;
  pm_spf_check_async (self->resolver, &question, g_task_get_cancellable (task), spf_cb,
                      g_object_ref (task));
}

static void
ask_dmarc (GTask *task)
{
  PmProbe *self = g_task_get_source_object (task);
  Domain *domain = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  domain->n_waiting++;
  pm_dmarc_walk_async (self->resolver, domain->domain, cancellable, dmarc_cb, g_object_ref (task));
  if (domain->login_domain == NULL)
    return;
  domain->n_waiting++;
  pm_dmarc_walk_async (self->resolver, domain->login_domain, cancellable, login_dmarc_cb,
                       g_object_ref (task));
}

/* The part behind the "@", in ASCII; NULL: there is none, or it is an address literal. */
static char *
get_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL && at[1] != '\0' && at[1] != '[' ? g_hostname_to_ascii (at + 1) : NULL;
}

/* What the name service could not say of the server it does not say of another name. */
static gboolean
has_name_service (PmProbe *self)
{
  static const char *const failures[] = { "servfail", "refused", "timeout", "malformed", NULL };
  const char *word = pm_evidence_find_string (self->evidence, PM_STAGE_DNS, PM_KEY_RESULT, 0);

  return word == NULL || !g_strv_contains (failures, word);
}

static void
skip (PmProbe *self, GTask *task, const char *reason)
{
  pm_evidence_end_stage (self->evidence, PM_STAGE_DOMAIN, PM_OUTCOME_SKIP, reason);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
pm_step_domain (PmProbe *self, GTask *task)
{
  g_autofree char *name = get_domain (pm_account_get_effective_from (self->account));
  g_autofree char *login = get_domain (pm_account_get_address (self->account));
  Domain *domain;

  if (name == NULL || !has_name_service (self))
    {
      skip (self, task, name == NULL ? "no-sender" : "earlier-failure");
      return;
    }
  pm_evidence_begin_stage (self->evidence, PM_STAGE_DOMAIN);
  note (self, PM_KEY_DOMAIN_NAME, name);
  domain = g_new0 (Domain, 1);
  g_task_set_task_data (task, domain, domain_free);
  domain->domain = g_steal_pointer (&name);
  if (login != NULL && g_ascii_strcasecmp (login, domain->domain) != 0)
    domain->login_domain = g_steal_pointer (&login);
  for (gsize i = 0; i < N_ASKED; i++)
    ask (task, domain->domain, asked_types[i], &domain->answers[i]);
  ask_spf (task);
  ask_dmarc (task);
  g_object_unref (task);
}
