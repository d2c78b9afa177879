/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-password-text.h"
#include "pm-secret.h"

typedef struct
{
  const char *name;
  const char *typed;
  PmPasswordRemark remark;
  const char *mended;
} Case;

static const Case cases[] = {
  { "empty", "", PM_PASSWORD_FINE, "" },
  { "plain", "correct horse", PM_PASSWORD_FINE, "correct horse" },
  { "kana", "ひみつ", PM_PASSWORD_FINE, "ひみつ" },
  { "space-before", " secret", PM_PASSWORD_SPACES_AROUND, "secret" },
  { "space-after", "secret word\n", PM_PASSWORD_SPACES_AROUND, "secret word" },
  { "wide-space-after", "secret　", PM_PASSWORD_SPACES_AROUND, "secret" },
  { "only-spaces", "   ", PM_PASSWORD_SPACES_AROUND, "" },
  { "grouped", "abcd efgh ijkl mnop", PM_PASSWORD_GROUPED, "abcdefghijklmnop" },
  { "nearly-grouped", "abcd efgh ijkl mno!", PM_PASSWORD_FINE, "abcd efgh ijkl mno!" },
  { "three-groups", "abcd efgh ijkl", PM_PASSWORD_FINE, "abcd efgh ijkl" },
  { "full-width", "ｐａｓｓ１！", PM_PASSWORD_FULL_WIDTH, "pass1!" },
  { "full-width-among-kana", "あＡい", PM_PASSWORD_FULL_WIDTH, "あAい" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  char *mended = pm_password_mend (c->typed);

  g_assert_cmpint (pm_password_remark (c->typed), ==, c->remark);
  g_assert_cmpstr (mended, ==, c->mended);
  pm_secret_free_string (mended);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/password-text/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
