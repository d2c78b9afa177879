/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-practice-certificates.h"
#include "pm-practice-log.h"
#include "pm-practice-script.h"

G_BEGIN_DECLS

/* What all connections of one practice share; outlives them. */
typedef struct
{
  const PmPracticeScript *script;
  PmPracticeCertificates *certificates;
  PmPracticeLog *log;
} PmPracticeShared;

/* One connection that a client made to a port of the script. */
typedef struct _PmPracticeSession PmPracticeSession;

PmPracticeSession *pm_practice_session_new (GSocket *socket,
                                            const PmPracticePort *port,
                                            const PmPracticeShared *shared);
/* Not from inside one of its own callbacks. */
void pm_practice_session_free (PmPracticeSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeSession, pm_practice_session_free)

gboolean pm_practice_session_is_over (PmPracticeSession *self);

G_END_DECLS
