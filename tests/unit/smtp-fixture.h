/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-smtp-client.h"

G_BEGIN_DECLS

/* For the tests of the SMTP client: a server on loopback that follows a script, in the same main
 * context, and a client that is connected to it. */
#define SMTP_HOST       "mail.example.com"
#define SMTP_PATIENT_MS 10000

/* What the server does next: waits for exactly the bytes of @wait (NULL: for none, SMTP_ANY_LINE:
 * for a line), then says @say (NULL: nothing). A step of two NULLs is the last. */
typedef struct
{
  const char *wait;
  const char *say;
} SmtpStep;

#define SMTP_ANY_LINE "*"

/* To be put in the place of @say. */
extern const char smtp_hang_up[];
extern const char smtp_start_tls[];
extern const char smtp_drip[]; /* a byte now and then, for ever */

typedef struct
{
  const SmtpStep *script;
  GIOStream *stream;
  GString *received; /* since the last step */
  GBytes *saying;
  guint8 buffer[4096];
  gboolean is_ended;
} SmtpServer;

typedef struct
{
  SmtpServer server;
  GString *transcript; /* lines that begin with "< ", "> " or "# " */
  PmScrubber *scrubber;
  PmSmtpClient *client;
} SmtpFixture;

/* Once, before and after all: the root that is trusted, and the server's certificate. */
void smtp_fixture_make_trust (void);
void smtp_fixture_forget_trust (void);

void smtp_fixture_start (SmtpFixture *fixture, const SmtpStep *script, guint timeout_ms);

/* Fails the test if anything of the client outlives it. */
void smtp_fixture_end (SmtpFixture *fixture);

/* What was written since this was asked last. */
void smtp_fixture_assert_transcript (SmtpFixture *fixture, const char *expected);

PmReply *smtp_fixture_greet (SmtpFixture *fixture, GError **error);
PmReply *smtp_fixture_hello (SmtpFixture *fixture, GError **error);
void smtp_fixture_assert_hello (SmtpFixture *fixture, const char *expected);
PmStarttls *smtp_fixture_starttls (SmtpFixture *fixture);

/* "CODE TEXT"; frees @reply. */
char *smtp_fixture_take_reply (PmReply *reply, const GError *error);

G_END_DECLS
