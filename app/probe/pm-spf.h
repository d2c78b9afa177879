/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-resolver.h"
#include "pm-spf-record.h"

G_BEGIN_DECLS

/* What makes a record unusable. PM_SPF_FAULT_NOT_ANSWERED and _TOO_LONG leave the matter open
 * (temperror); the others are for who keeps the record to mend (permerror). */
typedef enum
{
  PM_SPF_FAULT_NONE,
  PM_SPF_FAULT_NOT_ANSWERED,    /* the name servers could not say */
  PM_SPF_FAULT_TOO_LONG,        /* it took longer than the limit */
  PM_SPF_FAULT_SYNTAX,          /* @term can not be read */
  PM_SPF_FAULT_SEVERAL_RECORDS, /* RFC 7208 section 4.5 */
  PM_SPF_FAULT_NO_RECORD,       /* what @term leads to has no SPF record */
  PM_SPF_FAULT_LOOP,            /* @term leads back to a record that it came from */
  PM_SPF_FAULT_TOO_MANY_TERMS,  /* more than 10 terms that look something up (section 4.6.4) */
  PM_SPF_FAULT_TOO_MANY_VOIDS,  /* more than 2 look-ups that found nothing */
  PM_SPF_FAULT_TOO_MANY_HOSTS,  /* an "mx" with more than 10 hosts */
} PmSpfFault;

/* "none", "not-answered", "too-long", "syntax", "several-records", "no-record", "loop",
 * "too-many-terms", "too-many-voids", "too-many-hosts". Static. */
const char *pm_spf_fault_get_id (PmSpfFault fault);

typedef struct
{
  PmSpfResult result; /* of check_host() (RFC 7208 section 4) */
  PmSpfFault fault;   /* the first that was met; with @whole maybe behind what decided */
  char *term;   /* as written: which decided, or, where there is a fault, which has it; or NULL */
  char *domain; /* in whose record that term stands, or NULL */
  char
      *record; /* of the domain itself: the first SPF record, bytes made fit to be shown; or NULL */
  guint n_records;    /* so many SPF records has the domain itself */
  guint n_terms;      /* that looked something up */
  GPtrArray *names;   /* of char *: the domains whose records are taken in (include, redirect) */
  PmDnsStatus status; /* of the first look-up */
} PmSpfVerdict;

void pm_spf_verdict_free (PmSpfVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSpfVerdict, pm_spf_verdict_free)

typedef struct
{
  GInetAddress *address; /* who sends */
  const char *domain;    /* of the envelope sender, in ASCII */
  const char *sender;    /* the envelope sender */
  const char *helo;      /* may be NULL */
  gboolean whole;        /* goes on behind the term that decided, for faults in what follows */
  guint limit_ms;        /* for all of it */
} PmSpfQuestion;

/* check_host() of RFC 7208, one look-up after another. It ends by itself whatever the records say; what
 * the servers fail to say is a result, and the error is for G_IO_ERROR_CANCELLED. */
void pm_spf_check_async (PmResolver *resolver,
                         const PmSpfQuestion *question,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
PmSpfVerdict *pm_spf_check_finish (GAsyncResult *result, GError **error);

G_END_DECLS
