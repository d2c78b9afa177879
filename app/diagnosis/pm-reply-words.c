/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reply-words.h"

#include <string.h>

#define TEXT_LIMIT 2048
#define LINK_LIMIT 200

static char *
find_link (const char *text)
{
  static const char end[] = " \t\"'<>()[]{}\\^`|;,";
  const char *start = strstr (text, "https://");
  g_autofree char *link = NULL;
  gsize length;

  if (start == NULL)
    start = strstr (text, "http://");
  if (start == NULL)
    return NULL;

  length = strcspn (start, end);
  while (length > 0 && strchr (".:!?", start[length - 1]) != NULL)
    length--;
  link = g_strndup (start, length);
  /* A link that is cut leads nowhere, and one beyond ASCII may look like another. */
  if (length > LINK_LIMIT || !g_str_is_ascii (link))
    return NULL;
  return g_steal_pointer (&link);
}

char *
pm_reply_words_flatten (const PmServerReply *reply)
{
  const char *text = pm_server_reply_get_text (reply);
  const char *end;
  char *flat;

  /* Valid UTF-8 stays so where it is cut. */
  end = strlen (text) > TEXT_LIMIT ? g_utf8_find_prev_char (text, text + TEXT_LIMIT)
                                   : text + strlen (text);
  flat = g_strndup (text, end - text);
  return g_strdelimit (flat, "\r\n\t", ' ');
}

void
pm_reply_words_describe (PmFinding *finding)
{
  PmServerReply *reply = pm_finding_get_reply (finding);
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;
  g_autofree char *link = NULL;

  if (reply == NULL)
    return;

  if (pm_server_reply_get_code (reply) != 0 && pm_server_reply_get_enhanced (reply) != NULL)
    code = g_strdup_printf ("%u %s", pm_server_reply_get_code (reply),
                            pm_server_reply_get_enhanced (reply));
  else if (pm_server_reply_get_code (reply) != 0)
    code = g_strdup_printf ("%u", pm_server_reply_get_code (reply));
  else
    code = g_strdup (pm_server_reply_get_enhanced (reply));
  if (code != NULL)
    pm_finding_set_argument_string (finding, "code", code);

  text = pm_reply_words_flatten (reply);
  link = find_link (text);
  if (link != NULL)
    pm_finding_set_argument_string (finding, "link", link);
}
