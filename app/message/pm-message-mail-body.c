/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-body.h"

#include "pm-message-mail-address.h"
#include "pm-message-mail-recipient.h"
#include "pm-message-text.h"

#include <string.h>

/* Words of which there is one for each recipient, or none: what stands before the first of them and the
 * transcript that Sendmail puts behind the last belong to all. */
typedef struct
{
  GString *preamble;
  GString *transcript;
  gboolean in_transcript;
  GPtrArray *segments; /* of PmMailSegment */
} PmMailBody;

typedef struct
{
  char *recipient;
  guint indent;
  GString *text;
  gboolean says_something;
} PmMailSegment;

static void
pm_mail_segment_free (gpointer data)
{
  PmMailSegment *self = data;

  g_free (self->recipient);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
pm_mail_body_clear (PmMailBody *self)
{
  g_string_free (self->preamble, TRUE);
  g_string_free (self->transcript, TRUE);
  g_ptr_array_unref (self->segments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmMailBody, pm_mail_body_clear)

static PmMailSegment *
pm_mail_body_last (PmMailBody *self)
{
  guint n = self->segments->len;

  return n > 0 ? g_ptr_array_index (self->segments, n - 1) : NULL;
}

/* A server's words may begin a line with an address too: "said: 550 5.1.1\n    <a@b>: User unknown".
 * Such a line is indented more than the one that names the recipient, or it names the same. */
static gboolean
pm_mail_body_begins_segment (PmMailBody *self, const PmMailRecipient *found, gboolean after_blank)
{
  PmMailSegment *last = pm_mail_body_last (self);

  if (last == NULL)
    return TRUE;
  if (g_ascii_strcasecmp (last->recipient, found->address) == 0)
    return FALSE;
  return after_blank || found->labelled || found->indent <= last->indent;
}

static void
pm_mail_body_begin_segment (PmMailBody *self, PmMailRecipient *found)
{
  PmMailSegment *segment = g_new0 (PmMailSegment, 1);

  segment->recipient = g_steal_pointer (&found->address);
  segment->indent = found->indent;
  segment->text = g_string_new (found->before);
  if (segment->text->len > 0 && *found->behind != '\0')
    g_string_append_c (segment->text, ' ');
  g_string_append (segment->text, found->behind);
  g_string_append_c (segment->text, '\n');
  segment->says_something = found->labelled_by_words || *found->behind != '\0';
  g_ptr_array_add (self->segments, segment);
}

static void
pm_mail_body_add_line (PmMailBody *self, const char *line, gboolean after_blank)
{
  PmMailSegment *last = pm_mail_body_last (self);
  g_auto (PmMailRecipient) found = { 0 };
  GString *text;

  if (pm_message_mail_find_word (line, "transcript of session follows") != NULL)
    {
      self->in_transcript = TRUE;
      return;
    }
  if (self->in_transcript)
    text = self->transcript;
  else if (self->segments->len < PM_MAIL_BODY_MAX_FAILURES && pm_mail_recipient_read (&found, line)
           && pm_mail_body_begins_segment (self, &found, after_blank))
    {
      pm_mail_body_begin_segment (self, &found);
      return;
    }
  else
    text = last != NULL ? last->text : self->preamble;
  g_string_append (text, line);
  g_string_append_c (text, '\n');
  if (last != NULL && text == last->text && line[strspn (line, " \t")] != '\0')
    last->says_something = TRUE;
}

static void
pm_mail_body_init (PmMailBody *self, const char *words)
{
  gboolean after_blank = TRUE;

  self->preamble = g_string_new (NULL);
  self->transcript = g_string_new (NULL);
  self->segments = g_ptr_array_new_with_free_func (pm_mail_segment_free);
  while (*words != '\0')
    {
      gsize n = strcspn (words, "\n");
      g_autofree char *line = g_strndup (words, n);

      pm_mail_body_add_line (self, line, after_blank);
      after_blank = line[strspn (line, " \t>")] == '\0';
      words += words[n] == '\n' ? n + 1 : n;
    }
}

static guint
weigh (PmFailure *failure)
{
  PmServerReply *reply = pm_failure_get_reply (failure);
  guint class = pm_server_reply_get_code (reply) / 100;

  if (class >= 4)
    return class;
  return pm_server_reply_get_enhanced (reply) != NULL ? 2 : 1;
}

gboolean
pm_mail_body_is_better (PmFailure *failure, PmFailure *than)
{
  return failure != NULL && (than == NULL || weigh (failure) > weigh (than));
}

static gboolean
has_code (PmFailure *failure)
{
  return failure != NULL && weigh (failure) > 1;
}

/* The first mail address of a reply that begins with it: "<a@b>... User unknown". NULL: none. */
static char *
read_recipient_of_reply (PmFailure *failure)
{
  const char *text = pm_server_reply_get_text (pm_failure_get_reply (failure));
  const char *start = text[0] == '<' ? text + 1 : text;
  gsize n = pm_message_mail_measure_address (start);

  return n > 0 ? g_strndup (start, n) : NULL;
}

static char *
dup_recipient (PmFailure *failure)
{
  const char *known = pm_failure_get_recipient (failure);

  return known != NULL ? g_strdup (known) : read_recipient_of_reply (failure);
}

/* The best of @failures that are about @recipient; NULL: that name nobody. (transfer none) */
static PmFailure *
choose_about (GPtrArray *failures, const char *recipient)
{
  PmFailure *best = NULL;

  for (guint i = 0; i < failures->len; i++)
    {
      PmFailure *failure = g_ptr_array_index (failures, i);
      g_autofree char *about = dup_recipient (failure);
      gboolean fits = about == NULL || recipient == NULL
                          ? about == recipient
                          : g_ascii_strcasecmp (about, recipient) == 0;

      if (fits && pm_mail_body_is_better (failure, best))
        best = failure;
    }
  return best;
}

/* The best about @recipient, else of those that name nobody. (transfer none) */
static PmFailure *
choose (GPtrArray *failures, const char *recipient)
{
  PmFailure *best = choose_about (failures, recipient);

  return best != NULL ? best : choose_about (failures, NULL);
}

/* The best of all, whomever it names: a server may name the sender. (transfer none) */
static PmFailure *
choose_any (GPtrArray *failures)
{
  PmFailure *best = NULL;

  for (guint i = 0; i < failures->len; i++)
    if (pm_mail_body_is_better (g_ptr_array_index (failures, i), best))
      best = g_ptr_array_index (failures, i);
  return best;
}

/* Courier's line of its own: "    mx.example.jp [192.0.2.1]:". */
static char *
find_host_line (const char *text)
{
  while (*text != '\0')
    {
      gsize n = strcspn (text, "\n");
      gsize blank = strspn (text, " \t");
      gsize name = strcspn (text + blank, " [\n");
      g_autofree char *host = g_strndup (text + blank, name);

      if (n > 2 && text[n - 1] == ':' && text[n - 2] == ']'
          && g_str_has_prefix (text + blank + name, " [") && pm_message_mail_is_host (host))
        return g_steal_pointer (&host);
      text += text[n] == '\n' ? n + 1 : n;
    }
  return NULL;
}

/* "... while talking to mx.example.jp.:", "Remote system: dns;mx.example.jp (TCP|...". NULL: none. */
static char *
find_host (const char *text)
{
  static const char *const marks[] = {
    "while talking to ",
    "remote system: dns;",
    "generating server: ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *at = pm_message_mail_find_word (text, marks[i]);
      g_autofree char *host = NULL;
      gsize n;

      if (at == NULL)
        continue;
      at += strlen (marks[i]);
      n = strcspn (at, " \t\n:;,()");
      while (n > 0 && at[n - 1] == '.')
        n--;
      host = g_strndup (at, n);
      if (pm_message_mail_is_host (host))
        return g_steal_pointer (&host);
    }
  return find_host_line (text);
}

static PmFailure *
with_recipient (PmFailure *failure, const char *recipient, const char *words)
{
  g_autofree char *host = pm_failure_get_host (failure) == NULL ? find_host (words) : NULL;

  return pm_failure_new (PM_STAGE_DELIVERY, pm_failure_get_reply (failure),
                         host != NULL ? host : pm_failure_get_host (failure), recipient,
                         pm_failure_get_action (failure));
}

/* One of the same recipient is there already: the better stays. */
static void
add_failure (GPtrArray *failures, PmFailure *failure)
{
  const char *recipient = pm_failure_get_recipient (failure);

  for (guint i = 0; i < failures->len; i++)
    {
      PmFailure *other = g_ptr_array_index (failures, i);

      if (recipient == NULL || pm_failure_get_recipient (other) == NULL
          || g_ascii_strcasecmp (pm_failure_get_recipient (other), recipient) != 0)
        continue;
      if (pm_mail_body_is_better (failure, other))
        {
          g_ptr_array_index (failures, i) = pm_failure_ref (failure);
          pm_failure_unref (other);
        }
      return;
    }
  if (failures->len < PM_MAIL_BODY_MAX_FAILURES)
    g_ptr_array_add (failures, pm_failure_ref (failure));
}

/* Replies that name no recipient are echoes where others do: "503 need RCPT command". */
static void
drop_echoes (GPtrArray *failures)
{
  gboolean named = FALSE;

  for (guint i = 0; i < failures->len; i++)
    named |= pm_failure_get_recipient (g_ptr_array_index (failures, i)) != NULL;
  for (guint i = failures->len; named && i-- > 0;)
    if (pm_failure_get_recipient (g_ptr_array_index (failures, i)) == NULL)
      g_ptr_array_remove_index (failures, i);
}

/* No line names a recipient: the replies themselves may. */
static GPtrArray *
find_in_whole (const char *words)
{
  g_autoptr (GPtrArray) replies = pm_message_text_find (words, PM_STAGE_DELIVERY);
  GPtrArray *failures = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);

  for (guint i = 0; i < replies->len; i++)
    {
      PmFailure *reply = g_ptr_array_index (replies, i);
      g_autofree char *recipient = dup_recipient (reply);
      g_autoptr (PmFailure) failure = with_recipient (reply, recipient, words);

      add_failure (failures, failure);
    }
  drop_echoes (failures);
  return failures;
}

/* The best that is said of one recipient: of its own words, of those of the transcript, of those before
 * all. (transfer full), NULL: nothing. */
static PmFailure *
pm_mail_body_explain (PmMailBody *self,
                      PmMailSegment *segment,
                      GPtrArray *preamble,
                      GPtrArray *transcript)
{
  g_autoptr (GPtrArray) own = NULL;
  const char *words = segment->text->str;
  PmFailure *best = NULL, *said;

  if (segment->says_something)
    {
      own = pm_message_text_find (words, PM_STAGE_DELIVERY);
      best = choose_any (own);
    }
  said = choose (transcript, segment->recipient);
  /* "(reason: 550 5.1.1 ...)" is the first line of what the transcript has whole. */
  if (has_code (said) && (best == NULL || weigh (said) >= weigh (best)))
    {
      best = said;
      words = self->transcript->str;
    }
  said = choose (preamble, segment->recipient);
  if (said != NULL && (best == NULL || (has_code (said) && !has_code (best))))
    {
      best = said;
      words = self->preamble->str;
    }
  return best != NULL ? with_recipient (best, segment->recipient, words) : NULL;
}

/* Whoever is to be asked for help is no recipient. */
static gboolean
is_helper (const char *recipient)
{
  static const char *const names[] = { "postmaster@", "mailer-daemon@", "abuse@", "support@" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (recipient, names[i], strlen (names[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
pm_mail_body_explain_all (PmMailBody *self, GPtrArray *failures)
{
  g_autoptr (GPtrArray) preamble = pm_message_text_find (self->preamble->str, PM_STAGE_DELIVERY);
  g_autoptr (GPtrArray) transcript = pm_message_text_find (self->transcript->str,
                                                           PM_STAGE_DELIVERY);
  g_autoptr (PmFailure) next = NULL;

  /* From the end: recipients in a row share what stands below the last of them. */
  for (guint i = self->segments->len; i-- > 0;)
    {
      PmMailSegment *segment = g_ptr_array_index (self->segments, i);
      g_autoptr (PmFailure) failure = NULL;

      if (segment->says_something || next == NULL
          || choose_about (transcript, segment->recipient) != NULL)
        failure = pm_mail_body_explain (self, segment, preamble, transcript);
      else
        failure = with_recipient (next, segment->recipient, "");
      if (failure == NULL || (is_helper (segment->recipient) && !has_code (failure)))
        continue;
      g_clear_pointer (&next, pm_failure_unref);
      next = pm_failure_ref (failure);
      g_ptr_array_insert (failures, 0, pm_failure_ref (failure));
    }
}

GPtrArray *
pm_mail_body_find (const char *words)
{
  g_auto (PmMailBody) body = { 0 };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);
  GPtrArray *failures;

  pm_mail_body_init (&body, words);
  if (body.segments->len > 0)
    pm_mail_body_explain_all (&body, all);
  if (all->len == 0)
    return find_in_whole (body.in_transcript ? body.transcript->str : words);
  failures = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);
  for (guint i = 0; i < all->len; i++)
    add_failure (failures, g_ptr_array_index (all, i));
  return failures;
}
