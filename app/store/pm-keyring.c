/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-keyring.h"

#include <libsecret/secret.h>

#define PROTOCOL "smtp"

static const SecretSchema schema = {
  "io.github.postmend.Postmend.Smtp",
  SECRET_SCHEMA_NONE,
  {
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "port", SECRET_SCHEMA_ATTRIBUTE_INTEGER },
      { "protocol", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

/* NULL where the account does not say whose password it is. User and server are what a password
 * belongs to; the port is known beside it and is left out of a wider search. */
static GHashTable *
describe (PmAccount *account, gboolean with_port)
{
  g_autofree char *server = g_ascii_strdown (pm_account_get_server (account), -1);
  const char *user = pm_account_get_effective_user (account);
  GHashTable *attributes;

  if (*server == '\0' || *user == '\0')
    return NULL;
  attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_insert (attributes, (gpointer) "user", g_strdup (user));
  g_hash_table_insert (attributes, (gpointer) "server", g_steal_pointer (&server));
  g_hash_table_insert (attributes, (gpointer) "protocol", g_strdup (PROTOCOL));
  if (with_port)
    g_hash_table_insert (attributes, (gpointer) "port",
                         g_strdup_printf ("%u", pm_account_get_port (account)));
  return attributes;
}

static void
pm_keyring_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
pm_keyring_store_async (PmAccount *account,
                        PmSecret *password,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  const char *bytes;
  gsize length;

  g_task_set_source_tag (task, pm_keyring_store_async);
  attributes = describe (account, TRUE);
  bytes = pm_secret_peek (password, &length);
  if (attributes == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               "user or server is not told");
      return;
    }
  /* The keyring keeps text; other bytes would come back changed or not at all. */
  if (!g_utf8_validate_len (bytes, length, NULL))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                               "the password is no UTF-8 text");
      return;
    }
  label = g_strdup_printf ("SMTP: %s (%s)", pm_account_get_effective_user (account),
                           pm_account_get_server (account));
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, bytes, cancellable,
                          pm_keyring_stored_cb, g_steal_pointer (&task));
}

gboolean
pm_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static PmSecret *
take_password (char *password)
{
  PmSecret *secret = pm_secret_new (password, -1);

  secret_password_free (password);
  return secret;
}

static void
return_secret (GTask *task, PmSecret *secret)
{
  g_task_return_pointer (task, secret, (GDestroyNotify) pm_secret_unref);
}

static void
pm_keyring_found_any_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *password = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    return_secret (task, password != NULL ? take_password (password) : NULL);
}

static void
pm_keyring_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GHashTable) attributes = NULL;
  GError *error = NULL;
  char *password = secret_password_lookup_nonpageable_finish (result, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (password != NULL)
    {
      return_secret (task, take_password (password));
      return;
    }
  /* The same user at the same server has the same password at its other ports. */
  attributes = describe (g_task_get_task_data (task), FALSE);
  secret_password_lookupv (&schema, attributes, cancellable, pm_keyring_found_any_cb,
                           g_steal_pointer (&task));
}

void
pm_keyring_lookup_async (PmAccount *account,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = describe (account, TRUE);

  g_task_set_source_tag (task, pm_keyring_lookup_async);
  g_task_set_task_data (task, pm_account_copy (account), g_object_unref);
  if (attributes == NULL)
    return_secret (task, NULL);
  else
    secret_password_lookupv (&schema, attributes, cancellable, pm_keyring_found_cb,
                             g_steal_pointer (&task));
}

PmSecret *
pm_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
pm_keyring_forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean forgotten = secret_password_clear_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, forgotten);
}

void
pm_keyring_forget_async (PmAccount *account,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GHashTable) attributes = describe (account, FALSE);

  g_task_set_source_tag (task, pm_keyring_forget_async);
  if (attributes == NULL)
    g_task_return_boolean (task, FALSE);
  else
    secret_password_clearv (&schema, attributes, cancellable, pm_keyring_forgotten_cb,
                            g_steal_pointer (&task));
}

gboolean
pm_keyring_forget_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
