/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-lookaround.h"

struct _PmLookaround
{
  GObject parent_instance;

  PmProbe *probe;
  gboolean is_shown;
  GCancellable *outer; /* may be NULL */
  gulong outer_handler;
  GCancellable *cancellable;
  GPtrArray *sessions; /* of PmSession, in order of preference */
  guint n_running;
  GTask *waiting; /* NULL: nobody waits */
  gboolean until_good;
};

G_DEFINE_FINAL_TYPE (PmLookaround, pm_lookaround, G_TYPE_OBJECT)

static gboolean
offers_sign_in (PmSession *session)
{
  PmCapabilities *capabilities = pm_smtp_client_get_capabilities (session->client);

  return capabilities != NULL && *pm_capabilities_get_mechanisms (capabilities) != NULL;
}

/* How far a session came; more is better. For somebody who wants to sign in, a port without sign-in is
 * no better than a port of submission that is there and fails: that one is to be explained. */
static guint
rank (PmSession *session)
{
  gboolean wants_sign_in = session->probe->password != NULL || session->probe->token != NULL;
  guint passed = 0;

  if (pm_lookaround_is_good (session))
    return 30;
  if (session->is_open && wants_sign_in)
    return 5;
  if (session->is_open)
    return pm_link_is_secured (session->link) ? 20 : 15;
  for (PmStage stage = PM_STAGE_CONNECT; stage <= PM_STAGE_TLS; stage++)
    passed += session->spans[stage].ended_ms >= 0
              && session->spans[stage].outcome == PM_OUTCOME_PASS;
  return passed > 0 ? 10 + passed : 0;
}

static void
pm_lookaround_settle (PmLookaround *self)
{
  g_autoptr (GTask) task = NULL;
  PmSession *best = pm_lookaround_get_best (self);
  gboolean good = self->until_good && best != NULL && pm_lookaround_is_good (best);

  if (self->waiting == NULL || (self->n_running > 0 && !good))
    return;
  task = g_steal_pointer (&self->waiting);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
pm_lookaround_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PmLookaround) self = user_data;

  /* Nothing to say here: what was seen is in the evidence, and a cancelled one is given up. */
  pm_session_open_finish (PM_SESSION (source), result, NULL);
  self->n_running--;
  pm_lookaround_settle (self);
}

static void
pm_lookaround_outer_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
pm_lookaround_finalize (GObject *object)
{
  PmLookaround *self = PM_LOOKAROUND (object);

  g_cancellable_disconnect (self->outer, self->outer_handler);
  g_clear_object (&self->outer);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_object (&self->probe);
  G_OBJECT_CLASS (pm_lookaround_parent_class)->finalize (object);
}

static void
pm_lookaround_class_init (PmLookaroundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_lookaround_finalize;
}

static void
pm_lookaround_init (PmLookaround *self)
{
  self->cancellable = g_cancellable_new ();
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
}

PmLookaround *
pm_lookaround_new (PmProbe *probe, gboolean is_shown, GCancellable *cancellable)
{
  PmLookaround *self = g_object_new (PM_TYPE_LOOKAROUND, NULL);

  self->probe = g_object_ref (probe);
  self->is_shown = is_shown;
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (pm_lookaround_outer_cb),
                                                   g_object_ref (self->cancellable),
                                                   g_object_unref);
    }
  return self;
}

static gboolean
was_tried (PmLookaround *self, PmSession *like)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      PmSession *session = g_ptr_array_index (self->sessions, i);

      if (session->port == like->port && session->mode == like->mode
          && (session->family == like->family || session->family == G_SOCKET_FAMILY_INVALID)
          && session->allows_old == like->allows_old)
        return TRUE;
    }
  return FALSE;
}

/* Takes @session. */
static void
open_unless_tried (PmLookaround *self, PmSession *session)
{
  g_autoptr (PmSession) owned = session;

  if (was_tried (self, session))
    return;
  g_ptr_array_add (self->sessions, g_object_ref (session));
  self->n_running++;
  pm_session_open_async (session, self->cancellable, pm_lookaround_opened_cb, g_object_ref (self));
}

void
pm_lookaround_add (PmLookaround *self,
                   guint port,
                   PmMode mode,
                   GSocketFamily family,
                   guint timeout_ms)
{
  PmSession *session = pm_session_new (self->probe, port, mode, family, self->is_shown);

  if (timeout_ms > 0)
    session->timeout_ms = timeout_ms;
  open_unless_tried (self, session);
}

void
pm_lookaround_add_old (PmLookaround *self, guint port, PmMode mode)
{
  PmSession *session = pm_session_new (self->probe, port, mode, G_SOCKET_FAMILY_INVALID,
                                       self->is_shown);

  session->allows_old = TRUE;
  open_unless_tried (self, session);
}

void
pm_lookaround_wait_async (PmLookaround *self,
                          gboolean until_good,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (self->waiting == NULL);

  self->waiting = g_task_new (self, self->outer, callback, user_data);
  g_task_set_source_tag (self->waiting, pm_lookaround_wait_async);
  self->until_good = until_good;
  pm_lookaround_settle (self);
}

gboolean
pm_lookaround_wait_finish (PmLookaround *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
pm_lookaround_is_good (PmSession *session)
{
  return session->is_open && pm_link_is_secured (session->link) && offers_sign_in (session);
}

PmSession *
pm_lookaround_get_best (PmLookaround *self)
{
  PmSession *best = NULL;

  for (guint i = 0; i < self->sessions->len; i++)
    {
      PmSession *session = g_ptr_array_index (self->sessions, i);

      if (best == NULL || rank (session) > rank (best))
        best = session;
    }
  return best;
}

void
pm_lookaround_stop (PmLookaround *self, PmSession *keep)
{
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->sessions->len; i++)
    if (g_ptr_array_index (self->sessions, i) != keep)
      pm_session_leave (g_ptr_array_index (self->sessions, i));
}
