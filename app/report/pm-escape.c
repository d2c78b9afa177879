/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-escape.h"

#include <string.h>

gboolean
pm_escape_is_harmless (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
      return FALSE;
    default:
      return TRUE;
    }
}

char *
pm_escape_text (const char *text)
{
  GString *safe = g_string_new (NULL);
  gsize left = strlen (text);

  while (left > 0)
    {
      gunichar c = g_utf8_get_char_validated (text, left);
      gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;
      gsize length = valid ? (gsize) g_utf8_skip[(guchar) *text] : 1;

      if (c == '\n' || (valid && pm_escape_is_harmless (c)))
        g_string_append_len (safe, text, length);
      else
        for (gsize i = 0; i < length; i++)
          g_string_append_printf (safe, "\\x%02x", (guchar) text[i]);
      text += length;
      left -= length;
    }
  return g_string_free (safe, FALSE);
}
