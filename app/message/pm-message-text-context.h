/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the wrapping of a reply tells: to which command it came, from which host, about whom. */
typedef struct
{
  char verb[16];       /* "": not known */
  char host[256];      /* "": not known */
  char recipient[321]; /* "": not known; RFC 5321 section 4.5.3.1 */
  char status[12];     /* enhanced code of a log ("dsn=5.1.1"), or "" */
  const char *action;  /* RFC 3464 section 2.3.3; static, or NULL */
  gboolean connected;  /* the dialogue begins; the server has yet to greet */
  gboolean greeting;   /* said in place of a greeting */
  gboolean delivery;   /* said by another server to the own one */
  const char
      *words; /* where the words begin of a refusal that may be without code, in the text read;
                          or NULL */
} PmMessageContext;

/* Adds to @self what stands between @start and @end; what is nearer to the end counts. */
void pm_message_context_read (PmMessageContext *self, const char *start, const char *end);

/* The address at @text, with or without angle brackets; "" where there is none. */
void pm_message_context_read_address (const char *text, char *address, gsize size);

/* The same for a command of the dialogue. FALSE where @text begins with none. */
gboolean pm_message_context_read_command (PmMessageContext *self, const char *text);

G_END_DECLS
