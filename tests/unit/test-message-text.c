/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message.h"
#include "pm-message-text.h"

#include <string.h>

/* What people paste, and what is to be found in it: for each failure "code enhanced verb stage host
 * recipient [action]" with "-" for what is not known, and the words where they are not plainly what stands
 * behind the code. */
static const struct
{
  const char *text;
  const char *failures;
  const char *words; /* or NULL */
} samples[]
    = {
        /* Words of a server alone */
        { "554 5.7.1 <a@example.jp>: Relay access denied", "554 5.7.1 - unknown - -", NULL },
        { "550-5.1.1 The email account that you tried to reach does not exist.\n550-5.1.1 Please try double-checking the address.\n550 5.1.1 https://support.example.com/?p=NoSuchUser a1si2 - gsmtp",
          "550 5.1.1 - unknown - -",
          "The email account that you tried to reach does not exist.\nPlease try double-checking the address.\nhttps://support.example.com/?p=NoSuchUser a1si2 - gsmtp" },
        { "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the address for typos. Learn more at 550 5.1.1 https://support.example.com/?p=NoSuchUser a1si2 - gsmtp",
          "550 5.1.1 - unknown - -",
          "The email account that you tried to reach does not exist. Please try double-checking the address for typos. Learn more at https://support.example.com/?p=NoSuchUser a1si2 - gsmtp" },
        { "535", "535 - - auth - -", NULL },
        { "550 5.1.1", "550 5.1.1 - unknown - -", NULL },
        { "550-relay\n550 not permitted", "550 - - unknown - -", "relay\nnot permitted" },
        { "550\n", "550 - - unknown - -", "550" },
        { "5.7.9 Application-specific password required. For more information, go to https://support.example.com/",
          "0 5.7.9 - unknown - -", NULL },
        { "550 sorry, no mailbox here by that name (#5.1.1)", "550 5.1.1 - unknown - -", NULL },
        { "550 #5.1.0 Address rejected.", "550 5.1.0 - unknown - -", NULL },
        { "#5.1.1 no such user", "0 5.1.1 - unknown - -", NULL },
        { "Sorry, I couldn't find any host named mx.example.jp. (#5.1.2)", "0 5.1.2 - unknown - -",
          NULL },
        { "441 4.4.1 Error communicating with the target", "441 4.4.1 - unknown - -", NULL },
        { "[550 5.1.1]", "550 5.1.1 - unknown - -", NULL },
        { "[550 5.1.1] User unknown", "550 5.1.1 - unknown - -", NULL },
        { "エラー: 550 5.1.1 宛先が存在しません", "550 5.1.1 - unknown - -", NULL },
        { "エラーコード: 550", "550 - - unknown - -", NULL },
        { "エラーコード：５５０　５．１．１ User unknown", "550 5.1.1 - unknown - -", NULL },
        { "５５０", "550 - - unknown - -", "550" },
        { "code 535", "535 - - auth - -", NULL },
        { "SMTP error 550", "550 - - unknown - -", NULL },
        { "SMTP Error 550: relay not permitted", "550 - - unknown - -", NULL },
        { "Server error: \"554 5.2.252 SendAsDenied; a@example.jp not allowed to send as b@example.jp\"",
          "554 5.2.252 - unknown - -",
          "SendAsDenied; a@example.jp not allowed to send as b@example.jp" },
        { "550 5.7.1, Relaying denied.", "550 5.7.1 - unknown - -", NULL },
        { "550: 5.1.1 <a@example.jp>... User Unknown", "550 5.1.1 - unknown - -", NULL },
        { "550 : User unknown", "550 - - unknown - -", NULL },
        { "554 554 5.7.1 Service unavailable; Client host [192.0.2.49] blocked using bl.example.org",
          "554 5.7.1 - unknown - -", NULL },
        { "550 5.7.1 550 User Unknown: a@example.jp", "550 5.7.1 - unknown - -", NULL },
        { "421 4.7.0 Try again later, closing connection.", "421 4.7.0 - unknown - -", NULL },
        { "> 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "535 5.7.8 - auth - -", NULL },
        { "> > 550 5.1.1 <a@example.jp>: User unknown", "550 5.1.1 - unknown - -", NULL },
        { "  \n\n   452 4.2.2 Mailbox full   \n\n", "452 4.2.2 - unknown - -", "Mailbox full" },
        { "4.7.500-699 Access denied, please try again later", "0 4.7.500 - unknown - -", NULL },
        { "552 Message size exceeds fixed limit", "552 - - unknown - -", NULL },
        { "Ihre Nachricht wurde nicht zugestellt. Fehler: 550 Postfach nicht gefunden",
          "550 - - unknown - -", NULL },
        { "「550 5.1.1 User unknown」というエラーが出ます", "550 5.1.1 - unknown - -",
          "User unknown" },
        { "送信すると 535 5.7.8 Authentication failed と出て送れません。", "535 5.7.8 - auth - -",
          "Authentication failed" },
        { "Could not be delivered because of 550 5.1.1 User unknown", "550 5.1.1 - unknown - -",
          NULL },
        { "Failed to close connection to SMTP server, 553 Relaying disallowed",
          "553 - - unknown - -", NULL },
        /* More than one */
        { "550 5.1.1 <a@example.jp>: User unknown\n550 5.1.1 <b@example.jp>: User unknown",
          "550 5.1.1 - unknown - - | 550 5.1.1 - unknown - -",
          "<a@example.jp>: User unknown | <b@example.jp>: User unknown" },
        { "550 5.1.1 user unknown\n550 5.1.1 user unknown\n550 5.1.1 user unknown",
          "550 5.1.1 - unknown - -", "user unknown" },
        { "550 5.1.1 mailbox unavailable 503 5.5.1 need RCPT before DATA 550 5.1.1 mailbox unavailable",
          "550 5.1.1 - unknown - - | 503 5.5.1 - unknown - -",
          "mailbox unavailable | need RCPT before DATA" },
        { "450 4.2.0 Greylisted\n554 5.7.1 Blocked",
          "450 4.2.0 - unknown - - | 554 5.7.1 - unknown - -", "Greylisted | Blocked" },
        /* A reply within a reply */
        { "5.7.57 Client not authenticated to send mail. [535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. [AB1PR01CA0001.example 2026-01-26T18:54:30.055Z 08DD3DD7D75D7743]]",
          "535 5.7.139 - auth - -",
          "Client not authenticated to send mail. [535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. [AB1PR01CA0001.example 2026-01-26T18:54:30.055Z 08DD3DD7D75D7743]]" },
        { "554 5.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>",
          "421 4.4.2 - unknown - -",
          "Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>" },
        { "550 5.1.351 Remote server returned unknown recipient -> 550 Unknown user a@example.jp",
          "550 5.1.351 - unknown - -",
          "Remote server returned unknown recipient -> Unknown user a@example.jp" },
        { "550 5.0.350 Remote server returned an error -> 554 5.7.1 Relay access denied",
          "554 5.7.1 - unknown - -",
          "Remote server returned an error -> 554 5.7.1 Relay access denied" },
        { "5.1.0 - Unknown address error '5.7.1 <a@example.jp>... Access denied' (delivery attempts: 0)",
          "0 5.7.1 - unknown - -",
          "Unknown address error '5.7.1 <a@example.jp>... Access denied' (delivery attempts: 0)" },
        { "501 Rcpt-To validation failed: RCPT TO not accepted: 5.7.1 This system is not configured to relay mail",
          "501 5.7.1 - unknown - -",
          "Rcpt-To validation failed: RCPT TO not accepted: 5.7.1 This system is not configured to relay mail" },
        { "504 Invalid HELO. response=504 5.5.2 <pc>: Helo command rejected: need fully-qualified hostname",
          "504 5.5.2 - unknown - -",
          "Invalid HELO. response= <pc>: Helo command rejected: need fully-qualified hostname" },
        { "MAIL FROM command failed,5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM [AM0PR04CA0003.example] ,530",
          "530 5.7.57 MAIL sender - -",
          "SMTP; Client was not authenticated to send anonymous mail during MAIL FROM [AM0PR04CA0003.example] ,530" },
        /* Postfix */
        { "<a@example.jp>: host mx.example.jp[192.0.2.1] said: 550 5.1.1 <a@example.jp>:\n    Recipient address rejected: User unknown in virtual mailbox table (in reply\n    to RCPT TO command)",
          "550 5.1.1 RCPT delivery mx.example.jp a@example.jp",
          "<a@example.jp>: Recipient address rejected: User unknown in virtual mailbox table" },
        { "host mx.example.jp[192.0.2.1] said: 550 5.1.1 <a@example.jp>... User unknown (in reply to RCPT TO command)",
          "550 5.1.1 RCPT delivery mx.example.jp a@example.jp", "<a@example.jp>... User unknown" },
        { "host mx.example.jp[2001:db8::1] said: 552 5.3.4 Message too big (in reply to end of DATA command)",
          "552 5.3.4 DATA delivery mx.example.jp -", "Message too big" },
        { "host mx.example.jp[192.0.2.1] said: 553 5.1.8 <a@example.org>... Domain of sender address does not exist (in reply to MAIL FROM command)",
          "553 5.1.8 MAIL delivery mx.example.jp -",
          "<a@example.org>... Domain of sender address does not exist" },
        { "delivery temporarily suspended: host mx.example.jp[192.0.2.1] refused to talk to me: 421 4.7.0 Too many connections",
          "421 4.7.0 - delivery mx.example.jp -", NULL },
        { "Nov 25 10:00:01 mail postfix/smtp[4321]: 3F2A11: to=<a@example.jp>, relay=mx.example.jp[192.0.2.1]:25, delay=1.2, delays=0.1/0/1/0.1, dsn=5.1.1, status=bounced (host mx.example.jp[192.0.2.1] said: 550 5.1.1 <a@example.jp>: Recipient address rejected: User unknown (in reply to RCPT TO command))",
          "550 5.1.1 RCPT delivery mx.example.jp a@example.jp failed",
          "<a@example.jp>: Recipient address rejected: User unknown" },
        { "Nov 25 10:00:01 mail postfix/smtp[4321]: 3F2A11: to=<a@example.jp>, relay=none, delay=30, delays=0.1/0/30/0, dsn=4.4.1, status=deferred (connect to mx.example.jp[192.0.2.1]:25: Connection timed out)",
          "0 4.4.1 - delivery mx.example.jp a@example.jp delayed",
          "connect to mx.example.jp[192.0.2.1]:25: Connection timed out" },
        { "Nov 25 10:00:01 mail postfix/smtp[4321]: 3F2A11: to=<a@example.jp>, relay=mx.example.jp[192.0.2.1]:25, delay=1.2, dsn=2.0.0, status=sent (250 2.0.0 OK 1453 queued as 77)\nNov 25 10:00:02 mail postfix/smtp[4322]: 3F2A12: to=<b@example.jp>, relay=mx.example.jp[192.0.2.1]:25, delay=1.2, dsn=4.2.0, status=deferred (host mx.example.jp[192.0.2.1] said: 450 4.2.0 <b@example.jp>: Greylisted (in reply to RCPT TO command))",
          "450 4.2.0 RCPT delivery mx.example.jp b@example.jp delayed",
          "<b@example.jp>: Greylisted" },
        { "2026-11-25T10:00:01.123456+09:00 mail postfix/smtpd[99]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a@example.org>: Relay access denied; from=<b@example.jp> to=<a@example.org> proto=ESMTP helo=<pc>",
          "554 5.7.1 RCPT recipient - a@example.org", "<a@example.org>: Relay access denied" },
        { "host mx.example.jp[192.0.2.1] said: The email account that you tried to reach does not exist. Learn more at https://support.example.com/ x1 - gsmtp (in reply to RCPT TO command)",
          "0 - RCPT delivery mx.example.jp -",
          "The email account that you tried to reach does not exist. Learn more at https://support.example.com/ x1 - gsmtp" },
        /* Exim */
        { "SMTP error from remote mail server after RCPT TO:<a@example.jp>: host mx.example.jp [192.0.2.1]: 550 5.1.1 User unknown",
          "550 5.1.1 RCPT delivery mx.example.jp a@example.jp", NULL },
        { "  a@example.jp\n    host mx.example.jp [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<a@example.jp>:\n    550 5.1.1 <a@example.jp>: Recipient address rejected", "550 5.1.1 RCPT delivery mx.example.jp a@example.jp",
          NULL },
        { "2026-11-25 10:00:00 1abcde-0000xy-2Z ** a@example.jp R=dnslookup T=remote_smtp H=mx.example.jp [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@example.jp>: 550 5.1.1 User unknown",
          "550 5.1.1 RCPT delivery mx.example.jp a@example.jp", NULL },
        { "2026-11-25 10:00:00 1abcde-0000xy-2Z == a@example.jp R=dnslookup T=remote_smtp defer (-44) H=mx.example.jp [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@example.jp>: 451 4.7.1 Greylisting in action",
          "451 4.7.1 RCPT delivery mx.example.jp a@example.jp", NULL },
        { "host mx.example.jp [192.0.2.1] SMTP error from remote mail server after end of data: 552 5.2.3 Message exceeds local limit",
          "552 5.2.3 DATA delivery mx.example.jp -", NULL },
        { "host mx.example.jp [192.0.2.1] SMTP error from remote mail server after initial connection: 554 5.7.1 Blocked",
          "554 5.7.1 - delivery mx.example.jp -", NULL },
        { "SMTP error from remote mail server after pipelined MAIL FROM:<b@example.org> SIZE=1543: host mx.example.jp [192.0.2.1]: 550 5.7.1 No",
          "550 5.7.1 MAIL delivery mx.example.jp -", NULL },
        /* Sendmail */
        { "   ----- Transcript of session follows -----\n... while talking to mx.example.jp.:\n>>> RCPT To:<a@example.jp>\n<<< 550 5.1.1 <a@example.jp>... User unknown\n550 5.1.1 <a@example.jp>... User unknown",
          "550 5.1.1 RCPT delivery mx.example.jp a@example.jp", NULL },
        { "... while talking to mx.example.jp.:\n>>> DATA\n<<< 554 5.6.0 Content rejected\n554 5.0.0 Service unavailable",
          "554 5.6.0 DATA delivery mx.example.jp - | 554 5.0.0 DATA delivery mx.example.jp -",
          "Content rejected | Service unavailable" },
        { "Nov 25 10:00:01 mail sendmail[77]: xAP1: to=<a@example.jp>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120345, relay=mx.example.jp. [192.0.2.1], dsn=5.1.1, stat=User unknown",
          "0 5.1.1 - delivery mx.example.jp a@example.jp", NULL },
        { "Deferred: 451 4.3.0 Temporary lookup failure", "451 4.3.0 - unknown - -", NULL },
        /* qmail */
        { "<a@example.jp>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.1.",
          "550 5.1.1 RCPT delivery 192.0.2.1 a@example.jp", "User unknown" },
        { "<a@example.jp>:\n192.0.2.1 failed after I sent the message.\nRemote host said: 552 5.3.4 Message too large",
          "552 5.3.4 DATA delivery 192.0.2.1 a@example.jp", NULL },
        { "192.0.2.1 does not like recipient. Remote host said: 552 Error: disk quota exceeded Giving up on 192.0.2.1.",
          "552 - RCPT delivery 192.0.2.1 -", "Error: disk quota exceeded" },
        { "192.0.2.1 failed after I sent the message. Remote host said: Unauthenticated email from example.org is not accepted due to domain's DMARC policy.",
          "0 - DATA delivery 192.0.2.1 -", NULL },
        /* Exchange, Google, RFC 3464 */
        { "Diagnostic information for administrators:\n\nGenerating server: AB1PR01MB1234.example.com\n\na@example.jp\nRemote Server at mx.example.jp (192.0.2.1) returned '550 5.1.1 <a@example.jp>: User unknown in it's table'",
          "550 5.1.1 - delivery mx.example.jp a@example.jp",
          "<a@example.jp>: User unknown in it's table" },
        { "a@example.jp\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'",
          "550 5.1.10 - delivery - a@example.jp",
          "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup" },
        { "a@example.jp\n5/25/2026 8:21:10 AM - Server at SG2APC01HT226.example.com returned '550 5.4.312 Message expired, DNS query failed(InfoNoRecords)'\n5/25/2026 8:11:10 AM - Server at example.jp (192.0.2.1) returned '450 4.4.312 DNS query failed [Message=InfoNoRecords]'",
          "550 5.4.312 - delivery SG2APC01HT226.example.com a@example.jp | 450 4.4.312 - delivery example.jp a@example.jp",
          "Message expired, DNS query failed(InfoNoRecords) | DNS query failed [Message=InfoNoRecords]" },
        { "3/09/2026 7:58:27 PM - Remote Server at mx.example.jp (192.0.2.1) returned '441 4.4.1 Error encountered: \"Failed to connect. Winsock error code: 10060, Win32 error code: 10060.\" Attempted failover to alternate host.'",
          "441 4.4.1 - delivery mx.example.jp -",
          "Error encountered: \"Failed to connect. Winsock error code: 10060, Win32 error code: 10060.\" Attempted failover to alternate host." },
        { "** Address not found **\n\nYour message wasn't delivered to a@example.jp because the address couldn't be found.\n\nThe response from the remote server was:\n\n550 5.1.1 <a@example.jp>: User unknown",
          "550 5.1.1 - delivery - - failed", NULL },
        { "Final-Recipient: rfc822; a@example.jp\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.jp\nDiagnostic-Code: smtp; 550 5.1.1 <a@example.jp>: User unknown",
          "550 5.1.1 - delivery mx.example.jp a@example.jp failed", NULL },
        /* Python */
        { "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: ')",
          "535 5.7.8 AUTH auth - -", "Error: authentication failed:" },
        { "(534, b'5.7.9 Application-specific password required. For more information, go to\\n5.7.9 https://support.example.com/?p=x a.1 - gsmtp')",
          "534 5.7.9 - auth - -",
          "Application-specific password required. For more information, go to\nhttps://support.example.com/?p=x a.1 - gsmtp" },
        { "smtplib.SMTPRecipientsRefused: {'a@example.jp': (550, b'5.1.1 <a@example.jp>: Recipient address rejected: User unknown')}",
          "550 5.1.1 RCPT recipient - a@example.jp",
          "<a@example.jp>: Recipient address rejected: User unknown" },
        { "smtplib.SMTPRecipientsRefused: {'a@example.jp': (554, b'5.7.1 <a@example.jp>: Relay access denied'), 'b@example.jp': (554, b'5.7.1 <b@example.jp>: Relay access denied')}",
          "554 5.7.1 RCPT recipient - a@example.jp | 554 5.7.1 RCPT recipient - b@example.jp",
          "<a@example.jp>: Relay access denied | <b@example.jp>: Relay access denied" },
        { "smtplib.SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first', 'a@example.jp')",
          "530 5.7.0 MAIL sender - -", "Must issue a STARTTLS command first" },
        { "Traceback (most recent call last):\n  File \"/srv/app/send.py\", line 550, in <module>\n    server.login(user, password)\n  File \"/usr/lib/python3.11/smtplib.py\", line 750, in login\n    raise last_exception\nsmtplib.SMTPAuthenticationError: (535, b'Incorrect authentication data')",
          "535 - AUTH auth - -", "Incorrect authentication data" },
        { "smtplib.SMTPDataError: (552, b\"5.2.3 Your message exceeded Google's message size limits.\")",
          "552 5.2.3 DATA message - -", "Your message exceeded Google's message size limits." },
        { "smtplib.SMTPServerDisconnected: Connection unexpectedly closed", "0 - - unknown - -",
          NULL },
        /* Other libraries */
        { "SMTP Error: Could not authenticate. SMTP server error: QUIT command failed Detail: SMTP code: 535 Additional SMTP info: 5.7.8",
          "535 5.7.8 AUTH auth - -",
          "SMTP Error: Could not authenticate. SMTP server error: QUIT command failed Detail:" },
        { "SMTP Error: The following recipients failed: a@example.jp: Relay access denied\nSMTP server error: DATA command failed Detail: no valid recipients SMTP code: 554 Additional SMTP info: 5.5.1", "554 5.5.1 DATA message - a@example.jp",
          "SMTP Error: The following recipients failed: a@example.jp: Relay access denied SMTP server error: DATA command failed Detail: no valid recipients" },
        { "2026-11-25 10:00:00 SERVER -> CLIENT: 220 mail.example.jp ESMTP\n2026-11-25 10:00:00 CLIENT -> SERVER: EHLO pc\n2026-11-25 10:00:00 SERVER -> CLIENT: 250-mail.example.jp\n250-AUTH PLAIN LOGIN\n250 SIZE 10240000\n2026-11-25 10:00:01 CLIENT -> SERVER: AUTH LOGIN\n2026-11-25 10:00:01 SERVER -> CLIENT: 334 VXNlcm5hbWU6\n2026-11-25 10:00:01 CLIENT -> SERVER: [credentials hidden]\n2026-11-25 10:00:01 SERVER -> CLIENT: 535 5.7.8 Error: authentication failed\n2026-11-25 10:00:01 SMTP ERROR: Password command failed: 535 5.7.8 Error: authentication failed",
          "535 5.7.8 AUTH auth - -", NULL },
        { "System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client was not authenticated. The server response was: 5.7.57 Client not authenticated to send mail.",
          "0 5.7.57 - unknown - -", NULL },
        { "System.Net.Mail.SmtpFailedRecipientException: Mailbox unavailable. The server response was: 5.7.1 Unable to relay for a@example.jp\n   at System.Net.Mail.SmtpTransport.SendMail(MailAddress sender)\n   at System.Net.Mail.SmtpClient.Send(MailMessage message)",
          "0 5.7.1 - unknown - -", "Unable to relay for a@example.jp" },
        { "com.sun.mail.smtp.SMTPSendFailedException: 550 5.7.60 SMTP; Client does not have permissions to send as this sender\n;\n  nested exception is:\n\tcom.sun.mail.smtp.SMTPSenderFailedException: 550 5.7.60 SMTP; Client does not have permissions to send as this sender\n\tat com.sun.mail.smtp.SMTPTransport.issueSendCommand(SMTPTransport.java:550)",
          "550 5.7.60 - unknown - -",
          "SMTP; Client does not have permissions to send as this sender" },
        { "javax.mail.SendFailedException: Invalid Addresses;\n  nested exception is:\n\tcom.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <a@example.jp>: User unknown\n\n\tat com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:1873)",
          "550 5.1.1 RCPT recipient - a@example.jp", "<a@example.jp>: User unknown" },
        { "javax.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful [TY2PR01CA0001.example]",
          "535 5.7.3 AUTH auth - -", NULL },
        { "Error: Invalid login: 535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.example.com/?p=BadCredentials x - gsmtp\n    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:550:19)\n    at SMTPConnection._actionAUTHComplete (/app/node_modules/nodemailer/index.js:1564:34) {\n  code: 'EAUTH',\n  response: '535-5.7.8 Username and Password not accepted. For more information, go to\\n' +\n    '535 5.7.8  https://support.example.com/?p=BadCredentials x - gsmtp',\n  responseCode: 535,\n  command: 'AUTH PLAIN'\n}",
          "535 5.7.8 AUTH auth - -",
          "Username and Password not accepted. For more information, go to\nhttps://support.example.com/?p=BadCredentials x - gsmtp" },
        { "{ code: 'EENVELOPE', response: '550 5.1.1 <a@example.jp>: User unknown', responseCode: 550, command: 'RCPT TO' }",
          "550 5.1.1 RCPT recipient - a@example.jp", "<a@example.jp>: User unknown" },
        { "{\"code\":\"EENVELOPE\",\"response\":\"550 5.1.1 User unknown\",\"responseCode\":550,\"command\":\"RCPT TO\"}",
          "550 5.1.1 RCPT recipient - -", "User unknown" },
        { "Error: Can't send mail - all recipients were rejected: 550 5.7.1 Relaying denied",
          "550 5.7.1 RCPT recipient - -", NULL },
        { "gomail: could not send email 1: 550 5.7.1 <a@example.jp>: Relay access denied",
          "550 5.7.1 - unknown - -", NULL },
        { "Net::SMTPAuthenticationError (535 5.7.8 Error: authentication failed)",
          "535 5.7.8 AUTH auth - -", "Error: authentication failed" },
        { "Net::SMTPFatalError: 550 5.1.1 <a@example.jp>: Recipient address rejected",
          "550 5.1.1 - unknown - -", NULL },
        { "Connection could not be established with host \"smtp.example.jp:465\": Expected response code \"220\" but got code \"554\", with message \"554 5.7.1 Blocked\".",
          "554 5.7.1 - unknown - -", "Blocked" },
        { "Failed to authenticate on SMTP server with username \"a@example.jp\" using the following authenticators: \"LOGIN\". Authenticator \"LOGIN\" returned \"Expected response code \"235\" but got code \"535\", with message \"535 5.7.8 Error: authentication failed\".\".",
          "535 5.7.8 - auth - -", "Error: authentication failed" },
        { "Invalid response code received from server (code: 530, response: 5.7.1 Authentication required)",
          "530 5.7.1 - unknown - -", "Authentication required" },
        { "send spam mail rejected: exceeded hour limit\" code=550", "550 - - unknown - -", NULL },
        { "[Status: Error, Address: <a@example.jp>, ResponseCode 421, , Host not reachable.]",
          "421 - - unknown - -", NULL },
        { "Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <a@example.jp>... User Unknown",
          "550 5.1.1 - unknown - -", NULL },
        /* Tools and dialogues */
        { "=== Trying smtp.example.jp:587...\n=== Connected to smtp.example.jp.\n<-  220 smtp.example.jp ESMTP\n -> EHLO pc\n<-  250-smtp.example.jp\n<-  250-SIZE 10240000\n<-  250 AUTH PLAIN LOGIN\n -> MAIL FROM:<b@example.jp>\n<-  250 2.1.0 Ok\n -> RCPT TO:<a@example.org>\n<** 554 5.7.1 <a@example.org>: Relay access denied\n -> QUIT\n<-  221 2.0.0 Bye",
          "554 5.7.1 RCPT recipient - a@example.org", "<a@example.org>: Relay access denied" },
        { "=== Trying smtp.example.jp:25...\n=== Connected to smtp.example.jp.\n<** 554 5.7.1 You are not allowed to connect\n -> QUIT\n<-  221 Bye",
          "554 5.7.1 - greeting - -", "You are not allowed to connect" },
        { "<~* 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "535 5.7.8 - auth - -",
          NULL },
        { "msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 Error: authentication failed\nmsmtp: could not send mail (account default from /home/x/.msmtprc)",
          "535 5.7.8 AUTH auth - -", "Error: authentication failed" },
        { "msmtp: recipient address a@example.jp not accepted by the server\nmsmtp: server message: 550 5.1.1 User unknown",
          "550 5.1.1 RCPT recipient - a@example.jp", NULL },
        { "curl: (55) RCPT failed: 550", "550 - RCPT recipient - -", NULL },
        { "curl: (67) Login denied", "0 - AUTH auth - -", NULL },
        { "< 220 mail.example.jp ESMTP\n> EHLO pc\n< 250-mail.example.jp\n< 250 SIZE 1000\n> MAIL FROM:<b@example.jp>\n< 530 5.7.0 Authentication Required\n> QUIT",
          "530 5.7.0 MAIL sender - -", "Authentication Required" },
        { "Trying 192.0.2.1...\nConnected to mail.example.jp.\nEscape character is '^]'.\n220 mail.example.jp ESMTP\nehlo pc\n250-mail.example.jp\n250 8BITMIME\nmail from:<b@example.jp>\n250 2.1.0 Ok\nrcpt to:<a@example.jp>\n450 4.2.0 <a@example.jp>: Recipient address rejected: Greylisted\nquit\n221 2.0.0 Bye",
          "450 4.2.0 RCPT recipient - a@example.jp",
          "<a@example.jp>: Recipient address rejected: Greylisted" },
        { "S: 220 mail.example.jp\nC: EHLO pc\nS: 250 mail.example.jp\nC: AUTH PLAIN AGEAYg==\nS: 535-5.7.8 Username and Password not accepted.\nS: 535 5.7.8 Learn more",
          "535 5.7.8 AUTH auth - -", "Username and Password not accepted.\nLearn more" },
        { "C: STARTTLS\nS: 454 4.7.0 TLS not available due to local problem",
          "454 4.7.0 STARTTLS tls - -", NULL },
        { "DATA\n354 End data with <CR><LF>.<CR><LF>\n.\n552 5.3.4 Message size exceeds fixed limit",
          "552 5.3.4 DATA message - -", NULL },
        { "mail.example.jp[192.0.2.1] responded with failure: 552 sorry, mailbox a@example.jp is over quota temporarily (#5.1.1)",
          "552 5.1.1 - delivery mail.example.jp -", NULL },
        { "10:00:01 <<< 550 5.7.1 Relaying denied", "550 5.7.1 - unknown - -", NULL },
        { "[10:00:01] SEND: RCPT TO:<a@example.jp>\n[10:00:01] RECV: 550 5.7.1 Relaying denied",
          "550 5.7.1 RCPT recipient - a@example.jp", NULL },
        /* Mail programs */
        { "An error occurred while sending mail. The mail server responded:  5.7.1 <a@example.jp>: Relay access denied. Please check the message recipient \"a@example.jp\" and try again.",
          "0 5.7.1 - unknown - -", "<a@example.jp>: Relay access denied" },
        { "An error occurred while sending mail. The mail server responded:  \n550 5.1.1 User unknown.\n Please verify that your email address is correct in your account settings and try again.",
          "550 5.1.1 - unknown - -", "User unknown." },
        { "メールの送信中にエラーが発生しました。メールサーバーからの応答: 5.7.1 <a@example.jp>: Relay access denied. メッセージの受信者 \"a@example.jp\" を確認してから再度試してください。",
          "0 5.7.1 - unknown - -", "<a@example.jp>: Relay access denied." },
        { "受信者の 1 人がサーバーによって拒否されたため、メッセージを送信できませんでした。拒否された電子メール アドレス : 'a@example.jp', 件名 'テスト', アカウント : 'mail.example.jp', サーバー : 'mail.example.jp', プロトコル : SMTP, サーバーの応答 : '554 5.7.1 <a@example.jp>: Relay access denied', ポート : 25, セキュリティ (SSL): なし, サーバー エラー : 554, エラー番号 : 0x800CCC79",
          "554 5.7.1 RCPT recipient - a@example.jp", "<a@example.jp>: Relay access denied" },
        { "サーバーの応答: 550 relay not permitted、ポート: 25、セキュリティ (SSL): なし、サーバー エラー: 550、エラー番号: 0x800CCC79",
          "550 - - unknown - -", "relay not permitted" },
        { "The message could not be sent because one of the recipients was rejected by the server. The rejected e-mail address was 'a@example.jp'. Subject 'x', Account: 'm', Server: 'mail.example.jp', Protocol: SMTP, Server Response: '550 5.7.1 Unable to relay', Port: 587, Secure(SSL): Yes, Server Error: 550, Error Number: 0x800CCC79",
          "550 5.7.1 RCPT recipient - a@example.jp", "Unable to relay" },
        { "送信サーバー (SMTP) エラー 550 5.7.1 Relaying denied", "550 5.7.1 - unknown - -", NULL },
        { "タスク 'mail.example.jp - 送信中' でエラー (0x800CCC0F) が報告されました : '送信メール (SMTP) サーバーへの接続が中断されました。サーバーの応答: 421 Cannot connect to SMTP server 192.0.2.1 (192.0.2.1:25), connect error 10060'",
          "421 - - unknown - -",
          "Cannot connect to SMTP server 192.0.2.1 (192.0.2.1:25), connect error 10060" },
        { "Sending of the message failed. The message could not be sent because the connection to Outgoing server (SMTP) smtp.example.jp was lost in the middle of the transaction.",
          "0 - - unknown - -", NULL },
        { "The server responded: \"554 5.7.1 Client host rejected: Access denied\"",
          "554 5.7.1 - unknown - -", "Client host rejected: Access denied" },
        { "Negative SMTP reply: 550 5.7.1 Relaying denied", "550 5.7.1 - unknown - -", NULL },
        { "552 5.2.3 Message size exceeds fixed maximum message size (10485760)",
          "552 5.2.3 - unknown - -", NULL },
        { "WordPress <wordpress@example.jp> - SMTP Error: data not accepted. SMTP server error: DATA END command failed Detail: Message rejected SMTP code: 550 Additional SMTP info: 5.7.1",
          "550 5.7.1 DATA message - -",
          "WordPress <wordpress@example.jp> - SMTP Error: data not accepted. SMTP server error: DATA END command failed Detail: Message rejected" },
        { "2026/11/25 10:00:01 SMTP送信エラー(535) 認証に失敗しました", "535 - - auth - -", NULL },
        { "【送信エラー】宛先: a@example.jp 応答: 550 5.1.1 User unknown",
          "550 5.1.1 - unknown - a@example.jp", NULL },
        { "ERR 550 (a@example.jp)", "550 - - unknown - -", NULL },
        /* Numbers that are no reply */
        { "Connection timed out", "0 - - unknown - -", NULL },
        { "connect ETIMEDOUT 192.0.2.25:465", "0 - - unknown - -", NULL },
        { "connect to smtp.example.jp port 587 failed", "0 - - unknown smtp.example.jp -", NULL },
        { "Port 587, 465, 450 or 550", "0 - - unknown - -", NULL },
        { "ポート: 465 に接続できません", "0 - - unknown - -", NULL },
        { "HTTP 404 Not Found", "0 - - unknown - -", NULL },
        { "HTTP/1.1 503 Service Unavailable", "0 - - unknown - -", NULL },
        { "line 550, in send", "0 - - unknown - -", NULL },
        { "File size 500 KB, limit 450 KB", "0 - - unknown - -", NULL },
        { "call 03-5501-4500 or 0120-450-550", "0 - - unknown - -", NULL },
        { "2026-11-25 10:45:50.550 started", "0 - - unknown - -", NULL },
        { "10:30:554", "0 - - unknown - -", NULL },
        { "Version 5.7.1", "0 - - unknown - -", NULL },
        { "PHP 5.6.40, MySQL 5.7.30", "0 - - unknown - -", NULL },
        { "192.0.2.1, 5.4.3.2", "0 - - unknown - -", NULL },
        { "id 1abcde-0005.1.1@example.jp", "0 - - unknown - -", NULL },
        { "Message-ID: <550.5.1.1@example.jp>", "0 - - unknown - -", NULL },
        { "250 2.6.0 Message received", "0 - - unknown - -", NULL },
        { "we sent 550 mails today", "0 - - unknown - -", NULL },
        { "550 messages were sent", "0 - - unknown - -", NULL },
        { "550件のメールを送信しました", "0 - - unknown - -", NULL },
        { "Timeout after 450 ms", "0 - - unknown - -", NULL },
        { "送信に失敗しました", "0 - - unknown - -", NULL },
        { "error:0A00010B:SSL routines::wrong version number", "0 - - unknown - -", NULL },
        { "571 No PTR Record found", "0 - - unknown - -", NULL },
        { "560 something", "0 - - unknown - -", NULL },
        { "0x800CCC0E", "0 - - unknown - -", NULL },
        { "Winsock error 10060", "0 - - unknown - -", NULL },
        { "price $550", "0 - - unknown - -", NULL },
        { "550.00 yen", "0 - - unknown - -", NULL },
        { "http://www.example.jp/550", "0 - - unknown - -", NULL },
        { "SSL alert number 40", "0 - - unknown - -", NULL },
      };

static const char *
or_dash (const char *text)
{
  return text != NULL && *text != '\0' ? text : "-";
}

static void
describe (PmFailure *failure, GString *failures, GString *words)
{
  PmServerReply *reply = pm_failure_get_reply (failure);
  const char *action = pm_failure_get_action (failure);

  if (words->len > 0)
    {
      g_string_append (failures, " | ");
      g_string_append (words, " | ");
    }
  g_string_append_printf (
      failures, "%u %s %s %s %s %s%s%s", pm_server_reply_get_code (reply),
      or_dash (pm_server_reply_get_enhanced (reply)), or_dash (pm_server_reply_get_verb (reply)),
      pm_stage_get_id (pm_failure_get_stage (failure)), or_dash (pm_failure_get_host (failure)),
      or_dash (pm_failure_get_recipient (failure)), action != NULL ? " " : "",
      action != NULL ? action : "");
  g_string_append (words, pm_server_reply_get_text (reply));
}

static void
check_sample (const char *text, const char *expected, const char *expected_words)
{
  g_autoptr (GPtrArray) found = pm_message_text_find (text, PM_STAGE_UNKNOWN);
  g_autoptr (GString) failures = g_string_new (NULL);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    describe (found->pdata[i], failures, words);
  if (g_str_equal (failures->str, expected)
      && (expected_words == NULL || g_str_equal (words->str, expected_words)))
    return;
  g_test_message ("“%s” is read as “%s” with the words “%s”", text, failures->str, words->str);
  g_test_fail ();
}

static void
test_samples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    check_sample (samples[i].text, samples[i].failures, samples[i].words);
}

/* The line ends of Windows and a quotation change nothing. */
static void
test_quoted_samples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_auto (GStrv) lines = g_strsplit (samples[i].text, "\n", -1);
      g_autofree char *joined = g_strjoinv ("\n> ", lines);
      g_autofree char *quoted = g_strconcat ("> ", joined, NULL);

      if (samples[i].words != NULL && samples[i].failures[0] != '0')
        check_sample (quoted, samples[i].failures, samples[i].words);
    }
}

static PmStage
find_stage (const char *text, PmStage stage)
{
  g_autoptr (GPtrArray) failures = pm_message_text_find (text, stage);

  g_assert_cmpuint (failures->len, ==, 1);
  return pm_failure_get_stage (failures->pdata[0]);
}

/* What the text proves comes before what the user thinks; within a returned mail all is delivery. */
static void
test_stage (void)
{
  static const char bare[] = "550 5.7.1 Rejected";
  static const char command[] = "RCPT TO:<a@example.jp>\n550 5.7.1 Rejected";

  g_assert_cmpint (find_stage (bare, PM_STAGE_UNKNOWN), ==, PM_STAGE_UNKNOWN);
  g_assert_cmpint (find_stage (bare, PM_STAGE_SENDER), ==, PM_STAGE_SENDER);
  g_assert_cmpint (find_stage (command, PM_STAGE_SENDER), ==, PM_STAGE_RECIPIENT);
  g_assert_cmpint (find_stage (command, PM_STAGE_DELIVERY), ==, PM_STAGE_DELIVERY);
  g_assert_cmpint (find_stage ("535 Bad", PM_STAGE_UNKNOWN), ==, PM_STAGE_AUTH);
  g_assert_cmpint (find_stage ("535 Bad", PM_STAGE_SENDER), ==, PM_STAGE_SENDER);
  g_assert_cmpint (find_stage ("no code", PM_STAGE_TLS), ==, PM_STAGE_TLS);
}

static void
test_empty (void)
{
  static const char *const texts[] = { "", " ", "\n\t\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) failures = pm_message_text_find (texts[i], PM_STAGE_UNKNOWN);

      g_assert_cmpuint (failures->len, ==, 0);
    }
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) failures = NULL;

  for (guint i = 0; i < 120; i++)
    g_string_append_printf (text, "550 5.1.1 <user%u@example.jp>: User unknown\n", i / 2);
  failures = pm_message_text_find (text->str, PM_STAGE_UNKNOWN);
  g_assert_cmpuint (failures->len, ==, 50);
}

/* A long text without a reply is cut where a line ends, never within a character. */
static void
test_long_words (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) failures = NULL;
  const char *words;

  for (guint i = 0; i < 500; i++)
    g_string_append (text, "メールを送信できませんでした。\n");
  failures = pm_message_text_find (text->str, PM_STAGE_UNKNOWN);
  g_assert_cmpuint (failures->len, ==, 1);
  words = pm_server_reply_get_text (pm_failure_get_reply (failures->pdata[0]));
  g_assert_true (g_utf8_validate (words, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (words, -1), <=, 2000);
  g_assert_cmpint (g_utf8_strlen (words, -1), >, 1500);
  g_assert_true (g_str_has_suffix (words, "。"));
}

static char *
repeat (const char *piece, gsize size)
{
  GString *text = g_string_sized_new (size + 64);

  while (text->len < size)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

/* Nothing of it may take more time than its size. */
static void
test_hostile (void)
{
  static const char *const pieces[] = {
    "5",
    "550",
    "550-",
    "550 ",
    "550-5.1.1 ",
    "\n550-",
    "\n550 5.1.1 x",
    "(550",
    "'550 ",
    "<",
    "<a@b",
    "a@",
    "{'a@b': (550, b'5.1.1 ",
    "\x1b$B",
    "$B",
    "\n> ",
    "\\n5",
    "host ",
    "after ",
    "(in reply to ",
    "\n a\n",
    "said: ",
    "[10:00:00]",
    "RCPT TO:<",
    "&lt;",
    "&#",
    "<!--",
    "<script",
    "<p ",
    "繝",
    "送",
    "５",
    "4.4.4.",
    "\\x82",
    "=E3=81\n",
    "QUJD\n",
    "Nov 25 ",
    "ユーザー: 550 ",
    ">>> DATA\n",
    "status=bounced (",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], PM_MESSAGE_MAX_OCTETS - 64);
      g_autoptr (GPtrArray) failures = pm_message_text_find (text, PM_STAGE_UNKNOWN);
      g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      g_assert_cmpuint (failures->len, >, 0);
      g_assert_cmpuint (failures->len, <=, 50);
      g_assert_true (pm_message_read (bytes, PM_STAGE_UNKNOWN, evidence, NULL));
    }
}

static void
test_read (void)
{
  static const char text[] = "\xef\xbb\xbf"
                             "554 5.7.1 <a@example.jp>: Relay access denied\r\n";
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  PmObservation *observation;
  g_autofree char *words = NULL;
  guint code = 0;

  pm_message_read (bytes, PM_STAGE_RECIPIENT, evidence, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pm_evidence_find_string (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_KIND, 0), ==,
                   "text");
  g_assert_null (pm_evidence_find (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_CUT, 0));
  observation = pm_evidence_find (evidence, PM_STAGE_RECIPIENT, PM_KEY_MESSAGE_FAILURE, 0);
  g_assert_nonnull (observation);
  g_assert_true (g_variant_lookup (pm_observation_get_value (observation), "code", "u", &code));
  g_assert_true (g_variant_lookup (pm_observation_get_value (observation), "text", "s", &words));
  g_assert_cmpuint (code, ==, 554);
  g_assert_cmpstr (words, ==, "<a@example.jp>: Relay access denied");
}

/* A page of a log is enough; that the rest was not read is told. */
static void
test_read_cut (void)
{
  g_autofree char *text = repeat ("550 5.1.1 User unknown\n", 1024 * 1024);
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (pm_message_read (bytes, PM_STAGE_UNKNOWN, evidence, NULL));
  g_assert_nonnull (pm_evidence_find (evidence, PM_STAGE_UNKNOWN, PM_KEY_MESSAGE_CUT, 0));
}

static void
test_read_errors (void)
{
  static const char *const empty[] = { "", " \r\n\t ", "\xe3\x80\x80", "\x01\x02", "<p></p>" };
  g_autoptr (PmEvidence) evidence = pm_evidence_new (NULL);
  g_autofree char *large = g_malloc0 (PM_MESSAGE_MAX_OCTETS + 1);
  g_autoptr (GBytes) too_large = g_bytes_new (large, PM_MESSAGE_MAX_OCTETS + 1);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (empty[i], strlen (empty[i]));

      g_assert_false (pm_message_read (bytes, PM_STAGE_UNKNOWN, evidence, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_false (pm_message_read (too_large, PM_STAGE_UNKNOWN, evidence, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (evidence)), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/text/samples", test_samples);
  g_test_add_func ("/message/text/quoted", test_quoted_samples);
  g_test_add_func ("/message/text/stage", test_stage);
  g_test_add_func ("/message/text/empty", test_empty);
  g_test_add_func ("/message/text/many", test_many);
  g_test_add_func ("/message/text/long-words", test_long_words);
  g_test_add_func ("/message/text/hostile", test_hostile);
  g_test_add_func ("/message/read/text", test_read);
  g_test_add_func ("/message/read/cut", test_read_cut);
  g_test_add_func ("/message/read/errors", test_read_errors);
  return g_test_run ();
}
