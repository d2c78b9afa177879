/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One recipient of a delivery status notification (RFC 3464 section 2.3). Each may be NULL. */
typedef struct
{
  char *recipient;  /* Final-Recipient, else Original-Recipient, without its type */
  char *action;     /* in lower case: "failed" "delayed" "delivered" "relayed" "expanded" */
  char *status;     /* "5.1.1" */
  char *diagnostic; /* without its type, as it was written */
  char *host;       /* Remote-MTA, where that is a name or an address */
  gboolean named;   /* by a Final-Recipient */
  gboolean open; /* the diagnostic ends in a line that goes on ("550-"): Sendmail gives the first */
} PmStatusRecipient;

typedef struct
{
  char *reporter;        /* Reporting-MTA, or NULL */
  GPtrArray *recipients; /* of PmStatusRecipient, in order */
} PmStatus;

/* At most so many recipients are read. */
#define PM_STATUS_MAX_RECIPIENTS 100

/* The blocks of @text, which is UTF-8 with "\n". Never NULL. */
PmStatus *pm_status_parse (const char *text);
void pm_status_free (PmStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmStatus, pm_status_free)

/* Where such blocks begin in a text that lost its parts, or NULL. */
const char *pm_status_find (const char *text);

G_END_DECLS
