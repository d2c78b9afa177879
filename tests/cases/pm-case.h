/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-account.h"
#include "pm-evidence.h"

G_BEGIN_DECLS

/* Evidence written down in lines, as a checkup would record it:
 *
 *   main 1:587                            which connection the stages tell of
 *   dns result not-found                  a fact of a stage without connection
 *   1:587 connect result connected        connection 1, on port 587, over IPv4
 *   1:587:6 connect result connected      the same over IPv6
 *   1:587 tls certificate.faults expired,name-mismatch
 *   1:587 tls certificate.not-after -30   thirty days ago
 *   1:587 auth reply AUTH 535 5.7.8 Error: authentication failed
 *   stage auth skip no-password           how a stage ended, where it is not told by its result
 *
 * The outcome of a stage follows from the first result of the main connection, unless a line told it
 * before. */
PmEvidence *pm_case_build (const char *lines);

/* "port=25 security=starttls"; the server is mail.example.jp unless "server=" tells, the address
 * taro@example.jp unless "address=" does. */
PmAccount *pm_case_account (const char *settings);

G_END_DECLS
