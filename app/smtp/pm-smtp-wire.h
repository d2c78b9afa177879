/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-link.h"
#include "pm-reply.h"
#include "pm-scrubber.h"
#include "pm-transcript.h"

G_BEGIN_DECLS

/* PmSmtpWire: lines out, replies in. It keeps the transcript, and what it gives of what the server
 * said has passed the scrubber. Of this folder alone; the face is PmSmtpClient. */
#define PM_TYPE_SMTP_WIRE (pm_smtp_wire_get_type ())
G_DECLARE_FINAL_TYPE (PmSmtpWire, pm_smtp_wire, PM, SMTP_WIRE, GObject)

PmSmtpWire *
pm_smtp_wire_new (PmLink *link, PmTranscript *transcript, PmScrubber *scrubber, guint timeout_ms);

PmLink *pm_smtp_wire_get_link (PmSmtpWire *self); /* (transfer none) */

/* Sends @bytes (NULL: nothing), which the transcript shows as @display (NULL-terminated lines, may
 * be NULL), and waits for that many replies.
 *
 * Nothing is sent where something stands there already: PM_REPLY_ERROR_UNASKED, as it is no answer
 * to what is asked now. A 421 is one to anything (RFC 5321 section 3.8), and then the only one. */
void pm_smtp_wire_exchange_async (PmSmtpWire *self,
                                  GBytes *bytes,
                                  const char *const *display,
                                  guint replies,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* The replies that came; fewer, with @error set too, where the line broke off. NULL: none. */
GPtrArray *pm_smtp_wire_exchange_finish (PmSmtpWire *self, GAsyncResult *result, GError **error);

/* The same for one reply, or NULL with @error. */
PmReply *pm_smtp_wire_exchange_finish_one (PmSmtpWire *self, GAsyncResult *result, GError **error);

/* The transcript shows challenges (334) as hidden from now on, or again. */
void pm_smtp_wire_set_hides_challenges (PmSmtpWire *self, gboolean hides);

/* The text of the last reply where that was a challenge (334), and as it came: what the scrubber
 * takes out can be part of it by chance. Not to be shown. (transfer full), to be freed with
 * pm_secret_free_string(); may be NULL */
char *pm_smtp_wire_take_challenge (PmSmtpWire *self);

/* Throws away what stands behind the last reply, so that it is never taken for another one; only
 * the transcript has it. FALSE where nothing stood there. */
gboolean pm_smtp_wire_drop_rest (PmSmtpWire *self);

/* What was no reply, at most 512 bytes. (transfer full), may be NULL */
GBytes *pm_smtp_wire_get_garbage (PmSmtpWire *self);

G_END_DECLS
