/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reader-rule.h"

#include "pm-markup.h"

/* A reply comes from outside: no text of it may keep a pattern busy. */
#define STEPS_LIMIT "(*LIMIT_MATCH=100000)"

typedef struct
{
  GPtrArray *rules;
  guint rank;
  gboolean needs_code;
  gboolean needs_stage;
  char *stages; /* of its rules that tell none, or NULL */
  char *code;
  PmReaderRule *rule; /* the one that is open */
} PmReplyFile;

static GRegex *
compile (const char *pattern, GError **error)
{
  g_autofree char *limited = g_strconcat (STEPS_LIMIT, pattern, NULL);

  return g_regex_new (limited, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, error);
}

/* @pattern may be NULL: no condition. */
static gboolean
compile_whole (const char *pattern, GRegex **regex, GError **error)
{
  g_autofree char *whole = g_strconcat ("^(?:", pattern, ")$", NULL);

  if (pattern != NULL)
    *regex = compile (whole, error);
  return pattern == NULL || *regex != NULL;
}

static gboolean
read_certainty (const char *id, PmCertainty *certainty)
{
  for (PmCertainty i = PM_CERTAINTY_POSSIBLE; i <= PM_CERTAINTY_CERTAIN; i++)
    if (g_str_equal (pm_certainty_get_id (i), id))
      {
        *certainty = i;
        return TRUE;
      }
  return FALSE;
}

static void
open_rule (PmReplyFile *self, const char **names, const char **values, GError **error)
{
  const char *cause, *certainty, *stages, *verb, *signed_in, *code, *enhanced;
  const GMarkupCollectType optional = G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL;

  if (!g_markup_collect_attributes ("rule", names, values, error, G_MARKUP_COLLECT_STRING, "cause",
                                    &cause, G_MARKUP_COLLECT_STRING, "certainty", &certainty,
                                    optional, "stages", &stages, optional, "verb", &verb, optional,
                                    "signed-in", &signed_in, optional, "code", &code, optional,
                                    "enhanced", &enhanced, G_MARKUP_COLLECT_INVALID))
    return;

  self->rule = g_new0 (PmReaderRule, 1);
  g_ptr_array_add (self->rules, self->rule);
  self->rule->rank = self->rank;
  self->rule->needs_code = self->needs_code;
  self->rule->needs_stage = self->needs_stage;
  self->rule->cause = g_strdup (cause);
  stages = stages != NULL ? stages : self->stages;
  code = code != NULL ? code : self->code;
  self->rule->stages = stages != NULL ? g_strsplit (stages, " ", -1) : NULL;
  self->rule->verb = g_strdup (verb);
  self->rule->signed_in = g_strdup (signed_in);
  if (!read_certainty (certainty, &self->rule->certainty))
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "certainty %s?", certainty);
  else if (compile_whole (code, &self->rule->code, error))
    compile_whole (enhanced, &self->rule->enhanced, error);
}

static void
open_file (PmReplyFile *self, const char **names, const char **values, GError **error)
{
  const GMarkupCollectType flag = G_MARKUP_COLLECT_BOOLEAN | G_MARKUP_COLLECT_OPTIONAL;
  const GMarkupCollectType optional = G_MARKUP_COLLECT_STRDUP | G_MARKUP_COLLECT_OPTIONAL;
  const char *rank;

  if (g_markup_collect_attributes (
          "replies", names, values, error, G_MARKUP_COLLECT_STRING, "rank", &rank, flag,
          "needs-code", &self->needs_code, flag, "needs-stage", &self->needs_stage, optional,
          "stages", &self->stages, optional, "code", &self->code, G_MARKUP_COLLECT_INVALID))
    self->rank = g_ascii_strtoull (rank, NULL, 10);
}

static gboolean
open_element (gpointer user_data,
              const char *element,
              const char **names,
              const char **values,
              GError **error)
{
  PmReplyFile *self = user_data;

  if (g_str_equal (element, "text") && self->rule != NULL && self->rule->pattern == NULL)
    return TRUE;
  if (g_str_equal (element, "replies"))
    open_file (self, names, values, error);
  else if (g_str_equal (element, "rule"))
    open_rule (self, names, values, error);
  else if (!g_str_equal (element, "example")) /* examples are for the tests */
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "<%s>?", element);
  return FALSE;
}

static void
close_element (gpointer user_data, const char *element, const char *text, GError **error)
{
  PmReplyFile *self = user_data;

  if (g_str_equal (element, "rule"))
    self->rule = NULL;
  else if (text != NULL)
    {
      self->rule->pattern = g_strstrip (g_strdup (text));
      self->rule->clues = pm_reader_clues_new (self->rule->pattern);
    }
}

/* A text that fits needs no stage: it names its reason itself, unless the rule lives by the stage. A
 * bare code does need one, or a rule for stage="unknown". */
static gboolean
stage_fits (const PmReaderRule *self, PmStage stage)
{
  if (self->stages == NULL
      || (stage == PM_STAGE_UNKNOWN && self->pattern != NULL && !self->needs_stage))
    return TRUE;
  return g_strv_contains ((const char *const *) self->stages, pm_stage_get_id (stage));
}

/* So it is with the code, which is lost in many a quoted text, unless the rule lives by the code. */
static gboolean
code_fits (const PmReaderRule *self, guint code)
{
  char digits[16];

  if (self->code == NULL || (code == 0 && self->pattern != NULL && !self->needs_code))
    return TRUE;
  g_snprintf (digits, sizeof digits, "%u", code);
  return g_regex_match (self->code, digits, 0, NULL);
}

static gboolean
enhanced_fits (const PmReaderRule *self, const char *enhanced)
{
  return self->enhanced == NULL
         || (enhanced != NULL && g_regex_match (self->enhanced, enhanced, 0, NULL));
}

static gboolean
circumstances_fit (const PmReaderRule *self, const char *verb, gboolean signed_in)
{
  if (self->verb != NULL && !g_str_equal (self->verb, verb))
    return FALSE;
  return self->signed_in == NULL || g_str_equal (self->signed_in, signed_in ? "yes" : "no");
}

/* Some rules are for texts that a whole life of the program does not meet: no time is spent on them. */
static gboolean
text_fits (PmReaderRule *self, const char *text, GMatchInfo **match)
{
  g_autoptr (GError) error = NULL;

  if (self->text == NULL)
    self->text = compile (self->pattern, &error);
  if (self->text == NULL)
    g_error ("replies: %s", error->message);
  return g_regex_match (self->text, text, 0, match);
}

void
pm_reader_rule_free (PmReaderRule *self)
{
  g_free (self->cause);
  g_strfreev (self->stages);
  g_free (self->verb);
  g_free (self->signed_in);
  g_clear_pointer (&self->code, g_regex_unref);
  g_clear_pointer (&self->enhanced, g_regex_unref);
  g_free (self->pattern);
  g_strfreev (self->clues);
  g_clear_pointer (&self->text, g_regex_unref);
  g_free (self);
}

gboolean
pm_reader_rules_read (GBytes *file, GPtrArray *rules, GError **error)
{
  static const PmMarkup markup = { open_element, close_element };
  PmReplyFile self = { .rules = rules };
  gboolean read = pm_markup_read (file, &markup, &self, error);

  g_free (self.stages);
  g_free (self.code);
  return read;
}

gboolean
pm_reader_rule_fits (PmReaderRule *self,
                     PmStage stage,
                     const PmServerReply *reply,
                     const char *text,
                     const PmReaderGrams *grams,
                     gboolean signed_in,
                     GMatchInfo **match)
{
  if (!stage_fits (self, stage) || !pm_reader_clues_found ((const char *const *) self->clues, grams)
      || !code_fits (self, pm_server_reply_get_code (reply))
      || !enhanced_fits (self, pm_server_reply_get_enhanced (reply))
      || !circumstances_fit (self, pm_server_reply_get_verb (reply), signed_in))
    return FALSE;
  return self->pattern == NULL || text_fits (self, text, match);
}
