/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-capabilities.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_capabilities (const PmCapabilities *capabilities)
{
  const char *const *mechanisms = pm_capabilities_get_mechanisms (capabilities);
  const char *const *lines = pm_capabilities_get_lines (capabilities);
  guint64 limit;

  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_true (g_utf8_validate (lines[i], -1, NULL));
  for (guint i = 0; mechanisms[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (mechanisms[i]), >, 0);
      g_assert_false (g_strv_contains (mechanisms + i + 1, mechanisms[i]));
    }
  if (mechanisms[0] != NULL)
    g_assert_true (pm_capabilities_has (capabilities, "AUTH"));
  g_assert_cmpint (pm_capabilities_get_size (capabilities, &limit), ==,
                   pm_capabilities_has (capabilities, "SIZE"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();
  PmReply *reply;

  pm_reply_parser_push (parser, (const char *) data, size);
  while ((reply = pm_reply_parser_next (parser, NULL)) != NULL)
    {
      g_autoptr (PmCapabilities) capabilities = pm_capabilities_new (reply);

      check_capabilities (capabilities);
      pm_reply_free (reply);
    }
  return 0;
}
