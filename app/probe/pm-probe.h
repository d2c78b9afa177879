/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-account.h"
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

/* Errors: G_IO_ERROR_CANCELLED; G_IO_ERROR_INVALID_ARGUMENT where a setting can not be used. */
void pm_probe_run_async (PmProbe *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean pm_probe_run_finish (PmProbe *self, GAsyncResult *result, GError **error);

G_END_DECLS
