/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-server.h"

G_BEGIN_DECLS

/* PmExim: an Exim with all the doors but that of TLS 1.2. Debian's package can not be installed
 * beside Postfix, so it may be a mere copy of the program, without its user: POSTMEND_EXIM says where,
 * the path is searched where that is not set. */
#define PM_TYPE_EXIM (pm_exim_get_type ())
G_DECLARE_FINAL_TYPE (PmExim, pm_exim, PM, EXIM, PmServer)

/* Why no Exim can be started here, or NULL. */
const char *pm_exim_get_obstacle (void);

/* @password is that of PM_SERVER_USER. */
PmExim *pm_exim_new (const char *password);

G_END_DECLS
