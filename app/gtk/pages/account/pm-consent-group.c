/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-blocklists.h"
#include "pm-consent-group.h"

struct _PmConsentGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *blocklists_row;
  GtkSwitch *blocklists;
  GtkSwitch *domain;
};

G_DEFINE_FINAL_TYPE (PmConsentGroup, pm_consent_group, ADW_TYPE_PREFERENCES_GROUP)

/* The lists by name, before one of them is asked. */
static char *
describe_blocklists (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *joined = NULL;
  GPtrArray *lists = pm_blocklists_get_all ();

  for (guint i = 0; i < lists->len; i++)
    if (pm_blocklist_is_default (lists->pdata[i]))
      g_ptr_array_add (names, (gpointer) pm_blocklist_get_name (lists->pdata[i]));
  g_ptr_array_add (names, NULL);
  /* Translators: between the names of blocklists. */
  joined = g_strjoinv (_ (", "), (char **) names->pdata);
  /* Translators: %s: the names of blocklists. */
  return g_strdup_printf (_ ("These hear the public address of this line and the domain of your "
                             "address: %s"),
                          joined);
}

static void
pm_consent_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_CONSENT_GROUP);

  G_OBJECT_CLASS (pm_consent_group_parent_class)->dispose (object);
}

static void
pm_consent_group_class_init (PmConsentGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_consent_group_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/account/pm-consent-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PmConsentGroup, blocklists_row);
  gtk_widget_class_bind_template_child (widget_class, PmConsentGroup, blocklists);
  gtk_widget_class_bind_template_child (widget_class, PmConsentGroup, domain);
}

static void
pm_consent_group_init (PmConsentGroup *self)
{
  g_autofree char *description = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  description = describe_blocklists ();
  adw_action_row_set_subtitle (self->blocklists_row, description);
}

void
pm_consent_group_set_state (PmConsentGroup *self, PmWizardState *state)
{
  const GBindingFlags both = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;

  g_return_if_fail (PM_IS_CONSENT_GROUP (self));
  g_return_if_fail (PM_IS_WIZARD_STATE (state));

  g_object_bind_property (state, "ask-blocklists", self->blocklists, "active", both);
  g_object_bind_property (state, "ask-domain", self->domain, "active", both);
}
