/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the object under way in @builder. Bytes that are no UTF-8 become U+FFFD; a NULL string
 * becomes null. */
void pm_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void pm_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void pm_json_add_strings (JsonBuilder *builder, const char *name, const char *const *values);
void pm_json_add_variant (JsonBuilder *builder, const char *name, GVariant *value);

/* The finished document, pretty-printed, with a newline at the end. A control or direction
 * character stands as \uXXXX, which is the same JSON and does nothing to a terminal. (transfer
 * full) */
char *pm_json_print (JsonBuilder *builder);

G_END_DECLS
