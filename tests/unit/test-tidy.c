/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-tidy.h"

#define ANY ((PmTidy) ~0u) /* the case does not say what counts as changed */

typedef struct
{
  const char *name;
  const char *typed;
  const char *mended; /* NULL: refused */
  guint port;
  PmTidy changes;
  PmTidyError error;
} Case;

/* clang-format off */
static const Case hosts[] = {
  { "plain", "smtp.example.jp", "smtp.example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "upper-case", "SMTP.Example.JP", "smtp.example.jp", 0, ANY, 0 },
  { "full-width", "ｓｍｔｐ．example．ｊｐ", "smtp.example.jp", 0, PM_TIDY_WIDTH, 0 },
  { "ideographic-stop", "smtp。example。jp", "smtp.example.jp", 0, PM_TIDY_PUNCTUATION, 0 },
  { "half-width-stop", "smtp｡example｡jp", "smtp.example.jp", 0, ANY, 0 },
  { "minus", "mail\342\210\222out.example.jp", "mail-out.example.jp", 0, PM_TIDY_PUNCTUATION, 0 },
  { "hyphen", "mail\342\200\220out.example.jp", "mail-out.example.jp", 0, PM_TIDY_PUNCTUATION, 0 },
  { "long-vowel", "mailーout.example.jp", "mail-out.example.jp", 0, PM_TIDY_PUNCTUATION, 0 },
  { "trailing-dot", "smtp.example.jp.", "smtp.example.jp", 0, PM_TIDY_PUNCTUATION, 0 },
  { "spaces", "  smtp.example.jp\t", "smtp.example.jp", 0, PM_TIDY_SPACE, 0 },
  { "wide-space", "　smtp.example.jp　", "smtp.example.jp", 0, ANY, 0 },
  { "newline", "smtp.example.jp\r\n", "smtp.example.jp", 0, PM_TIDY_SPACE, 0 },
  { "zero-width", "smtp\342\200\213.example.jp", "smtp.example.jp", 0, PM_TIDY_INVISIBLE, 0 },
  { "byte-order-mark", "\357\273\277smtp.example.jp", "smtp.example.jp", 0, PM_TIDY_INVISIBLE, 0 },
  { "direction", "\342\200\252smtp.example.jp\342\200\254", "smtp.example.jp", 0, PM_TIDY_INVISIBLE, 0 },
  { "quotes", "“smtp.example.jp”", "smtp.example.jp", 0, PM_TIDY_QUOTES, 0 },
  { "port", "smtp.example.jp:587", "smtp.example.jp", 587, PM_TIDY_PORT, 0 },
  { "full-width-port", "ｓｍｔｐ．example．jp：４６５", "smtp.example.jp", 465, PM_TIDY_PORT | PM_TIDY_WIDTH, 0 },
  { "scheme", "https://mail.example.jp/webmail", "mail.example.jp", 0, PM_TIDY_SCHEME, 0 },
  { "scheme-and-port", "smtp://mail.example.jp:2525", "mail.example.jp", 2525, PM_TIDY_SCHEME | PM_TIDY_PORT, 0 },
  { "idn", "日本語.jp", "xn--wgv71a119e.jp", 0, ANY, 0 },
  { "ipv4", "192.0.2.1", "192.0.2.1", 0, PM_TIDY_NOTHING, 0 },
  { "ipv4-port", "192.0.2.1:25", "192.0.2.1", 25, PM_TIDY_PORT, 0 },
  { "ipv6", "2001:db8::1", "2001:db8::1", 0, PM_TIDY_NOTHING, 0 },
  { "ipv6-brackets", "[2001:db8::1]:465", "2001:db8::1", 465, ANY, 0 },
  { "empty", "", NULL, 0, 0, PM_TIDY_ERROR_EMPTY },
  { "only-space", " 　\342\200\213", NULL, 0, 0, PM_TIDY_ERROR_EMPTY },
  { "empty-label", "smtp..example.jp", NULL, 0, 0, PM_TIDY_ERROR_SYNTAX },
  { "control", "smtp\001.example.jp", NULL, 0, 0, PM_TIDY_ERROR_CHARACTERS },
  { "line-inside", "smtp.example.jp\r\nRCPT TO:<x@example.jp>", NULL, 0, 0, PM_TIDY_ERROR_CHARACTERS },
  { "port-range", "smtp.example.jp:99999", NULL, 0, 0, PM_TIDY_ERROR_RANGE },
};

static const Case addresses[] = {
  { "plain", "taro@example.jp", "taro@example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "case-of-local-part", "Taro.Yamada@Example.JP", "Taro.Yamada@example.jp", 0, ANY, 0 },
  { "full-width", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp", 0, PM_TIDY_WIDTH, 0 },
  { "mailto", "mailto:taro@example.jp", "taro@example.jp", 0, PM_TIDY_QUOTES, 0 },
  { "brackets", "<taro@example.jp>", "taro@example.jp", 0, PM_TIDY_QUOTES, 0 },
  { "spaces", " taro@example.jp ", "taro@example.jp", 0, PM_TIDY_SPACE, 0 },
  { "full-stop-behind", "taro@example.jp。", "taro@example.jp", 0, PM_TIDY_PUNCTUATION, 0 },
  { "zero-width", "taro\342\200\213@example.jp", "taro@example.jp", 0, PM_TIDY_INVISIBLE, 0 },
  { "two-dots", "a..b@example.jp", "a..b@example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "dot-in-front", ".a@example.jp", ".a@example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "dot-before-at", "a.@example.jp", "a.@example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "plus", "taro+list@example.jp", "taro+list@example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "idn-domain", "taro@日本語.jp", "taro@xn--wgv71a119e.jp", 0, ANY, 0 },
  { "utf8-local-part", "山田@example.jp", "山田@example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "empty", "", NULL, 0, 0, PM_TIDY_ERROR_EMPTY },
  { "no-at", "taro.example.jp", NULL, 0, 0, PM_TIDY_ERROR_SYNTAX },
  { "no-local-part", "@example.jp", NULL, 0, 0, PM_TIDY_ERROR_SYNTAX },
  { "no-domain", "taro@", NULL, 0, 0, PM_TIDY_ERROR_SYNTAX },
  { "line-inside", "taro@example.jp\r\nDATA", NULL, 0, 0, PM_TIDY_ERROR_CHARACTERS },
};

static const Case users[] = {
  { "plain", "taro", "taro", 0, PM_TIDY_NOTHING, 0 },
  { "keeps-case", "Taro@Example.jp", "Taro@Example.jp", 0, PM_TIDY_NOTHING, 0 },
  { "full-width", "ｔａｒｏ＠example.jp", "taro@example.jp", 0, PM_TIDY_WIDTH, 0 },
  { "space-at-the-ends", " taro ", "taro", 0, PM_TIDY_SPACE, 0 },
  { "space-inside-stays", "EXAMPLE taro", "EXAMPLE taro", 0, PM_TIDY_NOTHING, 0 },
  { "zero-width", "\342\200\213taro", "taro", 0, PM_TIDY_INVISIBLE, 0 },
  { "empty", " ", NULL, 0, 0, PM_TIDY_ERROR_EMPTY },
  { "line-inside", "taro\r\nQUIT", NULL, 0, 0, PM_TIDY_ERROR_CHARACTERS },
};

static const Case ports[] = {
  { "plain", "587", NULL, 587, PM_TIDY_NOTHING, 0 },
  { "full-width", "４６５", NULL, 465, PM_TIDY_WIDTH, 0 },
  { "with-counter", "465番", NULL, 465, ANY, 0 },
  { "with-colon", ":587", NULL, 587, ANY, 0 },
  { "spaces", " 25 ", NULL, 25, PM_TIDY_SPACE, 0 },
  { "highest", "65535", NULL, 65535, PM_TIDY_NOTHING, 0 },
  { "zero", "0", NULL, 0, 0, PM_TIDY_ERROR_RANGE },
  { "too-high", "65536", NULL, 0, 0, PM_TIDY_ERROR_RANGE },
  { "wraps-around", "18446744073709552203", NULL, 0, 0, PM_TIDY_ERROR_RANGE },
  { "empty", "", NULL, 0, 0, PM_TIDY_ERROR_EMPTY },
};
/* clang-format on */

static void
check (const Case *self, const char *mended, PmTidy changes, GError *error)
{
  if (self->mended == NULL)
    {
      g_assert_null (mended);
      g_assert_error (error, PM_TIDY_ERROR, (int) self->error);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (mended, ==, self->mended);
  if (self->changes != ANY)
    g_assert_cmphex (changes, ==, self->changes);
}

static void
test_host (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GError) error = NULL;
  PmTidy changes = PM_TIDY_NOTHING;
  guint port = 1;
  g_autofree char *mended = pm_tidy_host (self->typed, &port, &changes, &error);

  check (self, mended, changes, error);
  if (mended != NULL)
    g_assert_cmpuint (port, ==, self->port);
}

static void
test_address (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GError) error = NULL;
  PmTidy changes = PM_TIDY_NOTHING;
  g_autofree char *mended = pm_tidy_address (self->typed, &changes, &error);

  check (self, mended, changes, error);
}

static void
test_user (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GError) error = NULL;
  PmTidy changes = PM_TIDY_NOTHING;
  g_autofree char *mended = pm_tidy_user (self->typed, &changes, &error);

  check (self, mended, changes, error);
}

static void
test_port (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GError) error = NULL;
  PmTidy changes = PM_TIDY_NOTHING;
  guint port = pm_tidy_port (self->typed, &changes, &error);

  g_assert_cmpuint (port, ==, self->port);
  if (self->port == 0)
    g_assert_error (error, PM_TIDY_ERROR, (int) self->error);
  else if (self->changes != ANY)
    g_assert_cmphex (changes, ==, self->changes);
}

/* What has been mended once has nothing left to mend. */
static void
test_settled (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *once = pm_tidy_host (hosts[i].typed, NULL, NULL, NULL);
      g_autofree char *twice = NULL;
      PmTidy changes = PM_TIDY_NOTHING;

      if (once == NULL)
        continue;
      twice = pm_tidy_host (once, NULL, &changes, NULL);
      g_assert_cmpstr (twice, ==, once);
      g_assert_cmphex (changes, ==, PM_TIDY_NOTHING);
    }
}

static void
test_hostile (void)
{
  static const char *const texts[] = { "\xff\xfe.example.jp", "a@\xc3", "\xed\xa0\x80" };
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *name = g_strnfill (100000, 'a');
  g_autofree char *address = g_strconcat (name, "@", name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) host_error = NULL;
      g_autoptr (GError) user_error = NULL;

      g_assert_null (pm_tidy_host (texts[i], NULL, NULL, &host_error));
      g_assert_nonnull (host_error);
      g_assert_null (pm_tidy_address (texts[i], NULL, NULL));
      g_assert_null (pm_tidy_user (texts[i], NULL, &user_error));
      g_assert_nonnull (user_error);
    }
  /* RFC 1035 section 2.3.4: 63 octets for a label, 255 for a name. */
  g_assert_null (pm_tidy_host (label, NULL, NULL, NULL));
  g_assert_null (pm_tidy_host (name, NULL, NULL, NULL));
  g_assert_null (pm_tidy_address (address, NULL, NULL));
}

static void
add (const char *kind, const Case *cases, guint n, GTestDataFunc test)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/tidy/%s/%s", kind, cases[i].name);

      g_test_add_data_func (path, &cases[i], test);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("host", hosts, G_N_ELEMENTS (hosts), test_host);
  add ("address", addresses, G_N_ELEMENTS (addresses), test_address);
  add ("user", users, G_N_ELEMENTS (users), test_user);
  add ("port", ports, G_N_ELEMENTS (ports), test_port);
  g_test_add_func ("/tidy/settled", test_settled);
  g_test_add_func ("/tidy/hostile", test_hostile);
  return g_test_run ();
}
