/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-status.h"

#include "pm-message-mail-address.h"

#include <string.h>

/* A field longer than that is cut; the longest that servers write is a page of advice. */
#define MAX_FIELD 8192

static void
pm_status_recipient_free (gpointer data)
{
  PmStatusRecipient *self = data;

  g_free (self->recipient);
  g_free (self->action);
  g_free (self->status);
  g_free (self->diagnostic);
  g_free (self->host);
  g_free (self);
}

/* "rfc822; a@b" -> "a@b" (RFC 3464 section 2.1.2). @value as it is where it has no type: some programs
 * leave that out, and a reply may have a ";" of its own. (transfer full) */
static char *
drop_type (const char *value)
{
  const char *text = value;

  while (g_ascii_isalnum (*text) || *text == '-' || *text == '_')
    text++;
  if (*text != ';' || !g_ascii_isalpha (value[0]))
    text = value;
  else
    text++;
  return g_strstrip (g_strdup (text));
}

/* "a@b", out of "<a@b>" and "a@b (Name)". (transfer full), NULL: empty. */
static char *
read_recipient (const char *value)
{
  g_autofree char *plain = drop_type (value);
  const char *start = plain[0] == '<' ? plain + 1 : plain;
  gsize n = strcspn (start, plain[0] == '<' ? ">" : " \t(<>");

  return n > 0 ? g_strndup (start, n) : NULL;
}

/* The class may be in a range only, the others have one to three digits (RFC 3463 section 2). */
static char *
read_status (const char *value)
{
  gsize n = 0;

  if (!strchr ("245", value[0]) || value[0] == '\0' || value[1] != '.')
    return NULL;
  for (guint dots = 0; g_ascii_isdigit (value[n]) || (value[n] == '.' && dots < 2); n++)
    dots += value[n] == '.';
  if (n < 5 || n > 9 || value[n - 1] == '.')
    return NULL;
  return g_strndup (value, n);
}

static char *
read_action (const char *value)
{
  static const char *const actions[] = { "failed", "delayed", "delivered", "relayed", "expanded" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_ascii_strncasecmp (value, actions[i], strlen (actions[i])) == 0)
      return g_strdup (actions[i]);
  /* RFC 3464 has no other words; programs have. */
  return g_ascii_strncasecmp (value, "fail", 4) == 0 ? g_strdup ("failed") : NULL;
}

/* "dns; mx.example.jp (192.0.2.1)", "dns;[192.0.2.1]", "mx.example.jp". */
static char *
read_host (const char *value)
{
  g_autofree char *plain = drop_type (value);
  const char *start = plain[0] == '[' ? plain + 1 : plain;
  gsize n = strcspn (start, " \t([]);,");
  g_autofree char *host = g_strndup (start, n > 0 && start[n - 1] == '.' ? n - 1 : n);

  return pm_message_mail_is_host (host) ? g_steal_pointer (&host) : NULL;
}

/* "550-first line" and no "550 last line" behind it. */
static gboolean
is_open_reply (const char *text)
{
  g_autofree char *last = NULL;

  if (strspn (text, "0123456789") != 3 || text[3] != '-')
    return FALSE;
  last = g_strdup_printf ("%.3s ", text);
  return strstr (text, last) == NULL;
}

static void
pm_status_recipient_set_diagnostic (PmStatusRecipient *self, const char *value)
{
  self->diagnostic = drop_type (value);
  self->open = is_open_reply (self->diagnostic);
}

typedef enum
{
  FIELD_FINAL_RECIPIENT,
  FIELD_ORIGINAL_RECIPIENT,
  FIELD_ACTION,
  FIELD_STATUS,
  FIELD_DIAGNOSTIC,
  FIELD_HOST,
  FIELD_REPORTER,
  FIELD_OTHER,
} PmStatusField;

static const struct
{
  const char *name;
  PmStatusField field;
} fields[] = {
  { "Final-Recipient", FIELD_FINAL_RECIPIENT },
  { "Original-Recipient", FIELD_ORIGINAL_RECIPIENT },
  { "Action", FIELD_ACTION },
  { "Status", FIELD_STATUS },
  { "Diagnostic-Code", FIELD_DIAGNOSTIC },
  { "Remote-MTA", FIELD_HOST },
  { "Reporting-MTA", FIELD_REPORTER },
  { "X-Actual-Recipient", FIELD_ORIGINAL_RECIPIENT },
};

static PmStatusField
find_field (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i].name) == length
        && g_ascii_strncasecmp (name, fields[i].name, length) == 0)
      return fields[i].field;
  return FIELD_OTHER;
}

/* The final recipient wins over the original one (RFC 3464 section 2.3.2), but for an address over the
 * name of an account. */
static void
pm_status_recipient_set_recipient (PmStatusRecipient *self, PmStatusField field, const char *value)
{
  g_autofree char *recipient = read_recipient (value);
  gboolean better = field == FIELD_FINAL_RECIPIENT;

  if (recipient == NULL)
    return;
  self->named |= field == FIELD_FINAL_RECIPIENT;
  if (self->recipient != NULL && !strchr (self->recipient, '@') != !strchr (recipient, '@'))
    better = strchr (recipient, '@') != NULL;
  if (self->recipient != NULL && !better)
    return;
  g_free (self->recipient);
  self->recipient = g_steal_pointer (&recipient);
}

/* The first of each counts. */
static void
pm_status_recipient_read (PmStatusRecipient *self, PmStatusField field, const char *value)
{
  if (field == FIELD_FINAL_RECIPIENT || field == FIELD_ORIGINAL_RECIPIENT)
    pm_status_recipient_set_recipient (self, field, value);
  else if (field == FIELD_ACTION && self->action == NULL)
    self->action = read_action (value);
  else if (field == FIELD_STATUS && self->status == NULL)
    self->status = read_status (value);
  else if (field == FIELD_DIAGNOSTIC && self->diagnostic == NULL)
    pm_status_recipient_set_diagnostic (self, value);
  else if (field == FIELD_HOST && self->host == NULL)
    self->host = read_host (value);
}

static gboolean
pm_status_recipient_says_something (PmStatusRecipient *self)
{
  return self->action != NULL || self->status != NULL || self->diagnostic != NULL;
}

/* An empty line, or the end. */
static gboolean
is_blank (const char *line)
{
  gsize n = strspn (line, " \t");

  return line[n] == '\n' || line[n] == '\0';
}

/* One field, unfolded (RFC 5322 section 2.2.3). Returns what stands behind it. */
static const char *
read_field (const char *line, GString *field)
{
  g_string_truncate (field, 0);
  do
    {
      gsize n = strcspn (line, "\n");
      gsize blank = strspn (line, " \t");

      if (field->len > 0)
        g_string_append_c (field, ' ');
      if (field->len < MAX_FIELD)
        g_string_append_len (field, line + blank, MIN (n - blank, MAX_FIELD));
      line += line[n] == '\n' ? n + 1 : n;
    }
  while ((*line == ' ' || *line == '\t') && !is_blank (line));
  return line;
}

/* A block of fields up to an empty line, or to the next recipient where that is missing. Returns what
 * stands behind it. */
static const char *
pm_status_read_block (PmStatus *self, const char *text, PmStatusRecipient *recipient)
{
  g_autoptr (GString) field = g_string_new (NULL);

  while (!is_blank (text))
    {
      const char *next = read_field (text, field);
      const char *colon;
      PmStatusField kind;

      colon = strchr (field->str, ':');
      kind = colon != NULL ? find_field (field->str, (gsize) (colon - field->str)) : FIELD_OTHER;
      if (kind == FIELD_FINAL_RECIPIENT && recipient->named)
        break;
      text = next;
      if (kind == FIELD_OTHER)
        continue;
      colon += 1 + strspn (colon + 1, " \t");
      if (kind == FIELD_REPORTER && self->reporter == NULL)
        self->reporter = read_host (colon);
      else
        pm_status_recipient_read (recipient, kind, colon);
    }
  return text;
}

PmStatus *
pm_status_parse (const char *text)
{
  PmStatus *self = g_new0 (PmStatus, 1);

  self->recipients = g_ptr_array_new_with_free_func (pm_status_recipient_free);
  while (*text != '\0' && self->recipients->len < PM_STATUS_MAX_RECIPIENTS)
    {
      PmStatusRecipient *recipient = g_new0 (PmStatusRecipient, 1);

      text = pm_status_read_block (self, text + strspn (text, " \t\n"), recipient);
      if (pm_status_recipient_says_something (recipient))
        g_ptr_array_add (self->recipients, recipient);
      else
        pm_status_recipient_free (recipient);
    }
  return self;
}

void
pm_status_free (PmStatus *self)
{
  g_free (self->reporter);
  g_ptr_array_unref (self->recipients);
  g_free (self);
}

const char *
pm_status_find (const char *text)
{
  const char *at = text;

  while (at != NULL)
    {
      if (g_ascii_strncasecmp (at, "Reporting-MTA:", 14) == 0
          || g_ascii_strncasecmp (at, "Final-Recipient:", 16) == 0)
        return at;
      at = strchr (at, '\n');
      at = at != NULL ? at + 1 : NULL;
    }
  return NULL;
}
