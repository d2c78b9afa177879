/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spf.h"

#include <string.h>

#include "pm-dns-records.h"
#include "pm-source.h"
#include "pm-spf-macro.h"
#include "pm-spf-match.h"

/* RFC 7208 section 4.6.4. */
#define MAX_TERMS 10
#define MAX_VOIDS 2
#define MAX_HOSTS 10

static const char *const fault_ids[] = {
  [PM_SPF_FAULT_NONE] = "none",
  [PM_SPF_FAULT_NOT_ANSWERED] = "not-answered",
  [PM_SPF_FAULT_TOO_LONG] = "too-long",
  [PM_SPF_FAULT_SYNTAX] = "syntax",
  [PM_SPF_FAULT_SEVERAL_RECORDS] = "several-records",
  [PM_SPF_FAULT_NO_RECORD] = "no-record",
  [PM_SPF_FAULT_LOOP] = "loop",
  [PM_SPF_FAULT_TOO_MANY_TERMS] = "too-many-terms",
  [PM_SPF_FAULT_TOO_MANY_VOIDS] = "too-many-voids",
  [PM_SPF_FAULT_TOO_MANY_HOSTS] = "too-many-hosts",
};

/* One record under evaluation; it stands on the one that includes it or redirects to it. */
typedef struct
{
  char *domain;
  PmSpfRecord *record;  /* NULL: not looked up yet */
  const PmSpfTerm *via; /* the "include" of the frame below; NULL: the first one, or a redirect */
  const char *text;     /* of what leads here; NULL: the first one */
  guint next;           /* term */
  gboolean redirected;

  PmSpfResult result; /* NONE: nothing matched yet */
  char *term;         /* which decided, and where it stands */
  char *term_domain;
} Frame;

typedef struct Walk Walk;

struct Walk
{
  GInetAddress *address;
  ns_type type; /* of addresses in the family of @address */
  char *sender;
  char *helo;
  gboolean whole;

  GPtrArray *frames; /* of Frame */
  GPtrArray *names;  /* validated names of @address (RFC 7208 section 5.5); NULL: not looked up */
  GPtrArray *hosts;  /* of char *: whose addresses are asked for one by one */
  guint next_host;
  guint n_voids;
  PmSpfVerdict *verdict;

  /* One question is under way at a time. */
  void (*take) (GTask *task, PmDnsRecords *records);
  gboolean counts_void;
  GCancellable *inner;
  GSource *limit;
  GSource *cancelled;
  gboolean ended;
};

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_clear_pointer (&frame->record, pm_spf_record_free);
  g_free (frame->domain);
  g_free (frame->term);
  g_free (frame->term_domain);
  g_free (frame);
}

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  pm_source_clear (&walk->limit);
  pm_source_clear (&walk->cancelled);
  g_ptr_array_unref (walk->frames);
  g_clear_pointer (&walk->names, g_ptr_array_unref);
  g_clear_pointer (&walk->hosts, g_ptr_array_unref);
  g_clear_pointer (&walk->verdict, pm_spf_verdict_free);
  g_object_unref (walk->address);
  g_object_unref (walk->inner);
  g_free (walk->sender);
  g_free (walk->helo);
  g_free (walk);
}

static Frame *
get_top (Walk *walk)
{
  return g_ptr_array_index (walk->frames, walk->frames->len - 1);
}

static void
push (Walk *walk, const char *domain, const PmSpfTerm *via, const char *text)
{
  Frame *frame = g_new0 (Frame, 1);

  frame->domain = g_strdup (domain);
  frame->via = via;
  frame->text = text;
  g_ptr_array_add (walk->frames, frame);
}

static void
decide (Frame *frame, PmSpfResult result, const char *term, const char *domain)
{
  if (frame->result != PM_SPF_NONE)
    return;
  frame->result = result;
  frame->term = g_strdup (term);
  frame->term_domain = g_strdup (domain);
}

static void
end (GTask *task, GError *error)
{
  Walk *walk = g_task_get_task_data (task);

  walk->ended = TRUE;
  pm_source_clear (&walk->limit);
  pm_source_clear (&walk->cancelled);
  g_cancellable_cancel (walk->inner);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&walk->verdict),
                           (GDestroyNotify) pm_spf_verdict_free);
}

/* What check_host() comes to with an error in the last frame: where a term before it had decided, it never
 * comes so far. */
static PmSpfResult
unwind (const Walk *walk, PmSpfResult error)
{
  PmSpfResult result = error;

  for (guint i = walk->frames->len; i > 0; i--)
    {
      const Frame *frame = g_ptr_array_index (walk->frames, i - 1);
      const Frame *above = i < walk->frames->len ? g_ptr_array_index (walk->frames, i) : NULL;

      if (frame->result != PM_SPF_NONE)
        result = frame->result;
      else if (above != NULL && above->via != NULL)
        result = result == PM_SPF_PASS ? above->via->result : error;
    }
  return result;
}

static void
fail (GTask *task, PmSpfFault fault, const char *term, const char *domain)
{
  Walk *walk = g_task_get_task_data (task);
  gboolean passes = fault == PM_SPF_FAULT_NOT_ANSWERED || fault == PM_SPF_FAULT_TOO_LONG;

  walk->verdict->fault = fault;
  walk->verdict->term = g_strdup (term);
  walk->verdict->domain = g_strdup (domain);
  walk->verdict->result = unwind (walk, passes ? PM_SPF_TEMPERROR : PM_SPF_PERMERROR);
  end (task, NULL);
}

/* A fault of the term under evaluation. */
static void
fail_here (GTask *task, PmSpfFault fault)
{
  const Frame *frame = get_top (g_task_get_task_data (task));
  const PmSpfTerm *term = frame->record != NULL && frame->next < frame->record->terms->len
                              ? g_ptr_array_index (frame->record->terms, frame->next)
                              : NULL;
  const char *text = term != NULL            ? term->text
                     : frame->record != NULL ? frame->record->redirect_text
                                             : NULL;

  fail (task, fault, text, frame->domain);
}

static void walk_on (GTask *task);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (PmDnsRecords) records = pm_dns_records_lookup_finish (result, NULL);
  Walk *walk = g_task_get_task_data (task);
  void (*take) (GTask *, PmDnsRecords *) = walk->take;

  if (walk->ended || records == NULL)
    return;
  walk->take = NULL;
  if (walk->counts_void && pm_dns_records_is_settled (records) && records->status != PM_DNS_FOUND
      && ++walk->n_voids > MAX_VOIDS)
    fail_here (task, PM_SPF_FAULT_TOO_MANY_VOIDS);
  else
    take (task, records);
  walk_on (task);
}

static void
ask (GTask *task,
     const char *name,
     ns_type type,
     gboolean counts_void,
     void (*take) (GTask *task, PmDnsRecords *records))
{
  Walk *walk = g_task_get_task_data (task);

  walk->take = take;
  walk->counts_void = counts_void;
  pm_dns_records_lookup_async (g_task_get_source_object (task), name, type, walk->inner,
                               answered_cb, g_object_ref (task));
}

static gboolean
holds_address (Walk *walk, const PmDnsRecords *records, const PmSpfTerm *term)
{
  gboolean is_ipv4 = walk->type == ns_t_a;

  for (guint i = 0; i < records->records->len; i++)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, i);

      if (pm_spf_is_in_network (walk->address, record->address,
                                term == NULL ? (is_ipv4 ? 32 : 128)
                                : is_ipv4    ? term->prefix_ipv4
                                             : term->prefix_ipv6))
        return TRUE;
    }
  return FALSE;
}

/* The name for %{p}: the domain itself, else one below it, else any (RFC 7208 section 7.3). */
static const char *
choose_name (const Walk *walk, const char *domain)
{
  const char *chosen = NULL;

  for (guint i = 0; walk->names != NULL && i < walk->names->len; i++)
    {
      const char *name = g_ptr_array_index (walk->names, i);

      if (g_ascii_strcasecmp (name, domain) == 0)
        return name;
      if (chosen == NULL || (pm_spf_is_below (name, domain) && !pm_spf_is_below (chosen, domain)))
        chosen = name;
    }
  return chosen;
}

/* The domain that a term speaks of. */
static char *
get_target (Walk *walk, const char *domain_spec)
{
  const Frame *frame = get_top (walk);
  const PmSpfMacros macros = {
    .address = walk->address,
    .sender = walk->sender,
    .domain = frame->domain,
    .helo = walk->helo,
    .name = choose_name (walk, frame->domain),
  };

  return domain_spec != NULL ? pm_spf_expand (domain_spec, &macros) : g_strdup (frame->domain);
}

static const PmSpfTerm *
get_term (Walk *walk)
{
  const Frame *frame = get_top (walk);

  return g_ptr_array_index (frame->record->terms, frame->next);
}

/* The term is done with. */
static void
conclude_term (Walk *walk, gboolean matches)
{
  Frame *frame = get_top (walk);
  const PmSpfTerm *term = get_term (walk);

  if (matches)
    decide (frame, term->result, term->text, frame->domain);
  /* What stands behind "all" is never tested (section 5.1). */
  frame->next = term->mechanism == PM_SPF_ALL ? frame->record->terms->len : frame->next + 1;
}

static void
take_addresses (GTask *task, PmDnsRecords *records)
{
  Walk *walk = g_task_get_task_data (task);

  if (!pm_dns_records_is_settled (records))
    fail_here (task, PM_SPF_FAULT_NOT_ANSWERED);
  else
    conclude_term (walk, holds_address (walk, records, get_term (walk)));
}

static void
take_existence (GTask *task, PmDnsRecords *records)
{
  if (!pm_dns_records_is_settled (records))
    fail_here (task, PM_SPF_FAULT_NOT_ANSWERED);
  else
    conclude_term (g_task_get_task_data (task), records->status == PM_DNS_FOUND);
}

static void
set_hosts (Walk *walk, const PmDnsRecords *records, guint most)
{
  g_clear_pointer (&walk->hosts, g_ptr_array_unref);
  walk->hosts = g_ptr_array_new_with_free_func (g_free);
  walk->next_host = 0;
  for (guint i = 0; i < MIN (records->records->len, most); i++)
    g_ptr_array_add (
        walk->hosts,
        g_strdup (((const PmDnsRecord *) g_ptr_array_index (records->records, i))->name));
}

static void
take_mx_host (GTask *task, PmDnsRecords *records)
{
  Walk *walk = g_task_get_task_data (task);
  gboolean matches = holds_address (walk, records, get_term (walk));

  if (!pm_dns_records_is_settled (records))
    fail_here (task, PM_SPF_FAULT_NOT_ANSWERED);
  else if (matches || walk->next_host == walk->hosts->len)
    conclude_term (walk, matches);
  else
    ask (task, g_ptr_array_index (walk->hosts, walk->next_host++), walk->type, TRUE, take_mx_host);
}

static void
take_mx (GTask *task, PmDnsRecords *records)
{
  Walk *walk = g_task_get_task_data (task);

  set_hosts (walk, records, MAX_HOSTS);
  if (!pm_dns_records_is_settled (records))
    fail_here (task, PM_SPF_FAULT_NOT_ANSWERED);
  else if (records->records->len > MAX_HOSTS)
    fail_here (task, PM_SPF_FAULT_TOO_MANY_HOSTS);
  else if (walk->hosts->len == 0)
    conclude_term (walk, FALSE);
  else
    ask (task, g_ptr_array_index (walk->hosts, walk->next_host++), walk->type, TRUE, take_mx_host);
}

/* A name counts where it leads back to the address (section 5.5). What fails on the way is no name, not
 * a fault: whose address it is has no part in the record. */
static void
take_name_host (GTask *task, PmDnsRecords *records)
{
  Walk *walk = g_task_get_task_data (task);

  if (holds_address (walk, records, NULL))
    g_ptr_array_add (walk->names, g_strdup (g_ptr_array_index (walk->hosts, walk->next_host - 1)));
  if (walk->next_host < walk->hosts->len)
    ask (task, g_ptr_array_index (walk->hosts, walk->next_host++), walk->type, FALSE,
         take_name_host);
}

static void
take_names (GTask *task, PmDnsRecords *records)
{
  Walk *walk = g_task_get_task_data (task);

  walk->names = g_ptr_array_new_with_free_func (g_free);
  set_hosts (walk, records, MAX_HOSTS);
  if (walk->hosts->len > 0)
    ask (task, g_ptr_array_index (walk->hosts, walk->next_host++), walk->type, FALSE,
         take_name_host);
}

/* The names of the address are looked up once, before the first term that has need of them. */
static gboolean
ask_for_names (GTask *task, const char *domain_spec, gboolean is_ptr)
{
  Walk *walk = g_task_get_task_data (task);
  g_autofree char *name = NULL;

  if (walk->names != NULL || (!is_ptr && (domain_spec == NULL || !pm_spf_needs_name (domain_spec))))
    return FALSE;
  name = pm_dns_reverse_name (walk->address, NULL);
  ask (task, name, ns_t_ptr, FALSE, take_names);
  return TRUE;
}

static gboolean
has_name_below (const Walk *walk, const char *domain)
{
  for (guint i = 0; i < walk->names->len; i++)
    if (pm_spf_is_below (g_ptr_array_index (walk->names, i), domain))
      return TRUE;
  return FALSE;
}

/* Into another record, by "include" or "redirect". */
static void
enter (GTask *task, const char *domain, const PmSpfTerm *via, const char *text)
{
  Walk *walk = g_task_get_task_data (task);

  g_ptr_array_add (walk->verdict->names, g_strdup (domain));
  for (guint i = 0; i < walk->frames->len; i++)
    {
      const Frame *frame = g_ptr_array_index (walk->frames, i);

      /* What did not match there the first time does not match the second time, and so on for ever. */
      if (g_ascii_strcasecmp (frame->domain, domain) == 0)
        {
          fail_here (task, PM_SPF_FAULT_LOOP);
          return;
        }
    }
  push (walk, domain, via, text);
}

/* FALSE: there were too many. */
static gboolean
count_term (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  if (++walk->verdict->n_terms <= MAX_TERMS)
    return TRUE;
  fail_here (task, PM_SPF_FAULT_TOO_MANY_TERMS);
  return FALSE;
}

static void
look_up (GTask *task, const PmSpfTerm *term)
{
  Walk *walk = g_task_get_task_data (task);
  g_autofree char *target = NULL;

  if (ask_for_names (task, term->domain, term->mechanism == PM_SPF_PTR) || !count_term (task))
    return;
  target = get_target (walk, term->domain);
  if (term->mechanism == PM_SPF_INCLUDE)
    enter (task, target, term, term->text);
  else if (term->mechanism == PM_SPF_PTR)
    conclude_term (walk, has_name_below (walk, target));
  else if (term->mechanism == PM_SPF_MX)
    ask (task, target, ns_t_mx, TRUE, take_mx);
  else if (term->mechanism == PM_SPF_EXISTS)
    ask (task, target, ns_t_a, TRUE, take_existence);
  else
    ask (task, target, walk->type, TRUE, take_addresses);
}

static void
do_term (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  const PmSpfTerm *term = get_term (walk);

  if (term->mechanism == PM_SPF_ALL)
    conclude_term (walk, TRUE);
  else if (term->mechanism == PM_SPF_IP4)
    conclude_term (walk, pm_spf_is_in_network (walk->address, term->network, term->prefix_ipv4));
  else if (term->mechanism == PM_SPF_IP6)
    conclude_term (walk, pm_spf_is_in_network (walk->address, term->network, term->prefix_ipv6));
  else
    look_up (task, term);
}

static void
do_redirect (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  Frame *frame = get_top (walk);
  g_autofree char *target = NULL;

  if (ask_for_names (task, frame->record->redirect, FALSE) || !count_term (task))
    return;
  frame->redirected = TRUE;
  target = get_target (walk, frame->record->redirect);
  enter (task, target, NULL, frame->record->redirect_text);
}

static void
read_record (GTask *task, const PmDnsRecord *found)
{
  Frame *frame = get_top (g_task_get_task_data (task));
  g_autofree char *bad_term = NULL;

  frame->record = pm_spf_record_new (found->text, found->length, &bad_term);
  if (frame->record == NULL)
    fail (task, PM_SPF_FAULT_SYNTAX, bad_term, frame->domain);
}

static void
take_record (GTask *task, PmDnsRecords *records)
{
  Walk *walk = g_task_get_task_data (task);
  const Frame *frame = get_top (walk);
  const Frame *below = walk->frames->len > 1
                           ? g_ptr_array_index (walk->frames, walk->frames->len - 2)
                           : NULL;
  guint n;
  const PmDnsRecord *found = pm_spf_find_record (records, &n);

  if (below == NULL)
    {
      walk->verdict->status = records->status;
      walk->verdict->n_records = n;
      walk->verdict->record = found != NULL ? pm_spf_show (found->text, found->length) : NULL;
    }
  if (!pm_dns_records_is_settled (records))
    fail (task, PM_SPF_FAULT_NOT_ANSWERED, frame->text, frame->domain);
  else if (n > 1)
    fail (task, PM_SPF_FAULT_SEVERAL_RECORDS, frame->text, frame->domain);
  else if (n == 1)
    read_record (task, found);
  else if (below != NULL)
    fail (task, PM_SPF_FAULT_NO_RECORD, frame->text, below->domain);
  else
    end (task, NULL);
}

static void
leave (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  Frame *frame = g_ptr_array_steal_index (walk->frames, walk->frames->len - 1);
  PmSpfResult result = frame->result != PM_SPF_NONE ? frame->result : PM_SPF_NEUTRAL;
  Frame *below = walk->frames->len > 0 ? get_top (walk) : NULL;

  if (below == NULL)
    {
      walk->verdict->result = result;
      walk->verdict->term = g_steal_pointer (&frame->term);
      walk->verdict->domain = g_steal_pointer (&frame->term_domain);
      end (task, NULL);
    }
  else if (frame->via != NULL)
    conclude_term (walk, result == PM_SPF_PASS);
  else
    decide (below, result, frame->term, frame->term_domain);
  frame_free (frame);
}

static void
do_next (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);
  Frame *frame = get_top (walk);
  gboolean goes_on = frame->result == PM_SPF_NONE || walk->whole;

  if (frame->record == NULL)
    ask (task, frame->domain, ns_t_txt, FALSE, take_record);
  else if (goes_on && frame->next < frame->record->terms->len)
    do_term (task);
  else if (goes_on && frame->record->redirect != NULL && !frame->redirected)
    do_redirect (task);
  else
    leave (task);
}

/* Until the next question is under way, or the end. */
static void
walk_on (GTask *task)
{
  const Walk *walk = g_task_get_task_data (task);

  while (!walk->ended && walk->take == NULL)
    do_next (task);
}

static gboolean
limit_cb (gpointer user_data)
{
  fail_here (user_data, PM_SPF_FAULT_TOO_LONG);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer user_data)
{
  end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

const char *
pm_spf_fault_get_id (PmSpfFault fault)
{
  return (gsize) fault < G_N_ELEMENTS (fault_ids) ? fault_ids[fault] : "none";
}

void
pm_spf_verdict_free (PmSpfVerdict *self)
{
  g_free (self->term);
  g_free (self->domain);
  g_free (self->record);
  g_ptr_array_unref (self->names);
  g_free (self);
}

void
pm_spf_check_async (PmResolver *resolver,
                    const PmSpfQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GMainContext *context = g_task_get_context (task);
  Walk *walk = g_new0 (Walk, 1);

  g_task_set_source_tag (task, pm_spf_check_async);
  g_task_set_task_data (task, walk, walk_free);
  walk->address = pm_spf_normalize_address (question->address);
  walk->type = g_inet_address_get_family (walk->address) == G_SOCKET_FAMILY_IPV4 ? ns_t_a
                                                                                 : ns_t_aaaa;
  walk->sender = g_strdup (question->sender);
  walk->helo = g_strdup (question->helo);
  walk->whole = question->whole;
  walk->frames = g_ptr_array_new_with_free_func (frame_free);
  walk->inner = g_cancellable_new ();
  walk->verdict = g_new0 (PmSpfVerdict, 1);
  walk->verdict->names = g_ptr_array_new_with_free_func (g_free);
  walk->verdict->status = PM_DNS_NOT_KNOWN;
  if (g_task_return_error_if_cancelled (task))
    return;
  /* A name of one label is nobody's mail domain (section 4.3). */
  if (strchr (question->domain, '.') == NULL)
    {
      end (task, NULL);
      return;
    }
  walk->limit = pm_source_new_delay (context, question->limit_ms, limit_cb, task);
  walk->cancelled = pm_source_new_cancelled (context, cancellable, cancelled_cb, task);
  push (walk, question->domain, NULL, NULL);
  walk_on (task);
}

PmSpfVerdict *
pm_spf_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
