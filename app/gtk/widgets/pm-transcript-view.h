/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "pm-evidence.h"

G_BEGIN_DECLS

/* The dialogue with the server as text in @view: a line each, marked by who spoke. */
void pm_transcript_view_fill (GtkTextView *view, PmEvidence *evidence);

G_END_DECLS
