/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "pm-await.h"
#include "pm-greylist.h"
#include "pm-name-server.h"
#include "pm-postfix.h"

/* The command line program against a Postfix: the server that most providers run in some form. */

#define RIGHT_PASSWORD "kettle-97-Orchard-wren"
#define WRONG_PASSWORD "kettle-97-Orchard-lark"
#define OUTSIDER       "somebody@elsewhere.test"
#define MAX_ARGUMENTS  12
#define INSIDE         "--to", "info@example.test"

typedef struct
{
  const char *name;
  PmDoor door_25;
  PmDoor door_465;
  PmDoor door_587;
  const char *password; /* NULL: not told */
  const char *server;
  const char *arguments[MAX_ARGUMENTS];
  const char *cause; /* NULL: all is well */
} Case;

#define HOST  PM_POSTFIX_HOST
#define USUAL PM_DOOR_PLAIN, PM_DOOR_SMTPS, PM_DOOR_SUBMISSION

/* clang-format off */
static const Case cases[] = {
  { "right/587", USUAL, RIGHT_PASSWORD, HOST ":587", { "--security", "starttls", "--to", OUTSIDER }, NULL },
  { "right/465", USUAL, RIGHT_PASSWORD, HOST ":465", { "--security", "tls", "--to", OUTSIDER }, NULL },
  { "right/auto", USUAL, RIGHT_PASSWORD, HOST, { "--to", OUTSIDER }, NULL },
  { "right/port-only", USUAL, RIGHT_PASSWORD, HOST ":587", { INSIDE }, NULL },
  { "right/login", USUAL, RIGHT_PASSWORD, HOST ":587", { "--auth", "login", INSIDE }, NULL },
  { "right/cram-md5", USUAL, RIGHT_PASSWORD, HOST ":587", { "--auth", "cram-md5", INSIDE }, NULL },
  { "right/scram-sha-256", USUAL, RIGHT_PASSWORD, HOST ":587", { "--auth", "scram-sha-256", INSIDE }, NULL },
  { "right/size", USUAL, RIGHT_PASSWORD, HOST ":587", { "--size", "900000", INSIDE }, NULL },
  { "right/no-sign-in-inside", USUAL, NULL, HOST ":25", { "--security", "starttls", INSIDE }, NULL },

  { "wrong-password/587", USUAL, WRONG_PASSWORD, HOST ":587", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/465", USUAL, WRONG_PASSWORD, HOST ":465", { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/auto", USUAL, WRONG_PASSWORD, HOST, { INSIDE }, "auth.bad-credentials" },
  { "wrong-password/login", USUAL, WRONG_PASSWORD, HOST ":587", { "--auth", "login", INSIDE }, "auth.bad-credentials" },
  { "wrong-password/cram-md5", USUAL, WRONG_PASSWORD, HOST ":587", { "--auth", "cram-md5", INSIDE }, "auth.bad-credentials" },
  { "wrong-password/scram-sha-256", USUAL, WRONG_PASSWORD, HOST ":587", { "--auth", "scram-sha-256", INSIDE }, "auth.bad-credentials" },

  { "relay-denied", USUAL, NULL, HOST ":25", { "--security", "starttls", "--to", OUTSIDER }, "relay.denied" },
  { "sender-not-owned", USUAL, RIGHT_PASSWORD, HOST ":587", { "--from", "info@example.test", "--to", OUTSIDER }, "sender.not-owned" },
  { "recipient-unknown", USUAL, RIGHT_PASSWORD, HOST ":587", { "--to", "nobody@example.test" }, "recipient.unknown" },
  { "message-size", USUAL, RIGHT_PASSWORD, HOST ":587", { "--size", "1000001", INSIDE }, "limit.message-size" },
  { "greylisted", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_GREYLIST, RIGHT_PASSWORD, HOST ":587", { INSIDE }, "policy.greylisted" },
  { "auth-not-offered", USUAL, RIGHT_PASSWORD, HOST ":25", { "--security", "starttls", INSIDE }, "auth.not-offered" },

  { "starttls-to-465", USUAL, RIGHT_PASSWORD, HOST ":465", { "--security", "starttls", "--timeout", "2", INSIDE }, "tls.wrong-mode" },
  { "tls-to-587", USUAL, RIGHT_PASSWORD, HOST ":587", { "--security", "tls", INSIDE }, "tls.wrong-mode" },
  { "tls-not-offered", PM_DOOR_BARE, PM_DOOR_CLOSED, PM_DOOR_BARE, RIGHT_PASSWORD, HOST ":587", { "--security", "starttls", INSIDE }, "tls.not-offered" },
  { "certificate/expired", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_EXPIRED, RIGHT_PASSWORD, HOST ":587", { INSIDE }, "tls.cert-expired" },
  { "certificate/self-signed", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_SELF_SIGNED, RIGHT_PASSWORD, HOST ":587", { INSIDE }, "tls.cert-untrusted" },
  { "certificate/wrong-name", PM_DOOR_PLAIN, PM_DOOR_CLOSED, PM_DOOR_WRONG_NAME, RIGHT_PASSWORD, HOST ":587", { INSIDE }, "tls.cert-name-mismatch" },

  { "stopped", PM_DOOR_CLOSED, PM_DOOR_CLOSED, PM_DOOR_CLOSED, RIGHT_PASSWORD, HOST ":587", { INSIDE }, "connect.refused" },
  { "stopped/auto", PM_DOOR_CLOSED, PM_DOOR_CLOSED, PM_DOOR_CLOSED, RIGHT_PASSWORD, HOST, { INSIDE }, "connect.refused" },
  { "no-such-name", USUAL, RIGHT_PASSWORD, "nope.example.test:587", { INSIDE }, "connect.dns-not-found" },
};
/* clang-format on */

typedef struct
{
  PmPostfix *postfix;
  PmNameServer *names;
  GSocketService *greylist;
} Lab;

static Lab lab;

/* Every form in which a password goes over the wire. */
static void
assert_no_secret (const char *text, const char *where)
{
  static const char *const passwords[] = { RIGHT_PASSWORD, WRONG_PASSWORD };

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      gsize length = strlen (passwords[i]);
      g_autofree char *base64 = g_base64_encode ((const guchar *) passwords[i], length);
      g_autoptr (GString) plain = g_string_new (NULL);
      g_autofree char *plain_base64 = NULL;

      g_string_append_len (plain, "\0" PM_POSTFIX_USER "\0", sizeof PM_POSTFIX_USER + 1);
      g_string_append (plain, passwords[i]);
      plain_base64 = g_base64_encode ((const guchar *) plain->str, plain->len);
      if (strstr (text, passwords[i]) || strstr (text, base64) || strstr (text, plain_base64))
        {
          g_test_message ("a password is in %s", where);
          g_test_fail ();
        }
    }
}

static char *
write_password (const char *password)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("postmend-XXXXXX", &stream, NULL);
  g_autofree char *line = g_strconcat (password, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), line,
                             strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  return g_file_get_path (file);
}

static GStrv
make_command (const Case *self, const char *format, const char *password_file)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *dns = pm_name_server_get_address (lab.names);
  g_autofree char *map = g_strdup_printf ("25:%u,465:%u,587:%u",
                                          pm_postfix_get_port (lab.postfix, self->door_25),
                                          pm_postfix_get_port (lab.postfix, self->door_465),
                                          pm_postfix_get_port (lab.postfix, self->door_587));

  g_strv_builder_add_many (builder, g_getenv ("POSTMEND_CLI"), "check", "--format", format,
                           "--lang", "en", "--dns", dns, "--port-map", map, "--ca-file",
                           pm_postfix_get_root_certificate (lab.postfix), "--address",
                           PM_POSTFIX_USER, "--server", self->server, NULL);
  g_strv_builder_addv (builder, (const char **) self->arguments);
  if (password_file != NULL)
    g_strv_builder_add_many (builder, "--password-file", password_file, NULL);
  return g_strv_builder_end (builder);
}

/* The output; @status is the exit status. */
static char *
run (const Case *self, const char *format, int *status)
{
  g_autofree char *password_file = self->password ? write_password (self->password) : NULL;
  g_auto (GStrv) command = make_command (self, format, password_file);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *complaints = NULL;
  char *output = NULL;

  process = g_subprocess_newv ((const char *const *) command,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, pm_await_cb, &result);
  pm_await (&result);
  g_subprocess_communicate_utf8_finish (process, result, &output, &complaints, &error);
  g_assert_no_error (error);
  if (password_file != NULL)
    g_unlink (password_file);
  if (*complaints != '\0')
    g_test_message ("%s", complaints);
  assert_no_secret (output, format);
  assert_no_secret (complaints, "the complaints");
  *status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return output;
}

static void
check_report (const Case *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &error);
  JsonObject *report;
  JsonArray *causes;
  const char *first = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_test_message ("no report: %s", error ? error->message : text);
      g_test_fail ();
      return;
    }
  report = json_node_get_object (node);
  causes = json_object_get_array_member (report, "causes");
  if (json_array_get_length (causes) > 0)
    first = json_object_get_string_member (json_array_get_object_element (causes, 0), "id");
  g_assert_cmpstr (first, ==, self->cause);
  g_assert_cmpstr (json_object_get_string_member (report, "verdict"), ==,
                   self->cause ? "problem" : "ok");
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  int expected = self->cause ? 1 : 0; /* the exit status says the same */
  int status;
  g_autofree char *report = run (self, "json", &status);
  g_autofree char *page = NULL;
  g_autofree char *log = NULL;

  check_report (self, report);
  g_assert_cmpint (status, ==, expected);
  if (g_test_failed ())
    g_test_message ("%s", report);
  page = run (self, "text", &status);
  g_assert_cmpint (status, ==, expected);
  log = pm_postfix_read_log (lab.postfix);
  g_assert_nonnull (log);
  assert_no_secret (log, "the log of the server");
}

static void
open_lab (void)
{
  g_autoptr (GError) error = NULL;
  guint port;

  lab.greylist = pm_greylist_new (&port);
  lab.postfix = pm_postfix_new (RIGHT_PASSWORD, port);
  lab.names = pm_name_server_new (PM_POSTFIX_HOST, pm_postfix_get_address (lab.postfix));
  if (!pm_postfix_start (lab.postfix, &error))
    g_error ("%s", error->message);
}

static void
close_lab (void)
{
  g_clear_object (&lab.names);
  g_clear_object (&lab.postfix);
  g_socket_service_stop (lab.greylist);
  g_clear_object (&lab.greylist);
}

/* Where the servers must be there, a run without them is no success. */
static void
test_obstacle (void)
{
  const char *obstacle = pm_postfix_get_obstacle ();

  if (g_strcmp0 (g_getenv ("CI"), "true") == 0)
    {
      g_test_message ("no Postfix here: %s", obstacle);
      g_test_fail ();
    }
  else
    g_test_skip (obstacle);
}

int
main (int argc, char *argv[])
{
  gboolean possible = pm_postfix_get_obstacle () == NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  if (!possible)
    g_test_add_func ("/real/postfix", test_obstacle);
  for (guint i = 0; possible && i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/real/postfix/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  if (possible)
    open_lab ();
  status = g_test_run ();
  if (possible)
    close_lab ();
  return status;
}
