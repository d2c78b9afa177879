/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cases.h"

const PmCase pm_cases_dialogue[] = {
  /* Sign-in. */
  { "auth/wrong-password", "port=587",
    READY
    "1:587 auth reply AUTH 535 5.7.8 Error: authentication failed\n1:587 auth result rejected\n"
    "1:587 sender result accepted\n1:587 recipient reply RCPT 554 5.7.1 Relay access denied\n"
    "1:587 recipient result rejected\n",
    "auth.bad-credentials:certain", "" },
  { "auth/app-password", "port=587",
    READY
    "1:587 auth reply AUTH 534 5.7.9 Application-specific password required\n1:587 auth result "
    "rejected\n",
    "auth.app-password-required:certain", "" },
  { "auth/not-offered-and-the-others-failed", "",
    HOME MAIN_25 PLAIN ("1",
                        "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n1:25 auth "
                              "reply AUTH 503 5.5.1 no\n1:25 auth result not-offered\n"
                              "2:465 connect result connected\n2:465 tls result not-verified\n"
                              "3:587 connect result connected\n3:587 tls result not-verified\n",
    "auth.not-offered:certain", "" },
  { "auth/temporary", "port=587",
    READY
    "1:587 auth reply AUTH 454 4.7.0 Temporary authentication failure\n1:587 auth result temporary\n",
    "auth.temporary-failure:certain", "" },
  { "auth/not-offered-on-25", "port=25",
    HOME MAIN_25
        PLAIN ("1", "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n1:25 auth reply "
                          "AUTH 503 5.5.1 Error: authentication not enabled\n1:25 auth result "
                          "not-offered\n1:25 recipient reply RCPT 554 5.7.1 Relay access "
                          "denied\n1:25 recipient result rejected\n" SUBMISSION ("2", "587"),
    "auth.not-offered:certain", "" },
  { "auth/not-offered-since-not-encrypted", "port=587 security=none",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls result not-wanted\n1:587 auth reply AUTH 503 5.5.1 no\n"
                                "1:587 auth result not-offered\n",
    "tls.required:likely", "" },
  { "auth/encryption-asked-for", "port=587 security=none",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls result not-wanted\n1:587 auth reply AUTH 530 5.7.0 Must "
                                "issue a STARTTLS command first\n1:587 auth result not-offered\n",
    "tls.required:certain", "" },
  { "auth/no-mechanism", "port=587",
    READY "1:587 auth auth.mechanisms GSSAPI,NTLM\n1:587 auth result no-mechanism\n",
    "auth.mechanism-unsupported:certain", "" },
  { "auth/only-tokens", "port=587",
    READY "1:587 auth auth.mechanisms XOAUTH2\n1:587 auth result no-mechanism\n",
    "auth.basic-disabled:likely", "" },
  { "auth/closed", "port=587", READY "1:587 auth result closed\n", "connect.dropped:likely", "" },
  { "auth/token-refused", "port=587",
    READY "1:587 auth auth.mechanism XOAUTH2\n1:587 auth auth.oauth-status 401\n1:587 auth reply "
          "AUTH 535 5.7.8 Username and Password not accepted\n1:587 auth result rejected\n",
    "auth.oauth-token-invalid:certain", "" },
  { "auth/token-without-sending", "port=587",
    READY "1:587 auth auth.mechanism OAUTHBEARER\n1:587 auth auth.oauth-status "
          "insufficient_scope\n1:587 auth auth.oauth-scope https://mail.example.jp/\n1:587 auth "
          "reply AUTH 454 4.7.0 no\n1:587 auth result temporary\n",
    "auth.oauth-token-invalid:certain", "" },
  { "auth/token-refused-in-few-words", "port=587",
    READY "1:587 auth auth.mechanism XOAUTH2\n1:587 auth reply AUTH 535 5.7.3 Authentication "
          "unsuccessful\n1:587 auth result rejected\n",
    "auth.oauth-token-invalid:likely", "" },
  { "auth/token-is-not-the-reason", "port=587",
    READY "1:587 auth auth.mechanism XOAUTH2\n1:587 auth auth.oauth-status 400\n1:587 auth reply "
          "AUTH 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
          "the Mailbox.\n1:587 auth result rejected\n",
    "auth.smtp-auth-disabled:certain", "" },
  { "auth/bound", "port=587",
    READY "1:587 auth auth.mechanism SCRAM-SHA-256-PLUS\n1:587 auth reply AUTH 535 5.7.8 Error: "
          "authentication failed\n1:587 auth result rejected\n",
    "auth.bad-credentials:certain", "" },
  { "auth/timeout", "port=587", READY "1:587 auth result timeout\n", "connect.dropped:possible",
    "" },
  { "auth/failed", "port=587", READY "1:587 auth result failed\n", "connect.dropped:possible", "" },
  { "auth/withheld", "port=587 security=none",
    HOME MAIN_587
    "1:587 tls tls.mode none\n1:587 connect result connected\n1:587 greeting result ready\n"
    "1:587 greeting capabilities AUTH PLAIN\n1:587 tls result not-wanted\n1:587 auth result "
    "withheld\n1:587 sender result accepted\n1:587 recipient reply RCPT 554 5.7.1 Relay "
    "access denied\n1:587 recipient result rejected\n",
    "unknown:possible", "" },

  /* Sender and recipient. */
  { "sender/sign-in-required-no-password", "port=587",
    READY NO_PASSWORD
    "1:587 sender reply MAIL 530 5.7.0 Authentication required\n1:587 sender result rejected\n"
    "stage recipient skip earlier-failure\n",
    "auth.required:likely", "" },
  { "sender/sign-in-required-none-offered", "port=25",
    HOME MAIN_25 PLAIN ("1",
                        "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n" NO_PASSWORD
                              "1:25 sender reply MAIL 530 5.7.0 Authentication required\n1:25 "
                              "sender result rejected\n",
    "auth.required:certain", "" },
  { "sender/encryption-required", "port=587 security=none",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls result not-wanted\n" NO_PASSWORD
                                "1:587 sender reply MAIL 530 5.7.0 Must issue a STARTTLS command "
                                "first\n1:587 sender result rejected\n",
    "tls.required:certain", "" },
  { "sender/not-owned", "port=587",
    READY SIGNED_IN "1:587 sender result accepted\n1:587 recipient reply RCPT 553 5.7.1 "
                    "<info@example.jp>: Sender address rejected: not owned by user taro\n1:587 "
                    "recipient result rejected\n",
    "sender.not-owned:certain", "" },
  { "sender/closed-after-refusal", "port=587",
    READY SIGNED_IN
    "1:587 sender reply MAIL 550 5.7.60 SMTP; Client does not have permissions to send "
    "as this sender\n1:587 sender result rejected\n1:587 recipient result closed\n",
    "sender.not-owned:certain", "" },
  { "recipient/relay-denied-signed-in", "port=587",
    READY SIGNED_IN SENDER_OK
    "1:587 recipient reply RCPT 554 5.7.1 Relay access denied\n1:587 recipient result rejected\n",
    "relay.denied:certain", "" },
  { "recipient/relay-denied-no-password", "port=587",
    READY NO_PASSWORD SENDER_OK
    "1:587 recipient reply RCPT 554 5.7.1 Relay access denied\n1:587 recipient result rejected\n",
    "relay.denied:likely", "" },
  { "recipient/relay-denied-no-auth-there", "port=25",
    HOME MAIN_25 PLAIN ("1",
                        "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n" NO_PASSWORD
                              "1:25 sender result accepted\n1:25 recipient reply RCPT 554 5.7.1 "
                              "Relay access denied\n1:25 recipient result rejected\n",
    "relay.denied:certain", "" },
  { "recipient/unknown", "port=587",
    READY SIGNED_IN SENDER_OK "1:587 recipient reply RCPT 550 5.1.1 User unknown\n1:587 recipient "
                              "result rejected\n",
    "recipient.unknown:certain", "" },
  { "recipient/greylisted", "port=587",
    READY SIGNED_IN SENDER_OK "1:587 recipient reply RCPT 450 4.7.1 Greylisted, try again in 300 "
                              "seconds\n1:587 recipient result temporary\n",
    "policy.greylisted:certain", "" },
  { "recipient/temporary", "port=587",
    READY SIGNED_IN SENDER_OK
    "1:587 recipient reply RCPT 451 4.3.0 Oh dear\n1:587 recipient result temporary\n",
    "server.temporary-failure:certain", "" },
  { "recipient/listed", "port=25",
    HOME MAIN_25 PLAIN (
        "1",
        "25") "1:25 tls result secured\n" NO_PASSWORD
              "1:25 sender result accepted\n1:25 recipient reply RCPT 554 5.7.1 Service unavailable; "
              "Client host [192.0.2.1] blocked using zen.spamhaus.org\n1:25 recipient result rejected\n",
    "reputation.ip-listed:certain", "" },
  { "sender/login-is-taken", "port=587",
    READY SIGNED_IN "1:587 sender address info@example.com\n1:587 sender sender.login accepted\n"
                    "1:587 sender reply MAIL 550 5.7.1 Command rejected\n1:587 sender result "
                    "rejected\n",
    "sender.not-owned:likely", "" },
  { "sender/login-is-taken-but-a-reason-is-named", "port=587",
    READY SIGNED_IN "1:587 sender sender.login accepted\n1:587 sender reply MAIL 550 5.1.8 "
                    "<a@nope.example>: Sender address rejected: Domain not found\n1:587 sender "
                    "result rejected\n",
    "sender.domain-not-found:certain", "" },
  { "sender/login-is-not-taken", "port=587",
    READY SIGNED_IN "1:587 sender sender.login rejected\n1:587 sender reply MAIL 550 5.7.1 no\n"
                    "1:587 sender result rejected\n",
    "unknown:possible", "" },
  { "sender/foreign-letters", "port=587",
    READY SIGNED_IN "1:587 sender address 太郎@example.jp\n1:587 sender result needs-smtputf8\n",
    "content.encoding:certain", "" },
  { "sender/out-of-turn-and-no-sign-in", "port=587",
    READY NO_PASSWORD "1:587 sender reply MAIL 503 5.5.1 Bad sequence of commands\n1:587 sender "
                      "result rejected\n",
    "auth.required:likely", "" },
  { "sender/out-of-turn", "port=587",
    READY SIGNED_IN "1:587 sender reply MAIL 503 5.5.1 Bad sequence of commands\n1:587 sender "
                    "result rejected\n",
    "proto.bad-sequence:likely", "" },
  { "recipient/only-to-oneself", "port=587",
    READY NO_PASSWORD SENDER_OK
    "1:587 recipient address hanako@example.com\n1:587 recipient recipient.self accepted\n1:587 "
    "recipient reply RCPT 550 5.7.1 Command rejected\n1:587 recipient result rejected\n",
    "relay.denied:likely", "" },
  { "recipient/only-to-oneself-signed-in", "port=587",
    READY SIGNED_IN SENDER_OK
    "1:587 recipient address hanako@example.com\n1:587 recipient recipient.self accepted\n1:587 "
    "recipient reply RCPT 550 5.7.1 Command rejected\n1:587 recipient result rejected\n",
    "relay.denied:possible", "" },
  { "recipient/neighbour-refused", "port=587",
    READY SIGNED_IN SENDER_OK
    "1:587 recipient address jiro@example.jp\n1:587 recipient recipient.self accepted\n1:587 "
    "recipient reply RCPT 550 5.7.1 Command rejected\n1:587 recipient result rejected\n",
    "unknown:possible", "" },
  { "recipient/unknown-outside", "port=587",
    READY SIGNED_IN SENDER_OK
    "1:587 recipient address hanako@example.com\n1:587 recipient recipient.self accepted\n1:587 "
    "recipient reply RCPT 550 5.1.1 User unknown\n1:587 recipient result rejected\n",
    "recipient.unknown:certain", "" },
  { "recipient/nobody-can-tell", "port=587",
    READY SIGNED_IN SENDER_OK
    "1:587 recipient reply RCPT 550 The stars say no\n1:587 recipient result rejected\n",
    "unknown:possible", "" },
  { "recipient/echo-of-sender", "port=587",
    READY SIGNED_IN
    "1:587 sender reply MAIL 451 4.3.0 Try later\n1:587 sender result temporary\n1:587 "
    "recipient reply RCPT 503 5.5.1 Error: need MAIL command\n1:587 recipient result "
    "rejected\n",
    "server.temporary-failure:certain", "" },

  /* Size. */
  { "size/too-large", "port=587",
    READY SIGNED_IN SENDER_OK RECIPIENT_OK
    "1:587 size size.limit 20971520\n1:587 size size.message 30000000\n1:587 size result too-large\n"
    "1:587 size reply MAIL 552 5.3.4 Message size exceeds fixed limit\n1:587 size result rejected\n",
    "limit.message-size:certain", "" },
  { "size/too-large-by-sum-only", "port=587",
    READY SIGNED_IN SENDER_OK RECIPIENT_OK
    "1:587 size size.limit 20971520\n1:587 size size.message 30000000\n1:587 size result too-large\n",
    "limit.message-size:certain", "" },
  { NULL, NULL, NULL, NULL, NULL },
};
