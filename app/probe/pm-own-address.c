/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-own-address.h"

#include <string.h>

/* A longer word is no address; "IPv6:" and 45 octets are. */
#define LONGEST_WORD 64
/* The line of an EHLO reply, or of a refusal, is not longer (RFC 5321 section 4.5.3.1.5). */
#define LONGEST_TEXT 2048
/* A dialogue has a hundred lines or so. */
#define MOST_LINES 5000

#define IPV6_TAG "IPv6:" /* RFC 5321 section 4.1.3 */

/* The first that holds the address is taken (IANA's registries of special addresses). */
static const struct
{
  const char *range;
  PmAddressScope scope;
} ranges[] = {
  { "10.0.0.0/8", PM_ADDRESS_PRIVATE },     { "172.16.0.0/12", PM_ADDRESS_PRIVATE },
  { "192.168.0.0/16", PM_ADDRESS_PRIVATE }, { "100.64.0.0/10", PM_ADDRESS_SHARED },
  { "192.0.0.0/29", PM_ADDRESS_SHARED }, /* RFC 6333 section 5.7, DS-Lite */
  { "0.0.0.0/8", PM_ADDRESS_SPECIAL },      { "127.0.0.0/8", PM_ADDRESS_SPECIAL },
  { "169.254.0.0/16", PM_ADDRESS_SPECIAL }, { "192.0.0.0/24", PM_ADDRESS_SPECIAL },
  { "198.18.0.0/15", PM_ADDRESS_SPECIAL },  { "224.0.0.0/3", PM_ADDRESS_SPECIAL },
  { "0.0.0.0/0", PM_ADDRESS_PUBLIC },       { "fc00::/7", PM_ADDRESS_PRIVATE },
  { "2001::/32", PM_ADDRESS_SPECIAL }, /* Teredo */
  { "2000::/3", PM_ADDRESS_PUBLIC },
};

static const char *const scope_ids[] = {
  [PM_ADDRESS_PUBLIC] = "public",
  [PM_ADDRESS_PRIVATE] = "private",
  [PM_ADDRESS_SHARED] = "shared",
  [PM_ADDRESS_SPECIAL] = "special",
};

PmAddressScope
pm_address_get_scope (GInetAddress *address)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (ranges[i].range,
                                                                               NULL);

      if (g_inet_address_mask_get_family (mask) == g_inet_address_get_family (address)
          && g_inet_address_mask_matches (mask, address))
        return ranges[i].scope;
    }
  return PM_ADDRESS_SPECIAL;
}

const char *
pm_address_scope_get_id (PmAddressScope scope)
{
  return scope_ids[scope];
}

/* RFC 4291 section 2.5.5.2. */
static gboolean
is_mapped (GInetAddress *address)
{
  static const guint8 prefix[12] = { [10] = 0xff, [11] = 0xff };

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
         && memcmp (g_inet_address_to_bytes (address), prefix, sizeof prefix) == 0;
}

GInetAddress *
pm_address_parse (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  if (address != NULL && is_mapped (address))
    return g_inet_address_new_from_bytes (g_inet_address_to_bytes (address) + 12,
                                          G_SOCKET_FAMILY_IPV4);
  return g_steal_pointer (&address);
}

static gboolean
is_of_word (char c)
{
  return g_ascii_isalnum (c) || strchr (".:_-", c) != NULL;
}

/* @word without what stands around an address: "IPv6:", a full stop at the end of a sentence. */
static GInetAddress *
read_word (const char *word, gsize length)
{
  g_autofree char *text = NULL;

  while (length > 0 && strchr (".:-", word[length - 1]) != NULL
         && (length < 2 || word[length - 2] != ':'))
    length--;
  if (length > LONGEST_WORD)
    return NULL;
  text = g_strndup (word, length);
  if (g_ascii_strncasecmp (text, IPV6_TAG, strlen (IPV6_TAG)) == 0)
    return pm_address_parse (text + strlen (IPV6_TAG));
  return pm_address_parse (text);
}

GInetAddress *
pm_own_address_find_in (const char *text)
{
  g_autoptr (GInetAddress) found = NULL;
  gboolean found_enclosed = FALSE;
  const char *end = text + strnlen (text, LONGEST_TEXT);

  for (const char *at = text; at < end;)
    {
      const char *start = at;
      g_autoptr (GInetAddress) address = NULL;
      gboolean enclosed;

      while (at < end && is_of_word (*at))
        at++;
      if (at == start)
        {
          at++;
          continue;
        }
      enclosed = start > text && strchr ("[(", start[-1]) != NULL && at < end
                 && strchr ("])", *at) != NULL;
      if (found_enclosed && !enclosed)
        continue;
      address = read_word (start, (gsize) (at - start));
      if (address == NULL)
        continue;
      g_set_object (&found, address);
      found_enclosed = enclosed;
    }
  return g_steal_pointer (&found);
}

static void
own_address_free (gpointer data)
{
  PmOwnAddress *own = data;

  g_object_unref (own->address);
  g_free (own);
}

/* The better of two of one family: a public one, else the one that was there first. */
static void
add (GPtrArray *found, GInetAddress *address, const char *source)
{
  PmAddressScope scope = pm_address_get_scope (address);
  PmOwnAddress *own = NULL;

  for (guint i = 0; i < found->len && own == NULL; i++)
    {
      PmOwnAddress *other = g_ptr_array_index (found, i);

      if (g_inet_address_get_family (other->address) == g_inet_address_get_family (address))
        own = other;
    }
  if (own != NULL && (own->scope == PM_ADDRESS_PUBLIC || scope != PM_ADDRESS_PUBLIC))
    return;
  if (own == NULL)
    {
      own = g_new0 (PmOwnAddress, 1);
      g_ptr_array_add (found, own);
    }
  g_set_object (&own->address, address);
  own->scope = scope;
  own->source = source;
}

/* Servers name themselves too. */
static gboolean
is_of_server (PmEvidence *evidence, PmObservation *observation, GInetAddress *address)
{
  g_autofree char *text = g_inet_address_to_string (address);
  PmObservation *resolved = pm_evidence_find (evidence, PM_STAGE_DNS, PM_KEY_DNS_ADDRESSES, 0);
  g_autofree const char **addresses = NULL;

  if (g_str_equal (pm_observation_get_server (observation), text))
    return TRUE;
  if (resolved == NULL)
    return FALSE;
  addresses = g_variant_get_strv (pm_observation_get_value (resolved), NULL);
  return g_strv_contains (addresses, text);
}

/* What a refusal names is the address that was judged. */
static void
add_from_refusals (GPtrArray *found, PmEvidence *evidence)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (evidence));

  for (guint number = 1; number <= n; number++)
    {
      PmObservation *observation = pm_evidence_get_observation (evidence, number);
      PmServerReply *reply = pm_observation_get_reply (observation);
      g_autoptr (GInetAddress) address = NULL;

      if (reply == NULL || pm_server_reply_get_code (reply) < 400)
        continue;
      address = pm_own_address_find_in (pm_server_reply_get_text (reply));
      if (address != NULL && pm_address_get_scope (address) == PM_ADDRESS_PUBLIC
          && !is_of_server (evidence, observation, address))
        add (found, address, "refusal");
    }
}

/* EHLO names the address of our end (RFC 5321 section 4.1.3), and the first line of the answer to it often
 * the one that the server sees: "250-mail.example.net Hello [10.0.0.5] [192.0.2.7]". */
static void
add_from_greetings (GPtrArray *found, GPtrArray *local, PmEvidence *evidence)
{
  GListModel *lines = pm_evidence_get_transcript (evidence);
  g_autoptr (GHashTable) greeted = g_hash_table_new (NULL, NULL); /* connections with EHLO open */
  guint n = MIN (g_list_model_get_n_items (lines), MOST_LINES);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PmTranscriptLine) line = g_list_model_get_item (lines, i);
      gpointer connection = GUINT_TO_POINTER (pm_transcript_line_get_connection (line));
      const char *text = pm_transcript_line_get_text (line);
      PmDirection direction = pm_transcript_line_get_direction (line);
      gboolean is_hello = direction == PM_DIRECTION_OUT
                          && (g_str_has_prefix (text, "EHLO ") || g_str_has_prefix (text, "HELO "));
      gboolean is_answer = direction == PM_DIRECTION_IN
                           && g_hash_table_contains (greeted, connection);
      g_autoptr (GInetAddress) address = NULL;

      if (is_hello)
        g_hash_table_add (greeted, connection);
      else if (is_answer)
        g_hash_table_remove (greeted, connection);
      if (is_hello || (is_answer && g_str_has_prefix (text, "250")))
        address = pm_own_address_find_in (text + strlen ("EHLO") - is_answer);
      if (address != NULL)
        add (is_hello ? local : found, address, is_hello ? "local" : "server");
    }
}

GPtrArray *
pm_own_address_collect (PmEvidence *evidence, GInetAddress *told)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (own_address_free);
  g_autoptr (GPtrArray) local = g_ptr_array_new_with_free_func (own_address_free);

  if (told != NULL)
    {
      add (found, told, "user");
      return found;
    }
  add_from_refusals (found, evidence);
  add_from_greetings (found, local, evidence);
  for (guint i = 0; i < local->len; i++)
    {
      const PmOwnAddress *own = g_ptr_array_index (local, i);

      add (found, own->address, own->source);
    }
  return found;
}
