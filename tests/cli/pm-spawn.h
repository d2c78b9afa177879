/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One run of a program to its end. */
typedef struct
{
  int status; /* exit status, or -1 where a signal ended it */
  char *out;
  char *err;
} PmSpawned;

void pm_spawned_clear (PmSpawned *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmSpawned, pm_spawned_clear)

/* @args: separated by single spaces. @input: for its standard input; may be NULL. */
void pm_spawn (PmSpawned *self, const char *program, const char *args, const char *input);

/* Starts it and comes back at once; what it says goes nowhere. */
GSubprocess *pm_spawn_start (const char *program, const char *args);
/* Waits for its end. */
void pm_spawn_wait (GSubprocess *process);

G_END_DECLS
