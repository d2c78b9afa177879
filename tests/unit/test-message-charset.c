/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-charset.h"

#include <string.h>

static const char japanese[] = "送信に失敗しました。サーバーの応答: 550 5.1.1 宛先が不明です。";
static const char nec[] = "①髙橋㈱のメールです";

/* The text in a charset, guessed and told. */
static const struct
{
  const char *text;
  const char *charset; /* of iconv */
  const char *mark;    /* in front of it */
  const char *told;    /* what a mail says of it, or NULL */
} charsets[] = {
  { japanese, "UTF-8", "", NULL },
  { japanese, "UTF-8", "\xef\xbb\xbf", NULL },
  { japanese, "UTF-16LE", "\xff\xfe", NULL },
  { japanese, "UTF-16BE", "\xfe\xff", NULL },
  { japanese, "ISO-2022-JP", "", NULL },
  { japanese, "CP932", "", NULL },
  { japanese, "EUC-JP-MS", "", NULL },
  { japanese, "ISO-2022-JP", "", "ISO-2022-JP" },
  { japanese, "CP932", "", "Shift_JIS" },
  { japanese, "EUC-JP-MS", "", "euc-jp" },
  { japanese, "UTF-8", "", "utf-8" },
  { japanese, "CP932", "", "us-ascii" },
  { japanese, "CP932", "", "utf-8" },
  { japanese, "CP932", "", "no-such-charset" },
  { japanese, "UTF-8", "", "" },
  { nec, "CP932", "", NULL },
  { nec, "CP932", "", "shift_jis" },
  { nec, "EUC-JP-MS", "", NULL },
  { "認証失敗 535", "EUC-JP-MS", "", NULL },
  { "認証失敗 535", "CP932", "", NULL },
  { "ﾒｰﾙｻｰﾊﾞｰに接続できません", "CP932", "", NULL },
  { "535 Error: 请使用授权码登录。详情请看", "GBK", "", NULL },
  { "535 Error: 请使用授权码登录。详情请看", "GBK", "", "gb2312" },
  { "550 Adresse refusée: boîte inexistante — désolé", "CP1252", "", NULL },
  { "550 Adresse refusée", "CP1252", "", "iso-8859-1" },
  { "550 Empfänger nicht gefunden", "ISO-8859-1", "", NULL },
  { "550 Пользователь не найден", "UTF-8", "", NULL },
  { "plain", "UTF-8", "", NULL },
};

static void
test_charsets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      g_autoptr (GString) octets = g_string_new (charsets[i].mark);
      g_autofree char *text = NULL;
      g_autofree char *converted = NULL;
      gsize length = 0;

      converted = g_convert (charsets[i].text, -1, charsets[i].charset, "UTF-8", NULL, &length,
                             NULL);
      g_assert_nonnull (converted);
      g_string_append_len (octets, converted, (gssize) length);
      text = pm_message_decode (octets->str, octets->len, charsets[i].told);
      g_assert_cmpstr (text, ==, charsets[i].text);
    }
}

/* What is not of the charset is replaced, and the rest stays. */
static void
test_faults (void)
{
  static const struct
  {
    const char *octets;
    const char *charset;
    const char *text;
  } faults[] = {
    { "550 \xe9\x80\x81\xe4\xbf\xa1\xe5\xa4\xb1\xe6\x95\x97\xe5\x87\xa6 \xff", NULL,
      "550 送信失敗処 \xef\xbf\xbd" },
    { "\x1b$B$\"", "ISO-2022-JP", "あ" },
    { "\x1b$B$\"$", "ISO-2022-JP", "あ$" },
    { "\x1b(I1\x1b(B 1", NULL, "ｱ 1" },
    { "\x1b$B$\"\n550", NULL, "あ\n550" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *text = pm_message_decode (faults[i].octets, strlen (faults[i].octets),
                                                 faults[i].charset);

      g_assert_cmpstr (text, ==, faults[i].text);
    }
}

static void
test_controls (void)
{
  static const char octets[] = "a\x00"
                               "b\x07\tc\r\nd\re\x7f\xc2\x85\xe2\x80\x8b.";
  g_autofree char *text = pm_message_decode (octets, sizeof octets - 1, NULL);

  g_assert_cmpstr (text, ==, "ab\tc\nd\ne.");
}

/* As the clipboard has it, and as it was written. */
static const struct
{
  const char *pasted;
  const char *text;
} mended[] = {
  /* a body in quoted-printable or base64 */
  { "550 =E5=AE=9B=E5=85=88=E4=\n=B8=8D=E6=98=8E", "550 宛先不明" },
  { "550 =E5=AE=9B=E5=85=88=\r\n=E4=B8=8D=E6=98=8E", "550 宛先不明" },
  { "a=b 550 x=5", "a=b 550 x=5" },
  { "NTUwIDUuMS4xIDxhQGV4YW1wbGUuanA+OiBVc2VyIHVua25vd24K",
    "550 5.1.1 <a@example.jp>: User unknown\n" },
  { "GyRCQXc/LiRLPDpHVCQ3JF4kNyQ/ISMbKEIgNTUwIDUuMS4x", "送信に失敗しました。 550 5.1.1" },
  { "550ThisIsOneVeryLongWordOfAPassword", "550ThisIsOneVeryLongWordOfAPassword" },
  /* Japanese that lost its escape octets */
  { "$BAw?.$K<:GT$7$^$7$?(B 550", "送信に失敗しました 550" },
  { "error: $B08@h$,ITL@$G$9(B, again $B08@h$G$9(B", "error: 宛先が不明です, again 宛先です" },
  { "costs $Bxy(B and $B 5", "costs $Bxy(B and $B 5" },
  /* octets that a program wrote */
  { "(535, b'\\xc7\\xeb\\xca\\xb9\\xd3\\xc3\\xca\\xda\\xc8\\xa8\\xc2\\xeb\\xb5\\xc7\\xc2\\xbc')",
    "(535, b'请使用授权码登录')" },
  { "b'\\xe5\\xae\\x9b\\xe5\\x85\\x88'", "b'宛先'" },
  { "C:\\xampp\\x", "C:\\xampp\\x" },
  /* read in the wrong charset once */
  { "é\xc2\x80\xc2\x81ä¿¡ã\xc2\x81«å¤±æ\xc2\x95\xc2\x97", "送信に失敗" },
  { "騾∽ｿ｡縺ｫ螟ｱ謨励＠縺ｾ縺励◆", "送信に失敗しました" },
  { "535 Error: ÇëÊ¹ÓÃÊÚÈ¨ÂëµÇÂ¼¡£", "535 Error: 请使用授权码登录。" },
  { "550 Adresse refusée à Évry", "550 Adresse refusée à Évry" },
  { "ｴﾗｰ 550 ﾕｰｻﾞｰ不明", "ｴﾗｰ 550 ﾕｰｻﾞｰ不明" },
  /* HTML */
  { "<p>550 5.1.1<br>User &lt;a@example.jp&gt; unknown</p>",
    "550 5.1.1\nUser <a@example.jp> unknown\n" },
  { "<html><head><style>p { x: 550 }</style><title>T</title></head><body>A&nbsp;&amp;&#12354;&#x3042;</body></html>",
    "T\nA &ああ\n" },
  { "550 <a@example.jp>... User unknown", "550 <a@example.jp>... User unknown" },
  { "550 <a@example.jp> unknown </html>", "550 <a@example.jp> unknown \n" },
  { "<td>550</td><td>5.1.1</td>", "550 5.1.1 " },
  { "a &lt;b&gt; &unknown; &#0; &", "a <b> &unknown;  &" },
  { "<!-- 550 --><span class=\"x\">554</span> <b", "554 <b" },
  { "if a < b & c > d", "if a < b & c > d" },
};

static void
test_mended (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mended); i++)
    {
      g_autofree char *text = pm_message_decode (mended[i].pasted, strlen (mended[i].pasted), NULL);

      g_assert_cmpstr (text, ==, mended[i].text);
    }
}

/* What a mail says of its charset is for its text alone: it stands in no encoding of a body any more. */
static void
test_told_is_not_unwrapped (void)
{
  static const char octets[] = "550 =E5=AE=9B=E5=85=88=E4=B8=8D=E6=98=8E";
  g_autofree char *text = pm_message_decode (octets, strlen (octets), "us-ascii");

  g_assert_cmpstr (text, ==, octets);
}

/* Octets of every kind give valid UTF-8, without an end. */
static void
test_any_octets (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (550);
  guint8 octets[64];

  for (guint round = 0; round < 3000; round++)
    {
      gsize n_octets = (gsize) g_rand_int_range (random, 0, sizeof octets);
      g_autofree char *text = NULL;

      for (gsize i = 0; i < n_octets; i++)
        octets[i] = (guint8) g_rand_int_range (random, 0, 256);
      text = pm_message_decode ((const char *) octets, n_octets, round % 2 ? "iso-2022-jp" : NULL);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/charset/charsets", test_charsets);
  g_test_add_func ("/message/charset/faults", test_faults);
  g_test_add_func ("/message/charset/controls", test_controls);
  g_test_add_func ("/message/charset/mended", test_mended);
  g_test_add_func ("/message/charset/told", test_told_is_not_unwrapped);
  g_test_add_func ("/message/charset/any-octets", test_any_octets);
  return g_test_run ();
}
