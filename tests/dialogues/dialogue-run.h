/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-checkup.h"
#include "pm-practice.h"

G_BEGIN_DECLS

/* One checkup of one scripted server, done. */
typedef struct
{
  PmPractice *practice;
  PmCheckup *checkup;
} Run;

void run_free (Run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* What the script has the user type in. (transfer full) */
PmAccount *run_read_account (PmPractice *practice);

/* Starts @practice, which it takes; the checkup is ready to run. @ca_file: NULL for the root of the
 * practice server. */
Run *run_prepare (PmPractice *practice, PmAccount *account, const char *ca_file);
gboolean run_wait (PmCheckup *checkup, GError **error);

/* Both, with the account of the script. */
Run *run_practice (PmPractice *practice, const char *ca_file);
Run *run_script (const char *text, const char *ca_file);

/* The cause that the script expects; and what is true of every run: no message is begun, there is
 * one sign-in at the most and none but inside verified TLS, and nothing secret and no endless text
 * is kept. */
void run_check (Run *run);

/* A healthy server gives no complaint, not even a small one. */
void run_check_has_no_notes (Run *run);

G_END_DECLS
