/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-plain-row.h"

/* Properties given to the constructor are told of in no order: the words would be parsed before the row
 * hears that they are no markup. */
GtkWidget *
pm_plain_row_new (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  return row;
}
