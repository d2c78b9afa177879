/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-secret.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct _PmSecret
{
  gsize length;
  char bytes[]; /* and a NUL */
};

G_DEFINE_BOXED_TYPE (PmSecret, pm_secret, pm_secret_ref, pm_secret_unref)

static void
pm_secret_clear (gpointer data)
{
  PmSecret *self = data;

  pm_secret_wipe (self->bytes, self->length);
}

PmSecret *
pm_secret_new (const char *bytes, gssize length)
{
  gsize count = length < 0 ? strlen (bytes) : (gsize) length;
  PmSecret *self;

  g_assert (count < G_MAXSIZE - sizeof (PmSecret) - 1);

  self = g_atomic_rc_box_alloc0 (sizeof (PmSecret) + count + 1);
  self->length = count;
  memcpy (self->bytes, bytes, count);
  return self;
}

PmSecret *
pm_secret_ref (PmSecret *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
pm_secret_unref (PmSecret *self)
{
  g_atomic_rc_box_release_full (self, pm_secret_clear);
}

const char *
pm_secret_peek (PmSecret *self, gsize *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->length;
  return self->bytes;
}

void
pm_secret_wipe (gpointer bytes, gsize length)
{
  if (length > 0)
    explicit_bzero (bytes, length);
}

void
pm_secret_free_string (char *string)
{
  if (string == NULL)
    return;

  pm_secret_wipe (string, strlen (string));
  g_free (string);
}

/* A limit of 0 stops core files but not a collector that the kernel feeds through a pipe; a limit
 * of exactly 1 byte stops both (core(5)). The process stays dumpable otherwise, so that debuggers
 * and leak checkers that attach to it keep working; only where the limit can not be raised to 1 is
 * that given up. */
void
pm_secret_forbid_core_files (void)
{
  const struct rlimit one_byte = { .rlim_cur = 1, .rlim_max = 1 };

  if (setrlimit (RLIMIT_CORE, &one_byte) != 0)
    prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}
