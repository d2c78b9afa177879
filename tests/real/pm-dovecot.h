/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-server.h"

G_BEGIN_DECLS

/* PmDovecot: a Dovecot of submission, which checks the sign-in and hands every other command on to a
 * server behind it. Its doors are those of submission and of TLS at once; the certificate depends on
 * the name that the client asks for. */
#define PM_TYPE_DOVECOT (pm_dovecot_get_type ())
G_DECLARE_FINAL_TYPE (PmDovecot, pm_dovecot, PM, DOVECOT, PmServer)

/* Names beside PM_SERVER_HOST; their certificates are those of the doors of the other servers. */
#define PM_DOVECOT_HOST_EXPIRED     "expired.example.test"
#define PM_DOVECOT_HOST_SELF_SIGNED "self-signed.example.test"
#define PM_DOVECOT_HOST_WRONG_NAME  "wrong-name.example.test"
/* May sign in, and is handed on to a server that is not there. */
#define PM_DOVECOT_STRANDED "stranded@example.test"

/* Why no Dovecot can be started here, or NULL. */
const char *pm_dovecot_get_obstacle (void);

/* @password is that of all users. @behind: must outlive it. */
PmDovecot *pm_dovecot_new (const char *password, PmServer *behind);

G_END_DECLS
