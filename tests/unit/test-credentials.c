/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pm-credentials.h"

/* base64 of "\0taro\0hunter2", of "taro" and of "hunter2". */
#define PLAIN "AHRhcm8AaHVudGVyMg=="
#define USER  "dGFybw=="
#define PASS  "aHVudGVyMg=="
#define TOKEN "ya29.a0AfH6SMBxyz-0123456789_abcdefghijklmnop"
/* "user=taro@example.jp^Aauth=Bearer ..." */
#define XOAUTH2 "dXNlcj10YXJvQGV4YW1wbGUuanABYXV0aD1CZWFyZXIgeWEyOS5hMEFmSDZTTUJ4eXoBAQ=="

#define MARK PM_CREDENTIALS_MARK

typedef struct
{
  const char *name;
  const char *text;
  const char *left;
} Sample;

static const Sample samples[] = {
  { "plain", "AUTH PLAIN " PLAIN "\r\n535 5.7.8 no", "AUTH PLAIN " MARK "\r\n535 5.7.8 no" },
  { "plain-prefix", "C: AUTH PLAIN " PLAIN "\nS: 535 no", "C: AUTH PLAIN " MARK "\nS: 535 no" },
  { "plain-swaks", " ~> AUTH PLAIN " PLAIN "\n<~* 535 no", " ~> AUTH PLAIN " MARK "\n<~* 535 no" },
  { "plain-later", "AUTH PLAIN\n334 \n" PLAIN "\n535 no", "AUTH PLAIN\n334 \n" MARK "\n535 no" },
  { "plain-decoded", "AUTH PLAIN \\0taro\\0hunter2\n535 no", "AUTH PLAIN " MARK "\n535 no" },
  { "login", "AUTH LOGIN\n334 VXNlcm5hbWU6\n" USER "\n334 UGFzc3dvcmQ6\n" PASS "\n535 5.7.8 Error",
    "AUTH LOGIN\n334 " MARK "\n" MARK "\n334 " MARK "\n" MARK "\n535 5.7.8 Error" },
  { "login-marked", "[12:00:01] <- 334 UGFzc3dvcmQ6\n[12:00:01] -> " PASS "\n[12:00:02] <- 535 no",
    "[12:00:01] <- 334 " MARK "\n[12:00:01] -> " MARK "\n[12:00:02] <- 535 no" },
  { "login-mailer",
    "SERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: " PASS "\nSERVER -> CLIENT: 535 no",
    "SERVER -> CLIENT: 334 " MARK "\nCLIENT -> SERVER: " MARK "\nSERVER -> CLIENT: 535 no" },
  { "login-one-line",
    "AUTH LOGIN 334 VXNlcm5hbWU6 " USER " 334 UGFzc3dvcmQ6 " PASS " 535 5.7.8 Error",
    "AUTH LOGIN 334 " MARK " " MARK " 334 " MARK " " MARK " 535 5.7.8 Error" },
  { "login-like-a-word", "334 UGFzc3dvcmQ6\nswordfish\n535 no", "334 " MARK "\n" MARK "\n535 no" },
  { "xoauth2", "AUTH XOAUTH2 " XOAUTH2 "\n334 eyJzdGF0dXMiOiI0MDAifQ==\n\n535 no",
    "AUTH XOAUTH2 " MARK "\n334 " MARK "\n\n535 no" },
  { "xoauth2-wrapped",
    "AUTH XOAUTH2 dXNlcj10YXJvQGV4YW1wbGUuanAB\nYXV0aD1CZWFyZXIgeWEyOS5hMEFmSDZT\n535 no",
    "AUTH XOAUTH2 " MARK "\n" MARK "\n535 no" },
  { "xoauth2-alone", "the string was " XOAUTH2 ".", "the string was " MARK "." },
  { "token", "invalid token " TOKEN, "invalid token " MARK },
  { "bearer", "auth=Bearer " TOKEN "\n535", "auth=Bearer " MARK "\n535" },
  { "authorization", "Authorization: Basic " PLAIN "\nHost: x",
    "Authorization: " MARK "\nHost: x" },
  { "authorization-in-quotes", "curl -H 'Authorization: Basic " PLAIN "' https://x",
    "curl -H 'Authorization: Basic " MARK "' https://x" },
  { "password-equals", "user=taro&password=hunter2&x=1", "user=taro&password=" MARK "&x=1" },
  { "password-line", "smtp_password = hunter2 too", "smtp_password = " MARK },
  { "password-first", "password=hunter2 too\nnext", "password=" MARK "\nnext" },
  { "password-colon", "Server: x\nPassword: hunter2 x\n550", "Server: x\nPassword: " MARK "\n550" },
  { "password-behind", "user: taro password: swordfish 535 no",
    "user: taro password: " MARK " 535 no" },
  { "password-json", "{\"user\":\"taro\",\"password\":\"hunter 2\",\"port\":587}",
    "{\"user\":\"taro\",\"password\":\"" MARK "\",\"port\":587}" },
  { "password-php", "  'password' => 'hunter2',\n", "  'password' => " MARK "\n" },
  { "password-xml", "<password>hunter2</password>", "<password>" MARK "</password>" },
  { "password-option", "tool --password hunter2 --server x",
    "tool --password " MARK " --server x" },
  { "password-ja", "パスワード：hunter2\n550", "パスワード：" MARK "\n550" },
  { "pass", "USER taro\nPASS hunter2\n-ERR", "USER taro\nPASS " MARK "\n-ERR" },
  { "address", "smtp://taro:hunter2@smtp.example.jp:587",
    "smtp://taro:" MARK "@smtp.example.jp:587" },
};

/* What a server or a program says of passwords stays as it is. */
static const char *const harmless[] = {
  "",
  " \r\n",
  "535 5.7.8 Error: authentication failed: Invalid base64 data in continued response",
  ("535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8 "
   "https://support.google.com/mail/?p=BadCredentials d2e1a72fcca58-7c2sm1pfa.42 - gsmtp"),
  "535 Incorrect password: please try again",
  "could not sign in, wrong password:\n535 5.7.8 Error: authentication failed",
  "could not sign in, wrong password: 535 5.7.8 Error: authentication failed",
  "250-AUTH PLAIN LOGIN XOAUTH2\n250-SIZE 35882577\n250 8BITMIME",
  "250-SIZE 20971520\n250-AUTH=LOGIN PLAIN\n250 HELP",
  "503 5.5.1 Error: authentication not enabled",
  "503 AUTH command used when not advertised",
  "504 5.7.4 Unrecognized authentication type [TY2PR01CA0012.jpnprd01.prod.outlook.com]",
  "530 5.7.0 Must issue a STARTTLS command first",
  "534-5.7.9 Application-specific password required.",
  "550 5.1.1 <taro@example.jp>: Recipient address rejected: User unknown",
  "Authentication-Results: mx.example.jp; spf=pass smtp.mailfrom=example.jp; dkim=pass",
  "(535, b'5.7.8 Error: authentication failed: UGFzc3dvcmQ6')",
  "https://example.jp/login?id=1 taro@example.jp",
  "パスワードが正しくありません。(535 5.7.8)",
};

static void
test_hidden (gconstpointer data)
{
  const Sample *sample = data;
  gsize length = 0;
  g_autofree char *left = pm_credentials_hide (sample->text, strlen (sample->text), &length);

  g_assert_cmpstr (left, ==, sample->left);
  g_assert_cmpuint (length, ==, strlen (sample->left));
}

static void
test_harmless (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    g_assert_cmpstr (pm_credentials_hide (harmless[i], strlen (harmless[i]), NULL), ==, NULL);
}

/* A decoded response has NUL in it, and the text goes on behind. */
static void
test_nul (void)
{
  static const char text[] = "AUTH PLAIN \0taro\0hunter2\r\n535 5.7.8 no";
  gsize length = 0;
  g_autofree char *left = pm_credentials_hide (text, sizeof text - 1, &length);

  g_assert_cmpstr (left, ==, "AUTH PLAIN " MARK "\r\n535 5.7.8 no");
  g_assert_cmpuint (length, ==, strlen (left));
}

/* Wherever a text was cut, nothing is read beyond its end. */
static void
test_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    for (gsize length = 0; length <= strlen (samples[i].text); length++)
      {
        g_autofree char *exact = g_memdup2 (samples[i].text, length);
        g_autofree char *left = pm_credentials_hide (exact != NULL ? exact : "", length, NULL);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_strconcat ("/credentials/hidden/", samples[i].name, NULL);

      g_test_add_data_func (path, &samples[i], test_hidden);
    }
  g_test_add_func ("/credentials/harmless", test_harmless);
  g_test_add_func ("/credentials/nul", test_nul);
  g_test_add_func ("/credentials/cut", test_cut);
  return g_test_run ();
}
