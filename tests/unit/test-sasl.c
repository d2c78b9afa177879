/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sasl.h"

#include <gsasl.h>
#include <string.h>

static const char *const everything[] = { "GSSAPI",      "SCRAM-SHA-256-PLUS", "XOAUTH2",
                                          "CRAM-MD5",    "SCRAM-SHA-1",        "LOGIN",
                                          "OAUTHBEARER", "SCRAM-SHA-256",      "PLAIN",
                                          NULL };

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
  const char *const secure[] = { "SCRAM-SHA-256-PLUS", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256",
                                 NULL };
  const char *const bound[] = { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "NTLM", NULL };
  const char *const foreign[] = { "NTLM", "GSSAPI", "DIGEST-MD5", NULL };
  const char *const nothing[] = { NULL };

  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_PASSWORD, everything), ==, "PLAIN");
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_PASSWORD, secure), ==, "SCRAM-SHA-256");
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_PASSWORD, bound), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_PASSWORD, foreign), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_PASSWORD, nothing), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("cram-md5", PM_SASL_PASSWORD, everything), ==, "CRAM-MD5");
  g_assert_cmpstr (pm_sasl_choose ("scram-sha-1", PM_SASL_PASSWORD, everything), ==, "SCRAM-SHA-1");
  g_assert_cmpstr (pm_sasl_choose ("scram-sha-256-plus", PM_SASL_PASSWORD, everything), ==,
                   "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (pm_sasl_choose ("scram-sha-256", PM_SASL_PASSWORD, bound), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("plain", PM_SASL_PASSWORD, secure), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("gssapi", PM_SASL_PASSWORD, everything), ==, NULL);
}

/* A password never goes where a token belongs, nor the other way round. */
static void
test_choose_by_kind (void)
{
  const char *const passwords[] = { "PLAIN", "LOGIN", NULL };
  const char *const tokens[] = { "XOAUTH2", "OAUTHBEARER", NULL };
  const char *const xoauth2[] = { "LOGIN", "XOAUTH2", NULL };

  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_TOKEN, everything), ==, "OAUTHBEARER");
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_TOKEN, xoauth2), ==, "XOAUTH2");
  g_assert_cmpstr (pm_sasl_choose ("xoauth2", PM_SASL_TOKEN, everything), ==, "XOAUTH2");
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_TOKEN, passwords), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("plain", PM_SASL_TOKEN, everything), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("auto", PM_SASL_PASSWORD, tokens), ==, NULL);
  g_assert_cmpstr (pm_sasl_choose ("xoauth2", PM_SASL_PASSWORD, everything), ==, NULL);
}

static void
assert_not_made (const char *mechanism,
                 const char *user,
                 const char *secret,
                 gsize length,
                 int code)
{
  g_autoptr (PmSecret) bytes = pm_secret_new (secret, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (pm_sasl_new (mechanism, user, bytes, &error));
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_new (void)
{
  static const char *const users[] = { "tim\r\nRSET", "tim\n",    "\001auth=",
                                       "\177",        "\302\205", "\344" };
  static const char *const mechanisms[] = { "PLAIN",         "LOGIN",       "CRAM-MD5",
                                            "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2" };

  assert_not_made ("NTLM", "tim", "sesame", 6, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_made ("PLAIN", "tim", "a\0b", 3, G_IO_ERROR_NOT_SUPPORTED);
  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (mechanisms); j++)
      assert_not_made (mechanisms[j], users[i], "sesame", 6, G_IO_ERROR_INVALID_DATA);
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

/* What the server believes of the connection. */
static const char *server_binding;

static int
server_cb (Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
  if (property == GSASL_PASSWORD)
    return gsasl_property_set (session, property, "pencil");
  if (property == GSASL_SCRAM_ITER)
    return gsasl_property_set (session, property, "4096");
  if (property == GSASL_CB_TLS_EXPORTER || property == GSASL_CB_TLS_UNIQUE)
    return gsasl_property_set (session, property, server_binding);
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
      g_assert_true (pm_sasl_may_end (sasl));
    }
  return status;
}

static int
talk_to_server (PmSasl *sasl, const char *mechanism)
{
  g_autoptr (GError) error = NULL;
  Gsasl *library;
  Gsasl_session *server;
  int status;

  g_assert_true (pm_sasl_is_client_first (sasl));
  g_assert_false (pm_sasl_may_end (sasl));
  g_assert_cmpint (gsasl_init (&library), ==, GSASL_OK);
  gsasl_callback_set (library, server_cb);
  g_assert_cmpint (gsasl_server_start (library, mechanism, &server), ==, GSASL_OK);
  status = talk (sasl, server, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pm_sasl_may_end (sasl), ==, status == GSASL_OK);
  gsasl_finish (server);
  gsasl_done (library);
  return status;
}

static void
test_scram (gconstpointer mechanism)
{
  g_autoptr (PmSasl) right = sasl_for (mechanism, "us,er=x", "pencil");
  g_autoptr (PmSasl) wrong = sasl_for (mechanism, "us,er=x", "crayon");

  g_assert_false (pm_sasl_needs_binding (right));
  g_assert_cmpint (talk_to_server (right, mechanism), ==, GSASL_OK);
  g_assert_cmpint (talk_to_server (wrong, mechanism), ==, GSASL_AUTHENTICATION_ERROR);
}

static int
talk_bound (const char *mechanism, const char *type, const char *bytes)
{
  g_autoptr (PmSasl) sasl = sasl_for (mechanism, "user", "pencil");
  g_autoptr (GBytes) binding = g_bytes_new (bytes, strlen (bytes));
  g_autoptr (GError) error = NULL;

  g_assert_true (pm_sasl_needs_binding (sasl));
  g_assert_true (pm_sasl_bind (sasl, type, binding, &error));
  g_assert_no_error (error);
  return talk_to_server (sasl, mechanism);
}

/* Where the server sees another connection than the client, somebody stands between them. */
static void
test_scram_plus (gconstpointer mechanism)
{
  server_binding = "Y29ubmVjdGlvbg==";
  g_assert_cmpint (talk_bound (mechanism, "tls-exporter", "connection"), ==, GSASL_OK);
  g_assert_cmpint (talk_bound (mechanism, "tls-unique", "connection"), ==, GSASL_OK);
  g_assert_cmpint (talk_bound (mechanism, "tls-exporter", "another"), ==,
                   GSASL_AUTHENTICATION_ERROR);
  server_binding = NULL;
}

static void
test_scram_unbound (void)
{
  g_autoptr (GBytes) binding = g_bytes_new ("connection", 10);
  GBytes *const given[] = { NULL, binding };

  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    {
      g_autoptr (PmSasl) sasl = sasl_for ("SCRAM-SHA-256-PLUS", "user", "pencil");
      g_autoptr (GError) error = NULL;

      g_assert_false (pm_sasl_bind (sasl, "tls-server-end-point", given[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      assert_refused (sasl, "");
    }
}

/* RFC 5802 section 5.1: "e=" ends the exchange; the reply that follows is the server's word. */
static void
test_scram_error (void)
{
  g_autoptr (PmSasl) sasl = sasl_for ("SCRAM-SHA-256", "tim", "sesame");
  g_autofree char *first = step_text (sasl, "");
  g_autofree char *end = step_text (sasl, "e=unknown-user");

  g_assert_true (g_str_has_prefix (first, "n,,n=tim,r="));
  g_assert_cmpstr (end, ==, "");
  g_assert_false (pm_sasl_may_end (sasl));
  assert_refused (sasl, "");
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

static void
assert_token_sent (const char *mechanism, const char *user, const char *expected)
{
  g_autoptr (PmSasl) sasl = sasl_for (mechanism, user, "ya29.t0k/en==");
  g_autofree char *response = step_text (sasl, "");

  g_assert_true (pm_sasl_is_client_first (sasl));
  g_assert_cmpstr (response, ==, expected);
  g_assert_true (pm_sasl_may_end (sasl));
  g_assert_null (pm_sasl_get_refusal (sasl));
}

static void
test_token (void)
{
  assert_token_sent ("XOAUTH2", "tim@example.com",
                     "user=tim@example.com\001auth=Bearer ya29.t0k/en==\001\001");
  assert_token_sent ("OAUTHBEARER", "tim@example.com",
                     "n,a=tim@example.com,\001auth=Bearer ya29.t0k/en==\001\001");
  assert_token_sent ("OAUTHBEARER", "a,b=c", "n,a=a=2Cb=3Dc,\001auth=Bearer ya29.t0k/en==\001\001");
}

static void
test_no_token (void)
{
  assert_not_made ("XOAUTH2", "tim", "", 0, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_made ("XOAUTH2", "tim", "a\001b", 3, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_made ("XOAUTH2", "tim", "a\r\nb", 4, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_made ("OAUTHBEARER", "tim", "a b", 3, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_made ("OAUTHBEARER", "tim", "a\0b", 3, G_IO_ERROR_NOT_SUPPORTED);
  assert_not_made ("OAUTHBEARER", "tim", "\303\251", 2, G_IO_ERROR_NOT_SUPPORTED);
}

/* Gives the mechanism @challenge after the token, and returns "STATUS SCOPE", or "none". */
static char *
refuse_token (const char *mechanism, const char *farewell, const char *challenge)
{
  g_autoptr (PmSasl) sasl = sasl_for (mechanism, "tim", "token");
  g_autofree char *response = pm_sasl_step (sasl, "", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = pm_sasl_step (sasl, challenge, &error);
  const PmSaslRefusal *refusal = pm_sasl_get_refusal (sasl);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, farewell);
  assert_refused (sasl, challenge);
  if (refusal == NULL)
    return g_strdup ("none");
  return g_strdup_printf ("%s %s", refusal->status != NULL ? refusal->status : "-",
                          refusal->scope != NULL ? refusal->scope : "-");
}

static const struct
{
  const char *json;
  const char *expected;
} refusals[] = {
  { "{\"status\":\"invalid_token\",\"scope\":\"mail\",\"openid-configuration\":\"https://x\"}",
    "invalid_token mail" },
  { "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}",
    "400 https://mail.google.com/" },
  { " {\"status\" : 401}\r\n", "401 -" },
  { "{\"scope\":\"\346\227\245\"}", "- \346\227\245" },
  { "{\"status\":null,\"scope\":[\"a\"]}", "- -" },
  { "{\"status\":true,\"scope\":1.5}", "- -" },
  { "{}", "- -" },
  { "{\"status\":\"\\ud800\"}", NULL },
  { "{\"status\":\"\\ud800\\u0041\"}", NULL },
  { "{\"status\":\"a\\u0000b\"}", NULL },
  { "{\"status\":\"\344\"}", "none" },
  { "{\"status\":\"x\"", "none" },
  { "{\"status\"}", "none" },
  { "[1, 2]", "none" },
  { "\"status\"", "none" },
  { "status", "none" },
  { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "none" },
  { "", "none" },
};

/* Whatever the server says of the token, it is let go on to its reply. */
static void
test_token_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *challenge = encode (refusals[i].json);
      g_autofree char *bearer = refuse_token ("OAUTHBEARER", "AQ==", challenge);
      g_autofree char *xoauth2 = refuse_token ("XOAUTH2", "", challenge);

      g_assert_true (g_utf8_validate (bearer, -1, NULL));
      g_assert_cmpstr (bearer, ==, xoauth2);
      if (refusals[i].expected != NULL)
        g_assert_cmpstr (bearer, ==, refusals[i].expected);
    }
}

static void
test_token_refused_badly (void)
{
  g_autofree char *filling = g_strnfill (5000, 'x');
  g_autofree char *json = g_strdup_printf ("{\"status\":\"%s\"}", filling);
  g_autofree char *challenge = encode (json);
  g_autofree char *too_long = refuse_token ("OAUTHBEARER", "AQ==", challenge);
  g_autofree char *not_base64 = refuse_token ("OAUTHBEARER", "AQ==", "(!?) \344");
  g_autofree char *in_clear = refuse_token ("XOAUTH2", "", "{\"status\":\"401\"}");

  g_assert_cmpstr (too_long, ==, "none");
  g_assert_cmpstr (not_base64, ==, "none");
  g_assert_cmpstr (in_clear, ==, "none");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/choose", test_choose);
  g_test_add_func ("/sasl/choose-by-kind", test_choose_by_kind);
  g_test_add_func ("/sasl/new", test_new);
  g_test_add_func ("/sasl/plain", test_plain);
  g_test_add_func ("/sasl/plain-bytes", test_plain_bytes);
  g_test_add_func ("/sasl/login", test_login);
  g_test_add_func ("/sasl/login-prompts", test_login_prompts);
  g_test_add_func ("/sasl/cram-md5", test_cram_md5);
  g_test_add_func ("/sasl/challenge-syntax", test_challenge_syntax);
  g_test_add_data_func ("/sasl/scram-sha-1", "SCRAM-SHA-1", test_scram);
  g_test_add_data_func ("/sasl/scram-sha-256", "SCRAM-SHA-256", test_scram);
  g_test_add_data_func ("/sasl/scram-sha-1-plus", "SCRAM-SHA-1-PLUS", test_scram_plus);
  g_test_add_data_func ("/sasl/scram-sha-256-plus", "SCRAM-SHA-256-PLUS", test_scram_plus);
  g_test_add_func ("/sasl/scram-unbound", test_scram_unbound);
  g_test_add_func ("/sasl/scram-error", test_scram_error);
  g_test_add_func ("/sasl/scram-rounds", test_scram_rounds);
  g_test_add_func ("/sasl/scram-wrong-server", test_scram_wrong_server);
  g_test_add_func ("/sasl/scram-nonce", test_scram_nonce);
  g_test_add_func ("/sasl/token", test_token);
  g_test_add_func ("/sasl/no-token", test_no_token);
  g_test_add_func ("/sasl/token-refused", test_token_refused);
  g_test_add_func ("/sasl/token-refused-badly", test_token_refused_badly);
  return g_test_run ();
}
