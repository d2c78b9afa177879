/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reader-clues.h"

#include <string.h>

#define GRAM 3

/* One sequence of a pattern: the run of letters that is open, and the best words so far. */
typedef struct
{
  GString *run;
  GPtrArray *best; /* or NULL */
} Sequence;

static GPtrArray *parse_choices (const char **at);

static gsize
measure_shortest (GPtrArray *words)
{
  gsize shortest = G_MAXSIZE;

  for (guint i = 0; i < words->len; i++)
    shortest = MIN (shortest, strlen (words->pdata[i]));
  return shortest;
}

/* The longer the shortest word is, the fewer texts have it. Takes @words, which may be NULL. */
static void
sequence_offer (Sequence *self, GPtrArray *words)
{
  gsize length = words != NULL ? measure_shortest (words) : 0;

  if (length >= GRAM && (self->best == NULL || length > measure_shortest (self->best)))
    {
      g_clear_pointer (&self->best, g_ptr_array_unref);
      self->best = words;
    }
  else
    g_clear_pointer (&words, g_ptr_array_unref);
}

static void
sequence_end_run (Sequence *self)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, g_ascii_strdown (self->run->str, (gssize) self->run->len));
  g_string_truncate (self->run, 0);
  sequence_offer (self, words);
}

/* Whether one stands here; @optional: what is before it may be missing. */
static gboolean
skip_quantifier (const char **at, gboolean *optional)
{
  const char *start = *at;

  *optional = *start == '?' || *start == '*' || g_str_has_prefix (start, "{0");
  if (*start == '{')
    *at = strchr (start, '}') + 1;
  else if (*start != '\0' && strchr ("?*+", *start) != NULL)
    *at += 1;
  else
    return FALSE;
  if (**at == '?' || **at == '+') /* lazy, possessive */
    *at += 1;
  return TRUE;
}

static void
skip_class (const char **at)
{
  for (*at += 1; **at != ']'; *at += 1)
    if (**at == '\\')
      *at += 1;
  *at += 1;
}

/* TRUE where what is in the group is in the text as well. */
static gboolean
skip_group_head (const char **at)
{
  gboolean looks_around;

  *at += 1;
  if (**at != '?')
    return TRUE;
  *at += 1;
  looks_around = strchr ("=!", **at) != NULL || (**at == '<' && strchr ("=!", (*at)[1]) != NULL);
  if (looks_around)
    *at += **at == '<' ? 2 : 1;
  else
    *at += strcspn (*at, ":>") + 1; /* of flags, of a name */
  return !looks_around;
}

static void
parse_group (const char **at, Sequence *sequence)
{
  gboolean is_text = skip_group_head (at);
  gboolean optional;
  GPtrArray *words = parse_choices (at);

  *at += 1; /* the bracket that ends it */
  skip_quantifier (at, &optional);
  if (is_text && !optional)
    sequence_offer (sequence, words);
  else
    g_clear_pointer (&words, g_ptr_array_unref);
}

static void
parse_letter (const char **at, Sequence *sequence)
{
  const char *letter = **at == '\\' ? *at + 1 : *at;
  const char *end = g_utf8_next_char (letter);
  gboolean optional;
  gboolean quantified;

  *at = end;
  quantified = skip_quantifier (at, &optional);
  if (!optional)
    g_string_append_len (sequence->run, letter, end - letter);
  if (quantified)
    sequence_end_run (sequence);
}

/* What stands for more than one letter, or for none. */
static void
parse_sign (const char **at, Sequence *sequence)
{
  gboolean optional;

  sequence_end_run (sequence);
  if (**at == '(')
    parse_group (at, sequence);
  else if (**at == '[')
    skip_class (at);
  else
    *at += **at == '\\' ? 2 : 1;
  skip_quantifier (at, &optional);
}

static gboolean
is_sign (const char *at)
{
  return strchr (".^$([", *at) != NULL || (*at == '\\' && g_ascii_isalnum (at[1]));
}

/* (transfer full): any of them must be there, or NULL. */
static GPtrArray *
parse_sequence (const char **at)
{
  g_autoptr (GString) run = g_string_new (NULL);
  Sequence sequence = { run, NULL };

  while (**at != '\0' && **at != '|' && **at != ')')
    if (is_sign (*at))
      parse_sign (at, &sequence);
    else
      parse_letter (at, &sequence);
  sequence_end_run (&sequence);
  return sequence.best;
}

static GPtrArray *
parse_choices (const char **at)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  for (;;)
    {
      GPtrArray *words = parse_sequence (at);

      if (words == NULL)
        g_clear_pointer (&all, g_ptr_array_unref);
      else if (all != NULL)
        g_ptr_array_extend_and_steal (all, g_steal_pointer (&words));
      g_clear_pointer (&words, g_ptr_array_unref);
      if (**at != '|')
        return all;
      *at += 1;
    }
}

static guint
hash_gram (const char *bytes)
{
  const guint8 *gram = (const guint8 *) bytes;

  return (guint) (gram[0] ^ gram[1] << 4 ^ gram[2] << 7) % PM_READER_GRAMS;
}

static gboolean
word_may_be_there (const char *word, const PmReaderGrams *grams)
{
  for (; word[GRAM - 1] != '\0'; word++)
    {
      guint hash = hash_gram (word);

      if ((grams->bits[hash / 64] >> hash % 64 & 1) == 0)
        return FALSE;
    }
  return TRUE;
}

void
pm_reader_grams_fill (PmReaderGrams *self, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  gsize length = strlen (lower);

  memset (self, 0, sizeof *self);
  for (gsize i = 0; i + GRAM <= length; i++)
    {
      guint hash = hash_gram (lower + i);

      self->bits[hash / 64] |= G_GUINT64_CONSTANT (1) << hash % 64;
    }
}

char **
pm_reader_clues_new (const char *pattern)
{
  GPtrArray *words = parse_choices (&pattern);

  if (words == NULL)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

gboolean
pm_reader_clues_found (const char *const *clues, const PmReaderGrams *grams)
{
  if (clues == NULL)
    return TRUE;
  for (gsize i = 0; clues[i] != NULL; i++)
    if (word_may_be_there (clues[i], grams))
      return TRUE;
  return FALSE;
}
