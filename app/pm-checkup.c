/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-checkup.h"

#include "pm-engine.h"
#include "pm-own-address.h"
#include "pm-practice.h"
#include "pm-probe.h"
#include "pm-scrubber.h"

#define HIGHEST_PORT 65535
/* A file of root certificates; the largest of a system is about 250 kB. */
#define LARGEST_CA_FILE (4 * 1024 * 1024)

struct _PmCheckup
{
  GObject parent_instance;

  PmAccount *account;
  PmScrubber *scrubber;
  PmEvidence *evidence;
  PmProbe *probe;
  PmPractice *practice; /* NULL: the real thing */
  PmDiagnosis *diagnosis;
  PmCheckupState state;
  PmStage stage;
  guint n_ended;
  gboolean usual_blocklists;
  GPtrArray *blocklists; /* of PmBlocklist: those that were named */
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_STATE,
  PROP_STAGE,
  PROP_FRACTION,
  PROP_EVIDENCE,
  PROP_DIAGNOSIS,
  PROP_SIGNED_IN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (PmCheckupState,
                    pm_checkup_state,
                    G_DEFINE_ENUM_VALUE (PM_CHECKUP_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (PM_CHECKUP_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (PM_CHECKUP_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (PM_CHECKUP_CANCELLED, "cancelled"))

G_DEFINE_FINAL_TYPE (PmCheckup, pm_checkup, G_TYPE_OBJECT)

static void
pm_checkup_set_state (PmCheckup *self, PmCheckupState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
pm_checkup_stage_moved_cb (PmStageResult *result, GParamSpec *pspec, PmCheckup *self)
{
  PmStageState state = pm_stage_result_get_state (result);

  if (state == PM_STAGE_RUNNING)
    {
      self->stage = pm_stage_result_get_stage (result);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
    }
  else if (state == PM_STAGE_DONE)
    {
      self->n_ended++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
}

static void
pm_checkup_probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmCheckup *self = g_task_get_source_object (task);
  GError *error = NULL;

  pm_evidence_stop_clock (self->evidence);
  if (!pm_probe_run_finish (PM_PROBE (source), result, &error))
    {
      pm_checkup_set_state (self, PM_CHECKUP_CANCELLED);
      g_task_return_error (task, error);
      return;
    }
  self->diagnosis = pm_engine_diagnose (self->evidence, self->account);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIAGNOSIS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNED_IN]);
  pm_checkup_set_state (self, PM_CHECKUP_DONE);
  g_task_return_boolean (task, TRUE);
}

static void
pm_checkup_finalize (GObject *object)
{
  PmCheckup *self = PM_CHECKUP (object);

  g_clear_object (&self->account);
  g_clear_object (&self->evidence);
  g_clear_object (&self->probe);
  g_clear_object (&self->practice);
  g_clear_object (&self->diagnosis);
  g_clear_pointer (&self->scrubber, pm_scrubber_unref);
  g_ptr_array_unref (self->blocklists);
  G_OBJECT_CLASS (pm_checkup_parent_class)->finalize (object);
}

static void
pm_checkup_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmCheckup *self = PM_CHECKUP (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, pm_checkup_get_fraction (self));
      break;
    case PROP_EVIDENCE:
      g_value_set_object (value, self->evidence);
      break;
    case PROP_DIAGNOSIS:
      g_value_set_object (value, self->diagnosis);
      break;
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, pm_checkup_get_signed_in (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_checkup_class_init (PmCheckupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pm_checkup_finalize;
  object_class->get_property = pm_checkup_get_property;

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, PM_TYPE_ACCOUNT, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, PM_TYPE_CHECKUP_STATE,
                                              PM_CHECKUP_IDLE, flags);
  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PM_TYPE_STAGE, PM_STAGE_NETWORK,
                                              flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_EVIDENCE] = g_param_spec_object ("evidence", NULL, NULL, PM_TYPE_EVIDENCE, flags);
  properties[PROP_DIAGNOSIS] = g_param_spec_object ("diagnosis", NULL, NULL, PM_TYPE_DIAGNOSIS,
                                                    flags);
  properties[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_checkup_init (PmCheckup *self)
{
  self->scrubber = pm_scrubber_new ();
  self->blocklists = g_ptr_array_new ();
  self->evidence = pm_evidence_new (self->scrubber);
  for (PmStage stage = PM_STAGE_NETWORK; stage < PM_N_LIVE_STAGES; stage++)
    g_signal_connect_object (pm_evidence_get_stage (self->evidence, stage), "notify::state",
                             G_CALLBACK (pm_checkup_stage_moved_cb), self, 0);
}

PmCheckup *
pm_checkup_new (PmAccount *account)
{
  PmCheckup *self;

  g_return_val_if_fail (PM_IS_ACCOUNT (account), NULL);

  self = g_object_new (PM_TYPE_CHECKUP, NULL);
  self->account = pm_account_copy (account);
  self->probe = pm_probe_new (self->account, self->evidence, self->scrubber);
  return self;
}

static PmAccount *
read_practice_account (PmPractice *practice)
{
  static const char *const texts[] = { "address", "server", "user", "auth", "from", "to" };
  PmAccount *account = pm_account_new ();
  const char *port = pm_practice_get_setting (practice, "port");
  const char *size = pm_practice_get_setting (practice, "size");
  const char *security = pm_practice_get_setting (practice, "security");
  PmSecurity chosen = PM_SECURITY_AUTO;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *value = pm_practice_get_setting (practice, texts[i]);

      if (value != NULL)
        g_object_set (account, texts[i], value, NULL);
    }
  if (port != NULL)
    pm_account_set_port (account, (guint) g_ascii_strtoull (port, NULL, 10));
  if (size != NULL)
    pm_account_set_message_size (account, g_ascii_strtoull (size, NULL, 10));
  if (security != NULL && pm_security_from_id (security, &chosen))
    pm_account_set_security (account, chosen);
  return account;
}

static gboolean
pm_checkup_attach_practice (PmCheckup *self, PmPractice *practice, GError **error)
{
  const char *password = pm_practice_get_setting (practice, "password");

  self->practice = g_object_ref (practice);
  pm_probe_set_dns_server (self->probe, pm_practice_get_dns_server (practice));
  pm_probe_set_extra_roots (self->probe, pm_practice_get_ca_pem (practice));
  pm_probe_set_timeout (self->probe, pm_practice_get_timeout_ms (practice));
  pm_checkup_set_domain (self, pm_practice_asks (practice, "domain"));
  pm_checkup_set_blocklists (self, pm_practice_asks (practice, "blocklists"));
  if (password != NULL)
    {
      g_autoptr (PmSecret) secret = pm_secret_new (password, -1);

      pm_probe_set_password (self->probe, secret);
    }
  return pm_checkup_set_port_map (self, pm_practice_get_port_map (practice), error);
}

PmCheckup *
pm_checkup_new_practice (const char *name, GError **error)
{
  g_autoptr (PmPractice) practice = NULL;
  g_autoptr (PmAccount) account = NULL;
  g_autoptr (PmCheckup) self = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  practice = pm_practice_new (name, error);
  if (practice == NULL || !pm_practice_start (practice, error))
    return NULL;
  account = read_practice_account (practice);
  self = pm_checkup_new (account);
  if (!pm_checkup_attach_practice (self, practice, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *const *
pm_checkup_list_practice (void)
{
  return pm_practice_list ();
}

gboolean
pm_checkup_is_practice (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);

  return self->practice != NULL;
}

void
pm_checkup_set_password (PmCheckup *self, PmSecret *password)
{
  g_return_if_fail (PM_IS_CHECKUP (self));

  pm_probe_set_password (self->probe, password);
}

void
pm_checkup_set_token (PmCheckup *self, PmSecret *token)
{
  g_return_if_fail (PM_IS_CHECKUP (self));

  pm_probe_set_token (self->probe, token);
}

void
pm_checkup_set_user (PmCheckup *self, const char *user)
{
  g_return_if_fail (PM_IS_CHECKUP (self));

  pm_account_set_user (self->account, user);
}

void
pm_checkup_set_domain (PmCheckup *self, gboolean wanted)
{
  g_return_if_fail (PM_IS_CHECKUP (self));

  pm_probe_ask_for (self->probe, PM_STAGE_DOMAIN, wanted);
}

/* The stage is asked for where there is any list to ask. */
static void
pm_checkup_ask_blocklists (PmCheckup *self)
{
  pm_probe_ask_for (self->probe, PM_STAGE_BLOCKLIST,
                    self->usual_blocklists || self->blocklists->len > 0);
}

void
pm_checkup_set_blocklists (PmCheckup *self, gboolean wanted)
{
  g_return_if_fail (PM_IS_CHECKUP (self));

  self->usual_blocklists = wanted;
  pm_probe_ask_usual_blocklists (self->probe, wanted);
  pm_checkup_ask_blocklists (self);
}

gboolean
pm_checkup_add_blocklist (PmCheckup *self, const char *zone, GError **error)
{
  const PmBlocklist *list;

  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);
  g_return_val_if_fail (zone != NULL, FALSE);

  list = pm_blocklists_get (zone, error);
  if (list == NULL || g_ptr_array_find (self->blocklists, list, NULL))
    return list != NULL;
  if (self->blocklists->len >= PM_BLOCKLISTS_MOST)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "at most %d blocklists are asked",
                   PM_BLOCKLISTS_MOST);
      return FALSE;
    }
  g_ptr_array_add (self->blocklists, (gpointer) list);
  pm_probe_add_blocklist (self->probe, list);
  pm_checkup_ask_blocklists (self);
  return TRUE;
}

gboolean
pm_checkup_set_public_address (PmCheckup *self, const char *address, GError **error)
{
  g_autoptr (GInetAddress) parsed = NULL;

  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  parsed = pm_address_parse (address);
  if (parsed == NULL || pm_address_get_scope (parsed) != PM_ADDRESS_PUBLIC)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is not an address of the internet", address);
      return FALSE;
    }
  pm_probe_set_public_address (self->probe, parsed);
  return TRUE;
}

void
pm_checkup_set_timeout (PmCheckup *self, guint timeout_ms)
{
  g_return_if_fail (PM_IS_CHECKUP (self));
  g_return_if_fail (timeout_ms > 0);

  pm_probe_set_timeout (self->probe, timeout_ms);
}

gboolean
pm_checkup_set_dns_server (PmCheckup *self, const char *server, GError **error)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);

  if (*server == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no name server");
      return FALSE;
    }
  pm_probe_set_dns_server (self->probe, server);
  return TRUE;
}

gboolean
pm_checkup_set_ca_file (PmCheckup *self, const char *path, GError **error)
{
  g_autofree char *pem = NULL;
  gsize length = 0;

  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);

  if (!g_file_get_contents (path, &pem, &length, error))
    return FALSE;
  if (length > LARGEST_CA_FILE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s is too large", path);
      return FALSE;
    }
  pm_probe_set_extra_roots (self->probe, pem);
  return TRUE;
}

static gboolean
parse_port (const char *text, guint *port)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 1, HIGHEST_PORT, &value, NULL))
    return FALSE;
  *port = (guint) value;
  return TRUE;
}

gboolean
pm_checkup_set_port_map (PmCheckup *self, const char *map, GError **error)
{
  g_auto (GStrv) pairs = NULL;

  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);

  pairs = g_strsplit (map, ",", -1);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], ":", 3);
      guint meant = 0;
      guint actual = 0;

      if (g_strv_length (pair) != 2 || !parse_port (pair[0], &meant)
          || !parse_port (pair[1], &actual))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "\"%s\" is not a pair of ports", pairs[i]);
          return FALSE;
        }
      pm_probe_map_port (self->probe, meant, actual);
    }
  return TRUE;
}

gboolean
pm_checkup_set_now (PmCheckup *self, const char *iso8601, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (iso8601, utc);

  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);

  if (now == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "\"%s\" is not a time", iso8601);
      return FALSE;
    }
  pm_probe_set_now (self->probe, g_date_time_to_unix (now));
  return TRUE;
}

PmAccount *
pm_checkup_get_account (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), NULL);

  return self->account;
}

PmCheckupState
pm_checkup_get_state (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), PM_CHECKUP_IDLE);

  return self->state;
}

PmStage
pm_checkup_get_stage (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), PM_STAGE_UNKNOWN);

  return self->stage;
}

double
pm_checkup_get_fraction (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), 0.0);

  return (double) self->n_ended / PM_N_LIVE_STAGES;
}

PmEvidence *
pm_checkup_get_evidence (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), NULL);

  return self->evidence;
}

PmDiagnosis *
pm_checkup_get_diagnosis (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), NULL);

  return self->diagnosis;
}

gboolean
pm_checkup_get_signed_in (PmCheckup *self)
{
  g_return_val_if_fail (PM_IS_CHECKUP (self), FALSE);

  return g_strcmp0 (pm_evidence_find_string (self->evidence, PM_STAGE_AUTH, PM_KEY_RESULT,
                                             pm_evidence_get_main_connection (self->evidence)),
                    "accepted")
         == 0;
}

void
pm_checkup_run_async (PmCheckup *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (PM_IS_CHECKUP (self));
  g_return_if_fail (self->state == PM_CHECKUP_IDLE);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_checkup_run_async);
  pm_checkup_set_state (self, PM_CHECKUP_RUNNING);
  pm_probe_run_async (self->probe, cancellable, pm_checkup_probed_cb, task);
}

gboolean
pm_checkup_run_finish (PmCheckup *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
