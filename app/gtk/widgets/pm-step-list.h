/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* PmStepList: sentences one below the other: numbered steps, or reasons with a mark before each. */
#define PM_TYPE_STEP_LIST (pm_step_list_get_type ())
G_DECLARE_FINAL_TYPE (PmStepList, pm_step_list, PM, STEP_LIST, GtkBox)

GtkWidget *pm_step_list_new (gboolean numbered);

/* Property "numbered" (boolean) says which of the two. What was there goes away. */
void pm_step_list_set_sentences (PmStepList *self, const char *const *sentences);

G_END_DECLS
