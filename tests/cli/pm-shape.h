/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The forms of output that the contract has. Each fails the test where it is another. */

/* One JSON object. (transfer full) */
JsonNode *pm_shape_parse (const char *json);
/* "postmend.report/1" of a check, and of an explanation. */
void pm_shape_assert_report (JsonObject *report);
void pm_shape_assert_explanation (JsonObject *report);
/* "postmend.causes/1". */
void pm_shape_assert_causes (JsonObject *list);
/* The id of that cause, or NULL where there are not so many. */
const char *pm_shape_get_cause (JsonObject *report, guint n);

/* What goes to stderr where something is refused. */
void pm_shape_assert_one_line (const char *text);

G_END_DECLS
