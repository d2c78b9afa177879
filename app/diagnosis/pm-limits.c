/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-limits.h"

#include "pm-providers.h"
#include "pm-size.h"

#include <stdlib.h>
#include <string.h>

/* Which figures tell of a cause, the first known one counts. */
static const struct
{
  const char *cause;
  PmProviderLimit limit;
  const char *unit;
} figures[] = {
  { "limit.message-size", PM_PROVIDER_LIMIT_MESSAGE_SIZE, "unit_octets" },
  { "limit.recipients", PM_PROVIDER_LIMIT_RECIPIENTS_PER_MESSAGE, "unit_recipients_per_mail" },
  { "limit.rate", PM_PROVIDER_LIMIT_MESSAGES_PER_HOUR, "unit_mails_per_hour" },
  { "limit.rate", PM_PROVIDER_LIMIT_MESSAGES_PER_MINUTE, "unit_mails_per_minute" },
  { "limit.daily-quota", PM_PROVIDER_LIMIT_MESSAGES_PER_DAY, "unit_mails_per_day" },
  { "limit.daily-quota", PM_PROVIDER_LIMIT_RECIPIENTS_PER_DAY, "unit_recipients_per_day" },
  { "limit.connections", PM_PROVIDER_LIMIT_CONNECTIONS, "unit_connections" },
};

static const PmProvider *
find_provider (const char *server, const char *address)
{
  const PmProvider *provider = server != NULL ? pm_providers_find_by_server (server) : NULL;
  const char *at = address != NULL ? strrchr (address, '@') : NULL;

  return provider == NULL && at != NULL ? pm_providers_find_by_domain (at + 1) : provider;
}

/* The name as its customers know it, and in letters where that is another: a finding has no language. */
static char *
name_provider (const PmProvider *provider)
{
  const char *en = pm_provider_get_name (provider, "en");
  const char *ja = pm_provider_get_name (provider, "ja");

  return g_str_equal (en, ja) ? g_strdup (en) : g_strdup_printf ("%s (%s)", ja, en);
}

static void
set_figure (PmFinding *finding, const PmProvider *provider, PmProviderLimit limit, const char *unit)
{
  g_autofree char *name = name_provider (provider);
  const char *date = pm_provider_get_limit_date (provider, limit);
  guint64 least = 0;
  guint64 most = 0;

  pm_provider_get_limit (provider, limit, &least);
  pm_provider_get_limit_most (provider, limit, &most);
  pm_finding_set_argument_string (finding, "provider", name);
  pm_finding_set_argument_uint (finding, "provider_limit", least);
  if (most > least)
    pm_finding_set_argument_uint (finding, "provider_limit_most", most);
  pm_finding_set_argument_string (finding, "provider_source",
                                  pm_provider_get_limit_source (provider, limit));
  pm_finding_set_argument_string (finding, "provider_date", date);
  pm_finding_set_argument_uint (finding, "provider_year", strtoul (date, NULL, 10));
  pm_finding_set_argument_uint (finding, "provider_month",
                                strtoul (date + strlen ("2026-"), NULL, 10));
  pm_finding_set_argument (finding, unit, g_variant_new_boolean (TRUE));
}

/* After the own server took the mail, another one refuses it: by its own limits, unless it is the
 * sender's quota. */
static gboolean
is_own_limit (PmFinding *finding)
{
  return pm_finding_get_stage (finding) != PM_STAGE_DELIVERY
         || g_str_equal (pm_finding_get_cause (finding), "limit.daily-quota");
}

static void
describe_published (PmFinding *finding, const PmProvider *provider)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (g_str_equal (figures[i].cause, pm_finding_get_cause (finding))
        && pm_provider_is_limit_published (provider, figures[i].limit))
      {
        set_figure (finding, provider, figures[i].limit, figures[i].unit);
        return;
      }
}

void
pm_limits_describe (PmFinding *finding, const char *server, const char *address)
{
  const PmProvider *provider = find_provider (server, address);
  guint64 limit = pm_finding_get_argument_uint (finding, "limit");

  if (provider != NULL && is_own_limit (finding))
    describe_published (finding, provider);
  if (limit == 0)
    limit = pm_finding_get_argument_uint (finding, "provider_limit");
  if (g_str_equal (pm_finding_get_cause (finding), "limit.message-size"))
    pm_limits_set_attachments (finding, limit);
}

void
pm_limits_set_attachments (PmFinding *finding, guint64 limit)
{
  guint64 files = pm_size_of_files (limit);

  if (files > 0)
    pm_finding_set_argument_uint (finding, "attachments", files);
}
