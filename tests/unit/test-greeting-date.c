/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-greeting-date.h"

static const struct
{
  const char *greeting;
  gint64 date;
} cases[] = {
  { "mail.example.com ESMTP Exim 4.96 Tue, 02 Mar 1999 09:44:33 +0000", 920367873 },
  { "mail.example.jp ESMTP ready; Tue, 2 Mar 1999 18:44:33 +0900", 920367873 },
  { "mx Microsoft ESMTP MAIL Service ready at Mon, 1 Mar 1999 22:14:33 -1130", 920367873 },
  { "mail.example.com ESMTP Postfix", 0 },
  { "mail.example.com ESMTP 99 Mar 1999 09:44:33 +0000", 0 },
  { "mail.example.com ESMTP 2 Foo 1999 09:44:33 +0000", 0 },
  { "mail.example.com ESMTP 2 anf 1999 09:44:33 +0000", 0 },
  { "mail.example.com ESMTP 2 Mar 1999 25:44:33 +0000", 0 },
  { "\xff\xfe 2 Mar 1999 09:44:33 +0000", 920367873 },
  { "", 0 },
};

static void
test_dates (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("greeting %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (pm_greeting_find_date (cases[i].greeting), ==, cases[i].date);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/greeting-date/dates", test_dates);
  return g_test_run ();
}
