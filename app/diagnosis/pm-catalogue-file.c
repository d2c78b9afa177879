/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue-file.h"

#include "pm-markup.h"

typedef struct
{
  GPtrArray *causes;
  GHashTable *texts;
  PmCauseTexts *cause; /* the one that is open */
  PmPhrase *phrase;    /* the latest: what an xml:lang belongs to */
  PmLanguage language;
} PmCatalogueFile;

static const char *const part_names[PM_N_PARTS] = {
  [PM_PART_TITLE] = "title",
  [PM_PART_MEANING] = "meaning",
  [PM_PART_BECAUSE] = "because",
  [PM_PART_FIX] = "fix",
};

static const char *
get_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

static GPtrArray *
phrases_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) pm_phrase_free);
}

static void
open_cause (PmCatalogueFile *self, const char *id, const char *side)
{
  self->cause = g_new0 (PmCauseTexts, 1);
  self->cause->id = g_strdup (id);
  self->cause->side = g_strdup (side);
  for (guint i = 0; i < PM_N_PARTS; i++)
    self->cause->parts[i] = phrases_new ();
  g_ptr_array_add (self->causes, self->cause);
}

static GPtrArray *
get_alternatives (PmCatalogueFile *self, const char *id)
{
  GPtrArray *alternatives = g_hash_table_lookup (self->texts, id);

  if (alternatives == NULL)
    {
      alternatives = phrases_new ();
      g_hash_table_insert (self->texts, g_strdup (id), alternatives);
    }
  return alternatives;
}

/* Where the phrase of that element belongs, or NULL where there is no such element. */
static GPtrArray *
find_place (PmCatalogueFile *self, const char *element, const char *id)
{
  if (g_str_equal (element, "text") && id != NULL)
    return get_alternatives (self, id);
  for (guint i = 0; self->cause != NULL && i < PM_N_PARTS; i++)
    if (g_str_equal (element, part_names[i]))
      return self->cause->parts[i];
  return NULL;
}

static gboolean
open_phrase (PmCatalogueFile *self, const char *element, const char **names, const char **values)
{
  const char *language = get_attribute (names, values, "xml:lang");
  GPtrArray *place;

  self->language = PM_LANGUAGE_EN;
  if (language != NULL)
    return self->phrase != NULL && pm_language_from_id (language, &self->language);

  place = find_place (self, element, get_attribute (names, values, "id"));
  if (place == NULL)
    return FALSE;
  self->phrase = pm_phrase_new (get_attribute (names, values, "if"),
                                get_attribute (names, values, "unless"));
  g_ptr_array_add (place, self->phrase);
  return TRUE;
}

static gboolean
open_element (gpointer user_data,
              const char *element,
              const char **names,
              const char **values,
              GError **error)
{
  PmCatalogueFile *self = user_data;
  const char *id = get_attribute (names, values, "id");
  const char *side = get_attribute (names, values, "side");

  if (g_str_equal (element, "causes") || g_str_equal (element, "texts"))
    return FALSE;
  if (g_str_equal (element, "cause") && id != NULL && side != NULL)
    {
      open_cause (self, id, side);
      return FALSE;
    }
  if (open_phrase (self, element, names, values))
    return TRUE;
  g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
               "<%s> can not stand here, or misses an attribute", element);
  return FALSE;
}

static void
close_element (gpointer user_data, const char *element, const char *text, GError **error)
{
  PmCatalogueFile *self = user_data;

  if (text != NULL)
    pm_phrase_set_text (self->phrase, self->language, text);
}

void
pm_cause_texts_free (PmCauseTexts *self)
{
  g_free (self->id);
  g_free (self->side);
  for (guint i = 0; i < PM_N_PARTS; i++)
    g_ptr_array_unref (self->parts[i]);
  g_free (self);
}

gboolean
pm_catalogue_file_read (GBytes *file, GPtrArray *causes, GHashTable *texts, GError **error)
{
  static const PmMarkup markup = { open_element, close_element };
  PmCatalogueFile self = { .causes = causes, .texts = texts };

  return pm_markup_read (file, &markup, &self, error);
}
