/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-greeting-date.h"
#include "pm-session.h"

/* RFC 5321 section 3.1: 220 is the only greeting that opens a session. */
#define GREETING_READY 220
/* Section 4.2.3: a goodbye, here without a reason. */
#define GREETING_GOODBYE 221

static void
end_badly (PmSession *self, const char *word, GTask *task)
{
  pm_session_conclude (self, PM_STAGE_GREETING, word, PM_OUTCOME_FAIL, NULL, task);
}

/* Something that greets, but not as a mail server does. */
static void
note_other_protocol (PmSession *self, const char *protocol, const char *bytes, gsize length)
{
  pm_session_note (self, PM_STAGE_GREETING, PM_KEY_GREETING_PROTOCOL,
                   g_variant_new_string (protocol), PM_OUTCOME_FAIL);
  pm_session_note_bytes (self, PM_STAGE_GREETING, PM_KEY_GREETING_BYTES, bytes, length,
                         PM_OUTCOME_FAIL);
}

/* How long the server let us wait, and what its clock says where it tells: a second clock, by which
 * a wrong one of this computer shows. */
static void
note_greeting (PmSession *self, const PmReply *reply)
{
  gint64 date = pm_greeting_find_date (reply->text);
  gint64 wait = pm_evidence_get_elapsed_ms (self->probe->evidence)
                - self->spans[PM_STAGE_GREETING].started_ms;

  pm_session_note (self, PM_STAGE_GREETING, PM_KEY_GREETING_WAIT,
                   g_variant_new_uint64 ((guint64) MAX (wait, 0)), PM_OUTCOME_UNKNOWN);
  if (date == 0)
    return;
  pm_session_note (self, PM_STAGE_GREETING, PM_KEY_CLOCK_OFFSET,
                   g_variant_new_int64 (pm_tls_get_clock () - date), PM_OUTCOME_UNKNOWN);
}

/* What came is no reply: another protocol, or a server that begins with TLS. */
static void
end_with_garbage (PmSession *self, GTask *task)
{
  g_autoptr (GBytes) garbage = pm_smtp_client_get_garbage (self->client);
  gsize length = 0;
  const char *bytes = garbage != NULL ? g_bytes_get_data (garbage, &length) : "";
  const char *protocol = pm_reply_guess_protocol (bytes, length);

  note_other_protocol (self, protocol, bytes, length);
  end_badly (self, g_str_equal (protocol, "tls") ? "tls-first" : "not-smtp", task);
}

static void
end_with_silence (PmSession *self, const GError *error, GTask *task)
{
  gboolean waited = g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT);

  pm_transcript_note (self->transcript, error->message);
  end_badly (self, waited ? "silent" : pm_session_describe_error (error), task);
}

static void
fail_greeting (PmSession *self, const GError *error, GTask *task)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_session_fail (self, PM_STAGE_GREETING, error, task);
  else if (g_error_matches (error, PM_REPLY_ERROR, PM_REPLY_ERROR_NOT_SMTP))
    end_with_garbage (self, task);
  else
    end_with_silence (self, error, task);
}

static void
said_hello_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_smtp_client_hello_finish (PM_SMTP_CLIENT (source), result, &error);

  if (reply == NULL)
    {
      pm_session_fail (self, PM_STAGE_GREETING, error, g_steal_pointer (&task));
      return;
    }
  if (!pm_session_note_hello (self, PM_STAGE_GREETING, reply))
    {
      pm_session_conclude (self, PM_STAGE_GREETING, NULL, PM_OUTCOME_FAIL, NULL,
                           g_steal_pointer (&task));
      return;
    }
  pm_session_note_capabilities (self, self->mode == PM_MODE_TLS ? PM_STAGE_TLS : PM_STAGE_GREETING);
  pm_session_conclude (self, PM_STAGE_GREETING, "ready", PM_OUTCOME_PASS, NULL,
                       g_steal_pointer (&task));
}

/* FTP greets with 220 as well, and says what it is. */
static gboolean
is_other_protocol (const PmReply *reply)
{
  const char *line = g_ptr_array_index (reply->lines, 0);

  return g_str_equal (pm_reply_guess_protocol (line, strlen (line)), "ftp");
}

static const char *
describe_refusal (const PmReply *reply)
{
  if (reply->code >= 400)
    return "service-refused";
  return reply->code == GREETING_GOODBYE ? "closed" : "malformed";
}

static void
greeted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PmSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_smtp_client_greet_finish (PM_SMTP_CLIENT (source), result, &error);
  gboolean ready;

  if (reply == NULL)
    {
      fail_greeting (self, error, g_steal_pointer (&task));
      return;
    }
  if (is_other_protocol (reply))
    {
      const char *line = g_ptr_array_index (reply->lines, 0);

      note_other_protocol (self, "ftp", line, strlen (line));
      end_badly (self, "not-smtp", g_steal_pointer (&task));
      return;
    }
  ready = reply->code == GREETING_READY;
  note_greeting (self, reply);
  pm_session_note_reply (self, PM_STAGE_GREETING, "", reply,
                         ready ? PM_OUTCOME_PASS : PM_OUTCOME_FAIL);
  if (ready)
    pm_smtp_client_hello_async (self->client, g_task_get_cancellable (task), said_hello_cb,
                                g_object_ref (task));
  else
    end_badly (self, describe_refusal (reply), g_steal_pointer (&task));
}

void
pm_step_greeting (PmSession *self, GTask *task)
{
  pm_smtp_client_greet_async (self->client, g_task_get_cancellable (task), greeted_cb, task);
}
