/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-await.h"
#include "pm-wizard-state.h"

#define LIMIT_S 30

static PmWizardState *
new_state (const char *script)
{
  PmWizardState *state = pm_wizard_state_new_practice ();
  g_autoptr (GError) error = NULL;

  pm_wizard_state_choose_script (state, script, &error);
  g_assert_no_error (error);

  return state;
}

static gboolean
overdue_cb (gpointer user_data)
{
  g_error ("The checkup did not end");
  return G_SOURCE_REMOVE;
}

static void
await_end (PmWizardState *state)
{
  guint limit = g_timeout_add_seconds (LIMIT_S, overdue_cb, NULL);

  while (pm_wizard_state_get_running (state))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static PmDiagnosis *
get_diagnosis (PmWizardState *state)
{
  return pm_checkup_get_diagnosis (pm_wizard_state_get_checkup (state));
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_check (void)
{
  g_autoptr (PmWizardState) state = new_state ("healthy");
  guint n = 0;

  g_signal_connect (state, "notify::running", G_CALLBACK (count_cb), &n);
  pm_wizard_state_check (state);
  g_assert_true (pm_wizard_state_get_running (state));
  await_end (state);

  g_assert_null (pm_wizard_state_get_error (state));
  g_assert_cmpint (pm_diagnosis_get_verdict (get_diagnosis (state)), ==, PM_VERDICT_OK);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_typed_password (void)
{
  g_autoptr (PmWizardState) state = new_state ("healthy");
  g_autoptr (PmSecret) password = pm_secret_new ("not this one", -1);

  pm_wizard_state_set_password (state, password);
  pm_wizard_state_check (state);
  await_end (state);

  g_assert_cmpint (pm_diagnosis_get_verdict (get_diagnosis (state)), ==, PM_VERDICT_PROBLEM);
  g_assert_cmpstr (pm_finding_get_cause (pm_diagnosis_get_root (get_diagnosis (state))), ==,
                   "auth.bad-credentials");
}

/* The button of the result page: the port that was seen to work, and the same check again. */
static void
test_other_port (void)
{
  g_autoptr (PmWizardState) state = new_state ("connect.port25-blocked");
  PmAccount *account = pm_wizard_state_get_account (state);
  PmFinding *root;
  PmSecurity security;

  pm_wizard_state_check (state);
  await_end (state);
  root = pm_diagnosis_get_root (get_diagnosis (state));
  g_assert_nonnull (root);
  g_assert_true (
      pm_security_from_id (pm_finding_get_argument_string (root, "working_security"), &security));
  pm_account_set_port (account, pm_finding_get_argument_uint (root, "working_port"));
  pm_account_set_security (account, security);

  pm_wizard_state_check (state);
  await_end (state);
  g_assert_cmpint (pm_diagnosis_get_verdict (get_diagnosis (state)), ==, PM_VERDICT_OK);
}

static void
test_stop (void)
{
  g_autoptr (PmWizardState) state = new_state ("connect.timeout");
  guint n = 0;

  pm_wizard_state_check (state);
  g_signal_connect (state, "notify::running", G_CALLBACK (count_cb), &n);
  pm_wizard_state_stop (state);

  g_assert_false (pm_wizard_state_get_running (state));
  g_assert_true (
      g_error_matches (pm_wizard_state_get_error (state), G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_assert_null (get_diagnosis (state));
  pm_await_ms (100);
  g_assert_cmpuint (n, ==, 1);
}

/* What the stopped one still has to say is not taken for the end of the new one. */
static void
test_stop_and_check (void)
{
  g_autoptr (PmWizardState) state = new_state ("connect.timeout");
  g_autoptr (GError) error = NULL;

  pm_wizard_state_check (state);
  pm_wizard_state_stop (state);
  pm_wizard_state_choose_script (state, "healthy", &error);
  g_assert_no_error (error);
  pm_wizard_state_check (state);
  await_end (state);

  g_assert_null (pm_wizard_state_get_error (state));
  g_assert_cmpint (pm_diagnosis_get_verdict (get_diagnosis (state)), ==, PM_VERDICT_OK);
}

static void
test_dropped_while_running (void)
{
  PmWizardState *state = new_state ("connect.timeout");

  pm_wizard_state_check (state);
  pm_wizard_state_stop (state);
  pm_await_finalized (state);
}

static void
test_unknown_script (void)
{
  g_autoptr (PmWizardState) state = pm_wizard_state_new_practice ();
  g_autoptr (GError) error = NULL;

  g_assert_false (pm_wizard_state_choose_script (state, "no.such-fault", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wizard-state/check", test_check);
  g_test_add_func ("/wizard-state/typed-password", test_typed_password);
  g_test_add_func ("/wizard-state/other-port", test_other_port);
  g_test_add_func ("/wizard-state/stop", test_stop);
  g_test_add_func ("/wizard-state/stop-and-check", test_stop_and_check);
  g_test_add_func ("/wizard-state/dropped-while-running", test_dropped_while_running);
  g_test_add_func ("/wizard-state/unknown-script", test_unknown_script);

  return g_test_run ();
}
