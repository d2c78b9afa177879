/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-size.h"

#include <string.h>

/* A file of that many octets, made by GLib in lines of 76, with CR LF in place of its LF. */
static guint64
encode (gsize octets)
{
  g_autofree guchar *file = g_malloc0 (octets + 1);
  g_autofree char *text = g_malloc (octets * 2 + 16);
  int state = 0;
  int save = 0;
  gsize length = g_base64_encode_step (file, octets, TRUE, text, &state, &save);
  gsize lines = 0;

  length += g_base64_encode_close (TRUE, text + length, &state, &save);
  for (gsize i = 0; i < length; i++)
    lines += text[i] == '\n';
  /* GLib breaks at 72 characters; the characters are the same. */
  length -= lines;
  return length + (length + 75) / 76 * 2;
}

static void
test_encoded (void)
{
  for (gsize octets = 0; octets < 1000; octets++)
    g_assert_cmpuint (pm_size_encoded (octets), ==, encode (octets));
  g_assert_cmpuint (pm_size_encoded (57), ==, 78);
  g_assert_cmpuint (pm_size_encoded (58), ==, 78 + 6);
  g_assert_cmpuint (pm_size_encoded (57 * 1000000), ==, 78 * 1000000);
  g_assert_cmpuint (pm_size_encoded (G_MAXUINT64), ==, G_MAXUINT64);
}

/* The largest file that fits, and not one octet more. */
static void
test_decoded (void)
{
  for (guint64 limit = 0; limit < 2000; limit++)
    {
      guint64 octets = pm_size_decoded (limit);

      g_assert_cmpuint (pm_size_encoded (octets), <=, limit);
      g_assert_cmpuint (pm_size_encoded (octets + 1), >, limit);
    }
  g_assert_cmpuint (pm_size_decoded (G_MAXUINT64), <, G_MAXUINT64 / 78 * 58);
}

static void
test_part (void)
{
  guint64 plain = pm_size_of_part (1000, "a.pdf");

  g_assert_cmpuint (plain, >, pm_size_encoded (1000) + strlen ("Content-Disposition: attachment"));
  g_assert_cmpuint (pm_size_of_part (1000, "見積書.pdf"), >, plain);
  g_assert_cmpuint (pm_size_of_part (G_MAXUINT64, "a.pdf"), ==, G_MAXUINT64);
}

static void
test_files (void)
{
  static const struct
  {
    guint64 limit;
    guint tenths; /* of a megabyte, as it is shown */
  } sizes[] = {
    { 10 * PM_SIZE_MEGABYTE, 73 },
    { 20 * PM_SIZE_MEGABYTE, 146 },
    { 25 * PM_SIZE_MEGABYTE, 182 },
    { 30 * PM_SIZE_MEGABYTE, 219 },
    { 1000000, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint64 files = pm_size_of_files (sizes[i].limit);

      g_assert_cmpuint (files * 10 / PM_SIZE_MEGABYTE, ==, sizes[i].tenths);
      g_assert_cmpuint (pm_size_encoded (files), <, sizes[i].limit);
    }
  g_assert_cmpuint (pm_size_of_files (0), ==, 0);
  g_assert_cmpuint (pm_size_of_files (1000), ==, 0);
  g_assert_cmpuint (pm_size_of_files (50000), >, 30000);
  g_assert_cmpuint (pm_size_of_files (G_MAXUINT64), >, G_MAXUINT64 / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/size/encoded", test_encoded);
  g_test_add_func ("/size/decoded", test_decoded);
  g_test_add_func ("/size/part", test_part);
  g_test_add_func ("/size/files", test_files);
  return g_test_run ();
}
