/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-session.h"

static GVariant *
date_variant (gint64 unix_seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (unix_seconds);

  return g_variant_new_take_string (date != NULL ? g_date_time_format_iso8601 (date)
                                                 : g_strdup (""));
}

static void
note_text (PmSession *self, const char *key, const char *text, PmOutcome outcome)
{
  if (text != NULL)
    pm_session_note_bytes (self, PM_STAGE_TLS, key, text, strlen (text), outcome);
}

static void
note_certificate (PmSession *self, const PmCertificate *certificate)
{
  g_autofree const char **faults = pm_certificate_list_faults (certificate);
  PmOutcome outcome = *faults == NULL ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL;

  pm_session_note (self, PM_STAGE_TLS, PM_KEY_CERTIFICATE_FAULTS, g_variant_new_strv (faults, -1),
                   outcome);
  if (!pm_certificate_has_alternative_names (certificate))
    pm_session_note (self, PM_STAGE_TLS, PM_KEY_CERTIFICATE_NAME_IN_CN,
                     g_variant_new_boolean (TRUE), PM_OUTCOME_WARN);
  pm_session_note (self, PM_STAGE_TLS, PM_KEY_CERTIFICATE_NAMES,
                   g_variant_new_strv (pm_certificate_get_names (certificate), -1), outcome);
  note_text (self, PM_KEY_CERTIFICATE_SUBJECT, pm_certificate_get_subject (certificate), outcome);
  note_text (self, PM_KEY_CERTIFICATE_ISSUER, pm_certificate_get_issuer (certificate), outcome);
  pm_session_note (self, PM_STAGE_TLS, PM_KEY_CERTIFICATE_NOT_BEFORE,
                   date_variant (pm_certificate_get_not_before (certificate)), outcome);
  pm_session_note (self, PM_STAGE_TLS, PM_KEY_CERTIFICATE_NOT_AFTER,
                   date_variant (pm_certificate_get_not_after (certificate)), outcome);
  note_text (self, PM_KEY_CERTIFICATE_FINGERPRINT, pm_certificate_get_fingerprint (certificate),
             outcome);
}

/* Three digits, and a space or hyphen: a mail server that speaks in clear. */
static gboolean
looks_like_reply (const char *bytes, gsize length)
{
  return length > 3 && g_ascii_isdigit (bytes[0]) && g_ascii_isdigit (bytes[1])
         && g_ascii_isdigit (bytes[2]) && (bytes[3] == ' ' || bytes[3] == '-');
}

static void
note_plaintext (PmSession *self, GBytes *plaintext)
{
  gsize length = 0;
  const char *bytes = g_bytes_get_data (plaintext, &length);
  const char *protocol = pm_reply_guess_protocol (bytes, length);

  pm_session_note_bytes (self, PM_STAGE_TLS, PM_KEY_TLS_PLAINTEXT, bytes, length, PM_OUTCOME_FAIL);
  if (g_str_equal (protocol, "unknown") && looks_like_reply (bytes, length))
    protocol = "smtp";
  pm_session_note (self, PM_STAGE_TLS, PM_KEY_TLS_PROTOCOL, g_variant_new_string (protocol),
                   PM_OUTCOME_FAIL);
}

static void
write_transcript (PmSession *self, const PmTlsResult *tls)
{
  g_autofree char *line = NULL;

  if (tls->version != NULL)
    line = g_strdup_printf ("TLS: %s, %s %s", pm_tls_status_get_id (tls->status), tls->version,
                            tls->cipher != NULL ? tls->cipher : "");
  else
    line = g_strdup_printf ("TLS: %s%s%s", pm_tls_status_get_id (tls->status),
                            tls->error_text != NULL ? ": " : "",
                            tls->error_text != NULL ? tls->error_text : "");
  pm_transcript_note (self->transcript, line);
}

/* Records what a handshake came to. TRUE: secured. */
static gboolean
note_tls (PmSession *self, const PmTlsResult *tls)
{
  gboolean secured = tls->status == PM_TLS_SECURED;
  PmOutcome outcome = secured ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL;

  write_transcript (self, tls);
  note_text (self, PM_KEY_TLS_VERSION, tls->version, outcome);
  note_text (self, PM_KEY_TLS_CIPHER, tls->cipher, outcome);
  note_text (self, PM_KEY_TLS_ALERT, tls->alert, outcome);
  if (tls->plaintext != NULL)
    note_plaintext (self, tls->plaintext);
  if (tls->certificate != NULL)
    note_certificate (self, tls->certificate);
  pm_session_note_result (self, PM_STAGE_TLS, pm_tls_status_get_id (tls->status), outcome);
  return secured;
}

/* What was seen has been recorded. */
static void
end_tls (PmSession *self, PmOutcome outcome, const char *reason, GTask *task)
{
  pm_session_conclude (self, PM_STAGE_TLS, NULL, outcome, reason, task);
}

static void
secured_at_once_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmTlsResult) tls = pm_link_start_tls_finish (PM_LINK (source), result, &error);

  if (tls == NULL)
    pm_session_fail (self, PM_STAGE_TLS, error, g_steal_pointer (&task));
  else
    end_tls (self, note_tls (self, tls) ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL, NULL,
             g_steal_pointer (&task));
}

void
pm_step_tls_at_once (PmSession *self, GTask *task)
{
  pm_link_start_tls_async (self->link, self->probe->trust,
                           pm_account_get_server (self->probe->account), self->timeout_ms,
                           g_task_get_cancellable (task), secured_at_once_cb, task);
}

/* RFC 3207 section 4.2: what was learnt before TLS is void, so the server is asked again. */
static void
said_hello_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_smtp_client_hello_finish (PM_SMTP_CLIENT (source), result, &error);
  gboolean accepted;

  if (reply == NULL)
    {
      pm_session_fail (self, PM_STAGE_TLS, error, g_steal_pointer (&task));
      return;
    }
  accepted = pm_session_note_hello (self, PM_STAGE_TLS, reply);
  if (accepted)
    pm_session_note_capabilities (self, PM_STAGE_TLS);
  end_tls (self, accepted ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL, NULL, g_steal_pointer (&task));
}

static void
refuse_starttls (PmSession *self, const PmStarttls *starttls, GTask *task)
{
  pm_session_note_reply (self, PM_STAGE_TLS, "STARTTLS", starttls->reply, PM_OUTCOME_FAIL);
  pm_session_note_result (self, PM_STAGE_TLS, starttls->injected ? "injected" : "refused",
                          PM_OUTCOME_FAIL);
  end_tls (self, PM_OUTCOME_FAIL, NULL, task);
}

static void
started_tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmStarttls) starttls = pm_smtp_client_starttls_finish (PM_SMTP_CLIENT (source), result,
                                                                    &error);

  if (g_error_matches (error, PM_REPLY_ERROR, PM_REPLY_ERROR_UNASKED))
    /* Granted before it was asked for: somebody else's words, in clear. */
    pm_session_conclude (self, PM_STAGE_TLS, "injected", PM_OUTCOME_FAIL, NULL,
                         g_steal_pointer (&task));
  else if (starttls == NULL)
    pm_session_fail (self, PM_STAGE_TLS, error, g_steal_pointer (&task));
  else if (starttls->tls == NULL)
    refuse_starttls (self, starttls, g_steal_pointer (&task));
  else if (!note_tls (self, starttls->tls))
    end_tls (self, PM_OUTCOME_FAIL, NULL, g_steal_pointer (&task));
  else
    pm_smtp_client_hello_async (self->client, g_task_get_cancellable (task), said_hello_again_cb,
                                g_object_ref (task));
}

/* No STARTTLS on this connection: a failure only where it was asked for. */
static void
go_without_tls (PmSession *self, GTask *task)
{
  gboolean wanted = self->mode != PM_MODE_NONE;
  gboolean required = self->mode == PM_MODE_STARTTLS;

  pm_session_note_result (self, PM_STAGE_TLS, wanted ? "not-offered" : "not-wanted",
                          required ? PM_OUTCOME_FAIL
                          : wanted ? PM_OUTCOME_WARN
                                   : PM_OUTCOME_SKIP);
  if (wanted)
    end_tls (self, required ? PM_OUTCOME_FAIL : PM_OUTCOME_WARN, "not-offered", task);
  else
    end_tls (self, PM_OUTCOME_SKIP, "not-asked", task);
}

void
pm_step_starttls (PmSession *self, GTask *task)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (self->client);
  gboolean offered = capabilities != NULL && pm_capabilities_has (capabilities, "STARTTLS");

  pm_session_note (self, PM_STAGE_TLS, PM_KEY_TLS_OFFERED, g_variant_new_boolean (offered),
                   PM_OUTCOME_UNKNOWN);
  if (offered && self->mode != PM_MODE_NONE)
    pm_smtp_client_starttls_async (self->client, self->probe->trust,
                                   pm_account_get_server (self->probe->account),
                                   g_task_get_cancellable (task), started_tls_cb, task);
  else
    go_without_tls (self, task);
}
