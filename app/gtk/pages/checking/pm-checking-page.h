/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmCheckingPage: follows a checkup from its start to its end. */
#define PM_TYPE_CHECKING_PAGE (pm_checking_page_get_type ())
G_DECLARE_FINAL_TYPE (PmCheckingPage, pm_checking_page, PM, CHECKING_PAGE, PmPage)

G_END_DECLS
