/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-tidy.h"

#include <gio/gio.h>
#include <string.h>

/* Longer than anything that can be right: a path is at most 256 octets (RFC 5321
 * section 4.5.3.1.3). */
#define LONGEST_TEXT       1024
#define LONGEST_LOCAL_PART 64
#define LONGEST_HOST       253
#define LONGEST_LABEL      63
#define HIGHEST_PORT       65535

G_DEFINE_QUARK (pm_tidy_error_quark, pm_tidy_error)

/* Characters that NFKC leaves alone and that no address or host name means. */
typedef struct
{
  gunichar first;
  gunichar last;
  char replacement; /* '\0': goes away */
  PmTidy change;
} Replacement;

static const Replacement replacements[] = {
  { 0x200B, 0x200F, '\0', PM_TIDY_INVISIBLE },  /* zero-width space and joiners, direction marks */
  { 0x202A, 0x202E, '\0', PM_TIDY_INVISIBLE },  /* direction embeddings and overrides */
  { 0x2060, 0x2064, '\0', PM_TIDY_INVISIBLE },  /* word joiner, invisible operators */
  { 0x2066, 0x2069, '\0', PM_TIDY_INVISIBLE },  /* direction isolates */
  { 0xFEFF, 0xFEFF, '\0', PM_TIDY_INVISIBLE },  /* byte order mark */
  { 0x00AD, 0x00AD, '\0', PM_TIDY_INVISIBLE },  /* soft hyphen */
  { 0x3002, 0x3002, '.', PM_TIDY_PUNCTUATION }, /* ideographic full stop */
  { 0x2010, 0x2015, '-', PM_TIDY_PUNCTUATION }, /* hyphens and dashes */
  { 0x2212, 0x2212, '-', PM_TIDY_PUNCTUATION }, /* minus sign */
};

/* A hyphen only between ASCII characters: "サーバー" keeps it. */
#define LONG_VOWEL_MARK 0x30FC

/* What people put around an address or a name. */
static const struct
{
  const char *before;
  const char *after;
} wrappings[] = {
  { "<", ">" },           { "'", "'" },           { "\"", "\"" },    { "\u2018", "\u2019" },
  { "\u201C", "\u201D" }, { "\u300C", "\u300D" }, { "mailto:", "" }, { "MAILTO:", "" },
};

static void
note (PmTidy *changes, PmTidy change)
{
  if (changes != NULL)
    *changes |= change;
}

static const Replacement *
find_replacement (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replacements); i++)
    if (c >= replacements[i].first && c <= replacements[i].last)
      return &replacements[i];
  return NULL;
}

static gboolean
stands_between_ascii (const char *start, const char *at)
{
  const char *next = g_utf8_next_char (at);

  return at > start && (guchar) at[-1] < 0x80 && *next != '\0' && (guchar) *next < 0x80;
}

static char *
replace_characters (const char *text, PmTidy *changes)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const Replacement *replacement = find_replacement (c);
      gboolean is_dash = c == LONG_VOWEL_MARK && stands_between_ascii (text, p);

      if (replacement == NULL && !is_dash)
        {
          g_string_append_unichar (out, c);
          continue;
        }
      note (changes, is_dash ? PM_TIDY_PUNCTUATION : replacement->change);
      if (is_dash || replacement->replacement != '\0')
        g_string_append_c (out, is_dash ? '-' : replacement->replacement);
    }
  return g_string_free (out, FALSE);
}

/* Full-width and other compatibility forms become plain ones. */
static char *
narrow (const char *text, PmTidy *changes)
{
  char *compatible = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *canonical = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  if (strcmp (compatible, canonical) != 0)
    note (changes, PM_TIDY_WIDTH);
  return compatible;
}

static gboolean
has_control_characters (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static gpointer
fail (GError **error, PmTidyError code, const char *message)
{
  g_set_error_literal (error, PM_TIDY_ERROR, code, message);
  return NULL;
}

/* What all kinds of input have in common. */
static char *
tidy_common (const char *text, PmTidy *changes, GError **error)
{
  g_autofree char *narrowed = NULL;
  g_autofree char *replaced = NULL;
  gsize length;

  if (strlen (text) > LONGEST_TEXT || !g_utf8_validate (text, -1, NULL))
    return fail (error, PM_TIDY_ERROR_CHARACTERS, "too long, or not valid UTF-8");

  narrowed = narrow (text, changes);
  replaced = replace_characters (narrowed, changes);
  length = strlen (replaced);
  g_strstrip (replaced);
  if (strlen (replaced) != length)
    note (changes, PM_TIDY_SPACE);

  if (*replaced == '\0')
    return fail (error, PM_TIDY_ERROR_EMPTY, "empty");
  if (has_control_characters (replaced))
    return fail (error, PM_TIDY_ERROR_CHARACTERS, "control character");
  return g_steal_pointer (&replaced);
}

/* Takes off, in place, whatever of the table stands around @text, however deep. */
static void
unwrap (char *text, PmTidy *changes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrappings);)
    {
      gsize before = strlen (wrappings[i].before);
      gsize after = strlen (wrappings[i].after);
      gsize length = strlen (text);

      if (length <= before + after || !g_str_has_prefix (text, wrappings[i].before)
          || !g_str_has_suffix (text, wrappings[i].after))
        {
          i++;
          continue;
        }
      text[length - after] = '\0';
      memmove (text, text + before, length - after - before + 1);
      g_strstrip (text);
      note (changes, PM_TIDY_QUOTES);
      i = 0;
    }
}

static void
remove_spaces (char *text, PmTidy *changes)
{
  char *out = text;

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isspace (*p))
      note (changes, PM_TIDY_SPACE);
    else
      *out++ = *p;
  *out = '\0';
}

/* "https://host/path" -> "host", in place. */
static void
remove_scheme (char *text, PmTidy *changes)
{
  char *scheme = strstr (text, "://");
  char *slash;

  if (scheme != NULL)
    {
      memmove (text, scheme + 3, strlen (scheme + 3) + 1);
      note (changes, PM_TIDY_SCHEME);
    }
  slash = strpbrk (text, "/?#");
  if (slash != NULL)
    {
      *slash = '\0';
      note (changes, PM_TIDY_SCHEME);
    }
}

static gboolean
parse_port (const char *digits, guint *port)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, HIGHEST_PORT, &value, NULL))
    return FALSE;
  *port = (guint) value;
  return TRUE;
}

/* "host:587", "[2001:db8::1]:587", "[2001:db8::1]": cuts @text down to the host, in place. */
static gboolean
split_port (char *text, guint *port, PmTidy *changes, GError **error)
{
  char *colon = strrchr (text, ':');
  char *bracket = strrchr (text, ']');

  *port = 0;
  if (colon != NULL && (bracket != NULL ? colon > bracket : strchr (text, ':') == colon))
    {
      if (!parse_port (colon + 1, port))
        return fail (error, PM_TIDY_ERROR_RANGE, "port out of range") != NULL;
      *colon = '\0';
      note (changes, PM_TIDY_PORT);
    }
  if (*text == '[' && bracket != NULL && bracket[1] == '\0')
    {
      *bracket = '\0';
      memmove (text, text + 1, strlen (text + 1) + 1);
    }
  return TRUE;
}

static gboolean
has_host_characters (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_' && *p != '.')
      return FALSE;
  return TRUE;
}

static gboolean
has_host_form (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  if (strlen (name) > LONGEST_HOST)
    return FALSE;
  for (guint i = 0; labels[i] != NULL; i++)
    if (*labels[i] == '\0' || strlen (labels[i]) > LONGEST_LABEL)
      return FALSE;
  return TRUE;
}

/* The name in ASCII and lower case, or the address literal as it is. */
static char *
finish_host (char *text, PmTidy *changes, GError **error)
{
  g_autofree char *ascii = NULL;
  gsize length = strlen (text);

  if (length > 1 && text[length - 1] == '.')
    {
      text[length - 1] = '\0';
      note (changes, PM_TIDY_PUNCTUATION);
    }
  if (*text == '\0')
    return fail (error, PM_TIDY_ERROR_EMPTY, "empty");
  if (g_hostname_is_ip_address (text))
    return g_strdup (text);

  if (strchr (text, '@') != NULL)
    return fail (error, PM_TIDY_ERROR_SYNTAX, "a mail address, not a host name");
  ascii = g_hostname_to_ascii (text);
  if (ascii == NULL || !has_host_characters (ascii))
    return fail (error, PM_TIDY_ERROR_CHARACTERS, "a character that can not be in a host name");
  if (!has_host_form (ascii))
    return fail (error, PM_TIDY_ERROR_SYNTAX, "not a host name");
  return g_steal_pointer (&ascii);
}

char *
pm_tidy_host (const char *text, guint *port, PmTidy *changes, GError **error)
{
  g_autofree char *host = NULL;
  guint found_port = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (changes != NULL)
    *changes = PM_TIDY_NOTHING;
  host = tidy_common (text, changes, error);
  if (host == NULL)
    return NULL;
  unwrap (host, changes);
  remove_spaces (host, changes);
  remove_scheme (host, changes);
  if (!split_port (host, &found_port, changes, error))
    return NULL;
  if (port != NULL)
    *port = found_port;
  return finish_host (host, changes, error);
}

/* "Taro <taro@example.jp>" -> "taro@example.jp", in place. */
static void
remove_display_name (char *text, PmTidy *changes)
{
  char *open = strrchr (text, '<');
  gsize length = strlen (text);

  if (open == NULL || open == text || text[length - 1] != '>')
    return;
  text[length - 1] = '\0';
  memmove (text, open + 1, strlen (open + 1) + 1);
  note (changes, PM_TIDY_QUOTES);
}

char *
pm_tidy_address (const char *text, PmTidy *changes, GError **error)
{
  g_autofree char *address = NULL;
  g_autofree char *domain = NULL;
  char *at;

  g_return_val_if_fail (text != NULL, NULL);

  if (changes != NULL)
    *changes = PM_TIDY_NOTHING;
  address = tidy_common (text, changes, error);
  if (address == NULL)
    return NULL;
  remove_display_name (address, changes);
  unwrap (address, changes);
  remove_spaces (address, changes);

  at = strrchr (address, '@');
  if (at == NULL || at == address || at[1] == '\0' || at - address > LONGEST_LOCAL_PART)
    return fail (error, PM_TIDY_ERROR_SYNTAX, "not of the form name@domain");
  *at = '\0';
  /* A quoted local part may hold these (RFC 5321 section 4.1.2); nobody has one. */
  if (strpbrk (address, "<>()[]\\,;:\"@") != NULL)
    return fail (error, PM_TIDY_ERROR_CHARACTERS, "a character that can not be in an address");

  domain = finish_host (at + 1, changes, error);
  if (domain == NULL)
    return NULL;
  return g_strconcat (address, "@", domain, NULL);
}

char *
pm_tidy_user (const char *text, PmTidy *changes, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  if (changes != NULL)
    *changes = PM_TIDY_NOTHING;
  return tidy_common (text, changes, error);
}

guint
pm_tidy_port (const char *text, PmTidy *changes, GError **error)
{
  g_autofree char *tidied = NULL;
  char *digits;
  char *end;
  guint port = 0;

  g_return_val_if_fail (text != NULL, 0);

  if (changes != NULL)
    *changes = PM_TIDY_NOTHING;
  tidied = tidy_common (text, changes, error);
  if (tidied == NULL)
    return 0;

  digits = *tidied == ':' ? tidied + 1 : tidied;
  end = digits + strspn (digits, "0123456789");
  if (end == digits || !(*end == '\0' || g_str_has_prefix (end, "番")))
    {
      fail (error, PM_TIDY_ERROR_SYNTAX, "not a number");
      return 0;
    }
  if (*end != '\0' || digits != tidied)
    note (changes, PM_TIDY_PUNCTUATION);
  *end = '\0';
  if (!parse_port (digits, &port))
    fail (error, PM_TIDY_ERROR_RANGE, "port out of range");
  return port;
}
