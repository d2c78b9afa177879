/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice.h"

#include <string.h>

#include "pm-practice-certificates.h"
#include "pm-practice-dns.h"
#include "pm-practice-listener.h"
#include "pm-practice-log.h"
#include "pm-practice-resources.h"
#include "pm-practice-script.h"

#define RESOURCE_FOLDER "/io/github/postmend/Postmend/practice/"
#define SUFFIX          ".smtp"

struct _PmPractice
{
  GObject parent_instance;

  PmPracticeScript *script;
  PmPracticeLog *log;
  PmPracticeCertificates *certificates;
  PmPracticeShared shared;
  PmPracticeDns *dns;
  GPtrArray *listeners; /* of PmPracticeListener */
  char *dns_server;
  char *port_map;
};

G_DEFINE_FINAL_TYPE (PmPractice, pm_practice, G_TYPE_OBJECT)

/* The ports that a checkup looks at: each is there in every practice, closed unless told otherwise.
 */
static const guint usual_ports[] = { 25, 465, 587 };

/* The order in which a mail meets them; a family that is not named here stands at the end. */
static const char *const families[] = { "healthy",     "connect.", "tls.",       "auth.",
                                        "sender.",     "relay.",   "recipient.", "limit.",
                                        "reputation.", "policy.",  "server." };

static guint
rank (const char *name)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (families) && !g_str_has_prefix (name, families[i]))
    i++;
  return i;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *) a;
  const char *right = *(const char *const *) b;
  guint left_rank = rank (left);
  guint right_rank = rank (right);

  if (left_rank != right_rank)
    return left_rank < right_rank ? -1 : 1;
  return strcmp (left, right);
}

/* Registered by hand: the linker leaves constructors of a static library out. */
static GResource *
get_scripts (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    {
      pm_practice_register_resource ();
      g_once_init_leave (&registered, 1);
    }
  return pm_practice_get_resource ();
}

static char **
list_scripts (void)
{
  g_auto (GStrv) files = g_resource_enumerate_children (get_scripts (), RESOURCE_FOLDER,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      if (g_str_has_suffix (files[i], SUFFIX))
        g_ptr_array_add (names, g_strndup (files[i], strlen (files[i]) - strlen (SUFFIX)));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

const char *const *
pm_practice_list (void)
{
  static char **names;

  if (g_once_init_enter (&names))
    g_once_init_leave (&names, list_scripts ());
  return (const char *const *) names;
}

PmPractice *
pm_practice_new (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, name, SUFFIX, NULL);
  g_autoptr (GBytes) text = NULL;

  if (g_strv_contains (pm_practice_list (), name))
    text = g_resource_lookup_data (get_scripts (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (text == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no practice “%s”", name);
      return NULL;
    }
  /* GLib puts a NUL behind the data of a resource. */
  return pm_practice_new_from_text (g_bytes_get_data (text, NULL), error);
}

PmPractice *
pm_practice_new_from_text (const char *text, GError **error)
{
  g_autoptr (PmPracticeScript) script = pm_practice_script_parse (text, error);
  PmPractice *self;

  if (script == NULL)
    return NULL;

  self = g_object_new (PM_TYPE_PRACTICE, NULL);
  self->script = g_steal_pointer (&script);
  return self;
}

static gboolean
open_port (PmPractice *self, const PmPracticePort *port, GString *map, GError **error)
{
  PmPracticeListener *listener = pm_practice_listener_new (port, &self->shared, error);

  if (listener == NULL)
    return FALSE;

  g_ptr_array_add (self->listeners, listener);
  g_string_append_printf (map, "%s%u:%u", map->len > 0 ? "," : "", port->port,
                          pm_practice_listener_get_port (listener));
  return TRUE;
}

gboolean
pm_practice_start (PmPractice *self, GError **error)
{
  g_autoptr (GString) map = g_string_new (NULL);

  g_return_val_if_fail (PM_IS_PRACTICE (self), FALSE);
  g_return_val_if_fail (self->dns == NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (usual_ports); i++)
    {
      if (!pm_practice_script_has_port (self->script, usual_ports[i]))
        pm_practice_script_add_port (self->script, usual_ports[i], PM_PRACTICE_KIND_CLOSED);
    }

  self->certificates = pm_practice_certificates_new (
      pm_practice_script_get_setting (self->script, "server"), error);
  if (self->certificates == NULL)
    return FALSE;
  self->shared = (PmPracticeShared){ self->script, self->certificates, self->log };

  self->dns = pm_practice_dns_new (self->script, error);
  if (self->dns == NULL)
    return FALSE;
  for (guint i = 0; i < self->script->ports->len; i++)
    {
      if (!open_port (self, g_ptr_array_index (self->script->ports, i), map, error))
        return FALSE;
    }

  self->dns_server = g_strdup_printf ("127.0.0.1:%u", pm_practice_dns_get_port (self->dns));
  self->port_map = g_strdup (map->str);
  return TRUE;
}

const char *
pm_practice_get_setting (PmPractice *self, const char *name)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return pm_practice_script_get_setting (self->script, name);
}

gboolean
pm_practice_asks (PmPractice *self, const char *what)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), FALSE);
  return g_ptr_array_find_with_equal_func (self->script->asks, what, g_str_equal, NULL);
}

const char *
pm_practice_get_expected (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return self->script->expect;
}

const char *
pm_practice_get_dns_server (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return self->dns_server;
}

const char *
pm_practice_get_port_map (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return self->port_map;
}

const char *
pm_practice_get_ca_pem (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return self->certificates != NULL ? pm_practice_certificates_get_ca_pem (self->certificates)
                                    : NULL;
}

guint
pm_practice_get_timeout_ms (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), 0);
  return self->script->timeout_ms;
}

const char *const *
pm_practice_get_log (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return pm_practice_log_get_lines (self->log);
}

const char *const *
pm_practice_get_clear_log (PmPractice *self)
{
  g_return_val_if_fail (PM_IS_PRACTICE (self), NULL);
  return pm_practice_log_get_clear_lines (self->log);
}

/* The connections first: they use all the rest. */
static void
pm_practice_finalize (GObject *object)
{
  PmPractice *self = PM_PRACTICE (object);

  g_ptr_array_unref (self->listeners);
  g_clear_pointer (&self->dns, pm_practice_dns_free);
  g_clear_pointer (&self->certificates, pm_practice_certificates_free);
  g_clear_pointer (&self->script, pm_practice_script_free);
  pm_practice_log_free (self->log);
  g_free (self->dns_server);
  g_free (self->port_map);
  G_OBJECT_CLASS (pm_practice_parent_class)->finalize (object);
}

static void
pm_practice_class_init (PmPracticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_practice_finalize;
}

static void
pm_practice_init (PmPractice *self)
{
  self->log = pm_practice_log_new ();
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_practice_listener_free);
}
