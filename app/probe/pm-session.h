/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-probe-private.h"
#include "pm-smtp-client.h"

G_BEGIN_DECLS

/* How a port is spoken to. */
typedef enum
{
  PM_MODE_TLS,           /* TLS at once; a failure is a failure */
  PM_MODE_STARTTLS,      /* STARTTLS or nothing */
  PM_MODE_OPPORTUNISTIC, /* STARTTLS where it is offered */
  PM_MODE_NONE,
} PmMode;

/* PmSession: one connection of the run, from the first packet to the last. Every fact that it sees
 * goes to the evidence under its number. */
#define PM_TYPE_SESSION (pm_session_get_type ())
G_DECLARE_FINAL_TYPE (PmSession, pm_session, PM, SESSION, GObject)

/* One step of a session: ends @task (transfer full) with TRUE: go on, FALSE: what follows makes no
 * sense; its error is for G_IO_ERROR_CANCELLED. The source object of @task is the session. */
typedef void (*PmStepFunc) (PmSession *self, GTask *task);

typedef struct
{
  PmStage stage; /* begun before the step */
  PmStepFunc run;
} PmStep;

struct _PmSession
{
  GObject parent_instance;

  PmProbe *probe;
  guint number; /* from 1; 0 until it is opened */
  guint port;   /* as the user knows it */
  PmMode mode;
  GSocketFamily family; /* G_SOCKET_FAMILY_INVALID: any, raced */
  gboolean allows_old;  /* TLS 1.0 and 1.1 too: only to see what the server has */
  guint timeout_ms;     /* for one wait */
  gboolean is_shown;    /* the stages of the evidence show this one as it goes */

  char *server;                   /* address literal of the peer, once connected */
  GSocketFamily connected_family; /* G_SOCKET_FAMILY_INVALID until then */
  PmTranscript *transcript;
  PmLink *link;
  PmSmtpClient *client;
  gboolean renamed; /* that the address literal was refused is noted */
  gboolean is_open; /* connected, greeted, and as encrypted as the mode asks */

  struct
  {
    gint64 started_ms; /* -1: not begun */
    gint64 ended_ms;   /* -1: not ended */
    PmOutcome outcome;
    const char *reason; /* static, or NULL */
  } spans[PM_N_LIVE_STAGES];
};

/* Signal: connected, once the first address answered. */
PmSession *
pm_session_new (PmProbe *probe, guint port, PmMode mode, GSocketFamily family, gboolean is_shown);

/* Runs @steps (ends with run == NULL, static) one after another. TRUE: all said "go on". */
void pm_session_run_async (PmSession *self,
                           const PmStep *steps,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean pm_session_run_finish (PmSession *self, GAsyncResult *result, GError **error);

/* The steps from the connection to the last EHLO, for the session's mode; sets is_open. */
void pm_session_open_async (PmSession *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean pm_session_open_finish (PmSession *self, GAsyncResult *result, GError **error);

/* Says QUIT where that makes sense and hangs up; waits for nothing. */
void pm_session_leave (PmSession *self);

/* The stages of the evidence tell of this session from now on. */
void pm_session_make_main (PmSession *self);

/* For steps. */
void
pm_session_take_link (PmSession *self, PmLink *link, GSocketFamily family); /* @link is taken */
void pm_session_begin (PmSession *self, PmStage stage);
void pm_session_end (PmSession *self, PmStage stage, PmOutcome outcome, const char *reason);
void pm_session_note (PmSession *self,
                      PmStage stage,
                      const char *key,
                      GVariant *value,
                      PmOutcome outcome);
void pm_session_note_result (PmSession *self, PmStage stage, const char *word, PmOutcome outcome);
void pm_session_note_reply (PmSession *self,
                            PmStage stage,
                            const char *verb,
                            const PmReply *reply,
                            PmOutcome outcome);
void pm_session_note_capabilities (PmSession *self, PmStage stage);
/* How EHLO or HELO was refused, once or for good. FALSE: for good. */
gboolean pm_session_note_hello (PmSession *self, PmStage stage, const PmReply *reply);
/* Bytes of the peer, escaped. */
void pm_session_note_bytes (PmSession *self,
                            PmStage stage,
                            const char *key,
                            const char *bytes,
                            gsize length,
                            PmOutcome outcome);

/* Records the result (NULL: was recorded), ends the stage, and ends @task: FALSE after a failure. */
void pm_session_conclude (PmSession *self,
                          PmStage stage,
                          const char *word,
                          PmOutcome outcome,
                          const char *reason,
                          GTask *task);

/* Records what became of a wait and ends @task: with FALSE, or with the error where it was
 * cancelled. */
void pm_session_fail (PmSession *self, PmStage stage, const GError *error, GTask *task);
/* "timeout", "closed", "reset", "client-certificate", "malformed" or "failed". Static. */
const char *pm_session_describe_error (const GError *error);

/* "accepted", "temporary" or "rejected". Static. */
const char *pm_session_describe_reply (const PmReply *reply);

void pm_step_connect (PmSession *self, GTask *task);
void pm_step_tls_at_once (PmSession *self, GTask *task);
void pm_step_greeting (PmSession *self, GTask *task);
void pm_step_starttls (PmSession *self, GTask *task);
void pm_step_auth (PmSession *self, GTask *task);
void pm_step_envelope (PmSession *self, GTask *task);

G_END_DECLS
