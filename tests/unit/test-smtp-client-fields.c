/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-await.h"
#include "pm-checkup.h"

/* What could become a command of its own, or a field of its own in one, ends the checkup before
 * anything is asked of anybody. */
static const struct
{
  const char *property;
  const char *value;
} fields[] = {
  { "server", "127.0.0.1\r\nRSET" },
  { "server", "127.0.0.1\302\205" },
  { "user", "tim\r\nRSET" },
  { "user", "tim\001auth=Bearer x" },
  { "address", "tim@example.com\n" },
  { "address", "tim@example.com> SIZE=1" },
  { "from", "tim@example.com>\r\nDATA" },
  { "from", "tim@example.com\177" },
  { "to", "ann@example.com\r\nRCPT TO:<x@example.com>" },
  { "to", "ann@example.com> NOTIFY=NEVER" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (PmAccount) account = pm_account_new ();
      g_autoptr (PmCheckup) checkup = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", fields[i].property);
      pm_account_set_server (account, "127.0.0.1");
      pm_account_set_address (account, "tim@example.com");
      g_object_set (account, fields[i].property, fields[i].value, NULL);
      checkup = pm_checkup_new (account);
      pm_checkup_run_async (checkup, NULL, pm_await_cb, &result);
      pm_await (&result);
      g_assert_false (pm_checkup_run_finish (checkup, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (pm_checkup_get_evidence (checkup))),
                        ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-client-fields/refused", test_refused);
  return g_test_run ();
}
