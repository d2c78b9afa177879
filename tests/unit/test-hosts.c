/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-hosts.h"

#include "pm-await.h"

#include <glib/gstdio.h>

static const struct
{
  const char *name;
  const char *text;
  const char *addresses;
} rows[] = {
  { "one", "192.0.2.1 smtp.example.jp\n", "192.0.2.1" },
  { "without-a-last-line-end", "192.0.2.1 smtp.example.jp", "192.0.2.1" },
  { "tabs-and-aliases", "192.0.2.1\tmail.example.jp \t smtp.example.jp\r\n", "192.0.2.1" },
  { "two-lines", "192.0.2.1 smtp.example.jp\n2001:db8::1 SMTP.Example.JP\n",
    "192.0.2.1 2001:db8::1" },
  { "twice-in-a-line", "192.0.2.1 smtp.example.jp smtp.example.jp\n", "192.0.2.1" },
  { "commented-out", "# 192.0.2.1 smtp.example.jp\n192.0.2.2 other # smtp.example.jp\n", "" },
  { "part-of-another-name", "192.0.2.1 xsmtp.example.jp\n192.0.2.2 smtp.example.jp.invalid\n", "" },
  { "no-address", "here smtp.example.jp\n", "" },
  { "alone", "smtp.example.jp\n", "" },
  { "empty", "", "" },
};

static void
test_find (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) found = pm_hosts_find (rows[i].text, strlen (rows[i].text),
                                               "smtp.example.jp");
  g_autofree char *joined = NULL;

  g_ptr_array_add (found, NULL);
  joined = g_strjoinv (" ", (char **) found->pdata);
  g_assert_cmpstr (joined, ==, rows[i].addresses);
}

static void
test_bounded (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "127.0.0.1 smtp.example.jp\n");
  found = pm_hosts_find (text->str, text->len, "smtp.example.jp");
  g_assert_cmpuint (found->len, ==, 32);
}

static GPtrArray *
read_file (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  pm_hosts_find_async (path, "smtp.example.jp", NULL, pm_await_cb, &result);
  pm_await (&result);
  found = pm_hosts_find_finish (result, &error);
  g_assert_no_error (error);
  return found;
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("postmend-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "hosts", NULL);
  g_autoptr (GPtrArray) missing = read_file (path);
  g_autoptr (GPtrArray) found = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (missing->len, ==, 0);
  g_assert_true (g_file_set_contents (path, "192.0.2.9 smtp.example.jp\n", -1, &error));
  found = read_file (path);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (found->pdata[0], ==, "192.0.2.9");
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/hosts/find/", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_find);
    }
  g_test_add_func ("/hosts/bounded", test_bounded);
  g_test_add_func ("/hosts/file", test_file);
  return g_test_run ();
}
