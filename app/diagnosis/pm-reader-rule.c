/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reader-rule.h"

/* A reply comes from outside: no text of it may keep a pattern busy. */
#define STEPS_LIMIT "(*LIMIT_MATCH=100000)"

typedef struct
{
  GPtrArray *rules;
  guint rank;
  PmReaderRule *rule; /* the one that is open */
  GString *text;      /* of an open <text>, or NULL */
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
  self->rule->cause = g_strdup (cause);
  self->rule->stages = stages != NULL ? g_strsplit (stages, " ", -1) : NULL;
  self->rule->verb = g_strdup (verb);
  self->rule->signed_in = g_strdup (signed_in);
  if (!read_certainty (certainty, &self->rule->certainty))
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "certainty %s?", certainty);
  else if (compile_whole (code, &self->rule->code, error))
    compile_whole (enhanced, &self->rule->enhanced, error);
}

static void
start_element_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  PmReplyFile *self = user_data;
  const char *rank;

  if (g_str_equal (element, "replies"))
    {
      if (g_markup_collect_attributes (element, names, values, error, G_MARKUP_COLLECT_STRING,
                                       "rank", &rank, G_MARKUP_COLLECT_INVALID))
        self->rank = g_ascii_strtoull (rank, NULL, 10);
    }
  else if (g_str_equal (element, "rule"))
    open_rule (self, names, values, error);
  else if (g_str_equal (element, "text") && self->rule != NULL && self->rule->text == NULL)
    self->text = g_string_new (NULL);
  else if (!g_str_equal (element, "example")) /* examples are for the tests */
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "<%s>?", element);
}

static void
end_element_cb (GMarkupParseContext *context,
                const char *element,
                gpointer user_data,
                GError **error)
{
  PmReplyFile *self = user_data;

  if (g_str_equal (element, "rule"))
    self->rule = NULL;
  if (self->text == NULL)
    return;
  self->rule->text = compile (g_strstrip (self->text->str), error);
  g_string_free (g_steal_pointer (&self->text), TRUE);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  PmReplyFile *self = user_data;

  if (self->text != NULL)
    g_string_append_len (self->text, text, length);
}

/* A text that fits needs no stage: it names its reason itself. A bare code does. */
static gboolean
stage_fits (const PmReaderRule *self, PmStage stage)
{
  if (self->stages == NULL || (stage == PM_STAGE_UNKNOWN && self->text != NULL))
    return TRUE;
  return g_strv_contains ((const char *const *) self->stages, pm_stage_get_id (stage));
}

/* So it is with the code, which is lost in many a quoted text. */
static gboolean
code_fits (const PmReaderRule *self, guint code)
{
  char digits[16];

  if (self->code == NULL || (code == 0 && self->text != NULL))
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

void
pm_reader_rule_free (PmReaderRule *self)
{
  g_free (self->cause);
  g_strfreev (self->stages);
  g_free (self->verb);
  g_free (self->signed_in);
  g_clear_pointer (&self->code, g_regex_unref);
  g_clear_pointer (&self->enhanced, g_regex_unref);
  g_clear_pointer (&self->text, g_regex_unref);
  g_free (self);
}

gboolean
pm_reader_rules_read (GBytes *file, GPtrArray *rules, GError **error)
{
  static const GMarkupParser parser = {
    .start_element = start_element_cb,
    .end_element = end_element_cb,
    .text = text_cb,
  };
  PmReplyFile self = { .rules = rules };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &self, NULL);
  gsize size;
  const char *data = g_bytes_get_data (file, &size);
  gboolean read = g_markup_parse_context_parse (context, data, size, error)
                  && g_markup_parse_context_end_parse (context, error);

  if (self.text != NULL)
    g_string_free (self.text, TRUE);
  return read;
}

gboolean
pm_reader_rule_fits (const PmReaderRule *self,
                     PmStage stage,
                     const PmServerReply *reply,
                     const char *text,
                     gboolean signed_in,
                     GMatchInfo **match)
{
  if (!stage_fits (self, stage) || !code_fits (self, pm_server_reply_get_code (reply))
      || !enhanced_fits (self, pm_server_reply_get_enhanced (reply))
      || !circumstances_fit (self, pm_server_reply_get_verb (reply), signed_in))
    return FALSE;
  return self->text == NULL || g_regex_match (self->text, text, 0, match);
}
