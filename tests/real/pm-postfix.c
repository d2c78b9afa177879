/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-postfix.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <unistd.h>

#include "pm-authority.h"
#include "pm-await.h"

#define PORT_OF_FIRST_DOOR 20025

struct _PmPostfix
{
  GObject parent_instance;

  char *password;
  guint policy_port;
  char *folder;
  char *address;
  char *root_certificate;
  GSubprocess *keeper;
};

G_DEFINE_FINAL_TYPE (PmPostfix, pm_postfix, G_TYPE_OBJECT)

typedef struct
{
  PmDoor door;
  const char *options;
} Door;

#define SIGN_IN    "-o smtpd_sasl_auth_enable=yes -o smtpd_sender_restrictions=$own_sender "
#define SUBMISSION SIGN_IN "-o smtpd_tls_security_level=encrypt -o smtpd_tls_auth_only=yes "

static const Door doors[] = {
  { PM_DOOR_PLAIN, "" },
  { PM_DOOR_BARE, "-o smtpd_tls_security_level=none" },
  { PM_DOOR_SUBMISSION, SUBMISSION },
  { PM_DOOR_SMTPS, SUBMISSION "-o smtpd_tls_wrappermode=yes" },
  { PM_DOOR_EXPIRED, SUBMISSION "-o smtpd_tls_chain_files=$config_directory/expired.pem" },
  { PM_DOOR_SELF_SIGNED, SUBMISSION "-o smtpd_tls_chain_files=$config_directory/self-signed.pem" },
  { PM_DOOR_WRONG_NAME, SUBMISSION "-o smtpd_tls_chain_files=$config_directory/wrong-name.pem" },
  { PM_DOOR_GREYLIST, SUBMISSION "-o smtpd_recipient_restrictions=$greylist" },
};

/* 127.0.0.1 stays out of mynetworks, or every client here could relay. */
static const char main_cf[]
    = "compatibility_level = 3.6\n"
      "config_directory = @FOLDER@/etc\n"
      "queue_directory = @FOLDER@/queue\n"
      "data_directory = @FOLDER@/data\n"
      "maillog_file = @FOLDER@/mail.log\n"
      "maillog_file_prefixes = @FOLDER@\n"
      "mail_owner = postfix\n"
      "setgid_group = postdrop\n"
      "myhostname = " PM_POSTFIX_HOST "\n"
      "mydestination = example.test\n"
      "mynetworks = 127.255.255.254/32\n"
      "inet_interfaces = 127.0.0.1\n"
      "inet_protocols = ipv4\n"
      "alias_maps =\n"
      "alias_database =\n"
      "local_recipient_maps = inline:{ {user=1}, {info=1} }\n"
      "local_transport = discard:\n"
      "default_transport = discard:\n"
      "message_size_limit = " G_STRINGIFY (
          PM_POSTFIX_SIZE_LIMIT) "\n"
                                 "mailbox_size_limit = 0\n"
                                 "disable_dns_lookups = yes\n"
                                 "smtpd_peername_lookup = no\n"
                                 "smtpd_error_sleep_time = 0\n"
                                 "smtpd_tls_chain_files = $config_directory/good.pem\n"
                                 "smtpd_tls_security_level = may\n"
                                 "smtpd_tls_loglevel = 1\n"
                                 "smtpd_sasl_path = smtpd\n"
                                 "cyrus_sasl_config_path = $config_directory/sasl\n"
                                 "smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination\n"
                                 "smtpd_recipient_restrictions =\n"
                                 "smtpd_sender_login_maps = inline:{ {user@example.test=user@example.test},"
                                 " {info@example.test=other@example.test} }\n"
                                 "own_sender = reject_sender_login_mismatch\n"
                                 "greylist = check_policy_service inet:127.0.0.1:@POLICY@\n";

static const char services[] = "cleanup unix n - n - 0 cleanup\n"
                               "qmgr unix n - n 300 1 qmgr\n"
                               "tlsmgr unix - - n 1000? 1 tlsmgr\n"
                               "rewrite unix - - n - - trivial-rewrite\n"
                               "bounce unix - - n - 0 bounce\n"
                               "defer unix - - n - 0 bounce\n"
                               "proxymap unix - - n - - proxymap\n"
                               "error unix - - n - - error\n"
                               "discard unix - - n - - discard\n"
                               "anvil unix - - n - 1 anvil\n"
                               "postlog unix-dgram n - n - 1 postlogd\n";

static const char sasl_conf[] = "pwcheck_method: auxprop\n"
                                "auxprop_plugin: sasldb\n"
                                "sasldb_path: @FOLDER@/sasldb2\n"
                                "mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256\n";

/* A session of its own that waits for the end of its input, which comes even when the test is
 * killed: nothing is left running, and nothing is left behind. */
static const char keeper_script[]
    = "postfix -c \"$1/etc\" start >\"$1/start.log\" 2>&1 && echo started || cat \"$1/start.log\"\n"
      "cat >/dev/null\n"
      "postfix -c \"$1/etc\" stop >/dev/null 2>&1\n"
      "rm -rf \"$1\"\n";

static char *
fill_in (PmPostfix *self, const char *text)
{
  g_autoptr (GString) filled = g_string_new (text);
  g_autofree char *policy = g_strdup_printf ("%u", self->policy_port);

  g_string_replace (filled, "@FOLDER@", self->folder, 0);
  g_string_replace (filled, "@POLICY@", policy, 0);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static gboolean
write_file (PmPostfix *self, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return g_file_set_contents (path, text, -1, error);
}

static gboolean
write_config (PmPostfix *self, GError **error)
{
  g_autofree char *main_text = fill_in (self, main_cf);
  g_autofree char *sasl_text = fill_in (self, sasl_conf);
  g_autoptr (GString) master = g_string_new (services);

  for (guint i = 0; i < G_N_ELEMENTS (doors); i++)
    g_string_append_printf (master, "%s:%u inet n - n - - smtpd %s\n", self->address,
                            pm_postfix_get_port (self, doors[i].door), doors[i].options);
  return write_file (self, "etc/main.cf", main_text, error)
         && write_file (self, "etc/master.cf", master->str, error)
         && write_file (self, "etc/sasl/smtpd.conf", sasl_text, error);
}

static void
issue (PmPostfix *self,
       PmAuthority *authority,
       PmCertificateKind kind,
       const char *host,
       const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, "etc", name, NULL);

  pm_authority_issue (authority, kind, host, path);
}

static void
write_certificates (PmPostfix *self)
{
  g_autoptr (PmAuthority) authority = pm_authority_new ();

  pm_authority_write_root (authority, self->root_certificate);
  issue (self, authority, PM_CERTIFICATE_GOOD, PM_POSTFIX_HOST, "good.pem");
  issue (self, authority, PM_CERTIFICATE_GOOD, "other.example.net", "wrong-name.pem");
  issue (self, authority, PM_CERTIFICATE_EXPIRED, PM_POSTFIX_HOST, "expired.pem");
  issue (self, authority, PM_CERTIFICATE_SELF_SIGNED, PM_POSTFIX_HOST, "self-signed.pem");
}

/* Readable by the group of Postfix alone, as saslpasswd2 says it should be. */
static gboolean
write_passwords (PmPostfix *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "sasldb2", NULL);
  g_autoptr (GSubprocess) process = NULL;
  struct passwd *owner = getpwnam ("postfix");

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, error, "saslpasswd2", "-p", "-c", "-f",
                              path, "-u", "example.test", "user", NULL);
  if (process == NULL
      || !g_subprocess_communicate_utf8 (process, self->password, NULL, NULL, NULL, error)
      || !g_subprocess_wait_check (process, NULL, error))
    return FALSE;
  if (chown (path, 0, owner->pw_gid) != 0 || g_chmod (path, 0640) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: no right to change", path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
make_folders (PmPostfix *self, GError **error)
{
  g_autofree char *sasl = NULL;
  g_autofree char *queue = NULL;
  g_autofree char *data = NULL;
  struct passwd *owner = getpwnam ("postfix");

  self->folder = g_dir_make_tmp ("postmend-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  self->root_certificate = g_build_filename (self->folder, "root.pem", NULL);
  sasl = g_build_filename (self->folder, "etc", "sasl", NULL);
  queue = g_build_filename (self->folder, "queue", NULL);
  data = g_build_filename (self->folder, "data", NULL);
  if (g_chmod (self->folder, 0755) != 0 || g_mkdir_with_parents (sasl, 0755) != 0
      || g_mkdir (queue, 0755) != 0 || g_mkdir (data, 0700) != 0
      || chown (data, owner->pw_uid, owner->pw_gid) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s can not be filled", self->folder);
      return FALSE;
    }
  return TRUE;
}

static gboolean
start_keeper (PmPostfix *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  self->keeper = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   error, "setsid", "sh", "-c", keeper_script, "sh", self->folder,
                                   NULL);
  if (self->keeper == NULL)
    return FALSE;
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->keeper));
  g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, pm_await_cb, &result);
  pm_await (&result);
  line = g_data_input_stream_read_line_finish_utf8 (output, result, NULL, NULL);
  if (g_strcmp0 (line, "started") == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Postfix did not start: %s",
               line ? line : "no word");
  return FALSE;
}

static void
pm_postfix_finalize (GObject *object)
{
  PmPostfix *self = PM_POSTFIX (object);

  pm_postfix_stop (self);
  g_free (self->password);
  g_free (self->folder);
  g_free (self->address);
  g_free (self->root_certificate);
  G_OBJECT_CLASS (pm_postfix_parent_class)->finalize (object);
}

static void
pm_postfix_class_init (PmPostfixClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_postfix_finalize;
}

static void
pm_postfix_init (PmPostfix *self)
{
}

const char *
pm_postfix_get_obstacle (void)
{
  static const char *const programs[] = { "postfix", "saslpasswd2", "setsid" };

  if (getuid () != 0)
    return "a Postfix is started by root alone";
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        return programs[i];
    }
  return getpwnam ("postfix") == NULL ? "there is no user postfix" : NULL;
}

PmPostfix *
pm_postfix_new (const char *password, guint policy_port)
{
  PmPostfix *self = g_object_new (PM_TYPE_POSTFIX, NULL);
  guint id = (guint) getpid ();

  self->password = g_strdup (password);
  self->policy_port = policy_port;
  self->address = g_strdup_printf ("127.%u.%u.%u", 64 + (id >> 16) % 64, (id >> 8) & 255, id & 255);
  return self;
}

gboolean
pm_postfix_start (PmPostfix *self, GError **error)
{
  if (!make_folders (self, error) || !write_config (self, error) || !write_passwords (self, error))
    return FALSE;
  write_certificates (self);
  return start_keeper (self, error);
}

void
pm_postfix_stop (PmPostfix *self)
{
  if (self->keeper == NULL)
    return;
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->keeper), NULL, NULL);
  g_subprocess_wait (self->keeper, NULL, NULL);
  g_clear_object (&self->keeper);
}

const char *
pm_postfix_get_address (PmPostfix *self)
{
  return self->address;
}

const char *
pm_postfix_get_root_certificate (PmPostfix *self)
{
  return self->root_certificate;
}

guint
pm_postfix_get_port (PmPostfix *self, PmDoor door)
{
  return PORT_OF_FIRST_DOOR + (guint) door;
}

char *
pm_postfix_read_log (PmPostfix *self)
{
  g_autofree char *path = g_build_filename (self->folder, "mail.log", NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}
