/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is worth a remark about a password as it was typed. It is never changed without being asked:
 * a space can be part of it. */
typedef enum
{
  PM_PASSWORD_FINE,
  PM_PASSWORD_SPACES_AROUND,
  PM_PASSWORD_GROUPED, /* "abcd efgh ijkl mnop", as app passwords are shown */
  PM_PASSWORD_FULL_WIDTH,
} PmPasswordRemark;

PmPasswordRemark pm_password_remark (const char *password);

/* @password without what was remarked. Free with pm_secret_free_string(). */
char *pm_password_mend (const char *password);

G_END_DECLS
