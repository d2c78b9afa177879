/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-provider-private.h"

#include <string.h>

typedef struct
{
  gboolean known;
  gboolean published;
  guint64 value;
  guint64 most;
  const char *source;
  const char *date;
} Limit;

/* Every string is interned: the table lives as long as the program. */
struct _PmProvider
{
  const char *id;
  const char *name_en;
  const char *name_ja;
  const char **words;
  const char **domains;
  const char **server_domains;
  GArray *servers; /* of PmProviderServer */
  const char *user_form;
  const char **sign_in;
  const char *app_password_page;
  const char **habits;
  Limit limits[PM_PROVIDER_N_LIMITS];
};

static const char *const limit_names[PM_PROVIDER_N_LIMITS] = {
  [PM_PROVIDER_LIMIT_MESSAGE_SIZE] = "message-size",
  [PM_PROVIDER_LIMIT_RECIPIENTS_PER_MESSAGE] = "recipients-per-message",
  [PM_PROVIDER_LIMIT_MESSAGES_PER_MINUTE] = "messages-per-minute",
  [PM_PROVIDER_LIMIT_MESSAGES_PER_HOUR] = "messages-per-hour",
  [PM_PROVIDER_LIMIT_MESSAGES_PER_DAY] = "messages-per-day",
  [PM_PROVIDER_LIMIT_RECIPIENTS_PER_DAY] = "recipients-per-day",
  [PM_PROVIDER_LIMIT_CONNECTIONS] = "connections",
};

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_object_member (object, name)
                                               : NULL;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  if (object == NULL || !json_object_has_member (object, name))
    return NULL;
  return g_intern_string (json_object_get_string_member (object, name));
}

static const char *
require_string (JsonObject *object, const char *name)
{
  const char *string = get_string (object, name);

  if (string == NULL)
    g_error ("a provider without %s", name);
  return string;
}

static void
add_strings (GPtrArray *strings, JsonObject *object, const char *name)
{
  JsonArray *array = object != NULL && json_object_has_member (object, name)
                         ? json_object_get_array_member (object, name)
                         : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (strings, (char *) g_intern_string (json_array_get_string_element (array, i)));
}

static const char **
finish_strings (GPtrArray *strings)
{
  g_ptr_array_add (strings, NULL);
  return (const char **) g_ptr_array_free (strings, FALSE);
}

static const char **
read_strings (JsonObject *object, const char *name)
{
  GPtrArray *strings = g_ptr_array_new ();

  add_strings (strings, object, name);
  return finish_strings (strings);
}

static const char **
read_words (PmProvider *self, JsonObject *object)
{
  GPtrArray *words = g_ptr_array_new ();

  g_ptr_array_add (words, (char *) self->id);
  g_ptr_array_add (words, (char *) self->name_en);
  g_ptr_array_add (words, (char *) self->name_ja);
  add_strings (words, object, "aliases");
  add_strings (words, object, "domains");
  return finish_strings (words);
}

static void
read_servers (PmProvider *self, JsonObject *object)
{
  JsonArray *array = json_object_has_member (object, "servers")
                         ? json_object_get_array_member (object, "servers")
                         : NULL;

  self->servers = g_array_new (FALSE, FALSE, sizeof (PmProviderServer));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *entry = json_array_get_object_element (array, i);
      PmProviderServer server = {
        .server = require_string (entry, "host"),
        .port = json_object_get_int_member (entry, "port"),
        .security = get_string (entry, "security"),
      };

      if (server.port == 0 || server.port > G_MAXUINT16)
        g_error ("%s has no port", server.server);
      g_array_append_val (self->servers, server);
    }
}

static const char **
read_habits (JsonObject *object)
{
  GPtrArray *habits = g_ptr_array_new ();
  JsonArray *array = json_object_has_member (object, "habits")
                         ? json_object_get_array_member (object, "habits")
                         : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (habits,
                     (char *) require_string (json_array_get_object_element (array, i), "habit"));
  return finish_strings (habits);
}

/* Sources that contradict each other make no fact. */
static Limit
read_limit (JsonObject *object)
{
  Limit limit = { 0 };

  if (object == NULL || json_object_has_member (object, "conflict"))
    return limit;

  limit.known = TRUE;
  limit.published = !json_object_has_member (object, "confidence");
  limit.value = json_object_get_int_member (object, "value");
  limit.most = json_object_get_int_member_with_default (object, "most", limit.value);
  limit.source = require_string (object, "source");
  limit.date = get_string (object, "checked_on");
  if (limit.value == 0 || limit.most < limit.value
      || (limit.published && (limit.date == NULL || strlen (limit.date) != strlen ("2026-11"))))
    g_error ("the limit of %s is not complete", limit.source);
  return limit;
}

static void
read_limits (PmProvider *self, JsonObject *limits)
{
  for (guint i = 0; limits != NULL && i < G_N_ELEMENTS (limit_names); i++)
    self->limits[i] = read_limit (get_object (limits, limit_names[i]));
}

PmProvider *
pm_provider_new (JsonObject *object)
{
  PmProvider *self = g_new0 (PmProvider, 1);
  JsonObject *names = get_object (object, "name");

  self->id = require_string (object, "id");
  self->name_en = require_string (names, "en");
  self->name_ja = require_string (names, "ja");
  self->words = read_words (self, object);
  self->domains = read_strings (object, "domains");
  self->server_domains = read_strings (object, "server_domains");
  read_servers (self, object);
  self->user_form = get_string (get_object (object, "user"), "form");
  self->sign_in = read_strings (get_object (object, "sign_in"), "methods");
  self->app_password_page = get_string (get_object (object, "app_password"), "page");
  self->habits = read_habits (object);
  read_limits (self, get_object (object, "limits"));
  return self;
}

const char *
pm_provider_get_id (const PmProvider *self)
{
  return self->id;
}

const char *
pm_provider_get_name (const PmProvider *self, const char *language)
{
  return g_strcmp0 (language, "ja") == 0 ? self->name_ja : self->name_en;
}

const char *const *
pm_provider_get_words (const PmProvider *self)
{
  return self->words;
}

const char *const *
pm_provider_get_domains (const PmProvider *self)
{
  return self->domains;
}

const char *const *
pm_provider_get_server_domains (const PmProvider *self)
{
  return self->server_domains;
}

const PmProviderServer *
pm_provider_get_servers (const PmProvider *self, gsize *n)
{
  *n = self->servers->len;
  return (const PmProviderServer *) (gpointer) self->servers->data;
}

const char *
pm_provider_get_user_form (const PmProvider *self)
{
  return self->user_form;
}

const char *const *
pm_provider_get_sign_in (const PmProvider *self)
{
  return self->sign_in;
}

const char *
pm_provider_get_app_password_page (const PmProvider *self)
{
  return self->app_password_page;
}

const char *const *
pm_provider_get_habits (const PmProvider *self)
{
  return self->habits;
}

gboolean
pm_provider_get_limit (const PmProvider *self, PmProviderLimit limit, guint64 *value)
{
  if (self->limits[limit].known)
    *value = self->limits[limit].value;
  return self->limits[limit].known;
}

gboolean
pm_provider_get_limit_most (const PmProvider *self, PmProviderLimit limit, guint64 *most)
{
  if (self->limits[limit].known)
    *most = self->limits[limit].most;
  return self->limits[limit].known;
}

gboolean
pm_provider_is_limit_published (const PmProvider *self, PmProviderLimit limit)
{
  return self->limits[limit].published;
}

const char *
pm_provider_get_limit_source (const PmProvider *self, PmProviderLimit limit)
{
  return self->limits[limit].source;
}

const char *
pm_provider_get_limit_date (const PmProvider *self, PmProviderLimit limit)
{
  return self->limits[limit].date;
}
