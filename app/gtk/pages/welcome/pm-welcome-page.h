/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmWelcomePage: what the program does, and what it leaves alone. */
#define PM_TYPE_WELCOME_PAGE (pm_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (PmWelcomePage, pm_welcome_page, PM, WELCOME_PAGE, PmPage)

G_END_DECLS
