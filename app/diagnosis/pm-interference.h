/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-scene.h"

G_BEGIN_DECLS

/* Signs that something between this computer and the server changes what is said. */

/* Greeting or EHLO words were blotted out, as firewalls do that look into SMTP (sets masked). */
gboolean pm_interference_check_masked (const PmScene *scene, PmFinding *finding);

/* The same port offers STARTTLS over the other address family, and not over this one. */
gboolean pm_interference_check_other_family (const PmScene *scene, PmFinding *finding);

/* Another port of the same server offers STARTTLS (sets elsewhere_port). Not for port 25, which is
 * often left without. */
gboolean pm_interference_check_other_port (const PmScene *scene, PmFinding *finding);

/* The issuer of the certificate is a program or device that looks into connections. */
gboolean pm_interference_is_issuer (const char *issuer);

G_END_DECLS
