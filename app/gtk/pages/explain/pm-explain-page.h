/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-page.h"

G_BEGIN_DECLS

/* PmExplainPage: takes an error message, pasted or as a file, or a mail that came back. */
#define PM_TYPE_EXPLAIN_PAGE (pm_explain_page_get_type ())
G_DECLARE_FINAL_TYPE (PmExplainPage, pm_explain_page, PM, EXPLAIN_PAGE, PmPage)

G_END_DECLS
