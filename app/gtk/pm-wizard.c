/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-page.h"
#include "pm-wizard.h"

#include "pages/account/pm-account-page.h"
#include "pages/checking/pm-checking-page.h"
#include "pages/explain/pm-explain-page.h"
#include "pages/explanation/pm-explanation-page.h"
#include "pages/practice/pm-practice-page.h"
#include "pages/report/pm-report-page.h"
#include "pages/result/pm-result-page.h"
#include "pages/symptom/pm-symptom-page.h"
#include "pages/welcome/pm-welcome-page.h"

typedef enum
{
  WALK_REAL = 1 << 0,
  WALK_PRACTICE = 1 << 1,
  WALK_BOTH = WALK_REAL | WALK_PRACTICE,
} PmWalk;

typedef struct
{
  const char *id;
  GType (*get_type) (void);
  PmWalk walks;
  gboolean passing; /* never come back to by the back button */
  gboolean aside;   /* come to by its name alone, never by the forward button */
} PmPageEntry;

/* The pages in the order in which they are walked. */
static const PmPageEntry page_table[] = {
  { "welcome", pm_welcome_page_get_type, WALK_REAL },
  { "symptom", pm_symptom_page_get_type, WALK_REAL },
  { "explain", pm_explain_page_get_type, WALK_REAL, .aside = TRUE },
  { "explanation", pm_explanation_page_get_type, WALK_REAL, .aside = TRUE },
  { "practice", pm_practice_page_get_type, WALK_PRACTICE },
  { "account", pm_account_page_get_type, WALK_BOTH },
  { "checking", pm_checking_page_get_type, WALK_BOTH, .passing = TRUE },
  { "result", pm_result_page_get_type, WALK_BOTH },
  { "report", pm_report_page_get_type, WALK_BOTH },
};

struct _PmWizard
{
  AdwBin parent_instance;

  PmWizardState *state;

  GtkStack *stack;
  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkWidget *forward_button;
  GtkWidget *secondary_button;
  GtkWidget *button_bar;
};

enum
{
  PROP_STATE = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (PmWizard, pm_wizard, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static void pm_wizard_show_page (PmWizard *self, const PmPageEntry *entry);

static gboolean
pm_wizard_walks_over (PmWizard *self, const PmPageEntry *entry)
{
  PmWalk walk = pm_wizard_state_get_practice (self->state) ? WALK_PRACTICE : WALK_REAL;

  return (entry->walks & walk) != 0;
}

static const PmPageEntry *
pm_wizard_find_entry (PmWizard *self, const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (page_table); i++)
    if (g_strcmp0 (page_table[i].id, id) == 0 && pm_wizard_walks_over (self, &page_table[i]))
      return &page_table[i];
  return NULL;
}

static const PmPageEntry *
pm_wizard_get_entry (PmWizard *self)
{
  return pm_wizard_find_entry (self, gtk_stack_get_visible_child_name (self->stack));
}

/* NULL at the end. */
static const PmPageEntry *
pm_wizard_get_next (PmWizard *self)
{
  const PmPageEntry *entry = pm_wizard_get_entry (self);

  while (entry != NULL && ++entry < page_table + G_N_ELEMENTS (page_table))
    if (pm_wizard_walks_over (self, entry) && !entry->aside)
      return entry;
  return NULL;
}

/* The last page of the trail that lies before this one. NULL at the start. */
static const PmPageEntry *
pm_wizard_get_previous (PmWizard *self)
{
  const PmPageEntry *entry = pm_wizard_get_entry (self);
  GPtrArray *trail = pm_wizard_state_get_trail (self->state);

  for (guint i = trail->len; entry != NULL && i > 0; i--)
    {
      const PmPageEntry *before = pm_wizard_find_entry (self, trail->pdata[i - 1]);

      if (before != NULL && before < entry)
        return before;
    }
  return NULL;
}

/* What lies behind this page was left by coming here. So the trail follows the order of the table, and
 * there is no going round in circles. */
static void
pm_wizard_lay_trail (PmWizard *self, const PmPageEntry *entry)
{
  GPtrArray *trail = pm_wizard_state_get_trail (self->state);

  while (trail->len > 0 && pm_wizard_find_entry (self, trail->pdata[trail->len - 1]) >= entry)
    g_ptr_array_remove_index (trail, trail->len - 1);
  if (!entry->passing)
    g_ptr_array_add (trail, (gpointer) entry->id);
}

static PmPage *
pm_wizard_get_current (PmWizard *self)
{
  /* A page that goes away with the wizard may still tell of a change. */
  GtkWidget *child = self->stack != NULL ? gtk_stack_get_visible_child (self->stack) : NULL;

  return child != NULL ? PM_PAGE (child) : NULL;
}

static void
set_button (GtkWidget *button, const char *label)
{
  gboolean there = label != NULL && label[0] != '\0';

  gtk_widget_set_visible (button, there);
  if (there)
    gtk_button_set_label (GTK_BUTTON (button), label);
}

static void
pm_wizard_update (PmWizard *self)
{
  PmPage *page = pm_wizard_get_current (self);
  gboolean has_back = pm_wizard_get_previous (self) != NULL;
  gboolean has_forward, has_secondary;

  if (page == NULL)
    return;

  adw_window_title_set_title (self->title, pm_page_get_title (page));
  set_button (self->forward_button, pm_page_get_forward_label (page));
  set_button (self->secondary_button, pm_page_get_secondary_label (page));
  has_forward = gtk_widget_get_visible (self->forward_button);
  has_secondary = gtk_widget_get_visible (self->secondary_button);

  gtk_widget_set_visible (self->back_button, has_back);
  gtk_widget_set_visible (self->button_bar, has_forward || has_secondary);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.back", has_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.forward",
                                 has_forward && pm_page_get_complete (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.secondary", has_secondary);
}

static void
pm_wizard_page_notify_cb (PmWizard *self, GParamSpec *pspec, PmPage *page)
{
  if (page == pm_wizard_get_current (self))
    pm_wizard_update (self);
}

static void
pm_wizard_go_to_cb (PmWizard *self, const char *id, PmPage *page)
{
  if (page == pm_wizard_get_current (self))
    pm_wizard_go_to (self, id);
}

static PmPage *
pm_wizard_create_page (PmWizard *self, const PmPageEntry *entry)
{
  PmPage *page = g_object_new (entry->get_type (), "state", self->state, NULL);

  g_signal_connect_object (page, "notify", G_CALLBACK (pm_wizard_page_notify_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "go-to", G_CALLBACK (pm_wizard_go_to_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (page), entry->id);

  return page;
}

/* Once it has faded out: a screen reader would read on in it. */
static void
pm_wizard_drop_hidden_pages (PmWizard *self)
{
  GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack));

  if (gtk_stack_get_transition_running (self->stack))
    return;

  while (page != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (page);

      if (page != gtk_stack_get_visible_child (self->stack))
        gtk_stack_remove (self->stack, page);
      page = next;
    }
}

/* Each page is built when it is come to, out of the state. */
static void
pm_wizard_show_page (PmWizard *self, const PmPageEntry *entry)
{
  PmPage *before = pm_wizard_get_current (self);
  GtkWidget *namesake;
  PmPage *page;

  if (before != NULL)
    pm_page_save (before);

  namesake = gtk_stack_get_child_by_name (self->stack, entry->id);
  if (namesake != NULL && namesake != GTK_WIDGET (before))
    gtk_stack_remove (self->stack, namesake);
  else if (namesake != NULL)
    return;

  pm_wizard_lay_trail (self, entry);
  page = pm_wizard_create_page (self, entry);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  pm_wizard_update (self);
  if (before != NULL)
    pm_page_left (before);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    pm_page_start_focus (page);
  pm_wizard_drop_hidden_pages (self);
  pm_page_shown (page);
}

static void
pm_wizard_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmWizard *self = PM_WIZARD (widget);
  const PmPageEntry *entry = pm_wizard_get_previous (self);

  if (entry != NULL)
    pm_wizard_show_page (self, entry);
}

static void
pm_wizard_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmWizard *self = PM_WIZARD (widget);
  PmPage *page = pm_wizard_get_current (self);
  const PmPageEntry *entry;

  if (!pm_page_get_complete (page) || !pm_page_apply (page))
    return;

  entry = pm_wizard_get_next (self);
  if (entry != NULL)
    pm_wizard_show_page (self, entry);
}

static void
pm_wizard_secondary (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_page_secondary (pm_wizard_get_current (PM_WIZARD (widget)));
}

static void
pm_wizard_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmWizard *self = PM_WIZARD (object);

  switch (id)
    {
    case PROP_STATE:
      self->state = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_wizard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmWizard *self = PM_WIZARD (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_object (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* So that the buttons of a page can be bound to a property of the state. */
static void
pm_wizard_constructed (GObject *object)
{
  PmWizard *self = PM_WIZARD (object);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GPropertyAction) symptom = NULL;

  G_OBJECT_CLASS (pm_wizard_parent_class)->constructed (object);

  symptom = g_property_action_new ("symptom", self->state, "symptom");
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (symptom));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "state", G_ACTION_GROUP (group));
}

/* What was on screen before it may have had the focus. */
static void
pm_wizard_map (GtkWidget *widget)
{
  PmPage *page = pm_wizard_get_current (PM_WIZARD (widget));

  GTK_WIDGET_CLASS (pm_wizard_parent_class)->map (widget);

  if (page != NULL)
    pm_page_start_focus (page);
}

static void
pm_wizard_dispose (GObject *object)
{
  PmWizard *self = PM_WIZARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_WIZARD);
  g_clear_object (&self->state);

  G_OBJECT_CLASS (pm_wizard_parent_class)->dispose (object);
}

static void
pm_wizard_class_init (PmWizardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = pm_wizard_set_property;
  object_class->get_property = pm_wizard_get_property;
  object_class->constructed = pm_wizard_constructed;
  object_class->dispose = pm_wizard_dispose;
  widget_class->map = pm_wizard_map;

  properties[PROP_STATE] = g_param_spec_object ("state", NULL, NULL, PM_TYPE_WIZARD_STATE,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/postmend/Postmend/pm-wizard.ui");
  gtk_widget_class_bind_template_child (widget_class, PmWizard, stack);
  gtk_widget_class_bind_template_child (widget_class, PmWizard, title);
  gtk_widget_class_bind_template_child (widget_class, PmWizard, back_button);
  gtk_widget_class_bind_template_child (widget_class, PmWizard, forward_button);
  gtk_widget_class_bind_template_child (widget_class, PmWizard, secondary_button);
  gtk_widget_class_bind_template_child (widget_class, PmWizard, button_bar);

  gtk_widget_class_bind_template_callback (widget_class, pm_wizard_drop_hidden_pages);

  gtk_widget_class_install_action (widget_class, "wizard.back", NULL, pm_wizard_back);
  gtk_widget_class_install_action (widget_class, "wizard.forward", NULL, pm_wizard_forward);
  gtk_widget_class_install_action (widget_class, "wizard.secondary", NULL, pm_wizard_secondary);
}

static void
pm_wizard_init (PmWizard *self)
{
  g_type_ensure (PM_TYPE_WIZARD_STATE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

PmWizard *
pm_wizard_new (PmWizardState *state, const char *page)
{
  PmWizard *self;
  const PmPageEntry *entry;
  gboolean practice;

  g_return_val_if_fail (PM_IS_WIZARD_STATE (state), NULL);

  self = g_object_new (PM_TYPE_WIZARD, "state", state, NULL);
  practice = pm_wizard_state_get_practice (state);
  entry = pm_wizard_find_entry (self, page != NULL ? page : practice ? "practice" : "welcome");
  if (entry != NULL)
    pm_wizard_show_page (self, entry);

  return self;
}

const char *
pm_wizard_get_page (PmWizard *self)
{
  g_return_val_if_fail (PM_IS_WIZARD (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

void
pm_wizard_go_to (PmWizard *self, const char *page)
{
  const PmPageEntry *entry;

  g_return_if_fail (PM_IS_WIZARD (self));

  entry = pm_wizard_find_entry (self, page);
  if (entry != NULL)
    pm_wizard_show_page (self, entry);
}

GtkWidget *
pm_wizard_get_default_button (PmWizard *self)
{
  g_return_val_if_fail (PM_IS_WIZARD (self), NULL);

  return self->forward_button;
}

void
pm_wizard_save (PmWizard *self)
{
  PmPage *page;

  g_return_if_fail (PM_IS_WIZARD (self));

  page = pm_wizard_get_current (self);
  if (page != NULL)
    pm_page_save (page);
}
