/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cases.h"

#define ZEN(rest)  "blocklist blocklist.entry zen.spamhaus.org 203.0.113.7 " rest "\n"
#define COP(rest)  "blocklist blocklist.entry bl.spamcop.net 203.0.113.7 " rest "\n"
#define DBL(rest)  "blocklist blocklist.entry dbl.spamhaus.org example.jp " rest "\n"
#define OWN(scope) "blocklist blocklist.address 203.0.113.7 " scope "\n"

#define REFUSED(text)                                                                              \
  "1:587 recipient reply RCPT 554 5.7.1 " text "\n1:587 recipient result rejected\n"
#define BY_ZEN                                                                                     \
  REFUSED ("Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org")
#define BY_DBL REFUSED ("Sender address [taro@example.jp] blocked using dbl.spamhaus.org")
#define BY_NOBODY                                                                                  \
  "1:587 recipient reply RCPT 550 5.7.1 Message rejected due to local policy\n"                    \
  "1:587 recipient result rejected\n"

const PmCase pm_cases_blocklist[] = {
  /* Nothing was refused: worth knowing and no more. */
  { "blocklist/home-line", "port=587", READY FINE ZEN ("listed dynamic"), "",
    "reputation.ip-dynamic:certain" },
  { "blocklist/infected", "port=587", READY FINE ZEN ("listed infected,dynamic"), "",
    "reputation.ip-listed:certain" },
  { "blocklist/two-lists", "port=587", READY FINE ZEN ("listed spam-source") COP ("listed"), "",
    "reputation.ip-listed:certain" },
  { "blocklist/home-line-and-another", "port=587",
    READY FINE ZEN ("listed dynamic") COP ("listed spam-source"), "",
    "reputation.ip-dynamic:certain reputation.ip-listed:certain" },
  { "blocklist/domain", "port=587", READY FINE DBL ("listed phishing"), "",
    "reputation.domain-listed:certain" },
  { "blocklist/shared-line", "port=587", READY FINE OWN ("shared") ZEN ("listed infected"), "",
    "reputation.ip-listed:certain" },
  { "blocklist/clean", "port=587",
    READY FINE ZEN ("not-listed") COP ("not-listed") DBL ("not-listed"), "", "" },

  /* What could not be asked says nothing either way. */
  { "blocklist/not-answering", "port=587",
    READY FINE ZEN ("not-answering") COP ("unreliable") DBL ("not-answering"), "", "" },
  { "blocklist/refused-and-not-answering", "port=587", READY SENDER_OK BY_ZEN ZEN ("not-answering"),
    "reputation.ip-listed:certain", "" },

  /* The server's refusal names the list. */
  { "blocklist/refused-and-listed", "port=587", READY SENDER_OK BY_ZEN ZEN ("listed infected"),
    "reputation.ip-listed:certain", "" },
  { "blocklist/refused-as-home-line", "port=587", READY SENDER_OK BY_ZEN ZEN ("listed dynamic"),
    "reputation.ip-dynamic:certain", "" },
  { "blocklist/refused-and-gone", "port=587", READY SENDER_OK BY_ZEN ZEN ("not-listed"),
    "reputation.ip-listed:certain", "" },
  { "blocklist/refused-by-another-list", "port=587",
    READY SENDER_OK BY_ZEN ZEN ("not-answering") COP ("listed spam-source"),
    "reputation.ip-listed:certain", "" },
  { "blocklist/domain-refused-and-listed", "port=587",
    READY SENDER_OK BY_DBL DBL ("listed spam-source"), "reputation.domain-listed:certain", "" },
  { "blocklist/domain-refused-and-gone", "port=587", READY SENDER_OK BY_DBL DBL ("not-listed"),
    "reputation.domain-listed:certain", "" },

  /* Refused without a reason: it may be the list, but not for who has signed in. */
  { "blocklist/behind-a-refusal", "port=587", READY SENDER_OK BY_NOBODY ZEN ("listed infected"),
    "policy.rejected:likely reputation.ip-listed:possible", "" },
  { "blocklist/signed-in-and-refused", "port=587",
    READY SIGNED_IN SENDER_OK BY_NOBODY ZEN ("listed infected"), "policy.rejected:likely",
    "reputation.ip-listed:certain" },
  { "blocklist/wrong-password", "port=587",
    READY "1:587 auth reply AUTH 535 5.7.8 Error: authentication failed\n1:587 auth result "
          "rejected\n" ZEN ("listed infected"),
    "auth.bad-credentials:certain", "reputation.ip-listed:certain" },
  { NULL, NULL, NULL, NULL, NULL },
};
