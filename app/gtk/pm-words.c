/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-catalogue.h"
#include "pm-locale.h"
#include "pm-report.h"
#include "pm-words.h"

static const struct
{
  const char *icon;
  const char *css_class;
} outcome_looks[] = {
  [PM_OUTCOME_UNKNOWN] = { "dialog-question-symbolic", "warning" },
  [PM_OUTCOME_PASS] = { "object-select-symbolic", "success" },
  [PM_OUTCOME_WARN] = { "dialog-warning-symbolic", "warning" },
  [PM_OUTCOME_FAIL] = { "dialog-error-symbolic", "error" },
  [PM_OUTCOME_SKIP] = { "list-remove-symbolic", "dim-label" },
};

char *
pm_words_text (const char *id)
{
  return pm_catalogue_get_text (pm_catalogue_get_default (), id, pm_locale_get (), NULL);
}

char *
pm_words_stage_title (PmStage stage)
{
  g_autofree char *id = g_strdup_printf ("stage.%s.title", pm_stage_get_id (stage));

  return pm_words_text (id);
}

char *
pm_words_stage_state (PmStageState state, PmOutcome outcome)
{
  g_autofree char *id = g_strconcat ("outcome.", pm_outcome_get_id (outcome), NULL);

  switch (state)
    {
    case PM_STAGE_RUNNING:
      /* Translators: how a stage of the check stands. */
      return g_strdup (C_ ("stage", "Checking…"));
    case PM_STAGE_DONE:
      return pm_words_text (id);
    case PM_STAGE_PENDING:
    default:
      /* Translators: how a stage of the check stands: it was not begun yet. */
      return g_strdup (C_ ("stage", "Waiting"));
    }
}

char *
pm_words_stage_detail (PmReport *report, PmStageResult *result)
{
  return pm_report_get_stage_summary (report, result);
}

const char *
pm_words_outcome_icon (PmOutcome outcome)
{
  return outcome_looks[outcome].icon;
}

const char *
pm_words_outcome_class (PmOutcome outcome)
{
  return outcome_looks[outcome].css_class;
}

const char *
pm_words_waiting (gint64 milliseconds)
{
  /* The longest wait first. */
  static const struct
  {
    gint64 from_ms;
    const char *text;
  } waits[] = {
    { 10000, N_ ("No answer for ten seconds. Some servers let everybody wait on purpose, and some "
                 "look up this computer first. The check goes on by itself.") },
    { 5000, N_ ("No answer for five seconds. Still waiting: the server may be slow.") },
    { 0, N_ ("No mail is sent. A server that does not answer is given some seconds.") },
  };
  gsize i = 0;

  while (i + 1 < G_N_ELEMENTS (waits) && milliseconds < waits[i].from_ms)
    i++;
  return _ (waits[i].text);
}

char *
pm_words_duration (gint64 milliseconds)
{
  if (milliseconds < 0)
    return g_strdup ("");
  if (milliseconds < 1000)
    /* Translators: a time in milliseconds. */
    return g_strdup_printf (_ ("%d ms"), (int) milliseconds);

  /* Translators: a time in seconds, with one decimal. */
  return g_strdup_printf (_ ("%.1f s"), milliseconds / 1000.0);
}

const char *
pm_words_security (PmSecurity security)
{
  static const char *const names[] = {
    [PM_SECURITY_AUTO] = N_ ("Not sure: find out"),
    [PM_SECURITY_TLS] = N_ ("SSL/TLS"),
    [PM_SECURITY_STARTTLS] = N_ ("STARTTLS"),
    [PM_SECURITY_NONE] = N_ ("No encryption"),
  };

  return _ (names[security]);
}

char *
pm_words_certainty (PmCertainty certainty)
{
  g_autofree char *id = g_strdup_printf ("certainty.word.%s", pm_certainty_get_id (certainty));

  return pm_words_text (id);
}

char *
pm_words_cause_title (PmFinding *finding)
{
  return pm_catalogue_get_title (pm_catalogue_get_default (), finding, pm_locale_get ());
}

char *
pm_words_cause_name (const char *cause)
{
  g_autoptr (PmFinding) finding = NULL;
  g_autofree char *title = NULL;

  finding = pm_finding_new (cause, PM_CERTAINTY_POSSIBLE, PM_STAGE_UNKNOWN, NULL);
  title = pm_words_cause_title (finding);

  return title[0] != '\0' ? g_steal_pointer (&title) : g_strdup (cause);
}
