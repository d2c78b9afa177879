/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "pm-await.h"
#include "pm-blocklist-query.h"

/* Blocklists as Knot DNS serves them, a name server of the sort that operators of lists run. */

#define START_MS 10000
#define STEP_MS  20

#define CONFIG                                                                                     \
  "server:\n  rundir: \"@FOLDER@\"\n  listen: 127.0.0.1@@PORT@\n"                                  \
  "database:\n  storage: \"@FOLDER@\"\n"                                                           \
  "log:\n  - target: stderr\n    any: warning\n"                                                   \
  "template:\n  - id: default\n    storage: \"@FOLDER@\"\n    file: \"%s.zone\"\n"                 \
  "zone:\n  - domain: zen.spamhaus.org\n  - domain: bl.spamcop.net\n  - domain: dbl.spamhaus.org\n"
#define HEAD                                                                                       \
  "$TTL 60\n@ SOA ns.office.example. admin.office.example. 1 3600 600 86400 60\n"                  \
  "@ NS ns.office.example.\n"
#define IPV6(last) last ".0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
#define LISTED6    "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"

static const struct
{
  const char *name;
  const char *text;
} files[] = {
  { "zen.spamhaus.org.zone",
    HEAD "2.0.0.127 A 127.0.0.2\n2.0.0.127 A 127.0.0.4\n2.0.0.127 A 127.0.0.10\n" IPV6 (
        "2") " A 127.0.0.2\n7.113.0.203 A 127.0.0.4\n7.113.0.203 A 127.0.0.11\n"
             "7.113.0.203 TXT \"https://www.spamhaus.org/\" \"query/ip/203.0.113.7\"\n" LISTED6
             " A 127.0.0.3\n" },
  { "bl.spamcop.net.zone", HEAD "* A 127.0.0.2\n" },
  { "dbl.spamhaus.org.zone", HEAD "test A 127.0.1.2\nspam.example A 127.0.1.2\n" },
};

static const struct
{
  const char *zone;
  PmBlocklistKind kind;
  const char *subject;
  PmBlocklistState state;
  const char *reason;
  const char *words;
} questions[] = {
  { "zen.spamhaus.org", PM_BLOCKLIST_IPV4, "203.0.113.7", PM_BLOCKLIST_STATE_ENTERED, NULL,
    "https://www.spamhaus.org/query/ip/203.0.113.7" },
  { "zen.spamhaus.org", PM_BLOCKLIST_IPV4, "203.0.113.8", PM_BLOCKLIST_STATE_NOT_LISTED, NULL,
    NULL },
  { "zen.spamhaus.org", PM_BLOCKLIST_IPV6, "2001:db8::7", PM_BLOCKLIST_STATE_ENTERED, NULL, NULL },
  { "zen.spamhaus.org", PM_BLOCKLIST_IPV6, "2001:db8::8", PM_BLOCKLIST_STATE_NOT_LISTED, NULL,
    NULL },
  { "bl.spamcop.net", PM_BLOCKLIST_IPV4, "203.0.113.7", PM_BLOCKLIST_STATE_UNRELIABLE, "lists-all",
    NULL },
  { "dbl.spamhaus.org", PM_BLOCKLIST_DOMAIN, "spam.example", PM_BLOCKLIST_STATE_ENTERED, NULL,
    NULL },
  { "dbl.spamhaus.org", PM_BLOCKLIST_DOMAIN, "office.example", PM_BLOCKLIST_STATE_NOT_LISTED, NULL,
    NULL },
  { "psbl.surriel.com", PM_BLOCKLIST_IPV4, "203.0.113.7", PM_BLOCKLIST_STATE_NOT_ANSWERING,
    "refused", NULL },
};

typedef struct
{
  char *folder;
  char *server;
  GSubprocess *process;
} Knot;

static guint16
find_port (void)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress) local = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  local = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

static void
write_file (const Knot *knot, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (knot->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
write_files (const Knot *knot, guint16 port)
{
  g_autoptr (GString) config = g_string_new (CONFIG);
  g_autofree char *number = g_strdup_printf ("%u", port);

  g_string_replace (config, "@FOLDER@", knot->folder, 0);
  g_string_replace (config, "@PORT@", number, 0);
  write_file (knot, "knot.conf", config->str);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    write_file (knot, files[i].name, files[i].text);
}

/* The server ends with the test, however that ends. */
static void
child_setup_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static PmBlocklistEntry *
ask (const Knot *knot, gsize i)
{
  g_autoptr (PmResolver) resolver = pm_resolver_new (knot->server, 5000, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmBlocklistEntry *entry;

  pm_blocklist_query_async (resolver, pm_blocklists_get (questions[i].zone, NULL),
                            questions[i].kind, questions[i].subject, 5000, NULL, pm_await_cb,
                            &result);
  pm_await (&result);
  entry = pm_blocklist_query_finish (result, &error);
  g_assert_no_error (error);
  return entry;
}

static gboolean
is_up (const Knot *knot)
{
  g_autoptr (PmBlocklistEntry) entry = ask (knot, 0);

  return entry->state != PM_BLOCKLIST_STATE_NOT_ANSWERING;
}

static void
setup (Knot *knot, gconstpointer data)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *config = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = find_port ();

  knot->folder = g_dir_make_tmp ("postmend-XXXXXX", NULL);
  knot->server = g_strdup_printf ("127.0.0.1:%u", port);
  write_files (knot, port);
  config = g_build_filename (knot->folder, "knot.conf", NULL);
  g_subprocess_launcher_set_child_setup (launcher, child_setup_cb, NULL, NULL);
  knot->process = g_subprocess_launcher_spawn (launcher, &error, "knotd", "-c", config, NULL);
  g_assert_no_error (error);
  for (guint waited = 0; waited < START_MS && !is_up (knot); waited += STEP_MS)
    pm_await_ms (STEP_MS);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
teardown (Knot *knot, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_subprocess_send_signal (knot->process, SIGTERM);
  g_subprocess_wait_async (knot->process, NULL, pm_await_cb, &result);
  pm_await (&result);
  g_object_unref (knot->process);
  remove_folder (knot->folder);
  g_free (knot->folder);
  g_free (knot->server);
}

static void
test_questions (Knot *knot, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (PmBlocklistEntry) entry = ask (knot, i);

      g_test_message ("%s in %s", questions[i].subject, questions[i].zone);
      g_assert_cmpint (entry->state, ==, questions[i].state);
      g_assert_cmpstr (entry->reason, ==, questions[i].reason);
      g_assert_cmpstr (entry->words, ==, questions[i].words);
    }
}

static void
test_without (void)
{
  if (g_strcmp0 (g_getenv ("CI"), "true") == 0)
    g_test_fail_printf ("knotd is not installed");
  else
    g_test_skip ("knotd is not installed");
}

int
main (int argc, char **argv)
{
  g_autofree char *program = g_find_program_in_path ("knotd");

  g_test_init (&argc, &argv, NULL);
  if (program != NULL)
    g_test_add ("/knot/blocklists", Knot, NULL, setup, test_questions, teardown);
  else
    g_test_add_func ("/knot/not-installed", test_without);
  return g_test_run ();
}
