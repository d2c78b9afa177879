/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-size.h"

#include <string.h>

/* RFC 2045 section 6.8: 3 octets become 4 characters, at most 76 of them stand in a line. */
#define GROUP           3
#define GROUP_ENCODED   4
#define LINE            57
#define LINE_CHARACTERS 76
#define LINE_ENCODED    78 /* with CR LF */

/* Content-Type, Content-Disposition and the boundary; the name stands in there twice, and each octet of
 * it may become three (RFC 2231 section 4). */
#define PART_HEADERS 256
#define NAME_ENCODED 6

/* The header of the mail itself, and a short text. */
#define MAIL_HEADERS 4096

guint64
pm_size_encoded (guint64 octets)
{
  guint64 characters = octets / GROUP * GROUP_ENCODED + (octets % GROUP > 0 ? GROUP_ENCODED : 0);
  guint64 lines = characters / LINE_CHARACTERS + (characters % LINE_CHARACTERS > 0 ? 1 : 0);

  return octets < G_MAXUINT64 / 2 ? characters + 2 * lines : G_MAXUINT64;
}

guint64
pm_size_decoded (guint64 encoded)
{
  guint64 rest = encoded % LINE_ENCODED;

  return encoded / LINE_ENCODED * LINE + (rest > 2 ? (rest - 2) / GROUP_ENCODED * GROUP : 0);
}

guint64
pm_size_of_part (guint64 octets, const char *name)
{
  guint64 headers = PART_HEADERS + strlen (name) * NAME_ENCODED;
  guint64 encoded = pm_size_encoded (octets);

  return encoded < G_MAXUINT64 - headers ? encoded + headers : G_MAXUINT64;
}

guint64
pm_size_of_files (guint64 limit)
{
  guint64 files = limit > MAIL_HEADERS ? pm_size_decoded (limit - MAIL_HEADERS) : 0;
  guint64 megabytes = files / PM_SIZE_MEGABYTE;
  guint64 tenths = files % PM_SIZE_MEGABYTE * 10 / PM_SIZE_MEGABYTE;

  if (megabytes == 0 && tenths == 0)
    return files;
  /* Up to the next octet, so that it is shown as that tenth and not as the one below. */
  return megabytes * PM_SIZE_MEGABYTE + (tenths * PM_SIZE_MEGABYTE + 9) / 10;
}
