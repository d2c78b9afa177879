/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-blocklists.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "pm-providers-resources.h"

#define PATH "/io/github/postmend/Postmend/blocklists.json"

/* An IPv6 address takes 64 octets before the zone, and a name has 253. */
#define LONGEST_ZONE  180
#define LONGEST_LABEL 63

#define LOOPBACK     127        /* 127.0.0.0/8 */
#define ERRORS       0x7fffff   /* 127.255.255.0/24 */
#define NEVER_LISTED 0x7f000001 /* 127.0.0.1 */

/* Every string is interned: the table lives as long as the program. */
typedef struct
{
  guint32 address; /* 127.0.0.2 as 0x7f000002; 0: told by a bit */
  guint bit;       /* of the last octet */
  const char *meaning;
  const char *refusal; /* one of the two is NULL */
} Answer;

struct _PmBlocklist
{
  const char *zone;
  const char *name;
  guint kinds;
  gboolean is_default;
  const char **mentions;
  const char *test_entry; /* NULL: as RFC 5782 has it */
  const char *page;
  GArray *answers; /* of Answer */
};

typedef struct
{
  GPtrArray *all;     /* of PmBlocklist */
  GPtrArray *strange; /* of PmBlocklist: what users named */
  GArray *dead;       /* of PmDeadBlocklist */
} Table;

static const struct
{
  const char *id;
  PmBlocklistKind kind;
  const char *listed;
  const char *clean;
} kinds[] = {
  { "ip4", PM_BLOCKLIST_IPV4, "2.0.0.127", "1.0.0.127" },
  /* ::FFFF:7F00:2 and ::FFFF:7F00:1 */
  { "ip6", PM_BLOCKLIST_IPV6, "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",
    "1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0" },
  { "domain", PM_BLOCKLIST_DOMAIN, "test", "invalid" },
};

static const char *
get_string (JsonObject *object, const char *name)
{
  if (!json_object_has_member (object, name))
    return NULL;
  return g_intern_string (json_object_get_string_member (object, name));
}

static guint32
number_of (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static guint32
read_number (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    g_error ("%s is no answer of a blocklist", text);
  return number_of (address);
}

static GArray *
read_answers (JsonArray *array)
{
  GArray *answers = g_array_new (FALSE, FALSE, sizeof (Answer));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      const char *address = get_string (object, "address");
      Answer answer = {
        .address = address != NULL ? read_number (address) : 0,
        .bit = (guint) json_object_get_int_member_with_default (object, "bit", 0),
        .meaning = get_string (object, "meaning"),
        .refusal = get_string (object, "refusal"),
      };

      if ((answer.address == 0) == (answer.bit == 0)
          || (answer.meaning == NULL) == (answer.refusal == NULL))
        g_error ("an answer of a blocklist is not complete");
      g_array_append_val (answers, answer);
    }
  return answers;
}

static guint
read_kinds (JsonArray *array)
{
  guint set = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (kinds); j++)
      if (g_str_equal (kinds[j].id, json_array_get_string_element (array, i)))
        set |= kinds[j].kind;
  return set;
}

static const char **
read_mentions (JsonArray *array)
{
  guint n = json_array_get_length (array);
  const char **mentions = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    mentions[i] = g_intern_string (json_array_get_string_element (array, i));
  return mentions;
}

static PmBlocklist *
read_list (JsonObject *object)
{
  PmBlocklist *self = g_new0 (PmBlocklist, 1);

  self->zone = get_string (object, "zone");
  self->name = get_string (object, "name");
  self->kinds = read_kinds (json_object_get_array_member (object, "kinds"));
  self->is_default = json_object_get_boolean_member (object, "default");
  self->mentions = read_mentions (json_object_get_array_member (object, "mentions"));
  self->test_entry = get_string (object, "test_entry");
  self->page = get_string (object, "page");
  self->answers = read_answers (json_object_get_array_member (object, "answers"));
  if (self->zone == NULL || self->name == NULL || self->kinds == 0)
    g_error ("a blocklist is not complete");
  return self;
}

static GArray *
read_dead (JsonArray *array)
{
  GArray *dead = g_array_new (FALSE, FALSE, sizeof (PmDeadBlocklist));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      PmDeadBlocklist entry = {
        .zone = get_string (object, "zone"),
        .name = get_string (object, "name"),
        .ended = get_string (object, "ended"),
      };

      g_array_append_val (dead, entry);
    }
  return dead;
}

static JsonParser *
parse_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (pm_providers_get_resource (), PATH, 0, &error);
  JsonParser *parser = json_parser_new ();
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (data == NULL || !json_parser_load_from_data (parser, data, (gssize) size, &error))
    g_error ("%s", error->message);
  return parser;
}

static Table *
table_new (void)
{
  g_autoptr (JsonParser) parser = parse_file ();
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonArray *lists = json_object_get_array_member (root, "blocklists");
  Table *self = g_new0 (Table, 1);

  self->all = g_ptr_array_new ();
  self->strange = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (lists); i++)
    g_ptr_array_add (self->all, read_list (json_array_get_object_element (lists, i)));
  self->dead = read_dead (json_object_get_array_member (root, "dead"));
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

static PmBlocklist *
find_zone (GPtrArray *lists, const char *zone)
{
  for (guint i = 0; i < lists->len; i++)
    {
      PmBlocklist *list = g_ptr_array_index (lists, i);

      if (g_str_equal (list->zone, zone))
        return list;
    }
  return NULL;
}

/* Not in the table: any answer of 127.0.0.0/8 is an entry, but for those that no list uses so. */
static PmBlocklist *
list_new_strange (const char *zone)
{
  static const char *no_mentions[] = { NULL };
  PmBlocklist *self = g_new0 (PmBlocklist, 1);

  self->zone = g_intern_string (zone);
  self->name = self->zone;
  self->kinds = PM_BLOCKLIST_IPV4 | PM_BLOCKLIST_IPV6;
  self->mentions = no_mentions;
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  return self;
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  for (const char *c = label; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      return FALSE;
  return length > 0 && length <= LONGEST_LABEL;
}

/* In lower case and without the final dot; NULL: no zone can be called so. */
static char *
normalize (const char *zone)
{
  g_autofree char *ascii = g_utf8_validate (zone, -1, NULL) ? g_hostname_to_ascii (zone) : NULL;
  g_autofree char *lower = ascii != NULL ? g_ascii_strdown (ascii, -1) : g_strdup ("");
  g_auto (GStrv) labels = NULL;

  if (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';
  if (strlen (lower) > LONGEST_ZONE || strchr (lower, '.') == NULL
      || g_hostname_is_ip_address (lower))
    return NULL;
  labels = g_strsplit (lower, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return NULL;
  return g_steal_pointer (&lower);
}

static gboolean
is_at_or_below (const char *zone, const char *top)
{
  return g_str_has_suffix (zone, top)
         && (strlen (zone) == strlen (top) || zone[strlen (zone) - strlen (top) - 1] == '.');
}

static gsize
find_kind (PmBlocklistKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return i;
  g_assert_not_reached ();
}

static gboolean
matches (const Answer *answer, guint32 number)
{
  return answer->bit != 0 ? (number & answer->bit) != 0 : number == answer->address;
}

/* Lists tell errors of the question by 127.255.255.0/24, and 127.0.0.1 is no entry anywhere (RFC 5782
 * sections 2.1 and 5), so what is not in the table of them is a refusal as well. */
static const char *
find_refusal (const PmBlocklist *self, guint32 number)
{
  for (guint i = 0; i < self->answers->len; i++)
    {
      const Answer *answer = &g_array_index (self->answers, Answer, i);

      if (answer->refusal != NULL && matches (answer, number))
        return answer->refusal;
    }
  return number >> 8 == ERRORS || number == NEVER_LISTED ? "refused" : NULL;
}

static void
add_meanings (const PmBlocklist *self, guint32 number, GPtrArray *words)
{
  for (guint i = 0; i < self->answers->len; i++)
    {
      const Answer *answer = &g_array_index (self->answers, Answer, i);

      if (answer->meaning != NULL && matches (answer, number)
          && !g_ptr_array_find (words, answer->meaning, NULL))
        g_ptr_array_add (words, (char *) answer->meaning);
    }
}

GPtrArray *
pm_blocklists_get_all (void)
{
  return get_table ()->all;
}

/* The longest mention that is there: "dbl.spamhaus.org" rather than "spamhaus". */
const PmBlocklist *
pm_blocklists_find_mention (const char *text)
{
  GPtrArray *all = get_table ()->all;
  g_autofree char *lower = g_ascii_strdown (text, -1);
  const PmBlocklist *found = NULL;
  gsize longest = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const PmBlocklist *list = g_ptr_array_index (all, i);

      for (guint j = 0; list->mentions[j] != NULL; j++)
        if (strlen (list->mentions[j]) > longest && strstr (lower, list->mentions[j]) != NULL)
          {
            longest = strlen (list->mentions[j]);
            found = list;
          }
    }
  return found;
}

const PmDeadBlocklist *
pm_blocklists_find_dead (const char *zone)
{
  GArray *dead = get_table ()->dead;
  g_autofree char *normal = normalize (zone);

  for (guint i = 0; normal != NULL && i < dead->len; i++)
    {
      const PmDeadBlocklist *entry = &g_array_index (dead, PmDeadBlocklist, i);

      if (is_at_or_below (normal, entry->zone))
        return entry;
    }
  return NULL;
}

const PmBlocklist *
pm_blocklists_get (const char *zone, GError **error)
{
  Table *table = get_table ();
  g_autofree char *normal = normalize (zone);
  const PmDeadBlocklist *dead = pm_blocklists_find_dead (zone);
  PmBlocklist *found;

  if (normal == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is not the zone of a blocklist", zone);
      return NULL;
    }
  if (dead != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%s does not work any more; its answers mean nothing", dead->name);
      return NULL;
    }
  found = find_zone (table->all, normal);
  if (found == NULL)
    found = find_zone (table->strange, normal);
  if (found == NULL)
    {
      found = list_new_strange (normal);
      g_ptr_array_add (table->strange, found);
    }
  return found;
}

const char *
pm_blocklist_get_zone (const PmBlocklist *self)
{
  return self->zone;
}

const char *
pm_blocklist_get_name (const PmBlocklist *self)
{
  return self->name;
}

guint
pm_blocklist_get_kinds (const PmBlocklist *self)
{
  return self->kinds;
}

gboolean
pm_blocklist_is_default (const PmBlocklist *self)
{
  return self->is_default;
}

const char *
pm_blocklist_get_page (const PmBlocklist *self)
{
  return self->page;
}

const char *
pm_blocklist_get_listed_entry (const PmBlocklist *self, PmBlocklistKind kind)
{
  if (kind == PM_BLOCKLIST_DOMAIN && self->test_entry != NULL)
    return self->test_entry;
  return kinds[find_kind (kind)].listed;
}

const char *
pm_blocklist_get_clean_entry (const PmBlocklist *self, PmBlocklistKind kind)
{
  return kinds[find_kind (kind)].clean;
}

PmBlocklistVerdict
pm_blocklist_read_answer (const PmBlocklist *self,
                          GInetAddress *answer,
                          GPtrArray *words,
                          const char **refusal)
{
  guint32 number;
  const char *found;

  if (g_inet_address_get_family (answer) != G_SOCKET_FAMILY_IPV4)
    return PM_BLOCKLIST_FOREIGN;
  number = number_of (answer);
  if (number >> 24 != LOOPBACK)
    return PM_BLOCKLIST_FOREIGN;
  found = find_refusal (self, number);
  if (found == NULL)
    {
      add_meanings (self, number, words);
      return PM_BLOCKLIST_LISTED;
    }
  *refusal = found;
  return PM_BLOCKLIST_REFUSED;
}
