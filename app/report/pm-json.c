/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-json.h"

#include "pm-escape.h"

void
pm_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

void
pm_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
pm_json_add_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; values != NULL && *values != NULL; values++)
    {
      g_autofree char *valid = g_utf8_make_valid (*values, -1);

      json_builder_add_string_value (builder, valid);
    }
  json_builder_end_array (builder);
}

void
pm_json_add_variant (JsonBuilder *builder, const char *name, GVariant *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, json_gvariant_serialize (value));
}

static void
append_escaped (GString *safe, gunichar c)
{
  if (c < 0x10000)
    g_string_append_printf (safe, "\\u%04x", c);
  else
    g_string_append_printf (safe, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                            0xdc00 + ((c - 0x10000) & 0x3ff));
}

char *
pm_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *json = json_to_string (root, TRUE);
  GString *safe = g_string_new (NULL);

  for (const char *at = json; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      /* The only control character outside of strings; inside of them it is "\n" already. */
      if (c == '\n' || pm_escape_is_harmless (c))
        g_string_append_unichar (safe, c);
      else
        append_escaped (safe, c);
    }
  g_string_append_c (safe, '\n');
  return g_string_free (safe, FALSE);
}
