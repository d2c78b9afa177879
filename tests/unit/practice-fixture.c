/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-fixture.h"

#include <string.h>

#define PATIENCE_S 20

PmPractice *
practice_start (const char *text)
{
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new_from_text (text, &error);

  g_assert_no_error (error);
  pm_practice_start (practice, &error);
  g_assert_no_error (error);
  return practice;
}

guint16
practice_find_port (PmPractice *practice, guint port)
{
  g_auto (GStrv) pairs = g_strsplit (pm_practice_get_port_map (practice), ",", -1);
  g_autofree char *wanted = g_strdup_printf ("%u:", port);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (g_str_has_prefix (pairs[i], wanted))
        return (guint16) g_ascii_strtoull (pairs[i] + strlen (wanted), NULL, 10);
    }
  g_assert_not_reached ();
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("no answer within %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

PracticeClient *
practice_client_new_for (guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GError) error = NULL;
  PracticeClient *client = g_new0 (PracticeClient, 1);

  client->received = g_string_new (NULL);
  client->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_socket_set_blocking (client->socket, FALSE);
  if (!g_socket_connect (client->socket, address, NULL, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  return client;
}

PracticeClient *
practice_client_new (PmPractice *practice, guint port)
{
  return practice_client_new_for (practice_find_port (practice, port));
}

void
practice_client_free (PracticeClient *client)
{
  g_object_unref (client->socket);
  g_string_free (client->received, TRUE);
  g_free (client);
}

void
practice_client_receive (PracticeClient *client)
{
  g_autoptr (GError) error = NULL;
  char bytes[4096];
  gssize got;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_usleep (200);
  got = g_socket_receive (client->socket, bytes, sizeof bytes, NULL, &error);
  if (got > 0)
    g_string_append_len (client->received, bytes, got);
  else if (got == 0)
    client->ended = TRUE;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    client->ended = client->was_reset = TRUE;
}

/* Lines that end a reply: all but "250-...". */
static guint
count_replies (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    n += !g_regex_match_simple ("^\\d{3}-", lines[i], 0, 0);
  return n;
}

char *
practice_client_read (PracticeClient *client, guint n)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);
  GString *received;

  while (!client->ended && count_replies (client->received->str) < n)
    practice_client_receive (client);
  g_source_remove (patience);

  received = g_steal_pointer (&client->received);
  client->received = g_string_new (NULL);
  return g_string_free (received, FALSE);
}

char *
practice_client_send (PracticeClient *client, const char *bytes, gsize length, guint n)
{
  g_autoptr (GError) error = NULL;

  g_socket_send (client->socket, bytes, length, NULL, &error);
  g_assert_no_error (error);
  return practice_client_read (client, n);
}

char *
practice_client_say (PracticeClient *client, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\r\n", NULL);

  return practice_client_send (client, text, strlen (text), 1);
}

void
practice_client_read_to_end (PracticeClient *client)
{
  g_autofree char *rest = practice_client_read (client, G_MAXUINT);

  g_assert_true (client->ended);
}

void
practice_assert_begins (const char *text, const char *prefix)
{
  if (!g_str_has_prefix (text, prefix))
    g_error ("“%s” does not begin with “%s”", text, prefix);
}
