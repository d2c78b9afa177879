/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-dns-message.h"

#include <string.h>

#define HEADER_SIZE   12
#define MAX_NAME      255 /* RFC 1035 section 2.3.4 */
#define MAX_LABEL     63
#define TTL_S         60
#define POINTER       0xC00C /* to the name right behind the header (RFC 1035 section 4.1.4) */
#define FLAG_RESPONSE 0x8000
#define FLAG_WANTED   0x0100 /* recursion desired, copied */
#define FLAG_RECURSES 0x0080
#define FLAG_CUT      0x0200
#define MAX_SHORT     512

enum
{
  TYPE_A = 1,
  TYPE_AAAA = 28,
};

enum
{
  CLASS_IN = 1,
};

enum
{
  RCODE_OK = 0,
  RCODE_SERVFAIL = 2,
  RCODE_NXDOMAIN = 3,
  RCODE_REFUSED = 5,
};

typedef struct
{
  guint id;
  guint flags;
  char *name;
  guint type;
  gsize end; /* of the question */
} Question;

static guint
get_u16 (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

static void
put_u16 (GByteArray *message, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (message, bytes, sizeof bytes);
}

/* The name at *@at, which is moved behind it. NULL: broken, or compressed, which a question never
 * is. */
static char *
read_name (const guint8 *query, gsize length, gsize *at)
{
  g_autoptr (GString) name = g_string_new (NULL);

  while (*at < length && query[*at] != 0)
    {
      gsize label = query[*at];

      if (label > MAX_LABEL || *at + 1 + label >= length || name->len + label + 1 > MAX_NAME)
        return NULL;
      if (name->len > 0)
        g_string_append_c (name, '.');
      g_string_append_len (name, (const char *) query + *at + 1, (gssize) label);
      *at += 1 + label;
    }
  if (*at >= length)
    return NULL;
  *at += 1;
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gboolean
read_question (const guint8 *query, gsize length, Question *question)
{
  gsize at = HEADER_SIZE;

  if (length < HEADER_SIZE || length > PM_PRACTICE_DNS_MAX_QUERY)
    return FALSE;

  question->id = get_u16 (query);
  question->flags = get_u16 (query + 2);
  if ((question->flags & FLAG_RESPONSE) != 0 || get_u16 (query + 4) != 1)
    return FALSE;

  question->name = read_name (query, length, &at);
  if (question->name == NULL || length - at < 4 || get_u16 (query + at + 2) != CLASS_IN)
    return FALSE;

  question->type = get_u16 (query + at);
  question->end = at + 4;
  return TRUE;
}

/* Of a query that was understood. */
static gsize
get_question_end (const guint8 *query, gsize length)
{
  Question question = { 0 };

  read_question (query, length, &question);
  g_free (question.name);
  return question.end;
}

static const PmPracticeName *
find_exact_name (const PmPracticeScript *script, const char *wanted)
{
  for (guint i = 0; i < script->names->len; i++)
    {
      const PmPracticeName *name = g_ptr_array_index (script->names, i);

      if (g_ascii_strcasecmp (name->name, wanted) == 0)
        return name;
    }
  return NULL;
}

/* The name, or the nearest "*" above it (RFC 4592). */
static const PmPracticeName *
find_name (const PmPracticeScript *script, const char *wanted)
{
  const PmPracticeName *name = find_exact_name (script, wanted);

  for (const char *dot = strchr (wanted, '.'); name == NULL && dot != NULL;
       dot = strchr (dot + 1, '.'))
    {
      g_autofree char *wildcard = g_strconcat ("*", dot, NULL);

      name = find_exact_name (script, wildcard);
    }
  return name != NULL ? name : find_exact_name (script, "*");
}

/* A name stands for all that is above it (RFC 8020 section 2). */
static gboolean
has_names_below (const PmPracticeScript *script, const char *wanted)
{
  gsize length = strlen (wanted);

  for (guint i = 0; i < script->names->len; i++)
    {
      const PmPracticeName *name = g_ptr_array_index (script->names, i);
      gsize whole = strlen (name->name);

      if (whole > length && name->fate != PM_PRACTICE_DNS_NXDOMAIN
          && name->name[whole - length - 1] == '.'
          && g_ascii_strcasecmp (name->name + whole - length, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_of_type (GInetAddress *address, guint type)
{
  if (type == TYPE_A)
    return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;
  return type == TYPE_AAAA && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
}

static void
add_record (GByteArray *records, guint type, const guint8 *data, gsize size)
{
  put_u16 (records, POINTER);
  put_u16 (records, type);
  put_u16 (records, CLASS_IN);
  put_u16 (records, 0);
  put_u16 (records, TTL_S);
  put_u16 (records, (guint) size);
  g_byte_array_append (records, data, (guint) size);
}

static guint
add_addresses (GByteArray *records, const PmPracticeName *name, guint type)
{
  guint n = 0;

  for (guint i = 0; name != NULL && i < name->addresses->len; i++)
    {
      GInetAddress *address = g_ptr_array_index (name->addresses, i);

      if (!is_of_type (address, type))
        continue;
      add_record (records, type, g_inet_address_to_bytes (address),
                  g_inet_address_get_native_size (address));
      n++;
    }
  for (guint i = 0; name != NULL && i < name->records->len; i++)
    {
      const PmPracticeRecord *record = g_ptr_array_index (name->records, i);

      if (record->type != type || record->data == NULL)
        continue;
      add_record (records, type, record->data->data, record->data->len);
      n++;
    }
  return n;
}

/* The fate of a question for @type, where that type has one of its own. */
static PmPracticeDnsFate
get_fate (const PmPracticeName *name, guint type)
{
  for (guint i = 0; i < name->records->len; i++)
    {
      const PmPracticeRecord *record = g_ptr_array_index (name->records, i);

      if (record->type == type && record->data == NULL)
        return record->fate;
    }
  return name->fate;
}

static guint
get_rcode (const PmPracticeScript *script,
           const PmPracticeName *name,
           const char *wanted,
           guint type)
{
  static const guint rcodes[] = {
    [PM_PRACTICE_DNS_ADDRESS] = RCODE_OK,        [PM_PRACTICE_DNS_NO_ADDRESS] = RCODE_OK,
    [PM_PRACTICE_DNS_NXDOMAIN] = RCODE_NXDOMAIN, [PM_PRACTICE_DNS_SERVFAIL] = RCODE_SERVFAIL,
    [PM_PRACTICE_DNS_REFUSED] = RCODE_REFUSED,   [PM_PRACTICE_DNS_SILENT] = RCODE_OK,
  };

  if (name != NULL)
    return rcodes[get_fate (name, type)];
  return has_names_below (script, wanted) ? RCODE_OK : RCODE_NXDOMAIN;
}

GByteArray *
pm_practice_dns_answer (const PmPracticeScript *script, const guint8 *query, gsize length)
{
  Question question = { 0 };
  g_autofree char *wanted = NULL;
  g_autoptr (GByteArray) records = g_byte_array_new ();
  const PmPracticeName *name;
  GByteArray *message;
  gboolean understood = read_question (query, length, &question);

  wanted = question.name;
  if (!understood)
    return NULL;
  name = find_name (script, wanted);
  if (name != NULL && get_fate (name, question.type) == PM_PRACTICE_DNS_SILENT)
    return NULL;

  message = g_byte_array_new ();
  put_u16 (message, question.id);
  put_u16 (message, FLAG_RESPONSE | (question.flags & FLAG_WANTED) | FLAG_RECURSES
                        | get_rcode (script, name, wanted, question.type));
  put_u16 (message, 1);
  put_u16 (message, add_addresses (records, name, question.type));
  put_u16 (message, 0);
  put_u16 (message, 0);
  /* The question goes back byte for byte: clients mix upper and lower case to know their answer
   * again. */
  g_byte_array_append (message, query + HEADER_SIZE, (guint) (question.end - HEADER_SIZE));
  g_byte_array_append (message, records->data, records->len);
  return message;
}

GByteArray *
pm_practice_dns_answer_in_short (const PmPracticeScript *script, const guint8 *query, gsize length)
{
  GByteArray *message = pm_practice_dns_answer (script, query, length);

  if (message == NULL || message->len <= MAX_SHORT)
    return message;
  message->data[2] |= FLAG_CUT >> 8;
  /* No records, so no count of them. */
  message->data[6] = message->data[7] = 0;
  g_byte_array_set_size (message, (guint) get_question_end (query, length));
  return message;
}
