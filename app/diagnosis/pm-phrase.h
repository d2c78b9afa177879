/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PM_LANGUAGE_EN,
  PM_LANGUAGE_JA,
} PmLanguage;

#define PM_N_LANGUAGES (PM_LANGUAGE_JA + 1)

/* "en", "ja"; FALSE for any other. */
gboolean pm_language_from_id (const char *id, PmLanguage *language);

/* PmPhrase: one sentence of the catalogue in every language, with its {placeholders} and with the
 * arguments on which it depends. */
typedef struct _PmPhrase PmPhrase;

/* @when, @unless: names of arguments, separated by spaces, or NULL. */
PmPhrase *pm_phrase_new (const char *when, const char *unless);
void pm_phrase_free (PmPhrase *self);

/* White space is made single. */
void pm_phrase_set_text (PmPhrase *self, PmLanguage language, const char *text);

/* The sentence with its placeholders filled from @arguments (a{sv} or NULL), in English where there is
 * no other. NULL where it does not apply or a placeholder has no argument. (transfer full)
 *
 *   {name}           a string, a number; several strings become a list
 *   {name:list}      the same, said in plain words
 *   {name:size}      octets: "20 MB"
 *   {name:date}      the day of an ISO 8601 time
 *   {name:duration}  seconds: "5 minutes"
 *   {name:security}  "tls", "starttls" as mail programs call them */
char *pm_phrase_fill (const PmPhrase *self, PmLanguage language, GVariant *arguments);

G_END_DECLS
