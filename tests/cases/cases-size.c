/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cases.h"

/* 20 MB is what BIGLOBE has published; the messages are of 19, 24 and 29 MB. */
#define BIGLOBE  "port=587 server=mail.biglobe.ne.jp address=taro@biglobe.ne.jp"
#define SMALL    "1:587 size size.message 20000000\n"
#define LARGE    "1:587 size size.message 25165824\n"
#define HUGE     "1:587 size size.message 30000000\n"
#define NO_LIMIT "1:587 size size.limit 0\n"
#define LIMIT_20 "1:587 size size.limit 20971520\n"
#define LIMIT_25 "1:587 size size.limit 26214400\n"

const PmCase pm_cases_size[] = {
  /* What the provider has published, where the server itself does not object. */
  { "size/published-and-server-names-no-limit", BIGLOBE,
    READY FINE NO_LIMIT LARGE "1:587 size result no-limit\n", "limit.message-size:likely", "" },
  { "size/published-and-server-silent", BIGLOBE, READY FINE LARGE "1:587 size result unknown\n",
    "limit.message-size:likely", "" },
  { "size/published-and-accepted-unseen", BIGLOBE,
    READY FINE NO_LIMIT LARGE "1:587 size result no-limit\n1:587 size result accepted\n",
    "limit.message-size:likely", "" },
  { "size/between-published-and-server", BIGLOBE,
    READY FINE LIMIT_25 LARGE "1:587 size result fits\n1:587 size result accepted\n", "",
    "limit.message-size:possible" },
  { "size/above-both", BIGLOBE, READY FINE LIMIT_25 HUGE "1:587 size result too-large\n",
    "limit.message-size:certain", "" },
  { "size/below-both", BIGLOBE, READY FINE LIMIT_25 SMALL "1:587 size result fits\n", "", "" },
  { "size/below-published-only", BIGLOBE, READY FINE NO_LIMIT SMALL "1:587 size result no-limit\n",
    "", "" },
  { "size/nothing-to-send", BIGLOBE, READY FINE NO_LIMIT "stage size skip no-size\n", "", "" },

  /* Whose server it is decides; the address alone proves little. */
  { "size/published-by-the-address-only", "port=587 address=taro@biglobe.ne.jp",
    READY FINE NO_LIMIT LARGE "1:587 size result no-limit\n", "", "limit.message-size:possible" },
  { "size/address-of-another-provider", "port=587 server=smtp.gmail.com address=taro@biglobe.ne.jp",
    READY FINE NO_LIMIT LARGE "1:587 size result no-limit\n", "", "" },
  { "size/only-reported", "port=587 server=smtp.spmode.ne.jp address=taro@docomo.ne.jp",
    READY FINE NO_LIMIT LARGE "1:587 size result no-limit\n", "", "" },
  { "size/provider-not-known", "port=587", READY FINE NO_LIMIT HUGE "1:587 size result no-limit\n",
    "", "" },

  /* The server's word in the reply goes first, and a vague one is no mere figure. */
  { "size/refused-without-a-limit", BIGLOBE,
    READY SIGNED_IN NO_LIMIT LARGE "1:587 size result no-limit\n"
                                   "1:587 size reply MAIL 552 5.3.4 Message too big\n"
                                   "1:587 size result rejected\n",
    "limit.message-size:certain", "" },
  { "size/vague-refusal", BIGLOBE,
    READY SIGNED_IN
    "1:587 sender reply MAIL 552 Requested action aborted\n1:587 sender result rejected\n",
    "limit.message-size:possible", "" },

  /* Other limits, with the figure of the provider. */
  { "limits/recipients", BIGLOBE,
    READY SIGNED_IN SENDER_OK
    "1:587 recipient reply RCPT 452 4.5.3 Too many recipients\n1:587 recipient result temporary\n",
    "limit.recipients:certain", "" },
  { "limits/day", "port=587 server=smtp.lolipop.jp",
    READY SIGNED_IN "1:587 sender reply MAIL 550 5.4.5 Daily sending quota exceeded\n1:587 sender "
                    "result rejected\n",
    "limit.daily-quota:certain", "" },
  { NULL, NULL, NULL, NULL, NULL },
};
