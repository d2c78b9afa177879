/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-session.h"

#include <string.h>

#include "pm-practice-dialogue.h"
#include "pm-practice-wire.h"
#include "pm-secret.h"

#define MAX_LINE   12288 /* RFC 4954 section 4; shorter limits are the dialogue's */
#define MAX_UNREAD 65536
#define BYTE_MS    1

/* Version 1.0 to 1.3 all take an alert in this form: fatal (2), internal_error (80). */
static const char alert_record[] = { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50 };

/* What a server says that was asked for TLS and goes on in clear: it takes the ClientHello for a
 * command. */
static const char unknown_command[] = "500 5.5.2 Error: command not recognized\r\n";

static const char http_answer[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

struct _PmPracticeSession
{
  const PmPracticePort *port;
  const PmPracticeShared *shared;
  GMainContext *context;
  PmPracticeWire *wire;
  void (*receive) (PmPracticeSession *self, const char *bytes, gsize length);

  PmPracticeDialogue *dialogue;
  GByteArray *input; /* not yet a line */
  gboolean skipping; /* the rest of a line that was too long */

  PmPracticeAnswer *answer; /* the one that is being said, or NULL */
  GBytes *text;
  gsize said;
  GSource *timer;
};

static void work (PmPracticeSession *self);
static void set_timer (PmPracticeSession *self, guint ms);

static void
drop_timer (PmPracticeSession *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
forget_input (PmPracticeSession *self)
{
  pm_secret_wipe (self->input->data, self->input->len);
  g_byte_array_set_size (self->input, 0);
}

static void
add_to_log (PmPracticeSession *self, const char *line, gsize length)
{
  pm_practice_log_add (self->shared->log, self->port->port,
                       pm_practice_wire_is_encrypted (self->wire), line, length);
}

static void
log_rest (PmPracticeSession *self)
{
  if (self->input->len > 0)
    add_to_log (self, (const char *) self->input->data, self->input->len);
  forget_input (self);
}

static void
ignore (PmPracticeSession *self, const char *bytes, gsize length)
{
}

static void
refuse_request (PmPracticeSession *self, const char *bytes, gsize length)
{
  pm_practice_wire_send (self->wire, http_answer, strlen (http_answer));
  pm_practice_wire_close (self->wire);
}

static void
spoil_handshake (PmPracticeSession *self, const char *bytes, gsize length)
{
  if (self->port->handshake == PM_PRACTICE_HANDSHAKE_SILENCE)
    return;
  if (self->port->handshake == PM_PRACTICE_HANDSHAKE_PLAIN)
    {
      pm_practice_wire_send (self->wire, unknown_command, strlen (unknown_command));
      return;
    }
  if (self->port->handshake == PM_PRACTICE_HANDSHAKE_ALERT)
    pm_practice_wire_send (self->wire, alert_record, sizeof alert_record);
  pm_practice_wire_close (self->wire);
}

static gnutls_certificate_credentials_t
get_credentials (PmPracticeSession *self, GError **error)
{
  const PmPracticePort *port = self->port;

  if (port->certificate_file != NULL)
    return pm_practice_certificates_get_from_files (
        self->shared->certificates, port->certificate_file,
        port->key_file != NULL ? port->key_file : port->certificate_file, error);
  return pm_practice_certificates_get (self->shared->certificates, port->certificate,
                                       port->certificate_name, error);
}

static void
start_tls (PmPracticeSession *self)
{
  g_autoptr (GError) error = NULL;
  PmPracticeHandshake handshake = self->port->handshake;
  gnutls_certificate_credentials_t credentials;

  /* RFC 3207 section 4.2: what came in clear counts no more. */
  forget_input (self);
  if (handshake >= PM_PRACTICE_HANDSHAKE_ALERT)
    {
      self->receive = spoil_handshake;
      return;
    }

  credentials = get_credentials (self, &error);
  if (credentials == NULL)
    {
      g_warning ("%s", error->message);
      pm_practice_wire_reset (self->wire);
      return;
    }
  pm_practice_wire_start_tls (self->wire, credentials,
                              handshake == PM_PRACTICE_HANDSHAKE_OLD
                                  ? "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0"
                                  : "NORMAL",
                              handshake == PM_PRACTICE_HANDSHAKE_CLIENT_CERTIFICATE);
}

static void
finish_answer (PmPracticeSession *self)
{
  PmPracticeThen then = self->answer->then;

  g_clear_pointer (&self->answer, pm_practice_answer_free);
  g_clear_pointer (&self->text, g_bytes_unref);
  switch (then)
    {
    case PM_PRACTICE_CLOSE:
      pm_practice_wire_close (self->wire);
      break;
    case PM_PRACTICE_RESET:
      pm_practice_wire_reset (self->wire);
      break;
    case PM_PRACTICE_ALERT:
      pm_practice_wire_alert (self->wire);
      break;
    case PM_PRACTICE_START_TLS:
      start_tls (self);
      break;
    case PM_PRACTICE_GO_ON:
    default:
      break;
    }
}

/* Says what is due now. TRUE: that was all, or nobody is there to hear the rest. */
static gboolean
say_due (PmPracticeSession *self)
{
  gsize size;
  const char *bytes = g_bytes_get_data (self->text, &size);
  gsize rest = size - self->said;
  gsize length = self->answer->slowly ? MIN (rest, 1) : rest;

  if (length > 0)
    pm_practice_wire_send (self->wire, bytes + self->said, length);
  self->said += length;
  if (self->said < size && pm_practice_wire_is_open (self->wire))
    return FALSE;
  finish_answer (self);
  return TRUE;
}

static gboolean
timer_cb (gpointer user_data)
{
  PmPracticeSession *self = user_data;

  drop_timer (self);
  if (say_due (self))
    work (self);
  else
    set_timer (self, BYTE_MS);
  return G_SOURCE_REMOVE;
}

static void
set_timer (PmPracticeSession *self, guint ms)
{
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* Takes @answer. While it is being said no further command is looked at. */
static void
say (PmPracticeSession *self, PmPracticeAnswer *answer)
{
  self->answer = answer;
  self->text = pm_practice_answer_to_wire (answer);
  self->said = 0;
  if (answer->delay_ms == 0 && !answer->slowly)
    say_due (self);
  else
    set_timer (self, answer->delay_ms);
}

/* @line ends with LF. */
static PmPracticeAnswer *
answer_line (PmPracticeSession *self, char *line, gsize length, gboolean more)
{
  gboolean has_cr = length >= 2 && line[length - 2] == '\r';
  gsize text_length = length - (has_cr ? 2 : 1);

  add_to_log (self, line, text_length);
  if (self->skipping)
    {
      self->skipping = FALSE;
      return pm_practice_answer_new_line ("500 5.5.2 Error: line too long");
    }
  if (!has_cr || memchr (line, '\r', text_length) != NULL
      || memchr (line, '\0', text_length) != NULL)
    return pm_practice_answer_new_line ("500 5.5.2 Error: bare CR, bare LF or NUL");

  line[text_length] = '\0';
  return pm_practice_dialogue_answer (self->dialogue, line, more);
}

static gboolean
take_line (PmPracticeSession *self)
{
  char *line = (char *) self->input->data;
  const char *end = self->input->len > 0 ? memchr (line, '\n', self->input->len) : NULL;
  gsize length = end != NULL ? (gsize) (end - line) + 1 : 0;
  PmPracticeAnswer *answer;

  if (end == NULL && self->input->len > MAX_LINE)
    {
      self->skipping = TRUE;
      log_rest (self);
    }
  if (end == NULL)
    return FALSE;

  answer = answer_line (self, line, length, self->input->len > length);
  pm_secret_wipe (line, length);
  g_byte_array_remove_range (self->input, 0, (guint) length);
  say (self, answer);
  return TRUE;
}

static void
work (PmPracticeSession *self)
{
  while (self->answer == NULL && pm_practice_wire_is_open (self->wire) && take_line (self))
    ;
}

static void
receive_commands (PmPracticeSession *self, const char *bytes, gsize length)
{
  if (self->input->len + length > MAX_UNREAD)
    {
      pm_practice_wire_reset (self->wire);
      return;
    }
  g_byte_array_append (self->input, (const guint8 *) bytes, (guint) length);
  work (self);
}

static void
wire_received_cb (const char *bytes, gsize length, gpointer user_data)
{
  PmPracticeSession *self = user_data;

  self->receive (self, bytes, length);
}

static void
greet (PmPracticeSession *self)
{
  self->receive = receive_commands;
  say (self, pm_practice_dialogue_greet (self->dialogue));
}

static void
wire_secured_cb (gpointer user_data)
{
  PmPracticeSession *self = user_data;

  pm_practice_dialogue_enter_tls (self->dialogue);
  if (self->port->kind == PM_PRACTICE_KIND_TLS)
    greet (self);
}

static void
say_banner (PmPracticeSession *self)
{
  say (self, pm_practice_answer_new_line (self->port->banner));
}

static void
drop (PmPracticeSession *self)
{
  pm_practice_wire_close (self->wire);
}

static void
reset (PmPracticeSession *self)
{
  pm_practice_wire_reset (self->wire);
}

static const struct
{
  void (*receive) (PmPracticeSession *self, const char *bytes, gsize length);
  void (*begin) (PmPracticeSession *self);
} manners[] = {
  [PM_PRACTICE_KIND_CLOSED] = { ignore, reset },
  [PM_PRACTICE_KIND_SILENT] = { ignore, NULL },
  [PM_PRACTICE_KIND_MUTE] = { ignore, NULL },
  [PM_PRACTICE_KIND_DROP] = { ignore, drop },
  [PM_PRACTICE_KIND_RESET] = { ignore, reset },
  [PM_PRACTICE_KIND_OTHER] = { ignore, say_banner },
  [PM_PRACTICE_KIND_HTTP] = { refuse_request, NULL },
  [PM_PRACTICE_KIND_PLAIN] = { receive_commands, greet },
  [PM_PRACTICE_KIND_STARTTLS] = { receive_commands, greet },
  [PM_PRACTICE_KIND_TLS] = { receive_commands, start_tls },
};

PmPracticeSession *
pm_practice_session_new (GSocket *socket,
                         const PmPracticePort *port,
                         const PmPracticeShared *shared)
{
  PmPracticeSession *self = g_new0 (PmPracticeSession, 1);

  self->port = port;
  self->shared = shared;
  self->context = g_main_context_ref_thread_default ();
  self->input = g_byte_array_new ();
  self->dialogue = pm_practice_dialogue_new (shared->script, port);
  self->wire = pm_practice_wire_new (socket, wire_received_cb, wire_secured_cb, self);
  self->receive = manners[port->kind].receive;
  if (manners[port->kind].begin != NULL)
    manners[port->kind].begin (self);
  return self;
}

void
pm_practice_session_free (PmPracticeSession *self)
{
  drop_timer (self);
  log_rest (self);
  g_byte_array_unref (self->input);
  g_clear_pointer (&self->answer, pm_practice_answer_free);
  g_clear_pointer (&self->text, g_bytes_unref);
  pm_practice_wire_free (self->wire);
  pm_practice_dialogue_free (self->dialogue);
  g_main_context_unref (self->context);
  g_free (self);
}

gboolean
pm_practice_session_is_over (PmPracticeSession *self)
{
  return !pm_practice_wire_is_open (self->wire);
}
