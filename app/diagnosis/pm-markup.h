/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What to do with the elements of one of our files. @close gets the text of the element where @open
 * returned TRUE for it (such elements hold no others), NULL else. Both tell a fault by @error. */
typedef struct
{
  gboolean (*open) (gpointer self,
                    const char *element,
                    const char **names,
                    const char **values,
                    GError **error);
  void (*close) (gpointer self, const char *element, const char *text, GError **error);
} PmMarkup;

gboolean pm_markup_read (GBytes *file, const PmMarkup *markup, gpointer self, GError **error);

G_END_DECLS
