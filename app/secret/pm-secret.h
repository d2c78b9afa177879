/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* PmSecret: a password or an access token, from the moment it is typed until it has been sent.
 *
 * Immutable, counted by reference, wiped when the last reference goes. It has no property, is in no
 * model and has no conversion to text other than pm_secret_peek(), whose callers are few.
 */
#define PM_TYPE_SECRET (pm_secret_get_type ())

typedef struct _PmSecret PmSecret;

GType pm_secret_get_type (void) G_GNUC_CONST;

/* Copies @length bytes (-1: up to the NUL). The caller wipes its own copy with pm_secret_wipe(). */
PmSecret *pm_secret_new (const char *bytes, gssize length);
PmSecret *pm_secret_ref (PmSecret *self);
void pm_secret_unref (PmSecret *self);

/* The bytes, NUL-terminated, owned by @self; @length may be NULL. */
const char *pm_secret_peek (PmSecret *self, gsize *length);

/* Overwrites @length bytes in a way the compiler keeps. */
void pm_secret_wipe (gpointer bytes, gsize length);

/* g_free() for a NUL-terminated string that held a secret: wipes it first. NULL is allowed. */
void pm_secret_free_string (char *string);

/* Keeps core files of this process from being written, to a file or to a collector. Both programs
 * call it before they read a password. */
void pm_secret_forbid_core_files (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSecret, pm_secret_unref)

G_END_DECLS
