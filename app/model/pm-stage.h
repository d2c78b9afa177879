/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The stages of sending a mail, in the order in which they are met. PM_STAGE_MESSAGE (the reply
 * after DATA) and PM_STAGE_DELIVERY (after the own server took the mail) are never checked live;
 * they are where a pasted text or a bounce may stand. */
typedef enum
{
  PM_STAGE_UNKNOWN = -1,
  PM_STAGE_NETWORK,
  PM_STAGE_DNS,
  PM_STAGE_CONNECT,
  PM_STAGE_GREETING,
  PM_STAGE_TLS,
  PM_STAGE_AUTH,
  PM_STAGE_SENDER,
  PM_STAGE_RECIPIENT,
  PM_STAGE_SIZE,
  PM_STAGE_BLOCKLIST,
  PM_STAGE_DOMAIN,
  PM_STAGE_MESSAGE,
  PM_STAGE_DELIVERY,
} PmStage;

#define PM_N_LIVE_STAGES (PM_STAGE_DOMAIN + 1)

typedef enum
{
  PM_OUTCOME_UNKNOWN, /* tried, and no answer either way */
  PM_OUTCOME_PASS,
  PM_OUTCOME_WARN,
  PM_OUTCOME_FAIL,
  PM_OUTCOME_SKIP, /* not tried; the reason says why */
} PmOutcome;

GType pm_stage_get_type (void) G_GNUC_CONST;
GType pm_outcome_get_type (void) G_GNUC_CONST;
#define PM_TYPE_STAGE   (pm_stage_get_type ())
#define PM_TYPE_OUTCOME (pm_outcome_get_type ())

/* The ids of the contract: "network", "dns", ... ; "unknown" for anything else. Static. */
const char *pm_stage_get_id (PmStage stage);
PmStage pm_stage_from_id (const char *id); /* PM_STAGE_UNKNOWN where there is none of that name */

/* "pass", "warn", "fail", "skip", "unknown". Static. */
const char *pm_outcome_get_id (PmOutcome outcome);

G_END_DECLS
