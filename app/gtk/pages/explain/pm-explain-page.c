/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-explain-page.h"
#include "pm-locale.h"
#include "pm-notice-row.h"

struct _PmExplainPage
{
  PmPage parent_instance;

  GtkWidget *words_box;
  GtkTextView *words;
  GtkWidget *file_row;
  PmNoticeRow *notice;

  GtkTextTag *language;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (PmExplainPage, pm_explain_page, PM_TYPE_PAGE)

static PmDraft *
pm_explain_page_get_draft (PmExplainPage *self)
{
  return pm_wizard_state_get_draft (pm_page_get_state (PM_PAGE (self)));
}

static const char *
describe_error (const GError *error)
{
  static const struct
  {
    int code;
    const char *text;
  } faults[] = {
    { G_IO_ERROR_MESSAGE_TOO_LARGE,
      N_ ("This is more than 5 MB. The part that says what went wrong "
          "is enough: copy it and paste it here.") },
    { G_IO_ERROR_INVALID_ARGUMENT, N_ ("There is nothing in it that can be read.") },
    { G_IO_ERROR_NOT_FOUND, N_ ("The file is not there any more.") },
    { G_IO_ERROR_PERMISSION_DENIED, N_ ("You are not allowed to read this file.") },
    { G_IO_ERROR_IS_DIRECTORY, N_ ("This is a folder. Choose the file of one mail.") },
    { G_IO_ERROR_NOT_REGULAR_FILE, N_ ("This is no file that can be read.") },
    { G_IO_ERROR_TIMED_OUT,
      N_ ("Reading the file took too long. Copy it to this computer first.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_error_matches (error, G_IO_ERROR, faults[i].code))
      return _ (faults[i].text);
  return _ ("The file could not be read.");
}

static void
pm_explain_page_update_notice (PmExplainPage *self)
{
  PmDraft *draft = pm_explain_page_get_draft (self);
  const GError *error = pm_draft_get_error (draft);

  if (error != NULL)
    pm_notice_row_show (self->notice, PM_NOTICE_WARNING, describe_error (error), NULL);
  else if (pm_draft_is_reading (draft))
    pm_notice_row_show (self->notice, PM_NOTICE_INFORMATION, _ ("Reading the file…"), NULL);
  else
    pm_notice_row_hide (self->notice);
}

static void
pm_explain_page_update_complete (PmExplainPage *self)
{
  PmDraft *draft = pm_explain_page_get_draft (self);

  pm_page_set_complete (PM_PAGE (self), !pm_draft_is_reading (draft) && !pm_draft_is_empty (draft));
}

/* A file is shown by its name alone: what is in a mail is nobody's business. */
static void
pm_explain_page_update (PmExplainPage *self)
{
  PmDraft *draft = pm_explain_page_get_draft (self);
  const char *name = pm_draft_get_file_name (draft);
  g_autofree char *size = g_format_size (pm_draft_get_file_size (draft));

  g_object_set (self->file_row, "title", name != NULL ? name : "", "subtitle", size, NULL);
  gtk_widget_set_visible (self->file_row, name != NULL);
  gtk_widget_set_visible (self->words_box, name == NULL);
  pm_explain_page_update_notice (self);
  pm_explain_page_update_complete (self);
}

/* Han characters are drawn by the language of the window, as in every entry. */
static void
mark_language (PmExplainPage *self, GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag (buffer, self->language, &start, &end);
}

static void
words_changed_cb (PmExplainPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->words);
  g_autofree char *words = NULL;

  mark_language (self, buffer);
  g_object_get (buffer, "text", &words, NULL);
  pm_draft_set_words (pm_explain_page_get_draft (self), words);
  pm_explain_page_update_complete (self);
}

static void
add_words (PmExplainPage *self, const char *words)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->words);

  gtk_text_buffer_insert_at_cursor (buffer, words, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->words));
}

static gboolean
drop_files_cb (PmExplainPage *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;

  pm_draft_open (pm_explain_page_get_draft (self), files->data);
  return TRUE;
}

static gboolean
drop_words_cb (PmExplainPage *self, const GValue *value)
{
  pm_draft_remove_file (pm_explain_page_get_draft (self));
  add_words (self, g_value_get_string (value));
  return TRUE;
}

static void
chooser_response_cb (PmExplainPage *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (file != NULL)
    pm_draft_open (pm_explain_page_get_draft (self), file);
  g_clear_object (&self->chooser);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (gsize i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  if (suffixes[0] == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
open_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const mails[] = { "eml", "txt", NULL };
  static const char *const any[] = { NULL };
  PmExplainPage *self = PM_EXPLAIN_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (
      _ ("Open a mail or a message"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("Mails and texts (.eml, .txt)"), mails);
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("All files"), any);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
remove_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PmExplainPage *self = PM_EXPLAIN_PAGE (widget);

  pm_draft_remove_file (pm_explain_page_get_draft (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->words));
}

static gboolean
pm_explain_page_apply (PmPage *page)
{
  if (pm_draft_explain (pm_explain_page_get_draft (PM_EXPLAIN_PAGE (page))))
    pm_page_go_to (page, "explanation");
  return FALSE;
}

static void
pm_explain_page_secondary (PmPage *page)
{
  pm_page_go_to (page, "account");
}

/* Files first, or the text would take the file's name for words. */
static void
pm_explain_page_accept_drops (PmExplainPage *self)
{
  GtkDropTarget *files = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkDropTarget *words = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (files), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (files, "drop", G_CALLBACK (drop_files_cb), self);
  g_signal_connect_swapped (words, "drop", G_CALLBACK (drop_words_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (words));
}

static void
pm_explain_page_constructed (GObject *object)
{
  PmExplainPage *self = PM_EXPLAIN_PAGE (object);
  PmDraft *draft = pm_explain_page_get_draft (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->words);

  G_OBJECT_CLASS (pm_explain_page_parent_class)->constructed (object);

  /* Who came to have a message explained has nothing to skip. */
  if (pm_wizard_state_came_through (pm_page_get_state (PM_PAGE (self)), "symptom"))
    g_object_set (self, "secondary-label", _ ("_Skip"), NULL);

  self->language = gtk_text_buffer_create_tag (buffer, NULL, "language", pm_locale_get (), NULL);
  gtk_text_buffer_set_text (buffer, pm_draft_get_words (draft), -1);
  mark_language (self, buffer);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (words_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "changed", G_CALLBACK (pm_explain_page_update), self,
                           G_CONNECT_SWAPPED);
  pm_explain_page_update (self);
}

static void
pm_explain_page_dispose (GObject *object)
{
  PmExplainPage *self = PM_EXPLAIN_PAGE (object);

  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_EXPLAIN_PAGE);

  G_OBJECT_CLASS (pm_explain_page_parent_class)->dispose (object);
}

static void
pm_explain_page_class_init (PmExplainPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PmPageClass *page_class = PM_PAGE_CLASS (klass);

  object_class->constructed = pm_explain_page_constructed;
  object_class->dispose = pm_explain_page_dispose;
  page_class->apply = pm_explain_page_apply;
  page_class->secondary = pm_explain_page_secondary;

  g_type_ensure (PM_TYPE_NOTICE_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/explain/pm-explain-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmExplainPage, words_box);
  gtk_widget_class_bind_template_child (widget_class, PmExplainPage, words);
  gtk_widget_class_bind_template_child (widget_class, PmExplainPage, file_row);
  gtk_widget_class_bind_template_child (widget_class, PmExplainPage, notice);
  gtk_widget_class_install_action (widget_class, "explain.open-file", NULL, open_file_action);
  gtk_widget_class_install_action (widget_class, "explain.remove-file", NULL, remove_file_action);
}

static void
pm_explain_page_init (PmExplainPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  pm_explain_page_accept_drops (self);
}
