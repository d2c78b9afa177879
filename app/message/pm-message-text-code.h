/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reply codes among the other numbers of a text. */

/* A line end within a string that a program printed. */
#define PM_MESSAGE_BREAK '\x1e'

typedef enum
{
  PM_MESSAGE_CODE_FIRST,  /* at the beginning of a line */
  PM_MESSAGE_CODE_OPENED, /* behind a colon, a quotation mark, a bracket, or a word such as "code" */
  PM_MESSAGE_CODE_INSIDE, /* among words, known by the enhanced code behind it */
} PmMessageCodePlace;

typedef struct
{
  const char *start; /* of the codes, with the sign in front of them */
  const char *end;   /* behind the codes and what divides them from the words */
  guint code;        /* 0: an enhanced code alone */
  char enhanced[12]; /* "": none */
  char quote;        /* the quotation mark that the reply stands in, or '\0' */
  gboolean label;    /* a number without words behind it */
  PmMessageCodePlace place;
} PmMessageCode;

/* Whether a reply of any kind begins at @text: three digits, and a space, a hyphen or the end. */
gboolean pm_message_code_is_reply (const char *text);

/* The first code in the part of @text from @at on. @text: one line or more, in ASCII as far as it matters. */
gboolean pm_message_code_find (const char *text, const char *at, PmMessageCode *code);

G_END_DECLS
