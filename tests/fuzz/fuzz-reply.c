/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reply.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What must be true of each reply, whatever came. */
static void
check_reply (const PmReply *reply)
{
  g_assert_cmpuint (reply->code, >=, 200);
  g_assert_cmpuint (reply->code, <=, 599);
  g_assert_cmpuint (reply->lines->len, >=, 1);
  g_assert_cmpuint (reply->lines->len, <=, 128);
  if (reply->enhanced != NULL)
    g_assert_cmpint (g_ascii_digit_value (reply->enhanced[0]), ==, (int) reply->code / 100);
  for (guint i = 0; i < reply->lines->len; i++)
    {
      const char *line = g_ptr_array_index (reply->lines, i);

      g_assert_cmpuint (g_ascii_strtoull (line, NULL, 10), ==, reply->code);
      g_assert_null (strchr (line, '\n'));
    }
}

/* All replies of @data, given in pieces of @piece bytes, as one text, with the end. */
static char *
read_all (const char *data, gsize size, gsize piece)
{
  g_autoptr (PmReplyParser) parser = pm_reply_parser_new ();
  g_autoptr (GError) error = NULL;
  GString *seen = g_string_new (NULL);

  for (gsize at = 0; at < size && error == NULL; at += piece)
    {
      PmReply *reply;

      pm_reply_parser_push (parser, data + at, MIN (piece, size - at));
      while ((reply = pm_reply_parser_next (parser, &error)) != NULL)
        {
          check_reply (reply);
          g_string_append_printf (seen, "%u %s %s\n", reply->code, reply->enhanced, reply->text);
          pm_reply_free (reply);
        }
    }
  if (error != NULL)
    g_string_append_printf (seen, "error %d\n", error->code);
  return g_string_free (seen, FALSE);
}

/* However the bytes are cut, the replies are the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = read_all ((const char *) data, size, MAX (size, 1));
  g_autofree char *bytes = read_all ((const char *) data, size, 1);

  g_assert_cmpstr (whole, ==, bytes);
  g_assert_nonnull (pm_reply_guess_protocol ((const char *) data, size));
  return 0;
}
