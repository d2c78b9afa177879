/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-phrase.h"

G_BEGIN_DECLS

typedef enum
{
  PM_PART_TITLE,
  PM_PART_MEANING,
  PM_PART_BECAUSE,
  PM_PART_FIX,
} PmPart;

#define PM_N_PARTS (PM_PART_FIX + 1)

/* One <cause>; each part is a list of PmPhrase. */
typedef struct
{
  char *id;
  char *side;
  GPtrArray *parts[PM_N_PARTS];
} PmCauseTexts;

void pm_cause_texts_free (PmCauseTexts *self);

/* Reads one file of data/causes or data/texts, as it comes out of the build with every language in it.
 * A translated element stands behind its English one and says so by xml:lang.
 * @causes takes PmCauseTexts, @texts GPtrArray of PmPhrase by id: alternatives in their order. */
gboolean
pm_catalogue_file_read (GBytes *file, GPtrArray *causes, GHashTable *texts, GError **error);

G_END_DECLS
