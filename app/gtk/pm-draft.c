/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-draft.h"

#define READ_LIMIT_S 20

struct _PmDraft
{
  GObject parent_instance;

  char *words;
  char *file_name;
  GBytes *contents; /* of the file */
  GError *error;
  PmExplanation *explanation;
  GCancellable *reading; /* NULL: no file is being read */
  guint limit_id;
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (PmDraft, pm_draft, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
pm_draft_changed (PmDraft *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
pm_draft_stop_reading (PmDraft *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->limit_id, g_source_remove);
}

static void
pm_draft_drop_file (PmDraft *self)
{
  pm_draft_stop_reading (self);
  g_clear_pointer (&self->file_name, g_free);
  g_clear_pointer (&self->contents, g_bytes_unref);
  g_clear_error (&self->error);
}

static void
pm_draft_fail (PmDraft *self, GError *error)
{
  pm_draft_drop_file (self);
  self->error = error;
  pm_draft_changed (self);
}

static gboolean
limit_cb (gpointer user_data)
{
  PmDraft *self = PM_DRAFT (user_data);

  self->limit_id = 0;
  pm_draft_fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Read for too long"));
  return G_SOURCE_REMOVE;
}

/* One octet more than may be is enough to know. */
static gboolean
read_more_cb (const char *contents, goffset size, gpointer user_data)
{
  return size <= PM_EXPLANATION_MAX_OCTETS;
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size = 0;
  gboolean good;

  good = g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &size, NULL,
                                              &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* of a file that has been given up; another one may be under way */

  if (good && size > PM_EXPLANATION_MAX_OCTETS)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "Too long");
  if (error != NULL)
    {
      pm_draft_fail (self, g_steal_pointer (&error));
      return;
    }

  pm_draft_stop_reading (self);
  self->contents = g_bytes_new_take (g_steal_pointer (&contents), size);
  pm_draft_changed (self);
}

/* Opening a pipe or a device may block for ever, and a folder can not be read. */
static GError *
find_fault (GFileInfo *info)
{
  GFileType type = g_file_info_get_file_type (info);

  if (type == G_FILE_TYPE_DIRECTORY)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "A folder");
  if (type != G_FILE_TYPE_REGULAR)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "Not a file");
  if (g_file_info_get_size (info) > PM_EXPLANATION_MAX_OCTETS)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "Too long");
  return NULL;
}

static void
query_info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmDraft) self = user_data;
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;

  info = g_file_query_info_finish (G_FILE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  if (info != NULL)
    error = find_fault (info);
  if (error != NULL)
    {
      pm_draft_fail (self, error);
      return;
    }

  self->file_name = g_strdup (g_file_info_get_display_name (info));
  g_file_load_partial_contents_async (G_FILE (source), self->reading, read_more_cb, load_cb,
                                      g_object_ref (self));
}

static void
pm_draft_dispose (GObject *object)
{
  PmDraft *self = PM_DRAFT (object);

  pm_draft_drop_file (self);
  g_clear_object (&self->explanation);

  G_OBJECT_CLASS (pm_draft_parent_class)->dispose (object);
}

static void
pm_draft_finalize (GObject *object)
{
  g_free (PM_DRAFT (object)->words);

  G_OBJECT_CLASS (pm_draft_parent_class)->finalize (object);
}

static void
pm_draft_class_init (PmDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pm_draft_dispose;
  object_class->finalize = pm_draft_finalize;

  signals[CHANGED] = g_signal_new ("changed", PM_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
pm_draft_init (PmDraft *self)
{
  self->words = g_strdup ("");
}

PmDraft *
pm_draft_new (void)
{
  return g_object_new (PM_TYPE_DRAFT, NULL);
}

const char *
pm_draft_get_words (PmDraft *self)
{
  g_return_val_if_fail (PM_IS_DRAFT (self), "");

  return self->words;
}

void
pm_draft_set_words (PmDraft *self, const char *words)
{
  g_return_if_fail (PM_IS_DRAFT (self));

  g_free (self->words);
  self->words = g_strdup (words != NULL ? words : "");
}

void
pm_draft_open (PmDraft *self, GFile *file)
{
  g_return_if_fail (PM_IS_DRAFT (self));
  g_return_if_fail (G_IS_FILE (file));

  pm_draft_drop_file (self);
  self->reading = g_cancellable_new ();
  self->limit_id = g_timeout_add_seconds (READ_LIMIT_S, limit_cb, self);
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE
                           "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                           "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, self->reading, query_info_cb,
                           g_object_ref (self));
  pm_draft_changed (self);
}

void
pm_draft_remove_file (PmDraft *self)
{
  g_return_if_fail (PM_IS_DRAFT (self));

  pm_draft_drop_file (self);
  pm_draft_changed (self);
}

gboolean
pm_draft_is_reading (PmDraft *self)
{
  g_return_val_if_fail (PM_IS_DRAFT (self), FALSE);

  return self->reading != NULL;
}

const char *
pm_draft_get_file_name (PmDraft *self)
{
  g_return_val_if_fail (PM_IS_DRAFT (self), NULL);

  return self->contents != NULL ? self->file_name : NULL;
}

guint64
pm_draft_get_file_size (PmDraft *self)
{
  g_return_val_if_fail (PM_IS_DRAFT (self), 0);

  return self->contents != NULL ? g_bytes_get_size (self->contents) : 0;
}

const GError *
pm_draft_get_error (PmDraft *self)
{
  g_return_val_if_fail (PM_IS_DRAFT (self), NULL);

  return self->error;
}

gboolean
pm_draft_is_empty (PmDraft *self)
{
  const char *rest;

  g_return_val_if_fail (PM_IS_DRAFT (self), TRUE);

  if (self->contents != NULL)
    return FALSE;

  rest = self->words;
  while (*rest != '\0' && g_unichar_isspace (g_utf8_get_char (rest)))
    rest = g_utf8_next_char (rest);
  return *rest == '\0';
}

gboolean
pm_draft_explain (PmDraft *self)
{
  g_autoptr (GBytes) words = NULL;

  g_return_val_if_fail (PM_IS_DRAFT (self), FALSE);

  g_clear_error (&self->error);
  g_clear_object (&self->explanation);
  words = g_bytes_new (self->words, strlen (self->words));
  self->explanation = pm_explanation_new (self->contents != NULL ? self->contents : words,
                                          PM_STAGE_UNKNOWN, &self->error);
  if (self->explanation == NULL)
    pm_draft_changed (self);

  return self->explanation != NULL;
}

PmExplanation *
pm_draft_get_explanation (PmDraft *self)
{
  g_return_val_if_fail (PM_IS_DRAFT (self), NULL);

  return self->explanation;
}

void
pm_draft_clear (PmDraft *self)
{
  g_return_if_fail (PM_IS_DRAFT (self));

  pm_draft_drop_file (self);
  pm_draft_set_words (self, NULL);
  g_clear_object (&self->explanation);
  pm_draft_changed (self);
}
