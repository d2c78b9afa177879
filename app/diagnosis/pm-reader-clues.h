/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Most patterns fit no more than a few texts, and trying them all takes long. So each tells the words
 * of which a text must hold one; where none is there, the pattern needs no trying. */

/* Which groups of three bytes a text holds. A small table that forgets where, and now and then says
 * yes to one that is not there. */
#define PM_READER_GRAMS 16384
typedef struct
{
  guint64 bits[PM_READER_GRAMS / 64];
} PmReaderGrams;

void pm_reader_grams_fill (PmReaderGrams *self, const char *text);

/* Words of at least three bytes in lower case, one of which stands in each text that @pattern fits;
 * NULL where that can not be told. Letters beyond ASCII are taken as they are. (transfer full) */
char **pm_reader_clues_new (const char *pattern);

/* FALSE: none of @clues is in the text. @clues may be NULL: TRUE. */
gboolean pm_reader_clues_found (const char *const *clues, const PmReaderGrams *grams);

G_END_DECLS
