/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What must be true of each failure, whatever came. */
static void
check_failure (PmObservation *observation)
{
  GVariant *failure = pm_observation_get_value (observation);
  const char *text, *recipient;
  guint code;

  g_assert_cmpint (pm_observation_get_stage (observation), ==, PM_STAGE_DELIVERY);
  g_assert_true (g_variant_lookup (failure, "text", "&s", &text));
  g_assert_cmpuint (strlen (text), <=, 2000);
  g_assert_true (g_variant_lookup (failure, "code", "u", &code));
  g_assert_true (code == 0 || (code >= 200 && code <= 599));
  if (g_variant_lookup (failure, "recipient", "&s", &recipient))
    g_assert_cmpuint (strlen (recipient), >, 0);
}

static void
check_evidence (PmEvidence *evidence)
{
  GListModel *facts = G_LIST_MODEL (evidence);
  guint failures = 0, kinds = 0;

  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (PmObservation) observation = g_list_model_get_item (facts, i);
      const char *key = pm_observation_get_key (observation);

      kinds += strcmp (key, PM_KEY_MESSAGE_KIND) == 0;
      if (strcmp (key, PM_KEY_MESSAGE_FAILURE) == 0)
        {
          check_failure (observation);
          failures++;
        }
    }
  g_assert_cmpuint (kinds, ==, 1);
  g_assert_cmpuint (failures, <=, 100);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);

  pm_message_is_mail (bytes);
  pm_message_read_mail (bytes, evidence);
  check_evidence (evidence);
  return 0;
}
