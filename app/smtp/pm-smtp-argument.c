/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-smtp-argument.h"

#include <string.h>

gboolean
pm_smtp_is_text (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

gboolean
pm_smtp_is_address (const char *text)
{
  gboolean is_quoted = FALSE;

  if (!pm_smtp_is_text (text))
    return FALSE;
  for (; *text != '\0'; text++)
    {
      if (is_quoted && *text == '\\' && text[1] != '\0')
        text++;
      else if (*text == '"')
        is_quoted = !is_quoted;
      else if (!is_quoted && strchr ("<> ", *text) != NULL)
        return FALSE;
    }
  return !is_quoted;
}
