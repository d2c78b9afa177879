/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-charset.h"
#include "pm-message-text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What must be true of each failure, whatever was pasted. */
static void
check_failure (PmFailure *failure)
{
  PmServerReply *reply = pm_failure_get_reply (failure);
  const char *enhanced = pm_server_reply_get_enhanced (reply);
  guint code = pm_server_reply_get_code (reply);

  g_assert_true (code == 0 || (code >= 400 && code <= 559));
  g_assert_true (g_utf8_validate (pm_server_reply_get_text (reply), -1, NULL));
  if (enhanced != NULL && code != 0)
    g_assert_cmpint (g_ascii_digit_value (enhanced[0]), ==, (int) code / 100);
  if (pm_failure_get_recipient (failure) != NULL)
    g_assert_nonnull (strchr (pm_failure_get_recipient (failure), '@'));
  if (pm_failure_get_host (failure) != NULL)
    g_assert_true (g_str_is_ascii (pm_failure_get_host (failure)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = pm_message_decode ((const char *) data, size, NULL);
  g_autofree char *octets = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) failures = pm_message_text_find (text, PM_STAGE_UNKNOWN);
  g_autoptr (GPtrArray) undecoded = pm_message_text_find (octets, PM_STAGE_AUTH);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (failures->len, <=, 50);
  for (guint i = 0; i < failures->len; i++)
    check_failure (failures->pdata[i]);
  for (guint i = 0; i < undecoded->len; i++)
    check_failure (undecoded->pdata[i]);
  return 0;
}
