/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-hooks.h"

G_BEGIN_DECLS

/* PmWindow: holds the state and shows a wizard over it. Actions: win.practice, win.leave-practice,
 * win.start-over, win.how-mail-travels, win.shortcuts, win.toast (string). */
#define PM_TYPE_WINDOW (pm_window_get_type ())
G_DECLARE_FINAL_TYPE (PmWindow, pm_window, PM, WINDOW, AdwApplicationWindow)

/* @hooks must outlive the window. */
PmWindow *pm_window_new (GtkApplication *application, const PmHooks *hooks);

/* Builds everything anew in the language of now; what was typed stays. */
void pm_window_rebuild (PmWindow *self);
void pm_window_start_practice (PmWindow *self);
/* Out of practice mode, if need be: reads the file, and shows what it says of the cause. */
void pm_window_explain (PmWindow *self, GFile *file);

G_END_DECLS
