/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmPracticePage: the scripted faults to choose from. */
#define PM_TYPE_PRACTICE_PAGE (pm_practice_page_get_type ())
G_DECLARE_FINAL_TYPE (PmPracticePage, pm_practice_page, PM, PRACTICE_PAGE, PmPage)

G_END_DECLS
