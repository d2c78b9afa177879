/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The vocabulary between those who look (probe) and those who explain (diagnosis). A key has one
 * type of value, given here as a GVariant type. Which stage an observation belongs to is said by
 * the observation; "result" and "reply" occur in several stages.
 *
 * Results are words, as they are shown in JSON; the words of each stage stand behind it. */

/* s; the verdict of a stage on one connection:
 *   network    "available" "offline"
 *   dns        "found" "not-needed" "not-found" "no-address" "servfail" "refused" "timeout" "malformed"
 *   connect    "connected" "refused" "timeout" "unreachable" "reset" "failed"
 *   greeting   "ready" "service-refused" "not-smtp" "silent" "tls-first"
 *   tls        "secured" "not-verified" "not-offered" "refused" "not-tls" "alert" "timeout" "injected"
 *              "not-wanted" "not-possible" "old-protocol" "client-certificate"
 *   auth       "accepted" "rejected" "temporary" "not-offered" "no-mechanism" "withheld"
 *   sender, recipient, size
 *              "accepted" "rejected" "temporary" "needs-smtputf8"
 *   size also  "fits" "too-large" "no-limit" "unknown"  (SIZE of EHLO against the message)
 *   blocklist  "clean" "domain-clean" (nothing is known of an address) "home-line" (listed as a line at
 *              home alone) "listed" "unclear"
 *   domain     "in-order" "incomplete" "broken" "no-mail" "not-found" "not-answered" "unreliable"
 * and, where the line broke in that stage, from greeting on:
 *              "closed" "reset" "timeout" "malformed" "failed" "client-certificate" */
#define PM_KEY_RESULT "result"

/* a{sv} of pm_server_reply_to_variant(); any stage. */
#define PM_KEY_REPLY "reply"

/* network */
#define PM_KEY_NETWORK_CONNECTIVITY "network.connectivity" /* s: local limited portal full */

#define PM_KEY_NETWORK_TUNNELS                                                                     \
  "network.tunnels" /* as: interfaces that are up and look like a VPN */

/* dns */
#define PM_KEY_DNS_ADDRESSES "dns.addresses" /* as */
#define PM_KEY_DNS_NAME      "dns.name"      /* s: the name asked for */
#define PM_KEY_DNS_SERVER    "dns.server"    /* s: the name server that answered, or "system" */

/* What the DNS servers say of the same name where this system gave the addresses itself: the hosts file
 * or mDNS may say something else. s as the result, and as. */
#define PM_KEY_DNS_SERVER_RESULT    "dns.server-result"
#define PM_KEY_DNS_SERVER_ADDRESSES "dns.server-addresses"

#define PM_KEY_DNS_HOSTS_FILE                                                                      \
  "dns.hosts-file" /* as: what this computer's hosts file gives the name */

/* connect: one observation for each address tried.
 * a{sv}: address s, result s (as connect, and "abandoned" where another address won), ms x */
#define PM_KEY_CONNECT_ATTEMPT "connect.attempt"

#define PM_KEY_CONNECT_FAMILY "connect.family" /* s: ipv4 ipv6; only where no other was tried */

/* greeting */
#define PM_KEY_GREETING_WAIT "greeting.wait-ms" /* t: until the greeting was there */
#define PM_KEY_CLOCK_OFFSET                                                                        \
  "clock.offset" /* x: seconds that this computer is ahead of the server */
#define PM_KEY_GREETING_PROTOCOL "greeting.protocol" /* s: http imap pop3 ssh ftp unknown */
#define PM_KEY_GREETING_BYTES    "greeting.bytes" /* s: what came in place of a greeting, escaped */
#define PM_KEY_CAPABILITIES                                                                        \
  "capabilities" /* as: EHLO lines; stage greeting: before TLS,                                    \
                    stage tls: after TLS */

/* s: the name that was said in EHLO or HELO after the address literal had been refused (that refusal is
 * the reply before it); stage greeting, or tls where it was refused there */
#define PM_KEY_HELLO_NAME "hello.name"

/* tls */
#define PM_KEY_TLS_MODE      "tls.mode" /* s: tls starttls none old; what was tried on this port */
#define PM_KEY_TLS_OFFERED   "tls.offered"   /* b: STARTTLS in EHLO */
#define PM_KEY_TLS_PLAINTEXT "tls.plaintext" /* s: what came in place of a TLS record, escaped */
#define PM_KEY_TLS_PROTOCOL                                                                        \
  "tls.protocol"                         /* s: smtp, or as greeting.protocol: who spoke in clear */
#define PM_KEY_TLS_VERSION "tls.version" /* s: TLS1.3 */
#define PM_KEY_TLS_CIPHER  "tls.cipher"  /* s */
#define PM_KEY_TLS_ALERT   "tls.alert"   /* s: name of the alert received */
/* as, worst first: "revoked" "expired" "not-yet-valid" "self-signed" "unknown-issuer"
 * "missing-intermediate" "name-mismatch" "wrong-purpose" "weak" "other" */
#define PM_KEY_CERTIFICATE_FAULTS "certificate.faults"
#define PM_KEY_CERTIFICATE_NAMES  "certificate.names" /* as: DNS names and addresses */
/* b, TRUE: no alternative names, the name stands in the common name, which several mail programs do not
 * read (RFC 9525 section 6.3) */
#define PM_KEY_CERTIFICATE_NAME_IN_CN  "certificate.name-in-cn"
#define PM_KEY_CERTIFICATE_SUBJECT     "certificate.subject"     /* s */
#define PM_KEY_CERTIFICATE_ISSUER      "certificate.issuer"      /* s */
#define PM_KEY_CERTIFICATE_NOT_BEFORE  "certificate.not-before"  /* s: ISO 8601, UTC */
#define PM_KEY_CERTIFICATE_NOT_AFTER   "certificate.not-after"   /* s: ISO 8601, UTC */
#define PM_KEY_CERTIFICATE_FINGERPRINT "certificate.fingerprint" /* s: SHA-256, hexadecimal */

/* auth */
#define PM_KEY_AUTH_MECHANISMS "auth.mechanisms" /* as: what the server offers there */
#define PM_KEY_AUTH_MECHANISM  "auth.mechanism"  /* s: what was used */
/* What the server said of an access token that it refused (RFC 7628 section 3.2.2), escaped. */
#define PM_KEY_AUTH_OAUTH_STATUS "auth.oauth-status" /* s: "invalid_token", "401"... */
#define PM_KEY_AUTH_OAUTH_SCOPE  "auth.oauth-scope"  /* s: what a token has to be for */

/* sender, recipient */
#define PM_KEY_ADDRESS "address" /* s: the address that was tried */

/* s: accepted temporary rejected. The login's own address as sender where another was chosen; the
 * sender himself as recipient where another was given. */
#define PM_KEY_SENDER_LOGIN   "sender.login"
#define PM_KEY_RECIPIENT_SELF "recipient.self"

/* size */
#define PM_KEY_SIZE_LIMIT   "size.limit"   /* t: octets; 0: offered without a limit (RFC 1870) */
#define PM_KEY_SIZE_MESSAGE "size.message" /* t: octets of the message that was asked about */

/* blocklist: only where the user wanted it. a{sv} for each address under which others see this computer:
 * address s, scope s ("public" "private" "shared" "special"; only a public one is looked up), source s:
 * "user" "refusal" (a refusal names it) "server" (in its answer to EHLO) "local" (our end of the connection) */
#define PM_KEY_BLOCKLIST_ADDRESS "blocklist.address"

/* a{sv} for each list and what was looked up in it: zone s, subject s (an address, or the sender's domain),
 * state s: "listed" "not-listed" "not-answering" "unreliable"; where it is neither of the first two, reason
 * s: "timeout" "refused" "servfail" "malformed" "not-known" "public-resolver" "too-many" "no-such-zone"
 * "no-test-entry" "lists-all" "foreign-answer" "too-long"; answers as; meanings as: "abused" "botnet" "bulk"
 * "dynamic" "hijacked" "infected" "malware" "phishing" "spam-source" "suspicious"; words s: what the list says */
#define PM_KEY_BLOCKLIST_ENTRY "blocklist.entry"
#define PM_KEY_BLOCKLIST_ASKED "blocklist.asked" /* t: so many of them */
#define PM_KEY_BLOCKLIST_TOLD  "blocklist.told"  /* t: that said "listed" or "not-listed" */

/* domain: what the name servers say of the sender's domain, where they were asked for it. A word that is
 * a "not-answered" is never one of absence. */
#define PM_KEY_DOMAIN_NAME "domain.name" /* s: the domain, in ASCII */

/* s: "found" "null-mx" (RFC 7505) "address" (no MX, but an address: RFC 5321 section 5.1) "none"
 * "not-found" "not-answered" "unreliable"; how mail to the domain finds its way */
#define PM_KEY_DOMAIN_MAIL  "domain.mail"
#define PM_KEY_DOMAIN_HOSTS "domain.hosts" /* as: the hosts of its MX records, best first */

/* s: "valid" "missing" "several" "broken" "not-answered" (of the record itself, or of one that it takes in) */
#define PM_KEY_DOMAIN_SPF "domain.spf"
#define PM_KEY_DOMAIN_SPF_RECORD                                                                   \
  "domain.spf-record"                              /* s: the first one, at most 1,000 characters */
#define PM_KEY_DOMAIN_SPF_COUNT "domain.spf-count" /* t: so many records there are */

/* s: "syntax" "several-records" "no-record" "loop" "too-many-terms" "too-many-voids" "too-many-hosts",
 * and "not-answered" "too-long"; with the term that has the fault and the domain in whose record it is */
#define PM_KEY_DOMAIN_SPF_FAULT        "domain.spf-fault"
#define PM_KEY_DOMAIN_SPF_FAULT_TERM   "domain.spf-fault-term"   /* s */
#define PM_KEY_DOMAIN_SPF_FAULT_DOMAIN "domain.spf-fault-domain" /* s */
#define PM_KEY_DOMAIN_SPF_TERMS        "domain.spf-terms" /* t: that look something up; 10 may */
#define PM_KEY_DOMAIN_SPF_NAMES        "domain.spf-names" /* as: whose records are taken in */

/* s: "none" "neutral" "pass" "fail" "softfail" "temperror" "permerror" for the address of the server that
 * was checked. What it sends from to others is mostly another address, so "fail" proves nothing. */
#define PM_KEY_DOMAIN_SPF_RESULT "domain.spf-result"

/* s: "found" "missing" "several" "void" (a policy that can not be read) "not-answered" */
#define PM_KEY_DOMAIN_DMARC        "domain.dmarc"
#define PM_KEY_DOMAIN_DMARC_RECORD "domain.dmarc-record" /* s */
#define PM_KEY_DOMAIN_DMARC_PLACE  "domain.dmarc-place"  /* s: the domain where it stands */
#define PM_KEY_DOMAIN_DMARC_POLICY "domain.dmarc-policy" /* s: "none" "quarantine" "reject" */

/* s: "same" "relaxed" "strict" (another domain, where only the same one will do) "none" "not-answered": the
 * domain of the sender against that of the address that signs in, under that record; only where they differ,
 * "same" else */
#define PM_KEY_DOMAIN_ALIGNMENT "domain.alignment"

/* What a pasted text or a mail tells, second hand (explain).
 *
 * message.kind, s, once: "text" (pasted words), "mail" (a mail that tells of no failure), "bounce" (it
 * could not be delivered), "delayed" (a warning, still being tried), "delivered" (a notice that it was
 * delivered or read), "auto-reply", "complaint" (RFC 5965), "suppressed" (the own provider did not try).
 *
 * message.failure, a{sv}, for each refusal in the order of the text, at the stage where it happened:
 * "verb" "code" "enhanced" "text" as PM_KEY_REPLY, and "host" s, "recipient" s, "action" s where known. */
#define PM_KEY_MESSAGE_KIND    "message.kind"
#define PM_KEY_MESSAGE_FAILURE "message.failure"
#define PM_KEY_MESSAGE_FROM                                                                        \
  "message.reporter"                       /* s: who wrote the mail, a host name or an address */
#define PM_KEY_MESSAGE_DATE "message.date" /* s: ISO 8601, when the mail was written */
#define PM_KEY_MESSAGE_CUT                                                                         \
  "message.cut" /* b, TRUE: it ends in the middle, or not all of it was read */
