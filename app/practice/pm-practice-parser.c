/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-script.h"

#include <string.h>

#define MAX_MS 600000

typedef struct
{
  PmPracticeScript *script;
  PmPracticePort *port;     /* the latest "listen", or NULL */
  PmPracticeAnswer *answer; /* the latest "greeting" or "on", or NULL */
  PmPracticeRule *rule;     /* the latest "on", or NULL where that was a "greeting" */
} Parser;

typedef struct
{
  const char *word;
  int value;
} Word;

typedef struct
{
  const char *word;
  PmPracticeKind kind;
  const char *banner;
} KindWord;

static const KindWord kind_words[] = {
  { "closed", PM_PRACTICE_KIND_CLOSED, NULL },
  { "silent", PM_PRACTICE_KIND_SILENT, NULL },
  { "mute", PM_PRACTICE_KIND_MUTE, NULL },
  { "drop", PM_PRACTICE_KIND_DROP, NULL },
  { "reset", PM_PRACTICE_KIND_RESET, NULL },
  { "imap", PM_PRACTICE_KIND_OTHER, "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] IMAP4 ready" },
  { "pop3", PM_PRACTICE_KIND_OTHER, "+OK POP3 server ready" },
  { "ssh", PM_PRACTICE_KIND_OTHER, "SSH-2.0-OpenSSH_9.2" },
  { "ftp", PM_PRACTICE_KIND_OTHER, "220 FTP server ready" },
  { "http", PM_PRACTICE_KIND_HTTP, NULL },
  { "plain", PM_PRACTICE_KIND_PLAIN, NULL },
  { "starttls", PM_PRACTICE_KIND_STARTTLS, NULL },
  { "tls", PM_PRACTICE_KIND_TLS, NULL },
};

static const Word certificate_words[] = {
  { "good", PM_PRACTICE_CERTIFICATE_GOOD },
  { "expired", PM_PRACTICE_CERTIFICATE_EXPIRED },
  { "not-yet-valid", PM_PRACTICE_CERTIFICATE_NOT_YET_VALID },
  { "self-signed", PM_PRACTICE_CERTIFICATE_SELF_SIGNED },
  { "unknown-issuer", PM_PRACTICE_CERTIFICATE_UNKNOWN_ISSUER },
  { "missing-intermediate", PM_PRACTICE_CERTIFICATE_MISSING_INTERMEDIATE },
  { "wrong-name", PM_PRACTICE_CERTIFICATE_WRONG_NAME },
  { "weak", PM_PRACTICE_CERTIFICATE_WEAK },
  { NULL },
};

static const Word handshake_words[] = {
  { "good", PM_PRACTICE_HANDSHAKE_GOOD },
  { "old", PM_PRACTICE_HANDSHAKE_OLD },
  { "client-certificate", PM_PRACTICE_HANDSHAKE_CLIENT_CERTIFICATE },
  { "alert", PM_PRACTICE_HANDSHAKE_ALERT },
  { "close", PM_PRACTICE_HANDSHAKE_CLOSE },
  { "silence", PM_PRACTICE_HANDSHAKE_SILENCE },
  { "plain", PM_PRACTICE_HANDSHAKE_PLAIN },
  { NULL },
};

static const Word phase_words[] = {
  { "before-tls", PM_PRACTICE_BEFORE_TLS },
  { "inside-tls", PM_PRACTICE_INSIDE_TLS },
  { NULL },
};

static const Word then_words[] = {
  { "close", PM_PRACTICE_CLOSE },
  { "reset", PM_PRACTICE_RESET },
  { "alert", PM_PRACTICE_ALERT },
  { NULL },
};

static const char *const account_words[] = { "address", "server",   "port",  "security",
                                             "user",    "password", "from",  "to",
                                             "size",    "auth",     "token", NULL };

static const char *const ask_words[] = { "blocklists", "domain", NULL };

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, message);
  return FALSE;
}

static gboolean
find_word (const Word *words, const char *text, int *value)
{
  for (const Word *word = words; word->word != NULL; word++)
    {
      if (g_str_equal (word->word, text))
        {
          *value = word->value;
          return TRUE;
        }
    }
  return FALSE;
}

/* The words of a line; several spaces count as one. */
static char **
split_words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] != '\0')
        g_strv_builder_add (words, parts[i]);
    }
  return g_strv_builder_end (words);
}

/* Takes the first word, or what stands between quotes, off @rest. NULL: there is none. */
static char *
take_word (const char **rest)
{
  gboolean quoted = **rest == '"';
  const char *start = *rest + (quoted ? 1 : 0);
  gsize length = strcspn (start, quoted ? "\"" : " \t");
  const char *end = start + length;

  if (length == 0 || (quoted && *end != '"'))
    return NULL;

  if (quoted)
    end++;
  *rest = end + strspn (end, " \t");
  return g_strndup (start, length);
}

static PmPracticePhase
take_phase (const char **rest)
{
  const char *ahead = *rest;
  g_autofree char *word = take_word (&ahead);
  int phase = PM_PRACTICE_ALWAYS;

  if (word != NULL && find_word (phase_words, word, &phase))
    *rest = ahead;
  return phase;
}

static gboolean
parse_ms (const char *text, guint *ms, GError **error)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_MS, &value, NULL))
    return fail (error, "“%s” is no time in milliseconds", text);
  *ms = (guint) value;
  return TRUE;
}

static gboolean
parse_expect (Parser *parser, const char *rest, GError **error)
{
  if (*rest == '\0')
    return fail (error, "“expect” wants a cause id or “healthy”");
  g_free (parser->script->expect);
  parser->script->expect = g_strdup (rest);
  return TRUE;
}

static gboolean
parse_timeout (Parser *parser, const char *rest, GError **error)
{
  return parse_ms (rest, &parser->script->timeout_ms, error);
}

/* "name=value" at *@word; the value stands behind the "=", which becomes NUL. */
static const char *
split_setting (char *word)
{
  char *equals = strchr (word, '=');

  if (equals == NULL)
    return NULL;
  *equals = '\0';
  return equals + 1;
}

static gboolean
parse_account (Parser *parser, const char *rest, GError **error)
{
  g_auto (GStrv) words = split_words (rest);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *value = split_setting (words[i]);

      if (value == NULL || !g_strv_contains (account_words, words[i]))
        return fail (error, "“%s” is no setting of an account", words[i]);
      g_hash_table_replace (parser->script->account, g_strdup (words[i]), g_strdup (value));
    }
  return TRUE;
}

static gboolean
parse_login (Parser *parser, const char *rest, GError **error)
{
  g_auto (GStrv) words = split_words (rest);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *value = split_setting (words[i]);
      char **place = g_str_equal (words[i], "user")       ? &parser->script->login_user
                     : g_str_equal (words[i], "password") ? &parser->script->login_password
                                                          : NULL;

      if (value == NULL || place == NULL)
        return fail (error, "“login” knows user= and password= only");
      g_free (*place);
      *place = g_strdup (value);
    }
  return TRUE;
}

/* Practice must not send anybody elsewhere, so an address is one of this computer. */
static gboolean
add_address (PmPracticeName *name, const char *word, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (word);

  if (address == NULL || !g_inet_address_get_is_loopback (address))
    return fail (error, "“%s” is no loopback address and no fate of a name", word);
  g_ptr_array_add (name->addresses, g_steal_pointer (&address));
  return TRUE;
}

static gboolean
parse_record (PmPracticeName *name, const char *type, const char *text, GError **error)
{
  if (!pm_practice_name_add_record (name, type, text))
    return fail (error, "“%s” is no %s record and no fate", text, type);
  return TRUE;
}

static gboolean
parse_dns (Parser *parser, const char *rest, GError **error)
{
  g_auto (GStrv) words = split_words (rest);
  PmPracticeName *name;

  if (g_strv_length (words) < 2)
    return fail (error, "“dns” wants a name, and addresses, a record or a fate");

  name = pm_practice_script_add_name (parser->script, words[0]);
  if (words[2] == NULL && pm_practice_fate_from_word (words[1], &name->fate))
    return TRUE;
  if (pm_practice_name_knows_type (words[1]))
    {
      g_free (take_word (&rest));
      g_free (take_word (&rest));
      return parse_record (name, words[1], rest, error);
    }
  for (guint i = 1; words[i] != NULL; i++)
    {
      if (!add_address (name, words[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_ask (Parser *parser, const char *rest, GError **error)
{
  if (!g_strv_contains (ask_words, rest))
    return fail (error, "“ask %s” is nothing that can be asked for", rest);
  g_ptr_array_add (parser->script->asks, g_strdup (rest));
  return TRUE;
}

static const KindWord *
find_kind (const char *word)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (kind_words); i++)
    {
      if (g_str_equal (kind_words[i].word, word))
        return &kind_words[i];
    }
  return NULL;
}

/* Where an option of a port that is a text is kept; NULL: it is none. */
static char **
find_text_option (PmPracticePort *port, const char *word)
{
  const struct
  {
    const char *word;
    char **place;
  } options[] = {
    { "name", &port->certificate_name },
    { "certificate-file", &port->certificate_file },
    { "key-file", &port->key_file },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      if (g_str_equal (options[i].word, word))
        return options[i].place;
    }
  return NULL;
}

static gboolean
parse_port_option (PmPracticePort *port, char *word, GError **error)
{
  const char *value = split_setting (word);
  char **text = find_text_option (port, word);
  int found = 0;

  if (value == NULL)
    return fail (error, "“%s” is no option of a port", word);

  if (g_str_equal (word, "certificate") && find_word (certificate_words, value, &found))
    port->certificate = found;
  else if (g_str_equal (word, "handshake") && find_word (handshake_words, value, &found))
    port->handshake = found;
  else if (text != NULL && *value != '\0')
    {
      g_free (*text);
      *text = g_strdup (value);
    }
  else
    return fail (error, "“%s=%s” is no option of a port", word, value);
  return TRUE;
}

static gboolean
parse_listen (Parser *parser, const char *rest, GError **error)
{
  g_auto (GStrv) words = split_words (rest);
  const KindWord *kind;
  guint64 number = 0;

  if (words[0] == NULL || !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXUINT16, &number, NULL))
    return fail (error, "“listen” wants a port");
  if (pm_practice_script_has_port (parser->script, (guint) number))
    return fail (error, "port %s is there twice", words[0]);

  kind = find_kind (words[1]);
  if (kind == NULL)
    return fail (error, "“listen %s” wants to know what is there", words[0]);

  parser->answer = NULL;
  parser->port = pm_practice_script_add_port (parser->script, (guint) number, kind->kind);
  parser->port->banner = kind->banner;
  for (guint i = 2; words[i] != NULL; i++)
    {
      if (!parse_port_option (parser->port, words[i], error))
        return FALSE;
    }
  return TRUE;
}

/* One escape behind a backslash at *@text, or -1. */
static int
take_escape (const char **text)
{
  static const char letters[] = "rn\\";
  static const char bytes[] = "\r\n\\";
  const char *letter = **text != '\0' ? strchr (letters, **text) : NULL;
  int high;
  int low;

  if (letter != NULL)
    {
      (*text)++;
      return bytes[letter - letters];
    }
  high = **text == 'x' ? g_ascii_xdigit_value ((*text)[1]) : -1;
  low = high >= 0 ? g_ascii_xdigit_value ((*text)[2]) : -1;
  if (low < 0)
    return -1;
  *text += 3;
  return high * 16 + low;
}

/* NULL: an escape that is not known. */
static GString *
unescape (const char *text)
{
  g_autoptr (GString) bytes = g_string_new (NULL);

  while (*text != '\0')
    {
      int byte = (guchar) *text++;

      if (byte == '\\')
        byte = take_escape (&text);
      if (byte < 0)
        return NULL;
      g_string_append_c (bytes, (char) byte);
    }
  return g_steal_pointer (&bytes);
}

/* A line of the server, or "silence", "close", "reset". */
static PmPracticeAnswer *
parse_answer (const char *text)
{
  int then = PM_PRACTICE_GO_ON;
  PmPracticeAnswer *answer;

  if (!g_str_equal (text, "silence") && !find_word (then_words, text, &then))
    return pm_practice_answer_new_line (text);

  answer = pm_practice_answer_new ();
  answer->then = then;
  return answer;
}

static gboolean
parse_greeting (Parser *parser, const char *rest, GError **error)
{
  if (*rest == '\0')
    return fail (error, "“greeting” wants a text");
  g_clear_pointer (&parser->port->greeting, pm_practice_answer_free);
  parser->port->greeting = parse_answer (rest);
  parser->answer = parser->port->greeting;
  parser->rule = NULL;
  return TRUE;
}

static gboolean
add_offer (Parser *parser, const char *rest, gboolean withheld, GError **error)
{
  PmPracticePhase phase = take_phase (&rest);
  PmPracticeOffer *offer;

  if (*rest == '\0')
    return fail (error, "the word of EHLO is missing");

  offer = g_new0 (PmPracticeOffer, 1);
  offer->phase = phase;
  offer->withheld = withheld;
  offer->text = g_strdup (rest);
  g_ptr_array_add (parser->port->offers, offer);
  return TRUE;
}

static gboolean
parse_offer (Parser *parser, const char *rest, GError **error)
{
  return add_offer (parser, rest, FALSE, error);
}

static gboolean
parse_withhold (Parser *parser, const char *rest, GError **error)
{
  return add_offer (parser, rest, TRUE, error);
}

static gboolean
parse_own_sender_only (Parser *parser, const char *rest, GError **error)
{
  if (*rest != '\0')
    return fail (error, "“own-sender-only” stands alone");
  parser->port->own_sender_only = TRUE;
  return TRUE;
}

static gboolean
parse_on (Parser *parser, const char *rest, GError **error)
{
  PmPracticePhase phase = take_phase (&rest);
  g_autofree char *prefix = take_word (&rest);
  PmPracticeRule *rule;

  if (prefix == NULL || *rest == '\0')
    return fail (error, "“on” wants a command and an answer");

  rule = g_new0 (PmPracticeRule, 1);
  rule->phase = phase;
  rule->prefix = g_steal_pointer (&prefix);
  rule->answer = parse_answer (rest);
  g_ptr_array_add (parser->port->rules, rule);
  parser->answer = rule->answer;
  parser->rule = rule;
  return TRUE;
}

static gboolean
parse_also (Parser *parser, const char *rest, GError **error)
{
  pm_practice_answer_add_line (parser->answer, rest);
  return TRUE;
}

static gboolean
parse_raw (Parser *parser, const char *rest, GError **error)
{
  g_autoptr (GString) bytes = unescape (rest);

  if (bytes == NULL || bytes->len == 0)
    return fail (error, "“raw” wants bytes, with \\r \\n \\\\ and \\xNN for those that need it");
  pm_practice_answer_add_bytes (parser->answer, bytes->str, bytes->len);
  return TRUE;
}

static gboolean
parse_repeat (Parser *parser, const char *rest, GError **error)
{
  guint64 times = 0;

  if (!g_ascii_string_to_unsigned (rest, 10, 1, PM_PRACTICE_MAX_TIMES, &times, NULL)
      || !pm_practice_answer_repeat (parser->answer, (guint) times))
    return fail (error, "“repeat %s” is no number of times, or there is nothing to repeat", rest);
  return TRUE;
}

static gboolean
parse_once (Parser *parser, const char *rest, GError **error)
{
  if (*rest != '\0' || parser->rule == NULL)
    return fail (error, "“once” stands alone, below an “on”");
  parser->rule->once = TRUE;
  return TRUE;
}

static gboolean
parse_delay (Parser *parser, const char *rest, GError **error)
{
  return parse_ms (rest, &parser->answer->delay_ms, error);
}

static gboolean
parse_slowly (Parser *parser, const char *rest, GError **error)
{
  if (*rest != '\0')
    return fail (error, "“slowly” stands alone");
  parser->answer->slowly = TRUE;
  return TRUE;
}

static gboolean
parse_then (Parser *parser, const char *rest, GError **error)
{
  int then = 0;

  if (!find_word (then_words, rest, &then))
    return fail (error, "“then” wants “close”, “reset” or “alert”");
  parser->answer->then = then;
  return TRUE;
}

typedef enum
{
  SCOPE_SCRIPT,
  SCOPE_PORT,   /* after "listen" */
  SCOPE_ANSWER, /* after "greeting" or "on" */
} Scope;

static const struct
{
  const char *word;
  Scope scope;
  gboolean (*parse) (Parser *parser, const char *rest, GError **error);
} statements[] = {
  { "expect", SCOPE_SCRIPT, parse_expect },
  { "timeout", SCOPE_SCRIPT, parse_timeout },
  { "account", SCOPE_SCRIPT, parse_account },
  { "login", SCOPE_SCRIPT, parse_login },
  { "dns", SCOPE_SCRIPT, parse_dns },
  { "ask", SCOPE_SCRIPT, parse_ask },
  { "listen", SCOPE_SCRIPT, parse_listen },
  { "greeting", SCOPE_PORT, parse_greeting },
  { "offer", SCOPE_PORT, parse_offer },
  { "withhold", SCOPE_PORT, parse_withhold },
  { "own-sender-only", SCOPE_PORT, parse_own_sender_only },
  { "on", SCOPE_PORT, parse_on },
  { "also", SCOPE_ANSWER, parse_also },
  { "raw", SCOPE_ANSWER, parse_raw },
  { "repeat", SCOPE_ANSWER, parse_repeat },
  { "once", SCOPE_ANSWER, parse_once },
  { "delay", SCOPE_ANSWER, parse_delay },
  { "slowly", SCOPE_ANSWER, parse_slowly },
  { "then", SCOPE_ANSWER, parse_then },
};

static gboolean
parse_statement (Parser *parser, const char *line, GError **error)
{
  const char *rest = line;
  g_autofree char *word = take_word (&rest);

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (statements); i++)
    {
      if (!g_str_equal (statements[i].word, word))
        continue;
      if (statements[i].scope >= SCOPE_PORT && parser->port == NULL)
        return fail (error, "“%s” belongs below a “listen”", word);
      if (statements[i].scope == SCOPE_ANSWER && parser->answer == NULL)
        return fail (error, "“%s” belongs below a “greeting” or an “on”", word);
      return statements[i].parse (parser, rest, error);
    }
  return fail (error, "“%s” is not known here", line);
}

static gboolean
check_whole (const PmPracticeScript *script, GError **error)
{
  if (script->expect == NULL)
    return fail (error, "“expect” is missing");
  if (pm_practice_script_get_setting (script, "server") == NULL)
    return fail (error, "“account” with a server is missing");
  return TRUE;
}

PmPracticeScript *
pm_practice_script_parse (const char *text, GError **error)
{
  g_autoptr (PmPracticeScript) script = pm_practice_script_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Parser parser = { script, NULL, NULL, NULL };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line == '\0' || *line == '#')
        continue;
      if (!parse_statement (&parser, line, error))
        {
          g_prefix_error (error, "line %u: ", i + 1);
          return NULL;
        }
    }
  if (!check_whole (script, error))
    {
      g_prefix_error (error, "line %u: ", MAX (g_strv_length (lines), 1));
      return NULL;
    }
  return g_steal_pointer (&script);
}
