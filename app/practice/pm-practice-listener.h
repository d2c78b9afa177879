/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-practice-session.h"

G_BEGIN_DECLS

/* One port of the script on the loopback, with the connections made to it. */
typedef struct _PmPracticeListener PmPracticeListener;

/* @port, @shared: must outlive it. */
PmPracticeListener *pm_practice_listener_new (const PmPracticePort *port,
                                              const PmPracticeShared *shared,
                                              GError **error);
void pm_practice_listener_free (PmPracticeListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeListener, pm_practice_listener_free)

/* The port that the system chose. */
guint16 pm_practice_listener_get_port (PmPracticeListener *self);

/* A socket bound to @port of the loopback (0: the system chooses); its port in @bound. */
GSocket *pm_practice_bind (GSocketType type, guint16 port, guint16 *bound, GError **error);

G_END_DECLS
