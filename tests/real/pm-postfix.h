/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PM_POSTFIX_HOST       "mail.example.test"
#define PM_POSTFIX_USER       "user@example.test"
#define PM_POSTFIX_SIZE_LIMIT 1000000

/* The doors of the one server; each is a port of its own. */
typedef enum
{
  PM_DOOR_CLOSED,      /* nobody listens */
  PM_DOOR_PLAIN,       /* STARTTLS offered, no sign-in */
  PM_DOOR_BARE,        /* neither STARTTLS nor sign-in */
  PM_DOOR_SUBMISSION,  /* STARTTLS and sign-in asked for */
  PM_DOOR_SMTPS,       /* TLS at once */
  PM_DOOR_EXPIRED,     /* submission, its certificate is out of date */
  PM_DOOR_SELF_SIGNED, /* submission, its certificate is its own issuer */
  PM_DOOR_WRONG_NAME,  /* submission, its certificate is for another name */
  PM_DOOR_GREYLIST,    /* submission, every recipient is put off */
  PM_N_DOORS
} PmDoor;

/* PmPostfix: a Postfix of the test's own, with its own folder and on a loopback address of its own,
 * so that no other server and no other test is met. It ends with the test, however the test ends.
 */
#define PM_TYPE_POSTFIX (pm_postfix_get_type ())
G_DECLARE_FINAL_TYPE (PmPostfix, pm_postfix, PM, POSTFIX, GObject)

/* Why no Postfix can be started here, or NULL. */
const char *pm_postfix_get_obstacle (void);

/* @password is that of PM_POSTFIX_USER. @policy_port: the policy service of the greylist. */
PmPostfix *pm_postfix_new (const char *password, guint policy_port);
gboolean pm_postfix_start (PmPostfix *self, GError **error);
void pm_postfix_stop (PmPostfix *self);

const char *pm_postfix_get_address (PmPostfix *self);
const char *pm_postfix_get_root_certificate (PmPostfix *self); /* path of a PEM file */
guint pm_postfix_get_port (PmPostfix *self, PmDoor door);
char *pm_postfix_read_log (PmPostfix *self); /* (transfer full) */

G_END_DECLS
