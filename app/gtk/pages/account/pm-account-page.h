/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmAccountPage: the settings of the account that does not send. */
#define PM_TYPE_ACCOUNT_PAGE (pm_account_page_get_type ())
G_DECLARE_FINAL_TYPE (PmAccountPage, pm_account_page, PM, ACCOUNT_PAGE, PmPage)

G_END_DECLS
