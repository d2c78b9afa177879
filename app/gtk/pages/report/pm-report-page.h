/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmReportPage: the report as it will be handed on, to be looked at, saved and copied. */
#define PM_TYPE_REPORT_PAGE (pm_report_page_get_type ())
G_DECLARE_FINAL_TYPE (PmReportPage, pm_report_page, PM, REPORT_PAGE, PmPage)

G_END_DECLS
