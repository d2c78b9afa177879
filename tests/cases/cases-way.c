/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cases.h"

const PmCase pm_cases_way[] = {
  /* All is well. */
  { "healthy/587", "port=587 security=starttls", READY SIGNED_IN SENDER_OK RECIPIENT_OK, "", "" },
  { "healthy/465", "port=465 security=tls",
    HOME MAIN_465 IMPLICIT ("1", "465") "1:465 auth result accepted\n1:465 sender result accepted\n"
                                        "1:465 recipient result accepted\n",
    "", "" },
  { "healthy/no-password", "port=587", READY NO_PASSWORD SENDER_OK RECIPIENT_OK, "", "" },
  { "healthy/auto-with-25-blocked", "",
    READY
    "2:25 connect result timeout\n3:465 connect result refused\n" SIGNED_IN SENDER_OK RECIPIENT_OK,
    "", "" },
  { "healthy/size-not-told", "port=587",
    READY SIGNED_IN SENDER_OK RECIPIENT_OK
    "1:587 size size.message 1000\n1:587 size result unknown\n",
    "", "" },
  { "healthy/loopback-without-network", "port=587",
    "stage network pass\nnetwork result offline\n" MAIN_587 SUBMISSION ("1", "587")
        SIGNED_IN SENDER_OK RECIPIENT_OK,
    "", "" },

  /* The way to the server. */
  { "network/offline", "port=587",
    "network result offline\ndns dns.server system\ndns result servfail\n",
    "connect.offline:certain", "" },
  { "network/offline-no-route", "port=587",
    "network result offline\ndns result not-needed\n" MAIN_587 "1:587 connect result unreachable\n",
    "connect.offline:certain", "" },
  { "network/said-offline-but-refused", "port=587",
    "network result offline\ndns result found\n" MAIN_587 "1:587 connect result refused\n",
    "connect.refused:certain", "" },
  { "network/said-offline-but-name-server-answered", "port=587",
    "network result offline\ndns dns.server 192.0.2.53\ndns result servfail\n",
    "connect.dns-failed:certain", "" },
  { "dns/not-found", "port=587", "network result available\ndns result not-found\n",
    "connect.dns-not-found:certain", "" },
  { "dns/no-address", "port=587", "network result available\ndns result no-address\n",
    "connect.dns-not-found:certain", "" },
  { "dns/servfail", "port=587", "network result available\ndns result servfail\n",
    "connect.dns-failed:certain", "" },
  { "dns/timeout", "port=587", "network result available\ndns result timeout\n",
    "connect.dns-failed:certain", "" },
  { "dns/only-this-computer-finds-nothing", "port=587",
    "network result available\ndns dns.server system\ndns result no-address\n"
    "dns dns.server-result found\ndns dns.server-addresses 192.0.2.25\n",
    "connect.dns-failed:likely", "" },
  { "dns/hosts-file-elsewhere", "port=587",
    HOME "dns dns.server system\ndns dns.server-result found\n"
         "dns dns.server-addresses 192.0.2.25\ndns dns.hosts-file 198.51.100.9\n" MAIN_587
         "1:587 connect result timeout\n",
    "connect.wrong-host:likely", "" },
  { "dns/hosts-file-of-an-unknown-name", "port=587",
    HOME "dns dns.server system\ndns dns.server-result not-found\n"
         "dns dns.hosts-file 198.51.100.9\n" MAIN_587 "1:587 connect result refused\n",
    "connect.wrong-host:likely", "" },
  { "dns/hosts-file-agrees", "port=587",
    HOME "dns dns.server system\ndns dns.server-result found\n"
         "dns dns.server-addresses 192.0.2.25,192.0.2.26\ndns dns.hosts-file 192.0.2.26\n" MAIN_587
         "1:587 connect result timeout\n",
    "connect.timeout:certain", "" },
  { "dns/hosts-file-elsewhere-and-all-well", "port=587",
    READY
    "dns dns.server system\ndns dns.server-result found\n"
    "dns dns.server-addresses 192.0.2.25\ndns dns.hosts-file 198.51.100.9\n" SIGNED_IN SENDER_OK
        RECIPIENT_OK,
    "", "" },
  { "dns/two-answers-of-a-large-provider", "port=587",
    HOME "dns dns.server system\ndns dns.addresses 203.0.113.7\ndns dns.server-result found\n"
         "dns dns.server-addresses 192.0.2.25\n" MAIN_587 "1:587 connect result timeout\n",
    "connect.timeout:certain", "" },
  { "greeting/name-in-place-of-literal", "port=587",
    READY "1:587 greeting reply EHLO 501 5.5.2 Invalid name\n"
          "1:587 greeting hello.name example.jp\n" SIGNED_IN SENDER_OK RECIPIENT_OK,
    "proto.helo-rejected:likely", "" },
  { "greeting/name-in-place-of-literal-and-more", "port=587",
    READY "1:587 greeting reply EHLO 501 5.5.2 Invalid name\n"
          "1:587 greeting hello.name example.jp\n"
          "1:587 auth reply AUTH 535 5.7.8 Error: authentication failed\n"
          "1:587 auth result rejected\n",
    "auth.bad-credentials:certain proto.helo-rejected:likely", "" },
  { "connect/refused", "port=587", HOME MAIN_587 "1:587 connect result refused\n",
    "connect.refused:certain", "" },
  { "connect/timeout", "port=587", HOME MAIN_587 "1:587 connect result timeout\n",
    "connect.timeout:certain", "" },
  { "connect/unreachable", "port=587", HOME MAIN_587 "1:587 connect result unreachable\n",
    "connect.unreachable:certain", "" },
  { "connect/port-25-silent", "port=25",
    HOME MAIN_25
    "1:25 tls tls.mode starttls\n1:25 connect result timeout\n" SUBMISSION ("2", "587"),
    "connect.port25-blocked:likely", "" },
  { "connect/port-25-reset", "port=25",
    HOME MAIN_25 "1:25 connect result reset\n" IMPLICIT ("2", "465"),
    "connect.port25-blocked:likely", "" },
  { "connect/port-25-silent-with-all", "port=25",
    HOME MAIN_25 "1:25 connect result timeout\n2:587 connect result timeout\n",
    "connect.timeout:certain", "" },
  { "connect/port-25-refused", "port=25",
    HOME MAIN_25 "1:25 connect result refused\n" SUBMISSION ("2", "587"), "connect.refused:certain",
    "" },
  { "connect/port-587-silent-with-465-open", "port=587",
    HOME MAIN_587 "1:587 connect result timeout\n" IMPLICIT ("2", "465"), "connect.timeout:certain",
    "" },

  /* The other address family. */
  { "family/ipv6-silent", "port=587", READY SIX ("2", "587", "timeout") FINE,
    "connect.ipv6-broken:likely", "" },
  { "family/ipv6-unreachable-after-a-wait", "port=587",
    READY
    "2:587 connect connect.attempt 2001:db8::25 unreachable 2900\n" SIX ("2", "587", "unreachable")
        FINE,
    "connect.ipv6-broken:likely", "" },
  { "family/no-ipv6-here", "port=587",
    READY
    "2:587 connect connect.attempt 2001:db8::25 unreachable 0\n" SIX ("2", "587", "unreachable")
        FINE,
    "", "" },
  { "family/ipv6-refused-at-once", "port=587", READY SIX ("2", "587", "refused") FINE, "",
    "connect.ipv6-broken:possible" },
  { "family/both-work", "port=587", READY SIX ("2", "587", "connected") FINE, "", "" },
  { "family/another-port-is-not-meant", "port=587", READY SIX ("2", "25", "timeout") FINE, "", "" },
  { "family/ipv4-silent", "port=587",
    HOME MAIN_587
    "1:587:6 tls tls.mode starttls\n1:587:6 connect result connected\n1:587:6 greeting result "
    "ready\n1:587:6 greeting capabilities STARTTLS\n" INSIDE ("1", "587")
        FOUR ("2", "587", "timeout") FINE,
    "", "connect.timeout:likely" },
  { "family/beside-another-cause", "port=587",
    READY SIX ("2", "587", "timeout") "1:587 auth reply AUTH 535 5.7.8 Error: authentication "
                                      "failed\n1:587 auth result rejected\n",
    "auth.bad-credentials:certain connect.ipv6-broken:likely", "" },
  { "family/explains-no-refusal", "port=587",
    READY SIX ("2", "587", "timeout") SIGNED_IN SENDER_OK
    "1:587 recipient reply RCPT 550 The stars say no\n1:587 recipient "
    "result rejected\n",
    "unknown:possible", "connect.ipv6-broken:likely" },
  { "family/both-silent", "port=587",
    HOME MAIN_587 "1:587 connect result timeout\n" SIX ("2", "587", "timeout"),
    "connect.timeout:certain", "" },

  /* Waits. */
  { "slow/greeting", "port=587", READY "1:587 greeting greeting.wait-ms 8000\n" FINE, "",
    "connect.slow:certain" },
  { "slow/not-so-slow", "port=587", READY "1:587 greeting greeting.wait-ms 4000\n" FINE, "", "" },
  { "slow/and-then-nothing", "port=587",
    READY "1:587 greeting greeting.wait-ms 8000\n1:587 auth result timeout\n",
    "connect.slow:likely", "" },
  { "slow/and-then-a-reason", "port=587",
    READY "1:587 greeting greeting.wait-ms 8000\n1:587 auth reply AUTH 535 5.7.8 Error: "
          "authentication failed\n1:587 auth result rejected\n",
    "auth.bad-credentials:certain", "connect.slow:certain" },

  /* The wrong server. */
  { "host/this-computer", "server=localhost port=587",
    "network result available\ndns result found\n" MAIN_587 "1:587 connect result refused\n",
    "connect.wrong-host:likely", "" },
  { "host/this-computer-by-address", "server=127.0.0.1 port=25",
    "network result available\ndns result not-needed\n" MAIN_25 "1:25 connect result refused\n",
    "connect.wrong-host:likely", "" },
  { "host/this-computer-with-a-bridge", "server=127.0.0.1 port=1025",
    "network result available\ndns result not-needed\nmain 1:1025\n1:1025 connect result refused\n",
    "connect.refused:certain", "" },
  { "host/this-computer-works", "server=localhost port=587", READY FINE, "", "" },
  { "host/only-25", "port=25",
    HOME MAIN_25 PLAIN ("1", "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n1:25 auth "
                                   "reply AUTH 503 5.5.1 no\n1:25 auth result not-offered\n"
                                   "2:465 connect result timeout\n3:587 connect result refused\n",
    "connect.wrong-host:likely", "" },
  { "host/only-25-no-password", "port=25",
    HOME MAIN_25 PLAIN ("1",
                        "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n" NO_PASSWORD
                              "1:25 sender result accepted\n1:25 recipient reply RCPT 554 "
                              "5.7.1 Relay access denied\n1:25 recipient result rejected\n"
                              "2:465 connect result timeout\n3:587 connect result refused\n",
    "connect.wrong-host:likely", "" },
  { "host/only-25-but-not-all-was-tried", "port=25",
    HOME MAIN_25 PLAIN ("1", "25") "1:25 tls result secured\n1:25 tls capabilities SIZE\n1:25 auth "
                                   "reply AUTH 503 5.5.1 no\n1:25 auth result not-offered\n"
                                   "2:465 connect result timeout\n",
    "auth.not-offered:certain", "" },
  { "host/says-so", "port=25",
    HOME MAIN_25 "1:25 connect result connected\n1:25 greeting reply - 554 mx1.example.jp is not a "
                 "submission server\n1:25 greeting result service-refused\n",
    "connect.wrong-host:likely", "" },

  /* Something in between. */
  { "interference/one-family-only", "port=587 security=starttls",
    HOME MAIN_587 BARE ("1", "587") "1:587 tls tls.offered no\n1:587 tls result not-offered\n" SIX (
        "2",
        "587",
        "connected") "2:587 tls tls.offered yes\n",
    "connect.interference:likely", "" },
  { "interference/one-port-only", "port=587 security=starttls",
    HOME MAIN_587 BARE ("1", "587") "1:587 tls tls.offered no\n1:587 tls result not-offered\n"
                                    "2:25 connect result connected\n2:25 tls tls.offered yes\n",
    "tls.not-offered:certain", "" },
  { "interference/25-is-often-without", "port=25 security=starttls",
    HOME MAIN_25 BARE ("1", "25") "1:25 tls tls.offered no\n1:25 tls result not-offered\n"
                                  "2:587 connect result connected\n2:587 tls tls.offered yes\n",
    "tls.not-offered:certain", "" },
  { "interference/sign-in-masked", "port=25 security=none",
    HOME MAIN_25
    "1:25 tls tls.mode none\n1:25 connect result connected\n1:25 greeting result ready\n1:25 "
    "greeting capabilities SIZE,XXXX PLAIN LOGIN\n1:25 tls result not-wanted\n1:25 auth reply "
    "AUTH 500 what?\n1:25 auth result not-offered\n",
    "connect.interference:likely", "" },
  { "interference/decorated", "port=587",
    HOME MAIN_587 "1:587 greeting reply - 220 **** mail.example.jp ****\n" SUBMISSION ("1", "587")
        FINE,
    "", "" },
  { "interference/decorated-and-not-encrypted", "port=587 security=starttls",
    HOME MAIN_587 "1:587 greeting reply - 220 **** mail.example.jp ****\n" BARE (
        "1",
        "587") "1:587 tls result not-offered\n",
    "tls.not-offered:certain", "" },
  { "interference/trusted-interceptor", "port=587",
    READY "1:587 tls certificate.issuer CN=Zscaler Intermediate Root CA,O=Zscaler Inc.\n" FINE, "",
    "tls.intercepted:likely" },
  { "interference/no-interceptor", "port=587",
    READY "1:587 tls certificate.issuer CN=R11,O=Let's Encrypt,C=US\n" FINE, "", "" },

  /* A VPN. */
  { "vpn/silent", "port=587",
    "network network.tunnels tun0\n" HOME MAIN_587 "1:587 connect result timeout\n",
    "connect.timeout:certain", "" },
  { "vpn/port-25-unreachable", "port=25",
    "network network.tunnels tun0,wg0\n" HOME MAIN_25
    "1:25 connect result unreachable\n" SUBMISSION ("2", "587"),
    "connect.port25-blocked:likely", "" },

  /* The greeting. */
  { "greeting/imap", "port=143",
    HOME "main 1:143\n1:143 connect result connected\n1:143 greeting greeting.protocol imap\n"
         "1:143 greeting result not-smtp\n",
    "connect.not-smtp:certain", "" },
  { "greeting/554", "port=25",
    HOME MAIN_25 "1:25 connect result connected\n1:25 greeting reply - 554 No SMTP service here\n"
                 "1:25 greeting result service-refused\n",
    "connect.service-refused:certain", "" },
  { "greeting/too-many", "port=25",
    HOME MAIN_25 "1:25 connect result connected\n1:25 greeting reply - 421 4.7.0 Error: too many "
                 "connections from 192.0.2.1\n1:25 greeting result service-refused\n",
    "limit.connections:certain", "" },
  { "greeting/listed", "port=25",
    HOME MAIN_25
    "1:25 connect result connected\n1:25 greeting reply - 554 5.7.1 [192.0.2.1] blocked "
    "using zen.spamhaus.org\n1:25 greeting result service-refused\n",
    "reputation.ip-listed:certain", "" },
  { "greeting/hello-refused", "port=25",
    HOME MAIN_25
    "1:25 connect result connected\n1:25 greeting reply - 220 mail.example.jp\n1:25 "
    "greeting reply EHLO 501 Syntactically invalid HELO argument(s)\nstage greeting fail\n",
    "proto.helo-rejected:certain", "" },
  { "greeting/hello-answered-with-goodbye", "port=587",
    HOME MAIN_587
    "1:587 connect result connected\n1:587 greeting reply - 220 mail.example.jp\n1:587 greeting "
    "reply EHLO 221 bye\nstage greeting fail\n",
    "connect.dropped:likely", "" },
  { "greeting/knows-no-hello", "port=587",
    HOME MAIN_587
    "1:587 connect result connected\n1:587 greeting reply - 220 ready\n1:587 greeting reply EHLO "
    "500 unknown command\nstage greeting fail\n",
    "connect.not-smtp:possible", "" },
  { "greeting/hello-garbled", "port=587",
    HOME MAIN_587
    "1:587 connect result connected\n1:587 greeting reply - 220 mail.example.jp\n1:587 greeting "
    "result malformed\n",
    "unknown:possible", "" },
  { "greeting/goodbye", "port=587",
    HOME MAIN_587
    "1:587 connect result connected\n1:587 greeting reply - 221 bye\n1:587 greeting result "
    "malformed\n",
    "connect.dropped:likely", "" },
  { "greeting/hello-unanswered", "port=587 security=starttls",
    HOME MAIN_587
    "1:587 connect result connected\n1:587 greeting reply - 220 mail.example.jp\n1:587 greeting "
    "result timeout\n",
    "connect.dropped:likely", "" },
  { "greeting/silent-465-with-tls", "port=465 security=tls",
    HOME MAIN_465 "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls result "
                  "secured\n1:465 greeting result silent\n",
    "connect.dropped:likely", "" },
  { "greeting/client-certificate", "port=465 security=tls",
    HOME MAIN_465 "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls result "
                  "secured\n1:465 greeting result client-certificate\n",
    "tls.client-certificate-required:certain", "" },
  { "greeting/silent", "port=587 security=starttls",
    HOME MAIN_587 "1:587 connect result connected\n1:587 greeting result silent\n",
    "connect.dropped:likely", "" },
  { "greeting/closed", "port=587 security=starttls",
    HOME MAIN_587 "1:587 connect result connected\n1:587 greeting result closed\n",
    "connect.dropped:likely", "" },
  { "greeting/starttls-asked-of-465", "port=465 security=starttls",
    HOME MAIN_465
    "1:465 tls tls.mode starttls\n1:465 connect result connected\n1:465 greeting result silent\n" IMPLICIT (
        "2",
        "465"),
    "tls.wrong-mode:certain", "" },
  { "greeting/silent-465-not-tried-otherwise", "port=465 security=starttls",
    HOME MAIN_465
    "1:465 tls tls.mode starttls\n1:465 connect result connected\n1:465 greeting result silent\n",
    "tls.wrong-mode:likely", "" },

  /* Nothing to go by. */
  { "nothing/empty", "port=587", "", "unknown:possible", "" },
  { NULL, NULL, NULL, NULL, NULL },
};
