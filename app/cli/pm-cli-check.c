/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-blocklists.h"
#include "pm-cli-password.h"
#include "pm-cli-run.h"
#include "pm-cli-values.h"
#include "pm-keyring.h"

#define MAX_TIMEOUT_S 600

typedef struct
{
  PmCliValues values;
  char **attachments;
  char **blocklists;
  char **more_words; /* --attach A B C, --blocklist A B C: those behind the first */
  gboolean usual_blocklists;
  char *public_ip;
  gboolean domain;
  char *password_file;
  char *token_file;
  gboolean keyring;
  char *timeout;
  char *dns;
  char *ca_file;
  char *port_map;
  char *now;
} Options;

static void
options_clear (Options *self)
{
  pm_cli_values_clear (&self->values);
  g_clear_pointer (&self->attachments, g_strfreev);
  g_clear_pointer (&self->blocklists, g_strfreev);
  g_clear_pointer (&self->more_words, g_strfreev);
  g_clear_pointer (&self->public_ip, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->token_file, g_free);
  g_clear_pointer (&self->timeout, g_free);
  g_clear_pointer (&self->dns, g_free);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->port_map, g_free);
  g_clear_pointer (&self->now, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* clang-format off */
static void
add_account_options (GOptionContext *context, Options *options)
{
  PmCliValues *values = &options->values;
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &values->address,
      N_("Your mail address"), N_("ADDRESS") },
    { "server", 0, 0, G_OPTION_ARG_STRING, &values->server,
      N_("Outgoing server (SMTP)"), N_("HOST[:PORT]") },
    { "port", 0, 0, G_OPTION_ARG_STRING, &values->port,
      N_("Port; without one, 465, 587 and 25 are looked at"), N_("PORT") },
    { "security", 0, 0, G_OPTION_ARG_STRING, &values->security,
      N_("Connection security: auto, tls, starttls or none"), N_("WAY") },
    { "user", 0, 0, G_OPTION_ARG_STRING, &values->user,
      N_("User name; the address when not given"), N_("NAME") },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &values->auth,
      "auto, plain, login, cram-md5, scram-sha-1, scram-sha-256, xoauth2, oauthbearer",
      N_("METHOD") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file,
      N_("Read the password from a file; “-” is standard input"), N_("FILE") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options->token_file,
      N_("Read an access token (OAuth2) from a file; “-” is standard input"), N_("FILE") },
    { "keyring", 0, 0, G_OPTION_ARG_NONE, &options->keyring,
      N_("Take the password from the keyring"), NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &values->from,
      N_("Sender to ask about; the address when not given"), N_("ADDRESS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &values->to,
      N_("Recipient to ask about; nothing is sent to it"),
      N_("ADDRESS") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &values->size,
      N_("Size of the message to ask about, in bytes"), N_("BYTES") },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->attachments,
      N_("Ask about a message with these files; none is sent"), N_("FILE…") },
    { "timeout", 0, 0, G_OPTION_ARG_STRING, &options->timeout,
      N_("How long to wait for one answer; 10 when not given"), N_("SECONDS") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->more_words,
      NULL, NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
}

static void
add_questions_to_others (GOptionContext *context, Options *options)
{
  const GOptionEntry entries[] = {
    { "blocklists", 0, 0, G_OPTION_ARG_NONE, &options->usual_blocklists,
      N_("Look this computer’s internet address and the sender’s domain up in blocklists"), NULL },
    { "blocklist", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->blocklists,
      N_("Look them up in these blocklists"), N_("ZONE…") },
    { "public-ip", 0, 0, G_OPTION_ARG_STRING, &options->public_ip,
      N_("The internet address to look up in blocklists"), N_("IP") },
    { "domain", 0, 0, G_OPTION_ARG_NONE, &options->domain,
      N_("Look at SPF, DMARC and MX of the sender’s domain"), NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, PM_GETTEXT_DOMAIN);
}

static void
add_hooks (GOptionContext *context, Options *options)
{
  const GOptionEntry entries[] = {
    { "dns", 0, 0, G_OPTION_ARG_STRING, &options->dns,
      N_("Ask this name server for everything"), N_("HOST[:PORT]") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_file,
      N_("Trust the certificates in this file too"), "PEM" },
    { "port-map", 0, 0, G_OPTION_ARG_STRING, &options->port_map,
      N_("Connect to the second port in place of the first"), "25:2525,…" },
    { "now", 0, 0, G_OPTION_ARG_STRING, &options->now,
      N_("Check certificates as of this time"), "ISO8601" },
    { NULL },
  };
  GOptionGroup *group = g_option_group_new ("hooks",
                                            _("For tests:"),
                                            _("Show the options that are for tests"),
                                            NULL,
                                            NULL);

  g_option_group_set_translation_domain (group, PM_GETTEXT_DOMAIN);
  g_option_group_add_entries (group, entries);
  g_option_context_add_group (context, group);
}
/* clang-format on */

static gboolean
parse (Options *options, PmCliOutput *output, char **args, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Talks to the outgoing server as a mail program does, up to the "
                                   "message itself,\nwhich is never sent, and tells why mail does "
                                   "not go out."));
  g_option_context_set_translation_domain (context, PM_GETTEXT_DOMAIN);
  add_account_options (context, options);
  add_questions_to_others (context, options);
  add_hooks (context, options);
  pm_cli_output_add_program (output, context);
  return pm_cli_output_parse (output, context, args, error);
}

/* The words behind the options belong to the one that takes several. */
static gboolean
check_more_words (const Options *options, GError **error)
{
  gboolean is_plain = (options->attachments != NULL) != (options->blocklists != NULL);

  return pm_cli_refuse_words (options->more_words, is_plain ? G_MAXUINT : 0, error);
}

static gboolean
apply_attachments (Options *options, PmAccount *account, GError **error)
{
  guint64 octets = PM_CLI_TEXT_OCTETS;

  if (options->attachments == NULL)
    return TRUE;
  if (options->values.size != NULL)
    {
      pm_cli_set_error (error, _ ("--size and --attach can not go together"));
      return FALSE;
    }
  if (!pm_cli_measure_attachments (options->attachments, &octets, error)
      || !pm_cli_measure_attachments (options->more_words, &octets, error))
    return FALSE;
  pm_account_set_message_size (account, octets);
  return TRUE;
}

static gboolean
apply_hook (PmCheckup *checkup,
            const char *option,
            const char *value,
            gboolean (*set) (PmCheckup *checkup, const char *value, GError **error),
            GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (value == NULL || set (checkup, value, &local_error))
    return TRUE;
  pm_cli_set_error (error, "%s: %s", option, local_error->message);
  return FALSE;
}

static gboolean
apply_hooks (const Options *options, PmCheckup *checkup, GError **error)
{
  return apply_hook (checkup, "--dns", options->dns, pm_checkup_set_dns_server, error)
         && apply_hook (checkup, "--ca-file", options->ca_file, pm_checkup_set_ca_file, error)
         && apply_hook (checkup, "--port-map", options->port_map, pm_checkup_set_port_map, error)
         && apply_hook (checkup, "--now", options->now, pm_checkup_set_now, error);
}

static gboolean
add_blocklist (PmCheckup *checkup, const char *zone, GError **error)
{
  const PmDeadBlocklist *dead = pm_blocklists_find_dead (zone);
  g_autoptr (GError) local_error = NULL;

  if (pm_checkup_add_blocklist (checkup, zone, &local_error))
    return TRUE;
  if (dead != NULL && dead->ended != NULL)
    pm_cli_set_error (error,
                      _ ("--blocklist: %s does not work any more since %s; its answers mean "
                         "nothing"),
                      dead->name, dead->ended);
  else if (dead != NULL)
    pm_cli_set_error (error, _ ("--blocklist: %s does not work any more; its answers mean nothing"),
                      dead->name);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    pm_cli_set_error (error, _ ("--blocklist: at most %d lists can be asked"), PM_BLOCKLISTS_MOST);
  else
    pm_cli_set_error (error, _ ("--blocklist: “%s” is not the zone of a blocklist"), zone);
  return FALSE;
}

static gboolean
add_blocklists (PmCheckup *checkup, char **zones, GError **error)
{
  for (guint i = 0; zones != NULL && zones[i] != NULL; i++)
    if (!add_blocklist (checkup, zones[i], error))
      return FALSE;
  return TRUE;
}

/* What others than the mail server are asked. */
static gboolean
apply_questions_to_others (const Options *options, PmCheckup *checkup, GError **error)
{
  gboolean asks_lists = options->usual_blocklists || options->blocklists != NULL;

  if (options->public_ip != NULL && !asks_lists)
    {
      pm_cli_set_error (error, _ ("--public-ip goes with --blocklists or --blocklist"));
      return FALSE;
    }
  if (options->public_ip != NULL
      && !pm_checkup_set_public_address (checkup, options->public_ip, NULL))
    {
      pm_cli_set_error (error, _ ("--public-ip: “%s” is not an address of the internet"),
                        options->public_ip);
      return FALSE;
    }
  pm_checkup_set_domain (checkup, options->domain);
  pm_checkup_set_blocklists (checkup, options->usual_blocklists);
  return add_blocklists (checkup, options->blocklists, error)
         && (options->blocklists == NULL || add_blocklists (checkup, options->more_words, error));
}

static gboolean
apply_timeout (const Options *options, PmCheckup *checkup, GError **error)
{
  guint64 seconds;

  if (options->timeout == NULL)
    return TRUE;
  if (!pm_cli_parse_number ("--timeout", options->timeout, 1, MAX_TIMEOUT_S, &seconds, error))
    return FALSE;
  pm_checkup_set_timeout (checkup, seconds * 1000);
  return TRUE;
}

static PmSecret *
look_in_keyring (PmAccount *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;
  PmSecret *secret;

  pm_keyring_lookup_async (account, cancellable, pm_cli_await_cb, &result);
  pm_cli_await (&result);
  secret = pm_keyring_lookup_finish (result, &local_error);

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (local_error != NULL)
    pm_cli_set_error (error, _ ("--keyring: %s"), local_error->message);
  else if (secret == NULL)
    pm_cli_set_error (error, _ ("--keyring: no password is stored there for this account"));
  return secret;
}

static gboolean
check_secret (const Options *options, PmAccount *account, GError **error)
{
  const char *auth = pm_account_get_auth (account);
  gboolean is_token = options->token_file != NULL;
  guint sources = is_token + (options->password_file != NULL) + options->keyring;

  if (sources > 1)
    pm_cli_set_error (error, _ ("only one of --password-file, --token-file and --keyring can be "
                                "given"));
  else if (is_token && !pm_cli_auth_takes_token (auth))
    pm_cli_set_error (error, _ ("--auth %s takes a password, not a token; use --password-file"),
                      auth);
  else if (!is_token && !pm_cli_auth_takes_password (auth))
    pm_cli_set_error (error, _ ("--auth %s takes a token, not a password; use --token-file"), auth);
  else if (*pm_account_get_effective_user (account) != '\0')
    return TRUE;
  else if (is_token)
    pm_cli_set_error (error, _ ("a token needs a user name: use --user or --address"));
  else
    pm_cli_set_error (error, _ ("a password needs a user name: use --user or --address"));
  return FALSE;
}

static PmSecret *
read_secret (const Options *options, PmAccount *account, GCancellable *cancellable, GError **error)
{
  if (options->keyring)
    return look_in_keyring (account, cancellable, error);
  if (options->token_file != NULL)
    return pm_cli_token_read (options->token_file, cancellable, error);
  return pm_cli_password_read (options->password_file, cancellable, error);
}

/* FALSE on error; no password or token at all is none. */
static gboolean
apply_secret (const Options *options, PmCheckup *checkup, GCancellable *cancellable, GError **error)
{
  PmAccount *account = pm_checkup_get_account (checkup);
  g_autoptr (PmSecret) secret = NULL;

  if (options->password_file == NULL && options->token_file == NULL && !options->keyring)
    return TRUE;
  if (!check_secret (options, account, error))
    return FALSE;

  secret = read_secret (options, account, cancellable, error);
  if (secret != NULL && options->token_file != NULL)
    pm_checkup_set_token (checkup, secret);
  else if (secret != NULL)
    pm_checkup_set_password (checkup, secret);
  return secret != NULL;
}

PmCliStatus
pm_cli_check (char **args, GCancellable *cancellable)
{
  g_auto (Options) options = { 0 };
  g_auto (PmCliOutput) output = { 0 };
  g_autoptr (PmAccount) account = pm_account_new ();
  g_autoptr (PmCheckup) checkup = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (&options, &output, args, &error) || !check_more_words (&options, &error)
      || !pm_cli_values_apply (&options.values, account, &error)
      || !apply_attachments (&options, account, &error))
    return pm_cli_fail (error);

  checkup = pm_checkup_new (account);
  if (!apply_hooks (&options, checkup, &error) || !apply_timeout (&options, checkup, &error)
      || !apply_questions_to_others (&options, checkup, &error)
      || !apply_secret (&options, checkup, cancellable, &error))
    return pm_cli_fail (error);

  return pm_cli_run (checkup, &output, cancellable);
}
