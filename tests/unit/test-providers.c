/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-providers.h"

#include <string.h>

static const char *
id_of (const PmProvider *provider)
{
  return provider != NULL ? pm_provider_get_id (provider) : NULL;
}

static void
test_domains (void)
{
  static const struct
  {
    const char *domain;
    const char *id;
  } domains[] = {
    { "ocn.ne.jp", "ocn" },
    { "OCN.NE.JP", "ocn" },
    { "ocn.ne.jp.", "ocn" },
    { "aria.ocn.ne.jp", "ocn" },
    { "notocn.ne.jp", NULL },
    { "ne.jp", NULL },
    { "yahoo.co.jp", "yahoo-jp" },
    { "yahoo.com", "yahoo" },
    { "ybb.ne.jp", "yahoo-bb" },
    { "i.softbank.jp", "softbank" },
    { "softbank.jp", NULL },
    { "xserver.jp", NULL }, /* its servers stand there, no mailboxes */
    { "example.jp", NULL },
    { "", NULL },
    { ".", NULL },
    { "..ocn.ne.jp..", NULL },
    { "日本.jp", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      g_test_message ("%s", domains[i].domain);
      g_assert_cmpstr (id_of (pm_providers_find_by_domain (domains[i].domain)), ==, domains[i].id);
    }
  g_assert_null (pm_providers_find_by_domain (NULL));
}

static void
test_servers (void)
{
  static const struct
  {
    const char *server;
    const char *id;
  } servers[] = {
    { "smtp.ocn.ne.jp", "ocn" },
    { "SMTP.Ocn.ne.jp.", "ocn" },
    { "sv1234.xserver.jp", "xserver" },
    { "xserver.jp", "xserver" },
    { "myxserver.jp", NULL },
    { "smtp.mail.yahoo.co.jp", "yahoo-jp" },
    { "ybbsmtp.mail.yahoo.co.jp", "yahoo-bb" }, /* its own name goes before the domain around it */
    { "smtp.office365.com", "microsoft-365" },
    { "smtp-mail.outlook.com", "outlook-com" },
    { "msa.ab.auone-net.jp", "au-one-net" },
    { "mail.gmx.net", "gmx" },
    { "127.0.0.1", NULL },
    { "mail.example.jp", NULL },
  };
  g_autofree char *endless = g_strnfill (100000, '.');

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_test_message ("%s", servers[i].server);
      g_assert_cmpstr (id_of (pm_providers_find_by_server (servers[i].server)), ==, servers[i].id);
    }
  g_assert_null (pm_providers_find_by_server (endless));
}

static void
test_search (void)
{
  static const struct
  {
    const char *text;
    const char *first; /* NULL: nothing is found */
  } searches[] = {
    { "えっくすさーばー", "xserver" },
    { "エックスサーバ", "xserver" },
    { "ｘｓｅｒｖｅｒ", "xserver" },
    { "XSERVER", "xserver" },
    { "ﾋﾞｯｸﾞﾛｰﾌﾞ", "biglobe" },
    { "びっぐろーぶ", "biglobe" },
    { "ニフティ", "nifty" },
    { "@NIFTY", "nifty" },
    { "sonet", "so-net" },
    { "ソネット", "so-net" },
    { "お名前", "onamae" },
    { "おなまえ.com", "onamae" },
    { "さくら", "sakura" },
    { "yahoo! japan", "yahoo-jp" },
    { "ヤフー", "yahoo-jp" },
    { "ocn.ne.jp", "ocn" },
    { "gmail", "google" },
    { "ジェイコム", "jcom" },
    { "ぷらら", "plala" },
    { "プララ", "plala" },
    { "no such provider", NULL },
    { "", NULL },
    { " ー!-", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GPtrArray) found = pm_providers_search (searches[i].text);

      g_test_message ("%s", searches[i].text);
      g_assert_cmpstr (found->len > 0 ? id_of (found->pdata[0]) : NULL, ==, searches[i].first);
    }
}

/* A whole name goes first, though another provider stands before it in the table. */
static void
test_search_order (void)
{
  g_autoptr (GPtrArray) found = pm_providers_search ("docomo");
  g_autoptr (GPtrArray) broken = pm_providers_search ("\xff\xfe ocn");

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (id_of (found->pdata[0]), ==, "docomo");
  g_assert_cmpstr (id_of (found->pdata[1]), ==, "mopera");
  g_assert_cmpuint (broken->len, ==, 0);
}

static void
test_facts (void)
{
  const PmProvider *provider = pm_providers_find_by_domain ("biglobe.ne.jp");
  gsize n;
  const PmProviderServer *servers = pm_provider_get_servers (provider, &n);
  guint64 value = 0;

  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (servers[0].server, ==, "mail.biglobe.ne.jp");
  g_assert_cmpuint (servers[0].port, ==, 465);
  g_assert_cmpstr (servers[0].security, ==, "tls");
  g_assert_cmpstr (pm_provider_get_user_form (provider), ==, "address");
  g_assert_cmpstr (pm_provider_get_sign_in (provider)[0], ==, "password");
  g_assert_true (pm_provider_get_limit (provider, PM_PROVIDER_LIMIT_MESSAGE_SIZE, &value));
  g_assert_cmpuint (value, ==, 20 * 1024 * 1024);
  g_assert_cmpstr (pm_provider_get_limit_date (provider, PM_PROVIDER_LIMIT_MESSAGE_SIZE), ==,
                   "2026-11");
  g_assert_nonnull (pm_provider_get_limit_source (provider, PM_PROVIDER_LIMIT_MESSAGE_SIZE));
  /* What is not known is absent. */
  g_assert_false (pm_provider_get_limit (provider, PM_PROVIDER_LIMIT_MESSAGES_PER_DAY, &value));
  g_assert_null (pm_provider_get_limit_source (provider, PM_PROVIDER_LIMIT_MESSAGES_PER_DAY));
  provider = pm_providers_find_by_domain ("i.softbank.jp");
  g_assert_cmpstr (pm_provider_get_name (provider, "ja"), ==, "ソフトバンク");
  g_assert_cmpstr (pm_provider_get_name (provider, "en"), ==, "SoftBank");
  provider = pm_providers_find_by_domain ("gmail.com");
  g_assert_cmpstr (pm_provider_get_app_password_page (provider), ==,
                   "https://myaccount.google.com/apppasswords");
  provider = pm_providers_find_by_server ("sv1.xserver.jp");
  g_assert_true (g_strv_contains (pm_provider_get_habits (provider), "foreign-access-limited"));
  pm_provider_get_servers (provider, &n);
  g_assert_cmpuint (n, ==, 0);
}

/* By contract, by hearsay, and where the sources contradict each other. */
static void
test_limits (void)
{
  const PmProvider *by_contract = pm_providers_find_by_server ("smtp.lolipop.jp");
  const PmProvider *reported = pm_providers_find_by_domain ("docomo.ne.jp");
  const PmProvider *conflict = pm_providers_find_by_domain ("icloud.com");
  guint64 value = 0;

  g_assert_true (pm_provider_get_limit (by_contract, PM_PROVIDER_LIMIT_MESSAGES_PER_DAY, &value));
  g_assert_cmpuint (value, ==, 50);
  pm_provider_get_limit_most (by_contract, PM_PROVIDER_LIMIT_MESSAGES_PER_DAY, &value);
  g_assert_cmpuint (value, ==, 10000);
  g_assert_true (pm_provider_is_limit_published (by_contract, PM_PROVIDER_LIMIT_MESSAGES_PER_DAY));
  g_assert_true (pm_provider_get_limit (reported, PM_PROVIDER_LIMIT_MESSAGE_SIZE, &value));
  g_assert_false (pm_provider_is_limit_published (reported, PM_PROVIDER_LIMIT_MESSAGE_SIZE));
  g_assert_false (pm_provider_get_limit (conflict, PM_PROVIDER_LIMIT_MESSAGES_PER_DAY, &value));
  g_assert_true (pm_provider_get_limit (conflict, PM_PROVIDER_LIMIT_MESSAGE_SIZE, &value));
}

/* Each provider is found by what the table says of it, and by nothing of another. */
static void
test_all (void)
{
  GPtrArray *all = pm_providers_get_all ();

  g_assert_cmpuint (all->len, >=, 35);
  for (guint i = 0; i < all->len; i++)
    {
      const PmProvider *provider = all->pdata[i];
      gsize n;
      const PmProviderServer *servers = pm_provider_get_servers (provider, &n);
      g_autoptr (GPtrArray) found = pm_providers_search (pm_provider_get_name (provider, "ja"));

      g_test_message ("%s", pm_provider_get_id (provider));
      g_assert_true (g_ptr_array_find (found, provider, NULL));
      for (gsize j = 0; j < n; j++)
        if (!g_hostname_is_ip_address (servers[j].server))
          g_assert_true (pm_providers_find_by_server (servers[j].server) == provider);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/providers/domains", test_domains);
  g_test_add_func ("/providers/servers", test_servers);
  g_test_add_func ("/providers/search", test_search);
  g_test_add_func ("/providers/search-order", test_search_order);
  g_test_add_func ("/providers/facts", test_facts);
  g_test_add_func ("/providers/limits", test_limits);
  g_test_add_func ("/providers/all", test_all);
  return g_test_run ();
}
