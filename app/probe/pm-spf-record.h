/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an evaluation comes to (RFC 7208 section 2.6). */
typedef enum
{
  PM_SPF_NONE,
  PM_SPF_NEUTRAL,
  PM_SPF_PASS,
  PM_SPF_FAIL,
  PM_SPF_SOFTFAIL,
  PM_SPF_TEMPERROR,
  PM_SPF_PERMERROR,
} PmSpfResult;

/* "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror". Static. */
const char *pm_spf_result_get_id (PmSpfResult result);

typedef enum
{
  PM_SPF_ALL,
  PM_SPF_INCLUDE,
  PM_SPF_A,
  PM_SPF_MX,
  PM_SPF_PTR,
  PM_SPF_IP4,
  PM_SPF_IP6,
  PM_SPF_EXISTS,
} PmSpfMechanism;

/* A directive: who is meant, and what he gets. */
typedef struct
{
  PmSpfMechanism mechanism;
  PmSpfResult result;    /* PASS, FAIL, SOFTFAIL or NEUTRAL */
  char *text;            /* as it is written */
  char *domain;          /* a domain-spec, or NULL: the domain of the record */
  GInetAddress *network; /* ip4, ip6 */
  guint prefix_ipv4, prefix_ipv6;
} PmSpfTerm;

/* PmSpfRecord: one record, read; the strict grammar of RFC 7208 section 12. */
typedef struct
{
  GPtrArray *terms;    /* of PmSpfTerm */
  char *redirect;      /* a domain-spec, or NULL; NULL too where there is an "all" (section 6.1) */
  char *redirect_text; /* as it is written */
} PmSpfRecord;

/* Whether @text is an SPF record at all, right or wrong: "v=spf1" stands at its beginning as a word
 * (section 4.5). */
gboolean pm_spf_record_is_one (const char *text, gsize length);

/* NULL: a syntax error; then @bad_term is the first term that is wrong, fit to be shown. */
PmSpfRecord *pm_spf_record_new (const char *text, gsize length, char **bad_term);
void pm_spf_record_free (PmSpfRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSpfRecord, pm_spf_record_free)

G_END_DECLS
