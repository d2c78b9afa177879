/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-transcript-line.h"

struct _PmTranscriptLine
{
  GObject parent_instance;

  gint64 at_ms;
  guint connection;
  PmDirection direction;
  char *text;
};

enum
{
  PROP_0,
  PROP_AT_MS,
  PROP_CONNECTION,
  PROP_DIRECTION,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (PmDirection,
                    pm_direction,
                    G_DEFINE_ENUM_VALUE (PM_DIRECTION_IN, "in"),
                    G_DEFINE_ENUM_VALUE (PM_DIRECTION_OUT, "out"),
                    G_DEFINE_ENUM_VALUE (PM_DIRECTION_NOTE, "note"))

G_DEFINE_FINAL_TYPE (PmTranscriptLine, pm_transcript_line, G_TYPE_OBJECT)

static void
pm_transcript_line_finalize (GObject *object)
{
  PmTranscriptLine *self = PM_TRANSCRIPT_LINE (object);

  g_free (self->text);
  G_OBJECT_CLASS (pm_transcript_line_parent_class)->finalize (object);
}

static void
pm_transcript_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmTranscriptLine *self = PM_TRANSCRIPT_LINE (object);

  switch (id)
    {
    case PROP_AT_MS:
      g_value_set_int64 (value, self->at_ms);
      break;
    case PROP_CONNECTION:
      g_value_set_uint (value, self->connection);
      break;
    case PROP_DIRECTION:
      g_value_set_enum (value, self->direction);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_transcript_line_class_init (PmTranscriptLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pm_transcript_line_finalize;
  object_class->get_property = pm_transcript_line_get_property;

  properties[PROP_AT_MS] = g_param_spec_int64 ("at-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CONNECTION] = g_param_spec_uint ("connection", NULL, NULL, 0, G_MAXUINT, 0,
                                                   flags);
  properties[PROP_DIRECTION] = g_param_spec_enum ("direction", NULL, NULL, PM_TYPE_DIRECTION,
                                                  PM_DIRECTION_NOTE, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_transcript_line_init (PmTranscriptLine *self)
{
}

PmTranscriptLine *
pm_transcript_line_new (gint64 at_ms, guint connection, PmDirection direction, const char *text)
{
  PmTranscriptLine *self = g_object_new (PM_TYPE_TRANSCRIPT_LINE, NULL);

  self->at_ms = at_ms;
  self->connection = connection;
  self->direction = direction;
  self->text = g_strdup (text);
  return self;
}

gint64
pm_transcript_line_get_at_ms (PmTranscriptLine *self)
{
  g_return_val_if_fail (PM_IS_TRANSCRIPT_LINE (self), 0);

  return self->at_ms;
}

guint
pm_transcript_line_get_connection (PmTranscriptLine *self)
{
  g_return_val_if_fail (PM_IS_TRANSCRIPT_LINE (self), 0);

  return self->connection;
}

PmDirection
pm_transcript_line_get_direction (PmTranscriptLine *self)
{
  g_return_val_if_fail (PM_IS_TRANSCRIPT_LINE (self), PM_DIRECTION_NOTE);

  return self->direction;
}

const char *
pm_transcript_line_get_text (PmTranscriptLine *self)
{
  g_return_val_if_fail (PM_IS_TRANSCRIPT_LINE (self), NULL);

  return self->text;
}

const char *
pm_direction_get_id (PmDirection direction)
{
  static const char *const ids[] = { "in", "out", "note" };

  g_return_val_if_fail ((gsize) direction < G_N_ELEMENTS (ids), "note");

  return ids[direction];
}
