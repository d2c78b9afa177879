/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-failure.h"

struct _PmFailure
{
  PmStage stage;
  PmServerReply *reply;
  char *host;
  char *recipient;
  char *action;
};

G_DEFINE_BOXED_TYPE (PmFailure, pm_failure, pm_failure_ref, pm_failure_unref)

static void
pm_failure_clear (gpointer data)
{
  PmFailure *self = data;

  pm_server_reply_unref (self->reply);
  g_free (self->host);
  g_free (self->recipient);
  g_free (self->action);
}

static char *
make_valid (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

PmFailure *
pm_failure_new (PmStage stage,
                PmServerReply *reply,
                const char *host,
                const char *recipient,
                const char *action)
{
  PmFailure *self = g_atomic_rc_box_new0 (PmFailure);

  g_assert (reply != NULL);

  self->stage = stage;
  self->reply = pm_server_reply_ref (reply);
  self->host = make_valid (host);
  self->recipient = make_valid (recipient);
  self->action = make_valid (action);
  return self;
}

PmFailure *
pm_failure_ref (PmFailure *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
pm_failure_unref (PmFailure *self)
{
  g_atomic_rc_box_release_full (self, pm_failure_clear);
}

PmStage
pm_failure_get_stage (const PmFailure *self)
{
  return self->stage;
}

PmServerReply *
pm_failure_get_reply (const PmFailure *self)
{
  return self->reply;
}

const char *
pm_failure_get_host (const PmFailure *self)
{
  return self->host;
}

const char *
pm_failure_get_recipient (const PmFailure *self)
{
  return self->recipient;
}

const char *
pm_failure_get_action (const PmFailure *self)
{
  return self->action;
}
