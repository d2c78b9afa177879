/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-guard.h"

#include <string.h>

/* GMime goes down one level of its stack for each part inside a part and for each group of addresses
 * inside a group; some thousands of them end the program. Each level of parts takes a Content-Type. */
#define MAX_CONTENT_TYPES 64
#define MAX_BOUNDARIES    1000
#define MAX_COLONS        64
/* It reads all fields of one name again for each of them. */
#define MAX_ALL_COLONS 1000

#define MAX_HEADER_OCTETS 65536

typedef struct
{
  guint content_types;
  guint boundaries;
  guint colons; /* of the address field that the line is part of */
  guint all_colons;
  gboolean in_addresses;
} PmMailGuard;

static const char *const address_fields[] = {
  "from", "to", "cc", "bcc", "sender", "reply-to", "resent-",
};

/* Fields of mails; those of the first half are in no mail that somebody copied out of a window. */
static const char *const trace_fields[] = {
  "received",     "return-path",  "message-id",
  "mime-version", "delivered-to", "content-transfer-encoding",
  "content-type", "date",         "x-failed-recipients",
};

static const char *const common_fields[] = {
  "from",       "to",          "cc",       "subject",    "reply-to",   "sender",
  "references", "in-reply-to", "x-mailer", "precedence", "x-priority", "auto-submitted",
};

static gboolean
begins_with (const char *line, gsize length, const char *word)
{
  gsize n = strlen (word);

  return length >= n && g_ascii_strncasecmp (line, word, n) == 0;
}

/* The length of "Name" where the line is "Name: ...", else 0. */
static gsize
measure_field_name (const char *line, gsize length)
{
  gsize n = 0;

  while (n < length && g_ascii_isgraph (line[n]) && line[n] != ':')
    n++;
  return n < length && line[n] == ':' ? n : 0;
}

static gboolean
is_one_of (const char *name, gsize length, const char *const *names, guint n_names)
{
  for (guint i = 0; i < n_names; i++)
    if (strlen (names[i]) == length && begins_with (name, length, names[i]))
      return TRUE;
  return FALSE;
}

static gsize
measure_line (const char *text, gsize length)
{
  const char *end = length > 0 ? memchr (text, '\n', length) : NULL;

  return end != NULL ? (gsize) (end - text) + 1 : length;
}

static gboolean
is_blank (const char *line, gsize length)
{
  return length == 0 || line[0] == '\n' || (length > 1 && line[0] == '\r' && line[1] == '\n');
}

/* What stands before the first field: a byte order mark, empty lines, the line of an mbox. */
static gsize
measure_preamble (const char *text, gsize length)
{
  gsize at = begins_with (text, length, "\xef\xbb\xbf") ? 3 : 0;

  while (at < length)
    {
      gsize n = measure_line (text + at, length - at);

      if (!is_blank (text + at, n) && !begins_with (text + at, n, "From ")
          && !begins_with (text + at, n, ">From "))
        break;
      at += n;
    }
  return at;
}

static gboolean
is_like_addresses (const char *line, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (address_fields); i++)
    if (begins_with (line, length, address_fields[i]))
      return TRUE;
  return FALSE;
}

/* Takes the colons out of an address field that has too many for an honest one. */
static void
pm_mail_guard_tame_addresses (PmMailGuard *self, char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (line[i] == ':' && (++self->colons > MAX_COLONS || ++self->all_colons > MAX_ALL_COLONS))
      line[i] = ' ';
}

/* FALSE: here is the end of what may be read. */
static gboolean
pm_mail_guard_pass (PmMailGuard *self, char *line, gsize length)
{
  gboolean goes_on = line[0] == ' ' || line[0] == '\t';

  if (!goes_on)
    {
      self->in_addresses = is_like_addresses (line, length);
      self->colons = 0;
      if (begins_with (line, length, "content-type") && ++self->content_types > MAX_CONTENT_TYPES)
        return FALSE;
      if (begins_with (line, length, "--") && ++self->boundaries > MAX_BOUNDARIES)
        return FALSE;
    }
  if (self->in_addresses)
    pm_mail_guard_tame_addresses (self, line, length);
  return TRUE;
}

GByteArray *
pm_message_mail_guard (const guint8 *octets, gsize n_octets, gboolean *cut)
{
  gsize start = measure_preamble ((const char *) octets, n_octets);
  gsize length = MIN (n_octets - start, PM_MESSAGE_MAIL_MAX_OCTETS);
  GByteArray *mail = g_byte_array_sized_new (length);
  PmMailGuard guard = { 0 };
  gsize at = 0;

  /* GBytes without octets have no address. */
  if (length > 0)
    g_byte_array_append (mail, octets + start, length);
  while (at < length)
    {
      char *line = (char *) mail->data + at;
      gsize n = measure_line (line, length - at);

      if (!pm_mail_guard_pass (&guard, line, n))
        break;
      at += n;
    }
  *cut = start + at < n_octets;
  g_byte_array_set_size (mail, at);
  /* A mail that ends in its header is none to GMime. */
  return g_byte_array_append (mail, (const guint8 *) "\n\n", 2);
}

gboolean
pm_message_mail_has_header (const guint8 *octets, gsize n_octets)
{
  const char *text = (const char *) octets;
  gsize at = measure_preamble (text, n_octets);
  gsize length = MIN (n_octets, at + MAX_HEADER_OCTETS);
  guint traces = 0, fields = 0;

  while (at < length)
    {
      gsize n = measure_line (text + at, length - at);
      gsize name = measure_field_name (text + at, n);

      if (is_blank (text + at, n))
        break;
      if (name == 0 && text[at] != ' ' && text[at] != '\t')
        break;
      traces += is_one_of (text + at, name, trace_fields, G_N_ELEMENTS (trace_fields));
      fields += is_one_of (text + at, name, common_fields, G_N_ELEMENTS (common_fields));
      at += n;
    }
  return traces > 0 && traces + fields > 1;
}
