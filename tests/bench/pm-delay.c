/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "pm-delay.h"

#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* A kernel may lack netem, and a timer of GLib is exact to a millisecond only, too coarse for the
 * sixteen ways of one check; so this waits with timers of the system. */

typedef struct
{
  GSocketAddress *target;
  gint64 one_way_us;
} Way;

typedef struct
{
  gint64 due;    /* of g_get_monotonic_time() */
  GBytes *bytes; /* empty: the end */
} Chunk;

/* One direction of a connection. */
typedef struct
{
  struct _Connection *connection;
  int from;
  int to;
  int timer;
  gint64 not_before;
  GQueue chunks;
  gboolean is_over;
} Lane;

typedef struct _Connection
{
  Way *way;
  Lane there;
  Lane back;
} Connection;

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  g_bytes_unref (chunk->bytes);
  g_free (chunk);
}

static void
lane_clear (Lane *lane)
{
  g_queue_clear_full (&lane->chunks, chunk_free);
  close (lane->timer);
  close (lane->from);
}

static void
lane_set_timer (Lane *lane, gint64 due)
{
  struct itimerspec when = { .it_value = { due / G_USEC_PER_SEC, due % G_USEC_PER_SEC * 1000 } };

  timerfd_settime (lane->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
lane_push (Lane *lane, const char *bytes, gsize length)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  chunk->due = MAX (g_get_monotonic_time () + lane->connection->way->one_way_us, lane->not_before);
  chunk->bytes = g_bytes_new (bytes, length);
  g_queue_push_tail (&lane->chunks, chunk);
  if (g_queue_get_length (&lane->chunks) == 1)
    lane_set_timer (lane, chunk->due);
}

static gboolean
lane_readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char bytes[16384];
  gssize length = recv (fd, bytes, sizeof bytes, 0);
  int on = 1;

  /* A server may hold its next packet back until the last is acknowledged (RFC 9293 section 3.7.4);
   * that wait would be one of this program and not of the way. */
  setsockopt (fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
  lane_push (user_data, bytes, (gsize) MAX (length, 0));
  return length > 0;
}

/* FALSE: that was the last. What is under way fits into the buffers of a socket; and where nobody
 * listens any more, the end of the other lane comes soon. */
static gboolean
lane_deliver (Lane *lane, Chunk *chunk)
{
  gsize length;
  const char *bytes = g_bytes_get_data (chunk->bytes, &length);

  if (length > 0)
    return send (lane->to, bytes, length, MSG_NOSIGNAL) != 0;
  shutdown (lane->to, SHUT_WR);
  return FALSE;
}

static void
lane_end (Lane *lane)
{
  Connection *connection = lane->connection;

  lane->is_over = TRUE;
  if (!connection->there.is_over || !connection->back.is_over)
    return;
  lane_clear (&connection->there);
  lane_clear (&connection->back);
  g_free (connection);
}

static gboolean
lane_due_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Lane *lane = user_data;
  Chunk *chunk;
  guint64 times;

  if (read (fd, &times, sizeof times) < 0)
    return G_SOURCE_CONTINUE;
  while ((chunk = g_queue_peek_head (&lane->chunks)) != NULL)
    {
      gboolean goes_on;

      if (lane->to < 0 || chunk->due > g_get_monotonic_time ())
        {
          lane_set_timer (lane, chunk->due);
          return G_SOURCE_CONTINUE;
        }
      goes_on = lane_deliver (lane, g_queue_pop_head (&lane->chunks));
      chunk_free (chunk);
      if (!goes_on)
        {
          lane_end (lane);
          return G_SOURCE_REMOVE;
        }
    }
  return G_SOURCE_CONTINUE;
}

static void
lane_open (Lane *lane, Connection *connection, int from, int to, gint64 not_before)
{
  lane->connection = connection;
  lane->from = from;
  lane->to = to;
  lane->not_before = not_before;
  lane->timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  g_queue_init (&lane->chunks);
  g_unix_fd_add (lane->timer, G_IO_IN, lane_due_cb, lane);
}

static int
dial (GSocketAddress *target)
{
  struct sockaddr_storage native;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  g_socket_address_to_native (target, &native, sizeof native, NULL);
  if (connect (fd, (struct sockaddr *) &native,
               (socklen_t) g_socket_address_get_native_size (target))
      != 0)
    g_error ("the server behind the delay can not be reached");
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/* Here the last packet of the client's handshake is with the server: three ways after the first. */
static gboolean
connection_due_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Connection *connection = user_data;
  int server = dial (connection->way->target);

  close (fd);
  connection->there.to = server;
  lane_open (&connection->back, connection, server, connection->there.from, 0);
  g_unix_fd_add (server, G_IO_IN | G_IO_HUP, lane_readable_cb, &connection->back);
  return G_SOURCE_REMOVE;
}

static gboolean
accepted_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;
  Connection *connection = g_new0 (Connection, 1);
  Lane opening = { .timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK) };
  gint64 opened = g_get_monotonic_time () + 3 * way->one_way_us;
  int client = accept4 (fd, NULL, NULL, SOCK_CLOEXEC);
  int on = 1;

  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connection->way = way;
  lane_open (&connection->there, connection, client, -1, opened);
  lane_set_timer (&opening, opened);
  g_unix_fd_add (opening.timer, G_IO_IN, connection_due_cb, connection);
  g_unix_fd_add (client, G_IO_IN | G_IO_HUP, lane_readable_cb, &connection->there);
  return G_SOURCE_CONTINUE;
}

guint
pm_delay_listen (const char *address, guint port, gint64 one_way_us)
{
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t length = sizeof place;
  Way *way = g_new0 (Way, 1);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  way->target = g_inet_socket_address_new_from_string (address, port);
  way->one_way_us = one_way_us;
  if (bind (fd, (struct sockaddr *) &place, sizeof place) != 0 || listen (fd, 64) != 0
      || getsockname (fd, (struct sockaddr *) &place, &length) != 0)
    g_error ("no port to listen on");
  g_unix_fd_add (fd, G_IO_IN, accepted_cb, way);
  return ntohs (place.sin_port);
}
