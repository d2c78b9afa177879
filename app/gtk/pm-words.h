/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-finding.h"
#include "pm-report.h"

G_BEGIN_DECLS

/* Words and pictures for what the core tells in ids, in the language of the window. Texts are
 * (transfer full), names of icons and style classes static. */

char *pm_words_text (const char *id); /* a fixed text of the catalogue */

char *pm_words_stage_title (PmStage stage);
/* "Waiting", "Checking…", "passed". */
char *pm_words_stage_state (PmStageState state, PmOutcome outcome);
/* What was seen at a stage that is done, or why it was left out. */
char *pm_words_stage_detail (PmReport *report, PmStageResult *result);
const char *pm_words_outcome_icon (PmOutcome outcome);
const char *pm_words_outcome_class (PmOutcome outcome);

/* "41 ms", "1.2 s"; "" for a negative one. */
char *pm_words_duration (gint64 milliseconds);

/* What to say to somebody who has been waiting that long for one stage. Of gettext. */
const char *pm_words_waiting (gint64 milliseconds);

/* As in mail programs: "SSL/TLS", "STARTTLS". Static or of gettext. */
const char *pm_words_security (PmSecurity security);

char *pm_words_certainty (PmCertainty certainty);
char *pm_words_cause_title (PmFinding *finding);
/* The same for an id alone, as in a list of causes. */
char *pm_words_cause_name (const char *cause);

G_END_DECLS
