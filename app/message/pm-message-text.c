/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-text.h"

#include "pm-message-text-draft.h"
#include "pm-message-text-entry.h"

#include <string.h>

#define MAX_FAILURES 50
#define MAX_DRAFTS   200  /* of which some are the same */
#define MAX_PLAIN    2000 /* characters of a text without a reply */
#define MIN_PLAIN    1500 /* that are left where it is cut at a sensible place */

typedef struct
{
  GPtrArray *drafts;
  PmMessageDraft *last; /* the one that what follows may still speak of; not owned */
  PmMessageContext context;
} Reader;

/* The reply that is being read in one entry. */
typedef struct
{
  PmMessageDraft *draft;
  const char *kept; /* its words are in the draft up to here */
  const char *end;  /* and end here */
} Open;

/* What a blank line ends: the next paragraph is about another recipient. */
static void
forget (Reader *self)
{
  self->last = NULL;
  self->context = (PmMessageContext){ .connected = self->context.connected };
}

static void
finish (Open *open, const char *end)
{
  if (open->draft != NULL)
    pm_message_draft_add_words (open->draft, open->kept, MIN (end, open->end));
  open->draft = NULL;
}

static void
begin (Reader *self, Open *open, const PmMessageCode *code, const char *words)
{
  char quote = code != NULL && !code->label ? code->quote : '\0';

  open->draft = pm_message_draft_new (&self->context, code);
  open->draft->context.greeting |= self->context.connected;
  open->kept = words;
  open->end = pm_message_draft_find_end (words, quote);
  g_ptr_array_add (self->drafts, open->draft);
  self->last = open->draft;
}

/* One more code within the words of the reply that is open. FALSE where it begins another. */
static gboolean
take_inside (Open *open, const PmMessageCode *code)
{
  if (!open->draft->bare && pm_message_draft_continues (open->draft, code))
    {
      char joint = code->place == PM_MESSAGE_CODE_FIRST ? PM_MESSAGE_BREAK : ' ';

      pm_message_draft_add_words (open->draft, open->kept, code->start);
      pm_message_draft_add_words (open->draft, &joint, &joint + 1);
      pm_message_draft_complete (open->draft, code);
      open->kept = code->end;
      return TRUE;
    }
  if (code->place != PM_MESSAGE_CODE_OPENED && !code->label)
    return FALSE;
  pm_message_draft_adopt (open->draft, code);
  if (open->draft->bare && !code->label)
    {
      open->draft->bare = FALSE;
      open->kept = code->end;
      open->end = pm_message_draft_find_end (code->end, code->quote);
    }
  return TRUE;
}

/* What stands behind a reply tells of it too: "(in reply to RCPT TO command)". */
static void
look_back (Reader *self, const char *start, const char *end)
{
  PmMessageContext behind = { 0 };

  if (self->last == NULL || start >= end)
    return;
  pm_message_context_read (&behind, start, end);
  if (behind.verb[0] != '\0')
    g_strlcpy (self->last->context.verb, behind.verb, sizeof behind.verb);
  if (self->last->context.recipient[0] == '\0')
    g_strlcpy (self->last->context.recipient, behind.recipient, sizeof behind.recipient);
  self->last->context.delivery |= behind.delivery;
}

/* A new reply. @before: where what was read last ends. */
static void
take_code (Reader *self, Open *open, PmMessageCode *code, const char *text, const char *before)
{
  code->label |= !pm_message_draft_has_words (code->end);
  if (code->code == 0 && g_ascii_strncasecmp (text, "status:", strlen ("status:")) == 0)
    pm_message_context_read (&self->context, text, code->end);
  else if (!code->label || self->last == NULL || !pm_message_draft_complete (self->last, code))
    {
      pm_message_context_read (&self->context, before, code->start);
      begin (self, open, code, code->label ? text : code->end);
    }
}

static void
read_codes (Reader *self, const char *text)
{
  const char *at = text;
  const char *before = text;
  const char *end = text + strlen (text);
  PmMessageCode code;
  Open open = { 0 };

  while (self->drafts->len < MAX_DRAFTS && pm_message_code_find (text, at, &code))
    {
      at = code.end;
      if (open.draft != NULL && code.start < open.end && take_inside (&open, &code))
        continue;
      if (open.draft != NULL)
        {
          const char *words_end = MIN (open.end, code.start);

          finish (&open, words_end);
          look_back (self, words_end, code.start);
          before = words_end;
        }
      take_code (self, &open, &code, text, before);
      before = code.end;
    }
  if (open.draft != NULL)
    before = open.end;
  finish (&open, end);
  look_back (self, before, end);
}

/* A program tells what the other server said, and that has no code. */
static void
read_wrapping (Reader *self, const char *text)
{
  Open open = { 0 };

  self->context.words = NULL;
  pm_message_context_read (&self->context, text, text + strlen (text));
  if (self->context.words == NULL || !self->context.delivery
      || pm_message_code_is_reply (self->context.words)
      || g_ascii_strncasecmp (self->context.words, "sent", 4) == 0)
    return;
  begin (self, &open, NULL, self->context.words);
  g_strlcpy (open.draft->enhanced, self->context.status, sizeof open.draft->enhanced);
  finish (&open, open.end);
}

static void
read_entry (Reader *self, const PmMessageEntry *entry)
{
  const char *text = entry->text->str;
  gboolean success = pm_message_code_is_reply (text) && text[0] < '4';
  guint n_drafts = self->drafts->len;
  PmMessageCode code;

  if (entry->after_blank && self->last != NULL)
    forget (self);
  if (entry->speaker == PM_MESSAGE_SPEAKER_CLIENT)
    pm_message_context_read_command (&self->context, text);
  if (success || entry->speaker == PM_MESSAGE_SPEAKER_CLIENT)
    self->context.connected = FALSE;
  if (success)
    return;

  if (pm_message_code_find (text, text, &code))
    read_codes (self, text);
  else if (self->last != NULL && entry->speaker == PM_MESSAGE_SPEAKER_NOBODY)
    look_back (self, text, text + entry->text->len);
  if (self->drafts->len == n_drafts)
    read_wrapping (self, text);
}

static void
read_text (Reader *self, const char *text)
{
  g_autofree char *prepared = pm_message_entry_prepare (text);
  const char *rest = prepared;
  PmMessageEntry entry = { .text = g_string_new (NULL) };

  while (self->drafts->len < MAX_DRAFTS && pm_message_entry_read (&entry, &rest))
    read_entry (self, &entry);
  g_string_free (entry.text, TRUE);
}

/* Whether @b says nothing that @a does not: programs print the same reply in several ways. */
static gboolean
is_same (PmFailure *a, PmFailure *b)
{
  PmServerReply *left = pm_failure_get_reply (a), *right = pm_failure_get_reply (b);
  const char *one = pm_failure_get_recipient (a), *other = pm_failure_get_recipient (b);

  return pm_server_reply_get_code (left) == pm_server_reply_get_code (right)
         && g_strcmp0 (pm_server_reply_get_enhanced (left), pm_server_reply_get_enhanced (right))
                == 0
         && strstr (pm_server_reply_get_text (left), pm_server_reply_get_text (right)) != NULL
         && (one == NULL || other == NULL || g_str_equal (one, other));
}

static gboolean
is_known (GPtrArray *failures, PmFailure *failure)
{
  for (guint i = 0; i < failures->len; i++)
    if (is_same (failures->pdata[i], failure))
      return TRUE;
  return FALSE;
}

/* @text up to the end of a line, or of a word, of at most MAX_PLAIN characters. */
static char *
shorten (const char *text)
{
  const char *end = text;
  const char *sensible = NULL;

  for (guint i = 0; *end != '\0'; i++)
    {
      if (i == MAX_PLAIN)
        return g_strndup (text, (gsize) ((sensible != NULL ? sensible : end) - text));
      if (i >= MIN_PLAIN && (*end == '\n' || (*end == ' ' && (!sensible || *sensible == ' '))))
        sensible = end;
      end = g_utf8_next_char (end);
    }
  return g_strdup (text);
}

static PmFailure *
read_plain (const Reader *self, const char *text, PmStage stage)
{
  PmMessageDraft *draft = pm_message_draft_new (&self->context, NULL);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_PLAIN * 4));
  g_autofree char *words = shorten (g_strstrip (valid));
  PmFailure *failure;

  g_string_assign (draft->words, g_strdelimit (words, "\n", PM_MESSAGE_BREAK));
  failure = pm_message_draft_to_failure (draft, stage);
  pm_message_draft_free (draft);
  return failure;
}

GPtrArray *
pm_message_text_find (const char *text, PmStage stage)
{
  GPtrArray *failures = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_failure_unref);
  Reader reader = { 0 };

  text += strspn (text, " \t\r\n");
  if (*text == '\0')
    return failures;

  reader.drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_message_draft_free);
  read_text (&reader, text);
  for (guint i = 0; i < reader.drafts->len && failures->len < MAX_FAILURES; i++)
    {
      g_autoptr (PmFailure) failure = pm_message_draft_to_failure (reader.drafts->pdata[i], stage);

      if (!is_known (failures, failure))
        g_ptr_array_add (failures, g_steal_pointer (&failure));
    }
  if (failures->len == 0)
    g_ptr_array_add (failures, read_plain (&reader, text, stage));
  g_ptr_array_unref (reader.drafts);
  return failures;
}
