/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-catalogue.h"
#include "pm-catalogue-file.h"
#include "pm-resource.h"

#include <string.h>

static const char *const languages[] = { "en", "ja" };

static PmFinding *
empty_finding (const char *cause)
{
  return pm_finding_new (cause, PM_CERTAINTY_CERTAIN, PM_STAGE_UNKNOWN, NULL);
}

static void
test_complete (void)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  const char *const *causes = pm_catalogue_list_causes (catalogue);

  g_assert_cmpuint (g_strv_length ((char **) causes), >=, 90);
  for (guint i = 0; causes[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (languages); j++)
      {
        g_autoptr (PmFinding) finding = empty_finding (causes[i]);
        g_autofree char *title = pm_catalogue_get_title (catalogue, finding, languages[j]);
        g_autofree char *meaning = pm_catalogue_get_meaning (catalogue, finding, languages[j]);
        g_auto (GStrv) fixes = pm_catalogue_get_fixes (catalogue, finding, languages[j]);
        g_autofree char *side = g_strconcat ("side.", pm_catalogue_get_side (catalogue, causes[i]),
                                             NULL);

        g_test_message ("%s", causes[i]);
        g_assert_cmpstr (title, !=, causes[i]);
        g_assert_cmpint (strlen (title), >, 0);
        g_assert_cmpint (strlen (meaning), >, 0);
        g_assert_cmpuint (g_strv_length (fixes), >=, 1);
        g_assert_true (pm_catalogue_has_text (catalogue, side));
      }
}

static void
collect_cause_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "cause"))
      {
        g_test_message ("%s", values[i]);
        g_assert_true (pm_catalogue_has_cause (pm_catalogue_get_default (), values[i]));
      }
}

static void
test_causes_of_rules (void)
{
  static const GMarkupParser parser = { .start_element = collect_cause_cb };
  g_autoptr (GPtrArray) files = pm_resource_read_folder ("replies");

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
      gsize size;
      const char *data = g_bytes_get_data (files->pdata[i], &size);

      g_assert_true (g_markup_parse_context_parse (context, data, size, NULL));
    }
}

/* An element and, behind it, the same in another language. */
typedef struct
{
  GString *text;
  char *source;
  gboolean translated;
} Pair;

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
list_placeholders (const char *text)
{
  g_autoptr (GRegex) pattern = g_regex_new ("\\{[a-z_]+(?::[a-z]+)?\\}", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  guint braces = 0;

  for (const char *c = text; *c != '\0'; c++)
    braces += *c == '{' || *c == '}';
  g_regex_match (pattern, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    g_ptr_array_add (found, g_match_info_fetch (match, 0));
  g_assert_cmpuint (braces, ==, 2 * found->len);
  g_ptr_array_sort (found, compare_strings);
  g_ptr_array_add (found, NULL);
  return g_strjoinv (" ", (char **) found->pdata);
}

static void
start_pair_cb (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Pair *pair = user_data;

  pair->translated = g_strv_contains (names, "xml:lang");
  g_string_set_size (pair->text, 0);
}

static void
text_pair_cb (GMarkupParseContext *context,
              const char *text,
              gsize length,
              gpointer user_data,
              GError **error)
{
  Pair *pair = user_data;

  g_string_append_len (pair->text, text, length);
}

static void
end_pair_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Pair *pair = user_data;
  g_autofree char *placeholders = list_placeholders (pair->text->str);

  if (pair->translated)
    {
      g_test_message ("%s", pair->text->str);
      g_assert_cmpstr (placeholders, ==, pair->source);
      return;
    }
  g_free (pair->source);
  pair->source = g_steal_pointer (&placeholders);
}

/* A placeholder lost in translation would show up as a sentence that is not there. */
static void
test_placeholders (void)
{
  static const GMarkupParser parser = {
    .start_element = start_pair_cb,
    .end_element = end_pair_cb,
    .text = text_pair_cb,
  };
  static const char *const folders[] = { "causes", "programs", "texts" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GPtrArray) files = pm_resource_read_folder (folders[i]);

      for (guint j = 0; j < files->len; j++)
        {
          Pair pair = { g_string_new (NULL), NULL, FALSE };
          g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &pair,
                                                                                NULL);
          gsize size;
          const char *data = g_bytes_get_data (files->pdata[j], &size);

          g_assert_true (g_markup_parse_context_parse (context, data, size, NULL));
          g_string_free (pair.text, TRUE);
          g_free (pair.source);
        }
    }
}

/* Every result word of pm-keys.h, every reason of a stage, and what the reports say around them. */
static void
test_fixed_texts (void)
{
  static const struct
  {
    const char *prefix;
    const char *ids;
  } groups[] = {
    { "stage.network.", "title available offline" },
    { "stage.dns.",
      "title found not-needed not-found no-address servfail refused timeout malformed" },
    { "stage.connect.", "title connected refused timeout unreachable reset failed" },
    { "stage.greeting.",
      "title ready service-refused not-smtp silent closed reset timeout failed malformed tls-first "
      "client-certificate" },
    { "stage.tls.",
      "title secured not-verified not-offered refused not-tls alert closed reset timeout injected "
      "not-wanted not-possible failed malformed client-certificate old-protocol" },
    { "stage.auth.",
      "title accepted rejected temporary not-offered no-mechanism withheld closed reset timeout "
      "malformed failed" },
    { "stage.sender.",
      "title accepted rejected temporary needs-smtputf8 closed reset timeout malformed failed" },
    { "stage.recipient.",
      "title accepted rejected temporary needs-smtputf8 closed reset timeout malformed failed" },
    { "stage.size.",
      "title accepted rejected temporary closed reset timeout malformed failed fits too-large "
      "no-limit unknown" },
    { "stage.", "blocklist.title domain.title message.title delivery.title unknown.title" },
    { "outcome.", "pass warn fail skip unknown" },
    { "reason.",
      "no-password earlier-failure not-asked not-encrypted not-offered no-mechanism no-sender "
      "no-recipient no-size no-address not-needed no-answer closed cancelled not-available" },
    { "certainty.", "certain likely possible word.certain word.likely word.possible" },
    { "verdict.",
      "ok inconclusive ok.title problem.title likely.title inconclusive.title ok.hint" },
    { "report.",
      "title summary cause why what-to-do certainty server-said also-seen settings server port "
      "security user address from to size security.auto security.tls security.starttls "
      "security.none stages not-tested transcript started duration no-password practice" },
    { "setting.", "server port security auth user password sender size" },
  };
  PmCatalogue *catalogue = pm_catalogue_get_default ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_auto (GStrv) ids = g_strsplit (groups[i].ids, " ", -1);

      for (guint j = 0; ids[j] != NULL; j++)
        for (guint k = 0; k < G_N_ELEMENTS (languages); k++)
          {
            g_autofree char *id = g_strconcat (groups[i].prefix, ids[j], NULL);
            g_autofree char *text = pm_catalogue_get_text (catalogue, id, languages[k], NULL);

            g_assert_true (pm_catalogue_has_text (catalogue, id));
            /* Only the phrases of certainty can not stand without their argument. */
            if (strchr (ids[j], '.') != NULL || !g_str_equal (groups[i].prefix, "certainty."))
              g_assert_cmpint (strlen (text), >, 0);
          }
    }
}

static char *
fill_limit (guint64 octets, const char *language)
{
  g_autoptr (GVariantDict) dict = g_variant_dict_new (NULL);
  g_autoptr (GVariant) arguments = NULL;

  g_variant_dict_insert (dict, "limit", "t", octets);
  g_variant_dict_insert (dict, "message", "t", octets);
  arguments = g_variant_ref_sink (g_variant_dict_end (dict));
  return pm_catalogue_get_text (pm_catalogue_get_default (), "stage.size.fits", language,
                                arguments);
}

static void
test_sizes (void)
{
  static const struct
  {
    guint64 octets;
    const char *en;
  } sizes[] = {
    { 20 * 1024 * 1024, "20 MB" },
    { 1536 * 1024, "1.5 MB" },
    { 10240000, "9.7 MB" },
    { 1024, "1 KB" },
    { 1023, "1023 bytes" },
    { 0, "0 bytes" },
    { G_MAXUINT64, "17592186044415.9 MB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = fill_limit (sizes[i].octets, "en");
      g_autofree char *expected = g_strdup_printf ("The message (%s) fits; the limit is %s.",
                                                   sizes[i].en, sizes[i].en);

      g_assert_cmpstr (text, ==, expected);
    }
}

static gboolean
has_sentence (char **sentences, const char *part)
{
  for (guint i = 0; sentences[i] != NULL; i++)
    if (strstr (sentences[i], part) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_conditions (void)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) bare = empty_finding ("connect.timeout");
  g_autoptr (PmFinding) full = empty_finding ("connect.timeout");
  g_auto (GStrv) bare_evidence = NULL;
  g_auto (GStrv) full_evidence = NULL;
  g_auto (GStrv) bare_fixes = NULL;
  g_auto (GStrv) full_fixes = NULL;

  pm_finding_set_argument_string (full, "server", "{port}");
  pm_finding_set_argument_uint (full, "port", 25);
  pm_finding_set_argument_uint (full, "open_port", 465);
  pm_finding_set_argument_uint (full, "working_port", 465);
  pm_finding_set_argument_string (full, "working_security", "tls");
  pm_finding_set_argument (full, "all_ports", g_variant_new_boolean (FALSE));

  bare_evidence = pm_catalogue_get_evidence (catalogue, bare, "en");
  full_evidence = pm_catalogue_get_evidence (catalogue, full, "en");
  bare_fixes = pm_catalogue_get_fixes (catalogue, bare, "en");
  full_fixes = pm_catalogue_get_fixes (catalogue, full, "en");
  /* Without arguments no sentence that needs one; a false flag is none. */
  g_assert_cmpuint (g_strv_length (bare_evidence), ==, 0);
  g_assert_cmpuint (g_strv_length (full_evidence), ==, 2);
  /* What came from outside is not filled again. */
  g_assert_true (has_sentence (full_evidence, "port 25 of {port} within"));
  g_assert_true (has_sentence (full_evidence, "Port 465 of the same server answered"));
  g_assert_true (has_sentence (full_fixes, "to 465 and the connection security to SSL/TLS"));
  g_assert_false (has_sentence (full_fixes, "your provider's instructions"));
  g_assert_true (has_sentence (bare_fixes, "your provider's instructions"));
}

static void
test_lists (void)
{
  static const char *const names[] = { "a.example", "b.example", "c.example", "d.example",
                                       "e.example", "f.example", "g.example", NULL };
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) finding = empty_finding ("tls.cert-name-mismatch");
  g_auto (GStrv) en = NULL;
  g_auto (GStrv) ja = NULL;

  pm_finding_set_argument_string (finding, "server", "mail.example");
  pm_finding_set_argument (finding, "names", g_variant_new_strv (names, -1));
  en = pm_catalogue_get_evidence (catalogue, finding, "en");
  ja = pm_catalogue_get_evidence (catalogue, finding, "ja");
  g_assert_true (has_sentence (en, "a.example, b.example, c.example, d.example, e.example, …"));
  g_assert_true (has_sentence (ja, "a.example、b.example、c.example、d.example、e.example、…"));
}

static void
test_dates (void)
{
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) finding = empty_finding ("tls.cert-expired");
  g_auto (GStrv) good = NULL;
  g_auto (GStrv) bad = NULL;

  pm_finding_set_argument_string (finding, "not_after", "2026-03-09T12:00:00Z");
  good = pm_catalogue_get_evidence (catalogue, finding, "en");
  g_assert_true (has_sentence (good, "until 2026-03-09."));
  pm_finding_set_argument_string (finding, "not_after", "yesterday");
  bad = pm_catalogue_get_evidence (catalogue, finding, "en");
  g_assert_cmpuint (g_strv_length (bad), ==, 0);
}

static void
test_sentences (void)
{
  static const struct
  {
    PmCertainty certainty;
    const char *en;
    const char *ja;
  } phrases[] = {
    { PM_CERTAINTY_CERTAIN, "This is the cause.", "が原因です。" },
    { PM_CERTAINTY_LIKELY, "This is very likely the cause.", "が原因の可能性が高いです。" },
    { PM_CERTAINTY_POSSIBLE, "This may be the cause.", "が原因かもしれません。" },
  };
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) unknown = empty_finding ("unknown");
  g_autofree char *inconclusive = pm_catalogue_get_sentence (catalogue, unknown, "en");

  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      g_autoptr (PmFinding) finding = pm_finding_new ("relay.denied", phrases[i].certainty,
                                                      PM_STAGE_RECIPIENT, NULL);
      g_autofree char *en = pm_catalogue_get_sentence (catalogue, finding, "en");
      g_autofree char *ja = pm_catalogue_get_sentence (catalogue, finding, "ja");

      g_assert_true (g_str_has_suffix (en, phrases[i].en));
      g_assert_true (g_str_has_suffix (ja, phrases[i].ja));
    }
  g_assert_true (g_str_has_prefix (inconclusive, "No clear cause"));
}

/* What tells of no failure is not called the cause of one. */
static void
test_notices (void)
{
  static const char *const causes[] = { "delivery.delayed", "report.not-a-failure",
                                        "report.complaint", "report.suppressed" };
  PmCatalogue *catalogue = pm_catalogue_get_default ();

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      g_autoptr (PmFinding) finding = empty_finding (causes[i]);
      g_autofree char *title = pm_catalogue_get_title (catalogue, finding, "en");
      g_autofree char *sentence = pm_catalogue_get_sentence (catalogue, finding, "en");
      g_autofree char *expected = g_strconcat (title, ".", NULL);

      g_assert_cmpstr (sentence, ==, expected);
    }
}

static void
test_durations (void)
{
  static const struct
  {
    guint64 seconds;
    const char *en;
    const char *ja;
  } durations[] = {
    { 1, "1 second", "1 秒" },    { 45, "45 seconds", "45 秒" },  { 60, "1 minute", "1 分" },
    { 300, "5 minutes", "5 分" }, { 601, "11 minutes", "11 分" }, { 5400, "90 minutes", "90 分" },
    { 3600, "1 hour", "1 時間" }, { 86400, "1 day", "1 日" },     { 100000, "28 hours", "28 時間" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    for (guint language = 0; language < PM_N_LANGUAGES; language++)
      {
        g_autoptr (GVariantDict) dict = g_variant_dict_new (NULL);
        PmPhrase *phrase = pm_phrase_new (NULL, NULL);
        g_autoptr (GVariant) arguments = NULL;
        g_autofree char *text = NULL;

        g_variant_dict_insert (dict, "wait", "t", durations[i].seconds);
        arguments = g_variant_ref_sink (g_variant_dict_end (dict));
        pm_phrase_set_text (phrase, language, "{wait:duration}");
        text = pm_phrase_fill (phrase, language, arguments);
        g_assert_cmpstr (text, ==, language == PM_LANGUAGE_JA ? durations[i].ja : durations[i].en);
        pm_phrase_free (phrase);
      }
}

static gboolean
has_setting (PmFinding *finding, const char *setting)
{
  g_autofree const char **settings = pm_catalogue_get_settings (pm_catalogue_get_default (),
                                                                finding);

  return g_strv_contains (settings, setting);
}

/* Only the fixes that apply say what has to be set. */
static void
test_settings (void)
{
  g_autoptr (PmFinding) relay = empty_finding ("relay.denied");
  g_autoptr (PmFinding) away = empty_finding ("recipient.unknown");
  g_autoptr (PmFinding) strange = empty_finding ("no.such-cause");
  g_autofree const char **none = pm_catalogue_get_settings (pm_catalogue_get_default (), away);
  g_autofree const char **nothing = pm_catalogue_get_settings (pm_catalogue_get_default (),
                                                               strange);

  g_assert_true (has_setting (relay, "auth"));
  g_assert_true (has_setting (relay, "port"));
  g_assert_false (has_setting (relay, "sender"));
  pm_finding_set_argument (relay, "signed_in", g_variant_new_boolean (TRUE));
  g_assert_false (has_setting (relay, "auth"));
  g_assert_true (has_setting (relay, "sender"));
  g_assert_null (none[0]);
  g_assert_null (nothing[0]);
}

static void
test_programs (void)
{
  static const char *const settings[] = { "server", "port", "security", "auth", "user" };
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  const char *const *programs = pm_catalogue_list_programs (catalogue);

  g_assert_cmpuint (g_strv_length ((char **) programs), >=, 12);
  g_assert_true (g_strv_contains (programs, "thunderbird"));
  for (guint i = 0; programs[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (languages); j++)
      {
        g_autofree char *name = pm_catalogue_get_program_name (catalogue, programs[i],
                                                               languages[j]);

        g_test_message ("%s", programs[i]);
        g_assert_cmpint (strlen (name), >, 0);
        for (guint k = 0; k < G_N_ELEMENTS (settings); k++)
          {
            g_autofree char *path = pm_catalogue_get_program_path (catalogue, programs[i],
                                                                   settings[k], languages[j]);

            g_assert_nonnull (path);
          }
      }
  g_assert_null (pm_catalogue_get_program_name (catalogue, "no-such-program", "en"));
  g_assert_null (pm_catalogue_get_program_path (catalogue, "thunderbird", "no-such", "en"));
  g_assert_null (pm_catalogue_get_program_path (catalogue, "no-such-program", "port", "en"));
}

static gboolean
read_text (const char *text)
{
  g_autoptr (GBytes) file = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  PmCatalogueTexts texts;
  gboolean read;

  pm_catalogue_texts_init (&texts);
  read = pm_catalogue_file_read (file, &texts, &error);
  g_assert_true (read == (error == NULL));
  g_ptr_array_unref (texts.causes);
  g_ptr_array_unref (texts.programs);
  g_hash_table_unref (texts.texts);
  return read;
}

/* A slip in the data stops the build's tests and not a user's program later on. */
static void
test_slips (void)
{
  static const char *const slips[] = {
    "<causes><cause id='a'><title>A</title></cause></causes>",
    "<causes><cause id='a' side='b'><fix setting='prot'>A</fix></cause></causes>",
    "<causes><title>A</title></causes>",
    "<programs><program><name>A</name></program></programs>",
    "<programs><program id='a'><name>A</name><name>B</name></program></programs>",
    "<programs><program id='a'><path setting='port user '>A</path></program></programs>",
    "<programs><path setting='port'>A</path></programs>",
    "<texts><text>A</text></texts>",
    "<wrong></wrong>",
  };

  g_assert_true (read_text ("<causes><cause id='a' side='b'><fix setting='port'>A</fix>"
                            "<fix xml:lang='ja'>B</fix></cause></causes>"));
  g_assert_true (read_text ("<programs><program id='a'><name>A</name><name xml:lang='ja'>B</name>"
                            "<path setting='port user'>C</path></program></programs>"));
  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    {
      g_test_message ("%s", slips[i]);
      g_assert_false (read_text (slips[i]));
    }
}

static GLogWriterOutput
count_warnings_cb (GLogLevelFlags level,
                   const GLogField *fields,
                   gsize n_fields,
                   gpointer user_data)
{
  guint *n_warnings = user_data;

  *n_warnings += (level & G_LOG_LEVEL_WARNING) != 0;
  return G_LOG_WRITER_HANDLED;
}

/* A text that is missing is told to developers and must not stop a report. */
static void
test_unknown_ids (void)
{
  static guint n_warnings;
  PmCatalogue *catalogue = pm_catalogue_get_default ();
  g_autoptr (PmFinding) finding = empty_finding ("no.such-cause");
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *french = pm_catalogue_get_text (catalogue, "outcome.fail", "fr", NULL);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);

  g_log_set_writer_func (count_warnings_cb, &n_warnings, NULL);
  title = pm_catalogue_get_title (catalogue, finding, "en");
  text = pm_catalogue_get_text (catalogue, "no.such.text", "en", NULL);
  g_log_set_always_fatal (fatal);
  g_assert_cmpuint (n_warnings, ==, 2);
  g_assert_cmpstr (title, ==, "no.such-cause");
  g_assert_cmpstr (text, ==, "no.such.text");
  g_assert_cmpstr (french, ==, "Problem");
  g_assert_false (pm_catalogue_has_cause (catalogue, "no.such-cause"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/complete", test_complete);
  g_test_add_func ("/catalogue/causes-of-rules", test_causes_of_rules);
  g_test_add_func ("/catalogue/placeholders", test_placeholders);
  g_test_add_func ("/catalogue/fixed-texts", test_fixed_texts);
  g_test_add_func ("/catalogue/sizes", test_sizes);
  g_test_add_func ("/catalogue/conditions", test_conditions);
  g_test_add_func ("/catalogue/lists", test_lists);
  g_test_add_func ("/catalogue/dates", test_dates);
  g_test_add_func ("/catalogue/sentences", test_sentences);
  g_test_add_func ("/catalogue/notices", test_notices);
  g_test_add_func ("/catalogue/durations", test_durations);
  g_test_add_func ("/catalogue/settings", test_settings);
  g_test_add_func ("/catalogue/programs", test_programs);
  g_test_add_func ("/catalogue/slips", test_slips);
  g_test_add_func ("/catalogue/unknown-ids", test_unknown_ids);
  return g_test_run ();
}
