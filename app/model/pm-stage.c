/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-stage.h"

#include <string.h>

static const char *const stage_ids[] = {
  [PM_STAGE_NETWORK] = "network",   [PM_STAGE_DNS] = "dns",
  [PM_STAGE_CONNECT] = "connect",   [PM_STAGE_GREETING] = "greeting",
  [PM_STAGE_TLS] = "tls",           [PM_STAGE_AUTH] = "auth",
  [PM_STAGE_SENDER] = "sender",     [PM_STAGE_RECIPIENT] = "recipient",
  [PM_STAGE_SIZE] = "size",         [PM_STAGE_BLOCKLIST] = "blocklist",
  [PM_STAGE_DOMAIN] = "domain",     [PM_STAGE_MESSAGE] = "message",
  [PM_STAGE_DELIVERY] = "delivery",
};

static const char *const outcome_ids[] = {
  [PM_OUTCOME_UNKNOWN] = "unknown", [PM_OUTCOME_PASS] = "pass", [PM_OUTCOME_WARN] = "warn",
  [PM_OUTCOME_FAIL] = "fail",       [PM_OUTCOME_SKIP] = "skip",
};

G_DEFINE_ENUM_TYPE (PmStage,
                    pm_stage,
                    G_DEFINE_ENUM_VALUE (PM_STAGE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_NETWORK, "network"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_DNS, "dns"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_CONNECT, "connect"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_GREETING, "greeting"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_AUTH, "auth"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_SENDER, "sender"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_RECIPIENT, "recipient"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_SIZE, "size"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_BLOCKLIST, "blocklist"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_DOMAIN, "domain"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_MESSAGE, "message"),
                    G_DEFINE_ENUM_VALUE (PM_STAGE_DELIVERY, "delivery"))

G_DEFINE_ENUM_TYPE (PmOutcome,
                    pm_outcome,
                    G_DEFINE_ENUM_VALUE (PM_OUTCOME_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (PM_OUTCOME_PASS, "pass"),
                    G_DEFINE_ENUM_VALUE (PM_OUTCOME_WARN, "warn"),
                    G_DEFINE_ENUM_VALUE (PM_OUTCOME_FAIL, "fail"),
                    G_DEFINE_ENUM_VALUE (PM_OUTCOME_SKIP, "skip"))

const char *
pm_stage_get_id (PmStage stage)
{
  if (stage < 0 || (gsize) stage >= G_N_ELEMENTS (stage_ids))
    return "unknown";
  return stage_ids[stage];
}

PmStage
pm_stage_from_id (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stage_ids); i++)
    if (strcmp (stage_ids[i], id) == 0)
      return (PmStage) i;
  return PM_STAGE_UNKNOWN;
}

const char *
pm_outcome_get_id (PmOutcome outcome)
{
  g_return_val_if_fail ((gsize) outcome < G_N_ELEMENTS (outcome_ids), "unknown");

  return outcome_ids[outcome];
}
