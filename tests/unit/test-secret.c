/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-secret.h"

#include <string.h>
#include <sys/resource.h>

static void
test_copies (void)
{
  char typed[] = "open sesame";
  g_autoptr (PmSecret) secret = pm_secret_new (typed, -1);
  gsize length;

  pm_secret_wipe (typed, strlen (typed));
  g_assert_cmpmem (typed, 11, "\0\0\0\0\0\0\0\0\0\0\0", 11);
  g_assert_cmpstr (pm_secret_peek (secret, &length), ==, "open sesame");
  g_assert_cmpuint (length, ==, 11);
}

static void
test_length (void)
{
  g_autoptr (PmSecret) part = pm_secret_new ("abcdef", 3);
  g_autoptr (PmSecret) nul = pm_secret_new ("a\0b", 3);
  g_autoptr (PmSecret) empty = pm_secret_new ("", -1);
  gsize length;

  g_assert_cmpstr (pm_secret_peek (part, NULL), ==, "abc");
  g_assert_cmpmem (pm_secret_peek (nul, &length), 4, "a\0b", 4);
  g_assert_cmpuint (length, ==, 3);
  g_assert_cmpstr (pm_secret_peek (empty, &length), ==, "");
  g_assert_cmpuint (length, ==, 0);
}

static void
test_boxed (void)
{
  PmSecret *secret = pm_secret_new ("open sesame", -1);
  PmSecret *other = g_boxed_copy (PM_TYPE_SECRET, secret);

  g_assert_true (secret == other);
  pm_secret_unref (secret);
  g_assert_cmpstr (pm_secret_peek (other, NULL), ==, "open sesame");
  g_boxed_free (PM_TYPE_SECRET, other);
}

static void
test_free_string (void)
{
  pm_secret_free_string (NULL);
  pm_secret_free_string (g_strdup ("open sesame"));
}

static void
test_core_files (void)
{
  struct rlimit limit;

  pm_secret_forbid_core_files ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, <=, 1);
  g_assert_cmpuint (limit.rlim_max, <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/copies", test_copies);
  g_test_add_func ("/secret/length", test_length);
  g_test_add_func ("/secret/boxed", test_boxed);
  g_test_add_func ("/secret/free-string", test_free_string);
  g_test_add_func ("/secret/core-files", test_core_files);
  return g_test_run ();
}
