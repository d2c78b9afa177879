/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reply-words.h"

#include <string.h>

#define TEXT_LIMIT          2048
#define LINK_LIMIT          200
#define ADDRESS_LIMIT       254 /* RFC 5321 section 4.5.3.1.3, without the brackets */
#define RETRY_LIMIT_SECONDS (7 * 24 * 3600)

/* Less is a code, a version, a number of lines; more is no limit of a message. */
#define SIZE_LEAST_OCTETS 10000
#define SIZE_MOST_OCTETS  G_GUINT64_CONSTANT (1000000000000)

#define NAME "[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_-]{1,63}){0,8}\\.[a-z][a-z0-9-]{1,62}"

/* What a reply may hold besides its reason. */
typedef enum
{
  WORDS_ADDRESS,
  WORDS_DOMAIN,
  WORDS_RETRY,
  WORDS_RETRY_CLOCK,
  WORDS_RETRY_JAPANESE,
  WORDS_SIZE_AFTER,
  WORDS_SIZE_BEFORE,
  N_WORDS,
} Words;

static const char *const patterns[N_WORDS] = {
  /* Not those to whom one is sent with questions. */
  [WORDS_ADDRESS]
  = "(?<![\\w.+-])(?!(?:postmaster|abuse|support|help|contact|unblock|delist|noc|tobr)"
    "[\\w.-]{0,40}@)[a-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@" NAME,
  [WORDS_DOMAIN] = "(?:\\bdomain|\\bname=|\\bnamed|\\bname server:|\\be?mail from|header\\.from=|"
                   "\\bdue to|\\blookup of)[ =:\"'<(\\[]{0,3}(" NAME ")(?![@\\w])",
  [WORDS_RETRY]
  = "(?:\\b(?:try|retry|again|back|wait|resend|later than)\\b|gr[ae]y-?list\\w*)"
    "[^.;\\d]{0,40}(\\d{1,6}) ?(s|m|h|d)(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)?\\b",
  [WORDS_RETRY_CLOCK] = "(?:\\b(?:again|back|wait|retry)\\b|gr[ae]y-?list\\w*)[^.;\\d]{0,40}"
                        "(\\d{1,2}):(\\d{2}):(\\d{2})\\b",
  [WORDS_RETRY_JAPANESE] = "(\\d{1,6}) ?(秒|分|時|日)間?(?:後|以上|ほど|程度|待|お待ち|経過)",
  [WORDS_SIZE_AFTER] = "(?:limit|maximum|max|allowed|databytes|最大|上限|制限)[^\\d;]{0,30}"
                       "(\\d{1,13}(?:\\.\\d{1,3})?) ?([kmg]i?b?\\b)?",
  [WORDS_SIZE_BEFORE] = "(\\d{1,13}(?:\\.\\d{1,3})?) ?([kmg]i?b?\\b)?(?: ?(?:bytes|octets|バイト))?"
                        "[ )]{0,2}(?:max|limit|maximum|まで)",
};

static const GRegex *
get_pattern (Words words)
{
  static GRegex *compiled[N_WORDS];

  if (compiled[words] == NULL)
    compiled[words] = g_regex_new (patterns[words], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  g_assert (compiled[words] != NULL);
  return compiled[words];
}

static gboolean
find (Words words, const char *text, GMatchInfo **match)
{
  return g_regex_match (get_pattern (words), text, 0, match);
}

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

/* RFC 5321 section 4.1.2 as far as it is used; other forms are rather left out than cut. */
static char *
find_address (const char *text)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *address = NULL;

  if (!find (WORDS_ADDRESS, text, &match))
    return NULL;
  address = g_match_info_fetch (match, 0);
  return strlen (address) <= ADDRESS_LIMIT ? g_steal_pointer (&address) : NULL;
}

/* Named as a domain, else that of the address. */
static char *
find_domain (const char *text, const char *address)
{
  g_autoptr (GMatchInfo) match = NULL;

  if (find (WORDS_DOMAIN, text, &match))
    return g_match_info_fetch (match, 1);
  return address != NULL ? g_strdup (strrchr (address, '@') + 1) : NULL;
}

static guint64
fetch_number (GMatchInfo *match, int group)
{
  g_autofree char *digits = g_match_info_fetch (match, group);

  return digits != NULL ? g_ascii_strtoull (digits, NULL, 10) : 0;
}

static guint64
fetch_seconds (GMatchInfo *match)
{
  static const struct
  {
    const char *unit;
    guint seconds;
  } units[] = {
    { "s", 1 },  { "m", 60 },  { "h", 3600 },  { "d", 24 * 3600 },
    { "秒", 1 }, { "分", 60 }, { "時", 3600 }, { "日", 24 * 3600 },
  };
  g_autofree char *unit = g_match_info_fetch (match, 2);

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strcasecmp (units[i].unit, unit) == 0)
      return fetch_number (match, 1) * units[i].seconds;
  return 0;
}

/* "try again in 300 seconds", "come back in 00:05:00": 0 where nothing is said. */
static guint64
find_retry_seconds (const char *text)
{
  g_autoptr (GMatchInfo) words = NULL;
  g_autoptr (GMatchInfo) clock = NULL;
  g_autoptr (GMatchInfo) japanese = NULL;
  guint64 seconds = 0;

  if (find (WORDS_RETRY_CLOCK, text, &clock))
    seconds = fetch_number (clock, 1) * 3600 + fetch_number (clock, 2) * 60
              + fetch_number (clock, 3);
  else if (find (WORDS_RETRY, text, &words))
    seconds = fetch_seconds (words);
  else if (find (WORDS_RETRY_JAPANESE, text, &japanese))
    seconds = fetch_seconds (japanese);
  return seconds <= RETRY_LIMIT_SECONDS ? seconds : 0;
}

/* "25 MB" and "25 MiB" are told apart by nobody who writes a reply: the larger is never promised. */
static guint64
fetch_octets (GMatchInfo *match)
{
  g_autofree char *number = g_match_info_fetch (match, 1);
  g_autofree char *unit = g_match_info_fetch (match, 2);
  double octets = g_ascii_strtod (number, NULL);

  if (unit == NULL || *unit == '\0')
    return (guint64) octets;
  for (const char *step = strchr ("gmk", g_ascii_tolower (*unit)); *step != '\0'; step++)
    octets *= 1000;
  return (guint64) octets;
}

/* The limit of the size of a message, in octets; 0 where none is said. */
static guint64
find_size_limit (const char *text)
{
  static const Words forms[] = { WORDS_SIZE_AFTER, WORDS_SIZE_BEFORE };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GMatchInfo) match = NULL;

      for (find (forms[i], text, &match); g_match_info_matches (match);
           g_match_info_next (match, NULL))
        {
          guint64 octets = fetch_octets (match);

          if (octets >= SIZE_LEAST_OCTETS && octets <= SIZE_MOST_OCTETS)
            return octets;
        }
    }
  return 0;
}

static char *
describe_code (const PmServerReply *reply)
{
  guint code = pm_server_reply_get_code (reply);
  const char *enhanced = pm_server_reply_get_enhanced (reply);

  if (code != 0 && enhanced != NULL)
    return g_strdup_printf ("%u %s", code, enhanced);
  return code != 0 ? g_strdup_printf ("%u", code) : g_strdup (enhanced);
}

static void
set_string (PmFinding *finding, const char *name, const char *value)
{
  if (value != NULL)
    pm_finding_set_argument_string (finding, name, value);
}

static void
set_number (PmFinding *finding, const char *name, guint64 value)
{
  if (value != 0)
    pm_finding_set_argument_uint (finding, name, value);
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
  g_autofree char *address = NULL;
  g_autofree char *domain = NULL;

  if (reply == NULL)
    return;

  code = describe_code (reply);
  text = pm_reply_words_flatten (reply);
  link = find_link (text);
  address = find_address (text);
  domain = find_domain (text, address);
  set_string (finding, "code", code);
  set_string (finding, "link", link);
  set_string (finding, "address", address);
  set_string (finding, "domain", domain);
  set_number (finding, "retry_seconds", find_retry_seconds (text));
  if (g_str_equal (pm_finding_get_cause (finding), "limit.message-size"))
    set_number (finding, "limit", find_size_limit (text));
}
