/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "pm-network.h"

#include <errno.h>
#include <sched.h>
#include <unistd.h>

#include "pm-await.h"

struct _PmNetwork
{
  GObject parent_instance;

  GSubprocess *keeper; /* holds the far side */
  char *launcher[3];
};

G_DEFINE_FINAL_TYPE (PmNetwork, pm_network, G_TYPE_OBJECT)

/* nodad: an address of IPv6 would otherwise be of no use for its first second. */
static const char far_script[] = "ip link set lo up\n"
                                 "ip addr add " PM_NETWORK_FAR_IPV4 "/24 dev " PM_NETWORK_WIRE "\n"
                                 "ip -6 addr add " PM_NETWORK_FAR_IPV6 "/64 dev " PM_NETWORK_WIRE
                                 " nodad\n"
                                 "ip link set " PM_NETWORK_WIRE " up\n";

static const char near_script[] = "ip link set lo up\n"
                                  "ip route flush type unreachable\n"
                                  "ip -6 route flush type unreachable\n"
                                  "ip addr flush dev " PM_NETWORK_WIRE "\n"
                                  "ip link set " PM_NETWORK_WIRE " down\n"
                                  "ip link set " PM_NETWORK_WIRE " up\n"
                                  "ip addr add 198.51.100.2/24 dev " PM_NETWORK_WIRE "\n"
                                  "ip -6 addr add 2001:db8:51::2/64 dev " PM_NETWORK_WIRE " nodad\n"
                                  "ip route replace default via " PM_NETWORK_FAR_IPV4 "\n"
                                  "ip -6 route replace default via " PM_NETWORK_FAR_IPV6 "\n";

/* In front of a command that runs on the near side. */
static const char *const near_launcher[] = { NULL };

static gboolean
run (const char *const *launcher, const char *script, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) command = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_strv_builder_addv (builder, (const char **) launcher);
  g_strv_builder_add_many (builder, "sh", "-e", "-c", script, NULL);
  command = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char *const *) command, G_SUBPROCESS_FLAGS_NONE, error);
  return process != NULL && g_subprocess_wait_check (process, NULL, error);
}

static void
must_run (const char *const *launcher, const char *script)
{
  g_autoptr (GError) error = NULL;

  if (!run (launcher, script, &error))
    g_error ("%s: %s", script, error->message);
}

/* A process in a namespace of its own, until its input ends. */
static gboolean
start_keeper (PmNetwork *self, GError **error)
{
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *line = NULL;

  self->keeper = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   error, "unshare", "--net", "sh", "-c", "echo $$ && exec cat",
                                   NULL);
  if (self->keeper == NULL)
    return FALSE;
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->keeper));
  g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, pm_await_cb, &result);
  pm_await (&result);
  line = g_data_input_stream_read_line_finish_utf8 (output, result, NULL, error);
  if (line == NULL)
    return FALSE;
  self->launcher[0] = g_strdup ("nsenter");
  self->launcher[1] = g_strdup_printf ("--net=/proc/%s/ns/net", line);
  return TRUE;
}

static gboolean
lay_wire (PmNetwork *self, GError **error)
{
  g_autofree char *script = g_strdup_printf ("ip link add " PM_NETWORK_WIRE
                                             " type veth peer name " PM_NETWORK_WIRE " netns %s",
                                             g_subprocess_get_identifier (self->keeper));

  return run (near_launcher, script, error)
         && run (pm_network_get_launcher (self), far_script, error);
}

static void
pm_network_finalize (GObject *object)
{
  PmNetwork *self = PM_NETWORK (object);

  if (self->keeper != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->keeper), NULL, NULL);
      g_subprocess_wait (self->keeper, NULL, NULL);
    }
  g_clear_object (&self->keeper);
  for (guint i = 0; self->launcher[i] != NULL; i++)
    g_free (self->launcher[i]);
  G_OBJECT_CLASS (pm_network_parent_class)->finalize (object);
}

static void
pm_network_class_init (PmNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_network_finalize;
}

static void
pm_network_init (PmNetwork *self)
{
}

const char *
pm_network_get_obstacle (void)
{
  static const char *const programs[] = { "ip", "nft", "nsenter", "unshare" };
  static const char trial[] = "unshare --net sh -e -c '"
                              "ip link add " PM_NETWORK_WIRE " type veth peer name other\n"
                              "nft list ruleset' >/dev/null 2>&1";

  if (getuid () != 0)
    return "a network is made by root alone";
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        return g_intern_string (programs[i]);
    }
  return run (near_launcher, trial, NULL) ? NULL : "this system makes no network of its own";
}

PmNetwork *
pm_network_new (GError **error)
{
  g_autoptr (PmNetwork) self = g_object_new (PM_TYPE_NETWORK, NULL);

  if (unshare (CLONE_NEWNET) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  if (!start_keeper (self, error) || !lay_wire (self, error))
    return NULL;
  pm_network_mend (self);
  return g_steal_pointer (&self);
}

void
pm_network_mend (PmNetwork *self)
{
  pm_network_run_near (self, near_script);
  pm_network_run_far (self, "nft flush ruleset");
}

void
pm_network_run_near (PmNetwork *self, const char *script)
{
  must_run (near_launcher, script);
}

void
pm_network_run_far (PmNetwork *self, const char *script)
{
  must_run (pm_network_get_launcher (self), script);
}

const char *const *
pm_network_get_launcher (PmNetwork *self)
{
  return (const char *const *) self->launcher;
}
