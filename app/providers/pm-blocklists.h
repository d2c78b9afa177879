/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The table of known blocklists (data/blocklists.json): what each is asked for by DNS (RFC 5782) and
 * what its answers mean. Read once out of the program's resources; a PmBlocklist lives as long as the
 * program. */
typedef struct _PmBlocklist PmBlocklist;

/* So many lists are asked in one run at most. */
#define PM_BLOCKLISTS_MOST 5

typedef enum
{
  PM_BLOCKLIST_IPV4 = 1 << 0,
  PM_BLOCKLIST_IPV6 = 1 << 1,
  PM_BLOCKLIST_DOMAIN = 1 << 2,
} PmBlocklistKind;

/* What one address of an answer says. */
typedef enum
{
  PM_BLOCKLIST_LISTED,
  PM_BLOCKLIST_REFUSED, /* the list did not want to tell: no entry, whatever was asked */
  PM_BLOCKLIST_FOREIGN, /* not of 127.0.0.0/8: no blocklist answers so */
} PmBlocklistVerdict;

/* A list that is no more. All texts are static; @ended: "2024-06" or "2015", NULL: not known. */
typedef struct
{
  const char *zone;
  const char *name;
  const char *ended;
} PmDeadBlocklist;

/* In the order of the file. (transfer none) (element-type PmBlocklist) */
GPtrArray *pm_blocklists_get_all (void);
/* The list that a server's reply names, by its zone or by the page it points to. NULL: none. */
const PmBlocklist *pm_blocklists_find_mention (const char *text);
/* The list of that zone. One that is not in the table is taken for a list of addresses that answers by
 * RFC 5782. NULL with G_IO_ERROR_INVALID_ARGUMENT where no zone can be called so, with
 * G_IO_ERROR_NOT_SUPPORTED where that list is dead. */
const PmBlocklist *pm_blocklists_get (const char *zone, GError **error);
/* NULL: it is not among the dead. */
const PmDeadBlocklist *pm_blocklists_find_dead (const char *zone);

const char *pm_blocklist_get_zone (const PmBlocklist *self);
const char *pm_blocklist_get_name (const PmBlocklist *self); /* "Spamhaus ZEN"; else the zone */
guint pm_blocklist_get_kinds (const PmBlocklist *self);      /* of PmBlocklistKind */
gboolean pm_blocklist_is_default (const PmBlocklist *self);  /* asked where none was named */
/* Where to look an entry up and have it taken off, an https link; NULL: not known. */
const char *pm_blocklist_get_page (const PmBlocklist *self);
/* What is always listed there, and what never is (RFC 5782 section 5), in the form in which it stands
 * before the zone. */
const char *pm_blocklist_get_listed_entry (const PmBlocklist *self, PmBlocklistKind kind);
const char *pm_blocklist_get_clean_entry (const PmBlocklist *self, PmBlocklistKind kind);

/* One address of an answer. @words (of const char *, static): where it says LISTED, what for, is added,
 * if that is known and not there yet ("dynamic" "infected" "spam-source": the meanings of
 * data/blocklists.schema.json); where it says REFUSED, @refusal is set ("public-resolver" "too-many"
 * "no-such-zone" "refused"). */
PmBlocklistVerdict pm_blocklist_read_answer (const PmBlocklist *self,
                                             GInetAddress *answer,
                                             GPtrArray *words,
                                             const char **refusal);

G_END_DECLS
