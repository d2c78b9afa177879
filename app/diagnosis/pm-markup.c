/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-markup.h"

typedef struct
{
  const PmMarkup *markup;
  gpointer self;
  GString *text; /* of the element that is open, or NULL */
} Reading;

static void
start_element_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  Reading *reading = user_data;

  if (reading->markup->open (reading->self, element, names, values, error) && reading->text == NULL)
    reading->text = g_string_new (NULL);
}

static void
end_element_cb (GMarkupParseContext *context,
                const char *element,
                gpointer user_data,
                GError **error)
{
  Reading *reading = user_data;
  g_autoptr (GString) text = g_steal_pointer (&reading->text);

  reading->markup->close (reading->self, element, text != NULL ? text->str : NULL, error);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Reading *reading = user_data;

  if (reading->text != NULL)
    g_string_append_len (reading->text, text, length);
}

gboolean
pm_markup_read (GBytes *file, const PmMarkup *markup, gpointer self, GError **error)
{
  static const GMarkupParser parser = {
    .start_element = start_element_cb,
    .end_element = end_element_cb,
    .text = text_cb,
  };
  Reading reading = { .markup = markup, .self = self };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reading, NULL);
  gsize size;
  const char *data = g_bytes_get_data (file, &size);
  gboolean read = g_markup_parse_context_parse (context, data, size, error)
                  && g_markup_parse_context_end_parse (context, error);

  if (reading.text != NULL)
    g_string_free (reading.text, TRUE);
  return read;
}
