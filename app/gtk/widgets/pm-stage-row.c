/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-locale.h"
#include "pm-stage-row.h"
#include "pm-words.h"

struct _PmStageRow
{
  GtkListBoxRow parent_instance;

  PmStageResult *result;
  PmReport *report; /* for its sentences */
  GtkWidget *icon;
};

enum
{
  PROP_RESULT = 1,
  PROP_REPORT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (PmStageRow, pm_stage_row, GTK_TYPE_LIST_BOX_ROW)

static GParamSpec *properties[N_PROPS];

static char *
stage_title (PmStageRow *self, PmStage stage)
{
  return pm_words_stage_title (stage);
}

static char *
stage_icon (PmStageRow *self, PmStageState state, PmOutcome outcome)
{
  return g_strdup (state == PM_STAGE_DONE ? pm_words_outcome_icon (outcome)
                                          : "content-loading-symbolic");
}

static char *
stage_symbol (PmStageRow *self, PmStageState state)
{
  return g_strdup (state == PM_STAGE_RUNNING ? "spinner" : "icon");
}

static char *
stage_state (PmStageRow *self, PmStageState state, PmOutcome outcome)
{
  return pm_words_stage_state (state, outcome);
}

static char *
stage_time (PmStageRow *self, gint64 duration_ms)
{
  return pm_words_duration (duration_ms);
}

/* The stage may have ended only a moment ago: the other arguments are here to be watched. */
static char *
stage_detail (PmStageRow *self, PmStageState state, PmOutcome outcome, const char *reason)
{
  if (self->result == NULL || state != PM_STAGE_DONE)
    return g_strdup ("");

  return pm_words_stage_detail (self->report, self->result);
}

static gboolean
is_told (PmStageRow *self, const char *text)
{
  return text != NULL && text[0] != '\0';
}

/* Stages after the dry run are only there when they were asked for. */
static gboolean
pm_stage_row_is_wanted (PmStageRow *self)
{
  if (pm_stage_result_get_stage (self->result) <= PM_STAGE_SIZE)
    return TRUE;

  return pm_stage_result_get_state (self->result) != PM_STAGE_PENDING
         && pm_stage_result_get_outcome (self->result) != PM_OUTCOME_SKIP;
}

static char *
pm_stage_row_describe (PmStageRow *self)
{
  PmStageResult *result = self->result;
  g_autofree char *title = pm_words_stage_title (pm_stage_result_get_stage (result));
  g_autofree char *time = pm_words_duration (pm_stage_result_get_duration_ms (result));
  g_autofree char *state = NULL;

  state = pm_words_stage_state (pm_stage_result_get_state (result),
                                pm_stage_result_get_outcome (result));
  if (is_told (self, time))
    /* Translators: what a screen reader says of a stage: its name, how it went, how long it took.
     * For example "Encryption: passed, 41 ms". */
    return g_strdup_printf (_ ("%1$s: %2$s, %3$s"), title, state, time);

  /* Translators: what a screen reader says of a stage: its name, how it stands. */
  return g_strdup_printf (_ ("%1$s: %2$s"), title, state);
}

/* What a binding can not reach: style classes, and the row itself. A binding of a template to its own
 * top object would be taken down with the object it looks at. */
static void
pm_stage_row_update (PmStageRow *self)
{
  static const char *const classes[] = { "success", "warning", "error", "dim-label" };
  PmOutcome outcome = pm_stage_result_get_outcome (self->result);
  gboolean done = pm_stage_result_get_state (self->result) == PM_STAGE_DONE;
  g_autofree char *spoken = pm_stage_row_describe (self);

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->icon, classes[i]);
  gtk_widget_add_css_class (self->icon, done ? pm_words_outcome_class (outcome) : "dim-label");

  gtk_widget_set_visible (GTK_WIDGET (self), pm_stage_row_is_wanted (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
pm_stage_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmStageRow *self = PM_STAGE_ROW (object);

  switch (id)
    {
    case PROP_RESULT:
      self->result = g_value_dup_object (value);
      break;
    case PROP_REPORT:
      self->report = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_stage_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmStageRow *self = PM_STAGE_ROW (object);

  switch (id)
    {
    case PROP_RESULT:
      g_value_set_object (value, self->result);
      break;
    case PROP_REPORT:
      g_value_set_object (value, self->report);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_stage_row_constructed (GObject *object)
{
  PmStageRow *self = PM_STAGE_ROW (object);

  G_OBJECT_CLASS (pm_stage_row_parent_class)->constructed (object);

  g_signal_connect_object (self->result, "notify", G_CALLBACK (pm_stage_row_update), self,
                           G_CONNECT_SWAPPED);
  pm_stage_row_update (self);
}

static void
pm_stage_row_dispose (GObject *object)
{
  PmStageRow *self = PM_STAGE_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_STAGE_ROW);
  g_clear_object (&self->result);
  g_clear_object (&self->report);

  G_OBJECT_CLASS (pm_stage_row_parent_class)->dispose (object);
}

static void
pm_stage_row_class_init (PmStageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = pm_stage_row_set_property;
  object_class->get_property = pm_stage_row_get_property;
  object_class->constructed = pm_stage_row_constructed;
  object_class->dispose = pm_stage_row_dispose;

  properties[PROP_RESULT] = g_param_spec_object ("result", NULL, NULL, PM_TYPE_STAGE_RESULT, flags);
  properties[PROP_REPORT] = g_param_spec_object ("report", NULL, NULL, PM_TYPE_REPORT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/widgets/pm-stage-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PmStageRow, icon);
  gtk_widget_class_bind_template_callback (widget_class, stage_title);
  gtk_widget_class_bind_template_callback (widget_class, stage_icon);
  gtk_widget_class_bind_template_callback (widget_class, stage_symbol);
  gtk_widget_class_bind_template_callback (widget_class, stage_state);
  gtk_widget_class_bind_template_callback (widget_class, stage_time);
  gtk_widget_class_bind_template_callback (widget_class, stage_detail);
  gtk_widget_class_bind_template_callback (widget_class, is_told);
}

static void
pm_stage_row_init (PmStageRow *self)
{
  g_type_ensure (PM_TYPE_STAGE_RESULT);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pm_stage_row_new (PmStageResult *result, PmReport *report)
{
  return g_object_new (PM_TYPE_STAGE_ROW, "result", result, "report", report, NULL);
}

void
pm_stage_row_fill (GtkListBox *list, PmCheckup *checkup)
{
  PmEvidence *evidence;
  GListModel *stages;
  g_autoptr (PmDiagnosis) diagnosis = NULL;
  g_autoptr (PmReport) report = NULL;

  g_return_if_fail (GTK_IS_LIST_BOX (list));
  g_return_if_fail (PM_IS_CHECKUP (checkup));

  /* The sentences of the stages are wanted while there is no diagnosis yet. */
  evidence = pm_checkup_get_evidence (checkup);
  diagnosis = pm_diagnosis_new (PM_VERDICT_INCONCLUSIVE);
  report = pm_report_new (pm_checkup_get_account (checkup), evidence, diagnosis);
  pm_report_set_language (report, pm_locale_get ());

  stages = pm_evidence_get_stages (evidence);
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr (PmStageResult) result = g_list_model_get_item (stages, i);

      gtk_list_box_append (list, pm_stage_row_new (result, report));
    }
}
