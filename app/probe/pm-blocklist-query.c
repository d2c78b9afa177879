/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-blocklist-query.h"

#include <string.h>

#include "pm-dns-records.h"
#include "pm-source.h"
#include "pm-transcript.h"

/* What a list says of an entry is a line with the address of a page. */
#define LONGEST_WORDS 300
#define MOST_ANSWERS  16
/* RFC 1035 section 2.3.4, as text. */
#define LONGEST_NAME 253

/* The questions, in the order in which they matter. */
typedef enum
{
  QUESTION_LISTED, /* what is always listed */
  QUESTION_CLEAN,  /* what never is */
  QUESTION_SUBJECT,
  QUESTION_WORDS,
} Question;

#define N_QUESTIONS (QUESTION_WORDS + 1)

typedef struct
{
  PmBlocklistEntry *entry;
  PmDnsRecords *answers[N_QUESTIONS]; /* NULL: not there yet */
  GCancellable *inner;
  GSource *limit;
  GSource *cancelled;
  gboolean ended;
} Query;

/* What one answer comes to. */
typedef struct
{
  gboolean is_listed;
  const char *reason; /* why it tells nothing, or NULL */
} Reading;

static const char *const state_ids[] = {
  [PM_BLOCKLIST_STATE_NOT_ANSWERING] = "not-answering",
  [PM_BLOCKLIST_STATE_UNRELIABLE] = "unreliable",
  [PM_BLOCKLIST_STATE_NOT_LISTED] = "not-listed",
  [PM_BLOCKLIST_STATE_ENTERED] = "listed",
};

static void ask (GTask *task, Question question);

static PmBlocklistEntry *
entry_new (const PmBlocklist *list, PmBlocklistKind kind, const char *subject)
{
  PmBlocklistEntry *entry = g_new0 (PmBlocklistEntry, 1);

  entry->list = list;
  entry->kind = kind;
  entry->subject = g_strdup (subject);
  entry->answers = g_ptr_array_new_with_free_func (g_free);
  entry->meanings = g_ptr_array_new ();
  return entry;
}

static void
query_clear_sources (Query *query)
{
  pm_source_clear (&query->limit);
  pm_source_clear (&query->cancelled);
}

static void
query_free (gpointer data)
{
  Query *query = data;

  query_clear_sources (query);
  for (gsize i = 0; i < N_QUESTIONS; i++)
    g_clear_pointer (&query->answers[i], pm_dns_records_free);
  g_clear_pointer (&query->entry, pm_blocklist_entry_free);
  g_object_unref (query->inner);
  g_free (query);
}

/* The questions under way end by @inner and hold a reference on the task each. */
static void
end (GTask *task, GError *error)
{
  Query *query = g_task_get_task_data (task);

  query->ended = TRUE;
  query_clear_sources (query);
  g_cancellable_cancel (query->inner);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&query->entry),
                           (GDestroyNotify) pm_blocklist_entry_free);
}

static void
end_with (GTask *task, PmBlocklistState state, const char *reason)
{
  Query *query = g_task_get_task_data (task);

  query->entry->state = state;
  query->entry->reason = reason;
  end (task, NULL);
}

/* One refusal or foreign address spoils the whole answer: it is not only about the entry then. */
static Reading
read_addresses (const PmBlocklistEntry *entry, const PmDnsRecords *records, GPtrArray *meanings)
{
  Reading reading = { FALSE, NULL };

  for (guint i = 0; i < records->records->len && reading.reason == NULL; i++)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, i);

      switch (pm_blocklist_read_answer (entry->list, record->address, meanings, &reading.reason))
        {
        case PM_BLOCKLIST_LISTED:
          reading.is_listed = TRUE;
          break;
        case PM_BLOCKLIST_FOREIGN:
          reading.reason = "foreign-answer";
          break;
        case PM_BLOCKLIST_REFUSED:
        default:
          break;
        }
    }
  return reading;
}

static Reading
read_answer (const Query *query, Question question, GPtrArray *meanings)
{
  const PmDnsRecords *records = query->answers[question];
  Reading reading = { FALSE, NULL };

  if (records->status == PM_DNS_FOUND)
    return read_addresses (query->entry, records, meanings);
  if (!pm_dns_records_is_settled (records))
    reading.reason = pm_dns_status_get_id (records->status);
  return reading;
}

static PmBlocklistState
state_for (const char *reason)
{
  return g_str_equal (reason, "foreign-answer") ? PM_BLOCKLIST_STATE_UNRELIABLE
                                                : PM_BLOCKLIST_STATE_NOT_ANSWERING;
}

static void
look_at_tests (GTask *task)
{
  Query *query = g_task_get_task_data (task);
  g_autoptr (GPtrArray) meanings = g_ptr_array_new ();
  Reading listed, clean;

  if (query->answers[QUESTION_LISTED] == NULL || query->answers[QUESTION_CLEAN] == NULL)
    return;
  listed = read_answer (query, QUESTION_LISTED, meanings);
  clean = read_answer (query, QUESTION_CLEAN, meanings);
  if (listed.reason != NULL)
    end_with (task, state_for (listed.reason), listed.reason);
  else if (clean.reason != NULL)
    end_with (task, state_for (clean.reason), clean.reason);
  else if (clean.is_listed)
    end_with (task, PM_BLOCKLIST_STATE_UNRELIABLE, "lists-all");
  /* So it looks where a list, or a resolver on the way, hides the answers from who may not ask. */
  else if (!listed.is_listed)
    end_with (task, PM_BLOCKLIST_STATE_NOT_ANSWERING, "no-test-entry");
  else
    ask (task, QUESTION_SUBJECT);
}

static void
keep_answers (PmBlocklistEntry *entry, const PmDnsRecords *records)
{
  for (guint i = 0; i < records->records->len && i < MOST_ANSWERS; i++)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, i);

      g_ptr_array_add (entry->answers, g_inet_address_to_string (record->address));
    }
}

static void
look_at_subject (GTask *task)
{
  Query *query = g_task_get_task_data (task);
  PmBlocklistEntry *entry = query->entry;
  Reading reading = read_answer (query, QUESTION_SUBJECT, entry->meanings);

  keep_answers (entry, query->answers[QUESTION_SUBJECT]);
  if (reading.reason != NULL)
    {
      g_ptr_array_set_size (entry->meanings, 0);
      end_with (task, state_for (reading.reason), reading.reason);
      return;
    }
  if (!reading.is_listed)
    {
      end_with (task, PM_BLOCKLIST_STATE_NOT_LISTED, NULL);
      return;
    }
  entry->state = PM_BLOCKLIST_STATE_ENTERED;
  ask (task, QUESTION_WORDS);
}

/* Lists of bits answer with one record for each entry; the first will do. */
static void
look_at_words (GTask *task)
{
  Query *query = g_task_get_task_data (task);
  const PmDnsRecords *records = query->answers[QUESTION_WORDS];

  if (records->records->len > 0)
    {
      const PmDnsRecord *record = g_ptr_array_index (records->records, 0);

      query->entry->words = pm_transcript_escape (record->text,
                                                  MIN (record->length, LONGEST_WORDS));
    }
  end (task, NULL);
}

static void
take (GTask *owned, Question question, GAsyncResult *result)
{
  static void (*const look[]) (GTask * task) = {
    [QUESTION_LISTED] = look_at_tests,
    [QUESTION_CLEAN] = look_at_tests,
    [QUESTION_SUBJECT] = look_at_subject,
    [QUESTION_WORDS] = look_at_words,
  };
  g_autoptr (GTask) task = owned;
  Query *query = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  PmDnsRecords *records = pm_dns_records_lookup_finish (result, &error);

  query->answers[question] = records;
  if (query->ended)
    return;
  if (records == NULL)
    end (task, g_steal_pointer (&error));
  else
    look[question](task);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take (user_data, QUESTION_LISTED, result);
}

static void
clean_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take (user_data, QUESTION_CLEAN, result);
}

static void
subject_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take (user_data, QUESTION_SUBJECT, result);
}

static void
words_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take (user_data, QUESTION_WORDS, result);
}

static char *
name_of_subject (const PmBlocklistEntry *entry)
{
  const char *zone = pm_blocklist_get_zone (entry->list);
  g_autoptr (GInetAddress) address = NULL;

  if (entry->kind == PM_BLOCKLIST_DOMAIN)
    return g_strconcat (entry->subject, ".", zone, NULL);
  address = g_inet_address_new_from_string (entry->subject);
  return pm_dns_reverse_name (address, zone);
}

static char *
name_of (const PmBlocklistEntry *entry, Question question)
{
  const char *zone = pm_blocklist_get_zone (entry->list);

  if (question == QUESTION_LISTED)
    return g_strconcat (pm_blocklist_get_listed_entry (entry->list, entry->kind), ".", zone, NULL);
  if (question == QUESTION_CLEAN)
    return g_strconcat (pm_blocklist_get_clean_entry (entry->list, entry->kind), ".", zone, NULL);
  return name_of_subject (entry);
}

static void
ask (GTask *task, Question question)
{
  static const GAsyncReadyCallback callbacks[] = {
    [QUESTION_LISTED] = listed_cb,
    [QUESTION_CLEAN] = clean_cb,
    [QUESTION_SUBJECT] = subject_cb,
    [QUESTION_WORDS] = words_cb,
  };
  Query *query = g_task_get_task_data (task);
  g_autofree char *name = name_of (query->entry, question);

  if (strlen (name) > LONGEST_NAME)
    {
      end_with (task, PM_BLOCKLIST_STATE_NOT_ANSWERING, "too-long");
      return;
    }
  pm_dns_records_lookup_async (g_task_get_source_object (task), name,
                               question == QUESTION_WORDS ? ns_t_txt : ns_t_a, query->inner,
                               callbacks[question], g_object_ref (task));
}

/* What is known of the entry itself stands, without its words. */
static gboolean
limit_cb (gpointer user_data)
{
  Query *query = g_task_get_task_data (user_data);

  if (query->entry->state == PM_BLOCKLIST_STATE_ENTERED)
    end (user_data, NULL);
  else
    end_with (user_data, PM_BLOCKLIST_STATE_NOT_ANSWERING, pm_dns_status_get_id (PM_DNS_TIMEOUT));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer user_data)
{
  end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

const char *
pm_blocklist_state_get_id (PmBlocklistState state)
{
  return state_ids[state];
}

void
pm_blocklist_entry_free (PmBlocklistEntry *self)
{
  g_free (self->subject);
  g_free (self->words);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->meanings);
  g_free (self);
}

void
pm_blocklist_query_async (PmResolver *resolver,
                          const PmBlocklist *list,
                          PmBlocklistKind kind,
                          const char *subject,
                          guint limit_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  Query *query;

  g_return_if_fail (PM_IS_RESOLVER (resolver));
  g_return_if_fail (list != NULL && subject != NULL);

  g_task_set_source_tag (task, pm_blocklist_query_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  query = g_new0 (Query, 1);
  query->entry = entry_new (list, kind, subject);
  query->inner = g_cancellable_new ();
  g_task_set_task_data (task, query, query_free);
  query->limit = pm_source_new_delay (g_task_get_context (task), limit_ms, limit_cb, task);
  query->cancelled = pm_source_new_cancelled (g_task_get_context (task), cancellable, cancelled_cb,
                                              task);
  ask (task, QUESTION_LISTED);
  ask (task, QUESTION_CLEAN);
}

PmBlocklistEntry *
pm_blocklist_query_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
