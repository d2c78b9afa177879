/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-catalogue.h"
#include "pm-finding-row.h"
#include "pm-locale.h"
#include "pm-step-list.h"
#include "pm-words.h"

static GtkWidget *
create_paragraph (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

static GtkWidget *
create_body (PmFinding *finding)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, finding, pm_locale_get ());
  g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, pm_locale_get ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *steps = pm_step_list_new (TRUE);

  gtk_widget_add_css_class (box, "finding-body");
  gtk_box_append (GTK_BOX (box), create_paragraph (meaning));
  pm_step_list_set_sentences (PM_STEP_LIST (steps), (const char *const *) fixes);
  gtk_box_append (GTK_BOX (box), steps);

  return box;
}

GtkWidget *
pm_finding_row_new (PmFinding *finding, gboolean certainty)
{
  g_autofree char *title = NULL;
  GtkWidget *row, *inner;

  g_return_val_if_fail (PM_IS_FINDING (finding), NULL);

  title = pm_words_cause_title (finding);
  row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", title, NULL);
  if (certainty)
    {
      g_autofree char *word = pm_words_certainty (pm_finding_get_certainty (finding));

      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), word);
    }

  inner = g_object_new (GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "selectable", FALSE, "child",
                        create_body (finding), NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), inner);

  return row;
}
