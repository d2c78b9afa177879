/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-postfix.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <unistd.h>

struct _PmPostfix
{
  PmServer parent_instance;

  char *password;
  guint policy_port;
};

G_DEFINE_FINAL_TYPE (PmPostfix, pm_postfix, PM_TYPE_SERVER)

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
  { PM_DOOR_EXPIRED, SUBMISSION "-o smtpd_tls_chain_files=$folder/expired.pem" },
  { PM_DOOR_SELF_SIGNED, SUBMISSION "-o smtpd_tls_chain_files=$folder/self-signed.pem" },
  { PM_DOOR_WRONG_NAME, SUBMISSION "-o smtpd_tls_chain_files=$folder/wrong-name.pem" },
  { PM_DOOR_GREYLIST, SUBMISSION "-o smtpd_recipient_restrictions=$greylist" },
  { PM_DOOR_TLS_1_2, SUBMISSION "-o smtpd_tls_mandatory_protocols=TLSv1.2" },
  { PM_DOOR_NO_SERVICE, "-o smtpd_delay_reject=no -o smtpd_client_restrictions=reject" },
};

/* 127.0.0.1 stays out of mynetworks, or every client here could relay. */
static const char main_cf[]
    = "compatibility_level = 3.6\n"
      "folder = @FOLDER@\n"
      "config_directory = @FOLDER@/etc\n"
      "queue_directory = @FOLDER@/queue\n"
      "data_directory = @FOLDER@/data\n"
      "maillog_file = @FOLDER@/mail.log\n"
      "maillog_file_prefixes = @FOLDER@\n"
      "mail_owner = postfix\n"
      "setgid_group = postdrop\n"
      "myhostname = " PM_SERVER_HOST "\n"
      "mydestination = example.test\n"
      "mynetworks = 127.255.255.254/32\n"
      "inet_interfaces = all\n"
      "inet_protocols = all\n"
      "alias_maps =\n"
      "alias_database =\n"
      "local_recipient_maps = inline:{ {user=1}, {info=1} }\n"
      "local_transport = discard:\n"
      "default_transport = discard:\n"
      "message_size_limit = " G_STRINGIFY (
          PM_SERVER_SIZE_LIMIT) "\n"
                                "mailbox_size_limit = 0\n"
                                "disable_dns_lookups = yes\n"
                                "smtpd_peername_lookup = no\n"
                                "smtpd_error_sleep_time = 0\n"
                                "smtpd_tls_chain_files = $folder/good.pem\n"
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

static gboolean
write_master (PmPostfix *self, GError **error)
{
  PmServer *server = PM_SERVER (self);
  const char *const *addresses = pm_server_get_addresses (server);
  g_autoptr (GString) master = g_string_new (services);

  for (guint i = 0; i < G_N_ELEMENTS (doors); i++)
    for (guint j = 0; addresses[j] != NULL; j++)
      g_string_append_printf (master, "[%s]:%u inet n - n - - smtpd %s\n", addresses[j],
                              pm_server_get_port (server, doors[i].door), doors[i].options);
  return pm_server_write (server, "etc/master.cf", master->str, error, NULL);
}

/* Readable by the group of Postfix alone, as saslpasswd2 says it should be. */
static gboolean
write_passwords (PmPostfix *self, GError **error)
{
  g_autofree char *path = g_build_filename (pm_server_get_folder (PM_SERVER (self)), "sasldb2",
                                            NULL);
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
pm_postfix_configure (PmServer *server, GError **error)
{
  PmPostfix *self = PM_POSTFIX (server);
  g_autofree char *policy = g_strdup_printf ("%u", self->policy_port);

  return pm_server_make_folder (server, "etc/sasl", 0755, NULL, error)
         && pm_server_make_folder (server, "queue", 0755, NULL, error)
         && pm_server_make_folder (server, "data", 0700, "postfix", error)
         && pm_server_write (server, "etc/main.cf", main_cf, error, "POLICY", policy, NULL)
         && pm_server_write (server, "etc/sasl/smtpd.conf", sasl_conf, error, NULL)
         && write_master (self, error) && write_passwords (self, error);
}

static void
pm_postfix_finalize (GObject *object)
{
  g_free (PM_POSTFIX (object)->password);
  G_OBJECT_CLASS (pm_postfix_parent_class)->finalize (object);
}

static void
pm_postfix_class_init (PmPostfixClass *klass)
{
  PmServerClass *server_class = PM_SERVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pm_postfix_finalize;
  server_class->start_command = "postfix -c \"$1/etc\" start";
  server_class->stop_command = "postfix -c \"$1/etc\" stop >/dev/null 2>&1";
  server_class->log = "mail.log";
  server_class->configure = pm_postfix_configure;
}

static void
pm_postfix_init (PmPostfix *self)
{
}

const char *
pm_postfix_get_obstacle (void)
{
  static const char *const programs[] = { "postfix", "saslpasswd2", "setsid", NULL };
  const char *obstacle = pm_server_find_obstacle (programs);

  if (obstacle != NULL)
    return obstacle;
  return getpwnam ("postfix") == NULL ? "there is no user postfix" : NULL;
}

PmPostfix *
pm_postfix_new (const char *password, guint policy_port)
{
  PmPostfix *self = g_object_new (PM_TYPE_POSTFIX, NULL);

  self->password = g_strdup (password);
  self->policy_port = policy_port;
  return self;
}
