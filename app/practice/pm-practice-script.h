/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pm-practice-answer.h"

G_BEGIN_DECLS

/* A practice script, read. Its form is told in data/practice/README. */

typedef enum
{
  PM_PRACTICE_KIND_CLOSED, /* connections are refused */
  PM_PRACTICE_KIND_SILENT, /* no answer to a connection at all */
  PM_PRACTICE_KIND_MUTE,   /* connected, and not a word */
  PM_PRACTICE_KIND_DROP,   /* connected, and closed at once */
  PM_PRACTICE_KIND_RESET,  /* connected, and reset at once */
  PM_PRACTICE_KIND_OTHER,  /* another protocol: says its banner */
  PM_PRACTICE_KIND_HTTP,   /* waits for a request, and calls it a bad one */
  PM_PRACTICE_KIND_PLAIN,
  PM_PRACTICE_KIND_STARTTLS,
  PM_PRACTICE_KIND_TLS,
} PmPracticeKind;

typedef enum
{
  PM_PRACTICE_CERTIFICATE_GOOD,
  PM_PRACTICE_CERTIFICATE_EXPIRED,
  PM_PRACTICE_CERTIFICATE_NOT_YET_VALID,
  PM_PRACTICE_CERTIFICATE_SELF_SIGNED,
  PM_PRACTICE_CERTIFICATE_UNKNOWN_ISSUER,
  PM_PRACTICE_CERTIFICATE_MISSING_INTERMEDIATE,
  PM_PRACTICE_CERTIFICATE_WRONG_NAME,
  PM_PRACTICE_CERTIFICATE_WEAK,
} PmPracticeCertificate;

#define PM_PRACTICE_N_CERTIFICATES (PM_PRACTICE_CERTIFICATE_WEAK + 1)

typedef enum
{
  PM_PRACTICE_HANDSHAKE_GOOD,
  PM_PRACTICE_HANDSHAKE_OLD,                /* TLS 1.0 and 1.1 only */
  PM_PRACTICE_HANDSHAKE_CLIENT_CERTIFICATE, /* wants one of the client */
  /* From here on there is none. */
  PM_PRACTICE_HANDSHAKE_ALERT,   /* fatal alert internal_error */
  PM_PRACTICE_HANDSHAKE_CLOSE,   /* closed after the ClientHello */
  PM_PRACTICE_HANDSHAKE_SILENCE, /* the ClientHello is never answered */
  PM_PRACTICE_HANDSHAKE_PLAIN,   /* the ClientHello is answered in clear */
} PmPracticeHandshake;

typedef enum
{
  PM_PRACTICE_BEFORE_TLS = 1 << 0,
  PM_PRACTICE_INSIDE_TLS = 1 << 1,
  PM_PRACTICE_ALWAYS = PM_PRACTICE_BEFORE_TLS | PM_PRACTICE_INSIDE_TLS,
} PmPracticePhase;

/* The prefix of a rule for what follows AUTH in a sign-in. */
#define PM_PRACTICE_RESPONSE "response"

/* What is said when a command begins with @prefix (matched without case). */
typedef struct
{
  PmPracticePhase phase;
  gboolean once; /* on each connection */
  char *prefix;
  PmPracticeAnswer *answer;
} PmPracticeRule;

/* An EHLO line that is added, or the keyword of one that is left out. */
typedef struct
{
  PmPracticePhase phase;
  gboolean withheld;
  char *text;
} PmPracticeOffer;

typedef struct
{
  guint port; /* as the user knows it */
  PmPracticeKind kind;
  const char *banner; /* of PM_PRACTICE_KIND_OTHER; static */
  PmPracticeCertificate certificate;
  PmPracticeHandshake handshake;
  char *certificate_name;     /* for PM_PRACTICE_CERTIFICATE_WRONG_NAME */
  char *certificate_file;     /* in place of a certificate made here, or NULL */
  char *key_file;             /* NULL: in the same file */
  PmPracticeAnswer *greeting; /* NULL: the usual one */
  GPtrArray *offers;          /* of PmPracticeOffer */
  GPtrArray *rules;           /* of PmPracticeRule */
  gboolean own_sender_only;
} PmPracticePort;

typedef enum
{
  PM_PRACTICE_DNS_ADDRESS,
  PM_PRACTICE_DNS_NO_ADDRESS,
  PM_PRACTICE_DNS_NXDOMAIN,
  PM_PRACTICE_DNS_SERVFAIL,
  PM_PRACTICE_DNS_REFUSED,
  PM_PRACTICE_DNS_SILENT,
} PmPracticeDnsFate;

/* A record that is no address, or what becomes of the question for one type. */
typedef struct
{
  guint type; /* of the DNS */
  PmPracticeDnsFate fate;
  GByteArray *data; /* NULL: the fate alone */
} PmPracticeRecord;

typedef struct
{
  char *name;
  PmPracticeDnsFate fate;
  GPtrArray *addresses; /* of GInetAddress, all of them loopback */
  GPtrArray *records;   /* of PmPracticeRecord */
} PmPracticeName;

typedef struct
{
  char *expect;
  guint timeout_ms;
  GHashTable *account;  /* char * -> char * */
  char *login_user;     /* who may sign in; NULL: the user of the account */
  char *login_password; /* with what; NULL: the password of the account */
  GPtrArray *names;     /* of PmPracticeName */
  GPtrArray *ports;     /* of PmPracticePort, each port once */
  GPtrArray *asks;      /* of char *: what the user wants looked at besides, "domain" */
} PmPracticeScript;

/* G_IO_ERROR_INVALID_DATA, with the line, where @text is no script. */
PmPracticeScript *pm_practice_script_parse (const char *text, GError **error);
void pm_practice_script_free (PmPracticeScript *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmPracticeScript, pm_practice_script_free)

PmPracticeScript *pm_practice_script_new (void);
/* The name of that text, a new one where there is none. */
PmPracticeName *pm_practice_script_add_name (PmPracticeScript *self, const char *text);
/* @type: "MX", "TXT", "PTR" (and "A", "AAAA" for a fate). @text: "10 mail.example", the text, the name, or a
 * fate. FALSE: it is none of it. */
gboolean pm_practice_name_add_record (PmPracticeName *self, const char *type, const char *text);
gboolean pm_practice_name_knows_type (const char *type);
/* "no-address", "nxdomain"...; FALSE: it is none. */
gboolean pm_practice_fate_from_word (const char *word, PmPracticeDnsFate *fate);
void pm_practice_record_free (PmPracticeRecord *self);
gboolean pm_practice_script_has_port (const PmPracticeScript *self, guint number);
PmPracticePort *
pm_practice_script_add_port (PmPracticeScript *self, guint number, PmPracticeKind kind);

/* NULL where the account line has none of that name. */
const char *pm_practice_script_get_setting (const PmPracticeScript *self, const char *name);
/* Who may sign in and with what; "" where nobody may. */
const char *pm_practice_script_get_login_user (const PmPracticeScript *self);
const char *pm_practice_script_get_login_password (const PmPracticeScript *self);
/* The domain of the account's address, "" where it has none: the server takes mail for it. */
const char *pm_practice_script_get_domain (const PmPracticeScript *self);

/* The first rule for @command in that phase that is not among @spent, or NULL. */
const PmPracticeRule *pm_practice_port_find_rule (const PmPracticePort *self,
                                                  PmPracticePhase phase,
                                                  const char *command,
                                                  GHashTable *spent);

/* What EHLO offers in that phase, NULL-terminated. Returns: (transfer full) */
char **pm_practice_port_list_offers (const PmPracticePort *self, PmPracticePhase phase);

G_END_DECLS
