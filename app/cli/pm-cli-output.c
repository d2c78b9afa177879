/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-cli-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pm-catalogue.h"

void
pm_cli_set_error (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, args);
  va_end (args);
}

void
pm_cli_output_clear (PmCliOutput *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->program, g_free);
}

static gboolean
refuse_for_now_cb (const char *option, const char *value, gpointer data, GError **error)
{
  pm_cli_set_error (error, _ ("%s is not in this version"), option);
  return FALSE;
}

/* Other users of the computer can read the command line of a program. */
static gboolean
refuse_secret_cb (const char *option, const char *value, gpointer data, GError **error)
{
  pm_cli_set_error (error,
                    _ ("%s: a password is never taken from the command line; "
                       "use --password-file FILE, or --password-file - for standard input"),
                    option);
  return FALSE;
}

static gboolean
refuse_token_cb (const char *option, const char *value, gpointer data, GError **error)
{
  pm_cli_set_error (error,
                    _ ("%s: a token is never taken from the command line; "
                       "use --token-file FILE, or --token-file - for standard input"),
                    option);
  return FALSE;
}

#define REFUSED(name, arg, cb)                                                                     \
  {                                                                                                \
    name, 0, G_OPTION_FLAG_HIDDEN | (arg), G_OPTION_ARG_CALLBACK, cb, NULL, NULL                   \
  }

static GOptionEntry refused[] = {
  REFUSED ("password", G_OPTION_FLAG_OPTIONAL_ARG, refuse_secret_cb),
  REFUSED ("token", G_OPTION_FLAG_OPTIONAL_ARG, refuse_token_cb),
  REFUSED ("share-publicly", G_OPTION_FLAG_NO_ARG, refuse_for_now_cb),
  { NULL },
};

/* The first language of the user that there are texts for. */
static const char *
guess_language (void)
{
  const char *const *names = g_get_language_names ();

  for (; *names != NULL; names++)
    {
      if (g_str_has_prefix (*names, "ja"))
        return "ja";
      if (g_str_has_prefix (*names, "en"))
        return "en";
    }
  return "en";
}

static gboolean
set_format (PmCliOutput *self, const char *format, GError **error)
{
  self->format = PM_CLI_TEXT;
  if (format == NULL || g_str_equal (format, "text"))
    return TRUE;
  if (g_str_equal (format, "json"))
    {
      self->format = PM_CLI_JSON;
      return TRUE;
    }
  if (g_str_equal (format, "html"))
    pm_cli_set_error (error, _ ("%s is not in this version"), "--format html");
  else
    pm_cli_set_error (error, _ ("%s: “%s” is none of: %s"), "--format", format, "text, json");
  return FALSE;
}

static gboolean
set_language (PmCliOutput *self, const char *language, GError **error)
{
  self->language = guess_language ();
  if (language == NULL)
    return TRUE;
  if (!g_str_equal (language, "en") && !g_str_equal (language, "ja"))
    {
      pm_cli_set_error (error, _ ("%s: “%s” is none of: %s"), "--lang", language, "en, ja");
      return FALSE;
    }
  self->language = g_str_equal (language, "ja") ? "ja" : "en";
  return TRUE;
}

static gboolean
check_program (PmCliOutput *self, GError **error)
{
  const char *const *programs = pm_catalogue_list_programs (pm_catalogue_get_default ());
  g_autofree char *id = self->program != NULL ? g_ascii_strdown (self->program, -1) : NULL;
  g_autofree char *list = NULL;

  if (id == NULL || g_strv_contains (programs, id))
    {
      g_free (self->program);
      self->program = g_steal_pointer (&id);
      return TRUE;
    }
  list = g_strjoinv (", ", (char **) programs);
  pm_cli_set_error (error, _ ("%s: “%s” is none of: %s"), "--program", self->program, list);
  return FALSE;
}

/* An argument of an unknown option may be a secret that was meant for another one: only the name of
 * the option is repeated. */
static void
set_unknown_option (GError **error, GError *unknown, char **args)
{
  for (guint i = 1; args[i] != NULL; i++)
    {
      gsize length = g_str_has_prefix (args[i], "--") ? strcspn (args[i], "=") : 2;
      g_autofree char *name = g_strndup (args[i], length);

      if (args[i][0] == '-' && args[i][1] != '\0' && strstr (unknown->message, args[i]) != NULL)
        {
          pm_cli_set_error (error, _ ("there is no option %s; --help lists them"), name);
          return;
        }
    }
  pm_cli_set_error (error, _ ("there is no such option; --help lists them"));
}

static gboolean
parse_context (GOptionContext *context, char **args, GError **error)
{
  g_auto (GStrv) parsed = g_strdupv (args);
  g_autoptr (GError) local_error = NULL;

  if (g_option_context_parse_strv (context, &parsed, &local_error))
    return TRUE;

  if (g_error_matches (local_error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    set_unknown_option (error, local_error, args);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
pm_cli_output_add_program (PmCliOutput *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "program", 0, 0, G_OPTION_ARG_STRING, &self->program,
      N_ ("Your mail program: tell where its settings are; a wrong NAME lists all"), N_ ("NAME") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
}

gboolean
pm_cli_output_parse (PmCliOutput *self, GOptionContext *context, char **args, GError **error)
{
  g_autofree char *format = NULL;
  g_autofree char *language = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: text or json"),
      N_ ("FORM") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("Language of the output: en or ja"),
      N_ ("LANGUAGE") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &self->path,
      N_ ("Write to this file; one of that name is replaced"), N_ ("FILE") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
  g_option_context_add_main_entries (context, refused, PM_GETTEXT_DOMAIN);
  return parse_context (context, args, error) && set_format (self, format, error)
         && set_language (self, language, error) && check_program (self, error);
}

static gboolean
write_all (int fd, const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize written = write (fd, text, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      text += written;
      left -= written;
    }
  return TRUE;
}

/* Pipes, terminals and devices are written to; they can not be replaced. */
static gboolean
write_into (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  gboolean written = fd >= 0 && write_all (fd, text);
  int saved_errno = errno;

  if (fd >= 0 && close (fd) != 0 && written)
    return FALSE;
  errno = saved_errno;
  return written;
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  /* Through a link, so that it stays one. */
  g_autofree char *resolved = realpath (path, NULL);
  const char *target = resolved != NULL ? resolved : path;

  if (resolved == NULL || g_file_test (resolved, G_FILE_TEST_IS_REGULAR))
    return g_file_set_contents_full (target, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
  if (write_into (target, text))
    return TRUE;
  pm_cli_set_error (error, _ ("%s: can not be written: %s"), "--output", g_strerror (errno));
  return FALSE;
}

gboolean
pm_cli_output_write (PmCliOutput *self, const char *text, GError **error)
{
  if (self->path != NULL)
    return write_file (self->path, text, error);
  if (write_all (STDOUT_FILENO, text))
    return TRUE;
  pm_cli_set_error (error, _ ("the output can not be written: %s"), g_strerror (errno));
  return FALSE;
}

PmCliStatus
pm_cli_output_finish (PmCliOutput *self, const char *text, PmCliStatus status)
{
  g_autoptr (GError) error = NULL;

  return pm_cli_output_write (self, text, &error) ? status : pm_cli_fail (error);
}

gboolean
pm_cli_refuse_words (char **rest, guint allowed, GError **error)
{
  if (rest == NULL || g_strv_length (rest) <= allowed)
    return TRUE;
  pm_cli_set_error (error, _ ("there is a word too many; each value stands behind an option"));
  return FALSE;
}
