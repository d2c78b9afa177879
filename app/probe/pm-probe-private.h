/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-probe.h"
#include "pm-resolver.h"
#include "pm-tls.h"

G_BEGIN_DECLS

/* What all steps of one run share. */
struct _PmProbe
{
  GObject parent_instance;

  PmAccount *account;
  PmEvidence *evidence;
  PmScrubber *scrubber;
  PmSecret *password;
  PmSecret *token; /* goes before the password; where both are NULL there is no sign-in */
  guint timeout_ms;
  char *dns_server; /* NULL: the system's */
  char *extra_roots;
  GHashTable *port_map; /* meant -> dialled */
  gboolean
      asked[PM_N_LIVE_STAGES]; /* what others than the mail server are asked for, with consent */

  GPtrArray *blocklists;          /* of PmBlocklist: those that were named */
  gboolean asks_usual_blocklists; /* and those of the table */
  GInetAddress *public_address;   /* as the user says; NULL: found out */

  PmResolver *resolver;
  PmTrust *trust;
  GPtrArray *addresses; /* of GInetAddress, once the name was looked up */
  guint n_connections;
};

guint pm_probe_get_actual_port (PmProbe *self, guint port);

/* Steps that need no connection. Each ends @task (transfer full) with TRUE: go on, FALSE: the stage
 * failed and was recorded so; its error is for G_IO_ERROR_CANCELLED. */
void pm_step_network (PmProbe *self);
void pm_step_dns (PmProbe *self, GTask *task);

/* Steps that ask others than the mail server: only those of pm_probe_ask_for(), once the dialogue is over,
 * side by side. Each begins and ends its own stage, and ends @task (transfer full) with TRUE; its error is
 * for G_IO_ERROR_CANCELLED. */
void pm_step_blocklist (PmProbe *self, GTask *task);
void pm_step_domain (PmProbe *self, GTask *task);

/* Ends the network stage, once it is known whether anything could be reached. */
void pm_step_network_conclude (PmProbe *self, gboolean reached);

G_END_DECLS
