/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-scene.h"

G_BEGIN_DECLS

/* The clock of the server against the clock of this computer. A server that writes the date into its
 * greeting lends us a second clock, on whichever connection it greeted (RFC 5321 section 4.2 leaves
 * the text free; Exim and Exchange do it). */

/* The server's time when the check began, or NULL where it is not known. Cites the fact. */
GDateTime *pm_clock_read_server (const PmScene *scene, PmFinding *finding);

/* Whether the two differ by more than an hour; FALSE too where that is not known. Says by how much. */
gboolean pm_clock_check_differs (const PmScene *scene, PmFinding *finding);

G_END_DECLS
