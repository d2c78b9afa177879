/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dialer.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pm-source.h"

/* RFC 8305 section 8: Connection Attempt Delay. */
#define NEXT_ATTEMPT_MS 250

/* GSocketClient would do the race too, but keeps one error of all the attempts; here each is a
 * fact. */
typedef struct
{
  GTask *task;           /* not owned; this stands in its data */
  PmDialAttempt *result; /* in the attempts of the dial */
  int fd;
  gint64 started;
  GSource *ready;
  GSource *limit;
} Attempt;

typedef struct
{
  PmDial *dial;
  GPtrArray *addresses; /* in the order in which they are tried */
  guint next;
  guint16 port;
  guint timeout_ms;
  GPtrArray *waiting; /* of Attempt */
  GSource *next_attempt;
  GSource *cancelled;
} Race;

static const char *const outcome_ids[] = {
  [PM_DIAL_CONNECTED] = "connected", [PM_DIAL_REFUSED] = "refused",
  [PM_DIAL_TIMEOUT] = "timeout",     [PM_DIAL_UNREACHABLE] = "unreachable",
  [PM_DIAL_RESET] = "reset",         [PM_DIAL_FAILED] = "failed",
  [PM_DIAL_ABANDONED] = "abandoned",
};

/* EINVAL: a route of type blackhole. EACCES, EPERM: one of type prohibit, or a local packet filter.
 * EADDRNOTAVAIL, EAFNOSUPPORT: this computer has no address of that family. */
static const struct
{
  int number;
  PmDialOutcome outcome;
} number_outcomes[] = {
  { 0, PM_DIAL_CONNECTED },
  { ECONNREFUSED, PM_DIAL_REFUSED },
  { ETIMEDOUT, PM_DIAL_TIMEOUT },
  { ENETUNREACH, PM_DIAL_UNREACHABLE },
  { EHOSTUNREACH, PM_DIAL_UNREACHABLE },
  { ENETDOWN, PM_DIAL_UNREACHABLE },
  { EHOSTDOWN, PM_DIAL_UNREACHABLE },
  { EACCES, PM_DIAL_UNREACHABLE },
  { EPERM, PM_DIAL_UNREACHABLE },
  { EINVAL, PM_DIAL_UNREACHABLE },
  { EADDRNOTAVAIL, PM_DIAL_UNREACHABLE },
  { EAFNOSUPPORT, PM_DIAL_UNREACHABLE },
  { ECONNRESET, PM_DIAL_RESET },
  { ECONNABORTED, PM_DIAL_RESET },
  { EPIPE, PM_DIAL_RESET },
};

static void start_attempts (GTask *task);

static PmDialOutcome
outcome_of_number (int number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (number_outcomes); i++)
    {
      if (number_outcomes[i].number == number)
        return number_outcomes[i].outcome;
    }
  return PM_DIAL_FAILED;
}

static void
dial_attempt_free (gpointer data)
{
  PmDialAttempt *attempt = data;

  g_object_unref (attempt->address);
  g_free (attempt);
}

static PmDial *
dial_new (void)
{
  PmDial *self = g_new0 (PmDial, 1);

  self->attempts = g_ptr_array_new_with_free_func (dial_attempt_free);
  return self;
}

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  pm_source_clear (&attempt->ready);
  pm_source_clear (&attempt->limit);
  if (attempt->fd >= 0)
    close (attempt->fd);
  g_free (attempt);
}

static void
race_clear_sources (Race *race)
{
  pm_source_clear (&race->next_attempt);
  pm_source_clear (&race->cancelled);
}

static void
race_free (gpointer data)
{
  Race *race = data;

  race_clear_sources (race);
  g_ptr_array_unref (race->waiting);
  g_ptr_array_unref (race->addresses);
  g_clear_pointer (&race->dial, pm_dial_free);
  g_free (race);
}

static void
attempt_note (Attempt *attempt, PmDialOutcome outcome, int number)
{
  attempt->result->outcome = outcome;
  attempt->result->error_number = number;
  attempt->result->ms = (g_get_monotonic_time () - attempt->started) / 1000;
}

static void
race_end (GTask *task, GError *error)
{
  g_autoptr (GTask) ended = task;
  Race *race = g_task_get_task_data (ended);

  race_clear_sources (race);
  for (guint i = 0; i < race->waiting->len; i++)
    attempt_note (race->waiting->pdata[i], PM_DIAL_ABANDONED, 0);
  g_ptr_array_set_size (race->waiting, 0);
  if (error != NULL)
    g_task_return_error (ended, error);
  else
    g_task_return_pointer (ended, g_steal_pointer (&race->dial), (GDestroyNotify) pm_dial_free);
}

/* The descriptor goes over to the link. */
static gboolean
attempt_take_link (Attempt *attempt, PmDial *dial)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (attempt->fd, NULL);

  if (socket == NULL)
    return FALSE;
  attempt->fd = -1;
  dial->link = pm_link_new (socket);
  return TRUE;
}

/* A connection to a port of this computer that nobody listens on can meet itself, where the system
 * happens to choose that port for the near end (simultaneous open, RFC 9293 section 3.5). */
static gboolean
is_self_connected (int fd)
{
  struct sockaddr_storage near_end = { 0 }, far_end = { 0 };
  socklen_t near_length = sizeof near_end, far_length = sizeof far_end;

  return getsockname (fd, (struct sockaddr *) &near_end, &near_length) == 0
         && getpeername (fd, (struct sockaddr *) &far_end, &far_length) == 0
         && near_length == far_length && memcmp (&near_end, &far_end, near_length) == 0;
}

/* Frees @attempt. */
static void
attempt_end (Attempt *attempt, PmDialOutcome outcome, int number)
{
  GTask *task = attempt->task;
  Race *race = g_task_get_task_data (task);

  if (outcome == PM_DIAL_CONNECTED && is_self_connected (attempt->fd))
    {
      outcome = PM_DIAL_REFUSED;
      number = ECONNREFUSED;
    }
  if (outcome == PM_DIAL_CONNECTED && !attempt_take_link (attempt, race->dial))
    outcome = PM_DIAL_FAILED;
  attempt_note (attempt, outcome, number);
  g_ptr_array_remove (race->waiting, attempt);
  if (outcome == PM_DIAL_CONNECTED)
    race_end (task, NULL);
  else
    start_attempts (task);
}

static gboolean
attempt_ready_cb (gpointer user_data)
{
  Attempt *attempt = user_data;
  int number = 0;
  socklen_t length = sizeof number;

  if (getsockopt (attempt->fd, SOL_SOCKET, SO_ERROR, &number, &length) < 0)
    number = errno;
  attempt_end (attempt, outcome_of_number (number), number);
  return G_SOURCE_REMOVE;
}

static gboolean
attempt_limit_cb (gpointer user_data)
{
  attempt_end (user_data, PM_DIAL_TIMEOUT, 0);
  return G_SOURCE_REMOVE;
}

/* Starts to connect. Returns the errno; EINPROGRESS is the rule. */
static int
attempt_connect (Attempt *attempt, guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (attempt->result->address, port);
  struct sockaddr_storage native = { 0 };

  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    return EAFNOSUPPORT;
  attempt->fd = socket (native.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (attempt->fd < 0)
    return errno;
  if (connect (attempt->fd, (struct sockaddr *) &native,
               (socklen_t) g_socket_address_get_native_size (address))
      == 0)
    return EINPROGRESS;
  return errno;
}

static Attempt *
race_add_attempt (Race *race, GTask *task)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->task = task;
  attempt->fd = -1;
  attempt->started = g_get_monotonic_time ();
  attempt->result = g_new0 (PmDialAttempt, 1);
  attempt->result->address = g_object_ref (race->addresses->pdata[race->next++]);
  g_ptr_array_add (race->dial->attempts, attempt->result);
  return attempt;
}

/* FALSE: it failed on the spot. */
static gboolean
start_attempt (Race *race, GTask *task)
{
  GMainContext *context = g_task_get_context (task);
  Attempt *attempt = race_add_attempt (race, task);
  int number = attempt_connect (attempt, race->port);

  if (number != EINPROGRESS)
    {
      attempt_note (attempt, outcome_of_number (number), number);
      attempt_free (attempt);
      return FALSE;
    }
  attempt->ready = pm_source_new_fd (context, attempt->fd, G_IO_OUT, attempt_ready_cb, attempt);
  attempt->limit = pm_source_new_delay (context, race->timeout_ms, attempt_limit_cb, attempt);
  g_ptr_array_add (race->waiting, attempt);
  return TRUE;
}

static gboolean
next_attempt_cb (gpointer user_data)
{
  start_attempts (user_data);
  return G_SOURCE_REMOVE;
}

/* The next attempt, and those behind it as long as they fail on the spot; the end where none is
 * left. */
static void
start_attempts (GTask *task)
{
  Race *race = g_task_get_task_data (task);
  gboolean started = FALSE;

  pm_source_clear (&race->next_attempt);
  while (!started && race->next < race->addresses->len)
    started = start_attempt (race, task);
  if (race->waiting->len == 0)
    race_end (task, NULL);
  else if (race->next < race->addresses->len)
    race->next_attempt = pm_source_new_delay (g_task_get_context (task), NEXT_ATTEMPT_MS,
                                              next_attempt_cb, task);
}

static gboolean
race_cancelled_cb (gpointer user_data)
{
  race_end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static GInetAddress *
take_of_family (GPtrArray *addresses, guint *index, GSocketFamily family, gboolean same)
{
  while (*index < addresses->len)
    {
      GInetAddress *address = addresses->pdata[(*index)++];

      if ((g_inet_address_get_family (address) == family) == same)
        return g_object_ref (address);
    }
  return NULL;
}

/* RFC 8305 section 4: the family of the first address, then the other, in turn. */
static GPtrArray *
interleave (GPtrArray *addresses)
{
  GPtrArray *order = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = 0, second = 0;
  GSocketFamily family;

  if (addresses->len == 0)
    return order;
  family = g_inet_address_get_family (addresses->pdata[0]);
  while (order->len < addresses->len)
    {
      GInetAddress *one = take_of_family (addresses, &first, family, TRUE);
      GInetAddress *other = take_of_family (addresses, &second, family, FALSE);

      if (one != NULL)
        g_ptr_array_add (order, one);
      if (other != NULL)
        g_ptr_array_add (order, other);
    }
  return order;
}

const char *
pm_dial_outcome_get_id (PmDialOutcome outcome)
{
  return (gsize) outcome < G_N_ELEMENTS (outcome_ids) ? outcome_ids[outcome] : "failed";
}

void
pm_dial_free (PmDial *self)
{
  g_clear_object (&self->link);
  g_ptr_array_unref (self->attempts);
  g_free (self);
}

void
pm_dial_async (GPtrArray *addresses,
               guint16 port,
               guint timeout_ms,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Race *race;

  g_return_if_fail (addresses != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pm_dial_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  race = g_new0 (Race, 1);
  race->dial = dial_new ();
  race->addresses = interleave (addresses);
  race->port = port;
  race->timeout_ms = timeout_ms;
  race->waiting = g_ptr_array_new_with_free_func (attempt_free);
  g_task_set_task_data (task, race, race_free);
  race->cancelled = pm_source_new_cancelled (g_task_get_context (task), cancellable,
                                             race_cancelled_cb, task);
  start_attempts (g_steal_pointer (&task));
}

PmDial *
pm_dial_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
