/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice.h"

/* The words of a script that the dialogues here need, where they are wrong. */

#define HEAD "expect healthy\naccount server=smtp.office.example\nlisten 587 starttls\n"

static const struct
{
  const char *text;
  const char *line;
} scripts[] = {
  { "expect healthy\nraw 220\n", "line 2: " },
  { HEAD "raw 220\n", "line 4: " },
  { HEAD "on EHLO silence\nraw\n", "line 5: " },
  { HEAD "on EHLO silence\nraw \\\n", "line 5: " },
  { HEAD "on EHLO silence\nraw \\q\n", "line 5: " },
  { HEAD "on EHLO silence\nraw \\x\n", "line 5: " },
  { HEAD "on EHLO silence\nraw \\x1\n", "line 5: " },
  { HEAD "on EHLO silence\nraw \\x1g\n", "line 5: " },
  { HEAD "on EHLO silence\nrepeat 3\n", "line 5: " },
  { HEAD "on EHLO 250 a\nrepeat\n", "line 5: " },
  { HEAD "on EHLO 250 a\nrepeat 0\n", "line 5: " },
  { HEAD "on EHLO 250 a\nrepeat -1\n", "line 5: " },
  { HEAD "on EHLO 250 a\nrepeat 100001\n", "line 5: " },
  { HEAD "on EHLO 250 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nrepeat 100000\n", "line 5: " },
  { HEAD "greeting 220 a\nonce\n", "line 5: " },
  { HEAD "on EHLO 250 a\nonce more\n", "line 5: " },
  { HEAD "on EHLO 250 a\nthen alarm\n", "line 5: " },
  { HEAD "listen 465 tls certificate-file=\n", "line 4: " },
  { HEAD "listen 465 tls key-file\n", "line 4: " },
};

static void
test_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PmPractice) practice = pm_practice_new_from_text (scripts[i].text, &error);

      g_test_message ("%s", scripts[i].text);
      g_assert_null (practice);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_true (g_str_has_prefix (error->message, scripts[i].line));
    }
}

static void
test_right (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPractice) practice = pm_practice_new_from_text (HEAD
                                                               "  on EHLO silence\n"
                                                               "    raw 250-a\\r\\n\\\\\\x00\\xfF\n"
                                                               "      repeat 100000\n"
                                                               "    once\n"
                                                               "    then alert\n"
                                                               "  on response 334\n"
                                                               "    once\n",
                                                               &error);

  g_assert_no_error (error);
  g_assert_nonnull (practice);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/wrong", test_wrong);
  g_test_add_func ("/script/right", test_right);
  return g_test_run ();
}
