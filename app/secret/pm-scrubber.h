/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-secret.h"

G_BEGIN_DECLS

/* PmScrubber: knows the secrets of one checkup and takes them out of any text.
 *
 * What we write ourselves leaves secrets out as it is written (PmTranscript). This is the second
 * net, for servers that send back what they were sent: each secret is looked for as it is, in
 * base64 at its three alignments, percent-encoded and in hexadecimal, and where it was cut off
 * behind its first eight bytes (sixteen where it is not encoded). Counted by reference; the forms
 * are wiped with it.
 */
#define PM_TYPE_SCRUBBER (pm_scrubber_get_type ())
#define PM_SCRUBBER_MARK "<hidden>"

typedef struct _PmScrubber PmScrubber;

GType pm_scrubber_get_type (void) G_GNUC_CONST;

PmScrubber *pm_scrubber_new (void);
PmScrubber *pm_scrubber_ref (PmScrubber *self);
void pm_scrubber_unref (PmScrubber *self);

/* Adds @secret in every form named above. */
void pm_scrubber_add_secret (PmScrubber *self, PmSecret *secret);

/* Adds one exact form, such as the base64 of a whole SASL response. Copied. */
void pm_scrubber_add_form (PmScrubber *self, const char *bytes, gsize length);

/* @text (@length bytes, -1: up to the NUL) with every known form replaced by PM_SCRUBBER_MARK.
 * A secret of fewer than four bytes is replaced only where it stands as a word of its own, as it
 * would otherwise shred reply codes and addresses. Returns: (transfer full): NUL-terminated. */
char *pm_scrubber_clean (PmScrubber *self, const char *text, gssize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmScrubber, pm_scrubber_unref)

G_END_DECLS
