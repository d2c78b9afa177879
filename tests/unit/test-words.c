/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-words.h"

#include <string.h>

/* A wait is named after five seconds and explained after ten. */
static void
test_waiting (void)
{
  g_assert_cmpstr (pm_words_waiting (0), ==, pm_words_waiting (4999));
  g_assert_cmpstr (pm_words_waiting (4999), !=, pm_words_waiting (5000));
  g_assert_cmpstr (pm_words_waiting (5000), ==, pm_words_waiting (9999));
  g_assert_cmpstr (pm_words_waiting (9999), !=, pm_words_waiting (10000));
  g_assert_cmpstr (pm_words_waiting (10000), ==, pm_words_waiting (60000));
}

static void
test_duration (void)
{
  g_autofree char *none = pm_words_duration (-1);
  g_autofree char *some = pm_words_duration (41);

  g_assert_cmpstr (none, ==, "");
  g_assert_nonnull (strstr (some, "41"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/waiting", test_waiting);
  g_test_add_func ("/words/duration", test_duration);
  return g_test_run ();
}
