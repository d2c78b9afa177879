/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-markup.h"

#include <string.h>

#define MAX_TAG    2048 /* octets: a longer one is none */
#define MAX_NAME   12
#define MAX_ENTITY 10

typedef enum
{
  TAG_NOTHING, /* leaves nothing behind */
  TAG_SPACE,
  TAG_LINE,
  TAG_HIDDEN, /* hides all up to its end */
} TagKind;

static const struct
{
  const char *name;
  TagKind kind;
} tags[] = {
  { "a", TAG_NOTHING },     { "abbr", TAG_NOTHING },    { "b", TAG_NOTHING },
  { "big", TAG_NOTHING },   { "blockquote", TAG_LINE }, { "body", TAG_LINE },
  { "br", TAG_LINE },       { "center", TAG_LINE },     { "code", TAG_NOTHING },
  { "dd", TAG_LINE },       { "div", TAG_LINE },        { "dl", TAG_LINE },
  { "dt", TAG_LINE },       { "em", TAG_NOTHING },      { "font", TAG_NOTHING },
  { "h1", TAG_LINE },       { "h2", TAG_LINE },         { "h3", TAG_LINE },
  { "h4", TAG_LINE },       { "head", TAG_LINE },       { "hr", TAG_LINE },
  { "html", TAG_LINE },     { "i", TAG_NOTHING },       { "img", TAG_NOTHING },
  { "li", TAG_LINE },       { "link", TAG_NOTHING },    { "meta", TAG_NOTHING },
  { "o:p", TAG_NOTHING },   { "ol", TAG_LINE },         { "p", TAG_LINE },
  { "pre", TAG_LINE },      { "script", TAG_HIDDEN },   { "section", TAG_LINE },
  { "small", TAG_NOTHING }, { "span", TAG_NOTHING },    { "strong", TAG_NOTHING },
  { "style", TAG_HIDDEN },  { "table", TAG_LINE },      { "tbody", TAG_NOTHING },
  { "td", TAG_SPACE },      { "th", TAG_SPACE },        { "thead", TAG_NOTHING },
  { "title", TAG_LINE },    { "tr", TAG_LINE },         { "tt", TAG_NOTHING },
  { "u", TAG_NOTHING },     { "ul", TAG_LINE },         { "wbr", TAG_NOTHING },
};

static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "amp", "&" },    { "apos", "'" },  { "gt", ">" },    { "lt", "<" },
  { "nbsp", " " },   { "quot", "\"" }, { "laquo", "«" }, { "raquo", "»" },
  { "ldquo", "“" },  { "rdquo", "”" }, { "lsquo", "‘" }, { "rsquo", "’" },
  { "hellip", "…" }, { "ndash", "–" }, { "mdash", "—" }, { "copy", "©" },
};

typedef struct
{
  const char *name; /* static; NULL: not of HTML */
  TagKind kind;
  gboolean closes;
  gsize length; /* with both brackets */
} Tag;

static gsize
measure_name (const char *text)
{
  gsize length = 0;

  while (length < MAX_NAME && (g_ascii_isalnum (text[length]) || text[length] == ':'))
    length++;
  return length;
}

static gboolean
find_tag (const char *name, gsize length, Tag *tag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (strlen (tags[i].name) == length && g_ascii_strncasecmp (tags[i].name, name, length) == 0)
      {
        tag->name = tags[i].name;
        tag->kind = tags[i].kind;
        return TRUE;
      }
  return FALSE;
}

/* Whether @text, at "<", begins an element of HTML, a comment or a declaration. */
static gboolean
read_tag (const char *text, Tag *tag)
{
  const char *name = text[1] == '/' ? text + 2 : text + 1;
  gsize length = measure_name (name);
  const char *end;

  *tag = (Tag){ .closes = text[1] == '/' };
  if (g_str_has_prefix (text, "<!--"))
    end = g_strstr_len (text, MAX_TAG, "-->");
  else if (g_ascii_strncasecmp (text, "<!doctype", strlen ("<!doctype")) == 0)
    end = memchr (text, '>', strnlen (text, MAX_TAG));
  else if (length > 0 && strchr (" \t\n/>", name[length]) != NULL && find_tag (name, length, tag))
    end = memchr (text, '>', strnlen (text, MAX_TAG));
  else
    return FALSE;

  if (end == NULL)
    return FALSE;
  tag->length = (gsize) (end - text) + (text[1] == '!' && *end == '-' ? 3 : 1);
  return TRUE;
}

/* Behind the end of the element whose content is not for readers, or at the end of the text. */
static const char *
skip_hidden (const char *text, const Tag *tag)
{
  for (const char *at = strchr (text, '<'); at != NULL; at = strchr (at + 1, '<'))
    if (at[1] == '/' && g_ascii_strncasecmp (at + 2, tag->name, strlen (tag->name)) == 0)
      return strchr (at, '>') != NULL ? strchr (at, '>') + 1 : text + strlen (text);
  return text + strlen (text);
}

static void
append_number (GString *words, const char *digits)
{
  gboolean hexadecimal = g_ascii_tolower (digits[0]) == 'x';
  guint64 number = g_ascii_strtoull (hexadecimal ? digits + 1 : digits, NULL,
                                     hexadecimal ? 16 : 10);

  if (number == 0xa0)
    g_string_append_c (words, ' ');
  else if (number >= ' ' && number <= 0x10ffff && g_unichar_validate ((gunichar) number)
           && !g_unichar_iscntrl ((gunichar) number))
    g_string_append_unichar (words, (gunichar) number);
}

static const char *
find_entity (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == length && memcmp (entities[i].name, name, length) == 0)
      return entities[i].text;
  return NULL;
}

/* Returns what is behind the entity at @text, at "&", or behind that sign where it is none. */
static const char *
append_entity (GString *words, const char *text)
{
  const char *meaning;
  gsize length = 1;

  while (length < MAX_ENTITY && (g_ascii_isalnum (text[length]) || text[length] == '#'))
    length++;
  meaning = find_entity (text + 1, length - 1);
  if (text[length] == ';' && text[1] == '#')
    append_number (words, text + 2);
  else if (text[length] == ';' && meaning != NULL)
    g_string_append (words, meaning);
  else
    {
      g_string_append_c (words, '&');
      return text + 1;
    }
  return text + length + 1;
}

/* Whether the gap that @kind leaves is there already. */
static gboolean
ends_in_trace (const GString *words, TagKind kind)
{
  char last = words->str[words->len - 1];

  return last == '\n' || (last == ' ' && kind == TAG_SPACE);
}

static const char *
append_tag (GString *words, const char *text)
{
  static const char *const traces[] = { "", " ", "\n", "" };
  Tag tag;

  if (!read_tag (text, &tag))
    {
      g_string_append_c (words, '<');
      return text + 1;
    }
  if (tag.kind == TAG_HIDDEN && !tag.closes)
    return skip_hidden (text + tag.length, &tag);
  if (words->len > 0 && !ends_in_trace (words, tag.kind))
    g_string_append (words, traces[tag.kind]);
  return text + tag.length;
}

/* One element that only markup has, or one entity, is enough. */
static gboolean
is_markup (const char *text)
{
  static const char *const signs[] = { "&lt;", "&gt;", "&quot;", "&nbsp;", "&amp;", "&#" };

  for (const char *at = strchr (text, '<'); at != NULL; at = strchr (at + 1, '<'))
    {
      Tag tag;

      if (read_tag (at, &tag))
        return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (text, signs[i]) != NULL)
      return TRUE;
  return FALSE;
}

char *
pm_message_markup_strip (char *text)
{
  g_autofree char *old = text;
  const char *at = text;
  GString *words;

  if (!is_markup (text))
    return g_steal_pointer (&old);

  words = g_string_sized_new (strlen (text));
  while (*at != '\0')
    {
      gsize plain = strcspn (at, "<&");

      g_string_append_len (words, at, (gssize) plain);
      at += plain;
      if (*at == '<')
        at = append_tag (words, at);
      else if (*at == '&')
        at = append_entity (words, at);
    }
  return g_string_free (words, FALSE);
}
