/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-account-page.h"
#include "pm-consent-group.h"
#include "pm-notice-row.h"
#include "pm-password-text.h"
#include "pm-size.h"
#include "pm-tidy-row.h"

#define MOST_MEGABYTES 1e6

struct _PmAccountPage
{
  PmPage parent_instance;

  PmTidyRow *address;
  PmTidyRow *server;
  PmTidyRow *port;
  PmTidyRow *user;
  PmTidyRow *from;
  PmTidyRow *to;
  PmTidyRow *size;
  AdwComboRow *security;
  AdwExpanderRow *more;
  GtkEditable *password;
  PmNoticeRow *password_notice;
  GtkWidget *remember_row;
  GtkSwitch *remember;
  PmConsentGroup *consent;

  char *mirrored;    /* the address the user name was last filled in from */
  char *port_before; /* the port before one was found behind the server's name */
  char *size_shown;  /* to tell whether the size was touched */
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (PmAccountPage, pm_account_page, PM_TYPE_PAGE)

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
address_changed_cb (PmAccountPage *self)
{
  const char *address = text_of (self->address);
  const char *user = text_of (self->user);
  g_autofree char *before = g_steal_pointer (&self->mirrored);

  if (!self->loading && (user[0] == '\0' || g_strcmp0 (user, before) == 0))
    pm_tidy_row_set_text (self->user, address);
  self->mirrored = g_strdup (address);
}

static void
required_changed_cb (PmAccountPage *self)
{
  pm_page_set_complete (PM_PAGE (self),
                        text_of (self->address)[0] != '\0' && text_of (self->server)[0] != '\0');
}

static void
port_found_cb (PmAccountPage *self, guint port)
{
  g_autofree char *text = NULL;

  if (port == 0)
    {
      pm_tidy_row_set_text (self->port, self->port_before != NULL ? self->port_before : "");
      return;
    }

  g_free (self->port_before);
  self->port_before = g_strdup (text_of (self->port));
  text = g_strdup_printf ("%u", port);
  pm_tidy_row_set_text (self->port, text);
}

static void
port_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pm_tidy_row_set_text (PM_ACCOUNT_PAGE (widget)->port, g_variant_get_string (parameter, NULL));
}

static void
password_changed_cb (PmAccountPage *self)
{
  static const struct
  {
    const char *text;
    const char *button;
  } remarks[] = {
    [PM_PASSWORD_SPACES_AROUND] = { N_ ("There is a space before or after the password."),
                                    N_ ("_Take it out") },
    [PM_PASSWORD_GROUPED] = { N_ ("App passwords are shown in groups. The spaces between are not "
                                  "part of them."),
                              N_ ("_Take them out") },
    [PM_PASSWORD_FULL_WIDTH] = { N_ ("There are full-width characters in the password."),
                                 N_ ("Make half-_width") },
  };
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));
  PmPasswordRemark remark = pm_password_remark (text_of (self->password));

  if (state != NULL && pm_wizard_state_get_practice (state))
    pm_notice_row_show (self->password_notice, PM_NOTICE_INFORMATION,
                        _ ("Left empty, the right practice password is used. Type any other to see "
                           "what happens. Do not type a real one."),
                        NULL);
  else if (remark == PM_PASSWORD_FINE)
    pm_notice_row_hide (self->password_notice);
  else
    pm_notice_row_show (self->password_notice, PM_NOTICE_WARNING, _ (remarks[remark].text),
                        _ (remarks[remark].button));
}

static void
password_notice_cb (PmAccountPage *self)
{
  char *mended = pm_password_mend (text_of (self->password));

  gtk_editable_set_text (self->password, mended);
  pm_secret_free_string (mended);
}

static void
pm_account_page_load_password (PmAccountPage *self)
{
  PmSecret *password = pm_wizard_state_get_password (pm_page_get_state (PM_PAGE (self)));

  gtk_editable_set_text (self->password, password != NULL ? pm_secret_peek (password, NULL) : "");
}

/* Only where nothing was typed in the meantime. */
static void
recalled_cb (PmAccountPage *self)
{
  if (text_of (self->password)[0] == '\0')
    pm_account_page_load_password (self);
}

static void
pm_account_page_load_size (PmAccountPage *self, guint64 octets)
{
  double megabytes = pm_size_decoded (octets) / (double) PM_SIZE_MEGABYTE;

  g_free (self->size_shown);
  self->size_shown = octets == 0 ? g_strdup ("")
                                 : g_strdup_printf (megabytes < 10 ? "%.1f" : "%.0f", megabytes);
  pm_tidy_row_set_text (self->size, self->size_shown);
}

static void
pm_account_page_load_more (PmAccountPage *self, PmAccount *account)
{
  pm_tidy_row_set_text (self->from, pm_account_get_from (account));
  pm_tidy_row_set_text (self->to, pm_account_get_to (account));
  pm_account_page_load_size (self, pm_account_get_message_size (account));

  if (text_of (self->from)[0] != '\0' || text_of (self->to)[0] != '\0'
      || self->size_shown[0] != '\0')
    adw_expander_row_set_expanded (self->more, TRUE);
}

static void
pm_account_page_load (PmAccountPage *self)
{
  PmAccount *account = pm_wizard_state_get_account (pm_page_get_state (PM_PAGE (self)));
  guint port = pm_account_get_port (account);
  g_autofree char *port_text = port != 0 ? g_strdup_printf ("%u", port) : g_strdup ("");

  self->loading = TRUE;
  pm_tidy_row_set_text (self->address, pm_account_get_address (account));
  pm_tidy_row_set_text (self->server, pm_account_get_server (account));
  pm_tidy_row_set_text (self->port, port_text);
  pm_tidy_row_set_text (self->user, pm_account_get_effective_user (account));
  adw_combo_row_set_selected (self->security, pm_account_get_security (account));
  pm_account_page_load_more (self, account);
  pm_account_page_load_password (self);
  self->loading = FALSE;
  required_changed_cb (self);
}

static void
tooltip_notify_cb (GtkWidget *button)
{
  const char *tooltip = gtk_widget_get_tooltip_text (button);

  if (tooltip != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                    -1);
}

/* The button that shows the password is a picture with a tooltip: a screen reader has no name for it. */
static void
name_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    {
      g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (tooltip_notify_cb), NULL);
      tooltip_notify_cb (widget);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

/* In practice the script says who and where; how is open to trial. */
static void
pm_account_page_set_practice (PmAccountPage *self)
{
  gpointer fixed[] = { self->address, self->server, self->from, self->to, self->size };

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    gtk_editable_set_editable (GTK_EDITABLE (fixed[i]), FALSE);
  gtk_widget_set_visible (self->remember_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->consent), FALSE);
  password_changed_cb (self);
}

static void
pm_account_page_save_password (PmAccountPage *self, PmWizardState *state)
{
  g_autoptr (PmSecret) password = NULL;

  if (text_of (self->password)[0] != '\0')
    password = pm_secret_new (text_of (self->password), -1);
  pm_wizard_state_set_password (state, password);
}

static void
pm_account_page_save_size (PmAccountPage *self, PmAccount *account)
{
  double megabytes = g_ascii_strtod (text_of (self->size), NULL);

  /* It is saved unchecked as well, when the language is switched; "nan" is none of either. */
  if (!(megabytes > 0 && megabytes <= MOST_MEGABYTES))
    megabytes = 0;
  if (g_strcmp0 (text_of (self->size), self->size_shown) != 0)
    pm_account_set_message_size (account, pm_size_encoded (megabytes * PM_SIZE_MEGABYTE));
}

static void
pm_account_page_save (PmPage *page)
{
  PmAccountPage *self = PM_ACCOUNT_PAGE (page);
  PmWizardState *state = pm_page_get_state (page);
  PmAccount *account = pm_wizard_state_get_account (state);

  pm_account_set_address (account, text_of (self->address));
  pm_account_set_server (account, text_of (self->server));
  pm_account_set_port (account, CLAMP (g_ascii_strtoll (text_of (self->port), NULL, 10), 0, 65535));
  pm_account_set_security (account, adw_combo_row_get_selected (self->security));
  pm_account_set_user (account, text_of (self->user));
  pm_account_set_from (account, text_of (self->from));
  pm_account_set_to (account, text_of (self->to));
  pm_account_page_save_size (self, account);
  pm_account_page_save_password (self, state);
}

static gboolean
pm_account_page_apply (PmPage *page)
{
  PmAccountPage *self = PM_ACCOUNT_PAGE (page);
  PmTidyRow *rows[] = { self->address, self->server, self->port, self->user,
                        self->from,    self->to,     self->size };
  PmTidyRow *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!pm_tidy_row_check (rows[i]) && first == NULL)
      first = rows[i];

  if (first == NULL)
    return TRUE;

  if (first == self->from || first == self->to || first == self->size)
    adw_expander_row_set_expanded (self->more, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (first));

  return FALSE;
}

static void
pm_account_page_constructed (GObject *object)
{
  PmAccountPage *self = PM_ACCOUNT_PAGE (object);
  PmWizardState *state = pm_page_get_state (PM_PAGE (self));

  G_OBJECT_CLASS (pm_account_page_parent_class)->constructed (object);

  g_object_bind_property (state, "remember", self->remember, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  pm_consent_group_set_state (self->consent, state);
  g_signal_connect_object (state, "recalled", G_CALLBACK (recalled_cb), self, G_CONNECT_SWAPPED);
  pm_account_page_load (self);
  if (pm_wizard_state_get_practice (state))
    pm_account_page_set_practice (self);
}

static void
pm_account_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_ACCOUNT_PAGE);

  G_OBJECT_CLASS (pm_account_page_parent_class)->dispose (object);
}

static void
pm_account_page_finalize (GObject *object)
{
  PmAccountPage *self = PM_ACCOUNT_PAGE (object);

  g_free (self->mirrored);
  g_free (self->port_before);
  g_free (self->size_shown);

  G_OBJECT_CLASS (pm_account_page_parent_class)->finalize (object);
}

static void
pm_account_page_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/postmend/Postmend/pages/account/pm-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, address);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, server);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, port);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, user);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, from);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, to);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, size);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, security);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, more);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, password);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, password_notice);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, remember);
  gtk_widget_class_bind_template_child (widget_class, PmAccountPage, consent);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, required_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_notice_cb);
}

static void
pm_account_page_class_init (PmAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PmPageClass *page_class = PM_PAGE_CLASS (klass);

  object_class->constructed = pm_account_page_constructed;
  object_class->dispose = pm_account_page_dispose;
  object_class->finalize = pm_account_page_finalize;
  page_class->save = pm_account_page_save;
  page_class->apply = pm_account_page_apply;

  g_type_ensure (PM_TYPE_CONSENT_GROUP);
  g_type_ensure (PM_TYPE_TIDY_ROW);
  g_type_ensure (PM_TYPE_NOTICE_ROW);
  pm_account_page_bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "account.port", "s", port_action);
}

static void
pm_account_page_init (PmAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_buttons (GTK_WIDGET (self->password));
}
