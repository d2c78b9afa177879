/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands behind MAIL or RCPT (RFC 5321 section 4.1.2). */
typedef struct
{
  char *address;
  char **parameters; /* "SIZE=1000", "BODY=8BITMIME"... */
} PmPracticePath;

/* @word: "FROM:" or "TO:". NULL: not of that form. An empty address is one here. */
PmPracticePath *pm_practice_path_parse (const char *word, const char *argument);
void pm_practice_path_free (PmPracticePath *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticePath, pm_practice_path_free)

gboolean pm_practice_path_has_parameter (const PmPracticePath *self, const char *name);

/* The name a client may give itself: a host name or an address literal (RFC 5321 section 4.1.3). */
gboolean pm_practice_is_host (const char *text);

G_END_DECLS
