/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-credentials.h"

#include <string.h>

/* A dialogue of a sign-in ends after so many words that are none of it. */
#define PATIENCE 8

/* A piece of the text without white space. */
typedef struct
{
  const char *at;
  gsize length;
  gboolean begins; /* a line */
  gboolean first;  /* the same, but for what marks who speaks: "C:", "->", "[12:00]" */
  gboolean last;
} Word;

typedef enum
{
  OUTSIDE,
  MECHANISM, /* behind AUTH */
  RESPONSES, /* of a sign-in, theirs and ours */
} Dialogue;

typedef struct
{
  const char *text;
  const char *end;
  const char *copied;
  GString *out; /* NULL: nothing was hidden */
  Dialogue dialogue;
  guint patience;
  gboolean after_challenge; /* on the line of a 334, and nothing else was there */
  gboolean rest_of_line;
  gboolean key;    /* the word was a key; a separator may follow */
  gboolean value;  /* the next word is the value of a key */
  gboolean scheme; /* the next word is the token of "Bearer" or "Basic" */
  gboolean hidden; /* the word before was; it may go on in the next line */
} Hider;

static const char *const mechanisms[] = {
  "plain",
  "login",
  "cram-md5",
  "digest-md5",
  "scram-sha-1",
  "xoauth2",
  "oauthbearer",
  "scram-sha-1-plus",
  "ntlm",
  "gssapi",
  "scram-sha-256",
  "external",
  "scram-sha-256-plus",
  "scram-sha-512",
  "anonymous",
  "xoauth",
  "kerberos_v4",
  "msn",
  "otp",
  NULL,
};
static const char *const keys[] = {
  "password", "passwd",  "passphrase", "pass",   "pwd",           "secret", "token",
  "apikey",   "api-key", "api_key",    "bearer", "authorization", NULL,
};
static const char *const schemes[] = { "basic", "bearer", "digest", NULL };
/* "Wrong password: please try again." */
static const char *const sayings[] = {
  "please", "try",   "check",   "authentication", "login",    "invalid",  "incorrect", "wrong",
  "not",    "is",    "the",     "your",           "you",      "unknown",  "failed",    "failure",
  "error",  "empty", "expired", "required",       "rejected", "mismatch", "denied",    NULL,
};
/* Of tokens: Google, JSON Web Token, "user=" and "n,a=" in base64, SendGrid, Brevo. */
static const char *const prefixes[] = { "ya29.", "eyJ",      "dXNlcj",    "bixhP",
                                        "SG.",   "xkeysib-", "xsmtpsib-", NULL };
/* U+FF1A is the colon of Japanese typing. */
static const char *const japanese_keys[] = { "パスワード:", "パスワード：", "パスワード=", NULL };

static const char quotes[] = "\"'`([{<,;";

static gboolean
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static gboolean
is_key_character (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

static gboolean
equals (const char *const *names, const char *at, gsize length)
{
  for (; *names != NULL; names++)
    if (strlen (*names) == length && g_ascii_strncasecmp (*names, at, length) == 0)
      return TRUE;
  return FALSE;
}

/* "smtp_password", "client-secret", "accessToken" end in a key. */
static gboolean
ends_in_key (const char *at, gsize length)
{
  for (const char *const *key = keys; *key != NULL; key++)
    {
      gsize n = strlen (*key);
      const char *tail = at + length - n;

      if (n <= length && g_ascii_strncasecmp (*key, tail, n) == 0
          && (n == length || !g_ascii_isalnum (tail[-1]) || g_ascii_isupper (*tail)))
        return TRUE;
    }
  return FALSE;
}

/* Without the marks around it. */
static Word
trim (Word word)
{
  while (word.length > 0 && strchr (quotes, *word.at) != NULL && *word.at != '\0')
    {
      word.at++;
      word.length--;
    }
  while (word.length > 0 && strchr ("\"'`)]},;.", word.at[word.length - 1]) != NULL
         && word.at[word.length - 1] != '\0')
    word.length--;
  return word;
}

static gboolean
is_base64 (Word word)
{
  for (gsize i = 0; i < word.length; i++)
    if (!g_ascii_isalnum (word.at[i]) && strchr ("+/=_-", word.at[i]) == NULL)
      return FALSE;
  return word.length > 0 && memchr (word.at, '\0', word.length) == NULL;
}

/* A word of a language: one case throughout, or a capital in front. */
static gboolean
is_plain (Word word)
{
  gsize upper = 0;

  for (gsize i = 0; i < word.length; i++)
    {
      if (!g_ascii_isalpha (word.at[i]))
        return FALSE;
      upper += g_ascii_isupper (word.at[i]) ? 1 : 0;
    }
  return upper == 0 || upper == word.length || (upper == 1 && g_ascii_isupper (*word.at));
}

static gboolean
looks_encoded (Word word)
{
  Word bare = trim (word);

  return bare.length >= 4 && is_base64 (bare) && !is_plain (bare);
}

/* A reply code at the beginning of the word: "535", "535-5.7.8", "(535,"; 0 else. */
static guint
read_code (Word word)
{
  Word bare = trim (word);

  if (bare.length < 3 || !strchr ("2345", *bare.at) || *bare.at == '\0'
      || !g_ascii_isdigit (bare.at[1]) || !g_ascii_isdigit (bare.at[2])
      || (bare.length > 3 && g_ascii_isalnum (bare.at[3])))
    return 0;
  return (bare.at[0] - '0') * 100 + (bare.at[1] - '0') * 10 + (bare.at[2] - '0');
}

/* "C:", ">>>", "->", "12:00:01", "[4711]": who speaks, and when. */
static gboolean
is_mark (Word word)
{
  gboolean letters = FALSE;

  for (gsize i = 0; i < word.length; i++)
    letters = letters || g_ascii_isalpha (word.at[i]) || (guchar) word.at[i] >= 0x80;
  return !letters ? read_code (word) == 0 && strchr ("=/*", word.at[word.length - 1]) == NULL
                  : strchr (":>]", word.at[word.length - 1]) != NULL && word.length <= 12;
}

static void
hide (Hider *self, const char *from, const char *to)
{
  if (self->out == NULL)
    self->out = g_string_sized_new (self->end - self->text);
  g_string_append_len (self->out, self->copied, from - self->copied);
  g_string_append (self->out, PM_CREDENTIALS_MARK);
  self->copied = to;
  self->hidden = TRUE;
}

/* What stands around a value stays. */
static void
hide_word (Hider *self, Word word)
{
  Word bare = trim (word);

  if (bare.length > 0)
    hide (self, bare.at, bare.at + bare.length);
}

static const char *
find_line_end (const Hider *self, const char *at)
{
  const char *newline = memchr (at, '\n', self->end - at);

  return newline != NULL ? newline : self->end;
}

static void
hide_line (Hider *self, const char *from)
{
  const char *to = find_line_end (self, from);

  while (to > from && is_space (to[-1]))
    to--;
  if (to > from)
    hide (self, from, to);
}

/* The end of a value that begins at @at within @word: of its quotes, or of what parts it from the next. */
static const char *
find_value_end (const Hider *self, Word word, const char *at)
{
  const char *end = word.at + word.length;
  char quote = at > word.at ? at[-1] : '\0';
  const char *close = NULL;

  if (quote == '"' || quote == '\'')
    close = memchr (at, quote, find_line_end (self, at) - at);
  if (close != NULL)
    return close;
  while (at < end && strchr ("&<\"'", *at) == NULL)
    at++;
  return at;
}

/* @at: the separator behind the key at @key. */
static void
hide_value (Hider *self, Word word, const char *key, const char *at)
{
  const char *end = word.at + word.length;
  gboolean whole_line = word.first && key == word.at && *at == '=';
  Word value = { .at = at };

  while (value.at < end && *value.at != '\0' && strchr ("=:>\"'", *value.at) != NULL)
    value.at++;
  value.length = end - value.at;
  if (value.length == 0)
    {
      self->value = !word.first;
      self->rest_of_line = word.first || *at == '=';
    }
  else if (equals (schemes, value.at, value.length))
    self->scheme = TRUE;
  else if (whole_line)
    hide_line (self, value.at);
  else
    hide (self, value.at, find_value_end (self, word, value.at));
}

static gboolean
hide_keyed (Hider *self, Word word)
{
  for (gsize i = 1; i < word.length; i++)
    {
      const char *key_end = word.at + i;
      const char *key;

      if (word.at[i] != '=' && word.at[i] != ':' && word.at[i] != '>')
        continue;
      while (key_end > word.at && (key_end[-1] == '"' || key_end[-1] == '\''))
        key_end--;
      key = key_end;
      while (key > word.at && is_key_character (key[-1]))
        key--;
      if (ends_in_key (key, key_end - key)
          && (word.at[i] != '>' || (key > word.at && key[-1] == '<')))
        {
          hide_value (self, word, key, word.at + i);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
hide_japanese_keyed (Hider *self, Word word)
{
  for (const char *const *key = japanese_keys; *key != NULL; key++)
    {
      const char *found = g_strstr_len (word.at, word.length, *key);

      if (found == NULL)
        continue;
      found += strlen (*key);
      if (found < word.at + word.length)
        hide_line (self, found);
      else
        self->rest_of_line = TRUE;
      return TRUE;
    }
  return FALSE;
}

/* RFC 3986 section 3.2.1: "smtp://taro:secret@smtp.example.jp". */
static gboolean
hide_login (Hider *self, Word word)
{
  const char *end = word.at + word.length;
  const char *host = g_strstr_len (word.at, word.length, "://");
  const char *at;
  const char *colon;

  if (host == NULL)
    return FALSE;
  host += strlen ("://");
  at = memchr (host, '@', end - host);
  colon = at != NULL ? memchr (host, ':', at - host) : NULL;
  if (colon == NULL || colon + 1 == at)
    return FALSE;
  hide (self, colon + 1, at);
  return TRUE;
}

static gboolean
has_prefix (Word word)
{
  Word bare = trim (word);

  for (const char *const *prefix = prefixes; *prefix != NULL; prefix++)
    if (bare.length >= 16 && strncmp (bare.at, *prefix, strlen (*prefix)) == 0)
      return TRUE;
  return FALSE;
}

/* What was begun by the words before. */
static gboolean
continue_hiding (Hider *self, Word word, gboolean wrapped)
{
  Word bare = trim (word);
  gboolean value = self->value && !word.begins && read_code (word) == 0;
  gboolean scheme = self->scheme;
  gboolean key = self->key;

  self->value = self->scheme = self->key = FALSE;
  if (self->rest_of_line)
    {
      self->rest_of_line = FALSE;
      if (!word.begins)
        {
          hide_line (self, word.at);
          return TRUE;
        }
    }
  if (key
      && (bare.length == 0
          || equals ((const char *const[]){ "=", ":", "=>", "==", NULL }, word.at, word.length)))
    {
      self->rest_of_line = TRUE;
      return TRUE;
    }
  if (value && equals (schemes, bare.at, bare.length))
    {
      self->scheme = TRUE;
      return TRUE;
    }
  if ((value && bare.length > 0 && !equals (sayings, bare.at, bare.length))
      || (scheme && bare.length >= 8 && !is_plain (bare))
      || (wrapped && word.first && word.last && bare.length >= 16 && looks_encoded (word)))
    {
      hide_word (self, word);
      return TRUE;
    }
  return FALSE;
}

static gboolean
ends_in_auth (Word word)
{
  static const char *const commands[] = { "AUTH", "AUTHENTICATE" };
  Word bare = trim (word);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      gsize n = strlen (commands[i]);

      if (bare.length >= n && g_ascii_strncasecmp (bare.at + bare.length - n, commands[i], n) == 0
          && (bare.length == n || !g_ascii_isalnum (bare.at[bare.length - n - 1])))
        return TRUE;
    }
  return FALSE;
}

static void
enter (Hider *self, Dialogue dialogue)
{
  self->dialogue = dialogue;
  self->patience = PATIENCE;
}

/* Within a sign-in: what is alone on its line is a response, whatever it looks like. */
static gboolean
hide_response (Hider *self, Word word)
{
  Word bare = trim (word);
  gboolean challenged = self->after_challenge && !word.first;
  gboolean alone = word.first && word.last;

  if (is_mark (word) || equals (mechanisms, bare.at, bare.length))
    return FALSE;
  if (word.first)
    self->after_challenge = FALSE;
  if (alone || looks_encoded (word) || memchr (word.at, '\0', word.length) != NULL
      || memchr (word.at, '\\', word.length) != NULL || memchr (word.at, '^', word.length) != NULL
      || (challenged && is_base64 (bare) && bare.length % 4 == 0))
    {
      hide (self, word.at, word.at + word.length);
      self->patience = PATIENCE;
      return TRUE;
    }
  if (--self->patience == 0)
    self->dialogue = OUTSIDE;
  return FALSE;
}

static gboolean
follow_dialogue (Hider *self, Word word)
{
  Word bare = trim (word);
  guint code = read_code (word);

  if (self->dialogue == MECHANISM)
    self->dialogue = equals (mechanisms, bare.at, bare.length) ? RESPONSES : OUTSIDE;
  if (code == 334)
    {
      enter (self, RESPONSES);
      self->after_challenge = TRUE;
    }
  else if (code != 0)
    self->dialogue = OUTSIDE;
  if (ends_in_auth (word))
    {
      self->after_challenge = FALSE;
      enter (self, MECHANISM);
      return FALSE;
    }
  return code == 0 && self->dialogue == RESPONSES && hide_response (self, word);
}

static void
look_at (Hider *self, Word word)
{
  gboolean wrapped = self->hidden;
  Word bare = trim (word);

  self->hidden = FALSE;
  if (continue_hiding (self, word, wrapped) || follow_dialogue (self, word)
      || hide_keyed (self, word) || hide_japanese_keyed (self, word) || hide_login (self, word))
    return;
  if (has_prefix (word))
    hide_word (self, word);
  /* RFC 1939 section 7; in capitals, as programs write it. */
  self->rest_of_line = word.first && !word.last && word.length == 4
                       && strncmp (word.at, "PASS", 4) == 0;
  self->scheme = equals (schemes, bare.at, bare.length)
                 || (bare.length > 6
                     && g_ascii_strncasecmp (bare.at + bare.length - 6, "bearer", 6) == 0);
  self->key = ends_in_key (bare.at, bare.length);
  /* Of a command line: "--password", and "-ap" of swaks. */
  self->value = (bare.length > 2 && *bare.at == '-' && self->key)
                || (bare.length == 3 && strncmp (bare.at, "-ap", 3) == 0);
}

/* The next word behind @at; FALSE at the end. @first: whether nothing but marks stood before it on its
 * line. */
static gboolean
next_word (const Hider *self, const char *at, gboolean *first, Word *word)
{
  const char *end;

  word->begins = at == self->text;
  for (; at < self->end && is_space (*at); at++)
    word->begins = word->begins || *at == '\n' || *at == '\r';
  for (end = at; end < self->end && !is_space (*end);)
    end++;
  word->at = at;
  word->length = end - at;
  word->first = *first = *first || word->begins;
  while (end < self->end && is_space (*end) && *end != '\n' && *end != '\r')
    end++;
  word->last = end == self->end || *end == '\n' || *end == '\r';
  return word->length > 0;
}

char *
pm_credentials_hide (const char *text, gsize length, gsize *left)
{
  Hider self = { .text = text, .end = text + length, .copied = text };
  gboolean first = TRUE;
  Word word;

  for (const char *at = text; next_word (&self, at, &first, &word); at = word.at + word.length)
    {
      /* What was hidden up to the end of a line holds this word too. */
      if (word.at >= self.copied)
        look_at (&self, word);
      first = first && is_mark (word);
    }

  if (self.out == NULL)
    return NULL;
  g_string_append_len (self.out, self.copied, self.end - self.copied);
  if (left != NULL)
    *left = self.out->len;
  return g_string_free (self.out, FALSE);
}
