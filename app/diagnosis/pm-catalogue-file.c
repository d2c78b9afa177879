/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue-file.h"

#include "pm-markup.h"

typedef struct
{
  const PmCatalogueTexts *texts;
  PmCauseTexts *cause;     /* the one that is open */
  PmProgramTexts *program; /* likewise */
  PmPhrase *phrase;        /* the latest: what an xml:lang belongs to */
  PmLanguage language;
} PmCatalogueFile;

const char *const pm_catalogue_settings[] = { "server",   "port",   "security", "auth", "user",
                                              "password", "sender", "size",     NULL };

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

static GArray *
settings_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (guint));
}

static gboolean
open_cause (PmCatalogueFile *self, const char **names, const char **values)
{
  const char *id = get_attribute (names, values, "id");
  const char *side = get_attribute (names, values, "side");

  if (id == NULL || side == NULL)
    return FALSE;
  self->program = NULL;
  self->cause = g_new0 (PmCauseTexts, 1);
  self->cause->id = g_strdup (id);
  self->cause->side = g_strdup (side);
  self->cause->settings = settings_new ();
  for (guint i = 0; i < PM_N_PARTS; i++)
    self->cause->parts[i] = phrases_new ();
  g_ptr_array_add (self->texts->causes, self->cause);
  return TRUE;
}

static gboolean
open_program (PmCatalogueFile *self, const char **names, const char **values)
{
  const char *id = get_attribute (names, values, "id");

  if (id == NULL)
    return FALSE;
  self->cause = NULL;
  self->program = g_new0 (PmProgramTexts, 1);
  self->program->id = g_strdup (id);
  self->program->paths = phrases_new ();
  self->program->settings = settings_new ();
  g_ptr_array_add (self->texts->programs, self->program);
  return TRUE;
}

/* @ids: "port security", or NULL for none. */
static gboolean
read_settings (const char *ids, guint *settings)
{
  g_auto (GStrv) words = g_strsplit (ids != NULL ? ids : "", " ", -1);

  *settings = 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint bit = 0;

      while (pm_catalogue_settings[bit] != NULL
             && !g_str_equal (pm_catalogue_settings[bit], words[i]))
        bit++;
      if (pm_catalogue_settings[bit] == NULL)
        return FALSE;
      *settings |= 1u << bit;
    }
  return TRUE;
}

static GPtrArray *
get_alternatives (PmCatalogueFile *self, const char *id)
{
  GPtrArray *alternatives = g_hash_table_lookup (self->texts->texts, id);

  if (alternatives == NULL)
    {
      alternatives = phrases_new ();
      g_hash_table_insert (self->texts->texts, g_strdup (id), alternatives);
    }
  return alternatives;
}

/* Where the phrase of that element belongs, or NULL where there is no such element; @settings: the list
 * that goes along with it, where there is one. */
static GPtrArray *
find_place (PmCatalogueFile *self, const char *element, const char *id, GArray **settings)
{
  if (g_str_equal (element, "text") && id != NULL)
    return get_alternatives (self, id);
  if (self->program != NULL && g_str_equal (element, "path"))
    {
      *settings = self->program->settings;
      return self->program->paths;
    }
  for (guint i = 0; self->cause != NULL && i < PM_N_PARTS; i++)
    if (g_str_equal (element, part_names[i]))
      {
        *settings = i == PM_PART_FIX ? self->cause->settings : NULL;
        return self->cause->parts[i];
      }
  return NULL;
}

static gboolean
open_name (PmCatalogueFile *self)
{
  if (self->program == NULL || self->program->name != NULL)
    return FALSE;
  self->phrase = self->program->name = pm_phrase_new (NULL, NULL);
  return TRUE;
}

static gboolean
open_phrase (PmCatalogueFile *self, const char *element, const char **names, const char **values)
{
  const char *language = get_attribute (names, values, "xml:lang");
  GArray *settings = NULL;
  GPtrArray *place;
  guint bits;

  self->language = PM_LANGUAGE_EN;
  if (language != NULL)
    return self->phrase != NULL && pm_language_from_id (language, &self->language);
  if (g_str_equal (element, "name"))
    return open_name (self);

  place = find_place (self, element, get_attribute (names, values, "id"), &settings);
  if (place == NULL || !read_settings (get_attribute (names, values, "setting"), &bits))
    return FALSE;
  if (settings != NULL)
    g_array_append_val (settings, bits);
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
  static const char *const roots[] = { "causes", "programs", "texts", NULL };
  PmCatalogueFile *self = user_data;

  if (g_strv_contains (roots, element))
    return FALSE;
  if (g_str_equal (element, "cause") && open_cause (self, names, values))
    return FALSE;
  if (g_str_equal (element, "program") && open_program (self, names, values))
    return FALSE;
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

static void
cause_texts_free (PmCauseTexts *self)
{
  g_free (self->id);
  g_free (self->side);
  for (guint i = 0; i < PM_N_PARTS; i++)
    g_ptr_array_unref (self->parts[i]);
  g_array_unref (self->settings);
  g_free (self);
}

static void
program_texts_free (PmProgramTexts *self)
{
  g_free (self->id);
  g_clear_pointer (&self->name, pm_phrase_free);
  g_ptr_array_unref (self->paths);
  g_array_unref (self->settings);
  g_free (self);
}

void
pm_catalogue_texts_init (PmCatalogueTexts *self)
{
  self->causes = g_ptr_array_new_with_free_func ((GDestroyNotify) cause_texts_free);
  self->programs = g_ptr_array_new_with_free_func ((GDestroyNotify) program_texts_free);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
}

gboolean
pm_catalogue_file_read (GBytes *file, const PmCatalogueTexts *texts, GError **error)
{
  static const PmMarkup markup = { open_element, close_element };
  PmCatalogueFile self = { .texts = texts };

  return pm_markup_read (file, &markup, &self, error);
}
