/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <time.h>

#include "pm-checkup.h"
#include "pm-real.h"

/* One check, with a clock beside it on the same main context: how long the check took, and how long
 * it kept the main loop from anything else. Prints NAME=VALUE lines. */

typedef struct
{
  gint64 at;
  gint64 cpu_us;
  glong preempted;
} Moment;

typedef struct
{
  GMainLoop *loop;
  Moment last;
  gint64 gap_us;     /* the longest, of those in which no other program took the processor */
  gint64 gap_cpu_us; /* what this thread itself worked in it */
  gint64 gap_at_us;
  gint64 started;
  gint64 worst_us; /* the longest of all */
} Bench;

static struct
{
  char *dns;
  char *root;
  char *port_map;
  char *security;
  char *auth;
  int port;
  int timeout_ms;
} options = { .timeout_ms = 10000 };

static const GOptionEntry entries[] = {
  { "dns", 0, 0, G_OPTION_ARG_STRING, &options.dns, NULL, NULL },
  { "root", 0, 0, G_OPTION_ARG_FILENAME, &options.root, NULL, NULL },
  { "port-map", 0, 0, G_OPTION_ARG_STRING, &options.port_map, NULL, NULL },
  { "security", 0, 0, G_OPTION_ARG_STRING, &options.security, NULL, NULL },
  { "auth", 0, 0, G_OPTION_ARG_STRING, &options.auth, NULL, NULL },
  { "port", 0, 0, G_OPTION_ARG_INT, &options.port, NULL, NULL },
  { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout_ms, NULL, NULL },
  G_OPTION_ENTRY_NULL,
};

static Moment
read_moment (void)
{
  struct timespec cpu;
  struct rusage usage;
  Moment moment = { .at = g_get_monotonic_time () };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  getrusage (RUSAGE_THREAD, &usage);
  moment.cpu_us = cpu.tv_sec * G_USEC_PER_SEC + cpu.tv_nsec / 1000;
  moment.preempted = usage.ru_nivcsw;
  return moment;
}

static void
look (Bench *self)
{
  Moment now = read_moment ();
  gint64 gap_us = now.at - self->last.at;

  self->worst_us = MAX (self->worst_us, gap_us);
  if (now.preempted == self->last.preempted && gap_us > self->gap_us)
    {
      self->gap_us = gap_us;
      self->gap_cpu_us = now.cpu_us - self->last.cpu_us;
      self->gap_at_us = self->last.at - self->started;
    }
  self->last = now;
}

static gboolean
tick_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;
  g_autoptr (GError) error = NULL;

  look (self);
  if (!pm_checkup_run_finish (PM_CHECKUP (source), result, &error))
    g_error ("%s", error->message);
  g_main_loop_quit (self->loop);
}

static PmCheckup *
make_checkup (void)
{
  g_autoptr (PmAccount) account = pm_account_new ();
  g_autoptr (PmSecret) password = pm_secret_new (PM_REAL_RIGHT_PASSWORD, -1);
  g_autoptr (GError) error = NULL;
  PmSecurity security = PM_SECURITY_AUTO;
  PmCheckup *checkup;

  pm_account_set_address (account, PM_SERVER_USER);
  pm_account_set_server (account, PM_SERVER_HOST);
  pm_account_set_port (account, (guint) options.port);
  pm_account_set_to (account, "info@example.test");
  if (options.security != NULL && pm_security_from_id (options.security, &security))
    pm_account_set_security (account, security);
  if (options.auth != NULL)
    pm_account_set_auth (account, options.auth);
  checkup = pm_checkup_new (account);
  pm_checkup_set_password (checkup, password);
  pm_checkup_set_timeout (checkup, (guint) options.timeout_ms);
  if (!pm_checkup_set_dns_server (checkup, options.dns, &error)
      || !pm_checkup_set_ca_file (checkup, options.root, &error)
      || !pm_checkup_set_port_map (checkup, options.port_map, &error))
    g_error ("%s", error->message);
  return checkup;
}

static void
report (Bench *self, PmCheckup *checkup)
{
  PmFinding *root = pm_diagnosis_get_root (pm_checkup_get_diagnosis (checkup));

  g_print ("MS=%.1f\n", (double) (self->last.at - self->started) / 1000);
  g_print ("GAP=%.1f\nGAP_CPU=%.1f\nGAP_AT=%.1f\nWORST=%.1f\n", (double) self->gap_us / 1000,
           (double) self->gap_cpu_us / 1000, (double) self->gap_at_us / 1000,
           (double) self->worst_us / 1000);
  g_print ("CAUSE=%s\n", root != NULL ? pm_finding_get_cause (root) : "none");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmCheckup) checkup = NULL;
  Bench bench = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  checkup = make_checkup ();
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.last = read_moment ();
  bench.started = bench.last.at;
  g_timeout_add (1, tick_cb, &bench);
  pm_checkup_run_async (checkup, NULL, done_cb, &bench);
  g_main_loop_run (bench.loop);
  report (&bench, checkup);
  g_main_loop_unref (bench.loop);
  return 0;
}
