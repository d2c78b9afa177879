/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PM_SERVER_HOST       "mail.example.test"
#define PM_SERVER_USER       "user@example.test"
#define PM_SERVER_SIZE_LIMIT 1000000

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
  PM_DOOR_TLS_1_2,     /* submission, nothing newer than TLS 1.2 */
  PM_DOOR_NO_SERVICE,  /* everybody is turned away by the greeting */
  PM_N_DOORS
} PmDoor;

/* PmServer: a real mail server of the test's own, with its own folder and on a loopback address of
 * its own, so that no other server and no other test is met. It ends with the test, however the test
 * ends. Abstract: each program is a class. */
#define PM_TYPE_SERVER (pm_server_get_type ())
G_DECLARE_DERIVABLE_TYPE (PmServer, pm_server, PM, SERVER, GObject)

struct _PmServerClass
{
  GObjectClass parent_class;

  /* Of the shell; $1 is the folder. The first ends when the server listens, the other when it is
   * gone. */
  const char *start_command;
  const char *stop_command;
  const char *log; /* in the folder */

  /* Fills the folder; certificates are there already, as "good.pem", "wrong-name.pem", "expired.pem"
   * and "self-signed.pem", with the key in the same file. */
  gboolean (*configure) (PmServer *self, GError **error);
};

/* Before the start. */
void pm_server_set_addresses (PmServer *self, const char *const *addresses);
void pm_server_use_usual_ports (PmServer *self); /* 25, 465 and 587 */
/* The command that starts the server in some other place: "nsenter", ... */
void pm_server_set_launcher (PmServer *self, const char *const *launcher);

gboolean pm_server_start (PmServer *self, GError **error);
void pm_server_stop (PmServer *self);

const char *const *pm_server_get_addresses (PmServer *self);
const char *pm_server_get_root_certificate (PmServer *self); /* path of a PEM file */
guint pm_server_get_port (PmServer *self, PmDoor door);
char *pm_server_read_log (PmServer *self); /* (transfer full) */

/* For the classes. */
const char *pm_server_get_folder (PmServer *self);
/* Names and values, NULL-terminated; each "@NAME@" in @text becomes its value. */
gboolean pm_server_write (PmServer *self, const char *name, const char *text, GError **error, ...)
    G_GNUC_NULL_TERMINATED;
/* @owner: a user of this computer, NULL for root. */
gboolean pm_server_make_folder (PmServer *self,
                                const char *name,
                                int mode,
                                const char *owner,
                                GError **error);
/* Why no server that needs @programs (NULL-terminated) can be started here, or NULL. Static. */
const char *pm_server_find_obstacle (const char *const *programs);

G_END_DECLS
