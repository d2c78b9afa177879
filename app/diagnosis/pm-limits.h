/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-finding.h"

G_BEGIN_DECLS

/* What the provider itself has published of the limit that a finding is about; for limit.message-size,
 * limit.recipients, limit.rate, limit.daily-quota and limit.connections. Any other finding stays as it
 * is, and so does one that no published figure is known for.
 *
 * @server: the sender's own outgoing server or the host that refused, a name, or NULL. @address: the
 * mail address of the sender, or NULL. The provider is the one that @server belongs to, else the one of
 * the domain of @address. At the stage "delivery" it was another server that refused, and only the
 * sender's quota is still his own provider's.
 *
 * Sets provider (s, its name), provider_limit (t, the figure; the lowest where it depends on the
 * contract), provider_limit_most (t, only then: the highest), provider_source (s, where it is written),
 * provider_date (s, "2026-11": when it was read there) with provider_year and provider_month (t), and
 * one flag (b) for what is counted: unit_octets, unit_recipients_per_mail, unit_mails_per_minute,
 * unit_mails_per_hour, unit_mails_per_day, unit_recipients_per_day, unit_connections. Of
 * limit.message-size also attachments, by the limit that was said, else by the published one. */
void pm_limits_describe (PmFinding *finding, const char *server, const char *address);

/* Sets attachments (t): the octets that the files of a mail may have together under @limit. */
void pm_limits_set_attachments (PmFinding *finding, guint64 limit);

G_END_DECLS
