/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-probe-private.h"

#include "pm-run.h"
#include "pm-smtp-argument.h"

#define DEFAULT_TIMEOUT_MS 10000
G_DEFINE_FINAL_TYPE (PmProbe, pm_probe, G_TYPE_OBJECT)

/* What goes into commands, or could. */
static const struct
{
  const char *(*get) (PmAccount *account);
  gboolean (*is_valid) (const char *text);
  const char *message;
} fields[] = {
  { pm_account_get_server, pm_smtp_is_text, "the server holds characters that can not be in it" },
  { pm_account_get_effective_user, pm_smtp_is_text,
    "the user name holds characters that can not be in it" },
  { pm_account_get_effective_from, pm_smtp_is_address,
    "the sender holds characters that can not be in an address" },
  { pm_account_get_effective_to, pm_smtp_is_address,
    "the recipient holds characters that can not be in an address" },
};

static gboolean
check_account (PmAccount *account, GError **error)
{
  const char *fault = *pm_account_get_server (account) == '\0' ? "the account has no server" : NULL;

  for (gsize i = 0; fault == NULL && i < G_N_ELEMENTS (fields); i++)
    if (!fields[i].is_valid (fields[i].get (account)))
      fault = fields[i].message;
  if (fault != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, fault);
  return fault == NULL;
}

static gboolean
prepare (PmProbe *self, GError **error)
{
  if (!check_account (self->account, error))
    return FALSE;
  self->trust = pm_trust_new (self->extra_roots, error);
  if (self->trust == NULL)
    return FALSE;
  self->resolver = pm_resolver_new (self->dns_server, self->timeout_ms, error);
  return self->resolver != NULL;
}

static void
pm_probe_ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (pm_run_finish (PM_PROBE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
pm_probe_start_cb (gpointer user_data)
{
  GTask *task = user_data;

  pm_run_async (g_task_get_source_object (task), g_task_get_cancellable (task), pm_probe_ran_cb,
                task);
  return G_SOURCE_REMOVE;
}

static void
pm_probe_finalize (GObject *object)
{
  PmProbe *self = PM_PROBE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->evidence);
  g_clear_pointer (&self->scrubber, pm_scrubber_unref);
  g_clear_pointer (&self->password, pm_secret_unref);
  g_clear_pointer (&self->token, pm_secret_unref);
  g_free (self->dns_server);
  g_free (self->extra_roots);
  g_hash_table_unref (self->port_map);
  g_ptr_array_unref (self->blocklists);
  g_clear_object (&self->public_address);
  g_clear_object (&self->resolver);
  g_clear_pointer (&self->trust, pm_trust_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  G_OBJECT_CLASS (pm_probe_parent_class)->finalize (object);
}

static void
pm_probe_class_init (PmProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_probe_finalize;
}

static void
pm_probe_init (PmProbe *self)
{
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
  self->port_map = g_hash_table_new (NULL, NULL);
  self->blocklists = g_ptr_array_new ();
}

PmProbe *
pm_probe_new (PmAccount *account, PmEvidence *evidence, PmScrubber *scrubber)
{
  PmProbe *self = g_object_new (PM_TYPE_PROBE, NULL);

  self->account = g_object_ref (account);
  self->evidence = g_object_ref (evidence);
  self->scrubber = pm_scrubber_ref (scrubber);
  return self;
}

static void
take_secret (PmProbe *self, PmSecret **place, PmSecret *secret)
{
  g_clear_pointer (place, pm_secret_unref);
  if (secret == NULL)
    return;
  *place = pm_secret_ref (secret);
  pm_scrubber_add_secret (self->scrubber, secret);
}

void
pm_probe_set_password (PmProbe *self, PmSecret *password)
{
  g_return_if_fail (PM_IS_PROBE (self));

  take_secret (self, &self->password, password);
}

void
pm_probe_set_token (PmProbe *self, PmSecret *token)
{
  g_return_if_fail (PM_IS_PROBE (self));

  take_secret (self, &self->token, token);
}

void
pm_probe_set_timeout (PmProbe *self, guint timeout_ms)
{
  g_return_if_fail (PM_IS_PROBE (self));

  self->timeout_ms = timeout_ms;
}

void
pm_probe_set_dns_server (PmProbe *self, const char *server)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_free (self->dns_server);
  self->dns_server = g_strdup (server);
}

void
pm_probe_set_extra_roots (PmProbe *self, const char *pem)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_free (self->extra_roots);
  self->extra_roots = g_strdup (pem);
}

void
pm_probe_set_now (PmProbe *self, gint64 unix_seconds)
{
  g_return_if_fail (PM_IS_PROBE (self));

  pm_tls_set_clock (unix_seconds);
}

void
pm_probe_map_port (PmProbe *self, guint port, guint actual)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_hash_table_insert (self->port_map, GUINT_TO_POINTER (port), GUINT_TO_POINTER (actual));
}

void
pm_probe_ask_for (PmProbe *self, PmStage stage, gboolean wanted)
{
  g_return_if_fail (PM_IS_PROBE (self));
  g_return_if_fail (stage >= 0 && stage < PM_N_LIVE_STAGES);

  self->asked[stage] = wanted;
}

void
pm_probe_ask_usual_blocklists (PmProbe *self, gboolean wanted)
{
  g_return_if_fail (PM_IS_PROBE (self));

  self->asks_usual_blocklists = wanted;
}

void
pm_probe_add_blocklist (PmProbe *self, const PmBlocklist *list)
{
  g_return_if_fail (PM_IS_PROBE (self));
  g_return_if_fail (list != NULL);

  g_ptr_array_add (self->blocklists, (gpointer) list);
}

void
pm_probe_set_public_address (PmProbe *self, GInetAddress *address)
{
  g_return_if_fail (PM_IS_PROBE (self));

  g_set_object (&self->public_address, address);
}

guint
pm_probe_get_actual_port (PmProbe *self, guint port)
{
  guint actual = GPOINTER_TO_UINT (g_hash_table_lookup (self->port_map, GUINT_TO_POINTER (port)));

  return actual != 0 ? actual : port;
}

void
pm_probe_run_async (PmProbe *self,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (PM_IS_PROBE (self));

  g_task_set_source_tag (task, pm_probe_run_async);
  /* Reading the roots keeps the main loop for some milliseconds; the rest has its own turn. */
  if (prepare (self, &error))
    g_idle_add_full (G_PRIORITY_DEFAULT, pm_probe_start_cb, g_steal_pointer (&task), NULL);
  else
    g_task_return_error (task, error);
}

gboolean
pm_probe_run_finish (PmProbe *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
