/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-locale.h"
#include "pm-report-page.h"
#include "pm-report.h"

struct _PmReportPage
{
  PmPage parent_instance;

  GtkTextView *preview;

  PmReport *report;
  char *language;
  GtkFileChooserNative *chooser;
  GCancellable *saving;
};

enum
{
  PROP_LANGUAGE = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (PmReportPage, pm_report_page, PM_TYPE_PAGE)

static GParamSpec *properties[N_PROPS];

/* The report has a language of its own: its Han characters are drawn by that, not by the window's.
 */
static void
pm_report_page_update (PmReportPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->preview);
  g_autofree char *text = NULL;
  GtkTextTag *tag;
  GtkTextIter start;

  if (self->report == NULL)
    return;

  pm_report_set_language (self->report, self->language);
  text = pm_report_to_text (self->report);
  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_buffer_get_start_iter (buffer, &start);
  tag = gtk_text_buffer_create_tag (buffer, NULL, "language", self->language, NULL);
  gtk_text_buffer_insert_with_tags (buffer, &start, text, -1, tag, NULL);
}

static void
pm_report_page_tell_failure (PmReportPage *self, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   _ ("The report was not saved"), NULL);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
replace_contents_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmReportPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    pm_page_toast (PM_PAGE (self), _ ("The report was saved"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_report_page_tell_failure (self, error);
}

static void
pm_report_page_write (PmReportPage *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  text = name != NULL && g_str_has_suffix (name, ".json") ? pm_report_to_json (self->report)
                                                          : pm_report_to_text (self->report);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                       self->saving, replace_contents_cb, g_object_ref (self));
}

static void
chooser_response_cb (PmReportPage *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (file != NULL)
    pm_report_page_write (self, file);
  g_clear_object (&self->chooser);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

/* Forward is "Save": GTK asks before a file is written over. */
static gboolean
pm_report_page_apply (PmPage *page)
{
  PmReportPage *self = PM_REPORT_PAGE (page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "postmend-%Y%m%d-%H%M.txt");

  if (self->chooser != NULL || self->report == NULL)
    return FALSE;

  self->chooser = gtk_file_chooser_native_new (
      _ ("Save the report"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("Text, for people (.txt)"), "*.txt");
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("JSON, for programs (.json)"), "*.json");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));

  return FALSE;
}

static void
pm_report_page_secondary (PmPage *page)
{
  PmReportPage *self = PM_REPORT_PAGE (page);
  g_autofree char *text = NULL;

  if (self->report == NULL)
    return;

  text = pm_report_to_text (self->report);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  pm_page_toast (page, _ ("The report was copied"));
}

static void
pm_report_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmReportPage *self = PM_REPORT_PAGE (object);

  switch (id)
    {
    case PROP_LANGUAGE:
      g_free (self->language);
      self->language = g_value_dup_string (value);
      pm_report_page_update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_report_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmReportPage *self = PM_REPORT_PAGE (object);

  switch (id)
    {
    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_report_page_constructed (GObject *object)
{
  PmReportPage *self = PM_REPORT_PAGE (object);

  G_OBJECT_CLASS (pm_report_page_parent_class)->constructed (object);

  self->report = pm_wizard_state_create_report (pm_page_get_state (PM_PAGE (self)));
  pm_report_page_update (self);
}

static void
pm_report_page_dispose (GObject *object)
{
  PmReportPage *self = PM_REPORT_PAGE (object);

  g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  g_clear_object (&self->chooser);
  g_clear_object (&self->report);
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_REPORT_PAGE);

  G_OBJECT_CLASS (pm_report_page_parent_class)->dispose (object);
}

static void
pm_report_page_finalize (GObject *object)
{
  g_free (PM_REPORT_PAGE (object)->language);

  G_OBJECT_CLASS (pm_report_page_parent_class)->finalize (object);
}

static void
pm_report_page_class_init (PmReportPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PmPageClass *page_class = PM_PAGE_CLASS (klass);

  object_class->set_property = pm_report_page_set_property;
  object_class->get_property = pm_report_page_get_property;
  object_class->constructed = pm_report_page_constructed;
  object_class->dispose = pm_report_page_dispose;
  object_class->finalize = pm_report_page_finalize;
  page_class->apply = pm_report_page_apply;
  page_class->secondary = pm_report_page_secondary;

  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/report/pm-report-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmReportPage, preview);
  gtk_widget_class_install_property_action (widget_class, "report.language", "language");
}

static void
pm_report_page_init (PmReportPage *self)
{
  self->saving = g_cancellable_new ();
  self->language = g_strdup (pm_locale_get ());
  gtk_widget_init_template (GTK_WIDGET (self));
}
