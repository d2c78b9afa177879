/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-practice-script.h"

G_BEGIN_DECLS

/* The DNS server of a practice, UDP and TCP on one port of the loopback. */
typedef struct _PmPracticeDns PmPracticeDns;

/* @script: must outlive it. */
PmPracticeDns *pm_practice_dns_new (const PmPracticeScript *script, GError **error);
void pm_practice_dns_free (PmPracticeDns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeDns, pm_practice_dns_free)

guint16 pm_practice_dns_get_port (PmPracticeDns *self);

G_END_DECLS
