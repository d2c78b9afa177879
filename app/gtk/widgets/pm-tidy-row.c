/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-tidy-row.h"
#include "pm-tidy.h"

#define MAX_MEGABYTES 10000

struct _PmTidyRow
{
  AdwEntryRow parent_instance;

  PmTidyRowKind kind;
  PmNoticeRow *notice;
  gboolean required;

  char *before;   /* as it was typed; kept for the button that undoes */
  gboolean as_is; /* undone: not mended again until it is changed */
  gboolean had_port;
};

enum
{
  PROP_KIND = 1,
  PROP_NOTICE,
  PROP_REQUIRED,
  N_PROPS
};

enum
{
  PORT_FOUND,
  N_SIGNALS
};

G_DEFINE_ENUM_TYPE (PmTidyRowKind,
                    pm_tidy_row_kind,
                    G_DEFINE_ENUM_VALUE (PM_TIDY_ROW_ADDRESS, "address"),
                    G_DEFINE_ENUM_VALUE (PM_TIDY_ROW_HOST, "host"),
                    G_DEFINE_ENUM_VALUE (PM_TIDY_ROW_USER, "user"),
                    G_DEFINE_ENUM_VALUE (PM_TIDY_ROW_PORT, "port"),
                    G_DEFINE_ENUM_VALUE (PM_TIDY_ROW_SIZE, "size"))

G_DEFINE_FINAL_TYPE (PmTidyRow, pm_tidy_row, ADW_TYPE_ENTRY_ROW)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static char *
tidy_address (const char *text, guint *port, PmTidy *changes, GError **error)
{
  return pm_tidy_address (text, changes, error);
}

static char *
tidy_user (const char *text, guint *port, PmTidy *changes, GError **error)
{
  return pm_tidy_user (text, changes, error);
}

static char *
tidy_port (const char *text, guint *port, PmTidy *changes, GError **error)
{
  guint number = pm_tidy_port (text, changes, error);

  return number != 0 ? g_strdup_printf ("%u", number) : NULL;
}

static char *
tidy_size (const char *text, guint *port, PmTidy *changes, GError **error)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  char *end = NULL;
  double size = plain != NULL ? g_ascii_strtod (g_strstrip (plain), &end) : 0;

  if (!(size >= 0.1 && size <= MAX_MEGABYTES) || strspn (end, " MBmb") != strlen (end))
    return NULL;

  if (g_strcmp0 (plain, text) != 0)
    *changes |= PM_TIDY_WIDTH;
  return g_strdup_printf (size < 10 ? "%.1f" : "%.0f", size);
}

static const struct
{
  char *(*tidy) (const char *text, guint *port, PmTidy *changes, GError **error);
  const char *missing;
  const char *unusable;
} kinds[] = {
  [PM_TIDY_ROW_ADDRESS] = { tidy_address,
                            N_ ("Enter the address you send from, such as taro@example.jp."),
                            N_ ("This does not look like a mail address. An example: "
                                "taro@example.jp") },
  [PM_TIDY_ROW_HOST] = { pm_tidy_host,
                         N_ ("Enter the name of the outgoing server. It is in the account "
                             "settings of your mail app."),
                         N_ ("This does not look like a server name. An example: "
                             "smtp.example.jp") },
  [PM_TIDY_ROW_USER] = { tidy_user, N_ ("Enter the user name."),
                         N_ ("There is a character here that no user name can hold.") },
  [PM_TIDY_ROW_PORT] = { tidy_port, N_ ("Enter the port number."),
                         N_ ("A port number is between 1 and 65535. Usual are 465 and 587.") },
  [PM_TIDY_ROW_SIZE] = { tidy_size, N_ ("Enter the size in megabytes."),
                         N_ ("Enter the size in megabytes, such as 12.") },
};

static const struct
{
  PmTidy change;
  const char *text;
} changes_table[] = {
  { PM_TIDY_WIDTH, N_ ("Full-width characters were changed to half-width.") },
  { PM_TIDY_PUNCTUATION, N_ ("Japanese punctuation was changed to a dot or a hyphen.") },
  { PM_TIDY_INVISIBLE, N_ ("Invisible characters were taken out.") },
  { PM_TIDY_SPACE, N_ ("Spaces were taken out.") },
  { PM_TIDY_QUOTES, N_ ("Quotes and brackets were taken out.") },
  { PM_TIDY_SCHEME, N_ ("Only the name of the server was kept.") },
  { PM_TIDY_PORT, N_ ("The port number was moved to its own field.") },
};

static char *
describe_changes (PmTidy changes, const char *mended)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (changes_table); i++)
    if ((changes & changes_table[i].change) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", _ (changes_table[i].text));

  /* Translators: %s is a server name or address in the form in which it goes over the network. */
  if (text->len == 0)
    g_string_append_printf (text, _ ("Written the way servers know it: %s"), mended);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
pm_tidy_row_clear_notice (PmTidyRow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  g_clear_pointer (&self->before, g_free);
  self->as_is = FALSE;
  self->had_port = FALSE;
  if (self->notice != NULL)
    pm_notice_row_hide (self->notice);
}

static void
pm_tidy_row_complain (PmTidyRow *self, const char *text)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  if (self->notice != NULL)
    pm_notice_row_show (self->notice, PM_NOTICE_WARNING, text, NULL);
}

static void
pm_tidy_row_replace (PmTidyRow *self, const char *mended, PmTidy changes, guint port)
{
  g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self)));
  g_autofree char *told = describe_changes (changes, mended);

  pm_tidy_row_set_text (self, mended);
  self->before = g_steal_pointer (&before);
  self->had_port = port != 0;
  if (self->notice != NULL)
    pm_notice_row_show (self->notice, PM_NOTICE_INFORMATION, told, _ ("_Undo"));
  if (port != 0)
    g_signal_emit (self, signals[PORT_FOUND], 0, port);
}

static void
undo_cb (PmTidyRow *self)
{
  g_autofree char *before = g_steal_pointer (&self->before);
  gboolean had_port = self->had_port;

  if (before == NULL)
    return;

  pm_tidy_row_set_text (self, before);
  self->as_is = TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (had_port)
    g_signal_emit (self, signals[PORT_FOUND], 0, 0);
}

static void
focus_leave_cb (PmTidyRow *self)
{
  if (gtk_editable_get_text (GTK_EDITABLE (self))[0] != '\0')
    pm_tidy_row_check (self);
}

static void
pm_tidy_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmTidyRow *self = PM_TIDY_ROW (object);

  switch (id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_NOTICE:
      self->notice = g_value_get_object (value);
      if (self->notice != NULL)
        g_signal_connect_object (self->notice, "clicked", G_CALLBACK (undo_cb), self,
                                 G_CONNECT_SWAPPED);
      break;
    case PROP_REQUIRED:
      self->required = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_tidy_row_finalize (GObject *object)
{
  g_free (PM_TIDY_ROW (object)->before);

  G_OBJECT_CLASS (pm_tidy_row_parent_class)->finalize (object);
}

static void
pm_tidy_row_class_init (PmTidyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = pm_tidy_row_set_property;
  object_class->finalize = pm_tidy_row_finalize;

  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, PM_TYPE_TIDY_ROW_KIND,
                                             PM_TIDY_ROW_ADDRESS, flags);
  properties[PROP_NOTICE] = g_param_spec_object ("notice", NULL, NULL, PM_TYPE_NOTICE_ROW, flags);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PORT_FOUND] = g_signal_new ("port-found", PM_TYPE_TIDY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
pm_tidy_row_init (PmTidyRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect (self, "changed", G_CALLBACK (pm_tidy_row_clear_notice), NULL);
}

gboolean
pm_tidy_row_check (PmTidyRow *self)
{
  const char *text;
  g_autofree char *mended = NULL;
  PmTidy changes = PM_TIDY_NOTHING;
  guint port = 0;

  g_return_val_if_fail (PM_IS_TIDY_ROW (self), FALSE);

  text = gtk_editable_get_text (GTK_EDITABLE (self));
  if (text[0] == '\0' && !self->required)
    return TRUE;

  mended = kinds[self->kind].tidy (text, &port, &changes, NULL);
  if (mended == NULL)
    {
      pm_tidy_row_complain (
          self, _ (text[0] == '\0' ? kinds[self->kind].missing : kinds[self->kind].unusable));
      return FALSE;
    }

  if (!self->as_is && g_strcmp0 (mended, text) != 0)
    pm_tidy_row_replace (self, mended, changes, port);

  return TRUE;
}

void
pm_tidy_row_set_text (PmTidyRow *self, const char *text)
{
  g_return_if_fail (PM_IS_TIDY_ROW (self));

  gtk_editable_set_text (GTK_EDITABLE (self), text);
  pm_tidy_row_clear_notice (self);
}
