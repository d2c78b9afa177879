/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pm-await.h"
#include "pm-shape.h"
#include "pm-spawn.h"

#define SECRET "swordfish-4711"

static const char *program;
static char *directory;

static const char *const wrong_usages[] = {
  "",
  "frobnicate",
  "explain",
  "explain /nonexistent",
  "explain /",
  "explain --stage wonderland",
  "explain --program mutt --lang en",
  "explain - -",
  "explain --frobnicate",
  "explain --format html",
  "check --server smtp.office.example --program mutt",
  "practice healthy --program mutt",
  "causes --program thunderbird",
  "discover taro@office.example",
  "check",
  "check --server",
  "check --server smtp.office.example --frobnicate",
  "check --server smtp..office.example",
  "check --server smtp.office.example:70000",
  "check --server smtp.office.example --port 0",
  "check --server smtp.office.example:587 --port 465",
  "check --server smtp.office.example --security ssl",
  "check --server smtp.office.example --auth ntlm",
  "check --server smtp.office.example --user taro --auth xoauth2 --password-file /dev/null",
  "check --server smtp.office.example --user taro --auth plain --token-file /dev/null",
  "check --server smtp.office.example --user taro --token-file /dev/null",
  "check --server smtp.office.example --user taro --token-file /dev/zero",
  "check --server smtp.office.example --user taro --token-file /dev/null --password-file -",
  "check --server smtp.office.example --token-file /dev/null",
  "check --server smtp.office.example --address taro",
  "check --server smtp.office.example --from taro@",
  "check --server smtp.office.example --size 0",
  "check --server smtp.office.example --size 12MB",
  "check --server smtp.office.example --size 1 --attach /dev/null",
  "check --server smtp.office.example --attach /dev/null",
  "check --server smtp.office.example --attach /nonexistent",
  "check --server smtp.office.example --timeout 0",
  "check --server smtp.office.example --timeout soon",
  "check --server smtp.office.example --dns a:b:c",
  "check --server smtp.office.example --port-map 25",
  "check --server smtp.office.example --now yesterday",
  "check --server smtp.office.example --ca-file /nonexistent",
  "check --server smtp.office.example --blocklist dnsbl.sorbs.net",
  "check --server smtp.office.example --blocklist bl.office.example ix.dnsbl.manitu.net",
  "check --server smtp.office.example --blocklist zen",
  "check --server smtp.office.example --blocklist 192.0.2.1",
  "check --server smtp.office.example --blocklist 1.example 2.example 3.example 4.example 5.example 6.x",
  "check --server smtp.office.example --blocklist a.example --attach /dev/null b.example",
  "check --server smtp.office.example --public-ip 192.0.2.1",
  "check --server smtp.office.example --blocklists --public-ip 192.168.1.5",
  "check --server smtp.office.example --blocklists --public-ip 100.64.1.5",
  "check --server smtp.office.example --blocklists --public-ip home",
  "check --server smtp.office.example --format html",
  "check --server smtp.office.example --format yaml",
  "check --server smtp.office.example --lang fr",
  "check --server smtp.office.example --share-publicly",
  "check --server smtp.office.example --address t@office.example --password-file /nonexistent",
  "check --server smtp.office.example --address t@office.example --password-file /",
  "check --server smtp.office.example --address t@office.example --password-file /dev/null",
  "check --server smtp.office.example --password-file /dev/zero",
  "check --server smtp.office.example --user taro --password-file /dev/zero",
  "check --server smtp.office.example --user taro --password-file /dev/null --keyring",
  "check smtp.office.example",
  "practice no-such-fault",
  "practice healthy relay.denied",
  "practice healthy --output /nonexistent/report",
  "causes everything",
  "causes --output /nonexistent/causes",
};

static void
test_wrong_usage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong_usages); i++)
    {
      g_auto (PmSpawned) run = { 0 };

      g_test_message ("%s", wrong_usages[i]);
      pm_spawn (&run, program, wrong_usages[i], NULL);
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
      pm_shape_assert_one_line (run.err);
    }
}

/* A secret on the command line is refused, and never said again. */
static void
test_secret_refused (void)
{
  const char *const attempts[] = {
    "check --server smtp.office.example --password " SECRET,
    "check --server smtp.office.example --password=" SECRET,
    "check --server smtp.office.example --token=" SECRET,
    "check --server smtp.office.example --passwd=" SECRET,
    "check --server smtp.office.example -p" SECRET,
    "check --server smtp.office.example --user taro " SECRET,
    "practice healthy --password=" SECRET,
    "practice healthy " SECRET,
    SECRET,
  };

  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_auto (PmSpawned) run = { 0 };

      g_test_message ("%s", attempts[i]);
      pm_spawn (&run, program, attempts[i], NULL);
      g_assert_cmpint (run.status, ==, 2);
      pm_shape_assert_one_line (run.err);
      g_assert_null (strstr (run.err, SECRET));
      if (strstr (attempts[i], "--password") != NULL)
        g_assert_nonnull (strstr (run.err, "--password-file"));
      if (strstr (attempts[i], "--token") != NULL)
        g_assert_nonnull (strstr (run.err, "--token-file"));
    }
}

static void
test_help (void)
{
  const char *const helps[] = { "--help", "check --help-all", "practice --help", "causes --help",
                                "explain --help" };
  const char *const later[] = { "share-publicly", "discover", "html",
                                "--token ",       "--token=", "--password " };

  for (guint i = 0; i < G_N_ELEMENTS (helps); i++)
    {
      g_auto (PmSpawned) run = { 0 };

      pm_spawn (&run, program, helps[i], NULL);
      g_assert_cmpint (run.status, ==, 0);
      g_assert_cmpstr (run.err, ==, "");
      g_assert_cmpstr (run.out, !=, "");
      for (guint j = 0; j < G_N_ELEMENTS (later); j++)
        g_assert_null (strstr (run.out, later[j]));
    }
}

static void
test_version (void)
{
  g_auto (PmSpawned) run = { 0 };

  pm_spawn (&run, program, "--version", NULL);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_str_has_prefix (run.out, "postmend-cli "));
}

typedef struct
{
  const char *name;
  int status;
  const char *verdict;
} Practice;

static const Practice practices[] = {
  { "healthy", 0, "ok" },
  { "auth.bad-credentials", 1, "problem" },
  { "relay.denied", 1, "problem" },
  { "unknown", 3, "inconclusive" },
};

static void
test_practice (gconstpointer data)
{
  const Practice *practice = data;
  g_autofree char *args = g_strdup_printf ("practice %s --format json", practice->name);
  g_auto (PmSpawned) run = { 0 };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *report;
  JsonArray *causes;

  pm_spawn (&run, program, args, NULL);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, practice->status);

  root = pm_shape_parse (run.out);
  report = json_node_get_object (root);
  pm_shape_assert_report (report);
  g_assert_cmpstr (json_object_get_string_member (report, "verdict"), ==, practice->verdict);

  causes = json_object_get_array_member (report, "causes");
  if (practice->status == 0)
    g_assert_cmpuint (json_array_get_length (causes), ==, 0);
  else
    g_assert_cmpstr (
        json_object_get_string_member (json_array_get_object_element (causes, 0), "id"), ==,
        practice->name);
}

static void
test_practice_list (void)
{
  g_auto (PmSpawned) text = { 0 };
  g_auto (PmSpawned) json = { 0 };
  g_autoptr (JsonNode) root = NULL;
  JsonArray *names;

  pm_spawn (&text, program, "practice --lang en", NULL);
  pm_spawn (&json, program, "practice --format json", NULL);
  g_assert_cmpint (text.status, ==, 0);
  g_assert_cmpint (json.status, ==, 0);

  root = pm_shape_parse (json.out);
  names = json_object_get_array_member (json_node_get_object (root), "practice");
  g_assert_cmpuint (json_array_get_length (names), >, 20);
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonObject *one = json_array_get_object_element (names, i);

      g_assert_nonnull (strstr (text.out, json_object_get_string_member (one, "name")));
      g_assert_cmpstr (json_object_get_string_member (one, "title"), !=, "");
    }
}

/* The password of a run is in nothing that comes out of it, in no form. */
static void
test_no_password (gconstpointer format)
{
  static const char response[] = "\0taro@office.example\0" SECRET;
  g_autofree char *args = g_strdup_printf ("practice auth.bad-credentials --format %s "
                                           "--user taro@office.example --password-file -",
                                           (const char *) format);
  g_autofree char *encoded = g_base64_encode ((const guchar *) SECRET, strlen (SECRET));
  g_autofree char *plain = g_base64_encode ((const guchar *) response, sizeof response - 1);
  const char *const forms[] = { SECRET, encoded, plain };
  g_auto (PmSpawned) run = { 0 };

  pm_spawn (&run, program, args, SECRET "\r\nsecond line\n");
  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.out, "AUTH"));
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_assert_null (strstr (run.out, forms[i]));
      g_assert_null (strstr (run.err, forms[i]));
    }
}

static void
test_text (gconstpointer language)
{
  g_autofree char *args = g_strdup_printf ("practice relay.denied --lang %s",
                                           (const char *) language);
  g_auto (PmSpawned) run = { 0 };

  pm_spawn (&run, program, args, NULL);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.out, "\n  1. "));
  g_assert_nonnull (strstr (run.out, "554 5.7.1"));
}

static void
test_causes (void)
{
  g_auto (PmSpawned) run = { 0 };
  g_auto (PmSpawned) text = { 0 };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  pm_spawn (&run, program, "causes --format json --lang en", NULL);
  pm_spawn (&text, program, "causes --lang en", NULL);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpint (text.status, ==, 0);
  g_assert_nonnull (strstr (text.out, "(relay.denied)"));

  root = pm_shape_parse (run.out);
  object = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (object, "schema"), ==, "postmend.causes/1");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "causes")), >, 20);
  pm_shape_assert_causes (object);
}

/* An existing file is replaced, a link to it stays, and nothing else is left lying about. */
static void
test_output (void)
{
  g_autofree char *path = g_build_filename (directory, "report", NULL);
  g_autofree char *link = g_build_filename (directory, "link", NULL);
  g_autofree char *args = g_strdup_printf ("causes --format json --output %s", link);
  g_autofree char *written = NULL;
  g_auto (PmSpawned) run = { 0 };
  g_autoptr (JsonNode) root = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_no_errno (symlink ("report", link));
  pm_spawn (&run, program, args, NULL);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==, "");

  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  root = pm_shape_parse (written);
  g_assert_no_errno (g_unlink (link));
  g_assert_no_errno (g_unlink (path));
}

/* A device is written to; it must not be replaced by a file. */
static void
test_output_device (void)
{
  g_auto (PmSpawned) run = { 0 };

  pm_spawn (&run, program, "causes --output /dev/null", NULL);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_false (g_file_test ("/dev/null", G_FILE_TEST_IS_REGULAR));
}

/* Full-width input, as an input method writes it, is mended, and that is said. */
static void
test_mended (void)
{
  g_auto (PmSpawned) run = { 0 };

  pm_spawn (&run, program, "check --server 127.0.0.1 --address ｔａｒｏ＠office.example --size x",
            NULL);
  g_assert_cmpint (run.status, ==, 2);
  g_assert_nonnull (strstr (run.err, "“taro@office.example”"));
}

/* 3,000 octets are 4,000 characters in 53 lines, 4,106 octets; the rest is headers. */
static void
test_attachments (void)
{
  g_autofree char *path = g_build_filename (directory, "attached.pdf", NULL);
  g_autofree char *bytes = g_strnfill (3000, 'x');
  g_autofree char *args = g_strdup_printf (
      "check --server 127.0.0.1 --port-map 465:1,587:1,25:1 --format json "
      "--attach %s %s",
      path, path);
  g_auto (PmSpawned) run = { 0 };
  g_autoptr (JsonNode) root = NULL;
  gint64 size;

  g_assert_true (g_file_set_contents (path, bytes, -1, NULL));
  pm_spawn (&run, program, args, NULL);
  root = pm_shape_parse (run.out);
  size = json_object_get_int_member (
      json_object_get_object_member (json_node_get_object (root), "account"), "message_size");
  g_assert_cmpint (size, >=, 2 * 4106 + 4096);
  g_assert_cmpint (size, <=, 2 * 4106 + 8192);
  g_assert_no_errno (g_unlink (path));
}

/* A server that accepts and says nothing; runs until the program has come to it, then sends
 * @signal. */
static GSubprocess *
interrupt (int signal)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *args = g_strdup_printf ("check --server 127.0.0.1:587 --user taro "
                                           "--port-map 587:%u --timeout 60",
                                           port);
  g_autoptr (GSubprocess) process = pm_spawn_start (program, args);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_listener_accept_async (listener, NULL, pm_await_cb, &result);
  pm_await (&result);
  connection = g_socket_listener_accept_finish (listener, result, NULL, NULL);
  g_assert_nonnull (connection);
  g_subprocess_send_signal (process, signal);
  pm_spawn_wait (process);
  return g_steal_pointer (&process);
}

static void
test_interrupt (gconstpointer signal)
{
  g_autoptr (GSubprocess) process = interrupt (GPOINTER_TO_INT (signal));

  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 4);
}

static void
test_no_core (void)
{
  g_autoptr (GSubprocess) process = interrupt (SIGABRT);

  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_false (WCOREDUMP (g_subprocess_get_status (process)));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >, 1);
  program = argv[1];
  directory = g_dir_make_tmp ("postmend-cli-XXXXXX", NULL);
  g_assert_nonnull (directory);

  g_test_add_func ("/cli/wrong-usage", test_wrong_usage);
  g_test_add_func ("/cli/secret-refused", test_secret_refused);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/version", test_version);
  for (guint i = 0; i < G_N_ELEMENTS (practices); i++)
    {
      g_autofree char *path = g_strconcat ("/cli/practice/", practices[i].name, NULL);

      g_test_add_data_func (path, &practices[i], test_practice);
    }
  g_test_add_func ("/cli/practice-list", test_practice_list);
  g_test_add_data_func ("/cli/no-password/text", "text", test_no_password);
  g_test_add_data_func ("/cli/no-password/json", "json", test_no_password);
  g_test_add_data_func ("/cli/text/en", "en", test_text);
  g_test_add_data_func ("/cli/text/ja", "ja", test_text);
  g_test_add_func ("/cli/causes", test_causes);
  g_test_add_func ("/cli/output/file", test_output);
  g_test_add_func ("/cli/output/device", test_output_device);
  g_test_add_func ("/cli/mended", test_mended);
  g_test_add_func ("/cli/attachments", test_attachments);
  g_test_add_data_func ("/cli/interrupt/int", GINT_TO_POINTER (SIGINT), test_interrupt);
  g_test_add_data_func ("/cli/interrupt/term", GINT_TO_POINTER (SIGTERM), test_interrupt);
  g_test_add_func ("/cli/no-core", test_no_core);

  status = g_test_run ();
  g_rmdir (directory);
  g_free (directory);
  return status;
}
