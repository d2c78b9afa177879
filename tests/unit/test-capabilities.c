/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-capabilities.h"

#include <string.h>

static PmCapabilities *
capabilities_of (const char *bytes)
{
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();
  g_autoptr (PmReply) reply = NULL;

  pm_reply_parser_push (parser, bytes, strlen (bytes));
  reply = pm_reply_parser_next (parser, NULL);
  g_assert_nonnull (reply);
  return pm_capabilities_new (reply);
}

static void
assert_mechanisms (const char *bytes, const char *expected)
{
  g_autoptr (PmCapabilities) capabilities = capabilities_of (bytes);
  g_autofree char *joined = g_strjoinv (" ",
                                        (char **) pm_capabilities_get_mechanisms (capabilities));

  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_size (const char *bytes, gboolean offered, guint64 expected)
{
  g_autoptr (PmCapabilities) capabilities = capabilities_of (bytes);
  guint64 limit = 1;

  g_assert_cmpint (pm_capabilities_get_size (capabilities, &limit), ==, offered);
  g_assert_cmpuint (limit, ==, expected);
}

static void
test_words (void)
{
  g_autoptr (PmCapabilities) capabilities = capabilities_of (
      "250-PIPELINING greets you\r\n250-StartTLS\r\n250-8BITMIME\r\n"
      "250-SMTPUTF8X\r\n250-\r\n250-  \r\n250 VRFY\r\n");

  g_assert_true (pm_capabilities_has (capabilities, "STARTTLS"));
  g_assert_true (pm_capabilities_has (capabilities, "8BITMIME"));
  g_assert_false (pm_capabilities_has (capabilities, "PIPELINING"));
  g_assert_false (pm_capabilities_has (capabilities, "SMTPUTF8"));
  g_assert_false (pm_capabilities_has (capabilities, "START"));
  g_assert_false (pm_capabilities_has (capabilities, ""));
}

static void
test_lines (void)
{
  g_autoptr (PmCapabilities) capabilities = capabilities_of (
      "250-mail\r\n250-SIZE 10\r\n250-X\344\r\n250\r\n");
  const char *const *lines = pm_capabilities_get_lines (capabilities);

  g_assert_cmpuint (g_strv_length ((char **) lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, "SIZE 10");
  g_assert_cmpstr (lines[1], ==, "X\357\277\275");
  g_assert_cmpstr (lines[2], ==, "");
}

static void
test_nothing (void)
{
  g_autoptr (PmCapabilities) capabilities = capabilities_of ("250 AUTH PLAIN\r\n");

  g_assert_null (pm_capabilities_get_lines (capabilities)[0]);
  g_assert_null (pm_capabilities_get_mechanisms (capabilities)[0]);
  g_assert_false (pm_capabilities_has (capabilities, "AUTH"));
}

static void
test_mechanisms (void)
{
  assert_mechanisms ("250-x\r\n250 AUTH PLAIN login\r\n", "PLAIN LOGIN");
  assert_mechanisms ("250-x\r\n250 AUTH\r\n", "");
  assert_mechanisms ("250-x\r\n250-AUTH=LOGIN PLAIN\r\n250 AUTH PLAIN  CRAM-MD5 \r\n",
                     "LOGIN PLAIN CRAM-MD5");
  assert_mechanisms ("250-x\r\n250 auth plain Plain PLAIN\r\n", "PLAIN");
  assert_mechanisms ("250-x\r\n250 AUTH 0SNET PLAIN\tX_Y bad! \001\r\n", "0SNET PLAIN X_Y");
  assert_mechanisms ("250-x\r\n250 AUTHX PLAIN\r\n", "");
}

static void
test_auth_equal_is_auth (void)
{
  g_autoptr (PmCapabilities) capabilities = capabilities_of ("250-x\r\n250 AUTH=LOGIN\r\n");

  g_assert_true (pm_capabilities_has (capabilities, "AUTH"));
}

static void
test_many_mechanisms (void)
{
  g_autoptr (GString) reply = g_string_new ("250-x\r\n");
  g_autoptr (PmCapabilities) capabilities = NULL;

  for (guint line = 0; line < 100; line++)
    {
      g_string_append (reply, line < 99 ? "250-AUTH" : "250 AUTH");
      for (guint i = 0; i < 80; i++)
        g_string_append_printf (reply, " M%u", line * 80 + i);
      g_string_append (reply, "\r\n");
    }
  capabilities = capabilities_of (reply->str);
  g_assert_cmpuint (g_strv_length ((char **) pm_capabilities_get_mechanisms (capabilities)), ==,
                    100);
}

static void
test_size (void)
{
  assert_size ("250-x\r\n250 SIZE 10485760\r\n", TRUE, 10485760);
  assert_size ("250-x\r\n250 SIZE\r\n", TRUE, 0);
  assert_size ("250-x\r\n250 SIZE 0\r\n", TRUE, 0);
  assert_size ("250-x\r\n250 SIZE many\r\n", TRUE, 0);
  assert_size ("250-x\r\n250 SIZE -1\r\n", TRUE, 0);
  assert_size ("250-x\r\n250 SIZE 99999999999999999999999\r\n", TRUE, 0);
  assert_size ("250-x\r\n250-SIZE 5\r\n250 SIZE 6\r\n", TRUE, 5);
  assert_size ("250-x\r\n250 SIZES 5\r\n", FALSE, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capabilities/words", test_words);
  g_test_add_func ("/capabilities/lines", test_lines);
  g_test_add_func ("/capabilities/nothing", test_nothing);
  g_test_add_func ("/capabilities/mechanisms", test_mechanisms);
  g_test_add_func ("/capabilities/auth-equal-is-auth", test_auth_equal_is_auth);
  g_test_add_func ("/capabilities/many-mechanisms", test_many_mechanisms);
  g_test_add_func ("/capabilities/size", test_size);
  return g_test_run ();
}
