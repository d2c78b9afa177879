/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dialogue-run.h"

#define SUFFIX ".smtp"

/* Each script is a server with one fault, and says which cause is to be named. Those that come with
 * the program are all here; the files beside this one are for tests alone. */

static void
check (Run *run)
{
  run_check (run);
  if (g_str_equal (pm_practice_get_expected (run->practice), "healthy"))
    run_check_has_no_notes (run);
}

static void
test_shipped (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new (data, &error);
  g_autoptr (Run) run = NULL;

  g_assert_no_error (error);
  run = run_practice (practice, NULL);
  check (run);
}

static void
test_file (gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, data, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Run) run = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  run = run_script (text, NULL);
  check (run);
}

/* The server checks each of them for good, so a healthy verdict is a sign-in that worked. */
static void
test_mechanism (gconstpointer data)
{
  g_autofree char *script = g_strdup_printf (
      "expect healthy\n"
      "account address=taro@office.example server=smtp.office.example port=465 security=tls\n"
      "account user=taro@office.example password=secret-1234\n"
      "dns smtp.office.example 127.0.0.1\n"
      "listen 465 tls\n"
      "  offer AUTH %s\n",
      (const char *) data);
  g_autoptr (Run) run = run_script (script, NULL);

  check (run);
  g_assert_true (pm_checkup_get_signed_in (run->checkup));
}

/* The way of both front ends: the fault is there, and is mended by what the user types in. */
static void
test_mended (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmCheckup) before = pm_checkup_new_practice ("auth.bad-credentials", &error);
  g_autoptr (PmCheckup) after = pm_checkup_new_practice ("auth.bad-credentials", &error);
  g_autoptr (PmSecret) right = pm_secret_new ("secret-5678", -1);

  g_assert_no_error (error);
  run_wait (before, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pm_finding_get_cause (pm_diagnosis_get_root (pm_checkup_get_diagnosis (before))),
                   ==, "auth.bad-credentials");
  g_assert_false (pm_checkup_get_signed_in (before));

  pm_checkup_set_password (after, right);
  run_wait (after, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pm_diagnosis_get_verdict (pm_checkup_get_diagnosis (after)), ==, PM_VERDICT_OK);
  g_assert_true (pm_checkup_get_signed_in (after));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What there is in @folder (relative to this one; "" is this one itself), in order. */
static GPtrArray *
list_folder (const char *folder)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names,
                     *folder != '\0' ? g_strconcat (folder, "/", name, NULL) : g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
is_folder (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

static void
add_folder (const char *folder)
{
  g_autoptr (GPtrArray) names = list_folder (folder);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = NULL;

      if (is_folder (name))
        add_folder (name);
      if (!g_str_has_suffix (name, SUFFIX))
        continue;
      path = g_strdup_printf ("/dialogues/more/%.*s", (int) (strlen (name) - strlen (SUFFIX)),
                              name);
      g_test_add_data_func_full (path, g_strdup (name), test_file, g_free);
    }
}

int
main (int argc, char *argv[])
{
  static const char *const mechanisms[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1",
                                            "SCRAM-SHA-256" };
  const char *const *names = pm_practice_list ();

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/dialogues/shipped/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_shipped);
    }
  add_folder ("");
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autofree char *path = g_strconcat ("/dialogues/mechanism/", mechanisms[i], NULL);

      g_test_add_data_func (path, mechanisms[i], test_mechanism);
    }
  g_test_add_func ("/dialogues/mended", test_mended);

  return g_test_run ();
}
