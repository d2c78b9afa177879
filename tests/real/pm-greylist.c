/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-greylist.h"

#include <string.h>

static const char answer[] = "action=DEFER_IF_PERMIT Greylisted, try again in 300 seconds\n\n";

static void
pm_greylist_line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autoptr (GIOStream) connection = user_data;
  gsize length;
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, &length, NULL);

  if (line == NULL)
    return;
  /* An empty line ends a question; the answer is far smaller than the buffer of the socket. */
  if (length == 0
      && !g_output_stream_write_all (g_io_stream_get_output_stream (connection), answer,
                                     strlen (answer), NULL, NULL, NULL))
    return;
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, pm_greylist_line_cb,
                                       g_steal_pointer (&connection));
}

static gboolean
pm_greylist_incoming_cb (GSocketService *service,
                         GSocketConnection *connection,
                         GObject *source,
                         gpointer user_data)
{
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (
      g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, pm_greylist_line_cb,
                                       g_object_ref (connection));
  return TRUE;
}

GSocketService *
pm_greylist_new (guint *port)
{
  GSocketService *service = g_socket_service_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), place, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error))
    g_error ("%s", error->message);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (service, "incoming", G_CALLBACK (pm_greylist_incoming_cb), NULL);
  return service;
}
