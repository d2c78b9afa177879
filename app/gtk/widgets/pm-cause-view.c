/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-catalogue.h"
#include "pm-cause-view.h"
#include "pm-locale.h"
#include "pm-step-list.h"
#include "pm-where-group.h"

struct _PmCauseView
{
  GtkBox parent_instance;

  GtkWidget *fixes_group;
  PmStepList *fixes;
  PmWhereGroup *where;
  GtkWidget *reasons_group;
  PmStepList *reasons;
  GtkWidget *reply_group;
  GtkLabel *reply;
};

G_DEFINE_FINAL_TYPE (PmCauseView, pm_cause_view, GTK_TYPE_BOX)

static void
set_sentences (GtkWidget *group, PmStepList *list, char **sentences)
{
  pm_step_list_set_sentences (list, (const char *const *) sentences);
  gtk_widget_set_visible (group, sentences != NULL && sentences[0] != NULL);
}

static void
pm_cause_view_show_reply (PmCauseView *self, PmServerReply *reply)
{
  g_autofree char *text = reply != NULL ? pm_server_reply_to_string (reply) : NULL;

  gtk_label_set_label (self->reply, text != NULL ? text : "");
  gtk_widget_set_visible (self->reply_group, text != NULL && text[0] != '\0');
}

static void
copy_reply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmCauseView *self = PM_CAUSE_VIEW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), gtk_label_get_label (self->reply));
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Copied"));
}

static void
pm_cause_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_CAUSE_VIEW);

  G_OBJECT_CLASS (pm_cause_view_parent_class)->dispose (object);
}

static void
pm_cause_view_class_init (PmCauseViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_cause_view_dispose;

  g_type_ensure (PM_TYPE_STEP_LIST);
  g_type_ensure (PM_TYPE_WHERE_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/widgets/pm-cause-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, fixes_group);
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, fixes);
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, where);
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, reasons_group);
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, reasons);
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, reply_group);
  gtk_widget_class_bind_template_child (widget_class, PmCauseView, reply);
  gtk_widget_class_install_action (widget_class, "cause.copy-reply", NULL, copy_reply_action);
}

static void
pm_cause_view_init (PmCauseView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
pm_cause_view_show (PmCauseView *self, PmFinding *finding, PmWizardState *state)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  const char *language = pm_locale_get ();
  g_auto (GStrv) fixes = NULL;
  g_auto (GStrv) reasons = NULL;
  g_autofree const char **settings = NULL;

  g_return_if_fail (PM_IS_CAUSE_VIEW (self));
  g_return_if_fail (finding == NULL || PM_IS_FINDING (finding));

  if (finding != NULL)
    {
      fixes = pm_catalogue_get_fixes (catalogue, finding, language);
      reasons = pm_catalogue_get_evidence (catalogue, finding, language);
      settings = pm_catalogue_get_settings (catalogue, finding);
    }

  set_sentences (self->fixes_group, self->fixes, fixes);
  set_sentences (self->reasons_group, self->reasons, reasons);
  pm_where_group_show (self->where, settings, state);
  pm_cause_view_show_reply (self, finding != NULL ? pm_finding_get_reply (finding) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_visible (self->fixes_group)
                                                 || gtk_widget_get_visible (self->reasons_group)
                                                 || gtk_widget_get_visible (self->reply_group));
}
