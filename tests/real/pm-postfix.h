/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-server.h"

G_BEGIN_DECLS

/* PmPostfix: a Postfix with all the doors. */
#define PM_TYPE_POSTFIX (pm_postfix_get_type ())
G_DECLARE_FINAL_TYPE (PmPostfix, pm_postfix, PM, POSTFIX, PmServer)

/* Why no Postfix can be started here, or NULL. */
const char *pm_postfix_get_obstacle (void);

/* @password is that of PM_SERVER_USER. @policy_port: the policy service of the greylist. */
PmPostfix *pm_postfix_new (const char *password, guint policy_port);

/* The names by which the tests of the wizard know these. */
#define PM_POSTFIX_HOST                       PM_SERVER_HOST
#define PM_POSTFIX_USER                       PM_SERVER_USER
#define pm_postfix_start(self, error)         pm_server_start (PM_SERVER (self), error)
#define pm_postfix_get_address(self)          (pm_server_get_addresses (PM_SERVER (self))[0])
#define pm_postfix_get_root_certificate(self) pm_server_get_root_certificate (PM_SERVER (self))
#define pm_postfix_get_port(self, door)       pm_server_get_port (PM_SERVER (self), door)

G_END_DECLS
