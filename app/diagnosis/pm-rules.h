/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-host.h"
#include "pm-scene.h"

G_BEGIN_DECLS

/* One row of a stage's table: what its result came to -> a cause. Rows are tried in order; the first
 * whose check agrees is the finding of the stage. */
typedef struct
{
  const char *result;
  const char *cause; /* NULL: what the reader makes of the reply */
  PmCertainty certainty;
  /* May set arguments and flags of @finding. NULL: always. */
  gboolean (*check) (const PmScene *scene, PmFinding *finding);
} PmRule;

/* Returns: (transfer full): the finding of that stage, or NULL. */
PmFinding *pm_rules_apply (const PmScene *scene, PmStage stage, const PmRule *rules, gsize n_rules);
/* The same, added to @findings. FALSE: there was none. */
gboolean pm_rules_add (const PmScene *scene,
                       PmStage stage,
                       const PmRule *rules,
                       gsize n_rules,
                       GPtrArray *findings);

/* What each stage has to say; adds to @findings, worst first. */
void pm_rules_network (const PmScene *scene, GPtrArray *findings);
void pm_rules_dns (const PmScene *scene, GPtrArray *findings);
void pm_rules_connect (const PmScene *scene, GPtrArray *findings);
void pm_rules_family (const PmScene *scene, GPtrArray *findings);
void pm_rules_greeting (const PmScene *scene, GPtrArray *findings);
void pm_rules_tls (const PmScene *scene, GPtrArray *findings);
void pm_rules_certificate (const PmScene *scene, GPtrArray *findings);
void pm_rules_auth (const PmScene *scene, GPtrArray *findings);
void pm_rules_sender (const PmScene *scene, GPtrArray *findings);
void pm_rules_recipient (const PmScene *scene, GPtrArray *findings);
void pm_rules_size (const PmScene *scene, GPtrArray *findings);
/* What the lists say of what was refused, or only of this computer and the domain. */
void pm_rules_blocklist (const PmScene *scene, GPtrArray *findings);
/* After all others: what a receiver refused for want of a record of the domain becomes that want. */
void pm_rules_domain (const PmScene *scene, GPtrArray *findings);

/* Checks that several stages share. tunnels: always TRUE; names the VPN that is up, where one is (vpn).
 * other_mode: the same port, spoken to in the other TLS mode, answered well (sets spoke_tls or
 * spoke_plain). open_port: another port than the main one let a connection through (sets open_port). */
gboolean pm_rules_check_other_mode (const PmScene *scene, PmFinding *finding);
gboolean pm_rules_check_open_port (const PmScene *scene, PmFinding *finding);
gboolean pm_rules_check_tunnels (const PmScene *scene, PmFinding *finding);
gboolean pm_rules_check_port_25_blocked (const PmScene *scene, PmFinding *finding);

/* How a connection ended: sets closed, reset or silent by the result of the stage. */
gboolean pm_rules_check_ending (const PmScene *scene, PmFinding *finding);

/* Sets protocol, in capitals, where @word names one ("imap"; not "unknown"). FALSE: it does not. */
gboolean pm_rules_set_protocol (PmFinding *finding, const char *word);

G_END_DECLS
