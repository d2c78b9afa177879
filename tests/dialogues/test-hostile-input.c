/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dialogue-run.h"

/* What a user types in, or pastes, must never become a command of its own (the way of CRLF into
 * MAIL, RCPT and AUTH). */

#define SCRIPT                                                                                     \
  "expect healthy\n"                                                                               \
  "timeout 1000\n"                                                                                 \
  "account address=taro@office.example server=smtp.office.example port=465 "                       \
  "security=tls user=taro@office.example password=secret-1234\n"                                   \
  "dns smtp.office.example 127.0.0.1\n"                                                            \
  "listen 465 tls\n"

typedef struct
{
  const char *name;
  const char *property;
  const char *value;
} Input;

static const Input inputs[] = {
  { "from-crlf", "from", "taro@office.example>\r\nRCPT TO:<injected@victim.example" },
  { "from-lf", "from", "taro@office.example>\nRCPT TO:<injected@victim.example" },
  { "from-cr", "from", "taro@office.example>\rRCPT TO:<injected@victim.example" },
  { "from-bracket", "from", "taro@office.example> SIZE=1 INJECTED=<x" },
  { "to-crlf", "to", "hanako@customer.example>\r\nDATA\r\ninjected" },
  { "to-lf", "to", "hanako@customer.example>\nDATA\ninjected" },
  { "to-tab", "to", "hanako@customer.example>\tINJECTED=<x" },
  { "to-c1", "to", "hanako\xc2\x85injected@customer.example" },
  { "address-crlf", "address", "taro@office.example>\r\nRCPT TO:<injected@victim.example" },
  { "user-crlf", "user", "taro@office.example\r\nMAIL FROM:<injected@victim.example>" },
  { "server-crlf", "server", "smtp.office.example\r\nMAIL FROM:<injected@victim.example>" },
  { "server-percent", "server", "smtp.office.example%0d%0ainjected" },
};

/* A sign-in may hold any bytes, as it goes out in base64; everything else may not. */
static void
check_no_injection (PmPractice *practice)
{
  const char *const *log = pm_practice_get_log (practice);

  for (gsize i = 0; log[i] != NULL; i++)
    {
      g_test_message ("%s", log[i]);
      g_assert_null (strstr (log[i], "njected"));
      g_assert_null (strstr (log[i], "INJECTED"));
      g_assert_null (strstr (log[i], "> DATA"));
    }
}

static void
test_input (gconstpointer data)
{
  const Input *input = data;
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new_from_text (SCRIPT, &error);
  g_autoptr (PmAccount) account = NULL;
  g_autoptr (Run) run = NULL;

  g_assert_no_error (error);
  account = run_read_account (practice);
  g_object_set (account, input->property, input->value, NULL);
  run = run_prepare (practice, account, NULL);
  /* It may be refused, or be made harmless. */
  if (!run_wait (run->checkup, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  check_no_injection (practice);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile-input/", inputs[i].name, NULL);

      g_test_add_data_func (path, &inputs[i], test_input);
    }
  return g_test_run ();
}
