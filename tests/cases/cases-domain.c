/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cases.h"

#define OF(name, mail, spf, dmarc)                                                                 \
  "stage domain warn\ndomain domain.name " name "\ndomain domain.mail " mail                       \
  "\ndomain domain.spf " spf "\ndomain domain.dmarc " dmarc "\n"
#define OWN(mail, spf, dmarc) OF ("example.jp", mail, spf, dmarc)
#define OTHER                 OF ("office.example", "found", "valid", "found")

#define NO_SPF                                                                                     \
  "1:587 recipient reply RCPT 550 5.7.23 <a@example.com>: SPF check failed, no SPF record\n"       \
  "1:587 recipient result rejected\n"
#define NO_DMARC                                                                                   \
  "1:587 recipient reply RCPT 550 5.7.1 <a@example.com>: rejected, DMARC check failed\n"           \
  "1:587 recipient result rejected\n"
#define NOT_PROVEN                                                                                 \
  "1:587 recipient reply RCPT 550 5.7.26 This mail has been blocked because the sender is "        \
  "unauthenticated.\n1:587 recipient result rejected\n"
#define NO_DOMAIN                                                                                  \
  "1:587 sender reply MAIL 550 5.1.8 <taro@example.jp>: Sender address rejected: Domain not "      \
  "found\n1:587 sender result rejected\n"
#define TO_SEND READY SIGNED_IN SENDER_OK

const PmCase pm_cases_domain[] = {
  { "domain/in-order", "port=587", READY FINE OWN ("found", "valid", "found"), "", "" },
  { "domain/not-asked", "port=587", READY FINE "stage domain skip not-asked\n", "", "" },

  /* Nobody refused, so it is worth knowing and no more. */
  { "domain/nothing-published", "port=587", READY FINE OWN ("found", "missing", "missing"), "",
    "policy.spf-missing:certain policy.dmarc-missing:certain" },
  { "domain/two-records", "port=587",
    READY FINE OWN ("found", "several", "several") "domain domain.spf-fault several-records\n", "",
    "policy.spf-broken:certain policy.dmarc-missing:likely" },
  { "domain/too-many-terms", "port=587",
    READY FINE OWN ("found", "broken", "found") "domain domain.spf-fault too-many-terms\n"
                                                "domain domain.spf-fault-term include:x.example\n",
    "", "policy.spf-broken:certain" },
  { "domain/void-dmarc", "port=587", READY FINE OWN ("found", "valid", "void"), "",
    "policy.dmarc-missing:likely" },
  { "domain/null-mx", "port=587", READY FINE OWN ("null-mx", "valid", "found"), "",
    "sender.domain-not-found:possible" },
  { "domain/address-is-enough", "port=587", READY FINE OWN ("address", "valid", "found"), "", "" },

  /* Silence is not absence. */
  { "domain/not-answered", "port=587",
    READY FINE OWN ("not-answered", "not-answered", "not-answered"), "", "" },
  { "domain/unreliable", "port=587",
    READY FINE "stage domain unknown\ndomain domain.mail unreliable\n", "", "" },
  { "domain/spf-not-answered-and-refused", "port=587",
    TO_SEND NO_SPF OWN ("found", "not-answered", "found"), "policy.spf-fail:certain", "" },

  /* A receiver that refuses for it makes it the root. */
  { "domain/refused-without-spf", "port=587", TO_SEND NO_SPF OWN ("found", "missing", "found"),
    "policy.spf-missing:certain", "" },
  { "domain/refused-with-two-records", "port=587",
    TO_SEND NO_SPF OWN ("found", "several", "missing"), "policy.spf-broken:certain",
    "policy.dmarc-missing:certain" },
  { "domain/refused-with-broken-record", "port=587",
    TO_SEND NO_SPF OWN ("found", "broken", "found"), "policy.spf-broken:certain", "" },
  { "domain/refused-with-spf-in-order", "port=587", TO_SEND NO_SPF OWN ("found", "valid", "found"),
    "policy.spf-fail:certain", "" },
  { "domain/refused-without-dmarc", "port=587",
    TO_SEND NO_DMARC OWN ("found", "missing", "missing"), "policy.dmarc-missing:certain",
    "policy.spf-missing:certain" },
  { "domain/refused-by-dmarc-without-spf", "port=587",
    TO_SEND NO_DMARC OWN ("found", "missing", "found"), "policy.spf-missing:likely", "" },
  { "domain/not-proven-without-spf", "port=587",
    TO_SEND NOT_PROVEN OWN ("found", "missing", "missing"), "policy.spf-missing:likely",
    "policy.dmarc-missing:certain" },
  { "domain/other-refusal", "port=587",
    TO_SEND "1:587 recipient reply RCPT 550 5.1.1 <a@example.com>: User unknown\n"
            "1:587 recipient result rejected\n" OWN ("found", "missing", "found"),
    "recipient.unknown:certain", "policy.spf-missing:certain" },
  { "domain/refused-and-not-found", "port=587",
    READY SIGNED_IN NO_DOMAIN "stage domain fail\ndomain domain.name example.jp\n"
                              "domain domain.mail not-found\n",
    "sender.domain-not-found:certain", "" },
  { "domain/not-found", "port=587",
    READY FINE "stage domain fail\ndomain domain.name example.jp\ndomain domain.mail not-found\n",
    "sender.domain-not-found:certain", "" },
  { "domain/no-host-for-mail", "port=587",
    READY FINE "stage domain fail\ndomain domain.name example.jp\ndomain domain.mail none\n",
    "sender.domain-not-found:likely", "" },

  /* What receivers may make of it. */
  { "domain/own-server-from-another-address", "port=587",
    READY FINE OWN ("found", "valid", "found") "domain domain.spf-result fail\n", "", "" },
  { "domain/server-of-somebody-else", "port=587",
    READY FINE OTHER "domain domain.spf-result fail\n", "", "policy.spf-fail:possible" },
  { "domain/mild-record", "port=587", READY FINE OTHER "domain domain.spf-result softfail\n", "",
    "" },
  { "domain/apart", "port=587",
    READY FINE OTHER "domain domain.alignment none\ndomain domain.dmarc-policy reject\n", "",
    "policy.dmarc-fail:possible" },
  { "domain/apart-and-no-policy", "port=587",
    READY FINE OTHER "domain domain.alignment none\ndomain domain.dmarc-policy none\n", "", "" },
  { "domain/aligned", "port=587",
    READY FINE OTHER "domain domain.alignment relaxed\ndomain domain.dmarc-policy reject\n", "",
    "" },
  { NULL },
};
