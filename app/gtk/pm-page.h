/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "pm-wizard-state.h"

G_BEGIN_DECLS

/* PmPage: one page of the wizard. What the wizard's buttons say and whether they can be pressed is
 * derived from the properties; what they do is in the virtual functions.
 *
 * Properties: state (PmWizardState, construct-only), title (string, for the header bar), content
 * (GtkWidget, scrolled and kept at a readable width), complete (boolean: forward can be pressed),
 * forward-label and secondary-label (string with mnemonic; NULL or "": no such button), to-read
 * (boolean: the keyboard starts at the text, to scroll it, and not at the first control).
 *
 * Signal: "go-to" (string): the page asks for another one by its id. */
#define PM_TYPE_PAGE (pm_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (PmPage, pm_page, PM, PAGE, AdwBin)

struct _PmPageClass
{
  AdwBinClass parent_class;

  /* The page is on screen now. */
  void (*shown) (PmPage *self);
  /* What was typed belongs into the state, finished or not. */
  void (*save) (PmPage *self);
  /* It goes off screen. */
  void (*left) (PmPage *self);
  /* Forward was pressed. TRUE: go on to the next page. */
  gboolean (*apply) (PmPage *self);
  void (*secondary) (PmPage *self);
};

PmWizardState *pm_page_get_state (PmPage *self); /* (transfer none) */
const char *pm_page_get_title (PmPage *self);
gboolean pm_page_get_complete (PmPage *self);
void pm_page_set_complete (PmPage *self, gboolean complete);
const char *pm_page_get_forward_label (PmPage *self);
void pm_page_set_forward_label (PmPage *self, const char *label);
const char *pm_page_get_secondary_label (PmPage *self);

/* Puts the keyboard where the page begins. */
void pm_page_start_focus (PmPage *self);
void pm_page_shown (PmPage *self);
void pm_page_save (PmPage *self);
void pm_page_left (PmPage *self);
gboolean pm_page_apply (PmPage *self);
void pm_page_secondary (PmPage *self);

/* For pages. */

/* What a screen reader says of the text when it gets the focus; the title unless told. */
void pm_page_set_spoken (PmPage *self, const char *spoken);
void pm_page_go_to (PmPage *self, const char *id);
void pm_page_toast (PmPage *self, const char *text);

G_END_DECLS
