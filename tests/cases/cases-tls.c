/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cases.h"

const PmCase pm_cases_tls[] = {
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
  { "tls/handshake-reset", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls result reset\n", "tls.handshake-failed:certain",
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
    HOME MAIN_587 PLAIN ("1",
                         "587") "1:587 tls tls.plaintext 250-AUTH LOGIN\n1:587 tls tls.protocol "
                                "smtp\n1:587 tls result not-tls\n",
    "tls.injected:certain", "" },
  { "tls/handshake-taken-for-a-command", "port=587 security=starttls",
    HOME MAIN_587 PLAIN ("1", "587") "1:587 tls tls.plaintext 500 what?\n1:587 tls tls.protocol "
                                     "smtp\n1:587 tls result not-tls\n",
    "tls.handshake-failed:certain", "" },
  { "tls/hello-inside-garbled", "port=587 security=starttls",
    HOME MAIN_587
    "stage tls fail\n" PLAIN ("1", "587") "1:587 tls result secured\n1:587 tls result malformed\n",
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
  { "certificate/name-in-cn-only", "port=587", READY "1:587 tls certificate.name-in-cn yes\n" FINE,
    "", "tls.weak:certain" },
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
  { NULL, NULL, NULL, NULL, NULL },
};
