/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-step-list.h"

struct _PmStepList
{
  GtkBox parent_instance;

  gboolean numbered;
};

enum
{
  PROP_NUMBERED = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (PmStepList, pm_step_list, GTK_TYPE_BOX)

static GParamSpec *properties[N_PROPS];

static GtkWidget *
create_mark (PmStepList *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *mark;

  mark = self->numbered ? gtk_label_new (text) : gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, self->numbered ? "step-number" : "step-mark");

  return mark;
}

static GtkWidget *
create_line (PmStepList *self, guint number, const char *sentence)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);

  gtk_box_append (GTK_BOX (line), create_mark (self, number));
  gtk_box_append (GTK_BOX (line), label);

  return line;
}

static void
pm_step_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmStepList *self = PM_STEP_LIST (object);

  switch (id)
    {
    case PROP_NUMBERED:
      self->numbered = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_step_list_class_init (PmStepListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = pm_step_list_set_property;

  properties[PROP_NUMBERED] = g_param_spec_boolean ("numbered", NULL, NULL, FALSE,
                                                    G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_step_list_init (PmStepList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "step-list");
}

GtkWidget *
pm_step_list_new (gboolean numbered)
{
  return g_object_new (PM_TYPE_STEP_LIST, "numbered", numbered, NULL);
}

void
pm_step_list_set_sentences (PmStepList *self, const char *const *sentences)
{
  GtkWidget *child;

  g_return_if_fail (PM_IS_STEP_LIST (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);

  for (guint i = 0; sentences != NULL && sentences[i] != NULL; i++)
    gtk_box_append (GTK_BOX (self), create_line (self, i + 1, sentences[i]));
}
