/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-script.h"

#include <string.h>

#define DEFAULT_SIZE_LIMIT   "SIZE 20480000"
#define DEFAULT_TIMEOUT_MS   5000
#define DEFAULT_FOREIGN_NAME "server7.hosting.example"

static void
name_free (gpointer data)
{
  PmPracticeName *name = data;

  g_free (name->name);
  g_ptr_array_unref (name->addresses);
  g_ptr_array_unref (name->records);
  g_free (name);
}

static void
offer_free (gpointer data)
{
  PmPracticeOffer *offer = data;

  g_free (offer->text);
  g_free (offer);
}

static void
rule_free (gpointer data)
{
  PmPracticeRule *rule = data;

  g_free (rule->prefix);
  pm_practice_answer_free (rule->answer);
  g_free (rule);
}

static void
port_free (gpointer data)
{
  PmPracticePort *port = data;

  g_free (port->certificate_name);
  g_free (port->certificate_file);
  g_free (port->key_file);
  g_clear_pointer (&port->greeting, pm_practice_answer_free);
  g_ptr_array_unref (port->offers);
  g_ptr_array_unref (port->rules);
  g_free (port);
}

PmPracticeScript *
pm_practice_script_new (void)
{
  PmPracticeScript *script = g_new0 (PmPracticeScript, 1);

  script->timeout_ms = DEFAULT_TIMEOUT_MS;
  script->account = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  script->names = g_ptr_array_new_with_free_func (name_free);
  script->ports = g_ptr_array_new_with_free_func (port_free);
  script->asks = g_ptr_array_new_with_free_func (g_free);
  return script;
}

PmPracticeName *
pm_practice_script_add_name (PmPracticeScript *self, const char *text)
{
  PmPracticeName *name;

  for (guint i = 0; i < self->names->len; i++)
    {
      name = g_ptr_array_index (self->names, i);
      if (g_ascii_strcasecmp (name->name, text) == 0)
        return name;
    }
  name = g_new0 (PmPracticeName, 1);
  name->name = g_strdup (text);
  name->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  name->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_practice_record_free);
  g_ptr_array_add (self->names, name);
  return name;
}

gboolean
pm_practice_script_has_port (const PmPracticeScript *self, guint number)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      const PmPracticePort *port = g_ptr_array_index (self->ports, i);

      if (port->port == number)
        return TRUE;
    }
  return FALSE;
}

PmPracticePort *
pm_practice_script_add_port (PmPracticeScript *self, guint number, PmPracticeKind kind)
{
  PmPracticePort *port = g_new0 (PmPracticePort, 1);

  port->port = number;
  port->kind = kind;
  port->certificate_name = g_strdup (DEFAULT_FOREIGN_NAME);
  port->offers = g_ptr_array_new_with_free_func (offer_free);
  port->rules = g_ptr_array_new_with_free_func (rule_free);
  g_ptr_array_add (self->ports, port);
  return port;
}

const char *
pm_practice_script_get_setting (const PmPracticeScript *self, const char *name)
{
  return g_hash_table_lookup (self->account, name);
}

static const char *
get_setting_or_empty (const PmPracticeScript *self, const char *name)
{
  const char *value = pm_practice_script_get_setting (self, name);

  return value != NULL ? value : "";
}

const char *
pm_practice_script_get_login_user (const PmPracticeScript *self)
{
  if (self->login_user != NULL)
    return self->login_user;
  return get_setting_or_empty (self, "user");
}

const char *
pm_practice_script_get_login_password (const PmPracticeScript *self)
{
  if (self->login_password != NULL)
    return self->login_password;
  return get_setting_or_empty (self, "password");
}

const char *
pm_practice_script_get_domain (const PmPracticeScript *self)
{
  const char *at = strrchr (get_setting_or_empty (self, "address"), '@');

  return at != NULL ? at + 1 : "";
}

const PmPracticeRule *
pm_practice_port_find_rule (const PmPracticePort *self,
                            PmPracticePhase phase,
                            const char *command,
                            GHashTable *spent)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const PmPracticeRule *rule = g_ptr_array_index (self->rules, i);

      if ((rule->phase & phase) != 0 && !g_hash_table_contains (spent, rule)
          && g_ascii_strncasecmp (command, rule->prefix, strlen (rule->prefix)) == 0)
        return rule;
    }
  return NULL;
}

/* The old form "AUTH=PLAIN" is a word of AUTH too. */
static gsize
get_keyword_length (const char *offer)
{
  return strcspn (offer, " =");
}

static gboolean
is_same_keyword (const char *a, const char *b)
{
  gsize length = get_keyword_length (a);

  return length == get_keyword_length (b) && g_ascii_strncasecmp (a, b, length) == 0;
}

static void
drop_offer (GPtrArray *offers, const char *keyword)
{
  for (guint i = offers->len; i > 0; i--)
    {
      if (is_same_keyword (g_ptr_array_index (offers, i - 1), keyword))
        g_ptr_array_remove_index (offers, i - 1);
    }
}

static void
add_usual_offers (GPtrArray *offers, PmPracticeKind kind, PmPracticePhase phase)
{
  g_ptr_array_add (offers, g_strdup ("PIPELINING"));
  g_ptr_array_add (offers, g_strdup (DEFAULT_SIZE_LIMIT));
  if (kind == PM_PRACTICE_KIND_STARTTLS && phase == PM_PRACTICE_BEFORE_TLS)
    g_ptr_array_add (offers, g_strdup ("STARTTLS"));
  else
    g_ptr_array_add (offers, g_strdup ("AUTH PLAIN LOGIN"));
  g_ptr_array_add (offers, g_strdup ("ENHANCEDSTATUSCODES"));
  g_ptr_array_add (offers, g_strdup ("8BITMIME"));
}

/* The script's own lines take the place of the usual one of that keyword; two lines of one keyword
 * are possible where the script has two. */
char **
pm_practice_port_list_offers (const PmPracticePort *self, PmPracticePhase phase)
{
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func (g_free);

  add_usual_offers (offers, self->kind, phase);
  for (guint i = 0; i < self->offers->len; i++)
    {
      const PmPracticeOffer *offer = g_ptr_array_index (self->offers, i);

      if ((offer->phase & phase) != 0)
        drop_offer (offers, offer->text);
    }
  for (guint i = 0; i < self->offers->len; i++)
    {
      const PmPracticeOffer *offer = g_ptr_array_index (self->offers, i);

      if ((offer->phase & phase) != 0 && !offer->withheld)
        g_ptr_array_add (offers, g_strdup (offer->text));
    }
  g_ptr_array_add (offers, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&offers), FALSE);
}

void
pm_practice_script_free (PmPracticeScript *self)
{
  g_free (self->expect);
  g_free (self->login_user);
  g_free (self->login_password);
  g_hash_table_unref (self->account);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->ports);
  g_ptr_array_unref (self->asks);
  g_free (self);
}
