/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spf-macro.h"

#include <string.h>

#define MAX_NAME 253
/* What an expansion may grow to on its way; only its right end can be left of it. */
#define MAX_EXPANSION 8192
/* No name has as many labels. */
#define MAX_PARTS 128

#define LETTERS            "slodiphv"
#define LETTERS_OF_TEXTS   "crt"
#define DELIMITERS         ".-+,/_="
#define DEFAULT_DELIMITER  "."
#define UNRESERVED_MARKS   "-._~"       /* RFC 3986 section 2.3 */
#define DEFAULT_LOCAL_PART "postmaster" /* RFC 7208 section 4.3 */
#define NAME_NOT_KNOWN     "unknown"

/* "%{" letter [digits] ["r"] [delimiters] "}" */
typedef struct
{
  char letter; /* lower case */
  gboolean escaped;
  guint n_parts; /* 0: all */
  gboolean reversed;
  const char *delimiters; /* in the text, not terminated */
  gsize n_delimiters;
} Macro;

/* Reads the macro at *@text, behind "%{", and moves behind its "}". */
static gboolean
read_macro (const char **text, Macro *macro)
{
  const char *at = *text;
  const char *digits;

  if (*at == '\0' || strchr (LETTERS LETTERS_OF_TEXTS, g_ascii_tolower (*at)) == NULL)
    return FALSE;
  macro->letter = g_ascii_tolower (*at);
  macro->escaped = g_ascii_isupper (*at);
  digits = ++at;
  macro->n_parts = 0;
  for (; g_ascii_isdigit (*at); at++)
    macro->n_parts = MIN (macro->n_parts * 10 + (guint) g_ascii_digit_value (*at), MAX_PARTS);
  if (at > digits && macro->n_parts == 0)
    return FALSE;
  macro->reversed = g_ascii_tolower (*at) == 'r';
  if (macro->reversed)
    at++;
  macro->delimiters = at;
  macro->n_delimiters = strspn (at, DELIMITERS);
  at += macro->n_delimiters;
  if (*at != '}')
    return FALSE;
  *text = at + 1;
  return TRUE;
}

/* One macro-expand or macro-literal at *@text. @macro: letter 0 where it is none that stands for a
 * value; then @literal is what it stands for. */
static gboolean
read_piece (const char **text, Macro *macro, const char **literal, gsize *length)
{
  static const struct
  {
    char mark;
    const char *literal;
  } escapes[] = { { '%', "%" }, { '_', " " }, { '-', "%20" } };
  const char *at = *text;

  macro->letter = 0;
  if (*at != '%')
    {
      *literal = at;
      *length = 1;
      *text = at + 1;
      return *at > ' ' && *at < 0x7f;
    }
  if (at[1] == '{')
    {
      *text = at + 2;
      return read_macro (text, macro);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (at[1] == escapes[i].mark)
      {
        *literal = escapes[i].literal;
        *length = strlen (*literal);
        *text = at + 2;
        return TRUE;
      }
  return FALSE;
}

/* @ends_in_macro: (out): whether the last piece is one between "%{" and "}" or the like. */
static gboolean
scan (const char *text, const char *allowed, gboolean *ends_in_macro)
{
  *ends_in_macro = FALSE;
  while (*text != '\0')
    {
      const char *literal;
      gsize length;
      Macro macro;

      *ends_in_macro = *text == '%';
      if (!read_piece (&text, &macro, &literal, &length)
          || (macro.letter != 0 && strchr (allowed, macro.letter) == NULL))
        return FALSE;
    }
  return TRUE;
}

gboolean
pm_spf_is_macro_string (const char *text)
{
  gboolean ends_in_macro;

  return scan (text, LETTERS LETTERS_OF_TEXTS, &ends_in_macro);
}

/* "." toplabel [ "." ]: letters, digits and hyphens, no hyphen at an end, not digits alone. */
static gboolean
ends_in_toplabel (const char *text)
{
  gsize end = strlen (text);
  gsize start;
  gboolean all_digits = TRUE;

  if (end > 0 && text[end - 1] == '.')
    end--;
  for (start = end; start > 0 && text[start - 1] != '.'; start--)
    {
      char c = text[start - 1];

      if (!g_ascii_isalnum (c) && c != '-')
        return FALSE;
      all_digits = all_digits && g_ascii_isdigit (c);
    }
  return start > 0 && start < end && !all_digits && text[start] != '-' && text[end - 1] != '-';
}

gboolean
pm_spf_is_domain_spec (const char *text)
{
  gboolean ends_in_macro;

  return scan (text, LETTERS, &ends_in_macro) && (ends_in_macro || ends_in_toplabel (text));
}

gboolean
pm_spf_needs_name (const char *text)
{
  while (*text != '\0')
    {
      const char *literal;
      gsize length;
      Macro macro;

      if (!read_piece (&text, &macro, &literal, &length))
        return FALSE;
      if (macro.letter == 'p')
        return TRUE;
    }
  return FALSE;
}

/* An IPv6 address nibble by nibble: "2.0.0.1.0.d.b.8..." */
static char *
write_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  GString *text;

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return g_inet_address_to_string (address);
  text = g_string_new (NULL);
  for (gsize i = 0; i < g_inet_address_get_native_size (address); i++)
    g_string_append_printf (text, "%s%x.%x", i > 0 ? "." : "", bytes[i] >> 4, bytes[i] & 0x0fu);
  return g_string_free (text, FALSE);
}

static char *
get_value (char letter, const PmSpfMacros *macros)
{
  const char *at = strrchr (macros->sender, '@');
  gboolean is_ipv4 = g_inet_address_get_family (macros->address) == G_SOCKET_FAMILY_IPV4;
  const char *domain = at != NULL ? at + 1 : macros->sender;
  g_autofree char *local = at != NULL && at > macros->sender
                               ? g_strndup (macros->sender, (gsize) (at - macros->sender))
                               : g_strdup (DEFAULT_LOCAL_PART);

  switch (letter)
    {
    case 's':
      return g_strconcat (local, "@", domain, NULL);
    case 'l':
      return g_steal_pointer (&local);
    case 'o':
      return g_strdup (domain);
    case 'd':
      return g_strdup (macros->domain);
    case 'i':
      return write_address (macros->address);
    case 'v':
      return g_strdup (is_ipv4 ? "in-addr" : "ip6");
    case 'h':
      return g_strdup (macros->helo != NULL ? macros->helo : NAME_NOT_KNOWN);
    case 'p':
    default:
      return g_strdup (macros->name != NULL ? macros->name : NAME_NOT_KNOWN);
    }
}

static void
reverse (char **parts, guint n)
{
  for (guint i = 0; i < n / 2; i++)
    {
      char *part = parts[i];

      parts[i] = parts[n - 1 - i];
      parts[n - 1 - i] = part;
    }
}

/* Split at the delimiters, turned round, the right-hand parts taken, and joined with dots. */
static char *
transform (const char *value, const Macro *macro)
{
  g_autofree char *delimiters = macro->n_delimiters > 0
                                    ? g_strndup (macro->delimiters, macro->n_delimiters)
                                    : g_strdup (DEFAULT_DELIMITER);
  g_auto (GStrv) parts = g_strsplit_set (value, delimiters, -1);
  guint n = g_strv_length (parts);
  guint first = macro->n_parts > 0 && macro->n_parts < n ? n - macro->n_parts : 0;

  if (macro->reversed)
    reverse (parts, n);
  return g_strjoinv (".", parts + first);
}

static void
append_escaped (GString *text, const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || strchr (UNRESERVED_MARKS, *c) != NULL)
      g_string_append_c (text, *c);
    else
      g_string_append_printf (text, "%%%02X", (guint8) *c);
}

static void
append_macro (GString *text, const Macro *macro, const PmSpfMacros *macros)
{
  g_autofree char *value = get_value (macro->letter, macros);
  g_autofree char *transformed = transform (value, macro);

  if (macro->escaped)
    append_escaped (text, transformed);
  else
    g_string_append (text, transformed);
}

static void
cut_left (GString *name)
{
  while (name->len > MAX_NAME)
    {
      const char *dot = strchr (name->str, '.');

      g_string_erase (name, 0, dot != NULL ? dot - name->str + 1 : (gssize) name->len);
    }
}

char *
pm_spf_expand (const char *text, const PmSpfMacros *macros)
{
  GString *name = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *literal;
      gsize length;
      Macro macro;

      if (!read_piece (&text, &macro, &literal, &length))
        break;
      if (macro.letter != 0)
        append_macro (name, &macro, macros);
      else
        g_string_append_len (name, literal, (gssize) length);
      if (name->len > MAX_EXPANSION)
        g_string_erase (name, 0, (gssize) (name->len - MAX_EXPANSION / 2));
    }
  if (g_str_has_suffix (name->str, "."))
    g_string_truncate (name, name->len - 1);
  cut_left (name);
  return g_string_free (name, FALSE);
}
