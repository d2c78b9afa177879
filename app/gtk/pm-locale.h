/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The language of the window, which can be changed while the program runs. A choice is "" (as the
 * system), "en" or "ja". */

/* Once, at the start of main() and before anything is translated. */
void pm_locale_init (void);

/* Texts looked up from now on are in that language; what is on screen must be built anew. */
void pm_locale_set_choice (const char *choice);
const char *pm_locale_get_choice (void);

/* "en" or "ja": what the choice comes to, for the catalogue and the report. */
const char *pm_locale_get (void);

/* Once, after GTK: each label and entry that comes on screen is told its language, as Japanese and
 * Chinese share code points and differ in their shapes. */
void pm_locale_watch_widgets (void);

G_END_DECLS
