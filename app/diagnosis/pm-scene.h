/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"
#include "pm-evidence.h"
#include "pm-finding.h"

G_BEGIN_DECLS

/* PmScene: the evidence as the rules look at it. The main connection is the one the stages tell of;
 * what the others saw shows the difference, which often is the diagnosis. Borrows everything. */
typedef struct
{
  PmEvidence *evidence;
  PmAccount *account;
  guint main; /* connection; 0: none was made */
  guint port; /* of the main connection, or the one that was asked for */
  gboolean signed_in;
} PmScene;

void pm_scene_init (PmScene *self, PmEvidence *evidence, PmAccount *account);

/* The latest fact of that stage and key on the main connection (network and dns: on none). */
PmObservation *pm_scene_find (const PmScene *self, PmStage stage, const char *key);
const char *pm_scene_find_string (const PmScene *self, PmStage stage, const char *key);
const char *pm_scene_get_result (const PmScene *self, PmStage stage);

/* The strings of such a fact, or NULL where there is none. Frees with g_free(). @observation: may be
 * NULL. */
const char **pm_scene_get_strings (const PmScene *self,
                                   PmStage stage,
                                   const char *key,
                                   PmObservation **observation);

/* The latest result of that stage on any one connection, or NULL. */
const char *pm_scene_get_result_on (const PmScene *self, PmStage stage, guint connection);

/* Whether a fact of that stage, key and value was seen on that connection, not only as the latest. */
gboolean pm_scene_saw (const PmScene *self,
                       PmStage stage,
                       guint connection,
                       const char *key,
                       const char *value);

/* The latest reply of that stage to @verb on the main connection. (transfer none) */
PmServerReply *pm_scene_find_reply (const PmScene *self, PmStage stage, const char *verb);

/* Whether the main connection began with the 220 of a mail server. */
gboolean pm_scene_was_greeted (const PmScene *self);

/* The keywords of the last EHLO reply there, inside TLS where there is one: whether @word is one. */
gboolean pm_scene_knows_capabilities (const PmScene *self, guint connection);
gboolean pm_scene_offers (const PmScene *self, guint connection, const char *word);

/* Highest number of a connection; they are counted from 1. */
guint pm_scene_count_connections (const PmScene *self);
guint pm_scene_get_port_of (const PmScene *self, guint connection);
const char *pm_scene_get_mode_of (const PmScene *self, guint connection);
/* "ipv4" or "ipv6": over what it was tried, or over what it was made; NULL: not known. */
const char *pm_scene_get_family_of (const PmScene *self, guint connection);

/* Whether the recipient that was tried is of another domain than the sender. */
gboolean pm_scene_goes_outside (const PmScene *self);

/* Another connection on which everything up to verified TLS worked and that serves better than the
 * main one; 0: none. */
guint pm_scene_find_working (const PmScene *self);

/* A finding with what every sentence may use (server, port, security, address) and, where the stage
 * has them, its result and the latest refusal as observations. */
PmFinding *
pm_scene_new_finding (const PmScene *self, const char *cause, PmCertainty certainty, PmStage stage);
/* The same for what the reader makes of the latest refusal of the stage, or NULL. */
PmFinding *pm_scene_read_reply (const PmScene *self, PmStage stage);

/* Another certainty: takes @finding. */
PmFinding *pm_scene_recast (PmFinding *finding, PmCertainty certainty);
/* The same finding as another cause: takes @finding. */
PmFinding *pm_scene_rename (PmFinding *finding, const char *cause, PmCertainty certainty);

void pm_scene_set_flag (PmFinding *finding, const char *name);
/* Adds that observation to the finding; NULL is left out. */
void pm_scene_cite (PmFinding *finding, PmObservation *observation);

G_END_DECLS
