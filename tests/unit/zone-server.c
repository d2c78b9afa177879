/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zone-server.h"

static void
add_line (PmPracticeScript *script, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  PmPracticeName *name = pm_practice_script_add_name (script, words[0]);
  g_autoptr (GInetAddress) address = words[2] != NULL ? g_inet_address_new_from_string (words[2])
                                                      : NULL;

  if (address != NULL && (g_str_equal (words[1], "A") || g_str_equal (words[1], "AAAA")))
    g_ptr_array_add (name->addresses, g_steal_pointer (&address));
  else if (words[2] == NULL)
    g_assert_true (pm_practice_fate_from_word (words[1], &name->fate));
  else
    g_assert_true (pm_practice_name_add_record (name, words[1], words[2]));
}

ZoneServer *
zone_server_new (const char *zone, guint timeout_ms)
{
  ZoneServer *self = g_new0 (ZoneServer, 1);
  g_auto (GStrv) lines = g_strsplit (zone, "\n", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;

  self->script = pm_practice_script_new ();
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      add_line (self->script, lines[i]);
  self->dns = pm_practice_dns_new (self->script, &error);
  g_assert_no_error (error);
  server = g_strdup_printf ("127.0.0.1:%u", pm_practice_dns_get_port (self->dns));
  self->resolver = pm_resolver_new (server, timeout_ms, &error);
  g_assert_no_error (error);
  return self;
}

void
zone_server_free (ZoneServer *self)
{
  g_object_unref (self->resolver);
  pm_practice_dns_free (self->dns);
  pm_practice_script_free (self->script);
  g_free (self);
}
