/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report-program.h"

#include "pm-json.h"
#include "pm-report-sheet.h"

/* One way, and the names of what is found there. */
typedef struct
{
  char *path;
  GString *labels;
} Way;

static void
way_free (Way *self)
{
  g_free (self->path);
  g_string_free (self->labels, TRUE);
  g_free (self);
}

/* Settings that stand next to each other and share a way are told in one line. */
static void
add_setting (PmReport *self, GPtrArray *ways, const char *setting)
{
  g_autofree char *path = pm_catalogue_get_program_path (self->catalogue, self->program, setting,
                                                         self->language);
  g_autofree char *id = g_strconcat ("setting.", setting, NULL);
  g_autofree char *label = _pm_report_get_text (self, id);
  Way *way = ways->len > 0 ? ways->pdata[ways->len - 1] : NULL;

  if (path == NULL)
    return;
  if (way != NULL && g_str_equal (way->path, path))
    {
      g_string_append (way->labels, g_str_equal (self->language, "ja") ? "、" : ", ");
      g_string_append (way->labels, label);
      return;
    }
  way = g_new0 (Way, 1);
  way->path = g_steal_pointer (&path);
  way->labels = g_string_new (label);
  g_ptr_array_add (ways, way);
}

static char *
make_heading (PmReport *self)
{
  g_autofree char *name = pm_catalogue_get_program_name (self->catalogue, self->program,
                                                         self->language);
  g_autoptr (GVariantDict) dict = g_variant_dict_new (NULL);
  g_autoptr (GVariant) arguments = NULL;

  g_variant_dict_insert (dict, "program", "s", name);
  arguments = g_variant_ref_sink (g_variant_dict_end (dict));
  return pm_catalogue_get_text (self->catalogue, "report.where", self->language, arguments);
}

void
_pm_report_add_program_to_sheet (PmReport *self, PmSheet *sheet, PmFinding *finding)
{
  g_autofree const char **settings = pm_catalogue_get_settings (self->catalogue, finding);
  g_autoptr (GPtrArray) ways = g_ptr_array_new_with_free_func ((GDestroyNotify) way_free);
  g_autofree char *heading = NULL;

  for (guint i = 0; self->program != NULL && settings[i] != NULL; i++)
    add_setting (self, ways, settings[i]);
  if (ways->len == 0)
    return;

  heading = make_heading (self);
  pm_sheet_add_heading (sheet, heading, '\0');
  for (guint i = 0; i < ways->len; i++)
    {
      Way *way = ways->pdata[i];
      g_autofree char *line = g_strconcat (way->labels->str, ": ", way->path, NULL);

      pm_sheet_add_item (sheet, PM_REPORT_INDENT, "- ", line);
    }
}

static void
add_path_to_json (JsonBuilder *builder, const char *setting, const char *path)
{
  json_builder_begin_object (builder);
  pm_json_add_string (builder, "setting", setting);
  pm_json_add_string (builder, "path", path);
  json_builder_end_object (builder);
}

void
_pm_report_add_program_to_json (PmReport *self, JsonBuilder *builder, PmFinding *finding)
{
  g_autofree const char **settings = pm_catalogue_get_settings (self->catalogue, finding);
  g_autofree char *name = NULL;

  if (self->program == NULL || settings[0] == NULL)
    return;

  name = pm_catalogue_get_program_name (self->catalogue, self->program, self->language);
  json_builder_set_member_name (builder, "program");
  json_builder_begin_object (builder);
  pm_json_add_string (builder, "id", self->program);
  pm_json_add_string (builder, "name", name);
  json_builder_set_member_name (builder, "paths");
  json_builder_begin_array (builder);
  for (guint i = 0; settings[i] != NULL; i++)
    {
      g_autofree char *path = pm_catalogue_get_program_path (self->catalogue, self->program,
                                                             settings[i], self->language);

      if (path != NULL)
        add_path_to_json (builder, settings[i], path);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}
