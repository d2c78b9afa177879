/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-exim.h"

struct _PmExim
{
  PmServer parent_instance;

  char *password;
};

G_DEFINE_FINAL_TYPE (PmExim, pm_exim, PM_TYPE_SERVER)

/* The port decides on everything: Exim expands its settings anew for each connection. */
static const char exim_conf[]
    = "primary_hostname = " PM_SERVER_HOST "\n"
      "exim_path = @PROGRAM@\n"
      "spool_directory = @FOLDER@/spool\n"
      "log_file_path = @FOLDER@/log/%slog\n"
      "pid_file_path = @FOLDER@/exim.pid\n"
      "local_interfaces = <; @PLACES@\n"
      "tls_on_connect_ports = @SMTPS@\n"
      "tls_advertise_hosts = ${if eq{$received_port}{@BARE@}{}{*}}\n"
      "tls_certificate = @FOLDER@/${extract{port_$received_port}{@CERTIFICATES@}{$value}{good.pem}}\n"
      "tls_privatekey = @FOLDER@/${extract{port_$received_port}{@CERTIFICATES@}{$value}{good.pem}}\n"
      "auth_advertise_hosts = ${if or{{eq{$tls_in_cipher}{}}{eq{$received_port}{@PLAIN@}}}{}{*}}\n"
      "message_size_limit = @SIZE@\n"
      "host_lookup =\n"
      "rfc1413_query_timeout = 0s\n"
      "keep_environment =\n"
      "queue_only\n"
      "domainlist local_domains = example.test\n"
      "acl_smtp_connect = on_connect\n"
      "acl_smtp_mail = on_mail\n"
      "acl_smtp_rcpt = on_rcpt\n"
      "begin acl\n"
      "on_connect:\n"
      "  drop condition = ${if eq{$received_port}{@NO_SERVICE@}}\n"
      "  accept\n"
      "on_mail:\n"
      "  accept authenticated = *\n"
      "  accept condition = ${if or{{eq{$received_port}{@PLAIN@}}{eq{$received_port}{@BARE@}}}}\n"
      "  deny message = Authentication required\n"
      "on_rcpt:\n"
      "  defer condition = ${if eq{$received_port}{@GREYLIST@}}\n"
      "        message = Greylisted, please try again later\n"
      "  require message = relay not permitted\n"
      "          condition = ${if or{{def:authenticated_id}{match_domain{$domain}{+local_domains}}}}\n"
      "  require verify = recipient\n"
      "  accept\n"
      "begin routers\n"
      "local:\n"
      "  driver = accept\n"
      "  domains = +local_domains\n"
      "  local_parts = user : info\n"
      "  transport = nowhere\n"
      "far:\n"
      "  driver = accept\n"
      "  domains = !+local_domains\n"
      "  transport = nowhere\n"
      "begin transports\n"
      "nowhere:\n"
      "  driver = appendfile\n"
      "  file = /dev/null\n"
      "begin authenticators\n"
      "plain:\n"
      "  driver = plaintext\n"
      "  public_name = PLAIN\n"
      "  server_condition = ${if and{{eq{$auth2}{@USER@}}{eq{$auth3}{@PASSWORD@}}}}\n"
      "  server_set_id = $auth2\n"
      "login:\n"
      "  driver = plaintext\n"
      "  public_name = LOGIN\n"
      "  server_prompts = <| Username: | Password:\n"
      "  server_condition = ${if and{{eq{$auth1}{@USER@}}{eq{$auth2}{@PASSWORD@}}}}\n"
      "  server_set_id = $auth1\n"
      "cram:\n"
      "  driver = cram_md5\n"
      "  public_name = CRAM-MD5\n"
      "  server_secret = ${if eq{$auth1}{@USER@}{@PASSWORD@}fail}\n"
      "  server_set_id = $auth1\n";

/* Exim knows its user by name alone. Where he is not there, another without rights stands in, in
 * lists of users and groups that this Exim alone sees. */
static const char start_script[]
    = "set -e\n"
      "cd @FOLDER@\n"
      "sed '$a Debian-exim:x:8:8::/nonexistent:/usr/sbin/nologin' /etc/passwd >passwd\n"
      "sed '$a Debian-exim:x:8:' /etc/group >group\n"
      "mount --bind passwd /etc/passwd\n"
      "mount --bind group /etc/group\n"
      "chown Debian-exim *.pem spool log\n"
      "exec @PROGRAM@ -C @FOLDER@/exim.conf -bd\n";

static const struct
{
  PmDoor door;
  const char *certificate; /* NULL: the good one */
} doors[] = {
  { PM_DOOR_PLAIN, NULL },
  { PM_DOOR_BARE, NULL },
  { PM_DOOR_SUBMISSION, NULL },
  { PM_DOOR_SMTPS, NULL },
  { PM_DOOR_EXPIRED, "expired.pem" },
  { PM_DOOR_SELF_SIGNED, "self-signed.pem" },
  { PM_DOOR_WRONG_NAME, "wrong-name.pem" },
  { PM_DOOR_GREYLIST, NULL },
  { PM_DOOR_NO_SERVICE, NULL },
};

static char *
find_program (void)
{
  const char *told = g_getenv ("POSTMEND_EXIM");

  return g_find_program_in_path (told != NULL ? told : "exim4");
}

static char *
write_port (PmServer *server, PmDoor door)
{
  return g_strdup_printf ("%u", pm_server_get_port (server, door));
}

static gboolean
write_config (PmExim *self, const char *program, GError **error)
{
  PmServer *server = PM_SERVER (self);
  const char *address = pm_server_get_addresses (server)[0];
  g_autofree char *bare = write_port (server, PM_DOOR_BARE);
  g_autofree char *plain = write_port (server, PM_DOOR_PLAIN);
  g_autofree char *smtps = write_port (server, PM_DOOR_SMTPS);
  g_autofree char *greylist = write_port (server, PM_DOOR_GREYLIST);
  g_autofree char *no_service = write_port (server, PM_DOOR_NO_SERVICE);
  g_autoptr (GString) places = g_string_new (NULL);
  g_autoptr (GString) certificates = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    {
      guint port = pm_server_get_port (server, doors[i].door);

      g_string_append_printf (places, "%s%s.%u", i > 0 ? " ; " : "", address, port);
      if (doors[i].certificate != NULL)
        g_string_append_printf (certificates, " port_%u=%s", port, doors[i].certificate);
    }
  return pm_server_write (server, "exim.conf", exim_conf, error, "PROGRAM", program, "PLACES",
                          places->str, "CERTIFICATES", certificates->str, "BARE", bare, "PLAIN",
                          plain, "SMTPS", smtps, "GREYLIST", greylist, "NO_SERVICE", no_service,
                          "SIZE", G_STRINGIFY (PM_SERVER_SIZE_LIMIT), "USER", PM_SERVER_USER,
                          "PASSWORD", self->password, NULL);
}

static gboolean
pm_exim_configure (PmServer *server, GError **error)
{
  g_autofree char *program = find_program ();

  return pm_server_make_folder (server, "spool", 0755, NULL, error)
         && pm_server_make_folder (server, "log", 0755, NULL, error)
         && pm_server_write (server, "start", start_script, error, "PROGRAM", program, NULL)
         && write_config (PM_EXIM (server), program, error);
}

static void
pm_exim_finalize (GObject *object)
{
  g_free (PM_EXIM (object)->password);
  G_OBJECT_CLASS (pm_exim_parent_class)->finalize (object);
}

static void
pm_exim_class_init (PmEximClass *klass)
{
  PmServerClass *server_class = PM_SERVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pm_exim_finalize;
  server_class->start_command = "unshare --mount sh \"$1/start\"";
  server_class->stop_command = "pid=$(cat \"$1/exim.pid\") && kill \"$pid\"\n"
                               "while kill -0 \"$pid\" 2>/dev/null; do sleep 0.1; done";
  server_class->log = "log/mainlog";
  server_class->configure = pm_exim_configure;
}

static void
pm_exim_init (PmExim *self)
{
}

const char *
pm_exim_get_obstacle (void)
{
  static const char *const programs[] = { "mount", "setsid", "unshare", NULL };
  const char *obstacle = pm_server_find_obstacle (programs);
  g_autofree char *program = find_program ();

  if (obstacle != NULL)
    return obstacle;
  return program == NULL ? "there is no exim4" : NULL;
}

PmExim *
pm_exim_new (const char *password)
{
  PmExim *self = g_object_new (PM_TYPE_EXIM, NULL);

  self->password = g_strdup (password);
  return self;
}
