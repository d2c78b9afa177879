/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-server-reply.h"

struct _PmServerReply
{
  char *verb;
  guint code;
  char *enhanced;
  char *text;
};

G_DEFINE_BOXED_TYPE (PmServerReply, pm_server_reply, pm_server_reply_ref, pm_server_reply_unref)

static void
pm_server_reply_clear (gpointer data)
{
  PmServerReply *self = data;

  g_free (self->verb);
  g_free (self->enhanced);
  g_free (self->text);
}

PmServerReply *
pm_server_reply_new (const char *verb, guint code, const char *enhanced, const char *text)
{
  PmServerReply *self = g_atomic_rc_box_new0 (PmServerReply);

  g_assert (verb != NULL);
  g_assert (text != NULL);

  self->verb = g_strdup (verb);
  self->code = code;
  self->enhanced = g_strdup (enhanced);
  self->text = g_utf8_make_valid (text, -1);
  return self;
}

PmServerReply *
pm_server_reply_ref (PmServerReply *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
pm_server_reply_unref (PmServerReply *self)
{
  g_atomic_rc_box_release_full (self, pm_server_reply_clear);
}

const char *
pm_server_reply_get_verb (const PmServerReply *self)
{
  return self->verb;
}

guint
pm_server_reply_get_code (const PmServerReply *self)
{
  return self->code;
}

const char *
pm_server_reply_get_enhanced (const PmServerReply *self)
{
  return self->enhanced;
}

const char *
pm_server_reply_get_text (const PmServerReply *self)
{
  return self->text;
}

char *
pm_server_reply_to_string (const PmServerReply *self)
{
  GString *line = g_string_new (NULL);

  if (self->code != 0)
    g_string_append_printf (line, "%u", self->code);
  if (self->enhanced != NULL)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", self->enhanced);
  if (*self->text != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", self->text);
  g_string_replace (line, "\n", " ", 0);
  return g_string_free (line, FALSE);
}

GVariant *
pm_server_reply_to_variant (const PmServerReply *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "verb", "s", self->verb);
  g_variant_dict_insert (&dict, "code", "u", self->code);
  if (self->enhanced != NULL)
    g_variant_dict_insert (&dict, "enhanced", "s", self->enhanced);
  g_variant_dict_insert (&dict, "text", "s", self->text);
  return g_variant_dict_end (&dict);
}
