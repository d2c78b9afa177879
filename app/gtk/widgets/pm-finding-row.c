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
create_reply (PmServerReply *reply)
{
  g_autofree char *text = pm_server_reply_to_string (reply);
  GtkWidget *label = create_paragraph (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "server-words");

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
  if (pm_finding_get_reply (finding) != NULL)
    gtk_box_append (GTK_BOX (box), create_reply (pm_finding_get_reply (finding)));

  return box;
}

/* Whom it is about, where that is told, and how sure it is. */
static char *
create_subtitle (PmFinding *finding)
{
  const char *recipient = pm_finding_get_argument_string (finding, "recipient");
  g_autofree char *certainty = pm_words_certainty (pm_finding_get_certainty (finding));

  if (recipient == NULL)
    return g_steal_pointer (&certainty);
  return g_strdup_printf ("%s\n%s", recipient, certainty);
}

GtkWidget *
pm_finding_row_new (PmFinding *finding, gboolean certainty)
{
  g_autofree char *title = NULL;
  GtkWidget *row, *inner;

  g_return_val_if_fail (PM_IS_FINDING (finding), NULL);

  title = pm_words_cause_title (finding);
  row = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (certainty)
    {
      g_autofree char *subtitle = create_subtitle (finding);

      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
    }

  inner = g_object_new (GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "selectable", FALSE, "child",
                        create_body (finding), NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), inner);

  return row;
}

void
pm_finding_row_fill (AdwPreferencesGroup *group,
                     GListModel *findings,
                     guint first,
                     gboolean certainty)
{
  guint n;

  g_return_if_fail (ADW_IS_PREFERENCES_GROUP (group));
  g_return_if_fail (G_IS_LIST_MODEL (findings));

  n = g_list_model_get_n_items (findings);
  for (guint i = first; i < n; i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      adw_preferences_group_add (group, pm_finding_row_new (finding, certainty));
    }
  gtk_widget_set_visible (GTK_WIDGET (group), n > first);
}
