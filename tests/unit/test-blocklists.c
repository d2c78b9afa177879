/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <string.h>

#include "pm-await.h"
#include "pm-blocklist-query.h"
#include "pm-checkup.h"
#include "pm-practice-dns-message.h"

#define ADDRESS  "203.0.113.7"
#define ADDRESS6 "2001:db8::7"
#define ZEN      "zen.spamhaus.org"
#define SPAMCOP  "bl.spamcop.net"
#define DBL      "dbl.spamhaus.org"
#define SURBL    "multi.surbl.org"
#define NAME4    "7.113.0.203."
#define NAME6    "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
#define TEST6    "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
#define CLEAN6   "1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
#define HEALTHY  "dns 2.0.0.127." ZEN " 127.0.0.2 127.0.0.4 127.0.0.10\n"

#define HEAD                                                                                       \
  "expect healthy\naccount address=taro@office.example server=smtp.office.example\n"               \
  "dns smtp.office.example 127.0.0.1\nlisten 25 plain\n"

/* A name server that plays the names of a script and writes down what it was asked. */
typedef struct
{
  PmPracticeScript *script;
  guint8 lie[4]; /* the answer to everything, where it is not 0.0.0.0 */
  GSocket *socket;
  guint watch;
  GPtrArray *names; /* of char * */
} Recorder;

static char *
read_name (const guint8 *query, gsize length)
{
  GString *name = g_string_new (NULL);
  gsize at = 12;

  while (at < length && query[at] != 0)
    {
      g_string_append_len (name, (const char *) query + at + 1, query[at]);
      g_string_append_c (name, '.');
      at += query[at] + 1u;
    }
  g_string_truncate (name, MAX (name->len, 1) - 1);
  return g_string_free (name, FALSE);
}

static GByteArray *
lie (const Recorder *self, const guint8 *query, gsize length)
{
  const guint8 record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4 };
  GByteArray *answer = pm_practice_dns_answer (self->script, query, length);

  answer->data[3] &= 0xf0;
  answer->data[7] = 1;
  g_byte_array_append (answer, record, sizeof record);
  return g_byte_array_append (answer, self->lie, sizeof self->lie);
}

static gboolean
recorder_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Recorder *self = user_data;
  g_autoptr (GSocketAddress) from = NULL;
  g_autoptr (GByteArray) answer = NULL;
  guint8 query[600];
  gssize n = g_socket_receive_from (self->socket, &from, (char *) query, 512, NULL, NULL);

  g_assert_cmpint (n, >, 12);
  g_ptr_array_add (self->names, read_name (query, (gsize) n));
  answer = self->lie[0] != 0 ? lie (self, query, (gsize) n)
                             : pm_practice_dns_answer (self->script, query, (gsize) n);
  if (answer != NULL)
    g_socket_send_to (self->socket, from, (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static Recorder *
recorder_new (const char *zone)
{
  Recorder *self = g_new0 (Recorder, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autofree char *text = g_strconcat (HEAD, zone, NULL);
  g_autoptr (GError) error = NULL;

  self->script = pm_practice_script_parse (text, &error);
  g_assert_no_error (error);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                               G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_assert_true (g_socket_bind (self->socket, address, FALSE, NULL));
  self->watch = g_unix_fd_add (g_socket_get_fd (self->socket), G_IO_IN, recorder_cb, self);
  return self;
}

static void
recorder_free (Recorder *self)
{
  g_source_remove (self->watch);
  g_object_unref (self->socket);
  g_ptr_array_unref (self->names);
  pm_practice_script_free (self->script);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Recorder, recorder_free)

static char *
recorder_get_server (Recorder *self)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (self->socket, NULL);

  return g_strdup_printf ("127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)));
}

static gboolean
recorder_heard (const Recorder *self, const char *name)
{
  return g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL);
}

static PmBlocklistEntry *
ask (Recorder *recorder, const char *zone, PmBlocklistKind kind, const char *subject, guint limit)
{
  g_autofree char *server = recorder_get_server (recorder);
  g_autoptr (PmResolver) resolver = pm_resolver_new (server, 10000, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PmBlocklistEntry *entry;

  pm_blocklist_query_async (resolver, pm_blocklists_get (zone, NULL), kind, subject, limit, NULL,
                            pm_await_cb, &result);
  pm_await (&result);
  entry = pm_blocklist_query_finish (result, &error);
  g_assert_no_error (error);
  return entry;
}

static char *
join_words (GPtrArray *words)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", (char *) words->pdata[i]);
  return g_string_free (joined, FALSE);
}

typedef struct
{
  const char *name;
  const char *zone;
  PmBlocklistKind kind;
  const char *subject;
  const char *script;
  const char *state;
  const char *reason;
  const char *meanings;
} Row;

static const Row rows[] = {
  /* A list in order. */
  { "clean", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, HEALTHY, "not-listed", NULL, "" },
  { "home-line", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, HEALTHY "dns " NAME4 ZEN " 127.0.0.11\n",
    "listed", NULL, "dynamic" },
  { "infected", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, HEALTHY "dns " NAME4 ZEN " 127.0.0.4 127.0.0.10\n",
    "listed", NULL, "infected dynamic" },
  { "spam-source", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, HEALTHY "dns " NAME4 ZEN " 127.0.0.2\n",
    "listed", NULL, "spam-source" },
  { "hijacked", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, HEALTHY "dns " NAME4 ZEN " 127.0.0.2 127.0.0.9\n",
    "listed", NULL, "spam-source hijacked" },
  { "meaning-not-known", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, HEALTHY "dns " NAME4 ZEN " 127.0.0.77\n",
    "listed", NULL, "" },
  { "ipv6", ZEN, PM_BLOCKLIST_IPV6, ADDRESS6,
    "dns " TEST6 ZEN " 127.0.0.2\ndns " NAME6 ZEN " 127.0.0.3\n", "listed", NULL, "bulk" },
  { "ipv6-clean", ZEN, PM_BLOCKLIST_IPV6, ADDRESS6, "dns " TEST6 ZEN " 127.0.0.2\n", "not-listed",
    NULL, "" },
  { "domain", DBL, PM_BLOCKLIST_DOMAIN, "office.example",
    "dns test." DBL " 127.0.1.2\ndns office.example." DBL " 127.0.1.104\n", "listed", NULL,
    "abused" },
  { "domain-clean", DBL, PM_BLOCKLIST_DOMAIN, "office.example", "dns test." DBL " 127.0.1.2\n",
    "not-listed", NULL, "" },
  { "bits", SURBL, PM_BLOCKLIST_DOMAIN, "office.example",
    "dns test.surbl.org." SURBL " 127.0.0.254\ndns office.example." SURBL " 127.0.0.24\n", "listed",
    NULL, "phishing malware" },
  { "strange", "bl.office.example", PM_BLOCKLIST_IPV4, ADDRESS,
    "dns 2.0.0.127.bl.office.example 127.0.0.2\ndns " NAME4 "bl.office.example 127.0.0.5\n",
    "listed", NULL, "" },

  /* Refusals are never entries. */
  { "public-resolver", ZEN, PM_BLOCKLIST_IPV4, ADDRESS,
    "dns 2.0.0.127." ZEN " 127.255.255.254\ndns 1.0.0.127." ZEN " 127.255.255.254\ndns " NAME4 ZEN
    " 127.255.255.254\n",
    "not-answering", "public-resolver", "" },
  { "too-many-for-the-entry", ZEN, PM_BLOCKLIST_IPV4, ADDRESS,
    HEALTHY "dns " NAME4 ZEN " 127.255.255.255\n", "not-answering", "too-many", "" },
  { "refusal-beside-an-entry", ZEN, PM_BLOCKLIST_IPV4, ADDRESS,
    HEALTHY "dns " NAME4 ZEN " 127.0.0.2 127.255.255.255\n", "not-answering", "too-many", "" },
  { "error-not-in-the-table", SPAMCOP, PM_BLOCKLIST_IPV4, ADDRESS,
    "dns 2.0.0.127." SPAMCOP " 127.0.0.2\ndns " NAME4 SPAMCOP " 127.255.255.250\n", "not-answering",
    "refused", "" },
  { "bit-of-refusal", SURBL, PM_BLOCKLIST_DOMAIN, "office.example",
    "dns test.surbl.org." SURBL " 127.0.0.1\ndns office.example." SURBL " 127.0.0.1\n",
    "not-answering", "public-resolver", "" },
  { "dbl-asked-for-an-address", DBL, PM_BLOCKLIST_DOMAIN, "office.example",
    "dns test." DBL " 127.0.1.2\ndns office.example." DBL " 127.0.1.255\n", "not-answering",
    "refused", "" },

  /* The test entries decide. */
  { "no-test-entry", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, "dns " NAME4 ZEN " 127.0.0.2\n",
    "not-answering", "no-test-entry", "" },
  { "lists-all", ZEN, PM_BLOCKLIST_IPV4, ADDRESS,
    HEALTHY "dns 1.0.0.127." ZEN " 127.0.0.2\ndns " NAME4 ZEN " 127.0.0.2\n", "unreliable",
    "lists-all", "" },
  { "lists-all-ipv6", ZEN, PM_BLOCKLIST_IPV6, ADDRESS6,
    "dns " TEST6 ZEN " 127.0.0.2\ndns " CLEAN6 ZEN " 127.0.0.2\n", "unreliable", "lists-all", "" },
  { "lists-all-domains", DBL, PM_BLOCKLIST_DOMAIN, "office.example",
    "dns test." DBL " 127.0.1.2\ndns invalid." DBL " 127.0.1.2\n", "unreliable", "lists-all", "" },
  { "ipv6-not-kept", SPAMCOP, PM_BLOCKLIST_IPV6, ADDRESS6, "dns 2.0.0.127." SPAMCOP " 127.0.0.2\n",
    "not-answering", "no-test-entry", "" },

  /* The name service in between. */
  { "servfail", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, "dns 2.0.0.127." ZEN " servfail\n",
    "not-answering", "servfail", "" },
  { "refused", ZEN, PM_BLOCKLIST_IPV4, ADDRESS, "dns 2.0.0.127." ZEN " refused\n", "not-answering",
    "refused", "" },
  { "servfail-for-the-clean-one", ZEN, PM_BLOCKLIST_IPV4, ADDRESS,
    HEALTHY "dns 1.0.0.127." ZEN " servfail\n", "not-answering", "servfail", "" },
  { "servfail-for-the-entry", ZEN, PM_BLOCKLIST_IPV4, ADDRESS,
    HEALTHY "dns " NAME4 ZEN " servfail\n", "not-answering", "servfail", "" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (Recorder) recorder = recorder_new (row->script);
  g_autoptr (PmBlocklistEntry) entry = ask (recorder, row->zone, row->kind, row->subject, 10000);
  g_autofree char *meanings = join_words (entry->meanings);

  g_assert_cmpstr (pm_blocklist_state_get_id (entry->state), ==, row->state);
  g_assert_cmpstr (entry->reason, ==, row->reason);
  g_assert_cmpstr (meanings, ==, row->meanings);
}

/* A list that does not answer its tests is not told whom it is about. */
static void
test_discretion (void)
{
  g_autoptr (Recorder) recorder = recorder_new ("dns 2.0.0.127." ZEN " servfail\n");
  g_autoptr (PmBlocklistEntry) entry = ask (recorder, ZEN, PM_BLOCKLIST_IPV4, ADDRESS, 10000);

  g_assert_true (recorder_heard (recorder, "2.0.0.127." ZEN));
  g_assert_false (recorder_heard (recorder, NAME4 ZEN));
}

static void
test_silence (void)
{
  static const char *const scripts[] = { "dns 2.0.0.127." ZEN " silent\n",
                                         HEALTHY "dns " NAME4 ZEN " silent\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (Recorder) recorder = recorder_new (scripts[i]);
      g_autoptr (PmBlocklistEntry) entry = ask (recorder, ZEN, PM_BLOCKLIST_IPV4, ADDRESS, 200);

      g_assert_cmpint (entry->state, ==, PM_BLOCKLIST_STATE_NOT_ANSWERING);
      g_assert_cmpstr (entry->reason, ==, "timeout");
      g_assert_cmpuint (entry->answers->len, ==, 0);
    }
}

/* Words that never come do not undo the entry. */
static void
test_silence_about_words (void)
{
  g_autoptr (Recorder) recorder = recorder_new (
      HEALTHY "dns " NAME4 ZEN " 127.0.0.4\ndns " NAME4 ZEN " TXT silent\n");
  g_autoptr (PmBlocklistEntry) entry = ask (recorder, ZEN, PM_BLOCKLIST_IPV4, ADDRESS, 300);

  g_assert_cmpint (entry->state, ==, PM_BLOCKLIST_STATE_ENTERED);
  g_assert_null (entry->words);
}

static void
test_words (void)
{
  g_autofree char *long_text = g_strnfill (200, 'x');
  g_autofree char *zone = g_strdup_printf (HEALTHY "dns " NAME4 ZEN " 127.0.0.4\ndns " NAME4 ZEN
                                                   " TXT https://list.example/%s%s\n",
                                           long_text, long_text);
  g_autoptr (Recorder) recorder = recorder_new (zone);
  g_autoptr (PmBlocklistEntry) entry = ask (recorder, ZEN, PM_BLOCKLIST_IPV4, ADDRESS, 10000);

  g_assert_true (g_str_has_prefix (entry->words, "https://list.example/xxx"));
  g_assert_cmpuint (strlen (entry->words), ==, 300);
}

/* A resolver that has an answer for everything says nothing of anybody. */
static void
test_lies (void)
{
  static const guint8 lies[][4] = { { 192, 0, 2, 66 }, { 127, 0, 0, 2 }, { 127, 0, 0, 1 } };
  static const PmBlocklistState states[] = { PM_BLOCKLIST_STATE_UNRELIABLE,
                                             PM_BLOCKLIST_STATE_UNRELIABLE,
                                             PM_BLOCKLIST_STATE_NOT_ANSWERING };

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (Recorder) recorder = recorder_new ("");
      g_autoptr (PmBlocklistEntry) entry = NULL;

      memcpy (recorder->lie, lies[i], sizeof lies[i]);
      entry = ask (recorder, ZEN, PM_BLOCKLIST_IPV4, ADDRESS, 10000);
      g_assert_cmpint (entry->state, ==, states[i]);
      g_assert_false (recorder_heard (recorder, NAME4 ZEN));
    }
}

static void
test_cancel (void)
{
  g_autoptr (Recorder) recorder = recorder_new ("dns 2.0.0.127." ZEN " silent\n");
  g_autofree char *server = recorder_get_server (recorder);
  g_autoptr (PmResolver) resolver = pm_resolver_new (server, 10000, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  pm_blocklist_query_async (resolver, pm_blocklists_get (ZEN, NULL), PM_BLOCKLIST_IPV4, ADDRESS,
                            10000, cancellable, pm_await_cb, &result);
  g_cancellable_cancel (cancellable);
  pm_await (&result);
  g_assert_null (pm_blocklist_query_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_table (void)
{
  static const char *const no_zones[] = {
    "", "zen", "192.0.2.1", "a..b", "-\xff.example", "a b.c"
  };
  static const char *const dead[] = { "dnsbl.sorbs.net", "SORBS.net.",        "ix.dnsbl.manitu.net",
                                      "dnsbl.ahbl.org",  "dnsbl.njabl.org",   "relays.ordb.org",
                                      "list.dsbl.org",   "ubl.unsubscore.com" };
  g_autoptr (GError) error = NULL;
  const PmBlocklist *zen = pm_blocklists_get ("ZEN.spamhaus.org.", &error);
  const PmBlocklist *strange = pm_blocklists_get ("bl.office.example", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pm_blocklist_get_name (zen), ==, "Spamhaus ZEN");
  g_assert_true (pm_blocklists_get ("BL.office.example", NULL) == strange);
  g_assert_false (pm_blocklist_is_default (strange));
  for (gsize i = 0; i < G_N_ELEMENTS (no_zones); i++)
    {
      g_assert_null (pm_blocklists_get (no_zones[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (dead); i++)
    {
      g_assert_null (pm_blocklists_get (dead[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      g_assert_nonnull (pm_blocklists_find_dead (dead[i]));
      g_clear_error (&error);
    }
  g_assert_null (pm_blocklists_find_dead ("notsorbs.net"));
}

static void
test_mentions (void)
{
  static const struct
  {
    const char *text;
    const char *zone;
  } mentions[] = {
    { "blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.7", ZEN },
    { "blocked, see https://www.spamhaus.org/sbl/", ZEN },
    { "Sender address blocked using dbl.spamhaus.org", DBL },
    { "https://www.spamhaus.org/query/domain/office.example", DBL },
    { "Blocked - see https://www.SpamCop.net/bl.shtml?203.0.113.7", SPAMCOP },
    { "URL listed in multi.surbl.org", SURBL },
    { "Relay access denied", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (mentions); i++)
    {
      const PmBlocklist *list = pm_blocklists_find_mention (mentions[i].text);

      g_assert_cmpstr (list != NULL ? pm_blocklist_get_zone (list) : NULL, ==, mentions[i].zone);
    }
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

static PmCheckup *
prepare (const char *name, Recorder *recorder)
{
  g_autoptr (GError) error = NULL;
  PmCheckup *checkup = pm_checkup_new_practice (name, &error);
  g_autofree char *server = recorder_get_server (recorder);

  g_assert_no_error (error);
  g_assert_true (pm_checkup_set_dns_server (checkup, server, NULL));
  return checkup;
}

static PmStageResult *
get_stage (PmCheckup *checkup)
{
  return pm_evidence_get_stage (pm_checkup_get_evidence (checkup), PM_STAGE_BLOCKLIST);
}

/* Without consent the name service hears one name, the server's. */
static void
test_default_run (void)
{
  static const char *const practices[] = { "healthy", "reputation.ip-listed" };

  for (gsize i = 0; i < G_N_ELEMENTS (practices); i++)
    {
      g_autoptr (Recorder) recorder = recorder_new (HEALTHY);
      g_autoptr (PmCheckup) checkup = prepare (practices[i], recorder);

      run (checkup);
      g_assert_cmpuint (recorder->names->len, >=, 1);
      for (guint j = 0; j < recorder->names->len; j++)
        g_assert_cmpstr (recorder->names->pdata[j], ==, "smtp.office.example");
      g_assert_cmpint (pm_stage_result_get_outcome (get_stage (checkup)), ==, PM_OUTCOME_SKIP);
      g_assert_cmpstr (pm_stage_result_get_reason (get_stage (checkup)), ==, "not-asked");
    }
}

static void
test_named_run (void)
{
  g_autoptr (Recorder) recorder = recorder_new (
      "dns 2.0.0.127.bl.office.example 127.0.0.2\ndns " NAME4 "bl.office.example 127.0.0.3\n");
  g_autoptr (PmCheckup) checkup = prepare ("healthy", recorder);
  g_autoptr (PmFinding) note = NULL;
  PmDiagnosis *diagnosis;

  g_assert_true (pm_checkup_add_blocklist (checkup, "bl.office.example", NULL));
  g_assert_true (pm_checkup_set_public_address (checkup, ADDRESS, NULL));
  run (checkup);
  for (guint i = 0; i < recorder->names->len; i++)
    g_assert_true (g_str_equal (recorder->names->pdata[i], "smtp.office.example")
                   || g_str_has_suffix (recorder->names->pdata[i], ".bl.office.example"));
  g_assert_cmpint (pm_stage_result_get_outcome (get_stage (checkup)), ==, PM_OUTCOME_WARN);

  /* Mail goes out all the same. */
  diagnosis = pm_checkup_get_diagnosis (checkup);
  g_assert_cmpint (pm_diagnosis_get_verdict (diagnosis), ==, PM_VERDICT_OK);
  note = g_list_model_get_item (pm_diagnosis_get_notes (diagnosis), 0);
  g_assert_cmpstr (pm_finding_get_cause (note), ==, "reputation.ip-listed");
}

/* The address is of this computer alone here, and a domain of practice is in no list. */
static void
test_nothing_to_look_up (void)
{
  g_autoptr (Recorder) recorder = recorder_new (HEALTHY);
  g_autoptr (PmCheckup) checkup = prepare ("healthy", recorder);

  g_assert_true (pm_checkup_add_blocklist (checkup, ZEN, NULL));
  run (checkup);
  for (guint j = 0; j < recorder->names->len; j++)
    g_assert_cmpstr (recorder->names->pdata[j], ==, "smtp.office.example");
  g_assert_cmpint (pm_stage_result_get_outcome (get_stage (checkup)), ==, PM_OUTCOME_SKIP);
  g_assert_cmpstr (pm_stage_result_get_reason (get_stage (checkup)), ==, "no-public-address");
}

/* No list that is in the usual five, and the one that the refusal names among them, answers. */
static void
test_nobody_answers (void)
{
  g_autoptr (Recorder) recorder = recorder_new ("");
  g_autoptr (PmCheckup) checkup = prepare ("reputation.ip-listed", recorder);

  pm_checkup_set_blocklists (checkup, TRUE);
  run (checkup);
  g_assert_true (recorder_heard (recorder, "2.0.0.127." ZEN));
  g_assert_false (recorder_heard (recorder, NAME4 ZEN));
  g_assert_cmpint (pm_stage_result_get_outcome (get_stage (checkup)), ==, PM_OUTCOME_UNKNOWN);
  g_assert_cmpstr (
      pm_finding_get_cause (pm_diagnosis_get_root (pm_checkup_get_diagnosis (checkup))), ==,
      "reputation.ip-listed");
}

static void
test_limits (void)
{
  g_autoptr (PmCheckup) checkup = pm_checkup_new_practice ("healthy", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PM_BLOCKLISTS_MOST; i++)
    {
      g_autofree char *zone = g_strdup_printf ("bl%u.office.example", i);

      g_assert_true (pm_checkup_add_blocklist (checkup, zone, &error));
    }
  g_assert_true (pm_checkup_add_blocklist (checkup, "bl0.office.example", &error));
  g_assert_no_error (error);
  g_assert_false (pm_checkup_add_blocklist (checkup, "bl.office.example", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blocklists/table", test_table);
  g_test_add_func ("/blocklists/mentions", test_mentions);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/blocklists/ask/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/blocklists/discretion", test_discretion);
  g_test_add_func ("/blocklists/silence", test_silence);
  g_test_add_func ("/blocklists/silence-about-words", test_silence_about_words);
  g_test_add_func ("/blocklists/words", test_words);
  g_test_add_func ("/blocklists/lies", test_lies);
  g_test_add_func ("/blocklists/cancel", test_cancel);
  g_test_add_func ("/blocklists/default-run", test_default_run);
  g_test_add_func ("/blocklists/named-run", test_named_run);
  g_test_add_func ("/blocklists/nothing-to-look-up", test_nothing_to_look_up);
  g_test_add_func ("/blocklists/nobody-answers", test_nobody_answers);
  g_test_add_func ("/blocklists/limits", test_limits);
  return g_test_run ();
}
