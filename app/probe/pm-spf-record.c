/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spf-record.h"

#include <string.h>

#include "pm-spf-macro.h"

#define VERSION       "v=spf1"
#define MAX_SHOWN     120 /* characters of a term that is wrong */
#define IPV4_BITS     32
#define IPV6_BITS     128
#define NAME_CHARS    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
#define ADDRESS_CHARS "0123456789abcdefABCDEF:."

static const char *const result_ids[] = {
  [PM_SPF_NONE] = "none",           [PM_SPF_NEUTRAL] = "neutral",
  [PM_SPF_PASS] = "pass",           [PM_SPF_FAIL] = "fail",
  [PM_SPF_SOFTFAIL] = "softfail",   [PM_SPF_TEMPERROR] = "temperror",
  [PM_SPF_PERMERROR] = "permerror",
};

static const struct
{
  char sign;
  PmSpfResult result;
} qualifiers[] = {
  { '+', PM_SPF_PASS },
  { '-', PM_SPF_FAIL },
  { '~', PM_SPF_SOFTFAIL },
  { '?', PM_SPF_NEUTRAL },
};

/* What may, or has to, stand behind the name of a mechanism. */
typedef enum
{
  BARE,
  DOMAIN_NEEDED,
  DOMAIN_POSSIBLE,
  DOMAIN_AND_PREFIX, /* both possible */
  NETWORK,           /* needed */
} Argument;

static const struct
{
  const char *name;
  PmSpfMechanism mechanism;
  Argument argument;
} mechanisms[] = {
  { "all", PM_SPF_ALL, BARE },
  { "include", PM_SPF_INCLUDE, DOMAIN_NEEDED },
  { "a", PM_SPF_A, DOMAIN_AND_PREFIX },
  { "mx", PM_SPF_MX, DOMAIN_AND_PREFIX },
  { "ptr", PM_SPF_PTR, DOMAIN_POSSIBLE },
  { "ip4", PM_SPF_IP4, NETWORK },
  { "ip6", PM_SPF_IP6, NETWORK },
  { "exists", PM_SPF_EXISTS, DOMAIN_NEEDED },
};

const char *
pm_spf_result_get_id (PmSpfResult result)
{
  return (gsize) result < G_N_ELEMENTS (result_ids) ? result_ids[result] : "none";
}

static void
term_free (gpointer data)
{
  PmSpfTerm *term = data;

  g_clear_object (&term->network);
  g_free (term->domain);
  g_free (term->text);
  g_free (term);
}

/* "/" and a number without zeros before it, to the end of @text. */
static gboolean
read_prefix (const char *text, guint highest, guint *prefix)
{
  guint64 value = 0;

  if (*text != '/' || (text[1] == '0' && text[2] != '\0')
      || !g_ascii_string_to_unsigned (text + 1, 10, 0, highest, &value, NULL))
    return FALSE;
  *prefix = (guint) value;
  return TRUE;
}

/* Where "/" and digits stand at the end of @text, before @end; @end itself where there are none. */
static gsize
find_prefix (const char *text, gsize end)
{
  gsize start = end;

  while (start > 0 && g_ascii_isdigit (text[start - 1]))
    start--;
  return start < end && start > 0 && text[start - 1] == '/' ? start - 1 : end;
}

/* Takes "//64" and "/24" off the end of @text. */
static gboolean
take_prefixes (char *text, PmSpfTerm *term)
{
  gsize end = strlen (text);
  gsize start = find_prefix (text, end);

  if (start < end && start > 0 && text[start - 1] == '/')
    {
      if (!read_prefix (text + start, IPV6_BITS, &term->prefix_ipv6))
        return FALSE;
      text[start - 1] = '\0';
      end = start - 1;
      start = find_prefix (text, end);
    }
  if (start < end)
    {
      if (!read_prefix (text + start, IPV4_BITS, &term->prefix_ipv4))
        return FALSE;
      text[start] = '\0';
    }
  return TRUE;
}

/* ":domain", or nothing where that is allowed. */
static gboolean
read_domain (const char *text, gboolean needed, PmSpfTerm *term)
{
  if (*text == '\0')
    return !needed;
  if (*text != ':' || !pm_spf_is_domain_spec (text + 1))
    return FALSE;
  term->domain = g_strdup (text + 1);
  return TRUE;
}

static gboolean
read_domain_and_prefix (const char *text, PmSpfTerm *term)
{
  g_autofree char *domain = g_strdup (text);

  return take_prefixes (domain, term) && read_domain (domain, FALSE, term);
}

/* ":address[/prefix]"; g_inet_address_new_from_string() knows more forms than are allowed here. */
static gboolean
read_network (const char *text, PmSpfTerm *term)
{
  gboolean is_ipv4 = term->mechanism == PM_SPF_IP4;
  gsize length = strcspn (text, "/");
  g_autofree char *address = *text == ':' ? g_strndup (text + 1, length - 1) : g_strdup ("");

  if (strspn (address, ADDRESS_CHARS) != strlen (address))
    return FALSE;
  term->network = g_inet_address_new_from_string (address);
  if (term->network == NULL
      || g_inet_address_get_family (term->network)
             != (is_ipv4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6))
    return FALSE;
  return text[length] == '\0'
         || read_prefix (text + length, is_ipv4 ? IPV4_BITS : IPV6_BITS,
                         is_ipv4 ? &term->prefix_ipv4 : &term->prefix_ipv6);
}

static gboolean
read_argument (const char *text, Argument argument, PmSpfTerm *term)
{
  switch (argument)
    {
    case BARE:
      return *text == '\0';
    case DOMAIN_NEEDED:
      return read_domain (text, TRUE, term);
    case DOMAIN_POSSIBLE:
      return read_domain (text, FALSE, term);
    case DOMAIN_AND_PREFIX:
      return read_domain_and_prefix (text, term);
    case NETWORK:
    default:
      return read_network (text, term);
    }
}

static PmSpfResult
take_qualifier (const char **text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (qualifiers); i++)
    if (**text == qualifiers[i].sign)
      {
        (*text)++;
        return qualifiers[i].result;
      }
  return PM_SPF_PASS;
}

static gboolean
read_directive (PmSpfRecord *self, const char *text)
{
  const char *name = text;
  PmSpfTerm *term = g_new0 (PmSpfTerm, 1);
  gsize length;

  g_ptr_array_add (self->terms, term);
  term->text = g_strdup (text);
  term->prefix_ipv4 = IPV4_BITS;
  term->prefix_ipv6 = IPV6_BITS;
  term->result = take_qualifier (&name);
  length = strcspn (name, ":/");
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (strlen (mechanisms[i].name) == length
        && g_ascii_strncasecmp (mechanisms[i].name, name, length) == 0)
      {
        term->mechanism = mechanisms[i].mechanism;
        return read_argument (name + length, mechanisms[i].argument, term);
      }
  return FALSE;
}

/* Where the "=" of a modifier is in @text; NULL: it is a directive. */
static const char *
find_modifier (const char *text)
{
  gsize length = g_ascii_isalpha (*text) ? strspn (text, NAME_CHARS) : 0;

  return length > 0 && text[length] == '=' ? text + length : NULL;
}

/* The modifiers that are known may stand once (section 6). What "exp" leads to is words for who was
 * refused, and is not fetched. */
static gboolean
read_modifier (PmSpfRecord *self, const char *text, const char *equals, gboolean *has_exp)
{
  gsize length = (gsize) (equals - text);

  if (length == strlen ("redirect") && g_ascii_strncasecmp (text, "redirect", length) == 0)
    {
      if (self->redirect != NULL || !pm_spf_is_domain_spec (equals + 1))
        return FALSE;
      self->redirect = g_strdup (equals + 1);
      self->redirect_text = g_strdup (text);
      return TRUE;
    }
  if (length == strlen ("exp") && g_ascii_strncasecmp (text, "exp", length) == 0)
    {
      gboolean first = !*has_exp;

      *has_exp = TRUE;
      return first && pm_spf_is_domain_spec (equals + 1);
    }
  return pm_spf_is_macro_string (equals + 1);
}

static gboolean
read_term (PmSpfRecord *self, const char *text, gboolean *has_exp)
{
  const char *equals = find_modifier (text);

  return equals != NULL ? read_modifier (self, text, equals, has_exp) : read_directive (self, text);
}

/* A record comes from anywhere, so what is not plain ASCII is a question mark. */
static char *
show (const char *text)
{
  char *shown = g_strndup (text, MAX_SHOWN);

  for (char *c = shown; *c != '\0'; c++)
    if (!g_ascii_isprint (*c))
      *c = '?';
  return shown;
}

static gboolean
has_all (const PmSpfRecord *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    if (((const PmSpfTerm *) g_ptr_array_index (self->terms, i))->mechanism == PM_SPF_ALL)
      return TRUE;
  return FALSE;
}

gboolean
pm_spf_record_is_one (const char *text, gsize length)
{
  gsize version = strlen (VERSION);

  return length >= version && g_ascii_strncasecmp (text, VERSION, version) == 0
         && (length == version || text[version] == ' ');
}

PmSpfRecord *
pm_spf_record_new (const char *text, gsize length, char **bad_term)
{
  g_autoptr (PmSpfRecord) self = g_new0 (PmSpfRecord, 1);
  g_autofree char *copy = g_malloc0 (length + 1);
  g_auto (GStrv) words = NULL;
  gboolean has_exp = FALSE;

  self->terms = g_ptr_array_new_with_free_func (term_free);
  /* A NUL is no character of any term; as it is, it would hide what stands behind it. */
  for (gsize i = 0; i < length; i++)
    copy[i] = text[i] != '\0' ? text[i] : '\x01';
  words = g_strsplit (copy + strlen (VERSION), " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !read_term (self, words[i], &has_exp))
      {
        *bad_term = show (words[i]);
        return NULL;
      }
  if (has_all (self))
    {
      g_clear_pointer (&self->redirect, g_free);
      g_clear_pointer (&self->redirect_text, g_free);
    }
  return g_steal_pointer (&self);
}

void
pm_spf_record_free (PmSpfRecord *self)
{
  g_ptr_array_unref (self->terms);
  g_free (self->redirect);
  g_free (self->redirect_text);
  g_free (self);
}
