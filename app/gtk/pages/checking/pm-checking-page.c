/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-checking-page.h"
#include "pm-stage-row.h"
#include "pm-words.h"

struct _PmCheckingPage
{
  PmPage parent_instance;

  GtkListBox *stages;
  GtkLabel *note;

  guint tick_id; /* while the page is shown */
};

#define TICK_MS 1000

G_DEFINE_FINAL_TYPE (PmCheckingPage, pm_checking_page, PM_TYPE_PAGE)

static char *
describe_stage (PmCheckingPage *self, PmStage stage, PmCheckupState state)
{
  g_autofree char *title = NULL;

  if (state != PM_CHECKUP_RUNNING || stage == PM_STAGE_UNKNOWN)
    return g_strdup (_ ("Checking…"));

  title = pm_words_stage_title (stage);
  /* Translators: %s is a stage of the check, such as "Encryption". */
  return g_strdup_printf (_ ("Checking: %s"), title);
}

static void
pm_checking_page_end (PmCheckingPage *self)
{
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));
  const GError *error = pm_wizard_state_get_error (state);

  if (error == NULL)
    {
      pm_page_go_to (PM_PAGE (self), "result");
      return;
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_page_toast (PM_PAGE (self), _ ("The check was stopped"));
  else
    pm_page_toast (PM_PAGE (self), _ ("These settings could not be checked"));
  pm_page_go_to (PM_PAGE (self), "account");
}

/* How long the stage under way has been waited for. */
static gint64
pm_checking_page_get_wait_ms (PmCheckingPage *self)
{
  PmCheckup *checkup = pm_wizard_state_get_checkup (pm_page_get_state (PM_PAGE (self)));
  PmEvidence *evidence;
  PmStageResult *result;

  if (checkup == NULL || pm_checkup_get_state (checkup) != PM_CHECKUP_RUNNING)
    return 0;
  evidence = pm_checkup_get_evidence (checkup);
  result = pm_evidence_get_stage (evidence, pm_checkup_get_stage (checkup));
  if (pm_stage_result_get_state (result) != PM_STAGE_RUNNING)
    return 0;
  return pm_evidence_get_elapsed_ms (evidence) - pm_stage_result_get_started_ms (result);
}

static gboolean
tick_cb (gpointer user_data)
{
  PmCheckingPage *self = PM_CHECKING_PAGE (user_data);

  gtk_label_set_label (self->note, pm_words_waiting (pm_checking_page_get_wait_ms (self)));
  return G_SOURCE_CONTINUE;
}

static void
pm_checking_page_stop_ticking (PmCheckingPage *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
}

static void
pm_checking_page_start_ticking (PmCheckingPage *self)
{
  tick_cb (self);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
}

static void
running_notify_cb (PmCheckingPage *self)
{
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));

  if (!pm_wizard_state_get_running (state) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    pm_checking_page_end (self);
}

static void
pm_checking_page_shown (PmPage *page)
{
  PmCheckingPage *self = PM_CHECKING_PAGE (page);
  PmWizardState *state = pm_page_get_state (page);

  /* It runs on where the page was built anew in another language. */
  if (!pm_wizard_state_get_running (state))
    pm_wizard_state_check (state);

  pm_checking_page_start_ticking (self);
  if (pm_wizard_state_get_checkup (state) != NULL)
    pm_stage_row_fill (self->stages, pm_wizard_state_get_checkup (state));
  if (!pm_wizard_state_get_running (state))
    pm_checking_page_end (self);
}

static void
pm_checking_page_left (PmPage *page)
{
  pm_checking_page_stop_ticking (PM_CHECKING_PAGE (page));
  pm_wizard_state_stop (pm_page_get_state (page));
}

static void
pm_checking_page_secondary (PmPage *page)
{
  pm_wizard_state_stop (pm_page_get_state (page));
}

static void
pm_checking_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (pm_checking_page_parent_class)->constructed (object);

  g_signal_connect_object (pm_page_get_state (PM_PAGE (object)), "notify::running",
                           G_CALLBACK (running_notify_cb), object, G_CONNECT_SWAPPED);
}

static void
pm_checking_page_dispose (GObject *object)
{
  pm_checking_page_stop_ticking (PM_CHECKING_PAGE (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_CHECKING_PAGE);

  G_OBJECT_CLASS (pm_checking_page_parent_class)->dispose (object);
}

static void
pm_checking_page_class_init (PmCheckingPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PmPageClass *page_class = PM_PAGE_CLASS (klass);

  object_class->constructed = pm_checking_page_constructed;
  object_class->dispose = pm_checking_page_dispose;
  page_class->shown = pm_checking_page_shown;
  page_class->left = pm_checking_page_left;
  page_class->secondary = pm_checking_page_secondary;

  g_type_ensure (PM_TYPE_CHECKUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/checking/pm-checking-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmCheckingPage, stages);
  gtk_widget_class_bind_template_child (widget_class, PmCheckingPage, note);
  gtk_widget_class_bind_template_callback (widget_class, describe_stage);
}

static void
pm_checking_page_init (PmCheckingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
