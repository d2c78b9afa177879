/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "pm-name-server.h"
#include "pm-server.h"

G_BEGIN_DECLS

/* The command line program against a real server: what a case is, how it is run, and what is asked
 * of the answer. */

#define PM_REAL_RIGHT_PASSWORD "kettle-97-Orchard-wren"
#define PM_REAL_WRONG_PASSWORD "kettle-97-Orchard-lark"
#define PM_REAL_MAX_ARGUMENTS  12

typedef struct
{
  const char *name;
  PmDoor door_25;
  PmDoor door_465;
  PmDoor door_587;
  const char *password; /* NULL: not told */
  const char *server;
  const char *arguments[PM_REAL_MAX_ARGUMENTS];
  const char *cause; /* NULL: all is well */
} PmRealCase;

/* What the cases of one test program share. */
typedef struct
{
  PmServer *server;
  PmNameServer *names;
} PmRealLab;

/* One run of the program: its output. @status: its exit status. @elapsed_ms may be NULL. */
char *pm_real_run (PmRealLab *lab,
                   const PmRealCase *self,
                   const char *format,
                   int *status,
                   gint64 *elapsed_ms);

/* Fails the test unless the report names the cause, and nothing else before it. Returns the report,
 * (transfer full), NULL where there is none. */
JsonObject *pm_real_check_report (const PmRealCase *self, const char *report, int status);

/* All that is asked of a case: cause, exit status, no password in any output or in the log. */
void pm_real_test (PmRealLab *lab, const PmRealCase *self);

/* Adds "/real/NAME/CASE" for each; @lab and @cases have to last. */
void pm_real_add_cases (const char *name, PmRealLab *lab, const PmRealCase *cases, gsize n_cases);

/* Adds "/real/NAME", which is skipped for the reason told, or fails where CI=true: where the servers
 * must be there, a run without them is no success. */
void pm_real_add_obstacle (const char *name, const char *obstacle);

G_END_DECLS
