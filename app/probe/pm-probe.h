/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-account.h"
#include "pm-blocklists.h"
#include "pm-evidence.h"
#include "pm-scrubber.h"
#include "pm-secret.h"

G_BEGIN_DECLS

/* PmProbe: asks the network, the name service and the server, and records facts in the evidence. It
 * never explains. A mail is never sent: the dialogue ends with RSET and QUIT, before DATA. At most
 * one sign-in is tried, on one connection, inside verified TLS. Used once. */
#define PM_TYPE_PROBE (pm_probe_get_type ())
G_DECLARE_FINAL_TYPE (PmProbe, pm_probe, PM, PROBE, GObject)

PmProbe *pm_probe_new (PmAccount *account, PmEvidence *evidence, PmScrubber *scrubber);

/* Before the run. */
void pm_probe_set_password (PmProbe *self, PmSecret *password);
/* An access token of OAuth, to sign in with in place of a password. */
void pm_probe_set_token (PmProbe *self, PmSecret *token);
void pm_probe_set_timeout (PmProbe *self, guint timeout_ms); /* for one wait; 10,000 unless told */
void pm_probe_set_dns_server (PmProbe *self, const char *server); /* "HOST[:PORT]" */
void pm_probe_set_extra_roots (PmProbe *self, const char *pem);
void pm_probe_set_now (PmProbe *self, gint64 unix_seconds); /* clock for certificates */
/* Where @port is meant, @actual is dialled. */
void pm_probe_map_port (PmProbe *self, guint port, guint actual);

/* PM_STAGE_BLOCKLIST, PM_STAGE_DOMAIN: others than the mail server are told of this account, so it is only looked at where the
 * user wants it. Left out, the stage is skipped ("not-asked"). */
void pm_probe_ask_for (PmProbe *self, PmStage stage, gboolean wanted);
/* For PM_STAGE_BLOCKLIST: the lists that are asked, beside those that a refusal names; at most
 * PM_BLOCKLISTS_MOST in all. And the address to look up, in place of the one that is found out. */
void pm_probe_ask_usual_blocklists (PmProbe *self, gboolean wanted);
void pm_probe_add_blocklist (PmProbe *self, const PmBlocklist *list);
void pm_probe_set_public_address (PmProbe *self, GInetAddress *address);

/* Errors: G_IO_ERROR_CANCELLED; G_IO_ERROR_INVALID_ARGUMENT where a setting can not be used. */
void pm_probe_run_async (PmProbe *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean pm_probe_run_finish (PmProbe *self, GAsyncResult *result, GError **error);

G_END_DECLS
