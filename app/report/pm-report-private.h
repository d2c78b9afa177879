/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-catalogue.h"
#include "pm-report.h"

G_BEGIN_DECLS

struct _PmReport
{
  GObject parent_instance;

  PmAccount *account;
  PmEvidence *evidence;
  PmDiagnosis *diagnosis;
  PmCatalogue *catalogue;
  GDateTime *made;
  const char *language;
  const char *program; /* an id of the catalogue, or NULL */
  gboolean practice;
};

/* Whether a server was asked; else the report rests on the words that somebody brought. */
gboolean _pm_report_is_live (PmReport *self);

/* What both forms say; all in the report's language and (transfer full). */
char *_pm_report_get_text (PmReport *self, const char *id);
char *_pm_report_get_summary (PmReport *self);
char *_pm_report_get_started (PmReport *self);
gint64 _pm_report_get_duration_ms (PmReport *self);
/* "" where the stage has no reason. */
char *_pm_report_get_stage_reason (PmReport *self, PmStageResult *stage);

/* One setting of the account, masked where it names a person. A table of these ends with key NULL.
 */
typedef struct
{
  const char *key;
  gboolean masked;
  const char *(*get) (PmAccount *account);
} PmReportSetting;

extern const PmReportSetting _pm_report_settings[];

G_END_DECLS
