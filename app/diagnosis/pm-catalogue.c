/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"

#include "pm-catalogue-file.h"
#include "pm-resource.h"

struct _PmCatalogue
{
  PmCatalogueTexts texts;
  GHashTable *causes_by_id;   /* id -> PmCauseTexts, borrowed */
  GPtrArray *cause_ids;       /* borrowed, NULL-terminated */
  GHashTable *programs_by_id; /* id -> PmProgramTexts, borrowed */
  GPtrArray *program_ids;     /* borrowed, NULL-terminated */
};

/* Japanese sets no space between two sentences. */
static const char *const between_sentences[PM_N_LANGUAGES] = {
  [PM_LANGUAGE_EN] = " ",
  [PM_LANGUAGE_JA] = "",
};

static void
read_folder (PmCatalogue *self, const char *folder)
{
  g_autoptr (GPtrArray) files = pm_resource_read_folder (folder);

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!pm_catalogue_file_read (files->pdata[i], &self->texts, &error))
        g_error ("%s: %s", folder, error->message);
    }
}

static PmCatalogue *
catalogue_new (void)
{
  PmCatalogue *self = g_new0 (PmCatalogue, 1);

  self->causes_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->cause_ids = g_ptr_array_new ();
  self->programs_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->program_ids = g_ptr_array_new ();
  pm_catalogue_texts_init (&self->texts);
  read_folder (self, "causes");
  read_folder (self, "programs");
  read_folder (self, "texts");

  for (guint i = 0; i < self->texts.causes->len; i++)
    {
      PmCauseTexts *cause = self->texts.causes->pdata[i];

      g_ptr_array_add (self->cause_ids, cause->id);
      g_hash_table_insert (self->causes_by_id, cause->id, cause);
    }
  g_ptr_array_add (self->cause_ids, NULL);
  for (guint i = 0; i < self->texts.programs->len; i++)
    {
      PmProgramTexts *program = self->texts.programs->pdata[i];

      g_ptr_array_add (self->program_ids, program->id);
      g_hash_table_insert (self->programs_by_id, program->id, program);
    }
  g_ptr_array_add (self->program_ids, NULL);
  return self;
}

static PmLanguage
language_of (const char *id)
{
  PmLanguage language = PM_LANGUAGE_EN;

  pm_language_from_id (id, &language);
  return language;
}

/* Every sentence of that part which applies. */
static GPtrArray *
collect (PmCatalogue *self, PmFinding *finding, PmPart part, PmLanguage language)
{
  PmCauseTexts *texts = g_hash_table_lookup (self->causes_by_id, pm_finding_get_cause (finding));
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; texts != NULL && i < texts->parts[part]->len; i++)
    {
      char *sentence = pm_phrase_fill (texts->parts[part]->pdata[i], language,
                                       pm_finding_get_arguments (finding));

      if (sentence != NULL)
        g_ptr_array_add (sentences, sentence);
    }
  g_ptr_array_add (sentences, NULL);
  return sentences;
}

static char **
collect_strv (PmCatalogue *self, PmFinding *finding, PmPart part, const char *language)
{
  GPtrArray *sentences = collect (self, finding, part, language_of (language));

  return (char **) g_ptr_array_free (sentences, FALSE);
}

PmCatalogue *
pm_catalogue_get_default (void)
{
  static PmCatalogue *catalogue;

  if (catalogue == NULL)
    catalogue = catalogue_new ();
  return catalogue;
}

const char *const *
pm_catalogue_list_causes (PmCatalogue *self)
{
  return (const char *const *) self->cause_ids->pdata;
}

gboolean
pm_catalogue_has_cause (PmCatalogue *self, const char *cause)
{
  return g_hash_table_contains (self->causes_by_id, cause);
}

const char *
pm_catalogue_get_side (PmCatalogue *self, const char *cause)
{
  PmCauseTexts *texts = g_hash_table_lookup (self->causes_by_id, cause);

  return texts != NULL ? texts->side : "none";
}

char *
pm_catalogue_get_title (PmCatalogue *self, PmFinding *finding, const char *language)
{
  g_autoptr (GPtrArray) titles = collect (self, finding, PM_PART_TITLE, language_of (language));

  if (titles->pdata[0] == NULL)
    {
      g_warning ("no title for the cause %s", pm_finding_get_cause (finding));
      return g_strdup (pm_finding_get_cause (finding));
    }
  return g_strdup (titles->pdata[0]);
}

char *
pm_catalogue_get_meaning (PmCatalogue *self, PmFinding *finding, const char *language)
{
  PmLanguage known = language_of (language);
  g_autoptr (GPtrArray) sentences = collect (self, finding, PM_PART_MEANING, known);

  return g_strjoinv (between_sentences[known], (char **) sentences->pdata);
}

char **
pm_catalogue_get_evidence (PmCatalogue *self, PmFinding *finding, const char *language)
{
  return collect_strv (self, finding, PM_PART_BECAUSE, language);
}

char **
pm_catalogue_get_fixes (PmCatalogue *self, PmFinding *finding, const char *language)
{
  return collect_strv (self, finding, PM_PART_FIX, language);
}

/* The bits of @settings as ids. */
static const char **
list_settings (guint settings)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; pm_catalogue_settings[i] != NULL; i++)
    if ((settings & 1u << i) != 0)
      g_ptr_array_add (ids, (char *) pm_catalogue_settings[i]);
  g_ptr_array_add (ids, NULL);
  return (const char **) g_ptr_array_free (ids, FALSE);
}

const char **
pm_catalogue_get_settings (PmCatalogue *self, PmFinding *finding)
{
  PmCauseTexts *texts = g_hash_table_lookup (self->causes_by_id, pm_finding_get_cause (finding));
  guint settings = 0;

  for (guint i = 0; texts != NULL && i < texts->settings->len; i++)
    {
      g_autofree char *fix = pm_phrase_fill (texts->parts[PM_PART_FIX]->pdata[i], PM_LANGUAGE_EN,
                                             pm_finding_get_arguments (finding));

      if (fix != NULL)
        settings |= g_array_index (texts->settings, guint, i);
    }
  return list_settings (settings);
}

const char *const *
pm_catalogue_list_programs (PmCatalogue *self)
{
  return (const char *const *) self->program_ids->pdata;
}

char *
pm_catalogue_get_program_name (PmCatalogue *self, const char *program, const char *language)
{
  PmProgramTexts *texts = g_hash_table_lookup (self->programs_by_id, program);

  return texts != NULL ? pm_phrase_fill (texts->name, language_of (language), NULL) : NULL;
}

char *
pm_catalogue_get_program_path (PmCatalogue *self,
                               const char *program,
                               const char *setting,
                               const char *language)
{
  PmProgramTexts *texts = g_hash_table_lookup (self->programs_by_id, program);

  for (guint i = 0; texts != NULL && i < texts->paths->len; i++)
    {
      g_autofree const char **settings = list_settings (g_array_index (texts->settings, guint, i));

      if (g_strv_contains (settings, setting))
        return pm_phrase_fill (texts->paths->pdata[i], language_of (language), NULL);
    }
  return NULL;
}

/* What tells of no failure is not the cause of one. */
static gboolean
is_notice (PmCatalogue *self, const char *cause)
{
  return g_str_has_prefix (cause, "report.")
         || g_str_equal (pm_catalogue_get_side (self, cause), "nobody");
}

char *
pm_catalogue_get_sentence (PmCatalogue *self, PmFinding *finding, const char *language)
{
  g_autofree char *title = pm_catalogue_get_title (self, finding, language);
  const char *certainty = is_notice (self, pm_finding_get_cause (finding))
                              ? "notice"
                              : pm_certainty_get_id (pm_finding_get_certainty (finding));
  g_autofree char *id = g_strconcat ("certainty.", certainty, NULL);
  g_autoptr (GVariantDict) arguments = g_variant_dict_new (NULL);
  g_autoptr (GVariant) filled = NULL;

  /* "No clear cause was found. This may be the cause." would be no sentence. */
  if (g_str_equal (pm_finding_get_cause (finding), "unknown"))
    return pm_catalogue_get_text (self, "verdict.inconclusive", language, NULL);

  g_variant_dict_insert (arguments, "title", "s", title);
  filled = g_variant_ref_sink (g_variant_dict_end (arguments));
  return pm_catalogue_get_text (self, id, language, filled);
}

char *
pm_catalogue_get_text (PmCatalogue *self, const char *id, const char *language, GVariant *arguments)
{
  GPtrArray *alternatives = g_hash_table_lookup (self->texts.texts, id);

  if (alternatives == NULL)
    {
      g_warning ("no text %s", id);
      return g_strdup (id);
    }
  for (guint i = 0; i < alternatives->len; i++)
    {
      char *text = pm_phrase_fill (alternatives->pdata[i], language_of (language), arguments);

      if (text != NULL)
        return text;
    }
  return g_strdup ("");
}

gboolean
pm_catalogue_has_text (PmCatalogue *self, const char *id)
{
  return g_hash_table_contains (self->texts.texts, id);
}
