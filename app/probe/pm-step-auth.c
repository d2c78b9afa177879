/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

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
  pm_session_conclude (self, PM_STAGE_AUTH, word, outcome, reason, task);
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
  GCancellable *cancellable = g_task_get_cancellable (task);
  const PmReply *reply;

  if (replies == NULL)
    {
      pm_session_fail (self, PM_STAGE_AUTH, error, g_steal_pointer (&task));
      return;
    }
  reply = g_ptr_array_index (replies, 0);
  pm_session_note_reply (self, PM_STAGE_AUTH, "AUTH", reply, PM_OUTCOME_FAIL);
  if (reply->code == CONTINUE)
    pm_smtp_client_commands_async (self->client, call_off, cancellable, called_off_cb,
                                   g_steal_pointer (&task));
  else
    end_auth (self, "not-offered", PM_OUTCOME_FAIL, NULL, g_steal_pointer (&task));
}

/* No sign-in is offered here. In clear nothing of AUTH is sent, not even without a secret; and where
 * STARTTLS is offered and was not used, the sign-in may well be behind it. */
static void
end_without_offer (PmSession *self, GTask *task)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);

  if (pm_link_is_secured (self->link))
    pm_smtp_client_commands_async (self->client, bare_auth, g_task_get_cancellable (task),
                                   asked_without_offer_cb, task);
  else if (capabilities != NULL && pm_capabilities_has (capabilities, "STARTTLS"))
    end_auth (self, "withheld", PM_OUTCOME_UNKNOWN, "not-encrypted", task);
  else
    end_auth (self, "not-offered", PM_OUTCOME_FAIL, NULL, task);
}

static void
note_words (PmSession *self, const char *key, const char *text)
{
  if (text != NULL)
    pm_session_note_bytes (self, PM_STAGE_AUTH, key, text, strlen (text), PM_OUTCOME_FAIL);
}

static void
note_refusal (PmSession *self, const PmSaslRefusal *refusal)
{
  if (refusal == NULL)
    return;
  note_words (self, PM_KEY_AUTH_OAUTH_STATUS, refusal->status);
  note_words (self, PM_KEY_AUTH_OAUTH_SCOPE, refusal->scope);
}

static void
judge (PmSession *self, const PmReply *reply, GTask *task)
{
  gboolean accepted = pm_reply_is_positive (reply);
  PmOutcome outcome = accepted ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL;

  pm_session_note_reply (self, PM_STAGE_AUTH, "AUTH", reply, outcome);
  end_auth (self, pm_session_describe_reply (reply), outcome, NULL, task);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmSignIn) outcome = pm_smtp_client_auth_finish (PM_SMTP_CLIENT (source), result,
                                                             &error);

  if (outcome == NULL)
    {
      pm_session_fail (self, PM_STAGE_AUTH, error, g_steal_pointer (&task));
      return;
    }
  note_refusal (self, outcome->refusal);
  if (outcome->fault == NULL)
    {
      judge (self, outcome->reply, g_steal_pointer (&task));
      return;
    }
  /* The reply is to what we called off, and says nothing of the password. */
  pm_transcript_note (self->transcript, outcome->fault);
  end_auth (self, "malformed", PM_OUTCOME_FAIL, NULL, g_steal_pointer (&task));
}

static void
sign_in (PmSession *self, const char *mechanism, PmSecret *secret, GTask *task)
{
  pm_session_note (self, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISM, g_variant_new_string (mechanism),
                   PM_OUTCOME_UNKNOWN);
  pm_smtp_client_auth_async (self->client, mechanism,
                             pm_account_get_effective_user (self->probe->account), secret,
                             g_task_get_cancellable (task), signed_in_cb, task);
}

void
pm_step_auth (PmSession *self, GTask *task)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);
  const char *const *offered = capabilities != NULL ? pm_capabilities_get_mechanisms (capabilities)
                                                    : NULL;
  PmSecret *token = self->probe->token;
  PmSecret *secret = token != NULL ? token : self->probe->password;
  const char *mechanism;

  if (offered != NULL && *offered != NULL)
    pm_session_note (self, PM_STAGE_AUTH, PM_KEY_AUTH_MECHANISMS, g_variant_new_strv (offered, -1),
                     PM_OUTCOME_UNKNOWN);
  if (secret == NULL)
    {
      end_auth (self, NULL, PM_OUTCOME_SKIP, "no-password", task);
      return;
    }
  if (offered == NULL || *offered == NULL)
    {
      end_without_offer (self, task);
      return;
    }
  if (!pm_link_is_secured (self->link))
    {
      end_auth (self, "withheld", PM_OUTCOME_UNKNOWN, "not-encrypted", task);
      return;
    }
  mechanism = pm_sasl_choose (pm_account_get_auth (self->probe->account),
                              token != NULL ? PM_SASL_TOKEN : PM_SASL_PASSWORD, offered);
  if (mechanism != NULL)
    sign_in (self, mechanism, secret, task);
  else
    end_auth (self, "no-mechanism", PM_OUTCOME_FAIL, "no-mechanism", task);
}
