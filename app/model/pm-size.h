/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How large a file becomes on its way through the mail, all in octets. A megabyte is 1,048,576, as mail
 * providers count. */
#define PM_SIZE_MEGABYTE ((guint64) 1024 * 1024)

/* A file in base64, in lines of 76 characters with CR LF (RFC 2045 section 6.8): about 1.37 times. */
guint64 pm_size_encoded (guint64 octets);
/* The other way: the largest file whose base64 takes no more than @encoded. */
guint64 pm_size_decoded (guint64 encoded);

/* One attachment: the file in base64, and the headers of its part with the file's @name. */
guint64 pm_size_of_part (guint64 octets, const char *name);

/* What the files of a mail may have together so that the whole mail stays within @limit, in full tenths
 * of a megabyte, rounded down; less than a tenth is not rounded. 0: nothing fits. */
guint64 pm_size_of_files (guint64 limit);

G_END_DECLS
