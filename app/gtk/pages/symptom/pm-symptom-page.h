/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmSymptomPage: what the user sees of it; kept for the report and for advice where nothing is
 * found. */
#define PM_TYPE_SYMPTOM_PAGE (pm_symptom_page_get_type ())
G_DECLARE_FINAL_TYPE (PmSymptomPage, pm_symptom_page, PM, SYMPTOM_PAGE, PmPage)

G_END_DECLS
