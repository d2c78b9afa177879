/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-address.h"

#include <gio/gio.h>
#include <string.h>

/* RFC 5321 section 4.5.3.1: 64 octets before the "@", 255 behind it. */
#define MAX_LOCAL  64
#define MAX_DOMAIN 255

/* RFC 5321 section 4.1.2 as far as addresses are met in words: dots may stand anywhere, as those of
 * Japanese carriers do; in ASCII alone, for Japanese words stand close by. */
static gboolean
is_local_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~.", c));
}

static gboolean
is_domain_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.' || c == '*' || c == '_';
}

static gsize
measure_quoted (const char *text)
{
  gsize n = 1;

  while (n < MAX_LOCAL && text[n] != '\0' && text[n] != '"' && text[n] != '\n')
    n += text[n] == '\\' && text[n + 1] != '\0' ? 2 : 1;
  return text[n] == '"' ? n + 1 : 0;
}

static gsize
measure_local (const char *text)
{
  gsize n = 0;

  if (text[0] == '"')
    return measure_quoted (text);
  while (n <= MAX_LOCAL && is_local_char (text[n]))
    n++;
  return n <= MAX_LOCAL ? n : 0;
}

static gsize
measure_domain (const char *text)
{
  gsize n = 0;

  while (n <= MAX_DOMAIN && is_domain_char (text[n]))
    n++;
  /* The end of a sentence, or "..." before the words of a server. */
  while (n > 0 && (text[n - 1] == '.' || text[n - 1] == '-'))
    n--;
  return n <= MAX_DOMAIN ? n : 0;
}

gsize
pm_message_mail_measure_address (const char *text)
{
  gsize local = measure_local (text);
  gsize domain;

  if (local == 0 || text[local] != '@')
    return 0;
  domain = measure_domain (text + local + 1);
  return domain > 0 ? local + 1 + domain : 0;
}

char *
pm_message_mail_find_address (const char *text, const char **end)
{
  const char *at = text;

  while ((at = strchr (at, '@')) != NULL)
    {
      const char *start = at;
      gsize n;

      while (start > text && at - start < MAX_LOCAL && is_local_char (start[-1]))
        start--;
      while (*start == '\'' || *start == '`' || *start == '=')
        start++;
      n = pm_message_mail_measure_address (start);
      if (n > 0)
        {
          if (end != NULL)
            *end = start + n;
          return g_strndup (start, n);
        }
      at++;
    }
  return NULL;
}

gboolean
pm_message_mail_is_host (const char *text)
{
  gsize n = 0;

  if (g_hostname_is_ip_address (text))
    return TRUE;
  while (is_domain_char (text[n]) && text[n] != '*')
    n++;
  return n > 0 && n <= MAX_DOMAIN && text[n] == '\0' && strchr (text, '.') != NULL;
}

const char *
pm_message_mail_find_word (const char *text, const char *word)
{
  gsize n = strlen (word);
  char lower = g_ascii_tolower (word[0]);

  for (; *text != '\0'; text++)
    if (g_ascii_tolower (*text) == lower && g_ascii_strncasecmp (text, word, n) == 0)
      return text;
  return NULL;
}
