/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message.h"

#include <string.h>

#include "pm-message-charset.h"
#include "pm-message-mail.h"
#include "pm-message-text.h"

/* Octets of a pasted text that are decoded, whatever their charset makes of them. */
#define MAX_OCTETS (2 * PM_MESSAGE_TEXT_MAX_OCTETS)

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

static gboolean
fail_empty (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "there is no text");
  return FALSE;
}

static gboolean
read_text (const char *octets, gsize n_octets, PmStage stage, PmEvidence *evidence, GError **error)
{
  g_autofree char *text = pm_message_decode (octets, MIN (n_octets, MAX_OCTETS), NULL);
  g_autoptr (GPtrArray) failures = NULL;

  if (is_blank (text))
    return fail_empty (error);

  failures = pm_message_text_find (text, stage);
  pm_evidence_add_string (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_KIND, "text",
                          PM_OUTCOME_UNKNOWN, NULL);
  if (n_octets > MAX_OCTETS || strlen (text) > PM_MESSAGE_TEXT_MAX_OCTETS)
    pm_evidence_add (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_CUT, g_variant_new_boolean (TRUE),
                     PM_OUTCOME_UNKNOWN, NULL);
  for (guint i = 0; i < failures->len; i++)
    pm_evidence_add_failure (evidence, failures->pdata[i]);
  return TRUE;
}

gboolean
pm_message_read (GBytes *bytes, PmStage stage, PmEvidence *evidence, GError **error)
{
  gsize n_octets;
  const char *octets = g_bytes_get_data (bytes, &n_octets);

  if (n_octets > PM_MESSAGE_MAX_OCTETS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   "the text has more than %d octets", PM_MESSAGE_MAX_OCTETS);
      return FALSE;
    }
  if (n_octets == 0)
    return fail_empty (error);
  if (!pm_message_is_mail (bytes))
    return read_text (octets, n_octets, stage, evidence, error);
  pm_message_read_mail (bytes, evidence);
  return TRUE;
}
