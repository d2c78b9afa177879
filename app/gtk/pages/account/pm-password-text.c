/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-password-text.h"

#include <string.h>

#include "pm-secret.h"

#define GROUP_LENGTH 4
#define N_GROUPS     4

static gboolean
is_grouped (const char *password)
{
  const gsize whole = N_GROUPS * GROUP_LENGTH + N_GROUPS - 1;

  if (strlen (password) != whole)
    return FALSE;

  for (gsize i = 0; i < whole; i++)
    {
      gboolean between = i % (GROUP_LENGTH + 1) == GROUP_LENGTH;

      if (between ? password[i] != ' ' : !g_ascii_isalnum (password[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_space_around (const char *password)
{
  const char *last = g_utf8_find_prev_char (password, password + strlen (password));

  return g_unichar_isspace (g_utf8_get_char (password))
         || (last != NULL && g_unichar_isspace (g_utf8_get_char (last)));
}

/* The full-width forms of ASCII, U+FF01 to U+FF5E. */
static gboolean
is_full_width (gunichar c)
{
  return c >= 0xFF01 && c <= 0xFF5E;
}

static gboolean
has_full_width (const char *password)
{
  for (const char *p = password; *p != '\0'; p = g_utf8_next_char (p))
    if (is_full_width (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* Into a buffer of the size of the source, so that no half-way copy is left in freed memory. */
static char *
copy_without (const char *password, gboolean spaces, gboolean full_width)
{
  char *mended = g_malloc0 (strlen (password) + 1);
  char *end = mended;

  for (const char *p = password; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (spaces && g_unichar_isspace (c))
        continue;
      if (full_width && is_full_width (c))
        c = c - 0xFF01 + '!';
      end += g_unichar_to_utf8 (c, end);
    }
  return mended;
}

static char *
copy_trimmed (const char *password)
{
  const char *begin = password;
  const char *end = password + strlen (password);

  while (*begin != '\0' && g_unichar_isspace (g_utf8_get_char (begin)))
    begin = g_utf8_next_char (begin);
  while (end > begin && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);

  return g_strndup (begin, end - begin);
}

PmPasswordRemark
pm_password_remark (const char *password)
{
  if (password[0] == '\0')
    return PM_PASSWORD_FINE;
  if (is_grouped (password))
    return PM_PASSWORD_GROUPED;
  if (has_space_around (password))
    return PM_PASSWORD_SPACES_AROUND;
  if (has_full_width (password))
    return PM_PASSWORD_FULL_WIDTH;
  return PM_PASSWORD_FINE;
}

char *
pm_password_mend (const char *password)
{
  switch (pm_password_remark (password))
    {
    case PM_PASSWORD_GROUPED:
      return copy_without (password, TRUE, FALSE);
    case PM_PASSWORD_SPACES_AROUND:
      return copy_trimmed (password);
    case PM_PASSWORD_FULL_WIDTH:
      return copy_without (password, FALSE, TRUE);
    case PM_PASSWORD_FINE:
    default:
      return g_strdup (password);
    }
}
