/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-real.h"

#include <glib/gstdio.h>

#include "pm-await.h"

typedef struct
{
  PmRealLab *lab;
  const PmRealCase *self;
} Test;

typedef struct
{
  const char *name;
  const char *reason;
} Obstacle;

static gboolean
contains (const char *text, const char *bytes, gsize length)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) bytes, length);

  return strstr (text, base64) != NULL;
}

/* Every form in which a password goes over the wire. */
static void
assert_no_secret (const char *text, const char *where)
{
  static const char *const passwords[] = { PM_REAL_RIGHT_PASSWORD, PM_REAL_WRONG_PASSWORD };

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (GString) plain = g_string_new (NULL);

      g_string_append_len (plain, "\0" PM_SERVER_USER "\0", sizeof PM_SERVER_USER + 1);
      g_string_append (plain, passwords[i]);
      if (strstr (text, passwords[i]) || contains (text, passwords[i], strlen (passwords[i]))
          || contains (text, plain->str, plain->len))
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
make_command (PmRealLab *lab, const PmRealCase *self, const char *format, const char *password_file)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *dns = pm_name_server_get_address (lab->names);
  g_autofree char *map = g_strdup_printf ("25:%u,465:%u,587:%u",
                                          pm_server_get_port (lab->server, self->door_25),
                                          pm_server_get_port (lab->server, self->door_465),
                                          pm_server_get_port (lab->server, self->door_587));

  g_strv_builder_add_many (builder, g_getenv ("POSTMEND_CLI"), "check", "--format", format,
                           "--lang", "en", "--dns", dns, "--port-map", map, "--ca-file",
                           pm_server_get_root_certificate (lab->server), "--address",
                           PM_SERVER_USER, "--server", self->server, NULL);
  g_strv_builder_addv (builder, (const char **) self->arguments);
  if (password_file != NULL)
    g_strv_builder_add_many (builder, "--password-file", password_file, NULL);
  return g_strv_builder_end (builder);
}

char *
pm_real_run (PmRealLab *lab,
             const PmRealCase *self,
             const char *format,
             int *status,
             gint64 *elapsed_ms)
{
  g_autofree char *password_file = self->password ? write_password (self->password) : NULL;
  g_auto (GStrv) command = make_command (lab, self, format, password_file);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *complaints = NULL;
  gint64 started = g_get_monotonic_time ();
  char *output = NULL;

  process = g_subprocess_newv ((const char *const *) command,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, pm_await_cb, &result);
  pm_await (&result);
  g_subprocess_communicate_utf8_finish (process, result, &output, &complaints, &error);
  g_assert_no_error (error);
  if (elapsed_ms != NULL)
    *elapsed_ms = (g_get_monotonic_time () - started) / 1000;
  if (password_file != NULL)
    g_unlink (password_file);
  if (*complaints != '\0')
    g_test_message ("%s", complaints);
  assert_no_secret (output, format);
  assert_no_secret (complaints, "the complaints");
  *status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return output;
}

JsonObject *
pm_real_check_report (const PmRealCase *self, const char *report, int status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (report, &error);
  JsonObject *object;
  JsonArray *causes;
  const char *first = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_test_message ("no report: %s", error ? error->message : report);
      g_test_fail ();
      return NULL;
    }
  object = json_node_get_object (node);
  causes = json_object_get_array_member (object, "causes");
  if (json_array_get_length (causes) > 0)
    first = json_object_get_string_member (json_array_get_object_element (causes, 0), "id");
  g_assert_cmpstr (first, ==, self->cause);
  g_assert_cmpstr (json_object_get_string_member (object, "verdict"), ==,
                   self->cause ? "problem" : "ok");
  g_assert_cmpint (status, ==, self->cause ? 1 : 0); /* the exit status says the same */
  if (g_test_failed ())
    g_test_message ("%s", report);
  return json_object_ref (object);
}

void
pm_real_test (PmRealLab *lab, const PmRealCase *self)
{
  int status;
  g_autofree char *report = pm_real_run (lab, self, "json", &status, NULL);
  g_autoptr (JsonObject) object = pm_real_check_report (self, report, status);
  g_autofree char *page = pm_real_run (lab, self, "text", &status, NULL);
  g_autofree char *log = pm_server_read_log (lab->server);

  g_assert_nonnull (object);
  g_assert_cmpint (status, ==, self->cause ? 1 : 0);
  g_assert_nonnull (log);
  assert_no_secret (log, "the log of the server");
  if (g_test_failed ())
    g_test_message ("%s", log);
}

static void
test_case (gconstpointer data)
{
  const Test *test = data;

  pm_real_test (test->lab, test->self);
}

void
pm_real_add_cases (const char *name, PmRealLab *lab, const PmRealCase *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *path = g_strconcat ("/real/", name, "/", cases[i].name, NULL);
      Test *test = g_new0 (Test, 1);

      test->lab = lab;
      test->self = &cases[i];
      g_test_add_data_func_full (path, test, test_case, g_free);
    }
}

static void
test_obstacle (gconstpointer data)
{
  const Obstacle *obstacle = data;

  if (g_strcmp0 (g_getenv ("CI"), "true") == 0)
    {
      g_test_message ("no %s here: %s", obstacle->name, obstacle->reason);
      g_test_fail ();
    }
  else
    g_test_skip (obstacle->reason);
}

void
pm_real_add_obstacle (const char *name, const char *obstacle)
{
  g_autofree char *path = g_strconcat ("/real/", name, NULL);
  Obstacle *data = g_new0 (Obstacle, 1);

  data->name = name;
  data->reason = obstacle;
  g_test_add_data_func_full (path, data, test_obstacle, g_free);
}
