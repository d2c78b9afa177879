/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-providers.h"

#include "pm-provider-private.h"
#include "pm-providers-resources.h"

#include <string.h>

#define PATH "/io/github/postmend/Postmend/providers.json"

/* No host name is longer (RFC 1035 section 2.3.4), and nobody searches by more. */
#define MOST_OCTETS 255

#define KATAKANA_FIRST  0x30a1 /* small a; hiragana stand in the same order */
#define KATAKANA_LAST   0x30f6
#define HIRAGANA_BEHIND 0x60
#define LONG_VOWEL      0x30fc

typedef struct
{
  GPtrArray *all;        /* of PmProvider */
  GHashTable *by_domain; /* of an address -> PmProvider */
  GHashTable *by_server; /* a server's name or a domain that holds servers -> PmProvider */
  GPtrArray *words;      /* of GStrv, folded, as all */
} Table;

static void
add_names (GHashTable *table, const char *const *names, PmProvider *provider)
{
  for (; *names != NULL; names++)
    if (!g_hash_table_insert (table, (char *) *names, provider))
      g_error ("%s is in the table twice", *names);
}

/* "127.0.0.1" is where a helper program listens, and others do so too. */
static void
add_servers (GHashTable *table, PmProvider *provider)
{
  gsize n;
  const PmProviderServer *servers = pm_provider_get_servers (provider, &n);

  for (gsize i = 0; i < n; i++)
    if (!g_hostname_is_ip_address (servers[i].server))
      g_hash_table_replace (table, (char *) servers[i].server, provider);
}

/* What is left for comparing: letters and digits in one width and case, kana as hiragana, no long-vowel
 * mark (サーバ is サーバー). */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
  GString *kept = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= KATAKANA_FIRST && c <= KATAKANA_LAST)
        c -= HIRAGANA_BEHIND;
      if (g_unichar_isalnum (c) && c != LONG_VOWEL)
        g_string_append_unichar (kept, c);
    }
  return g_string_free (kept, FALSE);
}

static GStrv
fold_words (const PmProvider *provider)
{
  const char *const *words = pm_provider_get_words (provider);
  GPtrArray *folded = g_ptr_array_new ();

  for (; *words != NULL; words++)
    g_ptr_array_add (folded, fold (*words));
  g_ptr_array_add (folded, NULL);
  return (GStrv) g_ptr_array_free (folded, FALSE);
}

static void
add_provider (Table *table, PmProvider *provider)
{
  g_ptr_array_add (table->all, provider);
  g_ptr_array_add (table->words, fold_words (provider));
  add_names (table->by_domain, pm_provider_get_domains (provider), provider);
  add_names (table->by_server, pm_provider_get_domains (provider), provider);
  add_names (table->by_server, pm_provider_get_server_domains (provider), provider);
  add_servers (table->by_server, provider);
}

static JsonParser *
parse_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (pm_providers_get_resource (), PATH, 0, &error);
  JsonParser *parser = json_parser_new ();
  gsize size;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (data == NULL || !json_parser_load_from_data (parser, data, size, &error))
    g_error ("%s", error->message);
  return parser;
}

static Table *
table_new (void)
{
  g_autoptr (JsonParser) parser = parse_file ();
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonArray *providers = json_object_get_array_member (root, "providers");
  Table *self = g_new0 (Table, 1);

  self->all = g_ptr_array_new ();
  self->by_domain = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_server = g_hash_table_new (g_str_hash, g_str_equal);
  self->words = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (providers); i++)
    add_provider (self, pm_provider_new (json_array_get_object_element (providers, i)));
  return self;
}

static Table *
get_table (void)
{
  static Table *table;

  if (table == NULL)
    table = table_new ();
  return table;
}

/* The name itself, then what it stands below: "sv1.xserver.jp", "xserver.jp", "jp". */
static const PmProvider *
find_above (GHashTable *table, const char *name)
{
  g_autofree char *lower = NULL;
  gsize length;

  if (name == NULL || strlen (name) > MOST_OCTETS)
    return NULL;

  lower = g_ascii_strdown (name, -1);
  length = strlen (lower);
  if (length > 0 && lower[length - 1] == '.')
    lower[length - 1] = '\0';
  for (const char *rest = lower; rest != NULL; rest = strchr (rest, '.'))
    {
      const PmProvider *found;

      rest += *rest == '.';
      found = g_hash_table_lookup (table, rest);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* 0: a name is @wanted; 1: one begins so; 2: it is in one; 3: none of it. */
static guint
rank_words (GStrv words, const char *wanted)
{
  guint best = 3;

  for (; *words != NULL; words++)
    {
      const char *place = strstr (*words, wanted);

      if (place == *words)
        best = MIN (best, g_str_equal (*words, wanted) ? 0 : 1);
      else if (place != NULL)
        best = MIN (best, 2);
    }
  return best;
}

GPtrArray *
pm_providers_get_all (void)
{
  return get_table ()->all;
}

const PmProvider *
pm_providers_find_by_domain (const char *domain)
{
  return find_above (get_table ()->by_domain, domain);
}

const PmProvider *
pm_providers_find_by_server (const char *server)
{
  return find_above (get_table ()->by_server, server);
}

GPtrArray *
pm_providers_search (const char *text)
{
  Table *table = get_table ();
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *wanted = strlen (text) <= MOST_OCTETS ? fold (text) : g_strdup ("");

  for (guint rank = 0; *wanted != '\0' && rank < 3; rank++)
    for (guint i = 0; i < table->all->len; i++)
      if (rank_words (table->words->pdata[i], wanted) == rank)
        g_ptr_array_add (found, table->all->pdata[i]);
  return found;
}
