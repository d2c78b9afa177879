/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-scene.h"

G_BEGIN_DECLS

/* Whether the server that is set can be the one for sending (connect.wrong-host). */

/* "localhost", 127.0.0.1, ::1 and the like. */
gboolean pm_host_is_this_computer (const char *server);

/* This computer, on a port for mail, and nothing of it listens. */
gboolean pm_host_check_this_computer (const PmScene *scene, PmFinding *finding);

/* Port 25 answers and offers no sign-in, 465 and 587 let no connection through: a server that takes
 * mail from the world for its own people (an MX), not from people who send. */
gboolean pm_host_check_only_port_25 (const PmScene *scene, PmFinding *finding);

/* Always TRUE; sets others_failed where 465 and 587 were tried too, and neither could take this one's
 * place: then it is no help to name them. */
gboolean pm_host_check_other_ports (const PmScene *scene, PmFinding *finding);

G_END_DECLS
