/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-page.h"

/* Wide enough for about 40 Japanese characters to the line. */
#define CONTENT_WIDTH 620

typedef struct
{
  PmWizardState *state;
  GtkWidget *scrolled;
  GtkWidget *clamp;
  char *title;
  char *forward_label;
  char *secondary_label;
  gboolean complete;
  gboolean to_read;
} PmPagePrivate;

enum
{
  PROP_STATE = 1,
  PROP_TITLE,
  PROP_CONTENT,
  PROP_COMPLETE,
  PROP_FORWARD_LABEL,
  PROP_SECONDARY_LABEL,
  PROP_TO_READ,
  N_PROPS
};

enum
{
  GO_TO,
  N_SIGNALS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PmPage, pm_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
set_string (PmPage *self, char **field, const char *text, guint id)
{
  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
}

static gboolean
pm_page_real_apply (PmPage *self)
{
  return TRUE;
}

static void
pm_page_real_nothing (PmPage *self)
{
}

static void
pm_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmPage *self = PM_PAGE (object);
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  switch (id)
    {
    case PROP_STATE:
      priv->state = g_value_dup_object (value);
      break;
    case PROP_TITLE:
      set_string (self, &priv->title, g_value_get_string (value), PROP_TITLE);
      pm_page_set_spoken (self, priv->title);
      break;
    case PROP_CONTENT:
      adw_clamp_set_child (ADW_CLAMP (priv->clamp), g_value_get_object (value));
      break;
    case PROP_COMPLETE:
      pm_page_set_complete (self, g_value_get_boolean (value));
      break;
    case PROP_FORWARD_LABEL:
      pm_page_set_forward_label (self, g_value_get_string (value));
      break;
    case PROP_SECONDARY_LABEL:
      set_string (self, &priv->secondary_label, g_value_get_string (value), PROP_SECONDARY_LABEL);
      break;
    case PROP_TO_READ:
      priv->to_read = g_value_get_boolean (value);
      gtk_widget_set_focusable (priv->scrolled, priv->to_read);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmPagePrivate *priv = pm_page_get_instance_private (PM_PAGE (object));

  switch (id)
    {
    case PROP_STATE:
      g_value_set_object (value, priv->state);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_clamp_get_child (ADW_CLAMP (priv->clamp)));
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, priv->complete);
      break;
    case PROP_FORWARD_LABEL:
      g_value_set_string (value, priv->forward_label);
      break;
    case PROP_SECONDARY_LABEL:
      g_value_set_string (value, priv->secondary_label);
      break;
    case PROP_TO_READ:
      g_value_set_boolean (value, priv->to_read);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_page_dispose (GObject *object)
{
  PmPagePrivate *priv = pm_page_get_instance_private (PM_PAGE (object));

  g_clear_object (&priv->state);

  G_OBJECT_CLASS (pm_page_parent_class)->dispose (object);
}

static void
pm_page_finalize (GObject *object)
{
  PmPagePrivate *priv = pm_page_get_instance_private (PM_PAGE (object));

  g_free (priv->title);
  g_free (priv->forward_label);
  g_free (priv->secondary_label);

  G_OBJECT_CLASS (pm_page_parent_class)->finalize (object);
}

static void
pm_page_class_init (PmPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = pm_page_set_property;
  object_class->get_property = pm_page_get_property;
  object_class->dispose = pm_page_dispose;
  object_class->finalize = pm_page_finalize;

  klass->shown = pm_page_real_nothing;
  klass->save = pm_page_real_nothing;
  klass->left = pm_page_real_nothing;
  klass->apply = pm_page_real_apply;
  klass->secondary = pm_page_real_nothing;

  properties[PROP_STATE] = g_param_spec_object ("state", NULL, NULL, PM_TYPE_WIZARD_STATE,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, TRUE, flags);
  properties[PROP_FORWARD_LABEL] = g_param_spec_string ("forward-label", NULL, NULL, NULL, flags);
  properties[PROP_SECONDARY_LABEL] = g_param_spec_string ("secondary-label", NULL, NULL, NULL,
                                                          flags);
  properties[PROP_TO_READ] = g_param_spec_boolean ("to-read", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[GO_TO] = g_signal_new ("go-to", PM_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pm_page_init (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  priv->complete = TRUE;
  priv->scrolled = gtk_scrolled_window_new ();
  priv->clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (priv->clamp), CONTENT_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (priv->clamp), CONTENT_WIDTH - 100);
  gtk_widget_add_css_class (priv->clamp, "page");

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (priv->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (priv->scrolled), priv->clamp);
  gtk_widget_set_vexpand (priv->scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), priv->scrolled);
}

PmWizardState *
pm_page_get_state (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_val_if_fail (PM_IS_PAGE (self), NULL);

  return priv->state;
}

const char *
pm_page_get_title (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_val_if_fail (PM_IS_PAGE (self), NULL);

  return priv->title;
}

gboolean
pm_page_get_complete (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_val_if_fail (PM_IS_PAGE (self), FALSE);

  return priv->complete;
}

void
pm_page_set_complete (PmPage *self, gboolean complete)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_if_fail (PM_IS_PAGE (self));

  if (priv->complete == !!complete)
    return;

  priv->complete = !!complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

const char *
pm_page_get_forward_label (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_val_if_fail (PM_IS_PAGE (self), NULL);

  return priv->forward_label;
}

void
pm_page_set_forward_label (PmPage *self, const char *label)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_if_fail (PM_IS_PAGE (self));

  set_string (self, &priv->forward_label, label, PROP_FORWARD_LABEL);
}

const char *
pm_page_get_secondary_label (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_val_if_fail (PM_IS_PAGE (self), NULL);

  return priv->secondary_label;
}

void
pm_page_start_focus (PmPage *self)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);
  GtkRoot *root;
  GtkWidget *focus;

  g_return_if_fail (PM_IS_PAGE (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* The stack may have brought the focus along already; a second step would go past the start. */
  if (priv->to_read)
    gtk_widget_grab_focus (priv->scrolled);
  else if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

void
pm_page_set_spoken (PmPage *self, const char *spoken)
{
  PmPagePrivate *priv = pm_page_get_instance_private (self);

  g_return_if_fail (PM_IS_PAGE (self));

  if (spoken != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (priv->scrolled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    spoken, -1);
}

void
pm_page_shown (PmPage *self)
{
  g_return_if_fail (PM_IS_PAGE (self));

  PM_PAGE_GET_CLASS (self)->shown (self);
}

void
pm_page_save (PmPage *self)
{
  g_return_if_fail (PM_IS_PAGE (self));

  PM_PAGE_GET_CLASS (self)->save (self);
}

void
pm_page_left (PmPage *self)
{
  g_return_if_fail (PM_IS_PAGE (self));

  PM_PAGE_GET_CLASS (self)->left (self);
}

gboolean
pm_page_apply (PmPage *self)
{
  g_return_val_if_fail (PM_IS_PAGE (self), FALSE);

  return PM_PAGE_GET_CLASS (self)->apply (self);
}

void
pm_page_secondary (PmPage *self)
{
  g_return_if_fail (PM_IS_PAGE (self));

  PM_PAGE_GET_CLASS (self)->secondary (self);
}

void
pm_page_go_to (PmPage *self, const char *id)
{
  g_return_if_fail (PM_IS_PAGE (self));

  g_signal_emit (self, signals[GO_TO], 0, id);
}

void
pm_page_toast (PmPage *self, const char *text)
{
  g_return_if_fail (PM_IS_PAGE (self));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}
