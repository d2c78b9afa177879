/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-recipient.h"

#include "pm-message-mail-address.h"

#include <string.h>

/* A name before "(a@b)" or "<a@b>" is no longer. */
#define MAX_NAME 60

static const struct
{
  const char *label;
  gboolean is_reason;
} labels[] = {
  { "recipient address", FALSE },
  { "recipients", FALSE },
  { "recipient", FALSE },
  { "failed recipient", FALSE },
  { "failed address", FALSE },
  { "final-recipient: rfc822;", FALSE },
  { "addressed to", FALSE },
  { "unable to deliver message to", FALSE },
  { "unable to deliver to", FALSE },
  { "could not be delivered to", FALSE },
  { "was not delivered to", FALSE },
  { "delivery to", FALSE },
  { "unknown user", TRUE },
  { "user unknown", TRUE },
  { "unknown recipient", TRUE },
  { "invalid recipient", TRUE },
  { "invalid address", TRUE },
  { "no such user", TRUE },
  { "mailbox full", TRUE },
  { "mailbox is full", TRUE },
  { "user mailbox exceeds allowed size", TRUE },
  { "account disabled", TRUE },
  { "宛先メールアドレス", FALSE },
  { "宛先アドレス", FALSE },
  { "宛先不明", TRUE },
  { "宛先", FALSE },
  { "送信先", FALSE },
  { "配信先", FALSE },
  { "受信者", FALSE },
  { "あて先", FALSE },
  { "メールアドレス", FALSE },
};

static gsize
skip_colon (const char *text)
{
  gsize n = strspn (text, " \t");

  if (g_str_has_prefix (text + n, "："))
    n += strlen ("：");
  else if (text[n] == ':')
    n++;
  return n + strspn (text + n, " \t");
}

static gsize
skip_bullet (const char *text)
{
  static const char *const bullets[] = { "*", "-", "•", "・", "●", "◆", "■", "○" };

  for (guint i = 0; i < G_N_ELEMENTS (bullets); i++)
    {
      gsize n = strlen (bullets[i]);

      if (g_str_has_prefix (text, bullets[i]) && (n > 1 || text[n] == ' '))
        return n + strspn (text + n, " \t");
    }
  return 0;
}

/* What stands behind a label, or @text. */
static const char *
pm_mail_recipient_skip_label (PmMailRecipient *self, const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gsize n = strlen (labels[i].label);

      if (g_ascii_strncasecmp (text, labels[i].label, n) != 0 || g_ascii_isalnum (text[n]))
        continue;
      self->labelled = TRUE;
      self->labelled_by_words = labels[i].is_reason;
      return text + n + skip_colon (text + n);
    }
  return text;
}

static const char *
skip_behind (const char *text)
{
  text += strspn (text, ">\"')]");
  return text + skip_colon (text);
}

/* "<a@b>", "\"a@b\"", "(a@b)", "a@b" at the beginning. */
static gboolean
pm_mail_recipient_read_at (PmMailRecipient *self, const char *text)
{
  gsize n = pm_message_mail_measure_address (text);

  if (n == 0 && *text != '\0' && strchr ("<\"'([", *text))
    n = pm_message_mail_measure_address (++text);
  if (n == 0 || text[n] == '@' || text[n] == '/')
    return FALSE;
  self->address = g_strndup (text, n);
  self->behind = skip_behind (text + n);
  return TRUE;
}

/* "Taro Yamada (a@b)", "unknown user<a@b>": up to the end of the line, and no sentence. */
static gboolean
pm_mail_recipient_read_named (PmMailRecipient *self, const char *text)
{
  gsize name = strcspn (text, "<(");
  const char *behind;
  gsize n;

  if (name == 0 || name > MAX_NAME || text[name] == '\0' || g_ascii_isdigit (text[0])
      || memchr (text, ':', name) != NULL || memchr (text, '.', name) != NULL)
    return FALSE;
  n = pm_message_mail_measure_address (text + name + 1);
  if (n == 0)
    return FALSE;
  behind = skip_behind (text + name + 1 + n);
  /* Outlook shows a link behind it: "Taro (a@b)<mailto:a@b>". */
  if (*behind != '\0' && !g_str_has_prefix (behind, "<mailto:"))
    return FALSE;
  self->address = g_strndup (text + name + 1, n);
  self->before = g_strstrip (g_strndup (text, name));
  self->behind = "";
  return TRUE;
}

gboolean
pm_mail_recipient_read (PmMailRecipient *self, const char *line)
{
  const char *text = line + strspn (line, " \t>");
  const char *labelled;

  if (strchr (text, '@') == NULL)
    return FALSE;
  self->indent = (guint) (text - line);
  text += skip_bullet (text);
  labelled = pm_mail_recipient_skip_label (self, text);
  if (!pm_mail_recipient_read_at (self, labelled)
      && (self->labelled || !pm_mail_recipient_read_named (self, text)))
    return FALSE;
  if (self->before == NULL)
    self->before = self->labelled_by_words ? g_strndup (text, (gsize) (labelled - text))
                                           : g_strdup ("");
  return TRUE;
}

void
pm_mail_recipient_clear (PmMailRecipient *self)
{
  g_free (self->address);
  g_free (self->before);
}
