/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-scrubber.h"

#include <string.h>

static PmScrubber *
scrubber_for (const char *password)
{
  PmScrubber *scrubber = pm_scrubber_new ();
  g_autoptr (PmSecret) secret = pm_secret_new (password, -1);

  pm_scrubber_add_secret (scrubber, secret);
  return scrubber;
}

static void
assert_cleaned (const char *password, const char *text, const char *expected)
{
  g_autoptr (PmScrubber) scrubber = scrubber_for (password);
  g_autofree char *clean = pm_scrubber_clean (scrubber, text, -1);

  g_assert_cmpstr (clean, ==, expected);
}

static void
test_plain (void)
{
  assert_cleaned ("open sesame", "535 no \"open sesame\" here", "535 no \"<hidden>\" here");
  assert_cleaned ("open sesame", "xopen sesamex", "x<hidden>x");
  assert_cleaned ("open sesame", "open sesameopen sesame", "<hidden>");
  assert_cleaned ("open sesame", "Open Sesame, open, sesame", "Open Sesame, open, sesame");
  assert_cleaned ("パスワード", "合言葉はパスワード。", "合言葉は<hidden>。");
  assert_cleaned ("", "535 nothing to hide", "535 nothing to hide");
}

/* Whatever stands around the secret before it is encoded, nothing that is made of it alone remains.
 */
static void
test_base64_alignments (void)
{
  const char *password = "Tr0ub4dor&3?>~";
  g_autoptr (PmScrubber) scrubber = scrubber_for (password);

  for (gsize before = 0; before < 7; before++)
    for (gsize after = 0; after < 4; after++)
      {
        g_autofree char *text = g_strdup_printf ("%.*s%s%.*s", (int) before, "someone", password,
                                                 (int) after, "else");
        g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));
        g_autofree char *url = g_strdelimit (g_strdelimit (g_strdup (encoded), "+", '-'), "/", '_');
        g_autofree char *clean = pm_scrubber_clean (scrubber, encoded, -1);
        g_autofree char *clean_url = pm_scrubber_clean (scrubber, url, -1);
        gsize left = strlen (clean) - strlen (PM_SCRUBBER_MARK);

        g_assert_nonnull (strstr (clean, PM_SCRUBBER_MARK));
        g_assert_nonnull (strstr (clean_url, PM_SCRUBBER_MARK));
        /* Nothing stays but the neighbours, the characters at the seams and the padding. */
        g_assert_cmpuint (left, <=, (before + after) * 4 / 3 + 6);
      }
}

static void
test_percent_and_hexadecimal (void)
{
  assert_cleaned ("p@ss word", "user:p%40ss%20word@", "user:<hidden>@");
  assert_cleaned ("p@ss/word", "p%40ss%2fword p%40ss%2Fword", "<hidden> <hidden>");
  assert_cleaned ("sesame", "736573616d65 736573616D65", "<hidden> <hidden>");
}

static void
test_short (void)
{
  assert_cleaned ("25", "250 2.5.25 port 25, at 1250", "250 2.5.<hidden> port <hidden>, at 1250");
  assert_cleaned ("abc", "abc abcd (abc) ab\303\251 \303\251abc",
                  "<hidden> abcd (<hidden>) ab\303\251 \303\251abc");
  assert_cleaned ("a", "a cat", "<hidden> cat");
}

static void
test_form (void)
{
  g_autoptr (PmScrubber) scrubber = pm_scrubber_new ();
  g_autofree char *clean = NULL;

  pm_scrubber_add_form (scrubber, "AHVzZXIAcGFzcw==", 16);
  pm_scrubber_add_form (scrubber, "AHVzZXIAcGFzcw==", 16);
  pm_scrubber_add_form (scrubber, "", 0);
  clean = pm_scrubber_clean (scrubber, "501 AUTH PLAIN AHVzZXIAcGFzcw==?", -1);
  g_assert_cmpstr (clean, ==, "501 AUTH PLAIN <hidden>?");
}

/* What was sent, and cut off where it was sent back. */
static void
test_cut (void)
{
  g_autoptr (PmScrubber) scrubber = scrubber_for ("correct horse battery staple");
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "AUTH PLAIN AHRpbQBjb3JyZWN0IGhvcnN", "AUTH PLAIN <hidden>" },
    { "501 <Y29ycmVjdCBo...>", "501 <<hidden>...>" },
    { "Y29ycmVjd", "<hidden>" },
    { "Y29ycmVj", "<hidden>" },
    { "Y29ycmV", "Y29ycmV" },
    { "636F7272 636f72", "<hidden> 636f72" },
    { "no \"correct horse ba\"", "no \"<hidden>\"" },
    { "no correct horse", "no correct horse" },
    { "not correct", "not correct" },
    { "correct%20horse", "correct%20horse" },
  };

  pm_scrubber_add_form (scrubber, "AHRpbQBjb3JyZWN0IGhvcnNlIGJhdHRlcnkgc3RhcGxl", 44);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = pm_scrubber_clean (scrubber, cases[i].text, -1);

      g_assert_cmpstr (clean, ==, cases[i].expected);
    }
}

static void
test_overlap (void)
{
  g_autoptr (PmScrubber) scrubber = pm_scrubber_new ();
  g_autofree char *clean = NULL;

  pm_scrubber_add_form (scrubber, "abcde", 5);
  pm_scrubber_add_form (scrubber, "defgh", 5);
  clean = pm_scrubber_clean (scrubber, "-abcdefgh-abcde-", -1);
  g_assert_cmpstr (clean, ==, "-<hidden>-<hidden>-");
}

static void
test_bytes (void)
{
  g_autoptr (PmScrubber) scrubber = scrubber_for ("sesame");
  g_autofree char *nul = pm_scrubber_clean (scrubber, "a\0sesame\0b", 10);
  g_autofree char *cut = pm_scrubber_clean (scrubber, "sesame sesame", 12);
  g_autofree char *none = pm_scrubber_clean (scrubber, "", 0);

  g_assert_cmpstr (nul, ==, "a\\x00<hidden>\\x00b");
  g_assert_cmpstr (cut, ==, "<hidden> sesam");
  g_assert_cmpstr (none, ==, "");
}

static void
test_several (void)
{
  PmScrubber *scrubber = scrubber_for ("sesame");
  g_autoptr (PmSecret) token = pm_secret_new ("ya29.token", -1);
  g_autofree char *clean = NULL;
  PmScrubber *other = g_boxed_copy (PM_TYPE_SCRUBBER, scrubber);

  pm_scrubber_unref (scrubber);
  pm_scrubber_add_secret (other, token);
  clean = pm_scrubber_clean (other, "sesame, ya29.token", -1);
  g_assert_cmpstr (clean, ==, "<hidden>, <hidden>");
  g_boxed_free (PM_TYPE_SCRUBBER, other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scrubber/plain", test_plain);
  g_test_add_func ("/scrubber/base64-alignments", test_base64_alignments);
  g_test_add_func ("/scrubber/percent-and-hexadecimal", test_percent_and_hexadecimal);
  g_test_add_func ("/scrubber/short", test_short);
  g_test_add_func ("/scrubber/form", test_form);
  g_test_add_func ("/scrubber/cut", test_cut);
  g_test_add_func ("/scrubber/overlap", test_overlap);
  g_test_add_func ("/scrubber/bytes", test_bytes);
  g_test_add_func ("/scrubber/several", test_several);
  return g_test_run ();
}
