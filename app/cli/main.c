/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "pm-cli.h"
#include "pm-secret.h"

typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  PmCliStatus (*run) (char **args, GCancellable *cancellable);
} Command;

static const Command commands[] = {
  { "check", N_ ("[OPTION…]"), N_ ("Find out why mail does not go out"), pm_cli_check },
  { "explain", N_ ("[FILE|-] [OPTION…]"), N_ ("Explain an error message or a mail that came back"),
    pm_cli_explain },
  { "practice", N_ ("[NAME] [OPTION…]"), N_ ("List the practice faults, or check one of them"),
    pm_cli_practice },
  { "causes", N_ ("[OPTION…]"), N_ ("List all causes that can be named"), pm_cli_causes },
};

static const char *const later_commands[] = { "discover", NULL };

static void
print_help (void)
{
  g_print (_ ("Usage: %s COMMAND [OPTION…]"), PM_CLI_NAME);
  g_print ("\n\n%s\n", _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %s %s\n      %s\n", commands[i].name, _ (commands[i].arguments),
             _ (commands[i].summary));
  g_print ("\n%s\n",
           _ ("“COMMAND --help” tells the options of a command; “--version” the version."));
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

static PmCliStatus
complain_of_command (const char *name)
{
  if (name == NULL)
    pm_cli_tell (_ ("no command was given; “%s --help” lists them"), PM_CLI_NAME);
  else if (g_strv_contains (later_commands, name))
    pm_cli_tell (_ ("“%s” is not in this version"), name);
  else
    pm_cli_tell (_ ("there is no such command; “%s --help” lists them"), PM_CLI_NAME);
  return PM_CLI_USAGE;
}

/* The second interrupt finds the default handler and ends the program at once. */
static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static PmCliStatus
run_command (const Command *command, char **args)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *program = g_strconcat (PM_CLI_NAME, " ", command->name, NULL);

  g_set_prgname (program);
  g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
  g_unix_signal_add (SIGTERM, interrupted_cb, cancellable);
  /* A peer or a pipe that goes away is an error of the write, not the end of the program. */
  signal (SIGPIPE, SIG_IGN);

  return command->run (args, cancellable);
}

static PmCliStatus
dispatch (char **args)
{
  const Command *command;

  if (args[0] == NULL)
    return complain_of_command (NULL);

  if (g_str_equal (args[0], "--help") || g_str_equal (args[0], "-h"))
    {
      print_help ();
      return PM_CLI_OK;
    }
  if (g_str_equal (args[0], "--version"))
    {
      g_print ("%s %s\n", PM_CLI_NAME, PM_VERSION);
      return PM_CLI_OK;
    }

  command = find_command (args[0]);
  return command != NULL ? run_command (command, args) : complain_of_command (args[0]);
}

/* Where a caller closed one of the three, its number must not come to name a connection: what is
 * written to standard output would go out over that. */
static void
keep_standard_files (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDONLY);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) args = NULL;

  pm_secret_forbid_core_files ();
  keep_standard_files ();

  setlocale (LC_ALL, "");
  bindtextdomain (PM_GETTEXT_DOMAIN, PM_LOCALEDIR);
  bind_textdomain_codeset (PM_GETTEXT_DOMAIN, "UTF-8");
  textdomain (PM_GETTEXT_DOMAIN);

  args = g_strdupv (argc > 0 ? argv + 1 : argv);
  return dispatch (args);
}
