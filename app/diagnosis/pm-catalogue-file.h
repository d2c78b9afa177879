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

/* What can be set for the outgoing server: ids in the order in which they are named, NULL-terminated.
 * Sets of them are bits in that order. */
extern const char *const pm_catalogue_settings[];

/* One <cause>; each part is a list of PmPhrase. */
typedef struct
{
  char *id;
  char *side;
  GPtrArray *parts[PM_N_PARTS];
  GArray *settings; /* of guint, for each fix: the settings it speaks of */
} PmCauseTexts;

/* One <program>: its name, and by the id of a setting the way to it. */
typedef struct
{
  char *id;
  PmPhrase *name;
  GPtrArray *paths; /* of PmPhrase */
  GArray *settings; /* of guint, for each path: the settings that are found there */
} PmProgramTexts;

/* Where the texts go: PmCauseTexts, PmProgramTexts, and GPtrArray of PmPhrase by id: alternatives in
 * their order. */
typedef struct
{
  GPtrArray *causes;
  GPtrArray *programs;
  GHashTable *texts;
} PmCatalogueTexts;

void pm_catalogue_texts_init (PmCatalogueTexts *self);

/* Reads one file of data/causes, data/programs or data/texts, as it comes out of the build with every
 * language in it. A translated element stands behind its English one and says so by xml:lang. */
gboolean pm_catalogue_file_read (GBytes *file, const PmCatalogueTexts *texts, GError **error);

G_END_DECLS
