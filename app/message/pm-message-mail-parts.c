/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-message-mail-parts.h"

#include "pm-message-charset.h"
#include "pm-message-mail-guard.h"

#include <string.h>

/* No program needs more to say that it could not deliver. */
#define MAX_WORDS 65536

#define MAX_MAILS 4

static void
init_gmime (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      g_mime_init ();
      g_once_init_leave (&done, 1);
    }
}

/* A mail that was cut off lacks the end of its outermost parts. */
static gboolean
is_open (GMimeMessage *message, const GByteArray *octets)
{
  GMimeObject *root = g_mime_message_get_mime_part (message);
  const char *boundary;
  g_autofree char *end = NULL;

  if (!GMIME_IS_MULTIPART (root))
    return FALSE;
  boundary = g_mime_multipart_get_boundary (GMIME_MULTIPART (root));
  if (boundary == NULL)
    return FALSE;
  end = g_strconcat ("--", boundary, "--", NULL);
  return g_strrstr_len ((const char *) octets->data, octets->len, end) == NULL;
}

GMimeMessage *
pm_message_mail_parse (const guint8 *octets, gsize n_octets, gboolean *cut)
{
  g_autoptr (GByteArray) mail = pm_message_mail_guard (octets, n_octets, cut);
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;

  init_gmime ();
  stream = g_mime_stream_mem_new_with_byte_array (mail);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  parser = g_mime_parser_new_with_stream (stream);
  /* The parts are copied out: the octets are gone when this returns. */
  g_mime_parser_set_persist_stream (parser, FALSE);
  message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  if (message == NULL)
    return g_mime_message_new (FALSE);
  if (is_open (message, mail))
    *cut = TRUE;
  return message;
}

/* The octets of @part without their transfer encoding. */
static GByteArray *
read_content (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GByteArray *octets = g_byte_array_new ();
  GMimeStream *stream = g_mime_stream_mem_new_with_byte_array (octets);

  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  if (content != NULL)
    g_mime_data_wrapper_write_to_stream (content, stream);
  g_object_unref (stream);
  return octets;
}

/* What the mail says of its charset, where that can be. Programs of Japan send ISO-2022-JP under any
 * name, and US-ASCII is what those say that do not think of it. */
static const char *
choose_charset (GMimePart *part, const GByteArray *octets)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  const char *charset = g_mime_content_type_get_parameter (type, "charset");

  if (charset == NULL || g_ascii_strcasecmp (charset, "us-ascii") == 0)
    return NULL;
  if (g_strstr_len ((const char *) octets->data, octets->len, "\033$") != NULL)
    return NULL;
  return charset;
}

static void
pm_mail_parts_add_words (PmMailParts *self, GMimePart *part)
{
  g_autoptr (GByteArray) octets = read_content (part);
  g_autofree char *text = NULL;

  if (octets->len == 0 || self->words->len >= MAX_WORDS)
    return;
  text = pm_message_decode ((const char *) octets->data, MIN (octets->len, MAX_WORDS),
                            choose_charset (part, octets));
  if (text[strspn (text, " \t\n")] == '\0')
    return;
  if (self->words->len > 0)
    g_string_append_c (self->words, '\n');
  g_string_append (self->words, text);
}

static void
pm_mail_parts_add_status (PmMailParts *self, GMimePart *part)
{
  g_autoptr (GByteArray) octets = read_content (part);
  g_autofree char *text = NULL;

  if (octets->len == 0)
    return;
  text = pm_message_decode ((const char *) octets->data, octets->len,
                            choose_charset (part, octets));
  g_string_append (self->status, text);
  g_string_append (self->status, "\n\n");
}

static void
pm_mail_parts_add_file (PmMailParts *self, GMimePart *part)
{
  g_autoptr (GByteArray) octets = read_content (part);
  gboolean cut;

  if (self->mails->len < MAX_MAILS && pm_message_mail_has_header (octets->data, octets->len))
    g_ptr_array_add (self->mails, pm_message_mail_parse (octets->data, octets->len, &cut));
}

static gboolean
is_mail_file (GMimePart *part)
{
  const char *name = g_mime_part_get_filename (part);
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 4 && g_ascii_strcasecmp (name + length - 4, ".eml") == 0;
}

static void
pm_mail_parts_add_part (PmMailParts *self, GMimePart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  gboolean is_message = g_mime_content_type_is_type (type, "message", "*");

  if (g_mime_content_type_is_type (type, "message", "delivery-status")
      || g_mime_content_type_is_type (type, "message", "global-delivery-status"))
    pm_mail_parts_add_status (self, part);
  else if (g_mime_content_type_is_type (type, "message", "feedback-report"))
    self->complaint = TRUE;
  else if (g_mime_content_type_is_type (type, "message", "disposition-notification")
           || g_mime_content_type_is_type (type, "message", "global-disposition-notification"))
    self->notification = TRUE;
  else if (is_message || is_mail_file (part))
    pm_mail_parts_add_file (self, part);
  else if (g_mime_content_type_is_type (type, "text", "*")
           && !g_mime_content_type_is_type (type, "text", "rfc822-headers") && !self->ended
           && !(self->words->len > 0 && g_mime_object_get_content_disposition (GMIME_OBJECT (part))
                && g_mime_part_is_attachment (part)))
    pm_mail_parts_add_words (self, part);
  self->ended |= is_message || g_mime_content_type_is_type (type, "text", "rfc822-headers");
}

static void pm_mail_parts_add_object (PmMailParts *self, GMimeObject *object);

/* RFC 2046 section 5.1.4: the parts say the same. The first that says something, is the plainest. */
static void
pm_mail_parts_add_alternative (PmMailParts *self, GMimeMultipart *multipart)
{
  gsize before = self->words->len;
  int n = g_mime_multipart_get_count (multipart);

  for (int i = 0; i < n && self->words->len == before; i++)
    pm_mail_parts_add_object (self, g_mime_multipart_get_part (multipart, i));
}

static void
pm_mail_parts_add_multipart (PmMailParts *self, GMimeMultipart *multipart)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (multipart));
  int n = g_mime_multipart_get_count (multipart);

  if (g_mime_content_type_is_type (type, "multipart", "alternative"))
    pm_mail_parts_add_alternative (self, multipart);
  else
    for (int i = 0; i < n; i++)
      pm_mail_parts_add_object (self, g_mime_multipart_get_part (multipart, i));
}

static void
pm_mail_parts_add_object (PmMailParts *self, GMimeObject *object)
{
  if (GMIME_IS_MULTIPART (object))
    pm_mail_parts_add_multipart (self, GMIME_MULTIPART (object));
  else if (GMIME_IS_MESSAGE_PART (object))
    {
      GMimeMessage *message = g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));

      if (message != NULL && self->mails->len < MAX_MAILS)
        g_ptr_array_add (self->mails, g_object_ref (message));
      self->ended = TRUE;
    }
  else if (GMIME_IS_PART (object))
    pm_mail_parts_add_part (self, GMIME_PART (object));
}

PmMailParts *
pm_mail_parts_new (GMimeMessage *message)
{
  PmMailParts *self = g_new0 (PmMailParts, 1);

  self->words = g_string_new (NULL);
  self->status = g_string_new (NULL);
  self->mails = g_ptr_array_new_with_free_func (g_object_unref);
  pm_mail_parts_add_object (self, g_mime_message_get_mime_part (message));
  return self;
}

void
pm_mail_parts_free (PmMailParts *self)
{
  g_string_free (self->words, TRUE);
  g_string_free (self->status, TRUE);
  g_ptr_array_unref (self->mails);
  g_free (self);
}
