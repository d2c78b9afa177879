/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* Loaded before the program, so that its translations come from the build and not from what may be
 * installed. */

char *bindtextdomain (const char *domain, const char *folder);

char *
bindtextdomain (const char *domain, const char *folder)
{
  char *(*bind) (const char *, const char *) = dlsym (RTLD_NEXT, "bindtextdomain");
  const char *build = getenv ("POSTMEND_PO");

  if (build != NULL && strcmp (domain, "postmend") == 0)
    folder = build;
  return bind (domain, folder);
}
