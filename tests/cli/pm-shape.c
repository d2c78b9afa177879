/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-shape.h"

#include <string.h>

#define MEMBERS(table) (table), G_N_ELEMENTS (table)

JsonNode *
pm_shape_parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = json_from_string (json, &error);

  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (root));
  return root;
}

/* One member of an object of the contract. */
typedef struct
{
  const char *key;
  char type; /* s string, i number, a array, o object, r object or null, * anything */
} Member;

static char
type_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return 'a';
  if (JSON_NODE_HOLDS_OBJECT (node))
    return 'o';
  if (JSON_NODE_HOLDS_NULL (node))
    return '0';
  return json_node_get_value_type (node) == G_TYPE_STRING ? 's' : 'i';
}

static gboolean
fits (char wanted, char found)
{
  if (wanted == 'r')
    return found == 'o' || found == '0';
  return wanted == '*' || wanted == found;
}

static void
assert_object (JsonObject *object, const Member *members, gsize n)
{
  g_assert_cmpuint (json_object_get_size (object), ==, n);
  for (gsize i = 0; i < n; i++)
    {
      JsonNode *node = json_object_get_member (object, members[i].key);

      if (node == NULL || !fits (members[i].type, type_of (node)))
        g_error ("\"%s\" is missing or of another type", members[i].key);
    }
}

/* Each element of the array @name. */
static void
assert_elements (JsonObject *object, const char *name, const Member *members, gsize n)
{
  JsonArray *array = json_object_get_array_member (object, name);

  for (guint i = 0; i < json_array_get_length (array); i++)
    assert_object (json_array_get_object_element (array, i), members, n);
}

static const Member report_members[] = {
  { "schema", 's' },       { "tool", 'o' },       { "language", 's' },  { "started", 's' },
  { "duration_ms", 'i' },  { "account", 'o' },    { "verdict", 's' },   { "summary", 's' },
  { "causes", 'a' },       { "notes", 'a' },      { "ruled_out", 'a' }, { "stages", 'a' },
  { "observations", 'a' }, { "transcript", 'a' },
};
/* The same object without account, stages and transcript. */
static const Member explanation_members[] = {
  { "schema", 's' },      { "tool", 'o' },      { "language", 's' },     { "started", 's' },
  { "duration_ms", 'i' }, { "verdict", 's' },   { "summary", 's' },      { "causes", 'a' },
  { "notes", 'a' },       { "ruled_out", 'a' }, { "observations", 'a' },
};
static const Member tool_members[] = { { "name", 's' }, { "version", 's' } };
static const Member account_members[] = {
  { "server", 's' }, { "port", 'i' }, { "security", 's' }, { "address", 's' },      { "user", 's' },
  { "auth", 's' },   { "from", 's' }, { "to", 's' },       { "message_size", 'i' },
};
static const Member finding_members[] = {
  { "id", 's' },    { "certainty", 's' }, { "stage", 's' },     { "side", 's' },
  { "title", 's' }, { "meaning", 's' },   { "evidence", 'a' },  { "observations", 'a' },
  { "reply", 'r' }, { "fixes", 'a' },     { "arguments", 'o' },
};
static const Member stage_members[] = {
  { "id", 's' }, { "outcome", 's' }, { "duration_ms", 'i' }, { "summary", 's' }, { "reason", 's' },
};
static const Member observation_members[] = {
  { "n", 'i' },     { "stage", 's' },  { "key", 's' },  { "value", '*' },      { "outcome", 's' },
  { "at_ms", 'i' }, { "server", 's' }, { "port", 'i' }, { "connection", 'i' },
};
static const Member line_members[] = {
  { "at_ms", 'i' },
  { "connection", 'i' },
  { "direction", 's' },
  { "text", 's' },
};
static const Member cause_members[] = {
  { "id", 's' }, { "side", 's' }, { "title", 's' }, { "meaning", 's' }, { "fixes", 'a' },
};

void
pm_shape_assert_report (JsonObject *report)
{
  static const char *const stages[] = { "network", "dns",       "connect", "greeting",
                                        "tls",     "auth",      "sender",  "recipient",
                                        "size",    "blocklist", "domain" };
  JsonArray *array;

  assert_object (report, MEMBERS (report_members));
  assert_object (json_object_get_object_member (report, "tool"), MEMBERS (tool_members));
  assert_object (json_object_get_object_member (report, "account"), MEMBERS (account_members));
  assert_elements (report, "causes", MEMBERS (finding_members));
  assert_elements (report, "notes", MEMBERS (finding_members));
  assert_elements (report, "stages", MEMBERS (stage_members));
  assert_elements (report, "observations", MEMBERS (observation_members));
  assert_elements (report, "transcript", MEMBERS (line_members));

  array = json_object_get_array_member (report, "stages");
  g_assert_cmpuint (json_array_get_length (array), ==, G_N_ELEMENTS (stages));
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (array, i), "id"),
                     ==, stages[i]);
}

void
pm_shape_assert_explanation (JsonObject *report)
{
  assert_object (report, MEMBERS (explanation_members));
  assert_object (json_object_get_object_member (report, "tool"), MEMBERS (tool_members));
  assert_elements (report, "causes", MEMBERS (finding_members));
  assert_elements (report, "notes", MEMBERS (finding_members));
  assert_elements (report, "observations", MEMBERS (observation_members));
}

void
pm_shape_assert_causes (JsonObject *list)
{
  assert_elements (list, "causes", MEMBERS (cause_members));
}

const char *
pm_shape_get_cause (JsonObject *report, guint n)
{
  JsonArray *causes = json_object_get_array_member (report, "causes");

  if (n >= json_array_get_length (causes))
    return NULL;
  return json_object_get_string_member (json_array_get_object_element (causes, n), "id");
}

void
pm_shape_assert_one_line (const char *text)
{
  const char *end = strchr (text, '\n');

  g_assert_true (g_str_has_prefix (text, "postmend-cli: "));
  g_assert_nonnull (end);
  g_assert_cmpstr (end, ==, "\n");
}
