/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-resource.h"

#include "pm-diagnosis-resources.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "/io/github/postmend/Postmend/"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GBytes *
pm_resource_read (const char *file)
{
  /* By name: of a static library the linker takes only what is referred to. */
  GResource *resource = pm_diagnosis_get_resource ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (PREFIX, file, NULL);
  GBytes *bytes = g_resource_lookup_data (resource, path, 0, &error);

  if (bytes == NULL)
    g_error ("%s", error->message);
  return bytes;
}

GPtrArray *
pm_resource_read_folder (const char *folder)
{
  GResource *resource = pm_diagnosis_get_resource ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (PREFIX, folder, "/", NULL);
  g_auto (GStrv) names = g_resource_enumerate_children (resource, path, 0, &error);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (names == NULL)
    g_error ("%s", error->message);

  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *file = g_strconcat (folder, "/", names[i], NULL);

      g_ptr_array_add (files, pm_resource_read (file));
    }
  return files;
}
