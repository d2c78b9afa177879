/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-interference.h"

#include "pm-resource.h"

#include <string.h>

/* Nothing is left of it but stars, and some digits. One that is merely decorated names its host. */
static gboolean
is_masked (const PmServerReply *greeting)
{
  return greeting != NULL
         && g_regex_match_simple ("^[*0-9 ]*\\*{4,}[*0-9 ]*$", pm_server_reply_get_text (greeting),
                                  0, 0);
}

gboolean
pm_interference_check_masked (const PmScene *scene, PmFinding *finding)
{
  PmObservation *observation;
  g_autofree const char **words = pm_scene_get_strings (scene, PM_STAGE_GREETING,
                                                        PM_KEY_CAPABILITIES, &observation);
  gboolean masked = is_masked (pm_scene_find_reply (scene, PM_STAGE_GREETING, ""));

  /* A word of the same length, in place of one that the firewall does not know: XXXXXXXA. */
  for (guint i = 0; !masked && words != NULL && words[i] != NULL; i++)
    masked = g_regex_match_simple ("^X{4,}[A-Z]?(?: |$)", words[i], 0, 0);
  if (!masked)
    return FALSE;
  pm_scene_set_flag (finding, "masked");
  pm_scene_cite (finding, observation);
  return TRUE;
}

static gboolean
offers_starttls (const PmScene *scene, guint connection, PmFinding *finding)
{
  PmObservation *offered = pm_evidence_find (scene->evidence, PM_STAGE_TLS, PM_KEY_TLS_OFFERED,
                                             connection);

  if (offered == NULL
      || !g_variant_is_of_type (pm_observation_get_value (offered), G_VARIANT_TYPE_BOOLEAN)
      || !g_variant_get_boolean (pm_observation_get_value (offered)))
    return FALSE;
  pm_scene_cite (finding, offered);
  return TRUE;
}

gboolean
pm_interference_check_other_family (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);
  const char *family = scene->main != 0 ? pm_scene_get_family_of (scene, scene->main) : NULL;

  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) == scene->port
        && g_strcmp0 (pm_scene_get_family_of (scene, i), family) != 0
        && offers_starttls (scene, i, finding))
      {
        pm_scene_set_flag (finding, "only_one_family");
        return TRUE;
      }
  return FALSE;
}

gboolean
pm_interference_check_other_port (const PmScene *scene, PmFinding *finding)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count && scene->port != 25; i++)
    if (pm_scene_get_port_of (scene, i) != scene->port && offers_starttls (scene, i, finding))
      {
        pm_finding_set_argument_uint (finding, "elsewhere_port", pm_scene_get_port_of (scene, i));
        return TRUE;
      }
  return FALSE;
}

/* One pattern of all lines: each is a part of a name, and ends where the word ends. */
static GRegex *
read_issuers (void)
{
  g_autoptr (GBytes) file = pm_resource_read ("issuers/interceptors.txt");
  gsize size;
  const char *data = g_bytes_get_data (file, &size);
  g_autofree char *text = g_strndup (data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) pattern = g_string_new ("\\b(?:");
  g_autoptr (GError) error = NULL;
  GRegex *regex;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      g_autofree char *escaped = g_regex_escape_string (line, -1);

      if (*line != '\0' && *line != '#')
        g_string_append_printf (pattern, "%s|", escaped);
    }
  g_string_truncate (pattern, pattern->len - 1);
  g_string_append (pattern, ")\\b");
  regex = g_regex_new (pattern->str, G_REGEX_CASELESS, 0, &error);
  if (regex == NULL)
    g_error ("interceptors: %s", error->message);
  return regex;
}

gboolean
pm_interference_is_issuer (const char *issuer)
{
  static GRegex *issuers;

  if (issuers == NULL)
    issuers = read_issuers ();
  return g_regex_match (issuers, issuer, 0, NULL);
}
