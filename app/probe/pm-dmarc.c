/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dmarc.h"

#include <string.h>

#include "pm-dns-records.h"
#include "pm-spf-match.h"

/* RFC 9989 section 4.10. */
#define MAX_TARGETS 8

/* The answer for one name of the walk. */
typedef struct
{
  char *domain;
  gboolean settled;
  guint n; /* records */
  PmDmarcRecord record;
  char *text;
} Stop;

typedef struct
{
  Stop stops[MAX_TARGETS];
  guint n;
  guint n_waiting;
  GError *error;
} Walk;

typedef struct
{
  GTask *task;
  Stop *stop;
} Question;

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  for (guint i = 0; i < walk->n; i++)
    {
      g_free (walk->stops[i].domain);
      g_free (walk->stops[i].text);
    }
  g_clear_error (&walk->error);
  g_free (walk);
}

char **
pm_dmarc_list_targets (const char *domain)
{
  g_autoptr (GStrvBuilder) targets = g_strv_builder_new ();
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n = g_strv_length (labels);
  guint first = n > MAX_TARGETS ? n - (MAX_TARGETS - 1) : 1;

  g_strv_builder_add (targets, domain);
  for (guint i = first; i < n; i++)
    {
      g_autofree char *target = g_strjoinv (".", labels + i);

      g_strv_builder_add (targets, target);
    }
  return g_strv_builder_end (targets);
}

static gboolean
is_usable (const Stop *stop)
{
  return stop->n == 1;
}

/* From the longest name to the shortest (section 4.10.2). -1: could not be found out. */
static int
find_organizational (const Walk *walk)
{
  int shortest = 0;

  for (guint i = 0; i < walk->n; i++)
    {
      const Stop *stop = &walk->stops[i];

      if (!stop->settled)
        return -1;
      if (!is_usable (stop))
        continue;
      if (stop->record.psd == PM_DMARC_PSD_NO)
        return (int) i;
      if (stop->record.psd == PM_DMARC_PSD_YES && i > 0)
        return (int) i - 1;
      shortest = (int) i;
    }
  return shortest;
}

/* The record of the domain itself, else that of the Organizational Domain, else that of the public suffix
 * (section 4.10.1). */
static const Stop *
find_policy (const Walk *walk, int organizational)
{
  if (is_usable (&walk->stops[0]))
    return &walk->stops[0];
  if (organizational < 0)
    return NULL;
  if (is_usable (&walk->stops[organizational]))
    return &walk->stops[organizational];
  for (guint i = (guint) organizational + 1; i < walk->n; i++)
    if (is_usable (&walk->stops[i]) && walk->stops[i].record.psd == PM_DMARC_PSD_YES)
      return &walk->stops[i];
  return NULL;
}

static PmDmarcVerdict *
judge (Walk *walk)
{
  PmDmarcVerdict *verdict = g_new0 (PmDmarcVerdict, 1);
  int organizational = find_organizational (walk);
  const Stop *stop = find_policy (walk, organizational);

  verdict->organizational = organizational >= 0 ? g_strdup (walk->stops[organizational].domain)
                                                : NULL;
  verdict->n_own = walk->stops[0].n;
  verdict->status = stop != NULL          ? PM_DNS_FOUND
                    : organizational >= 0 ? PM_DNS_NOT_FOUND
                                          : PM_DNS_NOT_KNOWN;
  if (stop == NULL)
    return verdict;
  verdict->policy_domain = g_strdup (stop->domain);
  verdict->record = stop->record;
  verdict->text = g_strdup (stop->text);
  verdict->is_own = stop == &walk->stops[0];
  return verdict;
}

static void
take_records (Stop *stop, const PmDnsRecords *records)
{
  stop->settled = pm_dns_records_is_settled (records);
  for (guint i = 0; i < records->records->len; i++)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, i);
      PmDmarcRecord read;

      if (!pm_dmarc_record_read (record->text, record->length, &read))
        continue;
      if (stop->n++ > 0)
        continue;
      stop->record = read;
      stop->text = pm_spf_show (record->text, record->length);
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GTask) task = question->task;
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmDnsRecords) records = pm_dns_records_lookup_finish (result, &error);

  if (records != NULL)
    take_records (question->stop, records);
  else if (walk->error == NULL)
    walk->error = g_steal_pointer (&error);
  if (--walk->n_waiting > 0)
    return;
  if (walk->error != NULL)
    g_task_return_error (task, g_steal_pointer (&walk->error));
  else
    g_task_return_pointer (task, judge (walk), (GDestroyNotify) pm_dmarc_verdict_free);
}

void
pm_dmarc_walk_async (PmResolver *resolver,
                     const char *domain,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  g_auto (GStrv) targets = pm_dmarc_list_targets (domain);
  Walk *walk = g_new0 (Walk, 1);

  g_task_set_source_tag (task, pm_dmarc_walk_async);
  g_task_set_task_data (task, walk, walk_free);
  walk->n = MIN (g_strv_length (targets), MAX_TARGETS);
  walk->n_waiting = walk->n;
  for (guint i = 0; i < walk->n; i++)
    {
      g_autofree char *name = g_strconcat ("_dmarc.", targets[i], NULL);
      Question *question = g_new (Question, 1);

      walk->stops[i].domain = g_strdup (targets[i]);
      question->task = g_object_ref (task);
      question->stop = &walk->stops[i];
      pm_dns_records_lookup_async (resolver, name, ns_t_txt, cancellable, answered_cb, question);
    }
}

PmDmarcVerdict *
pm_dmarc_walk_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

PmDmarcPolicy
pm_dmarc_verdict_get_policy (const PmDmarcVerdict *self, gboolean exists)
{
  PmDmarcPolicy policy = self->is_own ? self->record.policy
                         : exists     ? self->record.subdomains
                                      : self->record.nonexistent;

  return self->record.is_test && policy > PM_DMARC_NONE ? policy - 1 : policy;
}

void
pm_dmarc_verdict_free (PmDmarcVerdict *self)
{
  g_free (self->policy_domain);
  g_free (self->text);
  g_free (self->organizational);
  g_free (self);
}
