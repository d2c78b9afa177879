/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-checkup.h"

#include "pm-await.h"
#include "pm-practice.h"

#define SERVER                                                                                     \
  "expect healthy\ntimeout 400\n"                                                                  \
  "account address=taro@office.example server=smtp.office.example port=587\n"                      \
  "dns smtp.office.example 127.0.0.1\nlisten 587 closed\n"
#define MX    "dns office.example MX 10 mx.office.example\n"
#define SPF   "dns office.example TXT v=spf1 a:smtp.office.example -all\n"
#define DMARC "dns _dmarc.office.example TXT v=DMARC1; p=none\n"

/* What the name servers say of office.example; then the result and the outcome of the stage, and the words
 * for mail, SPF, DMARC and alignment. */
static const struct
{
  const char *zone;
  const char *expected;
} rows[] = {
  { MX SPF DMARC, "in-order pass found valid found same" },
  { MX DMARC, "incomplete warn found missing found same" },
  { MX SPF, "incomplete warn found valid missing -" },
  { MX SPF SPF DMARC, "broken warn found several found same" },
  { MX DMARC "dns office.example TXT v=spf1 ipv4:192.0.2.1 -all\n",
    "broken warn found broken found same" },
  { MX SPF DMARC "dns _dmarc.office.example TXT v=DMARC1; p=reject\n",
    "incomplete warn found valid several -" },
  { MX SPF "dns _dmarc.office.example TXT v=DMARC1; p=no\n", "incomplete warn found valid void -" },
  { "dns office.example MX 0 .\n" SPF DMARC, "no-mail warn null-mx valid found same" },
  { "dns office.example 127.0.0.1\n" SPF DMARC, "in-order pass address valid found same" },
  { SPF DMARC, "no-mail fail none valid found same" },
  { "account from=taro@ofice.example\n", "not-found fail not-found - - -" },
  { MX SPF DMARC "account from=taro@other.example\ndns other.example MX 10 mx.office.example\n"
                 "dns other.example TXT v=spf1 -all\n"
                 "dns _dmarc.other.example TXT v=DMARC1; p=reject\n",
    "in-order pass found valid found none" },
  { MX SPF DMARC
    "account from=taro@a.office.example\ndns a.office.example MX 10 mx.office.example\n"
    "dns a.office.example TXT v=spf1 -all\n",
    "in-order pass found valid found relaxed" },
  { MX SPF DMARC
    "account from=taro@a.office.example\ndns a.office.example MX 10 mx.office.example\n"
    "dns a.office.example TXT v=spf1 -all\n"
    "dns _dmarc.a.office.example TXT v=DMARC1; aspf=s\n",
    "in-order pass found valid found strict" },

  /* Silence, refusals and faults are never absence. */
  { "dns office.example silent\n",
    "not-answered unknown not-answered not-answered not-answered -" },
  { "dns office.example servfail\n" DMARC,
    "not-answered unknown not-answered not-answered found same" },
  { "dns office.example refused\ndns _dmarc.office.example refused\n",
    "not-answered unknown not-answered not-answered not-answered -" },
  { MX DMARC "dns office.example TXT servfail\n",
    "not-answered unknown found not-answered found same" },
  { MX SPF "dns _dmarc.office.example TXT refused\n",
    "not-answered unknown found valid not-answered -" },
  { MX "dns office.example TXT v=spf1 include:spf.provider.example -all\n"
       "dns spf.provider.example servfail\n" DMARC,
    "not-answered unknown found not-answered found same" },
  /* Nor are lies. */
  { MX DMARC "dns office.example TXT nxdomain\n", "unreliable unknown unreliable - - -" },
  { SPF DMARC "dns office.example MX nxdomain\n", "unreliable unknown unreliable - - -" },
  { "dns * 127.0.0.1\n", "unreliable unknown unreliable - - -" },
  { "dns office.example 127.0.0.1\ndns *.office.example 127.0.0.1\n",
    "unreliable unknown unreliable - - -" },
  { "dns office.example 127.0.0.1\ndns *.office.example 127.0.0.2\n" DMARC SPF,
    "in-order pass address valid found same" },
};

static const char *
find (PmCheckup *checkup, const char *key)
{
  const char *word = pm_evidence_find_string (pm_checkup_get_evidence (checkup), PM_STAGE_DOMAIN,
                                              key, 0);

  return word != NULL ? word : "-";
}

static PmStageResult *
get_stage (PmCheckup *checkup)
{
  return pm_evidence_get_stage (pm_checkup_get_evidence (checkup), PM_STAGE_DOMAIN);
}

static PmPractice *
start (const char *zone)
{
  g_autofree char *text = g_strconcat (SERVER, zone, NULL);
  g_autoptr (GError) error = NULL;
  PmPractice *practice = pm_practice_new_from_text (text, &error);

  g_assert_no_error (error);
  pm_practice_start (practice, &error);
  g_assert_no_error (error);
  return practice;
}

static PmCheckup *
prepare (PmPractice *practice, gboolean asked)
{
  g_autoptr (PmAccount) account = pm_account_new ();
  const char *from = pm_practice_get_setting (practice, "from");
  PmCheckup *checkup;

  pm_account_set_address (account, pm_practice_get_setting (practice, "address"));
  pm_account_set_server (account, pm_practice_get_setting (practice, "server"));
  pm_account_set_port (account, 587);
  if (from != NULL)
    pm_account_set_from (account, from);
  checkup = pm_checkup_new (account);
  pm_checkup_set_timeout (checkup, pm_practice_get_timeout_ms (practice));
  g_assert_true (pm_checkup_set_dns_server (checkup, pm_practice_get_dns_server (practice), NULL));
  g_assert_true (pm_checkup_set_port_map (checkup, pm_practice_get_port_map (practice), NULL));
  pm_checkup_set_domain (checkup, asked);
  return checkup;
}

static void
run (PmCheckup *checkup)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_checkup_run_async (checkup, NULL, pm_await_cb, &result);
  pm_await (&result);
  pm_checkup_run_finish (checkup, result, &error);
  g_assert_no_error (error);
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PmPractice) practice = start (rows[i].zone);
      g_autoptr (PmCheckup) checkup = prepare (practice, TRUE);
      g_autofree char *text = NULL;

      run (checkup);
      text = g_strjoin (" ", find (checkup, PM_KEY_RESULT),
                        pm_outcome_get_id (pm_stage_result_get_outcome (get_stage (checkup))),
                        find (checkup, PM_KEY_DOMAIN_MAIL), find (checkup, PM_KEY_DOMAIN_SPF),
                        find (checkup, PM_KEY_DOMAIN_DMARC),
                        find (checkup, PM_KEY_DOMAIN_ALIGNMENT), NULL);
      g_test_message ("%s", rows[i].zone);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_fault (void)
{
  g_autoptr (PmPractice) practice = start (MX DMARC
                                           "dns office.example TXT v=spf1 include:a.example -all\n"
                                           "dns a.example TXT v=spf1 include:b.example\n");
  g_autoptr (PmCheckup) checkup = prepare (practice, TRUE);

  run (checkup);
  g_assert_cmpstr (find (checkup, PM_KEY_DOMAIN_SPF_FAULT), ==, "no-record");
  g_assert_cmpstr (find (checkup, PM_KEY_DOMAIN_SPF_FAULT_TERM), ==, "include:b.example");
  g_assert_cmpstr (find (checkup, PM_KEY_DOMAIN_SPF_FAULT_DOMAIN), ==, "a.example");
  /* A server of this computer tells nothing of the way to others. */
  g_assert_cmpstr (find (checkup, PM_KEY_DOMAIN_SPF_RESULT), ==, "-");
}

static void
test_skipped (void)
{
  static const struct
  {
    const char *zone;
    gboolean asked;
    const char *reason;
  } skips[] = {
    { MX SPF DMARC, FALSE, "not-asked" },
    { "account address=taro\n", TRUE, "no-sender" },
    { "account address=taro@[192.0.2.1]\n", TRUE, "no-sender" },
    { "dns smtp.office.example servfail\n" MX, TRUE, "earlier-failure" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (skips); i++)
    {
      g_autoptr (PmPractice) practice = start (skips[i].zone);
      g_autoptr (PmCheckup) checkup = prepare (practice, skips[i].asked);

      run (checkup);
      g_assert_cmpint (pm_stage_result_get_outcome (get_stage (checkup)), ==, PM_OUTCOME_SKIP);
      g_assert_cmpstr (pm_stage_result_get_reason (get_stage (checkup)), ==, skips[i].reason);
      g_assert_cmpstr (find (checkup, PM_KEY_DOMAIN_NAME), ==, "-");
    }
}

static void
test_cancel (void)
{
  g_autoptr (PmPractice) practice = start ("timeout 20000\ndns office.example silent\n");
  g_autoptr (PmCheckup) checkup = prepare (practice, TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_checkup_run_async (checkup, cancellable, pm_await_cb, &result);
  while (pm_stage_result_get_state (get_stage (checkup)) == PM_STAGE_PENDING)
    pm_await_ms (10);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_false (pm_checkup_run_finish (checkup, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (pm_stage_result_get_reason (get_stage (checkup)), ==, "cancelled");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/domain/rows", test_rows);
  g_test_add_func ("/domain/fault", test_fault);
  g_test_add_func ("/domain/skipped", test_skipped);
  g_test_add_func ("/domain/cancel", test_cancel);
  return g_test_run ();
}
