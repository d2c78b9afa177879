/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <unistd.h>

#include "pm-delay.h"
#include "pm-postfix.h"
#include "pm-real.h"

/* What is measured against: a Postfix a given way off, and a name server close by. Takes the
 * milliseconds of one way, says where everything is as NAME=VALUE lines, and lasts until its input
 * ends. */

static const struct
{
  const char *name;
  PmDoor door;
} doors[] = {
  { "PLAIN", PM_DOOR_PLAIN },
  { "SUBMISSION", PM_DOOR_SUBMISSION },
  { "SMTPS", PM_DOOR_SMTPS },
  { "TLS_1_2", PM_DOOR_TLS_1_2 },
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

static void
tell (PmServer *server, PmNameServer *names, gint64 one_way_us)
{
  const char *address = pm_server_get_addresses (server)[0];
  g_autofree char *dns = pm_name_server_get_address (names);

  g_print ("DNS=%s\nROOT=%s\n", dns, pm_server_get_root_certificate (server));
  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    g_print ("%s=%u\n", doors[i].name,
             pm_delay_listen (address, pm_server_get_port (server, doors[i].door), one_way_us));
  g_print ("READY=1\n");
}

int
main (int argc, char *argv[])
{
  const char *obstacle = pm_postfix_get_obstacle ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (PmPostfix) postfix = NULL;
  g_autoptr (PmNameServer) names = NULL;
  g_autoptr (GError) error = NULL;
  gint64 one_way_us = argc > 1 ? (gint64) (g_ascii_strtod (argv[1], NULL) * 1000) : 0;

  if (obstacle != NULL)
    {
      g_printerr ("%s\n", obstacle);
      return 1;
    }
  postfix = pm_postfix_new (PM_REAL_RIGHT_PASSWORD, 0);
  names = pm_name_server_new (PM_SERVER_HOST, "127.0.0.1");
  if (!pm_server_start (PM_SERVER (postfix), &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  tell (PM_SERVER (postfix), names, one_way_us);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, loop);
  g_main_loop_run (loop);
  return 0;
}
