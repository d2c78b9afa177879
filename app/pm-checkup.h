/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-account.h"
#include "pm-diagnosis.h"
#include "pm-evidence.h"
#include "pm-secret.h"

G_BEGIN_DECLS

typedef enum
{
  PM_CHECKUP_IDLE,
  PM_CHECKUP_RUNNING,
  PM_CHECKUP_DONE,
  PM_CHECKUP_CANCELLED,
} PmCheckupState;

GType pm_checkup_state_get_type (void) G_GNUC_CONST;
#define PM_TYPE_CHECKUP_STATE (pm_checkup_state_get_type ())

/* PmCheckup: one run of all checks on one account; the one door for window and command line. A run
 * is done once; checking again is a new PmCheckup.
 *
 * Properties, read-only, with notify: account (PmAccount), state (PmCheckupState), stage (PmStage,
 * the one under way), fraction (double, 0.0 to 1.0), evidence (PmEvidence), diagnosis (PmDiagnosis,
 * NULL until done), signed-in (boolean: the server accepted the sign-in). */
#define PM_TYPE_CHECKUP (pm_checkup_get_type ())
G_DECLARE_FINAL_TYPE (PmCheckup, pm_checkup, PM, CHECKUP, GObject)

/* @account is copied. */
PmCheckup *pm_checkup_new (PmAccount *account);

/* A run against the built-in practice server. @name: a cause id or "healthy"; the account and the
 * password are the script's until set otherwise. G_IO_ERROR_NOT_FOUND where there is no such
 * script. */
PmCheckup *pm_checkup_new_practice (const char *name, GError **error);
const char *const *pm_checkup_list_practice (void); /* (transfer none) */
gboolean pm_checkup_is_practice (PmCheckup *self);

/* Before the run. Without a password or token (or with NULL) sign-in is not tried. */
void pm_checkup_set_password (PmCheckup *self, PmSecret *password);
/* An access token of OAuth, to sign in with in place of a password. */
void pm_checkup_set_token (PmCheckup *self, PmSecret *token);
/* For practice: another user than the script's. */
void pm_checkup_set_user (PmCheckup *self, const char *user);
/* Whether the records of the sender's domain (MX, SPF, DMARC) are looked at, for which the name servers are
 * asked for them: only with consent. Not, unless told. */
void pm_checkup_set_domain (PmCheckup *self, gboolean wanted);
/* Blocklists, of which operators of other servers hear, so only with consent: whether the usual ones are
 * asked, and further ones. The address they are asked for is the one under which the mail server sees this
 * computer, as far as it tells or the connection shows; or @address. No outside helper is asked for it.
 *
 * FALSE with G_IO_ERROR_INVALID_ARGUMENT where @zone can be no zone, or @address is none that is public, with
 * G_IO_ERROR_NOT_SUPPORTED where that list is dead, with G_IO_ERROR_NO_SPACE where there are
 * PM_BLOCKLISTS_MOST already. */
void pm_checkup_set_blocklists (PmCheckup *self, gboolean wanted);
gboolean pm_checkup_add_blocklist (PmCheckup *self, const char *zone, GError **error);
gboolean pm_checkup_set_public_address (PmCheckup *self, const char *address, GError **error);
/* For one wait, in milliseconds; 10,000 unless told. */
void pm_checkup_set_timeout (PmCheckup *self, guint timeout_ms);

/* Test hooks of the contract; each returns FALSE with G_IO_ERROR_INVALID_ARGUMENT where the text is
 * not of its form, or G_FILE_ERROR. */
gboolean pm_checkup_set_dns_server (PmCheckup *self, const char *server, GError **error);
gboolean pm_checkup_set_ca_file (PmCheckup *self, const char *path, GError **error);
gboolean pm_checkup_set_port_map (PmCheckup *self, const char *map, GError **error);
gboolean pm_checkup_set_now (PmCheckup *self, const char *iso8601, GError **error);

PmAccount *pm_checkup_get_account (PmCheckup *self); /* (transfer none) */
PmCheckupState pm_checkup_get_state (PmCheckup *self);
PmStage pm_checkup_get_stage (PmCheckup *self);
double pm_checkup_get_fraction (PmCheckup *self);
PmEvidence *pm_checkup_get_evidence (PmCheckup *self);   /* (transfer none) */
PmDiagnosis *pm_checkup_get_diagnosis (PmCheckup *self); /* (transfer none), may be NULL */
gboolean pm_checkup_get_signed_in (PmCheckup *self);

/* A server that fails is a diagnosis, not an error: the error is G_IO_ERROR_CANCELLED, or
 * G_IO_ERROR_INVALID_ARGUMENT for an account that can not be checked (no server, or characters that
 * can not be in a command). After a cancelled run the evidence so far can be read, and there is no
 * diagnosis. */
void pm_checkup_run_async (PmCheckup *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean pm_checkup_run_finish (PmCheckup *self, GAsyncResult *result, GError **error);

G_END_DECLS
