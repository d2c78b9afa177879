/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-checkup.h"
#include "pm-cli-output.h"
#include "pm-cli.h"
#include "pm-report.h"

G_BEGIN_DECLS

/* Runs the checkup to its end, with its progress on stderr where that is a terminal, and writes the
 * report. Nothing is written of a run that was cancelled. */
PmCliStatus pm_cli_run (PmCheckup *checkup, PmCliOutput *output, GCancellable *cancellable);

/* Writes @report of @diagnosis, and tells by the status what came out. */
PmCliStatus pm_cli_report (PmReport *report, PmDiagnosis *diagnosis, PmCliOutput *output);

G_END_DECLS
