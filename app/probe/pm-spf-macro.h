/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the macros of an SPF record stand for (RFC 7208 section 7.2). */
typedef struct
{
  GInetAddress *address; /* of who sends: i, v, c */
  const char *sender;    /* "local-part@domain": s, l, o */
  const char *domain;    /* whose record is read: d */
  const char *helo;      /* h; may be NULL */
  const char *name;      /* the validated name of @address: p; NULL is "unknown" */
} PmSpfMacros;

/* Whether @text is a macro-string, and a domain-spec (RFC 7208 section 7.1). The letters c, r and t belong
 * in explanations, which are not read here, so in a domain-spec they are an error. */
gboolean pm_spf_is_macro_string (const char *text);
gboolean pm_spf_is_domain_spec (const char *text);

/* Whether @text, a domain-spec, names the letter p, for which other look-ups have to come first. */
gboolean pm_spf_needs_name (const char *text);

/* The name that @text, a domain-spec, comes to: without a final dot, cut on the left to 253 characters by
 * whole labels (section 7.3). It need not be one that can be asked for. */
char *pm_spf_expand (const char *text, const PmSpfMacros *macros);

G_END_DECLS
