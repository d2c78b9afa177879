/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-cli-values.h"

#include <glib/gi18n.h>
#include <string.h>

#include "pm-cli-output.h"
#include "pm-cli.h"
#include "pm-size.h"
#include "pm-tidy.h"

/* The largest message that can be asked about. */
#define MAX_OCTETS (G_GUINT64_CONSTANT (1) << 50)

typedef char *(*TidyFunc) (const char *text, PmTidy *changes, GError **error);

void
pm_cli_values_clear (PmCliValues *self)
{
  char **strings[] = { &self->address, &self->server, &self->port, &self->security, &self->user,
                       &self->auth,    &self->from,   &self->to,   &self->size };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_clear_pointer (strings[i], g_free);
}

static const struct
{
  PmTidyError code;
  const char *reason;
} tidy_errors[] = {
  { PM_TIDY_ERROR_EMPTY, N_ ("nothing is in it") },
  { PM_TIDY_ERROR_CHARACTERS, N_ ("there is a character that can not be in it") },
  { PM_TIDY_ERROR_SYNTAX, N_ ("this is not of the right form") },
  { PM_TIDY_ERROR_RANGE, N_ ("a port is between 1 and 65535") },
};

static void
set_tidy_error (const char *option, const char *text, const GError *tidy, GError **error)
{
  const char *reason = N_ ("this can not be used");

  for (guint i = 0; i < G_N_ELEMENTS (tidy_errors); i++)
    if (tidy->domain == PM_TIDY_ERROR && tidy->code == (int) tidy_errors[i].code)
      reason = tidy_errors[i].reason;
  pm_cli_set_error (error, "%s “%s”: %s", option, text, _ (reason));
}

/* A port behind the server's name is the usual way to give one, not something mended. */
static void
tell_mended (const char *option, const char *mended, PmTidy changes)
{
  if ((changes & ~PM_TIDY_PORT) != PM_TIDY_NOTHING)
    pm_cli_tell (_ ("%s: read as “%s”"), option, mended);
}

static char *
tidy (TidyFunc func, const char *option, const char *text, GError **error)
{
  PmTidy changes = PM_TIDY_NOTHING;
  g_autoptr (GError) tidy_error = NULL;
  g_autofree char *mended = func (text, &changes, &tidy_error);

  if (mended == NULL)
    {
      set_tidy_error (option, text, tidy_error, error);
      return NULL;
    }
  tell_mended (option, mended, changes);
  return g_steal_pointer (&mended);
}

static gboolean
apply_address (PmAccount *account,
               void (*set) (PmAccount *account, const char *address),
               const char *option,
               const char *text,
               GError **error)
{
  g_autofree char *address = NULL;

  if (text == NULL)
    return TRUE;
  address = tidy (pm_tidy_address, option, text, error);
  if (address != NULL)
    set (account, address);
  return address != NULL;
}

static gboolean
apply_server (PmAccount *account, const char *text, GError **error)
{
  PmTidy changes = PM_TIDY_NOTHING;
  guint port = 0;
  g_autofree char *server = NULL;
  g_autofree char *with_port = NULL;
  g_autoptr (GError) tidy_error = NULL;

  if (text == NULL)
    {
      pm_cli_set_error (error, _ ("no server was given; use --server HOST[:PORT]"));
      return FALSE;
    }
  server = pm_tidy_host (text, &port, &changes, &tidy_error);
  if (server == NULL)
    {
      set_tidy_error ("--server", text, tidy_error, error);
      return FALSE;
    }
  with_port = g_strdup_printf (strchr (server, ':') != NULL ? "[%s]:%u" : "%s:%u", server, port);
  tell_mended ("--server", port != 0 ? with_port : server, changes);
  pm_account_set_server (account, server);
  pm_account_set_port (account, port);
  return TRUE;
}

static gboolean
apply_port (PmAccount *account, const char *text, GError **error)
{
  g_autoptr (GError) tidy_error = NULL;
  guint known = pm_account_get_port (account);
  guint port;

  if (text == NULL)
    return TRUE;

  port = pm_tidy_port (text, NULL, &tidy_error);
  if (port == 0)
    {
      set_tidy_error ("--port", text, tidy_error, error);
      return FALSE;
    }
  if (known != 0 && known != port)
    {
      pm_cli_set_error (error, _ ("--server and --port name different ports"));
      return FALSE;
    }
  pm_account_set_port (account, port);
  return TRUE;
}

static gboolean
apply_security (PmAccount *account, const char *text, GError **error)
{
  PmSecurity security;

  if (text == NULL)
    return TRUE;
  if (!pm_security_from_id (text, &security))
    {
      pm_cli_set_error (error, _ ("%s: “%s” is none of: %s"), "--security", text,
                        "auto, tls, starttls, none");
      return FALSE;
    }
  pm_account_set_security (account, security);
  return TRUE;
}

static const char *const password_methods[] = { "auto",
                                                "plain",
                                                "login",
                                                "cram-md5",
                                                "scram-sha-1",
                                                "scram-sha-1-plus",
                                                "scram-sha-256",
                                                "scram-sha-256-plus",
                                                NULL };
static const char *const token_methods[] = { "auto", "xoauth2", "oauthbearer", NULL };

static gboolean
apply_auth (PmAccount *account, const char *text, GError **error)
{
  g_autofree char *passwords = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *list = NULL;

  if (text == NULL)
    return TRUE;
  if (g_strv_contains (password_methods, text) || g_strv_contains (token_methods, text))
    {
      pm_account_set_auth (account, text);
      return TRUE;
    }
  passwords = g_strjoinv (", ", (char **) password_methods);
  tokens = g_strjoinv (", ", (char **) token_methods + 1);
  list = g_strconcat (passwords, ", ", tokens, NULL);
  pm_cli_set_error (error, _ ("%s: “%s” is none of: %s"), "--auth", text, list);
  return FALSE;
}

static gboolean
apply_user (PmAccount *account, const char *text, GError **error)
{
  g_autofree char *user = NULL;

  if (text == NULL)
    return TRUE;
  user = pm_cli_tidy_user (text, error);
  if (user != NULL)
    pm_account_set_user (account, user);
  return user != NULL;
}

static gboolean
apply_size (PmAccount *account, const char *text, GError **error)
{
  guint64 octets;

  if (text == NULL)
    return TRUE;
  if (!pm_cli_parse_number ("--size", text, 1, MAX_OCTETS, &octets, error))
    return FALSE;
  pm_account_set_message_size (account, octets);
  return TRUE;
}

char *
pm_cli_tidy_user (const char *text, GError **error)
{
  return tidy (pm_tidy_user, "--user", text, error);
}

gboolean
pm_cli_auth_takes_password (const char *auth)
{
  return g_strv_contains (password_methods, auth);
}

gboolean
pm_cli_auth_takes_token (const char *auth)
{
  return g_strv_contains (token_methods, auth);
}

gboolean
pm_cli_values_apply (const PmCliValues *self, PmAccount *account, GError **error)
{
  return apply_server (account, self->server, error) && apply_port (account, self->port, error)
         && apply_security (account, self->security, error)
         && apply_address (account, pm_account_set_address, "--address", self->address, error)
         && apply_user (account, self->user, error) && apply_auth (account, self->auth, error)
         && apply_address (account, pm_account_set_from, "--from", self->from, error)
         && apply_address (account, pm_account_set_to, "--to", self->to, error)
         && apply_size (account, self->size, error);
}

gboolean
pm_cli_parse_number (const char *option,
                     const char *text,
                     guint64 min,
                     guint64 max,
                     guint64 *number,
                     GError **error)
{
  g_autofree char *lowest = g_strdup_printf ("%" G_GUINT64_FORMAT, min);
  g_autofree char *highest = g_strdup_printf ("%" G_GUINT64_FORMAT, max);

  if (g_ascii_string_to_unsigned (text, 10, min, max, number, NULL))
    return TRUE;
  pm_cli_set_error (error, _ ("%s: “%s” is not a whole number from %s to %s"), option, text, lowest,
                    highest);
  return FALSE;
}

gboolean
pm_cli_measure_attachments (char **paths, guint64 *octets, GError **error)
{
  for (; paths != NULL && *paths != NULL; paths++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (*paths);
      g_autoptr (GFileInfo) info = NULL;
      g_autofree char *name = g_path_get_basename (*paths);
      goffset size;

      info = g_file_query_info (file,
                                G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                G_FILE_QUERY_INFO_NONE, NULL, error);
      if (info == NULL)
        return FALSE;
      size = g_file_info_get_size (info);
      if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR || size < 0
          || (guint64) size > MAX_OCTETS)
        {
          pm_cli_set_error (error, _ ("--attach %s: this can not be attached"), *paths);
          return FALSE;
        }
      *octets += pm_size_of_part (size, name);
    }
  return TRUE;
}
