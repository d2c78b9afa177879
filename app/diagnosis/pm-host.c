/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-host.h"

#include "pm-rules.h"

#include <string.h>

gboolean
pm_host_is_this_computer (const char *server)
{
  gsize length = strlen (server);
  gboolean in_brackets = length > 2 && server[0] == '[' && server[length - 1] == ']';
  g_autofree char *bare = in_brackets ? g_strndup (server + 1, length - 2) : g_strdup (server);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (bare);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  /* RFC 6761 section 6.3: every name below it as well. */
  return g_ascii_strcasecmp (bare, "localhost") == 0
         || g_ascii_strcasecmp (bare, "localhost.localdomain") == 0
         || g_str_has_suffix (bare, ".localhost");
}

gboolean
pm_host_check_this_computer (const PmScene *scene, PmFinding *finding)
{
  /* On any other port a program of this computer is meant, such as a bridge that is not running. */
  if ((scene->port != 25 && scene->port != 465 && scene->port != 587)
      || !pm_host_is_this_computer (pm_account_get_server (scene->account))
      || pm_rules_check_open_port (scene, finding))
    return FALSE;
  pm_scene_set_flag (finding, "this_computer");
  return TRUE;
}

/* Whether that port was tried, and no connection came about; cites it. */
static gboolean
was_closed (const PmScene *scene, guint port, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);
  guint failed = 0;

  for (guint i = 1; i <= count; i++)
    {
      const char *result = pm_scene_get_result_on (scene, PM_STAGE_CONNECT, i);

      if (pm_scene_get_port_of (scene, i) != port || result == NULL)
        continue;
      if (g_str_equal (result, "connected"))
        return FALSE;
      failed = i;
    }
  if (failed == 0)
    return FALSE;
  pm_scene_cite (finding,
                 pm_evidence_find (scene->evidence, PM_STAGE_CONNECT, PM_KEY_RESULT, failed));
  return TRUE;
}

gboolean
pm_host_check_only_port_25 (const PmScene *scene, PmFinding *finding)
{
  if (scene->port != 25 || !pm_scene_knows_capabilities (scene, scene->main)
      || pm_scene_offers (scene, scene->main, "AUTH") || !was_closed (scene, 465, finding)
      || !was_closed (scene, 587, finding))
    return FALSE;
  pm_scene_set_flag (finding, "only_port_25");
  return TRUE;
}

static gboolean
was_tried (const PmScene *scene, guint port)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) == port
        && pm_scene_get_result_on (scene, PM_STAGE_CONNECT, i) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
pm_host_check_other_ports (const PmScene *scene, PmFinding *finding)
{
  if (pm_scene_find_working (scene) == 0 && was_tried (scene, 465) && was_tried (scene, 587))
    pm_scene_set_flag (finding, "others_failed");
  return TRUE;
}
