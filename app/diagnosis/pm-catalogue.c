/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"

#include "pm-catalogue-file.h"
#include "pm-resource.h"

struct _PmCatalogue
{
  GPtrArray *causes; /* of PmCauseTexts */
  GPtrArray *ids;    /* borrowed from causes, NULL-terminated */
  GHashTable *by_id; /* id -> PmCauseTexts, borrowed */
  GHashTable *texts; /* id -> GPtrArray of PmPhrase */
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

      if (!pm_catalogue_file_read (files->pdata[i], self->causes, self->texts, &error))
        g_error ("%s: %s", folder, error->message);
    }
}

static PmCatalogue *
catalogue_new (void)
{
  PmCatalogue *self = g_new0 (PmCatalogue, 1);

  self->causes = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_cause_texts_free);
  self->ids = g_ptr_array_new ();
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  read_folder (self, "causes");
  read_folder (self, "texts");

  for (guint i = 0; i < self->causes->len; i++)
    {
      PmCauseTexts *texts = self->causes->pdata[i];

      g_ptr_array_add (self->ids, texts->id);
      g_hash_table_insert (self->by_id, texts->id, texts);
    }
  g_ptr_array_add (self->ids, NULL);
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
  PmCauseTexts *texts = g_hash_table_lookup (self->by_id, pm_finding_get_cause (finding));
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
  return (const char *const *) self->ids->pdata;
}

gboolean
pm_catalogue_has_cause (PmCatalogue *self, const char *cause)
{
  return g_hash_table_contains (self->by_id, cause);
}

const char *
pm_catalogue_get_side (PmCatalogue *self, const char *cause)
{
  PmCauseTexts *texts = g_hash_table_lookup (self->by_id, cause);

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

char *
pm_catalogue_get_sentence (PmCatalogue *self, PmFinding *finding, const char *language)
{
  g_autofree char *title = pm_catalogue_get_title (self, finding, language);
  g_autofree char *id = g_strconcat (
      "certainty.", pm_certainty_get_id (pm_finding_get_certainty (finding)), NULL);
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
  GPtrArray *alternatives = g_hash_table_lookup (self->texts, id);

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
  return g_hash_table_contains (self->texts, id);
}
