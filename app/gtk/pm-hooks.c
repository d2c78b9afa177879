/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-hooks.h"

static const struct
{
  const char *option;
  gsize offset;
  gboolean (*set) (PmCheckup *checkup, const char *value, GError **error);
} hooks[] = {
  { "dns", G_STRUCT_OFFSET (PmHooks, dns_server), pm_checkup_set_dns_server },
  { "ca-file", G_STRUCT_OFFSET (PmHooks, ca_file), pm_checkup_set_ca_file },
  { "port-map", G_STRUCT_OFFSET (PmHooks, port_map), pm_checkup_set_port_map },
  { "now", G_STRUCT_OFFSET (PmHooks, now), pm_checkup_set_now },
};

const GOptionEntry pm_hooks_options[] = {
  { "dns", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, "For tests: ask this name server",
    "HOST[:PORT]" },
  { "ca-file", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL,
    "For tests: trust this root certificate too", "FILE" },
  { "port-map", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL,
    "For tests: dial other ports than those meant", "PORT:PORT,…" },
  { "now", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL,
    "For tests: check certificates at this time", "TIME" },
  { NULL },
};

static char **
hook_field (const PmHooks *self, gsize i)
{
  return (char **) G_STRUCT_MEMBER_P (self, hooks[i].offset);
}

gboolean
pm_hooks_read (PmHooks *self, GVariantDict *options, GError **error)
{
  g_autoptr (PmAccount) account = pm_account_new ();
  g_autoptr (PmCheckup) trial = pm_checkup_new (account);

  for (gsize i = 0; i < G_N_ELEMENTS (hooks); i++)
    g_variant_dict_lookup (options, hooks[i].option, "s", hook_field (self, i));

  return pm_hooks_apply (self, trial, error);
}

void
pm_hooks_clear (PmHooks *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hooks); i++)
    g_clear_pointer (hook_field (self, i), g_free);
}

gboolean
pm_hooks_apply (const PmHooks *self, PmCheckup *checkup, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hooks); i++)
    {
      const char *value = *hook_field (self, i);

      if (value != NULL && !hooks[i].set (checkup, value, error))
        return FALSE;
    }
  return TRUE;
}
