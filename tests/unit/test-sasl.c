/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sasl.h"

#include <gsasl.h>
#include <string.h>

static const char *const everything[] = { "GSSAPI",        "CRAM-MD5", "SCRAM-SHA-1", "LOGIN",
                                          "SCRAM-SHA-256", "PLAIN",    NULL };

static PmSasl *
sasl_for (const char *mechanism, const char *user, const char *password)
{
  g_autoptr (PmSecret) secret = pm_secret_new (password, -1);
  g_autoptr (GError) error = NULL;
  PmSasl *sasl = pm_sasl_new (mechanism, user, secret, &error);

  g_assert_no_error (error);
  return sasl;
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *) text, strlen (text));
}

static char *
step_text (PmSasl *sasl, const char *challenge)
{
  g_autofree char *encoded = encode (challenge);
  g_autoptr (GError) error = NULL;
  g_autofree char *response = pm_sasl_step (sasl, encoded, &error);
  gsize length;
  char *text;

  g_assert_no_error (error);
  text = (char *) g_base64_decode (response, &length);
  text = g_realloc (text, length + 1);
  text[length] = '\0';
  return text;
}

static void
assert_refused (PmSasl *sasl, const char *challenge)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *response = pm_sasl_step (sasl, challenge, &error);

  g_assert_null (response);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_choose (void)
{
  const char *const secure[] = { "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", NULL };
  const char *const foreign[] = { "NTLM", "GSSAPI", "DIGEST-MD5", "SCRAM-SHA-256-PLUS", NULL };
  const char *const nothing[] = { NULL };

  g_assert_cmpstr (pm_sasl_choose ("auto", everything), ==, "PLAIN");
  g_assert_cmpstr (pm_sasl_choose ("auto", secure), ==, "SCRAM-SHA-256");
  g_assert_cmpstr (pm_sasl_choose ("auto", foreign), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("auto", nothing), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("cram-md5", everything), ==, "CRAM-MD5");
  g_assert_cmpstr (pm_sasl_choose ("scram-sha-1", everything), ==, "SCRAM-SHA-1");
  g_assert_cmpstr (pm_sasl_choose ("plain", secure), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("gssapi", everything), ==, NULL);
}

static void
test_new (void)
{
  g_autoptr (PmSecret) nul = pm_secret_new ("a\0b", 3);
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) unsendable = NULL;

  g_assert_null (pm_sasl_new ("NTLM", "user", nul, &unknown));
  g_assert_error (unknown, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_null (pm_sasl_new ("PLAIN", "user", nul, &unsendable));
  g_assert_error (unsendable, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_plain (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("PLAIN", "tim", "tanstaaftanstaaf");
  g_autoptr (GError) error = NULL;
  g_autofree char *response = pm_sasl_step (sasl, "", &error);

  g_assert_true (pm_sasl_is_client_first (sasl));
  g_assert_no_error (error);
  g_assert_cmpstr (response, ==, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  /* A server that asks again does not get the password again. */
  assert_refused (sasl, "");
}

/* What mail programs send: the bytes as they were typed. */
static void
test_plain_bytes (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("PLAIN", "ｔｉｍ", "ﾊﾟｽ　ワード\303\251");
  g_autofree char *response = pm_sasl_step (sasl, "", NULL);
  gsize length;
  g_autofree char *bytes = (char *) g_base64_decode (response, &length);

  g_assert_cmpmem (bytes, length, "\0ｔｉｍ\0ﾊﾟｽ　ワード\303\251", 34);
}

static void
test_login (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("LOGIN", "tim", "sesame");
  g_autofree char *user = step_text (sasl, "Username:");
  g_autofree char *password = step_text (sasl, "Password:");

  g_assert_false (pm_sasl_is_client_first (sasl));
  g_assert_cmpstr (user, ==, "tim");
  g_assert_cmpstr (password, ==, "sesame");
  assert_refused (sasl, "");
}

static void
test_login_prompts (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("LOGIN", "tim", "sesame");
  g_autoptr (GError) error = NULL;
  g_autofree char *user = pm_sasl_step (sasl, "Username: (not base64)", &error);
  g_autofree char *password = pm_sasl_step (sasl, "", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (user, ==, "dGlt");
  g_assert_cmpstr (password, ==, "c2VzYW1l");
}

/* The example of RFC 2195 section 2. */
static void
test_cram_md5 (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("CRAM-MD5", "tim", "tanstaaftanstaaf");
  g_autofree char *response = step_text (sasl, "<1896.697170952@postoffice.reston.mci.net>");

  g_assert_false (pm_sasl_is_client_first (sasl));
  g_assert_cmpstr (response, ==, "tim b913a602c7eda7a495b4e6e7334d3890");
  assert_refused (sasl, "");
}

static void
test_challenge_syntax (void)
{
  static const char *const wrong[] = { "not base64", "abc", "====", "aGVsbG8", "YQBi" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (PmSasl) sasl = sasl_for ("CRAM-MD5", "tim", "sesame");

      assert_refused (sasl, wrong[i]);
    }
}

static int
server_cb (Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
  if (property == GSASL_PASSWORD)
    return gsasl_property_set (session, property, "pencil");
  if (property == GSASL_SCRAM_ITER)
    return gsasl_property_set (session, property, "4096");
  return GSASL_NO_CALLBACK;
}

/* Both sides talk until one of them is done; returns the last status of the server. */
static int
talk (PmSasl *sasl, Gsasl_session *server, GError **error)
{
  g_autofree char *challenge = g_strdup ("");
  int status = GSASL_NEEDS_MORE;

  while (status == GSASL_NEEDS_MORE)
    {
      g_autofree char *response = pm_sasl_step (sasl, challenge, error);
      char *next = NULL;

      if (response == NULL)
        break;
      status = gsasl_step64 (server, response, &next);
      g_free (challenge);
      challenge = g_strdup (next != NULL ? next : "");
      gsasl_free (next);
    }
  if (status == GSASL_OK)
    {
      /* The server's own proof, to which the client answers nothing. */
      g_autofree char *end = pm_sasl_step (sasl, challenge, error);

      g_assert_cmpstr (end, ==, "");
    }
  return status;
}

static void
test_scram (gconstpointer mechanism)
{
  const char *const passwords[] = { "pencil", "crayon" };
  const int expected[] = { GSASL_OK, GSASL_AUTHENTICATION_ERROR };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (PmSasl) sasl = sasl_for (mechanism, "us,er=x", passwords[i]);
      g_autoptr (GError) error = NULL;
      Gsasl *library;
      Gsasl_session *server;

      g_assert_true (pm_sasl_is_client_first (sasl));
      g_assert_cmpint (gsasl_init (&library), ==, GSASL_OK);
      gsasl_callback_set (library, server_cb);
      g_assert_cmpint (gsasl_server_start (library, mechanism, &server), ==, GSASL_OK);
      g_assert_cmpint (talk (sasl, server, &error), ==, expected[i]);
      g_assert_no_error (error);
      gsasl_finish (server);
      gsasl_done (library);
    }
}

static void
assert_rounds_refused (const char *rounds)
{
  g_autoptr (PmSasl) sasl = sasl_for ("SCRAM-SHA-256", "tim", "sesame");
  g_autofree char *first = step_text (sasl, "");
  g_autofree char *challenge = g_strdup_printf ("%sserver,s=QSXCR+Q6sek8bf92,i=%s",
                                                strstr (first, "r="), rounds);
  g_autofree char *encoded = encode (challenge);

  assert_refused (sasl, encoded);
}

static void
test_scram_rounds (void)
{
  assert_rounds_refused ("200001");
  assert_rounds_refused ("4294967295");
  assert_rounds_refused ("99999999999999999999999");
  assert_rounds_refused ("0");
  assert_rounds_refused ("-1");
  assert_rounds_refused ("");
}

static void
test_scram_wrong_server (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("SCRAM-SHA-1", "tim", "sesame");
  g_autofree char *first = step_text (sasl, "");
  g_autofree char *challenge = g_strdup_printf ("%sserver,s=QSXCR+Q6sek8bf92,i=4096",
                                                strstr (first, "r="));
  g_autofree char *final = step_text (sasl, challenge);

  g_assert_nonnull (strstr (final, ",p="));
  assert_refused (sasl, "dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9"); /* another's proof */
}

static void
test_scram_nonce (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("SCRAM-SHA-1", "tim", "sesame");
  g_autofree char *first = step_text (sasl, "");

  assert_refused (sasl, "cj1ub25zZW5zZSxzPVFTWENSK1E2c2VrOGJmOTIsaT00MDk2"); /* r=nonsense */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/choose", test_choose);
  g_test_add_func ("/sasl/new", test_new);
  g_test_add_func ("/sasl/plain", test_plain);
  g_test_add_func ("/sasl/plain-bytes", test_plain_bytes);
  g_test_add_func ("/sasl/login", test_login);
  g_test_add_func ("/sasl/login-prompts", test_login_prompts);
  g_test_add_func ("/sasl/cram-md5", test_cram_md5);
  g_test_add_func ("/sasl/challenge-syntax", test_challenge_syntax);
  g_test_add_data_func ("/sasl/scram-sha-1", "SCRAM-SHA-1", test_scram);
  g_test_add_data_func ("/sasl/scram-sha-256", "SCRAM-SHA-256", test_scram);
  g_test_add_func ("/sasl/scram-rounds", test_scram_rounds);
  g_test_add_func ("/sasl/scram-wrong-server", test_scram_wrong_server);
  g_test_add_func ("/sasl/scram-nonce", test_scram_nonce);
  return g_test_run ();
}
