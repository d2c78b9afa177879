/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmResultPage: the cause, why we think so and what to do; or that all is well. */
#define PM_TYPE_RESULT_PAGE (pm_result_page_get_type ())
G_DECLARE_FINAL_TYPE (PmResultPage, pm_result_page, PM, RESULT_PAGE, PmPage)

G_END_DECLS
