/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One case: what was seen, and what is to be made of it. */
typedef struct
{
  const char *name; /* NULL: the end of a table */
  const char *account;
  const char *evidence; /* as pm_case_build() reads it */
  const char *causes;   /* "id:certainty", in order; "" is none */
  const char *notes;
} PmCase;

extern const PmCase pm_cases_way[];       /* to the server, up to its greeting */
extern const PmCase pm_cases_tls[];       /* encryption and certificates */
extern const PmCase pm_cases_dialogue[];  /* sign-in, sender, recipient, size */
extern const PmCase pm_cases_blocklist[]; /* entries in blocklists */
extern const PmCase pm_cases_domain[];    /* the records of the sender's domain */
extern const PmCase pm_cases_size[];      /* sizes and numbers that the provider has published */

/* Building stones of the evidence. */
#define HOME     "network result available\ndns result found\ndns dns.addresses 192.0.2.25\n"
#define MAIN_587 "main 1:587\n"
#define MAIN_465 "main 1:465\n"
#define MAIN_25  "main 1:25\n"
#define PLAIN(n, port)                                                                             \
  n ":" port " tls tls.mode starttls\n" n ":" port " connect result connected\n" n ":" port        \
    " greeting result ready\n" n ":" port " greeting capabilities STARTTLS,SIZE 20971520\n"
#define INSIDE(n, port)                                                                            \
  n ":" port " tls result secured\n" n ":" port " tls tls.version TLS1.3\n" n ":" port             \
    " tls capabilities AUTH PLAIN LOGIN,SIZE 20971520\n"
#define SUBMISSION(n, port) PLAIN (n, port) INSIDE (n, port)
#define IMPLICIT(n, port)                                                                          \
  n ":" port " tls tls.mode tls\n" n ":" port " connect result connected\n" INSIDE (n, port) n     \
      ":" port " greeting result ready\n"
#define BARE(n, port)                                                                              \
  n ":" port " tls tls.mode starttls\n" n ":" port " connect result connected\n" n ":" port        \
    " greeting result ready\n" n ":" port " greeting capabilities SIZE 20971520\n"
#define SIGNED_IN    "1:587 auth auth.mechanisms PLAIN,LOGIN\n1:587 auth result accepted\n"
#define NO_PASSWORD  "stage auth skip no-password\n"
#define SENDER_OK    "1:587 sender address taro@example.jp\n1:587 sender result accepted\n"
#define RECIPIENT_OK "1:587 recipient address taro@example.jp\n1:587 recipient result accepted\n"
#define LAST_YEAR    "1:587 tls certificate.not-before -120\n1:587 tls certificate.not-after -30\n"
#define SIX(n, port, result)                                                                       \
  n ":" port " connect connect.family ipv6\n" n ":" port " connect result " result "\n"
#define FOUR(n, port, result)                                                                      \
  n ":" port " connect connect.family ipv4\n" n ":" port " connect result " result "\n"
#define FINE SIGNED_IN SENDER_OK RECIPIENT_OK
#define OLD(n, port)                                                                               \
  n ":" port " tls tls.mode old\n" n ":" port " connect result connected\n" n ":" port             \
    " tls tls.version TLS1.0\n" n ":" port " tls result old-protocol\n"
#define READY HOME MAIN_587 SUBMISSION ("1", "587")

G_END_DECLS
