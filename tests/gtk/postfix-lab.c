/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>

#include "pm-greylist.h"
#include "pm-name-server.h"
#include "pm-postfix.h"

/* The Postfix of the tests as a program: takes the password of PM_POSTFIX_USER from the first line of
 * its input, says where everything is as NAME=VALUE lines, and lasts until its input ends. */

static const char *const door_names[PM_N_DOORS] = {
  [PM_DOOR_CLOSED] = "CLOSED",
  [PM_DOOR_PLAIN] = "PLAIN",
  [PM_DOOR_BARE] = "BARE",
  [PM_DOOR_SUBMISSION] = "SUBMISSION",
  [PM_DOOR_SMTPS] = "SMTPS",
  [PM_DOOR_EXPIRED] = "EXPIRED",
  [PM_DOOR_SELF_SIGNED] = "SELF_SIGNED",
  [PM_DOOR_WRONG_NAME] = "WRONG_NAME",
  [PM_DOOR_GREYLIST] = "GREYLIST",
};

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char bytes[256];

  if (read (fd, bytes, sizeof bytes) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static char *
read_password (void)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  while (read (STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
    g_string_append_c (line, byte);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
tell (PmPostfix *postfix, PmNameServer *names)
{
  g_autofree char *dns = pm_name_server_get_address (names);

  g_print ("HOST=%s\nUSER=%s\nDNS=%s\nROOT=%s\n", PM_POSTFIX_HOST, PM_POSTFIX_USER, dns,
           pm_postfix_get_root_certificate (postfix));
  for (guint i = 0; i < PM_N_DOORS; i++)
    g_print ("%s=%u\n", door_names[i], pm_postfix_get_port (postfix, i));
  g_print ("READY=1\n");
}

int
main (void)
{
  const char *obstacle = pm_postfix_get_obstacle ();
  g_autofree char *password = read_password ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocketService) greylist = NULL;
  g_autoptr (PmPostfix) postfix = NULL;
  g_autoptr (PmNameServer) names = NULL;
  g_autoptr (GError) error = NULL;
  guint port;

  if (obstacle != NULL)
    {
      g_print ("OBSTACLE=%s\n", obstacle);
      return 0;
    }
  greylist = pm_greylist_new (&port);
  postfix = pm_postfix_new (password, port);
  names = pm_name_server_new (PM_POSTFIX_HOST, pm_postfix_get_address (postfix));
  if (!pm_postfix_start (postfix, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  tell (postfix, names);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, loop);
  g_main_loop_run (loop);
  g_socket_service_stop (greylist);
  return 0;
}
