/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-checkup.h"

G_BEGIN_DECLS

/* PmHooks: where tests send the checkups of the window in place of the world; the same as those of
 * the command line. Each is NULL unless asked for. */
typedef struct
{
  char *dns_server;
  char *ca_file;
  char *port_map;
  char *now;
} PmHooks;

/* The options of the command line that fill one in. */
extern const GOptionEntry pm_hooks_options[];

/* Takes over what was given. FALSE where one is not of its form. */
gboolean pm_hooks_read (PmHooks *self, GVariantDict *options, GError **error);
void pm_hooks_clear (PmHooks *self);

/* G_IO_ERROR_INVALID_ARGUMENT, as those of PmCheckup. */
gboolean pm_hooks_apply (const PmHooks *self, PmCheckup *checkup, GError **error);

G_END_DECLS
