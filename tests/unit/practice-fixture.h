/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-practice.h"

G_BEGIN_DECLS

/* For the tests of the practice: a server that plays a script of the test, and a client that never
 * blocks, for the server lives on the same main context. */

/* Three lines, so that what follows begins at line 4. */
#define HEAD                                                                                        \
  "expect healthy\n"                                                                                \
  "account address=taro@office.example server=smtp.office.example user=taro password=secret-1234\n" \
  "dns smtp.office.example 127.0.0.1\n"

typedef struct
{
  GSocket *socket;
  GString *received;
  gboolean ended;
  gboolean was_reset;
} PracticeClient;

/* Returns: (transfer full): listening. */
PmPractice *practice_start (const char *text);

/* The port that stands for @port of the script. */
guint16 practice_find_port (PmPractice *practice, guint port);

PracticeClient *practice_client_new (PmPractice *practice, guint port);
PracticeClient *practice_client_new_for (guint16 port);
void practice_client_free (PracticeClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeClient, practice_client_free)

/* Lets the server work, then adds what is there to @received. */
void practice_client_receive (PracticeClient *client);

/* Waits until @n replies came, or the end. Returns: (transfer full): all that came. */
char *practice_client_read (PracticeClient *client, guint n);
char *practice_client_send (PracticeClient *client, const char *bytes, gsize length, guint n);
char *practice_client_say (PracticeClient *client, const char *line);
void practice_client_read_to_end (PracticeClient *client);

void practice_assert_begins (const char *text, const char *prefix);

G_END_DECLS
