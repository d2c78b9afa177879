/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-account-file.h"

#include <glib/gstdio.h>

static char *
path_of_folder (void)
{
  return g_build_filename (g_get_user_config_dir (), "postmend", NULL);
}

static char *
path_of_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "postmend", "postmend.ini", NULL);
}

static void
clear (void)
{
  g_autofree char *path = path_of_file ();
  g_autofree char *folder = path_of_folder ();

  g_remove (path);
  g_remove (folder);
}

static void
write_file (const char *text)
{
  g_autofree char *path = path_of_file ();
  g_autofree char *folder = path_of_folder ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_empty (PmAccount *account)
{
  g_assert_cmpstr (pm_account_get_address (account), ==, "");
  g_assert_cmpstr (pm_account_get_server (account), ==, "");
  g_assert_cmpuint (pm_account_get_port (account), ==, 0);
  g_assert_cmpint (pm_account_get_security (account), ==, PM_SECURITY_AUTO);
}

static void
test_missing (void)
{
  g_autoptr (PmAccount) account = pm_account_file_load ();
  g_autofree char *language = pm_account_file_load_language ();

  assert_empty (account);
  g_assert_cmpstr (language, ==, "");
}

static PmAccount *
make_account (void)
{
  PmAccount *account = pm_account_new ();

  pm_account_set_address (account, "山田@example.jp");
  pm_account_set_server (account, "smtp.example.jp");
  pm_account_set_port (account, 587);
  pm_account_set_security (account, PM_SECURITY_STARTTLS);
  pm_account_set_user (account, " name; with = signs\\");
  pm_account_set_auth (account, "login");
  pm_account_set_from (account, "info@example.jp");
  pm_account_set_to (account, "other@example.com");
  pm_account_set_message_size (account, G_GUINT64_CONSTANT (5000000000));
  return account;
}

static void
test_round_trip (void)
{
  g_autoptr (PmAccount) account = make_account ();
  g_autoptr (PmAccount) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pm_account_file_save (account, &error));
  g_assert_no_error (error);
  loaded = pm_account_file_load ();
  g_assert_cmpstr (pm_account_get_address (loaded), ==, "山田@example.jp");
  g_assert_cmpstr (pm_account_get_server (loaded), ==, "smtp.example.jp");
  g_assert_cmpuint (pm_account_get_port (loaded), ==, 587);
  g_assert_cmpint (pm_account_get_security (loaded), ==, PM_SECURITY_STARTTLS);
  g_assert_cmpstr (pm_account_get_user (loaded), ==, " name; with = signs\\");
  g_assert_cmpstr (pm_account_get_auth (loaded), ==, "login");
  g_assert_cmpstr (pm_account_get_from (loaded), ==, "info@example.jp");
  g_assert_cmpstr (pm_account_get_to (loaded), ==, "other@example.com");
  g_assert_cmpuint (pm_account_get_message_size (loaded), ==, G_GUINT64_CONSTANT (5000000000));
}

/* What the other half of the program keeps in the file stays when one half is saved. */
static void
test_halves (void)
{
  g_autoptr (PmAccount) account = make_account ();
  g_autoptr (PmAccount) loaded = NULL;
  g_autofree char *language = NULL;

  g_assert_true (pm_account_file_save_language ("ja", NULL));
  g_assert_true (pm_account_file_save (account, NULL));
  language = pm_account_file_load_language ();
  g_assert_cmpstr (language, ==, "ja");
  g_assert_true (pm_account_file_save_language ("", NULL));
  loaded = pm_account_file_load ();
  g_assert_cmpstr (pm_account_get_server (loaded), ==, "smtp.example.jp");
}

static void
test_mode (void)
{
  g_autoptr (PmAccount) account = make_account ();
  g_autofree char *path = path_of_file ();
  GStatBuf info;

  write_file ("[Account]\nserver=old.example.jp\n");
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_true (pm_account_file_save (account, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_damaged (void)
{
  static const char *const damaged[] = {
    "",
    "no key file at all",
    "[Account]\nport=70000\nsecurity=rot13\n",
    "[Account]\nport=-1\nserver=\xff\xfe\n",
    "[Account]\nport=eighty\n[Window]\nlanguage=tlh\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (PmAccount) account = NULL;
      g_autofree char *language = NULL;

      write_file (damaged[i]);
      account = pm_account_file_load ();
      language = pm_account_file_load_language ();
      assert_empty (account);
      g_assert_cmpstr (language, ==, "");
    }
}

/* A folder that can not be made is told, with G_FILE_ERROR. */
static void
test_no_place (void)
{
  g_autoptr (PmAccount) account = make_account ();
  g_autofree char *folder = path_of_folder ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (pm_account_file_save (account, &error));
  g_assert_cmpuint (error->domain, ==, G_FILE_ERROR);
}

typedef struct
{
  const char *path;
  GTestFunc run;
} Case;

static const Case cases[] = {
  { "/account-file/missing", test_missing }, { "/account-file/round-trip", test_round_trip },
  { "/account-file/halves", test_halves },   { "/account-file/mode", test_mode },
  { "/account-file/damaged", test_damaged }, { "/account-file/no-place", test_no_place },
};

static void
test_case (gconstpointer data)
{
  clear ();
  ((const Case *) data)->run ();
  clear ();
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("postmend-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_case);
  status = g_test_run ();
  g_rmdir (folder);
  return status;
}
