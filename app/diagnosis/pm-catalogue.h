/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-finding.h"

G_BEGIN_DECLS

/* PmCatalogue: every text about causes, and the fixed sentences of stages and reports, in every
 * language at once, whatever the locale. Read once out of the program's resources. Languages are
 * "en" and "ja"; another one gives English.
 *
 * A text may hold {placeholders}; each is filled from the arguments. A sentence one of whose
 * placeholders has no argument is left out. */
typedef struct _PmCatalogue PmCatalogue;

PmCatalogue *pm_catalogue_get_default (void); /* (transfer none), never NULL */

/* Ids in the order of the files, NULL-terminated. (transfer none) */
const char *const *pm_catalogue_list_causes (PmCatalogue *self);
gboolean pm_catalogue_has_cause (PmCatalogue *self, const char *cause);

/* Who can act: "settings", "network", "server", "account", "recipient"... as in the contract. Static. */
const char *pm_catalogue_get_side (PmCatalogue *self, const char *cause);

/* Texts of a cause with the arguments of @finding filled in. (transfer full) */
char *pm_catalogue_get_title (PmCatalogue *self, PmFinding *finding, const char *language);
char *pm_catalogue_get_meaning (PmCatalogue *self, PmFinding *finding, const char *language);
char **pm_catalogue_get_evidence (PmCatalogue *self, PmFinding *finding, const char *language);
char **pm_catalogue_get_fixes (PmCatalogue *self, PmFinding *finding, const char *language);

/* Which settings of a mail program the fixes of that finding speak of: ids such as "server" "port"
 * "security" "auth" "user" "password" "sender". (transfer container) of static ids, NULL-terminated. */
const char **pm_catalogue_get_settings (PmCatalogue *self, PmFinding *finding);

/* The mail programs and devices whose ways to a setting are known: ids, NULL-terminated (transfer none);
 * the name as its maker writes it, in that language, and the way, "Menu > Account Settings > ...", or
 * NULL where that program has no such setting. (transfer full) */
const char *const *pm_catalogue_list_programs (PmCatalogue *self);
char *pm_catalogue_get_program_name (PmCatalogue *self, const char *program, const char *language);
char *pm_catalogue_get_program_path (PmCatalogue *self,
                                     const char *program,
                                     const char *setting,
                                     const char *language);

/* One sentence with the title and how sure we are, in one of three fixed phrases. (transfer full) */
char *pm_catalogue_get_sentence (PmCatalogue *self, PmFinding *finding, const char *language);

/* A fixed text of data/texts by its id, such as "stage.tls.title", "reason.no-password",
 * "report.what-to-do". @arguments (a{sv}) may be NULL. (transfer full); the id itself, with a
 * warning, where there is none. */
char *pm_catalogue_get_text (PmCatalogue *self,
                             const char *id,
                             const char *language,
                             GVariant *arguments);
gboolean pm_catalogue_has_text (PmCatalogue *self, const char *id);

G_END_DECLS
