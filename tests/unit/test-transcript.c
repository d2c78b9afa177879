/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-transcript.h"

#include <string.h>

#define ESCAPE(literal) pm_transcript_escape (literal, sizeof literal - 1)

static void
test_escape_keeps_text (void)
{
  g_autofree char *ascii = ESCAPE ("250-SIZE 1000 \\ \"<a@b>\"");
  g_autofree char *japanese = ESCAPE ("550 \xe9\x80\x81\xe4\xbf\xa1");
  g_autofree char *empty = ESCAPE ("");

  g_assert_cmpstr (ascii, ==, "250-SIZE 1000 \\ \"<a@b>\"");
  g_assert_cmpstr (japanese, ==, "550 \xe9\x80\x81\xe4\xbf\xa1");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_escape_control (void)
{
  g_autofree char *control = ESCAPE ("a\0b\tc\r\nd\x1b[31m\x7f");
  g_autofree char *c1 = ESCAPE ("x\xc2\x85y\xc2\x9b");

  g_assert_cmpstr (control, ==, "a\\x00b\\x09c\\x0D\\x0Ad\\x1B[31m\\x7F");
  g_assert_cmpstr (c1, ==, "x\\xC2\\x85y\\xC2\\x9B");
}

static void
test_escape_direction (void)
{
  g_autofree char *override = ESCAPE ("\xe2\x80\xae"
                                      "evil");
  g_autofree char *isolate = ESCAPE ("\xe2\x81\xa6"
                                     "a"
                                     "\xe2\x81\xa9");
  g_autofree char *separator = ESCAPE ("a\xe2\x80\xa8"
                                       "b");

  g_assert_cmpstr (override, ==,
                   "\\xE2\\x80\\xAE"
                   "evil");
  g_assert_cmpstr (isolate, ==,
                   "\\xE2\\x81\\xA6"
                   "a"
                   "\\xE2\\x81\\xA9");
  g_assert_cmpstr (separator, ==,
                   "a\\xE2\\x80\\xA8"
                   "b");
}

static void
test_escape_invalid (void)
{
  g_autofree char *latin = ESCAPE ("caf\xe9 au lait");
  g_autofree char *cut = ESCAPE ("a\xe9\x80");
  g_autofree char *overlong = ESCAPE ("\xc0\x80z");
  g_autofree char *surrogate = ESCAPE ("\xed\xa0\x80");

  g_assert_cmpstr (latin, ==, "caf\\xE9 au lait");
  g_assert_cmpstr (cut, ==, "a\\xE9\\x80");
  g_assert_cmpstr (overlong, ==, "\\xC0\\x80z");
  g_assert_cmpstr (surrogate, ==, "\\xED\\xA0\\x80");
}

static void
note_cb (PmWire direction, const char *text, gpointer user_data)
{
  static const char marks[] = "<>*";

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append_printf (user_data, "%c%s\n", marks[direction], text);
}

static void
free_string (gpointer string)
{
  g_string_append (string, "freed");
}

static void
test_lines (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  PmTranscript *transcript = pm_transcript_new (note_cb, seen, free_string);

  pm_transcript_received (transcript, "220 a\0b", 7);
  pm_transcript_received (transcript, "", 0);
  pm_transcript_sent (transcript, "AUTH PLAIN <hidden>");
  pm_transcript_note (transcript, "closed\n");
  g_object_unref (transcript);
  g_assert_cmpstr (seen->str, ==, "<220 a\\x00b\n<\n>AUTH PLAIN <hidden>\n*closed\\x0A\nfreed");
}

/* A long line is cut between characters, not inside of one. */
static void
test_cut (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (PmTranscript) transcript = pm_transcript_new (note_cb, seen, NULL);
  g_autoptr (GString) line = g_string_new ("a");

  while (line->len < 4000)
    g_string_append (line, "\xe9\x80\x81");
  pm_transcript_received (transcript, line->str, line->len);
  g_assert_null (strstr (seen->str, "\\x"));
  g_assert_true (g_str_has_suffix (seen->str, "\xe9\x80\x81\xe2\x80\xa6\n"));
  g_assert_cmpuint (seen->len, <=, 2048 + 5);
  g_assert_cmpuint (seen->len, >, 2040);

  g_string_truncate (seen, 0);
  g_string_truncate (line, 0);
  while (line->len < 3000)
    g_string_append_c (line, '\x80');
  pm_transcript_received (transcript, line->str, line->len);
  g_assert_cmpuint (seen->len, ==, 1 + 2048 * 4 + 3 + 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transcript/escape/text", test_escape_keeps_text);
  g_test_add_func ("/transcript/escape/control", test_escape_control);
  g_test_add_func ("/transcript/escape/direction", test_escape_direction);
  g_test_add_func ("/transcript/escape/invalid", test_escape_invalid);
  g_test_add_func ("/transcript/lines", test_lines);
  g_test_add_func ("/transcript/cut", test_cut);
  return g_test_run ();
}
