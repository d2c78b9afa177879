/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-dmarc-record.h"

#include <string.h>

#define VERSION "DMARC1"
#define BLANKS  " \t"

static const char *const policy_ids[] = {
  [PM_DMARC_NONE] = "none",
  [PM_DMARC_QUARANTINE] = "quarantine",
  [PM_DMARC_REJECT] = "reject",
};

typedef struct
{
  const char *word;
  int value;
} Word;

static const Word policy_words[] = {
  { "none", PM_DMARC_NONE },
  { "quarantine", PM_DMARC_QUARANTINE },
  { "reject", PM_DMARC_REJECT },
  { NULL },
};
static const Word psd_words[] = { { "y", PM_DMARC_PSD_YES },
                                  { "n", PM_DMARC_PSD_NO },
                                  { "u", PM_DMARC_PSD_UNKNOWN },
                                  { NULL } };
static const Word yes_words[] = { { "y", TRUE }, { "n", FALSE }, { NULL } };
static const Word strict_words[] = { { "s", TRUE }, { "r", FALSE }, { NULL } };

typedef enum
{
  TAG_P,
  TAG_SP,
  TAG_NP,
  TAG_PSD,
  TAG_T,
  TAG_ASPF,
  TAG_ADKIM,
  TAG_RUA,
  N_TAGS
} Tag;

/* What of the registry tells something here; all other tags are left alone. */
static const struct
{
  const char *name;
  const Word *words; /* NULL: addresses */
} tags[] = {
  [TAG_P] = { "p", policy_words },
  [TAG_SP] = { "sp", policy_words },
  [TAG_NP] = { "np", policy_words },
  [TAG_PSD] = { "psd", psd_words },
  [TAG_T] = { "t", yes_words },
  [TAG_ASPF] = { "aspf", strict_words },
  [TAG_ADKIM] = { "adkim", strict_words },
  [TAG_RUA] = { "rua", NULL },
};

#define ABSENT  (-1)
#define INVALID (-2)

const char *
pm_dmarc_policy_get_id (PmDmarcPolicy policy)
{
  return (gsize) policy < G_N_ELEMENTS (policy_ids) ? policy_ids[policy] : "none";
}

static int
find_word (const Word *words, const char *value)
{
  for (const Word *word = words; word->word != NULL; word++)
    if (g_ascii_strcasecmp (word->word, value) == 0)
      return word->value;
  return INVALID;
}

/* One address that a report can go to is enough. */
static int
find_address (const char *value)
{
  g_auto (GStrv) addresses = g_strsplit (value, ",", -1);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *scheme = g_uri_parse_scheme (g_strstrip (addresses[i]));

      if (scheme != NULL && addresses[i][strlen (scheme) + 1] != '\0')
        return TRUE;
    }
  return INVALID;
}

/* "name = value"; FALSE: it is no tag. @text is written to. */
static gboolean
split_tag (char *text, const char **name, const char **value)
{
  char *equals = strchr (text, '=');

  if (equals == NULL)
    return FALSE;
  *equals = '\0';
  *name = g_strstrip (text);
  *value = g_strstrip (equals + 1);
  return **value != '\0';
}

static void
read_tag (char *text, int *values)
{
  const char *name;
  const char *value;

  if (!split_tag (text, &name, &value))
    return;
  for (guint i = 0; i < N_TAGS; i++)
    if (g_ascii_strcasecmp (tags[i].name, name) == 0 && values[i] == ABSENT)
      values[i] = tags[i].words != NULL ? find_word (tags[i].words, value) : find_address (value);
}

static gboolean
is_version (char *text)
{
  const char *name;
  const char *value;

  return split_tag (text, &name, &value) && g_ascii_strcasecmp (name, "v") == 0
         && g_str_equal (value, VERSION);
}

static int
value_or (int value, int fallback)
{
  return value >= 0 ? value : fallback;
}

/* RFC 9989 section 4.10.1: a policy that can not be read makes all of them "none" where reports are asked
 * for, and the record none at all where they are not. */
static void
take_values (PmDmarcRecord *record, const int *values)
{
  gboolean is_invalid = values[TAG_P] == INVALID || values[TAG_SP] == INVALID
                        || values[TAG_NP] == INVALID;

  if (!is_invalid)
    {
      record->policy = (PmDmarcPolicy) value_or (values[TAG_P], PM_DMARC_NONE);
      record->subdomains = (PmDmarcPolicy) value_or (values[TAG_SP], (int) record->policy);
      record->nonexistent = (PmDmarcPolicy) value_or (values[TAG_NP], (int) record->subdomains);
    }
  record->is_void = is_invalid && values[TAG_RUA] != TRUE;
  record->psd = (PmDmarcPsd) value_or (values[TAG_PSD], PM_DMARC_PSD_UNKNOWN);
  record->is_test = value_or (values[TAG_T], FALSE);
  record->strict_spf = value_or (values[TAG_ASPF], FALSE);
  record->strict_dkim = value_or (values[TAG_ADKIM], FALSE);
}

gboolean
pm_dmarc_record_read (const char *text, gsize length, PmDmarcRecord *record)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) parts = g_strsplit (copy, ";", -1);
  int values[N_TAGS];

  memset (record, 0, sizeof *record);
  if (parts[0] == NULL || strspn (copy, BLANKS) > 0 || !is_version (parts[0]))
    return FALSE;
  for (guint i = 0; i < N_TAGS; i++)
    values[i] = ABSENT;
  for (guint i = 1; parts[i] != NULL; i++)
    read_tag (parts[i], values);
  take_values (record, values);
  return TRUE;
}
