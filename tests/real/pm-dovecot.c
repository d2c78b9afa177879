/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dovecot.h"

#include <unistd.h>

struct _PmDovecot
{
  PmServer parent_instance;

  char *password;
  PmServer *behind;
};

G_DEFINE_FINAL_TYPE (PmDovecot, pm_dovecot, PM_TYPE_SERVER)

static const char dovecot_conf[] = "base_dir = @FOLDER@/run\n"
                                   "state_dir = @FOLDER@/state\n"
                                   "log_path = @FOLDER@/log\n"
                                   "protocols = submission\n"
                                   "listen = @ADDRESS@\n"
                                   "hostname = " PM_SERVER_HOST "\n"
                                   "ssl = required\n"
                                   "ssl_cert = <@FOLDER@/good.pem\n"
                                   "ssl_key = <@FOLDER@/good.pem\n"
                                   "local_name " PM_DOVECOT_HOST_EXPIRED " {\n"
                                   "  ssl_cert = <@FOLDER@/expired.pem\n"
                                   "  ssl_key = <@FOLDER@/expired.pem\n"
                                   "}\n"
                                   "local_name " PM_DOVECOT_HOST_SELF_SIGNED " {\n"
                                   "  ssl_cert = <@FOLDER@/self-signed.pem\n"
                                   "  ssl_key = <@FOLDER@/self-signed.pem\n"
                                   "}\n"
                                   "local_name " PM_DOVECOT_HOST_WRONG_NAME " {\n"
                                   "  ssl_cert = <@FOLDER@/wrong-name.pem\n"
                                   "  ssl_key = <@FOLDER@/wrong-name.pem\n"
                                   "}\n"
                                   "auth_mechanisms = plain login\n"
                                   "auth_failure_delay = 0\n"
                                   "passdb {\n"
                                   "  driver = passwd-file\n"
                                   "  args = @FOLDER@/users\n"
                                   "}\n"
                                   "userdb {\n"
                                   "  driver = passwd-file\n"
                                   "  args = @FOLDER@/users\n"
                                   "}\n"
                                   "mail_location = maildir:@FOLDER@/mail/%u\n"
                                   "first_valid_uid = 1\n"
                                   "submission_relay_host = @BEHIND@\n"
                                   "submission_relay_port = @BEHIND_PORT@\n"
                                   "submission_relay_ssl = starttls\n"
                                   "submission_relay_ssl_verify = no\n"
                                   "submission_relay_user = " PM_SERVER_USER "\n"
                                   "submission_relay_password = @PASSWORD@\n"
                                   "submission_max_mail_size = @SIZE@\n"
                                   "service submission-login {\n"
                                   "  inet_listener submission {\n"
                                   "    port = @SUBMISSION@\n"
                                   "  }\n"
                                   "  inet_listener submissions {\n"
                                   "    port = @SMTPS@\n"
                                   "    ssl = yes\n"
                                   "  }\n"
                                   "}\n"
                                   "service stats {\n"
                                   "  unix_listener stats-writer {\n"
                                   "    mode = 0666\n"
                                   "  }\n"
                                   "}\n";

/* As in passwd(5), and behind that what is different for one user. */
static const char users[] = PM_SERVER_USER
    ":{PLAIN}@PASSWORD@:8:8::@FOLDER@/mail::\n" PM_DOVECOT_STRANDED
    ":{PLAIN}@PASSWORD@:8:8::@FOLDER@/mail::"
    "userdb_submission_relay_port=@NOWHERE@\n";

static char *
write_port (PmServer *server, PmDoor door)
{
  return g_strdup_printf ("%u", pm_server_get_port (server, door));
}

static gboolean
pm_dovecot_configure (PmServer *server, GError **error)
{
  PmDovecot *self = PM_DOVECOT (server);
  g_autofree char *submission = write_port (server, PM_DOOR_SUBMISSION);
  g_autofree char *smtps = write_port (server, PM_DOOR_SMTPS);
  g_autofree char *behind = write_port (self->behind, PM_DOOR_SUBMISSION);
  g_autofree char *nowhere = write_port (self->behind, PM_DOOR_CLOSED);

  return pm_server_make_folder (server, "mail", 0777, "mail", error)
         && pm_server_write (server, "users", users, error, "PASSWORD", self->password, "NOWHERE",
                             nowhere, NULL)
         && pm_server_write (server, "dovecot.conf", dovecot_conf, error, "ADDRESS",
                             pm_server_get_addresses (server)[0], "BEHIND",
                             pm_server_get_addresses (self->behind)[0], "BEHIND_PORT", behind,
                             "PASSWORD", self->password, "SIZE", G_STRINGIFY (PM_SERVER_SIZE_LIMIT),
                             "SUBMISSION", submission, "SMTPS", smtps, NULL);
}

static void
pm_dovecot_finalize (GObject *object)
{
  g_free (PM_DOVECOT (object)->password);
  G_OBJECT_CLASS (pm_dovecot_parent_class)->finalize (object);
}

static void
pm_dovecot_class_init (PmDovecotClass *klass)
{
  PmServerClass *server_class = PM_SERVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pm_dovecot_finalize;
  server_class->start_command = "dovecot -c \"$1/dovecot.conf\"";
  server_class->stop_command = "pid=$(cat \"$1/run/master.pid\") && kill \"$pid\"\n"
                               "while kill -0 \"$pid\" 2>/dev/null; do sleep 0.1; done";
  server_class->log = "log";
  server_class->configure = pm_dovecot_configure;
}

static void
pm_dovecot_init (PmDovecot *self)
{
}

const char *
pm_dovecot_get_obstacle (void)
{
  static const char *const programs[] = { "dovecot", "setsid", NULL };
  static const char submission[] = "/usr/lib/dovecot/submission-login";
  const char *obstacle = pm_server_find_obstacle (programs);

  if (obstacle != NULL)
    return obstacle;
  return access (submission, X_OK) == 0 ? NULL : "this Dovecot does no submission";
}

PmDovecot *
pm_dovecot_new (const char *password, PmServer *behind)
{
  PmDovecot *self = g_object_new (PM_TYPE_DOVECOT, NULL);

  self->password = g_strdup (password);
  self->behind = behind;
  return self;
}
