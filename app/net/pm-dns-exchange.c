/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dns-exchange.h"

#include <ares.h>

#include "pm-source.h"

#define TRIES              2
#define MAX_SYSTEM_SERVERS 8

struct _PmDnsExchange
{
  ares_channel channel;
  GMainContext *context;
  PmDnsExchangeFunc func;
  gpointer user_data;

  ns_type type;
  PmDnsMessage *message; /* once it is there */
  GHashTable *watches;   /* descriptor -> Watch */
  GSource *timer;
  GSource *report;
};

/* One socket of the channel. */
typedef struct
{
  PmDnsExchange *exchange;
  ares_socket_t fd;
  gboolean readable, writable;
  GSource *source;
} Watch;

/* The message is handed out from the main loop: c-ares answers from within its own functions, where
 * the channel must not be destroyed. */
static gboolean
report_cb (gpointer user_data)
{
  PmDnsExchange *self = user_data;

  pm_source_clear (&self->report);
  self->func (g_steal_pointer (&self->message), self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean timer_cb (gpointer user_data);

/* What the channel waits for may have changed. */
static void
update (PmDnsExchange *self)
{
  struct timeval buffer, *left = ares_timeout (self->channel, NULL, &buffer);

  pm_source_clear (&self->timer);
  if (self->message != NULL && self->report == NULL)
    self->report = pm_source_new_delay (self->context, 0, report_cb, self);
  else if (left != NULL)
    self->timer = pm_source_new_delay (
        self->context, (guint) (left->tv_sec * 1000 + left->tv_usec / 1000 + 1), timer_cb, self);
}

static gboolean
timer_cb (gpointer user_data)
{
  PmDnsExchange *self = user_data;

  ares_process_fd (self->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  update (self);
  return G_SOURCE_REMOVE;
}

/* The watch may go while the channel works; so it is read before. */
static gboolean
watch_cb (gpointer user_data)
{
  Watch *watch = user_data;
  PmDnsExchange *self = watch->exchange;
  ares_socket_t readable = watch->readable ? watch->fd : ARES_SOCKET_BAD;
  ares_socket_t writable = watch->writable ? watch->fd : ARES_SOCKET_BAD;

  ares_process_fd (self->channel, readable, writable);
  update (self);
  return G_SOURCE_CONTINUE;
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  pm_source_clear (&watch->source);
  g_free (watch);
}

static void
socket_state_cb (void *data, ares_socket_t fd, int readable, int writable)
{
  PmDnsExchange *self = data;
  GIOCondition condition = (readable ? G_IO_IN : 0) | (writable ? G_IO_OUT : 0);
  Watch *watch;

  g_hash_table_remove (self->watches, GINT_TO_POINTER (fd));
  if (condition == 0)
    return;
  watch = g_new0 (Watch, 1);
  watch->exchange = self;
  watch->fd = fd;
  watch->readable = readable != 0;
  watch->writable = writable != 0;
  watch->source = pm_source_new_fd (self->context, fd, condition, watch_cb, watch);
  g_hash_table_insert (self->watches, GINT_TO_POINTER (fd), watch);
}

/* With ARES_FLAG_NOCHECKRESP the bytes are there for every response code. Without bytes: silence, a
 * closed port (ARES_ECONNREFUSED), or an answer that c-ares gave up. */
static void
answer_cb (void *data, int status, int timeouts, unsigned char *bytes, int length)
{
  PmDnsExchange *self = data;

  if (status == ARES_EDESTRUCTION || self->message != NULL)
    return;
  self->message = pm_dns_message_new (self->type, bytes, bytes != NULL ? (gsize) length : 0);
  if (bytes == NULL && (status == ARES_EBADRESP || status == ARES_EFORMERR))
    self->message->status = PM_DNS_MALFORMED;
}

static void
set_server (ares_channel channel, GInetSocketAddress *server)
{
  GInetAddress *address = g_inet_socket_address_get_address (server);
  int port = g_inet_socket_address_get_port (server);
  struct ares_addr_port_node node = { .udp_port = port, .tcp_port = port };

  node.family = (int) g_inet_address_get_family (address);
  memcpy (&node.addr, g_inet_address_to_bytes (address), g_inet_address_get_native_size (address));
  ares_set_servers_ports (channel, &node);
}

/* The second try of c-ares waits twice as long as the first. */
static gboolean
open_channel (PmDnsExchange *self, guint timeout_ms)
{
  struct ares_options options = {
    .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS,
    .timeout = (int) MAX (timeout_ms / 3, 1),
    .tries = TRIES,
    .sock_state_cb = socket_state_cb,
    .sock_state_cb_data = self,
  };

  return ares_init_options (&self->channel, &options,
                            ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES
                                | ARES_OPT_SOCK_STATE_CB)
         == ARES_SUCCESS;
}

PmDnsExchange *
pm_dns_exchange_new (GInetSocketAddress *server,
                     const char *name,
                     ns_type type,
                     guint timeout_ms,
                     GMainContext *context,
                     PmDnsExchangeFunc func,
                     gpointer user_data)
{
  PmDnsExchange *self = g_new0 (PmDnsExchange, 1);

  self->context = g_main_context_ref (context);
  self->func = func;
  self->user_data = user_data;
  self->type = type;
  self->watches = g_hash_table_new_full (NULL, NULL, NULL, watch_free);
  if (!open_channel (self, timeout_ms))
    g_error ("Out of memory");
  set_server (self->channel, server);
  ares_query (self->channel, name, ns_c_in, (int) type, answer_cb, self);
  update (self);
  return self;
}

void
pm_dns_exchange_free (PmDnsExchange *self)
{
  ares_destroy (self->channel);
  pm_source_clear (&self->timer);
  pm_source_clear (&self->report);
  g_hash_table_unref (self->watches);
  g_clear_pointer (&self->message, pm_dns_message_free);
  g_main_context_unref (self->context);
  g_free (self);
}

static GInetSocketAddress *
address_of_node (const struct ares_addr_port_node *node)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes ((const guint8 *) &node->addr,
                                                                    (GSocketFamily) node->family);

  return G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (
      address, node->udp_port != 0 ? (guint16) node->udp_port : NS_DEFAULTPORT));
}

GPtrArray *
pm_dns_list_system_servers (void)
{
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_object_unref);
  struct ares_addr_port_node *nodes = NULL;
  ares_channel channel;

  /* A new channel, as one that is there does not see that the network has changed. */
  if (ares_init (&channel) != ARES_SUCCESS)
    return servers;
  if (ares_get_servers_ports (channel, &nodes) == ARES_SUCCESS)
    {
      for (const struct ares_addr_port_node *node = nodes;
           node != NULL && servers->len < MAX_SYSTEM_SERVERS; node = node->next)
        g_ptr_array_add (servers, address_of_node (node));
      ares_free_data (nodes);
    }
  ares_destroy (channel);
  return servers;
}
