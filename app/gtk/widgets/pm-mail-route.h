/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* PmMailRoute: a picture of the way of a mail, from the computer over both servers to the recipient, and
 * where on it errors arise. Side by side where there is room, one below the other else. */
#define PM_TYPE_MAIL_ROUTE (pm_mail_route_get_type ())
G_DECLARE_FINAL_TYPE (PmMailRoute, pm_mail_route, PM, MAIL_ROUTE, GtkWidget)

G_END_DECLS
