/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "pm-await.h"
#include "pm-draft.h"

#define LIMIT_S 30

typedef struct
{
  char *folder;
  char *path;
  PmDraft *draft;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("postmend-draft-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "mail.eml", NULL);
  fixture->draft = pm_draft_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
  pm_await_finalized (fixture->draft);
}

static gboolean
overdue_cb (gpointer user_data)
{
  g_error ("The file was not read");
  return G_SOURCE_REMOVE;
}

static void
await_end (PmDraft *draft)
{
  guint limit = g_timeout_add_seconds (LIMIT_S, overdue_cb, NULL);

  while (pm_draft_is_reading (draft))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static void
open_path (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  pm_draft_open (fixture->draft, file);
  await_end (fixture->draft);
}

static void
write_file (Fixture *fixture, gsize length)
{
  g_autofree char *contents = g_strnfill (length, 'x');
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, contents, length, &error);
  g_assert_no_error (error);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_assert_true (pm_draft_is_empty (fixture->draft));
  pm_draft_set_words (fixture->draft, " \n\t\u3000");
  g_assert_true (pm_draft_is_empty (fixture->draft));

  pm_draft_set_words (fixture->draft, "550 5.1.1 User unknown");
  g_assert_false (pm_draft_is_empty (fixture->draft));
  g_assert_true (pm_draft_explain (fixture->draft));
  g_assert_nonnull (pm_draft_get_explanation (fixture->draft));

  pm_draft_clear (fixture->draft);
  g_assert_cmpstr (pm_draft_get_words (fixture->draft), ==, "");
  g_assert_null (pm_draft_get_explanation (fixture->draft));
}

static void
test_no_words (Fixture *fixture, gconstpointer data)
{
  g_assert_false (pm_draft_explain (fixture->draft));
  g_assert_error (pm_draft_get_error (fixture->draft), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (pm_draft_get_explanation (fixture->draft));
}

/* The words wait behind the file. */
static void
test_file (Fixture *fixture, gconstpointer data)
{
  pm_draft_set_words (fixture->draft, "words");
  write_file (fixture, 1000);
  open_path (fixture, fixture->path);

  g_assert_no_error (pm_draft_get_error (fixture->draft));
  g_assert_cmpstr (pm_draft_get_file_name (fixture->draft), ==, "mail.eml");
  g_assert_cmpuint (pm_draft_get_file_size (fixture->draft), ==, 1000);
  g_assert_true (pm_draft_explain (fixture->draft));

  pm_draft_remove_file (fixture->draft);
  g_assert_null (pm_draft_get_file_name (fixture->draft));
  g_assert_cmpstr (pm_draft_get_words (fixture->draft), ==, "words");
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, PM_EXPLANATION_MAX_OCTETS);
  open_path (fixture, fixture->path);
  g_assert_no_error (pm_draft_get_error (fixture->draft));

  write_file (fixture, PM_EXPLANATION_MAX_OCTETS + 1);
  open_path (fixture, fixture->path);
  g_assert_error (pm_draft_get_error (fixture->draft), G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_null (pm_draft_get_file_name (fixture->draft));
}

/* None of them is waited for, and the next file is read as if nothing had been. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *none = g_build_filename (fixture->folder, "none.eml", NULL);

  open_path (fixture, none);
  g_assert_error (pm_draft_get_error (fixture->draft), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  open_path (fixture, fixture->folder);
  g_assert_error (pm_draft_get_error (fixture->draft), G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  open_path (fixture, fixture->path);
  g_assert_error (pm_draft_get_error (fixture->draft), G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_remove (fixture->path);

  open_path (fixture, "/dev/zero");
  g_assert_error (pm_draft_get_error (fixture->draft), G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);

  write_file (fixture, 10);
  open_path (fixture, fixture->path);
  g_assert_no_error (pm_draft_get_error (fixture->draft));
}

/* The one that was opened last counts, and one that was taken away never comes. */
static void
test_one_after_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);

  write_file (fixture, 10);
  pm_draft_open (fixture->draft, folder);
  open_path (fixture, fixture->path);
  pm_await_ms (50);
  g_assert_no_error (pm_draft_get_error (fixture->draft));
  g_assert_cmpuint (pm_draft_get_file_size (fixture->draft), ==, 10);

  pm_draft_open (fixture->draft, folder);
  pm_draft_remove_file (fixture->draft);
  pm_await_ms (50);
  g_assert_no_error (pm_draft_get_error (fixture->draft));
  g_assert_true (pm_draft_is_empty (fixture->draft));
}

static void
test_dropped_while_reading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  write_file (fixture, PM_EXPLANATION_MAX_OCTETS);
  pm_draft_open (fixture->draft, file);
  pm_draft_clear (fixture->draft);
  g_assert_false (pm_draft_is_reading (fixture->draft));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/draft/words", test_words },
    { "/draft/no-words", test_no_words },
    { "/draft/file", test_file },
    { "/draft/size", test_size },
    { "/draft/no-file", test_no_file },
    { "/draft/one-after-another", test_one_after_another },
    { "/draft/dropped-while-reading", test_dropped_while_reading },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
