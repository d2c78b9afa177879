/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-account-file.h"

#include <errno.h>
#include <glib/gstdio.h>

#define GROUP_ACCOUNT "Account"
#define GROUP_WINDOW  "Window"
#define KEY_PORT      "port"
#define KEY_SECURITY  "security"
#define KEY_SIZE      "message-size"
#define KEY_LANGUAGE  "language"
#define MAX_PORT      65535

/* The texts of an account: each is kept under the name of its property. */
static const char *const texts[] = { "address", "server", "user", "auth", "from", "to" };

static const char *const languages[] = { "", "en", "ja", NULL };

static char *
get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "postmend", "postmend.ini", NULL);
}

static GKeyFile *
load (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *path = get_path ();
  g_autoptr (GError) error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &error)
      && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_debug ("the account file can not be read: %s", error->message);
  return file;
}

static gboolean
save (GKeyFile *file, GError **error)
{
  g_autofree char *path = get_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  gsize length;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", folder,
                   g_strerror (code));
      return FALSE;
    }
  text = g_key_file_to_data (file, &length, NULL);
  return g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600, error);
}

PmAccount *
pm_account_file_load (void)
{
  g_autoptr (GKeyFile) file = load ();
  g_autofree char *security_id = g_key_file_get_string (file, GROUP_ACCOUNT, KEY_SECURITY, NULL);
  guint64 port = g_key_file_get_uint64 (file, GROUP_ACCOUNT, KEY_PORT, NULL);
  PmAccount *account = pm_account_new ();
  PmSecurity security;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *value = g_key_file_get_string (file, GROUP_ACCOUNT, texts[i], NULL);

      if (value != NULL)
        g_object_set (account, texts[i], value, NULL);
    }
  if (security_id != NULL && pm_security_from_id (security_id, &security))
    pm_account_set_security (account, security);
  if (port <= MAX_PORT)
    pm_account_set_port (account, (guint) port);
  pm_account_set_message_size (account,
                               g_key_file_get_uint64 (file, GROUP_ACCOUNT, KEY_SIZE, NULL));
  return account;
}

gboolean
pm_account_file_save (PmAccount *account, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (PM_IS_ACCOUNT (account), FALSE);

  file = load ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *value = NULL;

      g_object_get (account, texts[i], &value, NULL);
      g_key_file_set_string (file, GROUP_ACCOUNT, texts[i], value);
    }
  g_key_file_set_string (file, GROUP_ACCOUNT, KEY_SECURITY,
                         pm_security_get_id (pm_account_get_security (account)));
  g_key_file_set_uint64 (file, GROUP_ACCOUNT, KEY_PORT, pm_account_get_port (account));
  g_key_file_set_uint64 (file, GROUP_ACCOUNT, KEY_SIZE, pm_account_get_message_size (account));
  return save (file, error);
}

char *
pm_account_file_load_language (void)
{
  g_autoptr (GKeyFile) file = load ();
  g_autofree char *language = g_key_file_get_string (file, GROUP_WINDOW, KEY_LANGUAGE, NULL);

  if (language == NULL || !g_strv_contains (languages, language))
    return g_strdup ("");
  return g_steal_pointer (&language);
}

gboolean
pm_account_file_save_language (const char *language, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (language != NULL && g_strv_contains (languages, language), FALSE);

  file = load ();
  g_key_file_set_string (file, GROUP_WINDOW, KEY_LANGUAGE, language);
  return save (file, error);
}
