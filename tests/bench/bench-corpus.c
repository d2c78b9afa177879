/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <time.h>

#include "pm-explanation.h"
#include "pm-reader.h"

/* How much of a collection of replies is read rightly, and how fast. Prints NAME=VALUE lines, and the
 * rows that were missed where asked.
 *
 * A collection is a table with tabs: a line of names, then one reply a line, with the columns "id",
 * "reply_code", "enhanced_status", "text" or "reply_text", "label" (one cause) and "accepted" or
 * "also_accepted" (causes with spaces between). "stage", in the words of SMTP, may be missing: then all
 * come from bounces. */

typedef enum
{
  WAY_DIRECT, /* stage and codes are given, as they are known live or in a bounce */
  WAY_PASTED, /* one line, and nothing else is known */
} Way;

typedef struct
{
  char **fields;
  char **names; /* of the columns; owned by the table */
} Row;

static struct
{
  char *replies;
  char *mails;
  gboolean pasted;
  gboolean verbose;
} options;

static const GOptionEntry entries[] = {
  { "replies", 0, 0, G_OPTION_ARG_FILENAME, &options.replies, NULL, NULL },
  { "mails", 0, 0, G_OPTION_ARG_FILENAME, &options.mails, NULL, NULL },
  { "pasted", 0, 0, G_OPTION_ARG_NONE, &options.pasted, NULL, NULL },
  { "verbose", 0, 0, G_OPTION_ARG_NONE, &options.verbose, NULL, NULL },
  G_OPTION_ENTRY_NULL,
};

#define MAILS_AT_LEAST 1000

/* What this program itself worked: others may be at work on the same machine. */
static double
get_cpu_us (void)
{
  return (double) clock () * G_USEC_PER_SEC / CLOCKS_PER_SEC;
}

static const char *
get_field (const Row *row, const char *name, const char *other_name)
{
  for (guint i = 0; row->names[i] != NULL && row->fields[i] != NULL; i++)
    if (g_str_equal (row->names[i], name) || g_str_equal (row->names[i], other_name))
      return row->fields[i];
  return "";
}

static PmStage
get_stage (const Row *row)
{
  static const struct
  {
    const char *word;
    PmStage stage;
  } words[] = {
    { "connect", PM_STAGE_UNKNOWN }, { "banner", PM_STAGE_GREETING },
    { "ehlo", PM_STAGE_GREETING },   { "starttls", PM_STAGE_TLS },
    { "tls", PM_STAGE_TLS },         { "auth", PM_STAGE_AUTH },
    { "mail", PM_STAGE_SENDER },     { "rcpt", PM_STAGE_RECIPIENT },
    { "data", PM_STAGE_MESSAGE },    { "after-data", PM_STAGE_MESSAGE },
  };
  const char *stage = get_field (row, "stage", "stage");

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, stage))
      return words[i].stage;
  return PM_STAGE_DELIVERY;
}

/* 0 for what is no code of SMTP (RFC 5321 section 4.2), such as a port. */
static guint
get_code (const Row *row)
{
  const char *code = get_field (row, "reply_code", "reply_code");

  return strlen (code) == 3 && code[1] <= '5' ? (guint) g_ascii_strtoull (code, NULL, 10) : 0;
}

static char *
read_directly (const Row *row)
{
  const char *enhanced = get_field (row, "enhanced_status", "enhanced_status");
  g_autoptr (PmServerReply) reply = pm_server_reply_new ("", get_code (row),
                                                         *enhanced != '\0' ? enhanced : NULL,
                                                         get_field (row, "text", "reply_text"));
  g_autoptr (PmFinding) finding = pm_reader_read (get_stage (row), reply, FALSE);

  return g_strdup (finding != NULL ? pm_finding_get_cause (finding) : "nothing");
}

/* The first cause. */
static char *
explain (GBytes *bytes)
{
  g_autoptr (PmExplanation) explanation = pm_explanation_new (bytes, PM_STAGE_UNKNOWN, NULL);
  g_autoptr (PmFinding) finding = NULL;

  if (explanation != NULL)
    finding = g_list_model_get_item (
        pm_diagnosis_get_causes (pm_explanation_get_diagnosis (explanation)), 0);
  return g_strdup (finding != NULL ? pm_finding_get_cause (finding) : "nothing");
}

static char *
explain_words (const char *words)
{
  g_autoptr (GBytes) bytes = g_bytes_new (words, strlen (words));

  return explain (bytes);
}

static char *
read_pasted (const Row *row)
{
  const char *text = get_field (row, "text", "reply_text");
  const char *code = get_field (row, "reply_code", "reply_code");
  const char *enhanced = get_field (row, "enhanced_status", "enhanced_status");
  g_autoptr (GString) line = g_string_new (NULL);

  /* As the whole line stood somewhere: the table may have taken the codes off it. */
  if (get_code (row) != 0 && strstr (text, code) == NULL)
    g_string_append_printf (line, "%s ", code);
  if (*enhanced != '\0' && strstr (text, enhanced) == NULL)
    g_string_append_printf (line, "%s ", enhanced);
  g_string_append (line, text);
  return explain_words (line->str);
}

static gboolean
is_accepted (const Row *row, const char *cause)
{
  g_auto (GStrv) accepted = g_strsplit (get_field (row, "accepted", "also_accepted"), " ", -1);

  return g_str_equal (get_field (row, "label", "label"), cause)
         || g_strv_contains ((const char *const *) accepted, cause);
}

static gboolean
check_row (const Row *row, Way way)
{
  g_autofree char *cause = way == WAY_PASTED ? read_pasted (row) : read_directly (row);
  gboolean accepted = is_accepted (row, cause);

  if (!accepted && options.verbose)
    g_print ("MISS=%s: %s, not %s%s: %s %s %s\n", get_field (row, "id", "id"), cause,
             get_field (row, "label", "label"), get_field (row, "accepted", ""),
             get_field (row, "reply_code", ""), get_field (row, "enhanced_status", ""),
             get_field (row, "text", "reply_text"));
  return accepted;
}

static void
check_replies (const char *file, Way way)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) names = NULL;
  guint rows = 0;
  guint accepted = 0;
  double started;

  if (!g_file_get_contents (file, &content, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (content, "\n", -1);
  names = g_strsplit (lines[0], "\t", -1);
  g_free (explain_words ("550 5.1.1 User unknown")); /* what is only built once */
  started = get_cpu_us ();
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
      Row row = { fields, names };

      if (*lines[i] == '\0' || !g_utf8_validate (lines[i], -1, NULL))
        continue;
      rows++;
      accepted += check_row (&row, way);
    }
  g_print ("ROWS=%u\nACCEPTED=%u\nMICROSECONDS=%.1f\n", rows, accepted,
           (get_cpu_us () - started) / MAX (rows, 1));
}

static GPtrArray *
read_mails (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &error);
  GPtrArray *mails = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *name;

  if (directory == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *content;
      gsize length;

      if (g_str_has_suffix (name, ".eml") && g_file_get_contents (path, &content, &length, NULL))
        g_ptr_array_add (mails, g_bytes_new_take (content, length));
    }
  return mails;
}

static void
measure_mails (const char *folder)
{
  g_autoptr (GPtrArray) mails = read_mails (folder);
  guint count = 0;
  double started;

  if (mails->len == 0)
    return;
  for (guint i = 0; i < mails->len; i++)
    g_free (explain (mails->pdata[i])); /* the rules are compiled on first use */
  started = get_cpu_us ();
  while (count < MAILS_AT_LEAST)
    for (guint i = 0; i < mails->len; i++, count++)
      g_free (explain (mails->pdata[i]));
  g_print ("FILES=%u\nMAILS=%u\nPER_SECOND=%.0f\n", mails->len, count,
           (double) count * G_USEC_PER_SEC / (get_cpu_us () - started));
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (options.replies != NULL)
    check_replies (options.replies, options.pasted ? WAY_PASTED : WAY_DIRECT);
  if (options.mails != NULL)
    measure_mails (options.mails);
  return 0;
}
