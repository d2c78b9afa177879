/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"
#include "pm-limits.h"
#include "pm-providers.h"

#include <string.h>

static PmFinding *
describe (const char *cause, PmStage stage, const char *server, const char *address)
{
  PmFinding *finding = pm_finding_new (cause, PM_CERTAINTY_CERTAIN, stage, NULL);

  pm_limits_describe (finding, server, address);
  return finding;
}

static void
test_providers (void)
{
  static const struct
  {
    const char *cause;
    PmStage stage;
    const char *server;
    const char *address;
    guint64 limit; /* 0: nothing is said */
    const char *unit;
  } rows[] = {
    { "limit.recipients", PM_STAGE_RECIPIENT, "mail.biglobe.ne.jp", NULL, 100,
      "unit_recipients_per_mail" },
    { "limit.recipients", PM_STAGE_RECIPIENT, NULL, "taro@biglobe.ne.jp", 100,
      "unit_recipients_per_mail" },
    { "limit.recipients", PM_STAGE_RECIPIENT, "smtp.gmail.com", "taro@biglobe.ne.jp", 0, NULL },
    { "limit.recipients", PM_STAGE_RECIPIENT, NULL, NULL, 0, NULL },
    { "limit.recipients", PM_STAGE_RECIPIENT, "", "taro", 0, NULL },
    { "limit.rate", PM_STAGE_SENDER, "smtp.office365.com", NULL, 30, "unit_mails_per_minute" },
    { "limit.rate", PM_STAGE_SENDER, "smtp.lolipop.jp", NULL, 100, "unit_mails_per_hour" },
    { "limit.connections", PM_STAGE_GREETING, "smtp.office365.com", NULL, 3, "unit_connections" },
    { "limit.message-size", PM_STAGE_SIZE, "smtp.mail.me.com", NULL, 20971520, "unit_octets" },
    { "limit.daily-quota", PM_STAGE_SENDER, "sv1.sixcore.ne.jp", NULL, 1500, "unit_mails_per_day" },
    { "limit.daily-quota", PM_STAGE_DELIVERY, "smtp.softbank.jp", NULL, 500,
      "unit_recipients_per_day" },
    /* Contradictions and hearsay are no facts. */
    { "limit.daily-quota", PM_STAGE_SENDER, "smtp.mail.me.com", NULL, 0, NULL },
    { "limit.daily-quota", PM_STAGE_SENDER, "sv1234.xserver.jp", NULL, 0, NULL },
    /* It is the recipient's server that has this limit. */
    { "limit.message-size", PM_STAGE_DELIVERY, NULL, "taro@biglobe.ne.jp", 0, NULL },
    { "recipient.unknown", PM_STAGE_RECIPIENT, "mail.biglobe.ne.jp", NULL, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PmFinding) finding = describe (rows[i].cause, rows[i].stage, rows[i].server,
                                                rows[i].address);
      GVariant *arguments = pm_finding_get_arguments (finding);
      gboolean flag = FALSE;

      g_test_message ("%s %s", rows[i].cause, rows[i].server);
      g_assert_cmpuint (pm_finding_get_argument_uint (finding, "provider_limit"), ==,
                        rows[i].limit);
      if (rows[i].unit != NULL)
        g_assert_true (g_variant_lookup (arguments, rows[i].unit, "b", &flag) && flag);
      else
        g_assert_cmpuint (g_variant_n_children (arguments), ==, 0);
    }
}

static void
test_arguments (void)
{
  g_autoptr (PmFinding) quota = describe ("limit.daily-quota", PM_STAGE_SENDER, "smtp.lolipop.jp",
                                          NULL);
  g_autoptr (PmFinding) size = pm_finding_new ("limit.message-size", PM_CERTAINTY_CERTAIN,
                                               PM_STAGE_DELIVERY, NULL);

  g_assert_cmpstr (pm_finding_get_argument_string (quota, "provider"), ==,
                   "ロリポップ! (Lolipop!)");
  g_assert_cmpuint (pm_finding_get_argument_uint (quota, "provider_limit_most"), ==, 10000);
  g_assert_cmpstr (pm_finding_get_argument_string (quota, "provider_date"), ==, "2026-11");
  g_assert_cmpuint (pm_finding_get_argument_uint (quota, "provider_year"), ==, 2026);
  g_assert_cmpuint (pm_finding_get_argument_uint (quota, "provider_month"), ==, 11);
  g_assert_cmpstr (pm_finding_get_argument_string (quota, "provider_source"), ==,
                   "lolipop.jp/terms/prohibition");
  /* The limit that was said is the one that counts for the files. */
  pm_finding_set_argument_uint (size, "limit", 10 * 1024 * 1024);
  pm_limits_describe (size, NULL, NULL);
  g_assert_cmpuint (pm_finding_get_argument_uint (size, "attachments") * 10 / 1024 / 1024, ==, 73);
}

static gboolean
says (PmFinding *finding, const char *language, const char *part)
{
  g_auto (GStrv) sentences = pm_catalogue_get_evidence (pm_catalogue_get_default (), finding,
                                                        language);
  g_autofree char *all = g_strjoinv ("\n", sentences);

  return strstr (all, part) != NULL;
}

/* Whatever the table publishes has a sentence with its figure, its place and its date. */
static void
test_sentences (void)
{
  static const struct
  {
    PmProviderLimit limit;
    const char *cause;
  } causes[] = {
    { PM_PROVIDER_LIMIT_MESSAGE_SIZE, "limit.message-size" },
    { PM_PROVIDER_LIMIT_RECIPIENTS_PER_MESSAGE, "limit.recipients" },
    { PM_PROVIDER_LIMIT_MESSAGES_PER_MINUTE, "limit.rate" },
    { PM_PROVIDER_LIMIT_MESSAGES_PER_HOUR, "limit.rate" },
    { PM_PROVIDER_LIMIT_MESSAGES_PER_DAY, "limit.daily-quota" },
    { PM_PROVIDER_LIMIT_RECIPIENTS_PER_DAY, "limit.daily-quota" },
    { PM_PROVIDER_LIMIT_CONNECTIONS, "limit.connections" },
  };
  GPtrArray *all = pm_providers_get_all ();
  guint told = 0;

  for (guint i = 0; i < all->len * G_N_ELEMENTS (causes); i++)
    {
      const PmProvider *provider = all->pdata[i / G_N_ELEMENTS (causes)];
      PmProviderLimit limit = causes[i % G_N_ELEMENTS (causes)].limit;
      g_autoptr (PmFinding) finding = NULL;
      gsize n;
      const PmProviderServer *servers = pm_provider_get_servers (provider, &n);

      if (n == 0 || !pm_provider_is_limit_published (provider, limit))
        continue;
      finding = describe (causes[i % G_N_ELEMENTS (causes)].cause, PM_STAGE_SENDER,
                          servers[0].server, NULL);
      g_test_message ("%s %s", pm_provider_get_id (provider),
                      causes[i % G_N_ELEMENTS (causes)].cause);
      g_assert_true (says (finding, "en", pm_provider_get_name (provider, "en")));
      g_assert_true (says (finding, "en", pm_provider_get_limit_source (provider, limit)));
      g_assert_true (says (finding, "en", "11/2026"));
      g_assert_true (says (finding, "ja", pm_provider_get_limit_source (provider, limit)));
      told++;
    }
  g_assert_cmpuint (told, >=, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/providers", test_providers);
  g_test_add_func ("/limits/arguments", test_arguments);
  g_test_add_func ("/limits/sentences", test_sentences);
  return g_test_run ();
}
