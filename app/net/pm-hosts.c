/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-hosts.h"

#include <string.h>

#define MAX_ADDRESSES 32

/* Some block lists are kept there: what is no line of the name is passed over without being split. */
static const char *
find_name (const char *at, const char *end, const char *name)
{
  gsize length = strlen (name);

  for (; (gsize) (end - at) >= length; at++)
    if (g_ascii_tolower (*at) == g_ascii_tolower (*name)
        && g_ascii_strncasecmp (at, name, length) == 0)
      return at;
  return NULL;
}

static gboolean
line_names (char **words, const char *name)
{
  for (guint i = 1; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], name) == 0)
      return TRUE;
  return FALSE;
}

static void
take_line (const char *line, gsize length, const char *name, GPtrArray *addresses)
{
  const char *comment = memchr (line, '#', length);
  g_autofree char *text = g_strndup (line, comment != NULL ? (gsize) (comment - line) : length);
  g_auto (GStrv) words = NULL;

  g_strdelimit (text, "\t\r", ' ');
  words = g_strsplit (g_strstrip (text), " ", -1);
  if (words[0] != NULL && g_hostname_is_ip_address (words[0]) && line_names (words, name))
    g_ptr_array_add (addresses, g_strdup (words[0]));
}

GPtrArray *
pm_hosts_find (const char *text, gsize length, const char *name)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  const char *end = text + length;
  const char *start = text;
  const char *hit;

  while (addresses->len < MAX_ADDRESSES && (hit = find_name (start, end, name)) != NULL)
    {
      const char *line = hit;
      const char *line_end = memchr (hit, '\n', (gsize) (end - hit));

      while (line > text && line[-1] != '\n')
        line--;
      if (line_end == NULL)
        line_end = end;
      take_line (line, (gsize) (line_end - line), name, addresses);
      start = line_end;
    }
  return addresses;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, NULL);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, pm_hosts_find (text, length, g_task_get_task_data (task)),
                           (GDestroyNotify) g_ptr_array_unref);
}

void
pm_hosts_find_async (const char *path,
                     const char *name,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_task_set_source_tag (task, pm_hosts_find_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  g_file_load_contents_async (file, cancellable, loaded_cb, task);
}

GPtrArray *
pm_hosts_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
