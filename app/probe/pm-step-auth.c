/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sasl.h"
#include "pm-session.h"

/* RFC 4954 section 4: go on with the exchange. */
#define CONTINUE 334

/* Asks a server that offers no sign-in for its own words, as it would say them to a mail program.
 * No secret is in it. */
static const char *const bare_auth[] = { "AUTH PLAIN", NULL };
/* RFC 4954 section 4: how a client calls an exchange off. */
static const char *const call_off[] = { "*", NULL };

static void
end_auth (PmSession *self, const char *word, PmOutcome outcome, const char *reason, GTask *task)
{
  g_autoptr (GTask) owned = task;

  pm_session_note_result (self, PM_STAGE_AUTH, word, outcome);
  pm_session_end (self, PM_STAGE_AUTH, outcome, reason);
  g_task_return_boolean (owned, outcome != PM_OUTCOME_FAIL);
}

static void
skip_auth (PmSession *self, const char *reason, GTask *task)
{
  g_autoptr (GTask) owned = task;

  pm_session_end (self, PM_STAGE_AUTH, PM_OUTCOME_SKIP, reason);
  g_task_return_boolean (owned, TRUE);
}

static void
called_off_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = pm_smtp_client_commands_finish (PM_SMTP_CLIENT (source), result,
                                                                  &error);

  end_auth (g_task_get_source_object (task), "not-offered", PM_OUTCOME_FAIL, NULL, task);
}

static void
asked_without_offer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) replies = pm_smtp_client_commands_finish (PM_SMTP_CLIENT (source), result,
                                                                  &error);
  const PmReply *reply;

  if (replies == NULL)
    {
      pm_session_fail (self, PM_STAGE_AUTH, error, g_steal_pointer (&task));
      return;
    }
  reply = g_ptr_array_index (replies, 0);
  pm_session_note_reply (self, PM_STAGE_AUTH, "AUTH", reply, PM_OUTCOME_FAIL);
  if (reply->code == CONTINUE)
    pm_smtp_client_commands_async (self->client, call_off, g_task_get_cancellable (task),
                                   called_off_cb, g_steal_pointer (&task));
  else
    end_auth (self, "not-offered", PM_OUTCOME_FAIL, NULL, g_steal_pointer (&task));
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_smtp_client_auth_finish (PM_SMTP_CLIENT (source), result, &error);
  gboolean accepted;

  if (reply == NULL)
    {
      pm_session_fail (self, PM_STAGE_AUTH, error, g_steal_pointer (&task));
      return;
    }
  accepted = pm_reply_is_positive (reply);
  pm_session_note_reply (self, PM_STAGE_AUTH, "AUTH", reply,
                         accepted ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL);
  end_auth (self,
            accepted                        ? "accepted"
            : pm_reply_is_temporary (reply) ? "temporary"
                                            : "rejected",
            accepted ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL, NULL, g_steal_pointer (&task));
}

static void
sign_in (PmSession *self, const char *mechanism, GTask *task)
{
  pm_session_note (self, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISM, g_variant_new_string (mechanism),
                   PM_OUTCOME_UNKNOWN);
  pm_smtp_client_auth_async (
      self->client, mechanism, pm_account_get_effective_user (self->probe->account),
      self->probe->password, g_task_get_cancellable (task), signed_in_cb, task);
}

void
pm_step_auth (PmSession *self, GTask *task)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);
  const char *const *offered = capabilities != NULL ? pm_capabilities_get_mechanisms (capabilities)
                                                    : NULL;
  const char *mechanism;

  if (offered != NULL && *offered != NULL)
    pm_session_note (self, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISMS, g_variant_new_strv (offered, -1),
                     PM_OUTCOME_UNKNOWN);
  if (self->probe->password == NULL)
    {
      skip_auth (self, "no-password", task);
      return;
    }
  if (offered == NULL || *offered == NULL)
    {
      pm_smtp_client_commands_async (self->client, bare_auth, g_task_get_cancellable (task),
                                     asked_without_offer_cb, task);
      return;
    }
  if (!pm_link_is_secured (self->link))
    {
      end_auth (self, "withheld", PM_OUTCOME_UNKNOWN, "not-encrypted", task);
      return;
    }
  mechanism = pm_sasl_choose (pm_account_get_auth (self->probe->account), offered);
  if (mechanism != NULL)
    sign_in (self, mechanism, task);
  else
    end_auth (self, "no-mechanism", PM_OUTCOME_FAIL, "no-mechanism", task);
}
