/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-case.h"
#include "pm-catalogue.h"
#include "pm-engine.h"

#include <string.h>

/* Building stones of the evidence. */
#define HOME     "network result available\ndns result found\ndns dns.addresses 192.0.2.25\n"
#define MAIN_587 "main 1:587\n"
#define MAIN_465 "main 1:465\n"
#define MAIN_25  "main 1:25\n"
#define PLAIN(n, port)                                                                             \
  n ":" port " tls tls.mode starttls\n" n ":" port " connect result connected\n" n ":" port        \
    " greeting result ready\n" n ":" port " greeting capabilities STARTTLS,SIZE 20971520\n"
#define INSIDE(n, port)                                                                            \
  n ":" port " tls result secured\n" n ":" port " tls tls.version TLS1.3\n" n ":" port             \
    " tls capabilities AUTH PLAIN LOGIN,SIZE 20971520\n"
#define SUBMISSION(n, port) PLAIN (n, port) INSIDE (n, port)
#define IMPLICIT(n, port)                                                                          \
  n ":" port " tls tls.mode tls\n" n ":" port " connect result connected\n" INSIDE (n, port) n     \
      ":" port " greeting result ready\n"
#define BARE(n, port)                                                                              \
  n ":" port " tls tls.mode starttls\n" n ":" port " connect result connected\n" n ":" port        \
    " greeting result ready\n" n ":" port " greeting capabilities SIZE 20971520\n"
#define SIGNED_IN    "1:587 auth auth.mechanisms PLAIN,LOGIN\n1:587 auth result accepted\n"
#define NO_PASSWORD  "stage auth skip no-password\n"
#define SENDER_OK    "1:587 sender address taro@example.jp\n1:587 sender result accepted\n"
#define RECIPIENT_OK "1:587 recipient address taro@example.jp\n1:587 recipient result accepted\n"
#define LAST_YEAR    "1:587 tls certificate.not-before -120\n1:587 tls certificate.not-after -30\n"
#define SIX(n, port, result)                                                                       \
  n ":" port " connect connect.family ipv6\n" n ":" port " connect result " result "\n"
#define FOUR(n, port, result)                                                                      \
  n ":" port " connect connect.family ipv4\n" n ":" port " connect result " result "\n"
#define FINE SIGNED_IN SENDER_OK RECIPIENT_OK
#define OLD(n, port)                                                                               \
  n ":" port " tls tls.mode old\n" n ":" port " connect result connected\n" n ":" port             \
    " tls tls.version TLS1.0\n" n ":" port " tls result old-protocol\n"
#define READY HOME MAIN_587 SUBMISSION ("1", "587")

typedef struct
{
  const char *name;
  const char *account;
  const char *evidence;
  const char *causes; /* "id:certainty", in order; "" is none */
  const char *notes;
} Case;

static const Case cases[] = {
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
    "tls.not-offered:certain connect.interference:possible", "" },
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
  { "interference/masked-and-harmless", "port=587",
    HOME MAIN_587 "1:587 greeting reply - 220 ********\n" SUBMISSION ("1", "587") FINE, "",
    "connect.interference:likely" },
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

  /* Encryption. */
  { "tls/plain-text-on-587", "port=587 security=tls",
    HOME MAIN_587
    "1:587 tls tls.mode tls\n1:587 connect result connected\n1:587 tls tls.plaintext 220 "
    "mail.example.jp ESMTP\n1:587 tls tls.protocol smtp\n1:587 tls result not-tls\n",
    "tls.wrong-mode:certain", "" },
  { "tls/http", "port=80 security=tls",
    HOME "main 1:80\n1:80 tls tls.mode tls\n1:80 connect result connected\n1:80 tls tls.plaintext "
         "HTTP/1.1 400 Bad Request\n1:80 tls tls.protocol http\n1:80 tls result not-tls\n",
    "connect.not-smtp:certain", "" },
  { "tls/not-offered", "port=587 security=starttls",
    HOME MAIN_587 BARE ("1", "587") "1:587 tls result not-offered\n", "tls.not-offered:certain",
    "" },
  { "tls/not-offered-and-not-needed", "port=25",
    HOME MAIN_25 BARE ("1",
                       "25") "stage tls warn not-offered\n1:25 tls result not-offered\n" NO_PASSWORD
                             "1:25 sender result accepted\n1:25 recipient result accepted\n",
    "", "tls.not-offered:certain" },
  { "tls/not-offered-so-password-withheld", "port=25",
    HOME MAIN_25 BARE ("1",
                       "25") "stage tls warn not-offered\n1:25 tls result not-offered\n1:25 auth "
                             "result withheld\n1:25 sender result accepted\n1:25 recipient reply "
                             "RCPT 554 5.7.1 Relay access denied\n1:25 recipient result rejected\n",
    "tls.not-offered:certain", "" },
  { "tls/masked-by-firewall", "port=25 security=starttls",
    HOME MAIN_25
    "1:25 tls tls.mode starttls\n1:25 connect result connected\n1:25 greeting reply - 220 "
    "*****************\n1:25 greeting result ready\n1:25 greeting capabilities "
    "SIZE,XXXXXXXA\n1:25 tls result not-offered\n",
    "connect.interference:likely", "" },
  { "tls/starttls-refused", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls reply STARTTLS 454 4.7.0 TLS not available\n1:587 tls "
                                "result refused\n",
    "tls.starttls-refused:certain", "" },
  { "tls/injected", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls reply STARTTLS 220 Go\n1:587 tls result injected\n",
    "tls.injected:certain", "" },
  { "tls/handshake-closed", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls result closed\n", "tls.handshake-failed:certain",
    "" },
  { "tls/closed-after-handshake", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls result secured\n1:587 tls result closed\n",
    "connect.dropped:likely", "" },
  { "tls/alert-version", "port=465 security=tls",
    HOME MAIN_465
    "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls tls.alert Error in "
    "protocol version\n1:465 tls result alert\n",
    "tls.version-mismatch:certain", "" },
  { "tls/alert-handshake", "port=465 security=tls",
    HOME MAIN_465
    "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls tls.alert Handshake "
    "failed\n1:465 tls result alert\n",
    "tls.version-mismatch:likely", "" },
  { "tls/alert-other", "port=465 security=tls",
    HOME MAIN_465
    "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls tls.alert Internal "
    "error\n1:465 tls result alert\n",
    "tls.handshake-failed:certain", "" },
  { "tls/client-certificate", "port=465 security=tls",
    HOME MAIN_465
    "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls result client-certificate\n",
    "tls.client-certificate-required:certain", "" },
  { "tls/old-server", "port=465 security=tls",
    HOME MAIN_465
    "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls tls.alert Handshake "
    "failed\n1:465 tls result alert\n" OLD ("2", "465"),
    "tls.version-mismatch:certain", "" },
  { "tls/old-server-hangs-up", "port=465 security=tls",
    HOME MAIN_465 "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls result "
                  "closed\n" OLD ("2", "465"),
    "tls.version-mismatch:likely", "" },
  { "tls/old-look-is-no-other-mode", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls result closed\n2:587 tls tls.mode old\n2:587 connect "
                                "result connected\n2:587 greeting result ready\n2:587 tls "
                                "result closed\n",
    "tls.handshake-failed:certain", "" },
  { "tls/injected-late", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls tls.plaintext 250-AUTH LOGIN\n1:587 tls tls.protocol "
                                     "smtp\n1:587 tls result not-tls\n",
    "tls.injected:certain", "" },
  { "tls/handshake-taken-for-a-command", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls tls.plaintext 500 what?\n1:587 tls tls.protocol "
                                     "smtp\n1:587 tls result not-tls\n",
    "tls.handshake-failed:certain", "" },
  { "tls/hello-inside-garbled", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls result secured\n1:587 tls result malformed\nstage "
                                     "tls fail\n",
    "unknown:possible", "" },
  { "tls/garbled", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls result malformed\n", "tls.starttls-refused:likely",
    "" },
  { "tls/old", "port=587",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls tls.version TLS1.0\n1:587 tls result secured\n" SIGNED_IN
        SENDER_OK RECIPIENT_OK,
    "", "tls.weak:certain" },

  /* Certificates. */
  { "certificate/expired", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls certificate.faults expired\n1:587 tls "
                                     "certificate.not-before 2024-01-01T00:00:00Z\n1:587 tls "
                                     "certificate.not-after 2025-01-01T00:00:00Z\n1:587 tls result "
                                     "not-verified\n",
    "tls.cert-expired:certain", "" },
  { "certificate/clock-ahead", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 greeting clock.offset 8640000\n1:587 tls certificate.faults "
                                "expired\n" LAST_YEAR "1:587 tls result not-verified\n",
    "tls.clock-wrong:certain", "" },
  { "certificate/clock-behind-known-from-another-port", "port=465 security=tls",
    HOME MAIN_465 "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls "
                  "certificate.faults not-yet-valid\n1:465 tls certificate.not-before +5\n"
                  "1:465 tls certificate.not-after +95\n1:465 tls result not-verified\n" PLAIN (
                      "2",
                      "587") "2:587 greeting clock.offset -864000\n",
    "tls.clock-wrong:certain", "" },
  { "certificate/clock-right-and-expired", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 greeting clock.offset 2\n1:587 tls certificate.faults "
                                     "expired\n" LAST_YEAR "1:587 tls result not-verified\n",
    "tls.cert-expired:certain", "" },
  { "certificate/clock-ahead-but-not-so-far", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 greeting clock.offset 864000\n1:587 tls certificate.faults "
                                "expired\n" LAST_YEAR "1:587 tls result not-verified\n",
    "tls.cert-expired:certain", "tls.clock-wrong:likely" },
  { "certificate/clock-right-and-too-early", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 greeting clock.offset 2\n1:587 tls certificate.faults "
                                "not-yet-valid\n1:587 tls certificate.not-before +5\n1:587 tls "
                                "certificate.not-after +95\n1:587 tls result not-verified\n",
    "tls.cert-untrusted:certain", "" },
  { "certificate/clock-differs-and-nothing-fails", "port=587",
    READY "1:587 greeting clock.offset -7300\n" SIGNED_IN SENDER_OK RECIPIENT_OK, "",
    "tls.clock-wrong:likely" },
  { "certificate/clock-differs-little", "port=587",
    READY "1:587 greeting clock.offset 600\n" SIGNED_IN SENDER_OK RECIPIENT_OK, "", "" },
  { "certificate/not-yet-valid", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls certificate.faults not-yet-valid\n1:587 tls "
                                "certificate.not-before 2030-01-01T00:00:00Z\n1:587 tls result "
                                "not-verified\n",
    "tls.clock-wrong:possible", "" },
  { "certificate/name", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls certificate.faults name-mismatch\n1:587 tls "
                                "certificate.names *.hosting.example,sv1.hosting.example\n1:587 "
                                "tls result not-verified\n",
    "tls.cert-name-mismatch:certain", "" },
  { "certificate/several-faults", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls certificate.faults expired,self-signed,name-mismatch\n"
                                "1:587 tls result not-verified\n",
    "tls.cert-expired:certain tls.cert-untrusted:certain tls.cert-name-mismatch:certain", "" },
  { "certificate/interceptor", "port=465 security=tls",
    HOME MAIN_465
    "1:465 tls tls.mode tls\n1:465 connect result connected\n1:465 tls certificate.faults "
    "unknown-issuer\n1:465 tls certificate.issuer CN=Avast Web/Mail Shield Root,O=Avast\n1:465 "
    "tls result not-verified\n",
    "tls.intercepted:likely", "" },
  { "certificate/password-withheld-is-an-echo", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls certificate.faults self-signed\n1:587 tls result "
                                "not-verified\n1:587 auth result withheld\n1:587 sender reply MAIL "
                                "530 5.7.0 Authentication required\n1:587 sender result rejected\n",
    "tls.cert-untrusted:certain", "" },

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

  /* Nothing to go by. */
  { "nothing/empty", "port=587", "", "unknown:possible", "" },
};

static char *
list_findings (GListModel *findings)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      g_string_append_printf (list, "%s%s:%s", i > 0 ? " " : "", pm_finding_get_cause (finding),
                              pm_certainty_get_id (pm_finding_get_certainty (finding)));
      g_assert_true (
          pm_catalogue_has_cause (pm_catalogue_get_default (), pm_finding_get_cause (finding)));
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static PmDiagnosis *
diagnose (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].name, name))
      {
        g_autoptr (PmEvidence) evidence = pm_case_build (cases[i].evidence);
        g_autoptr (PmAccount) account = pm_case_account (cases[i].account);

        return pm_engine_diagnose (evidence, account);
      }
  g_assert_not_reached ();
}

static PmVerdict
verdict_of (const char *causes)
{
  if (*causes == '\0')
    return PM_VERDICT_OK;
  return g_str_has_prefix (causes, "unknown") ? PM_VERDICT_INCONCLUSIVE : PM_VERDICT_PROBLEM;
}

static void
test_case (gconstpointer data)
{
  const Case *expected = data;
  g_autoptr (PmDiagnosis) diagnosis = diagnose (expected->name);
  g_autofree char *causes = list_findings (pm_diagnosis_get_causes (diagnosis));
  g_autofree char *notes = list_findings (pm_diagnosis_get_notes (diagnosis));
  const char *const *ruled_out = pm_diagnosis_get_ruled_out (diagnosis);

  g_assert_cmpstr (causes, ==, expected->causes);
  g_assert_cmpstr (notes, ==, expected->notes);
  g_assert_cmpint (pm_diagnosis_get_verdict (diagnosis), ==, verdict_of (expected->causes));
  for (guint i = 0; ruled_out[i] != NULL; i++)
    {
      g_assert_true (pm_catalogue_has_cause (pm_catalogue_get_default (), ruled_out[i]));
      g_assert_null (strstr (causes, ruled_out[i]));
    }
}

/* Every finding has something to say for itself, in both languages. */
static void
test_evidence (gconstpointer data)
{
  g_autoptr (PmDiagnosis) diagnosis = diagnose (((const Case *) data)->name);
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  GListModel *causes = pm_diagnosis_get_causes (diagnosis);

  for (guint i = 0; i < g_list_model_get_n_items (causes); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (causes, i);
      g_auto (GStrv) en = pm_catalogue_get_evidence (catalogue, finding, "en");
      g_auto (GStrv) ja = pm_catalogue_get_evidence (catalogue, finding, "ja");
      g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, "en");

      g_test_message ("%s", pm_finding_get_cause (finding));
      g_assert_cmpuint (g_strv_length (en), >=, 1);
      g_assert_cmpuint (g_strv_length (ja), ==, g_strv_length (en));
      g_assert_cmpuint (g_strv_length (fixes), >=, 1);
    }
}

static void
test_working_port (void)
{
  static const struct
  {
    const char *name;
    guint64 port; /* 0: none to be proposed */
    const char *security;
  } proposals[] = {
    { "connect/port-25-silent", 587, "starttls" },
    { "connect/port-25-reset", 465, "tls" },
    { "connect/port-587-silent-with-465-open", 465, "tls" },
    { "connect/timeout", 0, NULL },
    { "greeting/starttls-asked-of-465", 465, "tls" },
    { "auth/not-offered-on-25", 587, "starttls" },
    { "auth/wrong-password", 0, NULL },
    { "recipient/relay-denied-signed-in", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (proposals); i++)
    {
      g_autoptr (PmDiagnosis) diagnosis = diagnose (proposals[i].name);
      PmFinding *root = pm_diagnosis_get_root (diagnosis);

      g_test_message ("%s", proposals[i].name);
      g_assert_cmpuint (pm_finding_get_argument_uint (root, "working_port"), ==, proposals[i].port);
      g_assert_cmpstr (pm_finding_get_argument_string (root, "working_security"), ==,
                       proposals[i].security);
    }
}

static void
test_arguments (void)
{
  g_autoptr (PmDiagnosis) timeout = diagnose ("connect/timeout");
  g_autoptr (PmDiagnosis) name = diagnose ("certificate/name");
  g_autoptr (PmDiagnosis) imap = diagnose ("greeting/imap");
  g_autoptr (PmDiagnosis) size = diagnose ("size/too-large");
  g_autoptr (PmDiagnosis) password = diagnose ("auth/wrong-password");
  g_autoptr (PmDiagnosis) interceptor = diagnose ("certificate/interceptor");
  PmFinding *root = pm_diagnosis_get_root (timeout);
  gsize n = 0;

  g_assert_cmpstr (pm_finding_get_argument_string (root, "server"), ==, "mail.example.jp");
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "port"), ==, 587);
  g_assert_cmpstr (pm_finding_get_argument_string (root, "address"), ==, "192.0.2.25");
  g_assert_cmpstr (pm_finding_get_argument_string (pm_diagnosis_get_root (name), "suggested_name"),
                   ==, "sv1.hosting.example");
  g_assert_cmpstr (pm_finding_get_argument_string (pm_diagnosis_get_root (imap), "protocol"), ==,
                   "IMAP");
  g_assert_cmpstr (pm_finding_get_argument_string (pm_diagnosis_get_root (interceptor), "issuer"),
                   ==, "Avast Web/Mail Shield Root");
  root = pm_diagnosis_get_root (size);
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "limit"), ==, 20971520);
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "size"), ==, 30000000);
  /* 20 MB at 78 / 57: 14.6 MB. */
  g_assert_cmpuint (pm_finding_get_argument_uint (root, "attachments") * 10 / 1024 / 1024, ==, 145);
  root = pm_diagnosis_get_root (password);
  g_assert_cmpstr (pm_finding_get_argument_string (root, "code"), ==, "535 5.7.8");
  g_assert_cmpuint (pm_server_reply_get_code (pm_finding_get_reply (root)), ==, 535);
  pm_finding_get_observations (root, &n);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_ruled_out (void)
{
  g_autoptr (PmDiagnosis) refused = diagnose ("connect/refused");
  g_autoptr (PmDiagnosis) password = diagnose ("auth/wrong-password");
  g_autoptr (PmDiagnosis) healthy = diagnose ("healthy/587");
  const char *const *of_password = pm_diagnosis_get_ruled_out (password);
  const char *const *of_healthy = pm_diagnosis_get_ruled_out (healthy);

  g_assert_cmpuint (g_strv_length ((char **) pm_diagnosis_get_ruled_out (refused)), ==, 0);
  g_assert_true (g_strv_contains (of_password, "connect.timeout"));
  g_assert_true (g_strv_contains (of_password, "tls.cert-expired"));
  g_assert_false (g_strv_contains (of_password, "auth.app-password-required"));
  g_assert_true (g_strv_contains (of_healthy, "auth.bad-credentials"));
  /* Mail to oneself proves no relaying; nor does port 587 tell of port 25. */
  g_assert_false (g_strv_contains (of_healthy, "relay.denied"));
  g_assert_false (g_strv_contains (of_healthy, "connect.port25-blocked"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* one wrong case hides no other */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *diagnosis = g_strconcat ("/cases/", cases[i].name, NULL);
      g_autofree char *evidence = g_strconcat ("/evidence/", cases[i].name, NULL);

      g_test_add_data_func (diagnosis, &cases[i], test_case);
      g_test_add_data_func (evidence, &cases[i], test_evidence);
    }
  g_test_add_func ("/cases/working-port", test_working_port);
  g_test_add_func ("/cases/arguments", test_arguments);
  g_test_add_func ("/cases/ruled-out", test_ruled_out);
  return g_test_run ();
}
