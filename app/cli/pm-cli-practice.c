/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-catalogue.h"
#include "pm-cli-password.h"
#include "pm-cli-run.h"
#include "pm-cli-values.h"
#include "pm-json.h"
#include "pm-sheet.h"

typedef struct
{
  char **names;
  char *user;
  char *password_file;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->password_file, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, PmCliOutput *output, char **args, GError **error)
{
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user,
      N_ ("Another user name than the fault's own"), N_ ("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file,
      N_ ("Read another password from a file; “-” is standard input"), N_ ("FILE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->names, NULL, N_ ("[NAME]") },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Lists the practice faults, or checks one of them. Nothing "
                                   "leaves this computer."));
  g_option_context_set_translation_domain (context, PM_GETTEXT_DOMAIN);
  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
  pm_cli_output_add_program (output, context);
  return pm_cli_output_parse (output, context, args, error);
}

static char *
get_title (const char *name, const char *language)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) finding = NULL;

  if (!pm_catalogue_has_cause (catalogue, name))
    return pm_catalogue_get_text (catalogue, "verdict.ok.title", language, NULL);
  finding = pm_finding_new (name, PM_CERTAINTY_CERTAIN, PM_STAGE_UNKNOWN, NULL);
  return pm_catalogue_get_title (catalogue, finding, language);
}

static char *
list_as_text (const char *language)
{
  const char *const *names = pm_checkup_list_practice ();
  g_autoptr (PmSheet) sheet = pm_sheet_new ();
  guint columns = 0;

  for (guint i = 0; names[i] != NULL; i++)
    columns = MAX (columns, pm_sheet_measure (names[i]) + 2);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *title = get_title (names[i], language);
      g_autofree char *cell = pm_sheet_pad (names[i], columns, FALSE);

      pm_sheet_add_item (sheet, 0, cell, title);
    }
  return pm_sheet_finish (sheet);
}

static char *
list_as_json (const char *language)
{
  const char *const *names = pm_checkup_list_practice ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  pm_json_add_string (builder, "schema", "postmend.practice/1");
  json_builder_set_member_name (builder, "practice");
  json_builder_begin_array (builder);
  for (; *names != NULL; names++)
    {
      g_autofree char *title = get_title (*names, language);

      json_builder_begin_object (builder);
      pm_json_add_string (builder, "name", *names);
      pm_json_add_string (builder, "title", title);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return pm_json_print (builder);
}

static PmCliStatus
list (PmCliOutput *output)
{
  g_autofree char *text = output->format == PM_CLI_JSON ? list_as_json (output->language)
                                                        : list_as_text (output->language);

  return pm_cli_output_finish (output, text, PM_CLI_OK);
}

static PmCheckup *
new_checkup (const char *name, GError **error)
{
  PmCheckup *checkup;
  g_autoptr (GError) local_error = NULL;

  checkup = pm_checkup_new_practice (name, &local_error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    pm_cli_set_error (error, _ ("there is no practice fault “%s”; “%s practice” lists them"), name,
                      PM_CLI_NAME);
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return checkup;
}

static gboolean
apply_options (const Options *options,
               PmCheckup *checkup,
               GCancellable *cancellable,
               GError **error)
{
  if (options->user != NULL)
    {
      g_autofree char *user = pm_cli_tidy_user (options->user, error);

      if (user == NULL)
        return FALSE;
      pm_checkup_set_user (checkup, user);
    }
  if (options->password_file != NULL)
    {
      g_autoptr (PmSecret) secret = pm_cli_password_read (options->password_file, cancellable,
                                                          error);

      if (secret == NULL)
        return FALSE;
      pm_checkup_set_password (checkup, secret);
    }
  return TRUE;
}

PmCliStatus
pm_cli_practice (char **args, GCancellable *cancellable)
{
  g_auto (Options) options = { 0 };
  g_auto (PmCliOutput) output = { 0 };
  g_autoptr (PmCheckup) checkup = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (&options, &output, args, &error) || !pm_cli_refuse_words (options.names, 1, &error))
    return pm_cli_fail (error);
  if (options.names == NULL)
    return list (&output);

  checkup = new_checkup (options.names[0], &error);
  if (checkup == NULL || !apply_options (&options, checkup, cancellable, &error))
    return pm_cli_fail (error);
  return pm_cli_run (checkup, &output, cancellable);
}
