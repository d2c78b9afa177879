/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* PmHowMailTravels: a window beside the wizard: a picture of the way of a mail, and plain answers to
 * what is often believed of it. */
#define PM_TYPE_HOW_MAIL_TRAVELS (pm_how_mail_travels_get_type ())
G_DECLARE_FINAL_TYPE (PmHowMailTravels, pm_how_mail_travels, PM, HOW_MAIL_TRAVELS, AdwWindow)

GtkWindow *pm_how_mail_travels_new (GtkWindow *parent);

G_END_DECLS
