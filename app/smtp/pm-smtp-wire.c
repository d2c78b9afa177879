/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-smtp-wire.h"

#include <string.h>

#define CODE_LENGTH    3
#define CODE_CHALLENGE 334
#define CODE_CLOSING   "421"
#define GARBAGE_LIMIT  512

struct _PmSmtpWire
{
  GObject parent_instance;

  PmLink *link;
  PmTranscript *transcript;
  PmScrubber *scrubber;
  guint timeout_ms;
  PmReplyParser *parser;
  GBytes *garbage;
  char *challenge;
  gboolean hides_challenges;
  gboolean is_busy;
};

G_DEFINE_FINAL_TYPE (PmSmtpWire, pm_smtp_wire, G_TYPE_OBJECT)

/* One exchange that is under way. */
/* How long the answer to QUIT is waited for. */
#define GOODBYE_MS 1000

typedef struct
{
  GBytes *bytes;  /* to be sent, or NULL */
  char **display; /* may be NULL */
  guint expected;
  gboolean is_cut;    /* there will be fewer */
  GPtrArray *replies; /* of PmReply */
  gint64 deadline;    /* of the reply that is waited for, monotonic */
  GError *write_error;
  GError *error;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_pointer (&exchange->bytes, g_bytes_unref);
  g_strfreev (exchange->display);
  g_ptr_array_unref (exchange->replies);
  g_clear_error (&exchange->write_error);
  g_clear_error (&exchange->error);
  g_free (exchange);
}

static void pm_smtp_wire_read (GTask *task);

static void
clean_string (PmScrubber *scrubber, char **string)
{
  char *clean = pm_scrubber_clean (scrubber, *string, -1);

  pm_secret_free_string (*string);
  *string = clean;
}

static void
pm_smtp_wire_clean_reply (PmSmtpWire *self, PmReply *reply)
{
  clean_string (self->scrubber, &reply->text);
  for (guint i = 0; i < reply->lines->len; i++)
    clean_string (self->scrubber, (char **) &reply->lines->pdata[i]);
}

static void
pm_smtp_wire_note_reply (PmSmtpWire *self, const PmReply *reply)
{
  gboolean hides = self->hides_challenges && reply->code == CODE_CHALLENGE;

  for (guint i = 0; i < reply->lines->len; i++)
    {
      const char *line = g_ptr_array_index (reply->lines, i);
      g_autofree char *hidden = NULL;

      if (hides && strlen (line) > CODE_LENGTH + 1)
        line = hidden = g_strdup_printf ("%.*s" PM_SCRUBBER_MARK, CODE_LENGTH + 1, line);
      pm_transcript_received (self->transcript, line, strlen (line));
    }
}

/* What came and is no whole reply, or none at all. To be cut when it is clean, not before: half a
 * secret would not be found. */
static char *
pm_smtp_wire_clean_rest (PmSmtpWire *self)
{
  gsize length;
  const char *rest = pm_reply_parser_peek_rest (self->parser, &length);

  return pm_scrubber_clean (self->scrubber, rest, (gssize) length);
}

static void
pm_smtp_wire_note_rest (PmSmtpWire *self)
{
  g_autofree char *clean = pm_smtp_wire_clean_rest (self);
  g_autofree char *shown = g_strndup (clean, GARBAGE_LIMIT);
  g_auto (GStrv) lines = g_strsplit (shown, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize end = strlen (lines[i]);

      if (end > 0 && lines[i][end - 1] == '\r')
        end--;
      if (end > 0 || lines[i + 1] != NULL)
        pm_transcript_received (self->transcript, lines[i], end);
    }
}

/* The bytes are kept as they came, unless there is a secret among them. */
static void
pm_smtp_wire_keep_garbage (PmSmtpWire *self)
{
  g_autofree char *clean = pm_smtp_wire_clean_rest (self);
  gsize length;
  const char *bytes = pm_reply_parser_peek_rest (self->parser, &length);

  if (strstr (clean, PM_SCRUBBER_MARK) != NULL)
    {
      bytes = clean;
      length = strlen (clean);
    }
  g_clear_pointer (&self->garbage, g_bytes_unref);
  self->garbage = g_bytes_new (bytes, MIN (length, GARBAGE_LIMIT));
}

/* The replies that came are worth as much as the reason why there are no more. */
static void
pm_smtp_wire_end (GTask *task, GError *error)
{
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);

  if (error != NULL)
    pm_smtp_wire_note_rest (self);
  exchange->error = error;
  self->is_busy = FALSE;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* The answer to QUIT says nothing that is worth a wait. */
static gboolean
waits_for_goodbye (const Exchange *exchange)
{
  guint next = exchange->replies->len;

  return exchange->display != NULL && g_strv_length (exchange->display) == exchange->expected
         && next + 1 == exchange->expected && strcmp (exchange->display[next], "QUIT") == 0;
}

static void
pm_smtp_wire_wait_anew (PmSmtpWire *self, Exchange *exchange)
{
  guint wait_ms = waits_for_goodbye (exchange) ? MIN (self->timeout_ms, GOODBYE_MS)
                                               : self->timeout_ms;

  exchange->deadline = g_get_monotonic_time () + (gint64) wait_ms * 1000;
}

static void
pm_smtp_wire_keep_challenge (PmSmtpWire *self, const PmReply *reply)
{
  g_clear_pointer (&self->challenge, pm_secret_free_string);
  if (reply->code == CODE_CHALLENGE)
    self->challenge = g_strdup (reply->text);
}

static void
pm_smtp_wire_take_reply (PmSmtpWire *self, Exchange *exchange, PmReply *reply)
{
  pm_smtp_wire_keep_challenge (self, reply);
  pm_smtp_wire_clean_reply (self, reply);
  pm_smtp_wire_note_reply (self, reply);
  g_ptr_array_add (exchange->replies, reply);
  pm_smtp_wire_wait_anew (self, exchange);
}

/* Takes the replies that are there already, and reads on where that is not enough. */
static void
pm_smtp_wire_advance (GTask *task)
{
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  PmReply *reply = NULL;

  while (exchange->replies->len < exchange->expected
         && (reply = pm_reply_parser_next (self->parser, &error)) != NULL)
    pm_smtp_wire_take_reply (self, exchange, reply);

  if (error != NULL)
    pm_smtp_wire_keep_garbage (self);
  else if (exchange->is_cut && exchange->replies->len == exchange->expected)
    error = g_error_new_literal (PM_LINK_ERROR, PM_LINK_ERROR_CLOSED,
                                 "the server is closing the connection");
  if (error != NULL || exchange->replies->len == exchange->expected)
    pm_smtp_wire_end (task, error);
  else
    pm_smtp_wire_read (task);
}

static void
pm_smtp_wire_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = pm_link_read_finish (PM_LINK (source), result, &error);
  const char *data;
  gsize length;

  if (bytes == NULL)
    {
      if (exchange->write_error != NULL
          && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_error (&error);
          error = g_steal_pointer (&exchange->write_error);
        }
      pm_smtp_wire_end (task, error);
      return;
    }

  data = g_bytes_get_data (bytes, &length);
  pm_reply_parser_push (self->parser, data, length);
  pm_smtp_wire_advance (task);
}

/* The limit is for the whole reply: a server that sends a byte now and then does not hold us. */
static void
pm_smtp_wire_read (GTask *task)
{
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  gint64 left_ms = (exchange->deadline - g_get_monotonic_time ()) / 1000;

  if (left_ms > 0)
    pm_link_read_async (self->link, (guint) left_ms, g_task_get_cancellable (task),
                        pm_smtp_wire_read_cb, task);
  else
    pm_smtp_wire_end (task, g_error_new_literal (PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT,
                                                 "the reply did not come in time"));
}

static void
pm_smtp_wire_write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;

  /* A server that hangs up may have said why before (421, RFC 5321 section 3.8). */
  if (pm_link_write_finish (PM_LINK (source), result, &error)
      || g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED)
      || g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_RESET))
    {
      exchange->write_error = error;
      pm_smtp_wire_wait_anew (self, exchange);
      pm_smtp_wire_advance (task);
    }
  else
    pm_smtp_wire_end (task, error);
}

static void
pm_smtp_wire_send (GTask *task)
{
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);

  for (guint i = 0; exchange->display != NULL && exchange->display[i] != NULL; i++)
    pm_transcript_sent (self->transcript, exchange->display[i]);
  pm_link_write_async (self->link, exchange->bytes, self->timeout_ms, g_task_get_cancellable (task),
                       pm_smtp_wire_write_cb, task);
}

/* Whoever speaks before he is asked has lost count of the dialogue, or wants it to be lost. */
static void
pm_smtp_wire_refuse_early (GTask *task)
{
  pm_smtp_wire_keep_garbage (g_task_get_source_object (task));
  pm_smtp_wire_end (task, g_error_new_literal (PM_REPLY_ERROR, PM_REPLY_ERROR_UNASKED,
                                               "the server spoke before it was asked"));
}

static void pm_smtp_wire_look (GTask *task);

static void
pm_smtp_wire_look_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PmSmtpWire *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = pm_link_read_finish (PM_LINK (source), result, &error);
  gsize length;
  const char *data;

  pm_reply_parser_peek_rest (self->parser, &length);
  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &length);
      pm_reply_parser_push (self->parser, data, length);
      pm_smtp_wire_look (task);
    }
  else if (length == 0 && g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_TIMED_OUT))
    pm_smtp_wire_send (task);
  else
    pm_smtp_wire_end (task, g_steal_pointer (&error));
}

/* Whether anything is there costs no wait; only the rest of what may be a 421 is waited for. */
static void
pm_smtp_wire_look (GTask *task)
{
  PmSmtpWire *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  gsize length;
  const char *bytes = pm_reply_parser_peek_rest (self->parser, &length);

  if (length > 0 && memcmp (bytes, CODE_CLOSING, MIN (length, CODE_LENGTH)) != 0)
    pm_smtp_wire_refuse_early (task);
  else if (length < CODE_LENGTH)
    pm_link_read_async (self->link, length > 0 ? self->timeout_ms : 0,
                        g_task_get_cancellable (task), pm_smtp_wire_look_cb, task);
  else
    {
      exchange->is_cut = exchange->expected > 1;
      exchange->expected = 1;
      pm_smtp_wire_advance (task);
    }
}

static void
pm_smtp_wire_dispose (GObject *object)
{
  PmSmtpWire *self = PM_SMTP_WIRE (object);

  g_clear_object (&self->link);
  g_clear_object (&self->transcript);
  G_OBJECT_CLASS (pm_smtp_wire_parent_class)->dispose (object);
}

static void
pm_smtp_wire_finalize (GObject *object)
{
  PmSmtpWire *self = PM_SMTP_WIRE (object);

  pm_scrubber_unref (self->scrubber);
  pm_reply_parser_free (self->parser);
  g_clear_pointer (&self->garbage, g_bytes_unref);
  g_clear_pointer (&self->challenge, pm_secret_free_string);
  G_OBJECT_CLASS (pm_smtp_wire_parent_class)->finalize (object);
}

static void
pm_smtp_wire_class_init (PmSmtpWireClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pm_smtp_wire_dispose;
  object_class->finalize = pm_smtp_wire_finalize;
}

static void
pm_smtp_wire_init (PmSmtpWire *self)
{
  self->parser = pm_reply_parser_new ();
}

PmSmtpWire *
pm_smtp_wire_new (PmLink *link, PmTranscript *transcript, PmScrubber *scrubber, guint timeout_ms)
{
  PmSmtpWire *self = g_object_new (PM_TYPE_SMTP_WIRE, NULL);

  self->link = g_object_ref (link);
  self->transcript = g_object_ref (transcript);
  self->scrubber = pm_scrubber_ref (scrubber);
  self->timeout_ms = timeout_ms;
  return self;
}

PmLink *
pm_smtp_wire_get_link (PmSmtpWire *self)
{
  return self->link;
}

void
pm_smtp_wire_exchange_async (PmSmtpWire *self,
                             GBytes *bytes,
                             const char *const *display,
                             guint replies,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Exchange *exchange;

  g_return_if_fail (!self->is_busy);

  exchange = g_new0 (Exchange, 1);
  exchange->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  exchange->display = g_strdupv ((char **) display);
  exchange->expected = replies;
  exchange->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_reply_free);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_smtp_wire_exchange_async);
  g_task_set_task_data (task, exchange, exchange_free);
  /* The link says so itself; what was answered before is not lost by it. */
  g_task_set_check_cancellable (task, FALSE);

  self->is_busy = TRUE;
  pm_smtp_wire_wait_anew (self, exchange);
  if (bytes != NULL)
    pm_smtp_wire_look (task);
  else
    pm_smtp_wire_advance (task);
}

GPtrArray *
pm_smtp_wire_exchange_finish (PmSmtpWire *self, GAsyncResult *result, GError **error)
{
  Exchange *exchange;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  exchange = g_task_get_task_data (G_TASK (result));
  if (exchange->error != NULL)
    g_propagate_error (error, g_steal_pointer (&exchange->error));
  return exchange->replies->len > 0 ? g_ptr_array_ref (exchange->replies) : NULL;
}

PmReply *
pm_smtp_wire_exchange_finish_one (PmSmtpWire *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) replies = pm_smtp_wire_exchange_finish (self, result, error);

  return replies != NULL ? g_ptr_array_steal_index (replies, 0) : NULL;
}

void
pm_smtp_wire_set_hides_challenges (PmSmtpWire *self, gboolean hides)
{
  self->hides_challenges = hides;
}

char *
pm_smtp_wire_take_challenge (PmSmtpWire *self)
{
  return g_steal_pointer (&self->challenge);
}

gboolean
pm_smtp_wire_drop_rest (PmSmtpWire *self)
{
  gsize length;

  pm_reply_parser_peek_rest (self->parser, &length);
  if (length == 0)
    return FALSE;

  pm_smtp_wire_note_rest (self);
  pm_reply_parser_free (self->parser);
  self->parser = pm_reply_parser_new ();
  return TRUE;
}

GBytes *
pm_smtp_wire_get_garbage (PmSmtpWire *self)
{
  return self->garbage != NULL ? g_bytes_ref (self->garbage) : NULL;
}
