/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-transcript-view.h"

static const char *const direction_marks[] = {
  [PM_DIRECTION_IN] = "S:",
  [PM_DIRECTION_OUT] = "C:",
  [PM_DIRECTION_NOTE] = "--",
};

static void
append_line (GtkTextBuffer *buffer, PmTranscriptLine *line, guint *connection)
{
  g_autofree char *text = NULL;
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (*connection != 0 && pm_transcript_line_get_connection (line) != *connection)
    gtk_text_buffer_insert (buffer, &end, "\n", 1);
  *connection = pm_transcript_line_get_connection (line);

  text = g_strdup_printf ("%6.3f [%u] %s %s\n", pm_transcript_line_get_at_ms (line) / 1000.0,
                          *connection, direction_marks[pm_transcript_line_get_direction (line)],
                          pm_transcript_line_get_text (line));
  gtk_text_buffer_insert (buffer, &end, text, -1);
}

void
pm_transcript_view_fill (GtkTextView *view, PmEvidence *evidence)
{
  GtkTextBuffer *buffer;
  GListModel *lines;
  guint connection = 0;

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));
  g_return_if_fail (PM_IS_EVIDENCE (evidence));

  buffer = gtk_text_view_get_buffer (view);
  lines = pm_evidence_get_transcript (evidence);
  gtk_text_buffer_set_text (buffer, "", 0);
  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr (PmTranscriptLine) line = g_list_model_get_item (lines, i);

      append_line (buffer, line, &connection);
    }
}
