/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-dmarc-record.h"
#include "pm-resolver.h"

G_BEGIN_DECLS

/* What the tree walk of RFC 9989 section 4.10 found for one domain. */
typedef struct
{
  PmDnsStatus
      status; /* FOUND: @record applies; NOT_FOUND: there is none; all others: the name servers
                       * could not say */
  char *
      policy_domain; /* where the record that applies stands: the domain itself or one above; or NULL */
  PmDmarcRecord record;
  char *text;      /* of the record, bytes made fit to be shown; or NULL */
  gboolean is_own; /* it stands at the domain itself */
  guint n_own;     /* so many records has the domain itself; more than one are all discarded */
  char *
      organizational; /* the Organizational Domain (section 4.10.2); NULL: could not be found out */
} PmDmarcVerdict;

void pm_dmarc_verdict_free (PmDmarcVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmDmarcVerdict, pm_dmarc_verdict_free)

/* What receivers are asked to do with mail of the domain that fails: "p", or "sp" and "np" where the
 * record is that of a domain above; one step milder where it is a test ("t"). @exists: the domain is
 * in the DNS. */
PmDmarcPolicy pm_dmarc_verdict_get_policy (const PmDmarcVerdict *self, gboolean exists);

/* The names that a walk asks, without "_dmarc." in front: @domain first, at most eight. (transfer full) */
char **pm_dmarc_list_targets (const char *domain);

/* @domain: in ASCII. The questions go out side by side. What the servers fail to say is a result; the
 * error is for G_IO_ERROR_CANCELLED. */
void pm_dmarc_walk_async (PmResolver *resolver,
                          const char *domain,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
PmDmarcVerdict *pm_dmarc_walk_finish (GAsyncResult *result, GError **error);

G_END_DECLS
