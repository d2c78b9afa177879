/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-path.h"

#include <gio/gio.h>
#include <string.h>

#define IPV6_TAG "IPv6:"

static gboolean
is_address (const char *text)
{
  const char *at = strrchr (text, '@');

  if (strpbrk (text, " \t<>") != NULL)
    return FALSE;
  return *text == '\0' || (at != NULL && at != text && pm_practice_is_host (at + 1));
}

PmPracticePath *
pm_practice_path_parse (const char *word, const char *argument)
{
  gsize length = strlen (word);
  g_autoptr (PmPracticePath) self = NULL;
  const char *end;

  if (g_ascii_strncasecmp (argument, word, length) != 0 || argument[length] != '<')
    return NULL;

  argument += length + 1;
  end = strchr (argument, '>');
  if (end == NULL || (end[1] != '\0' && end[1] != ' '))
    return NULL;

  self = g_new0 (PmPracticePath, 1);
  self->address = g_strndup (argument, (gsize) (end - argument));
  self->parameters = g_strsplit (end[1] == ' ' ? end + 2 : "", " ", -1);
  return is_address (self->address) ? g_steal_pointer (&self) : NULL;
}

void
pm_practice_path_free (PmPracticePath *self)
{
  g_free (self->address);
  g_strfreev (self->parameters);
  g_free (self);
}

gboolean
pm_practice_path_has_parameter (const PmPracticePath *self, const char *name)
{
  for (guint i = 0; self->parameters[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (self->parameters[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_address_literal (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *inside = NULL;
  g_autoptr (GInetAddress) address = NULL;
  gboolean ipv6;

  if (length < 2 || text[0] != '[' || text[length - 1] != ']')
    return FALSE;

  inside = g_strndup (text + 1, length - 2);
  ipv6 = g_ascii_strncasecmp (inside, IPV6_TAG, strlen (IPV6_TAG)) == 0;
  address = g_inet_address_new_from_string (ipv6 ? inside + strlen (IPV6_TAG) : inside);
  return address != NULL && (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6) == ipv6;
}

gboolean
pm_practice_is_host (const char *text)
{
  if (*text == '[')
    return is_address_literal (text);
  if (!g_ascii_isalnum (*text) || strlen (text) > 255 || strstr (text, "..") != NULL)
    return FALSE;
  return text[strspn (text, "-." G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS)] == '\0';
}
