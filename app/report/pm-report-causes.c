/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-report-private.h"

#include "pm-json.h"
#include "pm-sheet.h"

/* A finding without arguments: of the texts of a cause, what is true of every case. */
static PmFinding *
new_bare_finding (const char *cause)
{
  return pm_finding_new (cause, PM_CERTAINTY_CERTAIN, PM_STAGE_UNKNOWN, NULL);
}

static void
add_cause_to_json (JsonBuilder *builder, const char *cause, const char *language)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) finding = new_bare_finding (cause);
  g_autofree char *title = pm_catalogue_get_title (catalogue, finding, language);
  g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, finding, language);
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, language);

  json_builder_begin_object (builder);
  pm_json_add_string (builder, "id", cause);
  pm_json_add_string (builder, "side", pm_catalogue_get_side (catalogue, cause));
  pm_json_add_string (builder, "title", title);
  pm_json_add_string (builder, "meaning", meaning);
  pm_json_add_strings (builder, "fixes", (const char *const *) fixes);
  json_builder_end_object (builder);
}

static void
add_cause_to_sheet (PmSheet *sheet, const char *cause, const char *language)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) finding = new_bare_finding (cause);
  g_autofree char *title = pm_catalogue_get_title (catalogue, finding, language);
  g_autofree char *heading = g_strdup_printf ("%s (%s)", title, cause);
  g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, finding, language);
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, language);

  pm_sheet_add_heading (sheet, heading, '\0');
  pm_sheet_add_item (sheet, 2, "", meaning);
  for (guint i = 0; fixes != NULL && fixes[i] != NULL; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u. ", i + 1);

      pm_sheet_add_item (sheet, 2, number, fixes[i]);
    }
}

char *
pm_report_causes_to_json (const char *language)
{
  const char *const *causes = pm_catalogue_list_causes (pm_catalogue_get_default ());
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  pm_json_add_string (builder, "schema", "postmend.causes/1");
  json_builder_set_member_name (builder, "causes");
  json_builder_begin_array (builder);
  for (; *causes != NULL; causes++)
    add_cause_to_json (builder, *causes, language);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return pm_json_print (builder);
}

char *
pm_report_causes_to_text (const char *language)
{
  const char *const *causes = pm_catalogue_list_causes (pm_catalogue_get_default ());
  g_autoptr (PmSheet) sheet = pm_sheet_new ();

  for (; *causes != NULL; causes++)
    add_cause_to_sheet (sheet, *causes, language);
  return pm_sheet_finish (sheet);
}
