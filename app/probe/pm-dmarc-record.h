/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PM_DMARC_NONE,
  PM_DMARC_QUARANTINE,
  PM_DMARC_REJECT,
} PmDmarcPolicy;

/* "none", "quarantine", "reject". Static. */
const char *pm_dmarc_policy_get_id (PmDmarcPolicy policy);

typedef enum
{
  PM_DMARC_PSD_UNKNOWN,
  PM_DMARC_PSD_YES,
  PM_DMARC_PSD_NO,
} PmDmarcPsd;

/* One DMARC Policy Record (RFC 9989 section 4.7). */
typedef struct
{
  PmDmarcPolicy policy;      /* p */
  PmDmarcPolicy subdomains;  /* sp; as p where it is not there */
  PmDmarcPolicy nonexistent; /* np; as sp where it is not there */
  PmDmarcPsd psd;
  gboolean is_test;     /* t=y */
  gboolean strict_spf;  /* aspf=s */
  gboolean strict_dkim; /* adkim=s */
  gboolean
      is_void; /* a policy that can not be read, and nowhere to report to: not applied at all */
} PmDmarcRecord;

/* FALSE: it is none; "v=DMARC1" has to stand first. Of a record that is one, what can not be read has its
 * default. @text may hold NUL. */
gboolean pm_dmarc_record_read (const char *text, gsize length, PmDmarcRecord *record);

G_END_DECLS
