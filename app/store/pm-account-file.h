/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"

G_BEGIN_DECLS

/* The account of the last run and the choices of the window, in a key file of the user's
 * configuration folder (mode 600). Never a password. A file that can not be read is an empty
 * account. */
PmAccount *pm_account_file_load (void);                             /* (transfer full) */
gboolean pm_account_file_save (PmAccount *account, GError **error); /* G_FILE_ERROR */

/* "", "en" or "ja": the language of the window; "" follows the system. */
char *pm_account_file_load_language (void); /* (transfer full) */
gboolean pm_account_file_save_language (const char *language, GError **error);

G_END_DECLS
