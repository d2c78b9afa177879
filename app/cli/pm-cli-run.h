/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-checkup.h"
#include "pm-cli-output.h"
#include "pm-cli.h"

G_BEGIN_DECLS

/* Runs the checkup to its end, with its progress on stderr where that is a terminal, and writes the
 * report. Nothing is written of a run that was cancelled. */
PmCliStatus pm_cli_run (PmCheckup *checkup, PmCliOutput *output, GCancellable *cancellable);

G_END_DECLS
