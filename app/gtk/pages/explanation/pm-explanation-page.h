/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmExplanationPage: what a message or a mail says of the cause, and the way on to the check. */
#define PM_TYPE_EXPLANATION_PAGE (pm_explanation_page_get_type ())
G_DECLARE_FINAL_TYPE (PmExplanationPage, pm_explanation_page, PM, EXPLANATION_PAGE, PmPage)

G_END_DECLS
