/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-practice-dialogue.h"

#include <string.h>

#include "pm-practice-path.h"
#include "pm-practice-sign-in.h"

#define MAX_COMMAND  512   /* RFC 5321 section 4.5.3.1.4 */
#define MAX_EXTENDED 1024  /* MAIL and RCPT with their parameters */
#define MAX_SIGN_IN  12288 /* RFC 4954 section 4 */

#define CODE_CHALLENGE 334
#define CODE_CLOSING   421

struct _PmPracticeDialogue
{
  const PmPracticeScript *script;
  const PmPracticePort *port;
  PmPracticePhase phase;
  char **offers;
  GHashTable *spent;         /* of PmPracticeRule, those for once */
  PmPracticeSignIn *sign_in; /* one under way that is checked, or NULL */
  gboolean is_signing_in;    /* by the script, which answers the next line too */
  gboolean turned_away;      /* by the greeting */
  gboolean greeted;
  gboolean signed_in;
  gboolean has_sender;
  gboolean has_recipient;
};

static const char *
get_server_name (PmPracticeDialogue *self)
{
  return pm_practice_script_get_setting (self->script, "server");
}

/* What stands behind the keyword of an EHLO line, or NULL where it is another. "AUTH=" counts. */
static const char *
match_offer (const char *offer, const char *keyword)
{
  gsize length = strlen (keyword);
  gboolean same = g_ascii_strncasecmp (offer, keyword, length) == 0
                  && (offer[length] == '\0' || offer[length] == ' ' || offer[length] == '=');

  return same ? offer + length : NULL;
}

static const char *
find_offer (PmPracticeDialogue *self, const char *keyword)
{
  const char *words = NULL;

  for (guint i = 0; words == NULL && self->offers[i] != NULL; i++)
    words = match_offer (self->offers[i], keyword);
  return words;
}

static gboolean
has_word (const char *words, const char *wanted)
{
  g_auto (GStrv) list = g_strsplit_set (words, " =", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (*wanted != '\0' && g_ascii_strcasecmp (list[i], wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
offers_mechanism (PmPracticeDialogue *self, const char *mechanism)
{
  for (guint i = 0; self->offers[i] != NULL; i++)
    {
      const char *words = match_offer (self->offers[i], "AUTH");

      if (words != NULL && has_word (words, mechanism))
        return TRUE;
    }
  return FALSE;
}

static void
forget_transaction (PmPracticeDialogue *self)
{
  self->has_sender = FALSE;
  self->has_recipient = FALSE;
}

static PmPracticeAnswer *
refuse (const char *line)
{
  return pm_practice_answer_new_line (line);
}

static PmPracticeAnswer *
refuse_address (const char *code, const char *address, const char *why)
{
  g_autofree char *line = g_strdup_printf ("%s <%s>: %s", code, address, why);

  return pm_practice_answer_new_line (line);
}

/* Each check returns the refusal, or NULL. */
typedef PmPracticeAnswer *(*CheckFunc) (PmPracticeDialogue *self, const char *argument);

static PmPracticeAnswer *
check_hello (PmPracticeDialogue *self, const char *argument)
{
  return pm_practice_is_host (argument) ? NULL : refuse ("501 5.5.4 Syntax: EHLO hostname");
}

static PmPracticeAnswer *
check_starttls (PmPracticeDialogue *self, const char *argument)
{
  if (self->phase == PM_PRACTICE_INSIDE_TLS)
    return refuse ("554 5.5.1 Error: TLS already active");
  if (find_offer (self, "STARTTLS") == NULL)
    return refuse ("502 5.5.1 Error: command not implemented");
  return *argument == '\0' ? NULL : refuse ("501 5.5.4 Syntax: STARTTLS");
}

static PmPracticeAnswer *
check_auth (PmPracticeDialogue *self, const char *argument)
{
  g_auto (GStrv) words = g_strsplit (argument, " ", 3);

  if (find_offer (self, "AUTH") == NULL)
    return refuse ("503 5.5.1 Error: authentication not enabled");
  if (self->signed_in)
    return refuse ("503 5.5.1 Error: already authenticated");
  if (self->has_sender)
    return refuse ("503 5.5.1 Error: MAIL transaction in progress");
  if (*argument == '\0' || g_strv_length (words) > 2)
    return refuse ("501 5.5.4 Syntax: AUTH mechanism");
  return offers_mechanism (self, words[0]) ? NULL
                                           : refuse ("504 5.5.4 Unrecognized authentication type");
}

static gboolean
is_own_address (PmPracticeDialogue *self, const char *address)
{
  const char *own = pm_practice_script_get_setting (self->script, "address");

  return g_ascii_strcasecmp (address, pm_practice_script_get_login_user (self->script)) == 0
         || (own != NULL && g_ascii_strcasecmp (address, own) == 0);
}

static PmPracticeAnswer *
check_size (PmPracticeDialogue *self, const char *text)
{
  const char *offer = find_offer (self, "SIZE");
  guint64 limit = offer != NULL ? g_ascii_strtoull (offer, NULL, 10) : 0;
  guint64 size = 0;

  if (offer == NULL)
    return refuse ("555 5.5.4 Unsupported option: SIZE");
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &size, NULL))
    return refuse ("501 5.5.4 Bad message size syntax");
  /* RFC 1870 section 4: 0 is no fixed limit. */
  return limit != 0 && size > limit ? refuse ("552 5.3.4 Message size exceeds fixed limit") : NULL;
}

static PmPracticeAnswer *
check_parameter (PmPracticeDialogue *self, const char *parameter)
{
  if (g_ascii_strncasecmp (parameter, "SIZE=", 5) == 0)
    return check_size (self, parameter + 5);
  if (g_ascii_strcasecmp (parameter, "BODY=7BIT") == 0
      || g_ascii_strcasecmp (parameter, "BODY=8BITMIME") == 0)
    return find_offer (self, "8BITMIME") != NULL ? NULL
                                                 : refuse ("555 5.5.4 Unsupported option: BODY");
  if (g_ascii_strcasecmp (parameter, "SMTPUTF8") == 0 && find_offer (self, "SMTPUTF8") != NULL)
    return NULL;
  return refuse ("555 5.5.4 Unsupported option");
}

static PmPracticeAnswer *
check_mail (PmPracticeDialogue *self, const char *argument)
{
  g_autoptr (PmPracticePath) path = pm_practice_path_parse ("FROM:", argument);
  PmPracticeAnswer *refusal = NULL;

  if (self->has_sender)
    return refuse ("503 5.5.1 Error: nested MAIL command");
  if (path == NULL)
    return refuse ("501 5.1.7 Bad sender address syntax");

  for (guint i = 0; refusal == NULL && path->parameters[i] != NULL; i++)
    refusal = check_parameter (self, path->parameters[i]);
  if (refusal != NULL)
    return refusal;

  if (!g_str_is_ascii (path->address) && !pm_practice_path_has_parameter (path, "SMTPUTF8"))
    return refuse ("553 5.6.7 Address needs SMTPUTF8");
  if (self->port->own_sender_only && !is_own_address (self, path->address))
    return refuse_address ("553 5.7.1", path->address,
                           "Sender address rejected: not owned by user");
  return NULL;
}

/* Who did not sign in may write to the people of this server only. */
static gboolean
may_relay_to (PmPracticeDialogue *self, const char *address)
{
  const char *at = strrchr (address, '@');

  return self->signed_in
         || (at != NULL
             && g_ascii_strcasecmp (at + 1, pm_practice_script_get_domain (self->script)) == 0);
}

static PmPracticeAnswer *
check_rcpt (PmPracticeDialogue *self, const char *argument)
{
  g_autoptr (PmPracticePath) path = pm_practice_path_parse ("TO:", argument);

  if (!self->has_sender)
    return refuse ("503 5.5.1 Error: need MAIL command");
  if (path == NULL || *path->address == '\0')
    return refuse ("501 5.1.3 Bad recipient address syntax");
  if (*path->parameters != NULL)
    return refuse ("555 5.5.4 Unsupported option");
  if (!may_relay_to (self, path->address))
    return refuse_address ("554 5.7.1", path->address, "Relay access denied");
  return NULL;
}

static PmPracticeAnswer *
check_data (PmPracticeDialogue *self, const char *argument)
{
  return refuse (self->has_recipient ? "554 5.3.0 A practice server takes no message"
                                     : "503 5.5.1 Error: need RCPT command");
}

static PmPracticeAnswer *
check_nothing_behind (PmPracticeDialogue *self, const char *argument)
{
  return *argument == '\0' ? NULL : refuse ("501 5.5.4 Syntax error in parameters");
}

static PmPracticeAnswer *
check_unknown (PmPracticeDialogue *self, const char *argument)
{
  return refuse ("500 5.5.2 Error: command not recognized");
}

static void
accept_hello (PmPracticeDialogue *self)
{
  forget_transaction (self);
  self->greeted = TRUE;
}

static void
accept_auth (PmPracticeDialogue *self)
{
  self->signed_in = TRUE;
}

static void
accept_mail (PmPracticeDialogue *self)
{
  self->has_sender = TRUE;
}

static void
accept_rcpt (PmPracticeDialogue *self)
{
  self->has_recipient = TRUE;
}

static PmPracticeAnswer *
answer_ehlo (PmPracticeDialogue *self, const char *argument)
{
  PmPracticeAnswer *answer = pm_practice_answer_new ();
  g_autofree char *first = g_strdup_printf ("250%c%s", *self->offers != NULL ? '-' : ' ',
                                            get_server_name (self));

  pm_practice_answer_add_line (answer, first);
  for (guint i = 0; self->offers[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("250%c%s", self->offers[i + 1] != NULL ? '-' : ' ',
                                               self->offers[i]);
      pm_practice_answer_add_line (answer, line);
    }
  return answer;
}

static PmPracticeAnswer *
answer_helo (PmPracticeDialogue *self, const char *argument)
{
  g_autofree char *line = g_strconcat ("250 ", get_server_name (self), NULL);

  return pm_practice_answer_new_line (line);
}

static PmPracticeAnswer *
go_on_signing_in (PmPracticeDialogue *self, const char *response)
{
  static const char *const words[] = {
    [PM_PRACTICE_SIGN_IN_MORE] = "334 ",
    [PM_PRACTICE_SIGN_IN_DONE] = "235 2.7.0 Authentication successful",
    [PM_PRACTICE_SIGN_IN_WRONG] = "535 5.7.8 Error: authentication failed: authentication failure",
    [PM_PRACTICE_SIGN_IN_MALFORMED] = "501 5.5.2 Error: malformed authentication response",
  };
  g_autofree char *challenge = NULL;
  g_autofree char *line = NULL;
  PmPracticeSignInStep step = pm_practice_sign_in_step (self->sign_in, response, &challenge);

  if (step != PM_PRACTICE_SIGN_IN_MORE)
    g_clear_pointer (&self->sign_in, pm_practice_sign_in_free);
  if (step == PM_PRACTICE_SIGN_IN_DONE)
    accept_auth (self);
  line = g_strconcat (words[step], challenge, NULL);
  return pm_practice_answer_new_line (line);
}

static PmPracticeAnswer *
answer_auth (PmPracticeDialogue *self, const char *argument)
{
  g_auto (GStrv) words = g_strsplit (argument, " ", 2);
  g_autofree char *mechanism = g_ascii_strup (words[0], -1);
  const char *initial = words[1];

  self->sign_in = pm_practice_sign_in_new (mechanism,
                                           pm_practice_script_get_login_user (self->script),
                                           pm_practice_script_get_login_password (self->script));
  if (self->sign_in == NULL)
    return pm_practice_answer_new_line ("504 5.5.4 Unrecognized authentication type");

  /* RFC 4954 section 4: "=" is an initial response of no bytes. */
  if (initial != NULL && g_str_equal (initial, "="))
    initial = "";
  return go_on_signing_in (self, initial);
}

typedef enum
{
  NEEDS_HELLO = 1 << 0,
  NEEDS_TLS = 1 << 1,
  NEEDS_SIGN_IN = 1 << 2,
  LAST_IN_GROUP = 1 << 3, /* RFC 2920 section 3.1 */
} VerbFlags;

typedef struct
{
  const char *verb;
  gsize max_length;
  VerbFlags flags;
  CheckFunc check;
  void (*accept) (PmPracticeDialogue *self); /* what is remembered when it is granted */
  PmPracticeAnswer *(*answer) (PmPracticeDialogue *self, const char *argument);
  const char *words; /* where there is no @answer */
  PmPracticeThen then;
} Verb;

static const Verb verbs[] = {
  { "EHLO", MAX_COMMAND, LAST_IN_GROUP, check_hello, accept_hello, answer_ehlo },
  { "HELO", MAX_COMMAND, LAST_IN_GROUP, check_hello, accept_hello, answer_helo },
  { "STARTTLS", MAX_COMMAND, NEEDS_HELLO | LAST_IN_GROUP, check_starttls, NULL, NULL,
    "220 2.0.0 Ready to start TLS", PM_PRACTICE_START_TLS },
  { "AUTH", MAX_SIGN_IN, NEEDS_HELLO | NEEDS_TLS | LAST_IN_GROUP, check_auth, accept_auth,
    answer_auth },
  { "MAIL", MAX_EXTENDED, NEEDS_HELLO | NEEDS_TLS | NEEDS_SIGN_IN, check_mail, accept_mail, NULL,
    "250 2.1.0 Ok" },
  { "RCPT", MAX_EXTENDED, NEEDS_HELLO | NEEDS_TLS, check_rcpt, accept_rcpt, NULL, "250 2.1.5 Ok" },
  { "DATA", MAX_COMMAND, NEEDS_HELLO | NEEDS_TLS | LAST_IN_GROUP, check_data },
  { "RSET", MAX_COMMAND, 0, check_nothing_behind, forget_transaction, NULL, "250 2.0.0 Ok" },
  { "NOOP", MAX_COMMAND, LAST_IN_GROUP, NULL, NULL, NULL, "250 2.0.0 Ok" },
  { "VRFY", MAX_COMMAND, NEEDS_HELLO | NEEDS_TLS | LAST_IN_GROUP, NULL, NULL, NULL,
    "252 2.0.0 Not told" },
  { "QUIT", MAX_COMMAND, LAST_IN_GROUP, check_nothing_behind, NULL, NULL, "221 2.0.0 Bye",
    PM_PRACTICE_CLOSE },
  { NULL, MAX_COMMAND, 0, check_unknown },
};

static const Verb *
find_verb (const char *word)
{
  const Verb *verb = verbs;

  while (verb->verb != NULL && g_ascii_strcasecmp (verb->verb, word) != 0)
    verb++;
  return verb;
}

static PmPracticeAnswer *
check_needs (PmPracticeDialogue *self, VerbFlags flags)
{
  if ((flags & NEEDS_HELLO) != 0 && !self->greeted)
    return refuse ("503 5.5.1 Error: send HELO/EHLO first");
  if ((flags & NEEDS_TLS) != 0 && find_offer (self, "STARTTLS") != NULL)
    return refuse ("530 5.7.0 Must issue a STARTTLS command first");
  if ((flags & NEEDS_SIGN_IN) != 0 && !self->signed_in && find_offer (self, "AUTH") != NULL)
    return refuse ("530 5.7.0 Authentication required");
  return NULL;
}

static PmPracticeAnswer *
check_verb (PmPracticeDialogue *self, const Verb *verb, const char *argument)
{
  PmPracticeAnswer *refusal = check_needs (self, verb->flags);

  if (refusal == NULL && verb->check != NULL)
    refusal = verb->check (self, argument);
  return refusal;
}

static char *
find_address (const char *argument)
{
  const char *start = strchr (argument, '<');
  const char *end = start != NULL ? strchr (start, '>') : NULL;

  return end != NULL ? g_strndup (start + 1, (gsize) (end - start - 1)) : g_strdup ("");
}

/* What the server does after a reply that the script gave. */
static PmPracticeThen
find_consequence (PmPracticeDialogue *self, const Verb *verb, guint code)
{
  /* RFC 5321 section 3.8: after a 421 the server closes. */
  if (code == CODE_CLOSING)
    return PM_PRACTICE_CLOSE;
  /* There is no TLS inside TLS, whatever the script says. */
  if (code / 100 != 2
      || (verb->then == PM_PRACTICE_START_TLS && self->phase == PM_PRACTICE_INSIDE_TLS))
    return PM_PRACTICE_GO_ON;
  return verb->then;
}

/* The script's answer. Where it is a grant, the server behaves from here on as one that granted. */
static PmPracticeAnswer *
answer_by_rule (PmPracticeDialogue *self,
                const PmPracticeRule *rule,
                const Verb *verb,
                const char *argument)
{
  g_autofree char *address = find_address (argument);
  PmPracticeAnswer *answer = pm_practice_answer_fill (rule->answer, argument, address);
  guint code = pm_practice_answer_get_code (answer);

  if (code / 100 == 2 && verb->accept != NULL)
    verb->accept (self);
  self->is_signing_in = code == CODE_CHALLENGE && verb->answer == answer_auth;
  if (answer->then == PM_PRACTICE_GO_ON)
    answer->then = find_consequence (self, verb, code);
  return answer;
}

static PmPracticeAnswer *
answer_strictly (PmPracticeDialogue *self, const Verb *verb, const char *argument)
{
  PmPracticeAnswer *answer = check_verb (self, verb, argument);

  if (answer != NULL)
    return answer;

  if (verb->answer != answer_auth && verb->accept != NULL)
    verb->accept (self);
  answer = verb->answer != NULL ? verb->answer (self, argument)
                                : pm_practice_answer_new_line (verb->words);
  answer->then = verb->then;
  return answer;
}

static PmPracticeAnswer *
hang_up (const char *line)
{
  PmPracticeAnswer *answer = pm_practice_answer_new_line (line);

  answer->then = PM_PRACTICE_CLOSE;
  return answer;
}

static const PmPracticeRule *
take_rule (PmPracticeDialogue *self, const char *command)
{
  const PmPracticeRule *rule = pm_practice_port_find_rule (self->port, self->phase, command,
                                                           self->spent);

  if (rule != NULL && rule->once)
    g_hash_table_add (self->spent, (gpointer) rule);
  return rule;
}

static void
end_sign_in (PmPracticeDialogue *self)
{
  g_clear_pointer (&self->sign_in, pm_practice_sign_in_free);
  self->is_signing_in = FALSE;
}

/* The script's answer to a line of a sign-in: another challenge, or the end of it. */
static PmPracticeAnswer *
answer_response_by_rule (PmPracticeDialogue *self, const PmPracticeRule *rule, const char *line)
{
  PmPracticeAnswer *answer = pm_practice_answer_fill (rule->answer, line, "");
  guint code = pm_practice_answer_get_code (answer);

  if (code != CODE_CHALLENGE)
    end_sign_in (self);
  if (code / 100 == 2)
    accept_auth (self);
  if (code == CODE_CLOSING && answer->then == PM_PRACTICE_GO_ON)
    answer->then = PM_PRACTICE_CLOSE;
  return answer;
}

static PmPracticeAnswer *
answer_sign_in_line (PmPracticeDialogue *self, const char *line, gboolean more)
{
  const PmPracticeRule *rule;

  if (more)
    return hang_up ("554 5.5.0 Error: SMTP protocol synchronization");
  /* RFC 4954 section 4: "*" gives the exchange up. */
  if (g_str_equal (line, "*"))
    {
      end_sign_in (self);
      return pm_practice_answer_new_line ("501 5.7.0 Authentication aborted");
    }
  rule = take_rule (self, PM_PRACTICE_RESPONSE);
  if (rule != NULL)
    return answer_response_by_rule (self, rule, line);
  if (self->sign_in != NULL)
    return go_on_signing_in (self, line);
  end_sign_in (self);
  return pm_practice_answer_new_line ("501 5.5.2 Error: malformed authentication response");
}

PmPracticeAnswer *
pm_practice_dialogue_answer (PmPracticeDialogue *self, const char *line, gboolean more)
{
  gsize word_length = strcspn (line, " ");
  g_autofree char *word = g_strndup (line, word_length);
  const char *argument = line + word_length + (line[word_length] == ' ' ? 1 : 0);
  const Verb *verb = find_verb (word);
  const PmPracticeRule *rule;

  if (self->sign_in != NULL || self->is_signing_in)
    return answer_sign_in_line (self, line, more);
  if (more && ((verb->flags & LAST_IN_GROUP) != 0 || find_offer (self, "PIPELINING") == NULL))
    return hang_up ("554 5.5.0 Error: SMTP protocol synchronization");
  if (strlen (line) + strlen ("\r\n") > verb->max_length)
    return pm_practice_answer_new_line ("500 5.5.2 Error: line too long");
  /* RFC 5321 section 3.1: after a 554 greeting there is QUIT alone. */
  if (self->turned_away && verb->then != PM_PRACTICE_CLOSE)
    return pm_practice_answer_new_line ("503 5.5.1 Error: no service for you here");

  rule = take_rule (self, line);
  if (rule != NULL)
    return answer_by_rule (self, rule, verb, argument);
  return answer_strictly (self, verb, argument);
}

PmPracticeAnswer *
pm_practice_dialogue_greet (PmPracticeDialogue *self)
{
  g_autofree char *line = g_strdup_printf ("220 %s ESMTP ready", get_server_name (self));
  PmPracticeAnswer *answer;
  guint code;

  if (self->port->greeting == NULL)
    return pm_practice_answer_new_line (line);

  answer = pm_practice_answer_fill (self->port->greeting, "", "");
  code = pm_practice_answer_get_code (answer);
  self->turned_away = code / 100 == 5;
  if (code == CODE_CLOSING && answer->then == PM_PRACTICE_GO_ON)
    answer->then = PM_PRACTICE_CLOSE;
  return answer;
}

static void
set_phase (PmPracticeDialogue *self, PmPracticePhase phase)
{
  self->phase = phase;
  g_strfreev (self->offers);
  self->offers = pm_practice_port_list_offers (self->port, phase);
}

void
pm_practice_dialogue_enter_tls (PmPracticeDialogue *self)
{
  forget_transaction (self);
  self->greeted = FALSE;
  self->signed_in = FALSE;
  set_phase (self, PM_PRACTICE_INSIDE_TLS);
}

PmPracticeDialogue *
pm_practice_dialogue_new (const PmPracticeScript *script, const PmPracticePort *port)
{
  PmPracticeDialogue *self = g_new0 (PmPracticeDialogue, 1);

  self->script = script;
  self->port = port;
  self->spent = g_hash_table_new (NULL, NULL);
  set_phase (self, PM_PRACTICE_BEFORE_TLS);
  return self;
}

void
pm_practice_dialogue_free (PmPracticeDialogue *self)
{
  g_strfreev (self->offers);
  g_hash_table_unref (self->spent);
  end_sign_in (self);
  g_free (self);
}
