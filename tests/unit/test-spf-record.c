/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-spf-macro.h"
#include "pm-spf-record.h"

#include <string.h>

/* What stands behind "v=spf1 "; NULL: it can be read. */
static const struct
{
  const char *terms;
  const char *bad_term;
} records[] = {
  { "", NULL },
  { "-all", NULL },
  { "  a   mx  ~all  ", NULL },
  { "ALL", NULL },
  { "?aLL", NULL },
  { "--all", "--all" },
  { "all.", "all." },
  { "all:example.com", "all:example.com" },
  { "all/8", "all/8" },
  { "allx", "allx" },
  { "ip4:192.0.2.1", NULL },
  { "ip4:192.0.2.0/24", NULL },
  { "ip4:0.0.0.0/0", NULL },
  { "ip4:192.0.2.0/32", NULL },
  { "ip4", "ip4" },
  { "ip4:", "ip4:" },
  { "ip4:192.0.2", "ip4:192.0.2" },
  { "ip4:192.0.2.256", "ip4:192.0.2.256" },
  { "ip4:192.0.2.01", "ip4:192.0.2.01" },
  { "ip4:192.0.2.0/33", "ip4:192.0.2.0/33" },
  { "ip4:192.0.2.0/08", "ip4:192.0.2.0/08" },
  { "ip4:192.0.2.0/", "ip4:192.0.2.0/" },
  { "ip4:192.0.2.0//32", "ip4:192.0.2.0//32" },
  { "ip4:192.0.2.0/2x", "ip4:192.0.2.0/2x" },
  { "ip4:2001:db8::1", "ip4:2001:db8::1" },
  { "ip4:192.0.2.1:25", "ip4:192.0.2.1:25" },
  { "ip4=192.0.2.1", NULL }, /* the form of a modifier that nobody knows */
  { "ip4;192.0.2.1", "ip4;192.0.2.1" },
  { "ip5:192.0.2.1", "ip5:192.0.2.1" },
  { "ip6:2001:db8::1", NULL },
  { "ip6:2001:db8::/32", NULL },
  { "ip6:::1.1.1.1/0", NULL },
  { "ip6:2001:db8::/128", NULL },
  { "ip6:2001:db8::/129", "ip6:2001:db8::/129" },
  { "ip6:192.0.2.1", "ip6:192.0.2.1" },
  { "ip6:2001:db8::1%eth0", "ip6:2001:db8::1%eth0" },
  { "ip6:2001:db8:::1", "ip6:2001:db8:::1" },
  { "ip6", "ip6" },
  { "a", NULL },
  { "a/24", NULL },
  { "a//64", NULL },
  { "a/24//64", NULL },
  { "a/0//0", NULL },
  { "a/24/64", "a/24/64" },
  { "a//64/24", "a//64/24" },
  { "a/33", "a/33" },
  { "a//129", "a//129" },
  { "a/032", "a/032" },
  { "a/", "a/" },
  { "a//", "a//" },
  { "a:", "a:" },
  { "a:/24", "a:/24" },
  { "a:example.com", NULL },
  { "a:example.com.", NULL },
  { "a:example.com/24//64", NULL },
  { "a:example.com//64", NULL },
  { "a:example.com:8080", "a:example.com:8080" },
  { "a:foo:bar/baz.example.com", NULL },
  { "a:museum", "a:museum" },
  { "a:museum.", "a:museum." },
  { "a:111.222.33.44", "a:111.222.33.44" },
  { "a:example.-com", "a:example.-com" },
  { "a:example.com-", "a:example.com-" },
  { "a:example.xn--zckzah", NULL },
  { "a:example.c0m", NULL },
  { "a:exa_mple.com", NULL },
  { "a:example.c_m", "a:example.c_m" },
  { "a:example..com", NULL }, /* no name, but well written */
  { "a:caf\xc3\xa9.example.com", "a:caf??.example.com" },
  { "a:example.com\t-all", "a:example.com?-all" },
  { "mx", NULL },
  { "mx:example.com/30", NULL },
  { "mx/30", NULL },
  { "mx::example.com", NULL }, /* a colon is a letter as any other */
  { "mx:abc.123", "mx:abc.123" },
  { "ptr", NULL },
  { "ptr:example.com", NULL },
  { "ptr:", "ptr:" },
  { "ptr/24", "ptr/24" },
  { "include:example.com", NULL },
  { "include", "include" },
  { "include:", "include:" },
  { "include:example.com/24", "include:example.com/24" },
  { "include=example.com", NULL },
  { "exists:example.com", NULL },
  { "exists", "exists" },
  { "exists:%{i}.example.com", NULL },
  { "exists:example.com/24", "exists:example.com/24" },
  { "redirect=example.com", NULL },
  { "redirect=", "redirect=" },
  { "redirect=example", "redirect=example" },
  { "redirect:example.com", "redirect:example.com" },
  { "redirect=a.example.com redirect=b.example.com", "redirect=b.example.com" },
  { "-redirect=example.com", "-redirect=example.com" },
  { "redirect=example.com/24", "redirect=example.com/24" },
  { "exp=example.com", NULL },
  { "exp=", "exp=" },
  { "exp=a.example.com exp=b.example.com", "exp=b.example.com" },
  { "EXP=a.example.com -all Redirect=b.example.com", NULL },
  { "moo=anything", NULL },
  { "moo=", NULL },
  { "moo=1 moo=2", NULL },
  { "moo.cow-far_out=a:b=c", NULL },
  { "moo=%{x}", "moo=%{x}" },
  { "moo=50%", "moo=50%" },
  { "1moo=x", "1moo=x" },
  { "=x", "=x" },
  { "moo!=x", "moo!=x" },
  { "exists:%{d", "exists:%{d" },
  { "exists:%{d}", NULL },
  { "exists:%{d}/24", "exists:%{d}/24" },
  { "a:%{d}/24", NULL },
  { "exists:%{d0}.example.com", "exists:%{d0}.example.com" },
  { "exists:%{d2r}.example.com", NULL },
  { "exists:%{dr2}.example.com", "exists:%{dr2}.example.com" },
  { "exists:%{D2R}.example.com", NULL },
  { "exists:%{d99999999999}.example.com", NULL },
  { "exists:%{l-+,/_=.}.example.com", NULL },
  { "exists:%{l*}.example.com", "exists:%{l*}.example.com" },
  { "exists:%%.example.com", NULL },
  { "exists:%_%-.example.com", NULL },
  { "exists:%(ir).example.com", "exists:%(ir).example.com" },
  { "exists:%.example.com", "exists:%.example.com" },
  { "exists:%{c}.example.com", "exists:%{c}.example.com" },
  { "exists:%{r}.example.com", "exists:%{r}.example.com" },
  { "exists:%{t}.example.com", "exists:%{t}.example.com" },
  { "exists:%{x}.example.com", "exists:%{x}.example.com" },
  { "exists:foo%", "exists:foo%" },
  { "exists:example.com%{", "exists:example.com%{" },
  { "exists:%{}.example.com", "exists:%{}.example.com" },
  { "a mx bogus", "bogus" },
};

static void
test_syntax (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *text = g_strconcat ("v=spf1 ", records[i].terms, NULL);
      g_autofree char *bad_term = NULL;
      g_autoptr (PmSpfRecord) record = pm_spf_record_new (text, strlen (text), &bad_term);

      g_test_message ("%s", text);
      g_assert_cmpstr (bad_term, ==, records[i].bad_term);
      g_assert_cmpint (record == NULL, ==, records[i].bad_term != NULL);
    }
}

static void
test_is_one (void)
{
  static const char *const good[] = { "v=spf1", "v=spf1 ", "V=SPF1 -all", "v=spf1  mx" };
  static const char *const bad[] = { "",           "v=spf",    "v=spf10",
                                     "v=spf1-all", " v=spf1",  "v=spf2.0",
                                     "\"v=spf1\"", "v = spf1", "v=spf1\t-all",
                                     "spf1 -all" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (pm_spf_record_is_one (good[i], strlen (good[i])));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (pm_spf_record_is_one (bad[i], strlen (bad[i])));
}

static void
test_terms (void)
{
  static const char text[]
      = "v=spf1 -IP4:192.0.2.0/24 ~a:example.com/20//60 ?mx +ptr redirect=x.example";
  static const char with_all[] = "v=spf1 all redirect=x.example";
  g_autofree char *bad_term = NULL;
  g_autoptr (PmSpfRecord) record = pm_spf_record_new (text, strlen (text), &bad_term);
  g_autoptr (PmSpfRecord) other = pm_spf_record_new (with_all, strlen (with_all), &bad_term);
  const PmSpfTerm *first = g_ptr_array_index (record->terms, 0);
  const PmSpfTerm *second = g_ptr_array_index (record->terms, 1);

  g_assert_cmpuint (record->terms->len, ==, 4);
  g_assert_cmpint (first->mechanism, ==, PM_SPF_IP4);
  g_assert_cmpint (first->result, ==, PM_SPF_FAIL);
  g_assert_cmpuint (first->prefix_ipv4, ==, 24);
  g_assert_cmpstr (first->text, ==, "-IP4:192.0.2.0/24");
  g_assert_cmpint (second->result, ==, PM_SPF_SOFTFAIL);
  g_assert_cmpstr (second->domain, ==, "example.com");
  g_assert_cmpuint (second->prefix_ipv4, ==, 20);
  g_assert_cmpuint (second->prefix_ipv6, ==, 60);
  g_assert_cmpstr (record->redirect, ==, "x.example");
  g_assert_null (other->redirect);
}

static void
test_nul (void)
{
  static const char text[] = "v=spf1 a\0b -all";
  g_autofree char *bad_term = NULL;
  g_autoptr (PmSpfRecord) record = pm_spf_record_new (text, sizeof text - 1, &bad_term);

  g_assert_null (record);
  g_assert_cmpstr (bad_term, ==, "a?b");
}

/* RFC 7208 section 7.4, and what it says of each letter before. */
static const struct
{
  const char *text;
  const char *expanded;
  const char *expanded_ipv6; /* NULL: the same */
} expansions[] = {
  { "%{s}", "strong-bad@email.example.com", NULL },
  { "%{o}", "email.example.com", NULL },
  { "%{d}", "email.example.com", NULL },
  { "%{d4}", "email.example.com", NULL },
  { "%{d3}", "email.example.com", NULL },
  { "%{d2}", "example.com", NULL },
  { "%{d1}", "com", NULL },
  { "%{dr}", "com.example.email", NULL },
  { "%{d2r}", "example.email", NULL },
  { "%{l}", "strong-bad", NULL },
  { "%{l-}", "strong.bad", NULL },
  { "%{lr}", "strong-bad", NULL },
  { "%{lr-}", "bad.strong", NULL },
  { "%{l1r-}", "strong", NULL },
  { "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com",
    "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com" },
  { "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com", NULL },
  { "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
    "bad.strong.lp.1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf."
    "example.com" },
  { "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com",
    "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.strong.lp._spf.example."
    "com" },
  { "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net", NULL },
  { "%{i}.x.example", "192.0.2.3.x.example",
    "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1.x.example" },
  { "%{h}.%{p}", "helo.example.unknown", NULL },
  { "%{S}", "strong-bad%40email.example.com", NULL },
  { "%%%_%-.example.com", "% %20.example.com", NULL },
  { "%{d2}.", "example.com", NULL },
  { "%{o1r+-}x", "email.example.comx", NULL },
};

static void
test_macros (void)
{
  g_autoptr (GInetAddress) ipv4 = g_inet_address_new_from_string ("192.0.2.3");
  g_autoptr (GInetAddress) ipv6 = g_inet_address_new_from_string ("2001:db8::cb01");
  PmSpfMacros macros = { ipv4, "strong-bad@email.example.com", "email.example.com", "helo.example",
                         NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (expansions); i++)
    {
      g_autofree char *with_ipv4 = NULL;
      g_autofree char *with_ipv6 = NULL;
      const char *expected = expansions[i].expanded_ipv6;

      g_test_message ("%s", expansions[i].text);
      g_assert_true (pm_spf_is_macro_string (expansions[i].text));
      macros.address = ipv4;
      with_ipv4 = pm_spf_expand (expansions[i].text, &macros);
      macros.address = ipv6;
      with_ipv6 = pm_spf_expand (expansions[i].text, &macros);
      g_assert_cmpstr (with_ipv4, ==, expansions[i].expanded);
      g_assert_cmpstr (with_ipv6, ==, expected != NULL ? expected : expansions[i].expanded);
    }
}

/* Section 4.3: no local part is "postmaster"; section 7.2: %{s} then has it too. */
static void
test_no_local_part (void)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("192.0.2.3");
  const PmSpfMacros macros = { address, "example.com", "example.com", NULL, "a.example.com" };
  g_autofree char *name = pm_spf_expand ("%{l}.%{s}.%{p}.%{h}", &macros);

  g_assert_cmpstr (name, ==, "postmaster.postmaster@example.com.a.example.com.unknown");
  g_assert_true (pm_spf_needs_name ("x.%{d}.%{p2}"));
  g_assert_true (pm_spf_needs_name ("%{P}"));
  g_assert_false (pm_spf_needs_name ("%%p%{d}"));
}

/* Section 7.3: cut on the left, by labels; and a record of nothing but macros ends as well. */
static void
test_long_names (void)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("2001:db8::1");
  g_autofree char *label = g_strnfill (63, 'x');
  g_autofree char *local = g_strdup_printf ("%s.%s.%s.%s.%s@example.com", label, label, label,
                                            label, label);
  const PmSpfMacros macros = { address, local, "example.com", NULL, NULL };
  g_autofree char *cut = pm_spf_expand ("%{l}.%{d}", &macros);
  g_autofree char *expected = g_strdup_printf ("%s.%s.%s.example.com", label, label, label);
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *grown = NULL;
  g_autofree char *one = g_strnfill (60000, 'y');
  g_autofree char *nothing = pm_spf_expand (one, &macros);

  for (guint i = 0; i < 10000; i++)
    g_string_append (many, "%{S}%{i}");
  grown = pm_spf_expand (many->str, &macros);
  g_assert_cmpstr (cut, ==, expected);
  g_assert_cmpuint (strlen (grown), <=, 253);
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/spf-record/syntax", test_syntax);
  g_test_add_func ("/spf-record/is-one", test_is_one);
  g_test_add_func ("/spf-record/terms", test_terms);
  g_test_add_func ("/spf-record/nul", test_nul);
  g_test_add_func ("/spf-record/macros", test_macros);
  g_test_add_func ("/spf-record/no-local-part", test_no_local_part);
  g_test_add_func ("/spf-record/long-names", test_long_names);
  return g_test_run ();
}
