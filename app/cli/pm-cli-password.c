/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-cli-password.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib-unix.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "pm-cli-output.h"

/* No password is longer, and no token that fits into one line of AUTH (RFC 4954 section 4). */
#define MAX_LINE 8192
/* A terminal keeps so much of a line and drops the rest. */
#define MAX_TERMINAL_LINE 4095

typedef struct
{
  const char *option;
  const char *prompt;
  gboolean is_token;
} Kind;

static const Kind password = { "--password-file", N_ ("Password:"), FALSE };
static const Kind token = { "--token-file", N_ ("Access token:"), TRUE };

typedef struct
{
  char bytes[MAX_LINE];
  gsize n;
  gsize limit; /* a line of that length may have lost its end */
  gsize line;  /* length of the first line, once it is there */
  int error;
  gboolean done;
} Reading;

static gboolean
is_visible (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (bytes[i]))
      return FALSE;
  return TRUE;
}

/* RFC 4616 section 2: a NUL can not be in a password, as it parts the fields of PLAIN. */
static PmSecret *
make_secret (const Kind *kind, const char *path, const Reading *reading, GError **error)
{
  gsize length = reading->line;

  if (reading->error != 0)
    pm_cli_set_error (error, _ ("%s %s: can not be read: %s"), kind->option, path,
                      g_strerror (reading->error));
  else if (!reading->done)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else if (length == 0)
    pm_cli_set_error (error, _ ("%s %s: the first line is empty"), kind->option, path);
  else if (length >= reading->limit)
    pm_cli_set_error (error, _ ("%s %s: the first line is too long"), kind->option, path);
  else if (memchr (reading->bytes, '\0', length) != NULL)
    pm_cli_set_error (error, _ ("%s %s: this is not a text file"), kind->option, path);
  else if (kind->is_token && !is_visible (reading->bytes, length))
    pm_cli_set_error (error, _ ("%s %s: there is a character that can not be in a token"),
                      kind->option, path);
  else
    return pm_secret_new (reading->bytes, (gssize) length);
  return NULL;
}

static void
end_line (Reading *reading, gsize length)
{
  if (length > 0 && length < reading->n && reading->bytes[length - 1] == '\r')
    length--;
  reading->line = length;
  reading->done = TRUE;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Reading *reading = user_data;
  gssize n = read (fd, reading->bytes + reading->n, MAX_LINE - reading->n);
  const char *newline;

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    {
      reading->error = errno;
      reading->done = TRUE;
      return G_SOURCE_CONTINUE;
    }

  reading->n += n;
  newline = memchr (reading->bytes, '\n', reading->n);
  if (newline != NULL)
    end_line (reading, newline - reading->bytes);
  else if (n == 0 || reading->n == MAX_LINE)
    end_line (reading, reading->n);
  return G_SOURCE_CONTINUE;
}

static void
read_line (Reading *reading, int fd, GCancellable *cancellable)
{
  guint source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, reading);

  while (!reading->done && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
read_line_from_terminal (Reading *reading, const Kind *kind, int fd, GCancellable *cancellable)
{
  struct termios shown;
  struct termios hidden;

  reading->limit = MAX_TERMINAL_LINE;
  if (tcgetattr (fd, &shown) != 0)
    {
      read_line (reading, fd, cancellable);
      return;
    }

  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fd, TCSAFLUSH, &hidden);
  g_printerr ("%s ", _ (kind->prompt));
  read_line (reading, fd, cancellable);
  g_printerr ("\n");
  tcsetattr (fd, TCSAFLUSH, &shown);
}

static PmSecret *
read_secret (const Kind *kind, const char *path, GCancellable *cancellable, GError **error)
{
  gboolean standard_input = g_str_equal (path, "-");
  Reading *reading = g_new0 (Reading, 1);
  PmSecret *secret;
  int fd = standard_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  reading->limit = MAX_LINE;
  if (fd < 0)
    reading->error = errno;
  else if (isatty (fd))
    read_line_from_terminal (reading, kind, fd, cancellable);
  else
    read_line (reading, fd, cancellable);

  if (fd >= 0 && !standard_input)
    close (fd);
  secret = make_secret (kind, path, reading, error);
  pm_secret_wipe (reading, sizeof *reading);
  g_free (reading);
  return secret;
}

PmSecret *
pm_cli_password_read (const char *path, GCancellable *cancellable, GError **error)
{
  return read_secret (&password, path, cancellable, error);
}

PmSecret *
pm_cli_token_read (const char *path, GCancellable *cancellable, GError **error)
{
  return read_secret (&token, path, cancellable, error);
}
