/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-finding.h"

G_BEGIN_DECLS

/* A folded row for a finding that is not the main one: title, and inside what it means and what to
 * do.
 * @certainty: also say how sure we are. */
GtkWidget *pm_finding_row_new (PmFinding *finding, gboolean certainty);

/* A row for each finding from @first on; a group without any is not there. */
void pm_finding_row_fill (AdwPreferencesGroup *group,
                          GListModel *findings,
                          guint first,
                          gboolean certainty);

G_END_DECLS
