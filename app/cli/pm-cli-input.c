/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-cli-input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "pm-cli-output.h"

#define CHUNK_OCTETS (64 * 1024)

typedef struct
{
  GByteArray *bytes;
  gsize limit; /* one more than is allowed */
  int error;
  gboolean done;
} Reading;

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Reading *reading = user_data;
  gsize before = reading->bytes->len;
  gsize room = MIN (CHUNK_OCTETS, reading->limit - before);
  gssize n;

  g_byte_array_set_size (reading->bytes, before + room);
  n = read (fd, reading->bytes->data + before, room);
  if (n < 0 && errno != EINTR && errno != EAGAIN)
    reading->error = errno;
  g_byte_array_set_size (reading->bytes, before + MAX (n, 0));
  reading->done = n == 0 || reading->error != 0 || reading->bytes->len == reading->limit;
  return G_SOURCE_CONTINUE;
}

static void
read_all (Reading *reading, int fd, GCancellable *cancellable)
{
  guint source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, reading);

  if (isatty (fd))
    g_printerr ("%s\n", _ ("Paste the message, and press Ctrl+D on a line of its own at its end."));
  while (!reading->done && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static GBytes *
make_bytes (Reading *reading, const char *path, GError **error)
{
  g_autofree char *limit = g_format_size_full (reading->limit - 1, G_FORMAT_SIZE_IEC_UNITS);

  if (reading->error != 0)
    pm_cli_set_error (error, _ ("%s: can not be read: %s"), path, g_strerror (reading->error));
  else if (!reading->done)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else if (reading->bytes->len == reading->limit)
    pm_cli_set_error (error, _ ("%s: this is more than %s"), path, limit);
  else
    return g_byte_array_free_to_bytes (g_steal_pointer (&reading->bytes));
  return NULL;
}

GBytes *
pm_cli_input_read (const char *path, gsize max_octets, GCancellable *cancellable, GError **error)
{
  const char *name = path != NULL ? path : "-";
  gboolean standard_input = g_str_equal (name, "-");
  Reading reading = { g_byte_array_new (), max_octets + 1, 0, FALSE };
  GBytes *bytes;
  int fd = standard_input ? STDIN_FILENO : open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    reading.error = errno;
  else
    read_all (&reading, fd, cancellable);
  if (fd >= 0 && !standard_input)
    close (fd);

  bytes = make_bytes (&reading, name, error);
  g_clear_pointer (&reading.bytes, g_byte_array_unref);
  return bytes;
}
