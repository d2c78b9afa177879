/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../dialogues/dialogue-run.h"
#include "pm-explanation.h"

/* The same cause comes out however the fact is met: by a check, as the line that the check saw, pasted,
 * and in a third form: a mail that came back, or the words of a program around that line. */

/* What stands around the reply, which is %s. A bounce can tell of what happened on the way alone. */
#define BOUNCE                                                                                     \
  "From: MAILER-DAEMON@smtp.office.example\r\n"                                                    \
  "To: taro@office.example\r\n"                                                                    \
  "Subject: Undelivered Mail Returned to Sender\r\n"                                               \
  "Date: Wed, 25 Nov 2026 10:00:00 +0900\r\n"                                                      \
  "MIME-Version: 1.0\r\n"                                                                          \
  "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"                    \
  "\r\n"                                                                                           \
  "--b\r\n"                                                                                        \
  "Content-Type: text/plain\r\n"                                                                   \
  "\r\n"                                                                                           \
  "Your mail could not be delivered.\r\n"                                                          \
  "--b\r\n"                                                                                        \
  "Content-Type: message/delivery-status\r\n"                                                      \
  "\r\n"                                                                                           \
  "Reporting-MTA: dns; smtp.office.example\r\n"                                                    \
  "\r\n"                                                                                           \
  "Final-Recipient: rfc822; hanako@customer.example\r\n"                                           \
  "Action: failed\r\n"                                                                             \
  "Status: 5.0.0\r\n"                                                                              \
  "Remote-MTA: dns; mx.customer.example\r\n"                                                       \
  "Diagnostic-Code: smtp; %s\r\n"                                                                  \
  "\r\n"                                                                                           \
  "--b\r\n"                                                                                        \
  "Content-Type: text/rfc822-headers\r\n"                                                          \
  "\r\n"                                                                                           \
  "Subject: Plan\r\n"                                                                              \
  "\r\n"                                                                                           \
  "--b--\r\n"
#define THUNDERBIRD                                                                                \
  "An error occurred while sending mail. The mail server responded:  %s. Please verify that your " \
  "email address is correct in your account settings and try again."
#define THUNDERBIRD_JA "メールの送信中にエラーが発生しました。メールサーバーからの応答: %s"
#define PHP            "PHP Fatal error: SMTP Error: Could not authenticate. SMTP server error: %s"
#define POSTFIX                                                                                    \
  "Nov 25 10:00:00 pc postfix/smtp[4711]: 4F1A2B3C4D: to=<hanako@customer.example>, "              \
  "relay=smtp.office.example[192.0.2.25]:587, delay=1, dsn=5.0.0, status=bounced (host "           \
  "smtp.office.example[192.0.2.25] said: %s (in reply to RCPT TO command))"
#define MSMTP "msmtp: authentication failed\nmsmtp: server message: %s\nmsmtp: could not send mail"

typedef struct
{
  const char *cause;
  const char *script; /* what the server does; NULL: the practice script of that name */
  const char *third;  /* the third form, with %s for the reply */
} Form;

static const Form forms[] = {
  { "recipient.unknown", NULL, BOUNCE },
  { "recipient.mailbox-full",
    "on RCPT 552 5.2.2 <{address}>: The email account that you tried to reach is over quota",
    BOUNCE },
  { "recipient.disabled",
    "on RCPT 550 5.2.1 The email account that you tried to reach is disabled.", BOUNCE },
  { "recipient.domain-unknown",
    "on RCPT 550 5.1.2 <{address}>: Recipient address rejected: Domain not found", BOUNCE },
  { "recipient.domain-no-mail",
    "on RCPT 556 5.1.10 <{address}>: Recipient address rejected: Domain customer.example does not "
    "accept mail (nullMX)",
    BOUNCE },
  { "sender.domain-not-found",
    "on RCPT 550 5.1.8 <taro@office.example>: Sender address rejected: Domain not found", BOUNCE },
  { "policy.greylisted", NULL, BOUNCE },
  { "policy.spf-fail",
    "on RCPT 550 5.7.23 SPF check failed: 192.0.2.1 is not allowed to send mail "
    "from office.example",
    BOUNCE },
  { "policy.ptr-missing",
    "on RCPT 550 5.7.25 Client host rejected: cannot find your reverse hostname, [192.0.2.1]",
    BOUNCE },
  { "reputation.ip-listed", NULL, BOUNCE },
  { "server.temporary-failure", NULL, BOUNCE },
  { "server.storage-full", "on RCPT 452 4.3.1 Insufficient system storage", BOUNCE },
  { "limit.message-size",
    "on RCPT 552 5.3.4 Message size exceeds fixed maximum message size of 10485760", BOUNCE },
  { "relay.denied", NULL, THUNDERBIRD },
  { "sender.not-owned", NULL, POSTFIX },
  { "auth.required", NULL, THUNDERBIRD },
  { "tls.required", NULL, THUNDERBIRD_JA },
  { "limit.daily-quota",
    "on RCPT 550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending "
    "limits go to https://support.google.com/a/answer/166852",
    THUNDERBIRD },
  { "auth.bad-credentials", NULL, PHP },
  { "auth.app-password-required", NULL, MSMTP },
  { "auth.temporary-failure", NULL, MSMTP },
  { "auth.smtp-auth-disabled",
    "on AUTH 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
    "Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
    MSMTP },
  { "account.suspended", "on AUTH 535 5.7.0 Your account has been suspended", PHP },
  { "limit.login-rate", "on AUTH 454 4.7.0 Too many login attempts, please try again later.",
    MSMTP },
};

/* Where no server says anything, the words are those of programs: one for each form. */
static const struct
{
  const char *cause; /* and practice script */
  const char *pasted;
  const char *third;
} silent[] = {
  { "connect.refused",
    "curl: (7) Failed to connect to smtp.office.example port 587: Connection refused",
    "ConnectionRefusedError: [Errno 111] Connection refused" },
  { "connect.timeout",
    "msmtp: cannot connect to smtp.office.example, port 587: Connection timed out",
    "TimeoutError: [Errno 110] Connection timed out" },
  { "connect.dns-not-found",
    "msmtp: cannot locate host smtp.office.example: Name or service not known",
    "socket.gaierror: [Errno -2] Name or service not known" },
  { "tls.cert-expired", "curl: (60) SSL certificate problem: certificate has expired",
    "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
    "certificate has expired (_ssl.c:1007)" },
  { "tls.wrong-mode", "curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number",
    "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1007)" },
};

static Run *
run_live (const char *cause, const char *behaviour)
{
  g_autofree char *script = NULL;
  g_autoptr (GError) error = NULL;
  PmPractice *practice;

  if (behaviour == NULL)
    {
      practice = pm_practice_new (cause, &error);
      g_assert_no_error (error);
      return run_practice (practice, NULL);
    }
  script = g_strdup_printf (
      "expect %s\n"
      "account address=taro@office.example server=smtp.office.example port=587 security=starttls\n"
      "account user=taro@office.example password=secret-1234 to=hanako@customer.example\n"
      "dns smtp.office.example 127.0.0.1\n"
      "listen 587 starttls\n"
      "  %s\n",
      cause, behaviour);
  return run_script (script, NULL);
}

static void
check_text (const char *text, const char *cause)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (PmExplanation) explanation = pm_explanation_new (bytes, PM_STAGE_UNKNOWN, &error);

  g_test_message ("%s", text);
  g_assert_no_error (error);
  g_assert_cmpstr (
      pm_finding_get_cause (pm_diagnosis_get_root (pm_explanation_get_diagnosis (explanation))), ==,
      cause);
}

static char *
wrap (const char *form, const char *reply)
{
  g_autoptr (GString) wrapped = g_string_new (form);

  g_string_replace (wrapped, "%s", reply, 1);
  return g_string_free (g_steal_pointer (&wrapped), FALSE);
}

static void
test_form (gconstpointer data)
{
  const Form *form = data;
  g_autoptr (Run) run = run_live (form->cause, form->script);
  PmFinding *root = pm_diagnosis_get_root (pm_checkup_get_diagnosis (run->checkup));
  g_autofree char *reply = NULL;
  g_autofree char *third = NULL;

  run_check (run);
  g_assert_nonnull (pm_finding_get_reply (root));
  reply = pm_server_reply_to_string (pm_finding_get_reply (root));
  third = wrap (form->third, reply);
  check_text (reply, form->cause);
  check_text (third, form->cause);
}

static void
test_silent (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Run) run = run_live (silent[i].cause, NULL);

  run_check (run);
  check_text (silent[i].pasted, silent[i].cause);
  check_text (silent[i].third, silent[i].cause);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* one wrong form hides no other */
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *path = g_strconcat ("/forms/", forms[i].cause, NULL);

      g_test_add_data_func (path, &forms[i], test_form);
    }
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      g_autofree char *path = g_strconcat ("/forms/", silent[i].cause, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_silent);
    }
  return g_test_run ();
}
