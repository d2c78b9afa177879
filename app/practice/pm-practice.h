/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* PmPractice: a server of SMTP and DNS on the loopback, on the thread-default main context of its
 * start, playing one scripted fault. The practice mode of the program and the rig of its tests; it
 * speaks to nothing outside this computer. Stops when it is finalized.
 *
 * The form of a script is told in data/practice/README. */
#define PM_TYPE_PRACTICE (pm_practice_get_type ())
G_DECLARE_FINAL_TYPE (PmPractice, pm_practice, PM, PRACTICE, GObject)

/* Names of the scripts that come with the program: cause ids, and "healthy". (transfer none) */
const char *const *pm_practice_list (void);

/* G_IO_ERROR_NOT_FOUND: no such script. G_IO_ERROR_INVALID_DATA: the text is no script, with its
 * line. */
PmPractice *pm_practice_new (const char *name, GError **error);
PmPractice *pm_practice_new_from_text (const char *text, GError **error);

/* Opens the ports, all chosen by the system. */
gboolean pm_practice_start (PmPractice *self, GError **error);

/* What the checkup is to be told. Settings are those of the account line: "address", "server",
 * "port", "security", "user", "password", "token", "from", "to", "size", "auth"; NULL where the
 * script has none. */
const char *pm_practice_get_setting (PmPractice *self, const char *name);
/* Whether the user wants that looked at besides: "domain". */
gboolean pm_practice_asks (PmPractice *self, const char *what);
const char *pm_practice_get_expected (PmPractice *self);   /* cause id, or "healthy" */
const char *pm_practice_get_dns_server (PmPractice *self); /* "127.0.0.1:PORT" */
const char *pm_practice_get_port_map (PmPractice *self);   /* "25:41001,465:41002,587:41003" */
const char *pm_practice_get_ca_pem (PmPractice *self);     /* its root certificate */
guint pm_practice_get_timeout_ms (PmPractice *self);       /* the wait that suits the script */

/* What clients sent, a line each, "587> EHLO [127.0.0.1]"; for tests of bytes on the wire. Holds
 * the secrets a client sent. (transfer none) */
const char *const *pm_practice_get_log (PmPractice *self);
/* Those of them that were not encrypted. (transfer none) */
const char *const *pm_practice_get_clear_log (PmPractice *self);

G_END_DECLS
