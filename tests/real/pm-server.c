/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-server.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <unistd.h>

#include "pm-authority.h"
#include "pm-await.h"

#define PORT_OF_FIRST_DOOR 20025

typedef struct
{
  GStrv addresses;
  GStrv launcher;
  gboolean usual_ports;
  char *folder;
  char *root_certificate;
  GSubprocess *keeper;
} PmServerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PmServer, pm_server, G_TYPE_OBJECT)

/* A session of its own that waits for the end of its input, which comes even when the test is
 * killed: nothing is left running, and nothing is left behind. */
static char *
make_keeper_script (PmServer *self)
{
  PmServerClass *klass = PM_SERVER_GET_CLASS (self);

  return g_strconcat ("(", klass->start_command,
                      ") >\"$1/start.log\" 2>&1 && echo started || cat \"$1/start.log\"\n"
                      "cat >/dev/null\n",
                      klass->stop_command, "\nrm -rf \"$1\"\n", NULL);
}

static GStrv
make_keeper_command (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *script = make_keeper_script (self);

  if (private->launcher != NULL)
    g_strv_builder_addv (builder, (const char **) private->launcher);
  g_strv_builder_add_many (builder, "setsid", "sh", "-c", script, "sh", private->folder, NULL);
  return g_strv_builder_end (builder);
}

static gboolean
start_keeper (PmServer *self, GError **error)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);
  g_auto (GStrv) command = make_keeper_command (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  private->keeper = g_subprocess_newv (
      (const char *const *) command, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
      error);
  if (private->keeper == NULL)
    return FALSE;
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (private->keeper));
  g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, pm_await_cb, &result);
  pm_await (&result);
  line = g_data_input_stream_read_line_finish_utf8 (output, result, NULL, NULL);
  if (g_strcmp0 (line, "started") == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s did not start: %s",
               G_OBJECT_TYPE_NAME (self), line ? line : "no word");
  return FALSE;
}

static void
write_certificates (PmServer *self)
{
  static const struct
  {
    PmCertificateKind kind;
    const char *host;
    const char *name;
  } certificates[] = {
    { PM_CERTIFICATE_GOOD, PM_SERVER_HOST, "good.pem" },
    { PM_CERTIFICATE_GOOD, "other.example.net", "wrong-name.pem" },
    { PM_CERTIFICATE_EXPIRED, PM_SERVER_HOST, "expired.pem" },
    { PM_CERTIFICATE_SELF_SIGNED, PM_SERVER_HOST, "self-signed.pem" },
  };
  PmServerPrivate *private = pm_server_get_instance_private (self);
  g_autoptr (PmAuthority) authority = pm_authority_new ();

  pm_authority_write_root (authority, private->root_certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_autofree char *path = g_build_filename (private->folder, certificates[i].name, NULL);

      pm_authority_issue (authority, certificates[i].kind, certificates[i].host, path);
    }
}

static gboolean
open_folder (PmServer *self, GError **error)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  private->folder = g_dir_make_tmp ("postmend-XXXXXX", error);
  if (private->folder == NULL)
    return FALSE;
  private->root_certificate = g_build_filename (private->folder, "root.pem", NULL);
  if (g_chmod (private->folder, 0755) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s can not be opened to others",
               private->folder);
  return FALSE;
}

static void
pm_server_finalize (GObject *object)
{
  PmServer *self = PM_SERVER (object);
  PmServerPrivate *private = pm_server_get_instance_private (self);

  pm_server_stop (self);
  g_strfreev (private->addresses);
  g_strfreev (private->launcher);
  g_free (private->folder);
  g_free (private->root_certificate);
  G_OBJECT_CLASS (pm_server_parent_class)->finalize (object);
}

static void
pm_server_class_init (PmServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_server_finalize;
}

static void
pm_server_init (PmServer *self)
{
  static guint n_servers;
  PmServerPrivate *private = pm_server_get_instance_private (self);
  guint id = (guint) getpid ();

  private->addresses = g_new0 (char *, 2);
  private->addresses[0] = g_strdup_printf (
      "127.%u.%u.%u", 64 + (id >> 16) % 32 + 32 * (n_servers % 4), (id >> 8) & 255, id & 255);
  n_servers++;
}

void
pm_server_set_addresses (PmServer *self, const char *const *addresses)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  g_strfreev (private->addresses);
  private->addresses = g_strdupv ((char **) addresses);
}

void
pm_server_use_usual_ports (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  private->usual_ports = TRUE;
}

void
pm_server_set_launcher (PmServer *self, const char *const *launcher)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  g_strfreev (private->launcher);
  private->launcher = g_strdupv ((char **) launcher);
}

gboolean
pm_server_start (PmServer *self, GError **error)
{
  if (!open_folder (self, error))
    return FALSE;
  write_certificates (self);
  return PM_SERVER_GET_CLASS (self)->configure (self, error) && start_keeper (self, error);
}

void
pm_server_stop (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  if (private->keeper == NULL)
    return;
  g_output_stream_close (g_subprocess_get_stdin_pipe (private->keeper), NULL, NULL);
  g_subprocess_wait (private->keeper, NULL, NULL);
  g_clear_object (&private->keeper);
}

const char *const *
pm_server_get_addresses (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  return (const char *const *) private->addresses;
}

const char *
pm_server_get_root_certificate (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  return private->root_certificate;
}

guint
pm_server_get_port (PmServer *self, PmDoor door)
{
  static const guint usual[PM_N_DOORS] = {
    [PM_DOOR_PLAIN] = 25,
    [PM_DOOR_SMTPS] = 465,
    [PM_DOOR_SUBMISSION] = 587,
  };
  PmServerPrivate *private = pm_server_get_instance_private (self);

  if (private->usual_ports && usual[door] != 0)
    return usual[door];
  return PORT_OF_FIRST_DOOR + (guint) door;
}

char *
pm_server_read_log (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);
  g_autofree char *path = g_build_filename (private->folder, PM_SERVER_GET_CLASS (self)->log, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

const char *
pm_server_get_folder (PmServer *self)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);

  return private->folder;
}

gboolean
pm_server_write (PmServer *self, const char *name, const char *text, GError **error, ...)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);
  g_autofree char *path = g_build_filename (private->folder, name, NULL);
  g_autoptr (GString) filled = g_string_new (text);
  const char *word;
  va_list arguments;

  va_start (arguments, error);
  while ((word = va_arg (arguments, const char *)) != NULL)
    {
      g_autofree char *mark = g_strconcat ("@", word, "@", NULL);

      g_string_replace (filled, mark, va_arg (arguments, const char *), 0);
    }
  va_end (arguments);
  g_string_replace (filled, "@FOLDER@", private->folder, 0);
  return g_file_set_contents (path, filled->str, (gssize) filled->len, error);
}

gboolean
pm_server_make_folder (PmServer *self,
                       const char *name,
                       int mode,
                       const char *owner,
                       GError **error)
{
  PmServerPrivate *private = pm_server_get_instance_private (self);
  g_autofree char *path = g_build_filename (private->folder, name, NULL);
  struct passwd *user = owner != NULL ? getpwnam (owner) : NULL;

  if (g_mkdir_with_parents (path, mode) == 0 && (owner == NULL || user != NULL)
      && (user == NULL || chown (path, user->pw_uid, user->pw_gid) == 0))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s can not be made", path);
  return FALSE;
}

const char *
pm_server_find_obstacle (const char *const *programs)
{
  if (getuid () != 0)
    return "servers are started by root alone";
  for (guint i = 0; programs[i] != NULL; i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        {
          g_autofree char *reason = g_strdup_printf ("there is no program %s", programs[i]);

          return g_intern_string (reason);
        }
    }
  return NULL;
}
