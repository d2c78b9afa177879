/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reply.h"

#include <string.h>

static PmReplyParser *
parser_with (const char *bytes)
{
  PmReplyParser *parser = pm_reply_parser_new ();

  pm_reply_parser_push (parser, bytes, strlen (bytes));
  return parser;
}

/* "CODE [ENHANCED] TEXT", newlines as "/". */
static char *
describe (const PmReply *reply)
{
  g_autofree char *text = g_strdelimit (g_strdup (reply->text), "\n", '/');

  return g_strdup_printf ("%u [%s] %s", reply->code, reply->enhanced != NULL ? reply->enhanced : "",
                          text);
}

static void
assert_next (PmReplyParser *parser, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_reply_parser_next (parser, &error);
  g_autofree char *seen = reply != NULL ? describe (reply) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, expected);
}

static void
assert_reads (const char *bytes, const char *expected)
{
  g_autoptr (PmReplyParser) parser = parser_with (bytes);
  gsize rest;

  assert_next (parser, expected);
  pm_reply_parser_peek_rest (parser, &rest);
  g_assert_cmpuint (rest, ==, 0);
}

static void
assert_fails (PmReplyParser *parser, PmReplyError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_reply_parser_next (parser, &error);

  g_assert_null (reply);
  g_assert_error (error, PM_REPLY_ERROR, (int) code);
}

static void
assert_is_none (const char *bytes, PmReplyError code)
{
  g_autoptr (PmReplyParser) parser = parser_with (bytes);

  assert_fails (parser, code);
}

static void
test_single (void)
{
  assert_reads ("220 mail.example.com ESMTP\r\n", "220 [] mail.example.com ESMTP");
  assert_reads ("250 \r\n", "250 [] ");
  assert_reads ("250\r\n", "250 [] ");
  assert_reads ("599 last\r\n", "599 [] last");
  assert_reads ("250  two  spaces \r\n", "250 []  two  spaces ");
}

static void
test_multi (void)
{
  assert_reads ("220-a\r\n220 b\r\n", "220 [] a/b");
  assert_reads ("250-a\r\n250-\r\n250\r\n", "250 [] a//");
}

static void
test_line_ends (void)
{
  assert_reads ("250-a\n250 b\n", "250 [] a/b");
  assert_reads ("250 a\r\r\n", "250 [] a");
  assert_reads ("250 a\rb\r\n", "250 [] a\rb");
  assert_reads ("250-a\n250-b\r\n250 c\n", "250 [] a/b/c");
  assert_reads ("250-\n250\n", "250 [] /");
}

static void
test_cr_only (void)
{
  g_autoptr (PmReplyParser) parser = parser_with ("220 a\r221 b\r");
  gsize rest;

  assert_next (parser, NULL);
  pm_reply_parser_peek_rest (parser, &rest);
  g_assert_cmpuint (rest, ==, 12);
}

static void
test_enhanced (void)
{
  assert_reads ("550 5.7.1 no\r\n", "550 [5.7.1] no");
  assert_reads ("550-5.7.1 no\r\n550 5.7.1  never\r\n", "550 [5.7.1] no/never");
  assert_reads ("250 2.0.0\r\n", "250 [2.0.0] ");
  assert_reads ("450 4.123.456 x\r\n", "450 [4.123.456] x");
  /* Of another class, of no class, no code. */
  assert_reads ("550 4.7.1 no\r\n", "550 [] 4.7.1 no");
  assert_reads ("334 3.0.0 x\r\n", "334 [] 3.0.0 x");
  assert_reads ("550 5.7 no\r\n", "550 [] 5.7 no");
  assert_reads ("550 5.7.1: no\r\n", "550 [] 5.7.1: no");
  assert_reads ("550 5.1234.1 no\r\n", "550 [] 5.1234.1 no");
  assert_reads ("550 5..1 no\r\n", "550 [] 5..1 no");
  assert_reads ("550 5.7.\r\n", "550 [] 5.7.");
  assert_reads ("550 5\r\n", "550 [] 5");
  assert_reads ("550 5.7.1\tno\r\n", "550 [] 5.7.1\tno");
  assert_reads ("250 5.7.1 2.1.0\r\n", "250 [] 5.7.1 2.1.0");
  /* Only the last line speaks. */
  assert_reads ("550-5.7.1 no\r\n550 never\r\n", "550 [] 5.7.1 no/never");
  assert_reads ("550-5.1.1 a\r\n550-b\r\n550 5.7.1 c\r\n", "550 [5.7.1] 5.1.1 a/b/c");
}

static void
test_bytes (void)
{
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();

  assert_reads ("220 \344\366\374 \346\227\245\r\n", "220 [] \344\366\374 \346\227\245");
  pm_reply_parser_push (parser, "220 a\0b\r\n", 9);
  assert_next (parser, "220 [] a\\x00b");
}

static void
test_lines (void)
{
  g_autoptr (PmReplyParser) parser = parser_with ("250-a\r\n250 2.0.0 b\n");
  g_autoptr (PmReply) reply = pm_reply_parser_next (parser, NULL);

  g_assert_cmpuint (reply->lines->len, ==, 2);
  g_assert_cmpstr (reply->lines->pdata[0], ==, "250-a");
  g_assert_cmpstr (reply->lines->pdata[1], ==, "250 2.0.0 b");
  g_assert_true (pm_reply_is_positive (reply));
  g_assert_false (pm_reply_is_temporary (reply));
}

static void
test_byte_by_byte (void)
{
  const char *bytes = "250-a\r\n250-b\r\n250 c\r\n";
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();

  for (gsize i = 0; bytes[i] != '\0'; i++)
    {
      assert_next (parser, NULL);
      pm_reply_parser_push (parser, bytes + i, 1);
    }
  assert_next (parser, "250 [] a/b/c");
  assert_next (parser, NULL);
}

static void
test_group (void)
{
  g_autoptr (PmReplyParser) parser = parser_with ("250 a\r\n550-b\r\n550 c\r\n221 d\r\n22");
  const char *rest;
  gsize length;

  assert_next (parser, "250 [] a");
  assert_next (parser, "550 [] b/c");
  assert_next (parser, "221 [] d");
  assert_next (parser, NULL);
  rest = pm_reply_parser_peek_rest (parser, &length);
  g_assert_cmpmem (rest, length, "22", 2);
}

static void
test_not_smtp (void)
{
  assert_is_none ("SSH-2.0-OpenSSH_9.2\r\n", PM_REPLY_ERROR_NOT_SMTP);
  assert_is_none ("* OK IMAP4rev1", PM_REPLY_ERROR_NOT_SMTP);
  assert_is_none ("\x15\x03\x01", PM_REPLY_ERROR_NOT_SMTP);
  assert_is_none ("\r\n220 late\r\n", PM_REPLY_ERROR_NOT_SMTP);
  assert_is_none ("22x", PM_REPLY_ERROR_NOT_SMTP);
  assert_is_none ("-1 x\r\n", PM_REPLY_ERROR_NOT_SMTP);
}

static void
test_syntax (void)
{
  assert_is_none ("2200 x\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("220x\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("199 x\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("600 x\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("000", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("250-a\r\nb\r\n250 c\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("250-a\r\n\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("250\tx\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("250_x\r\n", PM_REPLY_ERROR_SYNTAX);
  assert_is_none ("250-a\r\n25\r\n0 c\r\n", PM_REPLY_ERROR_SYNTAX);
}

static void
test_nul_after_code (void)
{
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();

  pm_reply_parser_push (parser, "250\0x\r\n", 7);
  assert_fails (parser, PM_REPLY_ERROR_SYNTAX);
}

/* Where the stream ends in the middle, nothing of it is taken for a reply. */
static void
test_end_of_stream (void)
{
  static const char *const pieces[] = { "2",       "25",        "250",         "250 a",
                                        "250 a\r", "250-a\r\n", "250-a\r\n250" };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (PmReplyParser) parser = parser_with (pieces[i]);
      gsize rest;

      assert_next (parser, NULL);
      pm_reply_parser_peek_rest (parser, &rest);
      g_assert_cmpuint (rest, ==, strlen (pieces[i]));
    }
}

static void
test_codes (void)
{
  assert_is_none ("250-x\r\n550 STARTTLS\r\n", PM_REPLY_ERROR_CODES);
  assert_is_none ("220-x\r\n221-y\r\n", PM_REPLY_ERROR_CODES);
}

/* An error is the end, whatever comes later; what was not understood can be looked at. */
static void
test_failed_for_good (void)
{
  g_autoptr (PmReplyParser) parser = parser_with ("250 a\r\n250-b\r\nHTTP/1.1\r\n");
  const char *rest;
  gsize length;

  assert_next (parser, "250 [] a");
  assert_fails (parser, PM_REPLY_ERROR_SYNTAX);
  pm_reply_parser_push (parser, "250 a\r\n", 7);
  assert_fails (parser, PM_REPLY_ERROR_SYNTAX);
  rest = pm_reply_parser_peek_rest (parser, &length);
  g_assert_cmpmem (rest, length, "250-b\r\nHTTP/1.1\r\n", 17);
}

static void
assert_line_of (const char *code, gsize octets, gboolean ended, gboolean allowed)
{
  gsize end = ended ? 2 : 0;
  g_autofree char *filling = g_strnfill (octets - 4 - end, 'x');
  g_autofree char *line = g_strconcat (code, " ", filling, ended ? "\r\n" : "", NULL);
  g_autoptr (PmReplyParser) parser = parser_with (line);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmReply) reply = pm_reply_parser_next (parser, &error);

  g_assert_cmpint (reply != NULL, ==, ended && allowed);
  if (allowed)
    g_assert_no_error (error);
  else
    g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_TOO_LONG);
}

static void
test_long_line (void)
{
  assert_line_of ("250", 2048, TRUE, TRUE);
  assert_line_of ("250", 2049, TRUE, FALSE);
  assert_line_of ("250", 2047, FALSE, TRUE);
  assert_line_of ("250", 2048, FALSE, FALSE);
  assert_line_of ("250", 200000, FALSE, FALSE);
  assert_line_of ("334", 12288, TRUE, TRUE);
  assert_line_of ("334", 12289, TRUE, FALSE);
  assert_line_of ("334", 12288, FALSE, FALSE);
}

static void
assert_lines_of (gsize count, gsize octets, gboolean allowed)
{
  g_autofree char *filling = g_strnfill (octets - 6, 'x');
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();
  g_autoptr (PmReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 1; i <= count && error == NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("250%c%s\r\n", i == count ? ' ' : '-', filling);

      pm_reply_parser_push (parser, line, strlen (line));
      reply = pm_reply_parser_next (parser, &error);
    }
  g_assert_cmpint (reply != NULL, ==, allowed);
  if (!allowed)
    g_assert_error (error, PM_REPLY_ERROR, PM_REPLY_ERROR_TOO_LONG);
}

static void
test_many_lines (void)
{
  assert_lines_of (128, 20, TRUE);
  assert_lines_of (129, 20, FALSE);
  assert_lines_of (20000, 20, FALSE);
  assert_lines_of (64, 1024, TRUE);
  assert_lines_of (65, 1024, FALSE);
}

static void
test_guess (void)
{
  static const struct
  {
    const char *bytes;
    const char *protocol;
  } cases[] = {
    { "HTTP/1.1 400 Bad Request\r\n", "http" },
    { "<html><head>", "http" },
    { "<!doctype html>", "http" },
    { "* OK [CAPABILITY IMAP4rev1] ready", "imap" },
    { "* BYE too many", "imap" },
    { "+OK POP3 ready", "pop3" },
    { "-ERR no", "pop3" },
    { "SSH-2.0-OpenSSH_9.2p1", "ssh" },
    { "\x16\x03\x03\x01", "tls" },
    { "\x15\x03\x01", "tls" },
    { "220 (vsFTPd 3.0.3)\r\n", "ftp" },
    { "220 ProFTPD Server (Debian) [::ffff:192.0.2.1]\r\n", "ftp" },
    { "220---------- Welcome to Pure-FTPd. ----------\r\n220 go\r\n", "ftp" },
    { "220-FileZilla Server 1.7\r\n", "ftp" },
    { "220 ftp.example.com FTP server ready.\r\n", "ftp" },
    { "220 ftp.example.com ESMTP Postfix\r\n", "unknown" },
    { "220 ftp.example.com ready\r\n", "unknown" },
    { "220 mail.example.com ESMTP\r\n", "unknown" },
    { "\x16", "unknown" },
    { "", "unknown" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (pm_reply_guess_protocol (cases[i].bytes, strlen (cases[i].bytes)), ==,
                     cases[i].protocol);
  g_assert_cmpstr (pm_reply_guess_protocol ("+OK\0-ERR", 2), ==, "unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply/single", test_single);
  g_test_add_func ("/reply/multi", test_multi);
  g_test_add_func ("/reply/line-ends", test_line_ends);
  g_test_add_func ("/reply/cr-only", test_cr_only);
  g_test_add_func ("/reply/enhanced", test_enhanced);
  g_test_add_func ("/reply/bytes", test_bytes);
  g_test_add_func ("/reply/lines", test_lines);
  g_test_add_func ("/reply/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/reply/group", test_group);
  g_test_add_func ("/reply/not-smtp", test_not_smtp);
  g_test_add_func ("/reply/syntax", test_syntax);
  g_test_add_func ("/reply/nul-after-code", test_nul_after_code);
  g_test_add_func ("/reply/end-of-stream", test_end_of_stream);
  g_test_add_func ("/reply/codes", test_codes);
  g_test_add_func ("/reply/failed-for-good", test_failed_for_good);
  g_test_add_func ("/reply/long-line", test_long_line);
  g_test_add_func ("/reply/many-lines", test_many_lines);
  g_test_add_func ("/reply/guess", test_guess);
  return g_test_run ();
}
