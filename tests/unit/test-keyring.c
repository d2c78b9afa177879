/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-keyring.h"

#include <glib/gstdio.h>

#include "pm-await.h"

/* libsecret chooses its backend once for a process, so each case is a process of its own. */

#define PASSWORD "pass wörd 日本"

static char *folder;

static PmAccount *
make_account (const char *user, guint port)
{
  PmAccount *account = pm_account_new ();

  pm_account_set_server (account, "SMTP.example.jp");
  pm_account_set_user (account, user);
  pm_account_set_port (account, port);
  return account;
}

static gboolean
store (PmAccount *account, const char *password, gssize length, GError **error)
{
  g_autoptr (PmSecret) secret = pm_secret_new (password, length);
  g_autoptr (GAsyncResult) result = NULL;

  pm_keyring_store_async (account, secret, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_keyring_store_finish (result, error);
}

static PmSecret *
look_up (PmAccount *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_keyring_lookup_async (account, cancellable, pm_await_cb, &result);
  pm_await (&result);
  return pm_keyring_lookup_finish (result, error);
}

static gboolean
forget (PmAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pm_keyring_forget_async (account, NULL, pm_await_cb, &result);
  pm_await (&result);
  return pm_keyring_forget_finish (result, error);
}

static void
assert_kept (PmAccount *account, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmSecret) secret = look_up (account, NULL, &error);

  g_assert_no_error (error);
  if (expected == NULL)
    g_assert_null (secret);
  else
    g_assert_cmpstr (pm_secret_peek (secret, NULL), ==, expected);
}

/* The life of a password, whichever service keeps it. */
static void
walk (void)
{
  g_autoptr (PmAccount) account = make_account ("taro", 587);
  g_autoptr (PmAccount) other_port = make_account ("taro", 465);
  g_autoptr (PmAccount) other_user = make_account ("hanako", 587);
  g_autoptr (GError) error = NULL;

  assert_kept (account, NULL);
  g_assert_true (store (account, PASSWORD, -1, &error));
  g_assert_no_error (error);
  assert_kept (account, PASSWORD);
  assert_kept (other_port, PASSWORD);
  assert_kept (other_user, NULL);

  g_assert_true (store (account, "second", -1, &error));
  g_assert_true (store (other_port, "third", -1, &error));
  assert_kept (account, "second");
  assert_kept (other_port, "third");

  g_assert_true (forget (account, &error));
  assert_kept (account, NULL);
  assert_kept (other_port, NULL);
  g_assert_false (forget (account, &error));
  g_assert_no_error (error);
}

static void
use_file_backend (void)
{
  g_autofree char *path = g_build_filename (folder, "test.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "master", TRUE);
}

static void
test_file (void)
{
  use_file_backend ();
  walk ();
}

static void
test_refused_arguments (void)
{
  g_autoptr (PmAccount) account = make_account ("taro", 587);
  g_autoptr (PmAccount) nobody = make_account ("", 587);
  g_autoptr (GError) nobody_error = NULL;
  g_autoptr (GError) bytes_error = NULL;
  g_autoptr (GError) nul_error = NULL;
  g_autoptr (GError) error = NULL;

  use_file_backend ();
  g_assert_false (store (nobody, PASSWORD, -1, &nobody_error));
  g_assert_error (nobody_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_false (store (account, "\xff\xfe", -1, &bytes_error));
  g_assert_error (bytes_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_false (store (account, "a\0b", 3, &nul_error));
  g_assert_error (nul_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_kept (nobody, NULL);
  g_assert_false (forget (nobody, &error));
  g_assert_no_error (error);
}

static void
test_cancelled (void)
{
  g_autoptr (PmAccount) account = make_account ("taro", 587);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  use_file_backend ();
  g_cancellable_cancel (cancellable);
  g_assert_null (look_up (account, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static const char bus_config[]
    = "<busconfig><type>session</type><listen>unix:dir=%s</listen><policy context='default'>"
      "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/>"
      "</policy></busconfig>";

/* A bus of its own, with no services that it would start by itself. */
static GSubprocess *
start_bus (void)
{
  g_autofree char *path = g_build_filename (folder, "bus.conf", NULL);
  g_autofree char *option = g_strconcat ("--config-file=", path, NULL);
  g_autofree char *config = g_markup_printf_escaped (bus_config, folder);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *bus;

  g_assert_true (g_file_set_contents (path, config, -1, NULL));
  bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &error, "dbus-daemon", option, "--nofork", "--nopidfile",
                          "--print-address=1", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  address = g_data_input_stream_read_line_utf8 (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  return bus;
}

static void
stop (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
}

/* A session without a keyring: an error to be told softly, at each of the three doors. */
static void
test_no_service (void)
{
  g_autoptr (GSubprocess) bus = start_bus ();
  g_autoptr (PmAccount) account = make_account ("taro", 587);
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) forget_error = NULL;

  g_assert_false (store (account, PASSWORD, -1, &store_error));
  g_assert_error (store_error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
  g_assert_null (look_up (account, NULL, &lookup_error));
  g_assert_nonnull (lookup_error);
  g_assert_false (forget (account, &forget_error));
  g_assert_nonnull (forget_error);
  stop (bus);
}

static void
test_no_bus (void)
{
  g_autoptr (PmAccount) account = make_account ("taro", 587);
  g_autoptr (GError) error = NULL;

  g_unsetenv ("DISPLAY");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_assert_false (store (account, PASSWORD, -1, &error));
  g_assert_nonnull (error);
}

static GSubprocess *
start_gnome_keyring (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
      | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *keyring;
  GOutputStream *input;

  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  keyring = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                         "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (keyring);
  g_assert_true (g_output_stream_write_all (input, "master", 6, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));
  return keyring;
}

static void
service_appeared_cb (GDBusConnection *connection,
                     const char *name,
                     const char *owner,
                     gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for_service (void)
{
  gboolean there = FALSE;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets",
                                  G_BUS_NAME_WATCHER_FLAGS_NONE, service_appeared_cb, NULL, &there,
                                  NULL);

  for (guint i = 0; !there && i < 200; i++)
    pm_await_ms (50);
  g_bus_unwatch_name (watch);
  g_assert_true (there);
}

static void
test_gnome_keyring (void)
{
  g_autoptr (GSubprocess) bus = start_bus ();
  g_autoptr (GSubprocess) keyring = start_gnome_keyring ();

  wait_for_service ();
  walk ();
  stop (keyring);
  stop (bus);
}

typedef struct
{
  const char *name;
  const char *program; /* what the case can not do without, or NULL */
  gboolean leaks;      /* libsecret 0.20 loses replies it got and etags of files it wrote */
  GTestFunc run;
} Case;

static const Case cases[] = {
  { "file", NULL, TRUE, test_file },
  { "refused-arguments", NULL, FALSE, test_refused_arguments },
  { "cancelled", NULL, FALSE, test_cancelled },
  { "no-bus", NULL, FALSE, test_no_bus },
  { "no-service", "dbus-daemon", FALSE, test_no_service },
  { "gnome-keyring", "gnome-keyring-daemon", TRUE, test_gnome_keyring },
};

static void
remove_folder (void)
{
  const char *rm[] = { "rm", "-rf", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *path = g_strconcat ("/keyring/", self->name, "/subprocess", NULL);
  g_autofree char *options = NULL;
  g_autofree char *program = self->program ? g_find_program_in_path (self->program) : NULL;

  if (self->program != NULL && program == NULL)
    {
      g_test_skip_printf ("%s is not installed", self->program);
      return;
    }
  folder = g_dir_make_tmp ("postmend-XXXXXX", NULL);
  g_setenv ("PM_TEST_FOLDER", folder, TRUE);
  options = g_strdup (g_getenv ("ASAN_OPTIONS"));
  if (self->leaks)
    {
      g_autofree char *more = g_strconcat (options ? options : "", ":detect_leaks=0", NULL);

      g_setenv ("ASAN_OPTIONS", more, TRUE);
    }
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  if (options != NULL)
    g_setenv ("ASAN_OPTIONS", options, TRUE);
  else
    g_unsetenv ("ASAN_OPTIONS");
  remove_folder ();
  g_clear_pointer (&folder, g_free);
  g_test_trap_assert_passed ();
}

static void
test_process (gconstpointer data)
{
  const Case *self = data;

  folder = g_strdup (g_getenv ("PM_TEST_FOLDER"));
  g_assert_nonnull (folder);
  self->run ();
  g_clear_pointer (&folder, g_free);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/keyring/", cases[i].name, NULL);
      g_autofree char *process_path = g_strconcat (path, "/subprocess", NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      g_test_add_data_func (process_path, &cases[i], test_process);
    }
  return g_test_run ();
}
