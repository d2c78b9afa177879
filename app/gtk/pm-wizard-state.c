/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-account-file.h"
#include "pm-keyring.h"
#include "pm-locale.h"
#include "pm-wizard-state.h"

struct _PmWizardState
{
  GObject parent_instance;

  PmAccount *account;
  PmSecret *password;
  PmCheckup *checkup;
  PmSymptom symptom;
  gboolean practice;
  gboolean remember;
  gboolean ask_blocklists;
  gboolean ask_domain;
  gboolean in_keyring; /* the password of the account is known to be there */
  gboolean running;
  char *script;
  PmDraft *draft;
  PmSubject subject;
  char *program;
  GPtrArray *trail;
  const PmHooks *hooks;
  GError *error;
  GCancellable *run;     /* of the checkup under way */
  GCancellable *keyring; /* of everything asked of the keyring */
};

enum
{
  PROP_ACCOUNT = 1,
  PROP_SYMPTOM,
  PROP_CHECKUP,
  PROP_RUNNING,
  PROP_PRACTICE,
  PROP_REMEMBER,
  PROP_PROGRAM,
  PROP_ASK_BLOCKLISTS,
  PROP_ASK_DOMAIN,
  N_PROPS
};

enum
{
  RECALLED,
  NOTICE,
  N_SIGNALS
};

G_DEFINE_ENUM_TYPE (PmSymptom,
                    pm_symptom,
                    G_DEFINE_ENUM_VALUE (PM_SYMPTOM_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (PM_SYMPTOM_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (PM_SYMPTOM_OUTBOX, "outbox"),
                    G_DEFINE_ENUM_VALUE (PM_SYMPTOM_NOT_ARRIVED, "not-arrived"),
                    G_DEFINE_ENUM_VALUE (PM_SYMPTOM_RETURNED, "returned"))

G_DEFINE_FINAL_TYPE (PmWizardState, pm_wizard_state, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
pm_wizard_state_notice (PmWizardState *self, const char *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text);
}

static void
pm_wizard_state_store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmWizardState) self = user_data;
  g_autoptr (GError) error = NULL;

  if (pm_keyring_store_finish (result, &error))
    self->in_keyring = TRUE;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_wizard_state_notice (self, _ ("The password could not be put into the keyring"));
}

static void
pm_wizard_state_forget_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmWizardState) self = user_data;
  g_autoptr (GError) error = NULL;

  if (pm_keyring_forget_finish (result, &error))
    self->in_keyring = FALSE;
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_wizard_state_notice (self, _ ("The password could not be taken out of the keyring"));
}

static void
pm_wizard_state_recall_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmWizardState) self = user_data;
  g_autoptr (PmSecret) password = NULL;

  /* A keyring that is not there is no news to anybody who did not ask for it. */
  password = pm_keyring_lookup_finish (result, NULL);
  if (password == NULL || self->password != NULL)
    return;

  pm_wizard_state_set_password (self, password);
  self->in_keyring = TRUE;
  g_object_set (self, "remember", TRUE, NULL);
  g_signal_emit (self, signals[RECALLED], 0);
}

static void
pm_wizard_state_recall (PmWizardState *self)
{
  if (pm_account_get_server (self->account)[0] == '\0')
    return;

  pm_keyring_lookup_async (self->account, self->keyring, pm_wizard_state_recall_cb,
                           g_object_ref (self));
}

static void
pm_wizard_state_update_keyring (PmWizardState *self)
{
  gboolean good = self->password != NULL && pm_checkup_get_signed_in (self->checkup);

  if (self->remember && good)
    pm_keyring_store_async (self->account, self->password, self->keyring, pm_wizard_state_store_cb,
                            g_object_ref (self));
  else if (!self->remember && self->in_keyring)
    pm_keyring_forget_async (self->account, self->keyring, pm_wizard_state_forget_cb,
                             g_object_ref (self));
}

static void
pm_wizard_state_keep_account (PmWizardState *self)
{
  g_autoptr (GError) error = NULL;

  if (!pm_account_file_save (self->account, &error))
    g_debug ("The account could not be saved: %s", error->message);
  pm_wizard_state_update_keyring (self);
}

static void
pm_wizard_state_run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmWizardState) self = user_data;
  PmCheckup *checkup = PM_CHECKUP (source);
  g_autoptr (GError) error = NULL;
  gboolean done = pm_checkup_run_finish (checkup, result, &error);

  if (checkup != self->checkup || !self->running)
    return; /* stopped, or another one was started since */

  if (done && !self->practice)
    pm_wizard_state_keep_account (self);

  self->error = g_steal_pointer (&error);
  self->running = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/* The script sets the scene; what the user changed on the account page is laid over it. */
static PmCheckup *
pm_wizard_state_new_practice_checkup (PmWizardState *self, GError **error)
{
  PmCheckup *checkup = pm_checkup_new_practice (self->script, error);
  PmAccount *account;

  if (checkup == NULL)
    return NULL;

  account = pm_checkup_get_account (checkup);
  pm_account_set_port (account, pm_account_get_port (self->account));
  pm_account_set_security (account, pm_account_get_security (self->account));
  pm_checkup_set_user (checkup, pm_account_get_user (self->account));

  return checkup;
}

static PmCheckup *
pm_wizard_state_new_checkup (PmWizardState *self, GError **error)
{
  g_autoptr (PmCheckup) checkup = NULL;

  if (self->practice)
    return pm_wizard_state_new_practice_checkup (self, error);

  checkup = pm_checkup_new (self->account);
  if (!pm_hooks_apply (self->hooks, checkup, error))
    return NULL;
  pm_checkup_set_blocklists (checkup, self->ask_blocklists);
  pm_checkup_set_domain (checkup, self->ask_domain);

  return g_steal_pointer (&checkup);
}

static PmReport *
create_report_on_words (PmWizardState *self)
{
  PmExplanation *explanation = pm_draft_get_explanation (self->draft);

  if (explanation == NULL)
    return NULL;
  return pm_report_new (NULL, pm_explanation_get_evidence (explanation),
                        pm_explanation_get_diagnosis (explanation));
}

static PmReport *
create_report_on_checkup (PmWizardState *self)
{
  PmReport *report;

  if (self->checkup == NULL || pm_checkup_get_diagnosis (self->checkup) == NULL)
    return NULL;

  report = pm_report_new (pm_checkup_get_account (self->checkup),
                          pm_checkup_get_evidence (self->checkup),
                          pm_checkup_get_diagnosis (self->checkup));
  pm_report_set_practice (report, pm_checkup_is_practice (self->checkup));
  return report;
}

static void
pm_wizard_state_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmWizardState *self = PM_WIZARD_STATE (object);

  switch (id)
    {
    case PROP_SYMPTOM:
      self->symptom = g_value_get_enum (value);
      break;
    case PROP_PRACTICE:
      self->practice = g_value_get_boolean (value);
      break;
    case PROP_REMEMBER:
      self->remember = g_value_get_boolean (value);
      break;
    case PROP_ASK_BLOCKLISTS:
      self->ask_blocklists = g_value_get_boolean (value);
      break;
    case PROP_ASK_DOMAIN:
      self->ask_domain = g_value_get_boolean (value);
      break;
    case PROP_PROGRAM:
      g_free (self->program);
      self->program = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_wizard_state_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmWizardState *self = PM_WIZARD_STATE (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_SYMPTOM:
      g_value_set_enum (value, self->symptom);
      break;
    case PROP_CHECKUP:
      g_value_set_object (value, self->checkup);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_PRACTICE:
      g_value_set_boolean (value, self->practice);
      break;
    case PROP_REMEMBER:
      g_value_set_boolean (value, self->remember);
      break;
    case PROP_ASK_BLOCKLISTS:
      g_value_set_boolean (value, self->ask_blocklists);
      break;
    case PROP_ASK_DOMAIN:
      g_value_set_boolean (value, self->ask_domain);
      break;
    case PROP_PROGRAM:
      g_value_set_string (value, self->program);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_wizard_state_dispose (GObject *object)
{
  PmWizardState *self = PM_WIZARD_STATE (object);

  pm_wizard_state_stop (self);
  g_cancellable_cancel (self->keyring);
  g_clear_object (&self->run);
  g_clear_object (&self->keyring);
  g_clear_object (&self->checkup);
  g_clear_object (&self->account);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->password, pm_secret_unref);

  G_OBJECT_CLASS (pm_wizard_state_parent_class)->dispose (object);
}

static void
pm_wizard_state_finalize (GObject *object)
{
  PmWizardState *self = PM_WIZARD_STATE (object);

  g_free (self->script);
  g_free (self->program);
  g_ptr_array_unref (self->trail);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (pm_wizard_state_parent_class)->finalize (object);
}

static void
pm_wizard_state_class_init (PmWizardStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_write = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = pm_wizard_state_set_property;
  object_class->get_property = pm_wizard_state_get_property;
  object_class->dispose = pm_wizard_state_dispose;
  object_class->finalize = pm_wizard_state_finalize;

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, PM_TYPE_ACCOUNT,
                                                  read_only);
  properties[PROP_SYMPTOM] = g_param_spec_enum ("symptom", NULL, NULL, PM_TYPE_SYMPTOM,
                                                PM_SYMPTOM_UNKNOWN, read_write);
  properties[PROP_CHECKUP] = g_param_spec_object ("checkup", NULL, NULL, PM_TYPE_CHECKUP,
                                                  read_only);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, read_only);
  properties[PROP_PRACTICE] = g_param_spec_boolean ("practice", NULL, NULL, FALSE,
                                                    read_write | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_REMEMBER] = g_param_spec_boolean ("remember", NULL, NULL, FALSE, read_write);
  properties[PROP_ASK_BLOCKLISTS] = g_param_spec_boolean ("ask-blocklists", NULL, NULL, FALSE,
                                                          read_write);
  properties[PROP_ASK_DOMAIN] = g_param_spec_boolean ("ask-domain", NULL, NULL, FALSE, read_write);
  properties[PROP_PROGRAM] = g_param_spec_string ("program", NULL, NULL, NULL, read_write);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RECALLED] = g_signal_new ("recalled", PM_TYPE_WIZARD_STATE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice", PM_TYPE_WIZARD_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pm_wizard_state_init (PmWizardState *self)
{
  self->account = pm_account_new ();
  self->draft = pm_draft_new ();
  self->trail = g_ptr_array_new ();
  self->keyring = g_cancellable_new ();
}

PmWizardState *
pm_wizard_state_new (const PmHooks *hooks)
{
  PmWizardState *self = g_object_new (PM_TYPE_WIZARD_STATE, NULL);

  self->hooks = hooks;
  g_clear_object (&self->account);
  self->account = pm_account_file_load ();
  pm_wizard_state_recall (self);

  return self;
}

PmWizardState *
pm_wizard_state_new_practice (void)
{
  return g_object_new (PM_TYPE_WIZARD_STATE, "practice", TRUE, NULL);
}

PmAccount *
pm_wizard_state_get_account (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  return self->account;
}

PmCheckup *
pm_wizard_state_get_checkup (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  return self->checkup;
}

PmSymptom
pm_wizard_state_get_symptom (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), PM_SYMPTOM_UNKNOWN);

  return self->symptom;
}

gboolean
pm_wizard_state_get_running (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), FALSE);

  return self->running;
}

gboolean
pm_wizard_state_get_practice (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), FALSE);

  return self->practice;
}

PmDraft *
pm_wizard_state_get_draft (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  return self->draft;
}

GPtrArray *
pm_wizard_state_get_trail (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  return self->trail;
}

gboolean
pm_wizard_state_came_through (PmWizardState *self, const char *page)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), FALSE);

  return g_ptr_array_find_with_equal_func (self->trail, page, g_str_equal, NULL);
}

void
pm_wizard_state_set_password (PmWizardState *self, PmSecret *password)
{
  g_return_if_fail (PM_IS_WIZARD_STATE (self));

  if (password != NULL)
    pm_secret_ref (password);
  g_clear_pointer (&self->password, pm_secret_unref);
  self->password = password;
}

PmSecret *
pm_wizard_state_get_password (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  return self->password;
}

gboolean
pm_wizard_state_choose_script (PmWizardState *self, const char *name, GError **error)
{
  g_autoptr (PmCheckup) checkup = NULL;

  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), FALSE);
  g_return_val_if_fail (self->practice, FALSE);

  checkup = pm_checkup_new_practice (name, error);
  if (checkup == NULL)
    return FALSE;

  g_free (self->script);
  self->script = g_strdup (name);
  g_clear_object (&self->account);
  self->account = pm_account_copy (pm_checkup_get_account (checkup));
  pm_wizard_state_set_password (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);

  return TRUE;
}

void
pm_wizard_state_check (PmWizardState *self)
{
  g_autoptr (PmCheckup) checkup = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PM_IS_WIZARD_STATE (self));

  pm_wizard_state_stop (self);
  g_clear_error (&self->error);
  checkup = pm_wizard_state_new_checkup (self, &error);
  if (checkup == NULL)
    {
      self->error = g_steal_pointer (&error);
      return;
    }

  if (self->password != NULL)
    pm_checkup_set_password (checkup, self->password);

  g_clear_object (&self->run);
  self->run = g_cancellable_new ();
  self->running = TRUE;
  g_set_object (&self->checkup, checkup);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKUP]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  pm_checkup_run_async (checkup, self->run, pm_wizard_state_run_cb, g_object_ref (self));
}

void
pm_wizard_state_stop (PmWizardState *self)
{
  g_return_if_fail (PM_IS_WIZARD_STATE (self));

  if (!self->running)
    return;

  g_cancellable_cancel (self->run);
  g_clear_error (&self->error);
  g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
  self->running = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

const GError *
pm_wizard_state_get_error (PmWizardState *self)
{
  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  return self->error;
}

void
pm_wizard_state_set_subject (PmWizardState *self, PmSubject subject)
{
  g_return_if_fail (PM_IS_WIZARD_STATE (self));

  self->subject = subject;
}

PmReport *
pm_wizard_state_create_report (PmWizardState *self)
{
  PmReport *report;

  g_return_val_if_fail (PM_IS_WIZARD_STATE (self), NULL);

  report = self->subject == PM_SUBJECT_EXPLANATION ? create_report_on_words (self)
                                                   : create_report_on_checkup (self);
  if (report == NULL)
    return NULL;

  pm_report_set_language (report, pm_locale_get ());
  pm_report_set_program (report, self->program);
  return report;
}

void
pm_wizard_state_start_over (PmWizardState *self)
{
  g_return_if_fail (PM_IS_WIZARD_STATE (self));

  pm_wizard_state_stop (self);
  g_clear_error (&self->error);
  g_clear_object (&self->checkup);
  pm_draft_clear (self->draft);
  g_object_set (self, "symptom", PM_SYMPTOM_UNKNOWN, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKUP]);
}
