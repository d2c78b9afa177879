/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "pm-mail-route.h"

#define N_STATIONS 4
#define N_LEGS     2 /* that something is said of */

#define WIDE       540 /* from that width on side by side */
#define STATION    72  /* the height and width of a station's icon and the air around it */
#define ICON       32
#define GAP        12
#define HEAD       7 /* of an arrow */
#define LINE_WIDTH 2

struct _PmMailRoute
{
  GtkWidget parent_instance;

  GtkWidget *icons[N_STATIONS];
  GtkWidget *names[N_STATIONS];
  GtkWidget *ports[N_LEGS];
  GtkWidget *notes[N_LEGS];
};

G_DEFINE_FINAL_TYPE (PmMailRoute, pm_mail_route, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *name;
} stations[N_STATIONS] = {
  { "computer-symbolic", N_ ("Your computer") },
  { "network-server-symbolic", N_ ("Sending server") },
  { "network-server-symbolic", N_ ("Recipient’s server") },
  { "avatar-default-symbolic", N_ ("Recipient") },
};

static const struct
{
  const char *port;
  const char *note;
} legs[N_LEGS] = {
  { N_ ("Port 587 or 465"),
    N_ ("You sign in with user name and password. What goes wrong here is shown at "
        "once, in the window of your mail app.") },
  { N_ ("Port 25"),
    N_ ("From server to server, without your password. What goes wrong here comes back "
        "later, as an error mail.") },
};

/* As it lies in the widget's own coordinates. */
typedef struct
{
  graphene_rect_t icons[N_STATIONS];
  graphene_rect_t names[N_STATIONS];
  graphene_rect_t ports[N_LEGS];
  graphene_rect_t notes[N_LEGS];
  int height;
} PmPlan;

static GtkWidget *
create_label (PmMailRoute *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static int
get_height (GtkWidget *widget, int width)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static int
get_least_width (GtkWidget *widget)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return width;
}

/* A quarter for each station; the arrows run between the icons, the ports stand above them, and what is
 * said of a leg below the stations that it joins. */
static void
plan_wide (PmMailRoute *self, int width, PmPlan *plan)
{
  const float quarter = width / (float) N_STATIONS;
  const float between = quarter - ICON - GAP;
  float above = 0, names = 0, notes = 0, top;

  for (guint i = 0; i < N_LEGS; i++)
    above = MAX (above, get_height (self->ports[i], between));
  for (guint i = 0; i < N_STATIONS; i++)
    names = MAX (names, get_height (self->names[i], quarter - GAP));

  top = MAX (above + HEAD + GAP / 2 - STATION / 2, 0);
  for (guint i = 0; i < N_STATIONS; i++)
    {
      graphene_rect_init (&plan->icons[i], i * quarter + (quarter - STATION) / 2, top, STATION,
                          STATION);
      graphene_rect_init (&plan->names[i], i * quarter + GAP / 2, top + STATION, quarter - GAP,
                          names);
    }
  for (guint i = 0; i < N_LEGS; i++)
    {
      const float left = i * width / 2.0f;
      const float note_width = width / 2.0f - 2 * GAP;

      graphene_rect_init (&plan->ports[i], (i + 1) * quarter - between / 2, 0, between, above);
      graphene_rect_init (&plan->notes[i], left + GAP, top + STATION + names + 2 * GAP, note_width,
                          get_height (self->notes[i], note_width));
      notes = MAX (notes, plan->notes[i].size.height);
    }
  plan->height = top + STATION + names + 2 * GAP + notes;
}

/* The stations below each other, with their names beside them; what is said of a leg stands beside its
 * arrow. */
static void
plan_narrow (PmMailRoute *self, int width, PmPlan *plan)
{
  const float left = STATION + GAP;
  const float text_width = MAX (width - left, 1);
  float y = 0;

  for (guint i = 0; i < N_STATIONS; i++)
    {
      const float name = get_height (self->names[i], text_width);

      graphene_rect_init (&plan->icons[i], 0, y, STATION, STATION);
      graphene_rect_init (&plan->names[i], left, y + (STATION - name) / 2, text_width, name);
      y += STATION;
      if (i < N_LEGS)
        {
          const float port = get_height (self->ports[i], text_width);
          const float note = get_height (self->notes[i], text_width);

          graphene_rect_init (&plan->ports[i], left, y, text_width, port);
          graphene_rect_init (&plan->notes[i], left, y + port, text_width, note);
          y += port + note + GAP;
        }
      else if (i + 1 < N_STATIONS)
        y += STATION / 2;
    }
  plan->height = y;
}

static void
make_plan (PmMailRoute *self, int width, PmPlan *plan)
{
  if (width >= WIDE)
    plan_wide (self, width, plan);
  else
    plan_narrow (self, width, plan);
}

static GtkSizeRequestMode
pm_mail_route_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pm_mail_route_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  PmMailRoute *self = PM_MAIL_ROUTE (widget);
  PmPlan plan;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = STATION + GAP;
      for (guint i = 0; i < N_STATIONS; i++)
        *minimum = MAX (*minimum, STATION + GAP + get_least_width (self->names[i]));
      for (guint i = 0; i < N_LEGS; i++)
        *minimum = MAX (*minimum, STATION + GAP + get_least_width (self->notes[i]));
      *natural = MAX (*minimum, WIDE);
      return;
    }

  make_plan (self, for_size >= 0 ? for_size : WIDE, &plan);
  *minimum = *natural = plan.height;
}

static void
place (GtkWidget *widget, const graphene_rect_t *rect)
{
  const GtkAllocation allocation = { rect->origin.x, rect->origin.y, MAX (rect->size.width, 1),
                                     MAX (rect->size.height, 1) };
  int minimum, natural;

  /* GTK complains of a widget that was placed unmeasured. */
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, allocation.width, &minimum, &natural, NULL,
                      NULL);
  gtk_widget_size_allocate (widget, &allocation, -1);
}

static void
pm_mail_route_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PmMailRoute *self = PM_MAIL_ROUTE (widget);
  const gboolean wide = width >= WIDE;
  PmPlan plan;

  for (guint i = 0; i < N_STATIONS; i++)
    gtk_label_set_xalign (GTK_LABEL (self->names[i]), wide ? 0.5f : 0);
  for (guint i = 0; i < N_LEGS; i++)
    gtk_label_set_xalign (GTK_LABEL (self->ports[i]), wide ? 0.5f : 0);

  make_plan (self, width, &plan);
  for (guint i = 0; i < N_STATIONS; i++)
    {
      place (self->icons[i], &plan.icons[i]);
      place (self->names[i], &plan.names[i]);
    }
  for (guint i = 0; i < N_LEGS; i++)
    {
      place (self->ports[i], &plan.ports[i]);
      place (self->notes[i], &plan.notes[i]);
    }
}

static void
draw_arrow (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  const gboolean across = x1 > x0;

  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  cairo_move_to (cr, across ? x1 - HEAD : x1 - HEAD, across ? y1 - HEAD : y1 - HEAD);
  cairo_line_to (cr, x1, y1);
  cairo_line_to (cr, across ? x1 - HEAD : x1 + HEAD, across ? y1 + HEAD : y1 - HEAD);
  cairo_stroke (cr);
}

static void
pm_mail_route_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmMailRoute *self = PM_MAIL_ROUTE (widget);
  const int width = gtk_widget_get_width (widget);
  const graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, width, gtk_widget_get_height (widget));
  const double inset = (STATION - ICON) / 2.0 - GAP / 2.0;
  PmPlan plan;
  GdkRGBA color;
  cairo_t *cr;

  make_plan (self, width, &plan);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  for (guint i = 0; i + 1 < N_STATIONS; i++)
    {
      const graphene_rect_t *from = &plan.icons[i], *to = &plan.icons[i + 1];
      const double x = from->origin.x + STATION / 2.0, y = from->origin.y + STATION / 2.0;

      if (width >= WIDE)
        draw_arrow (cr, from->origin.x + STATION - inset, y, to->origin.x + inset, y);
      else
        draw_arrow (cr, x, from->origin.y + STATION - inset, x, to->origin.y + inset);
    }
  cairo_destroy (cr);

  GTK_WIDGET_CLASS (pm_mail_route_parent_class)->snapshot (widget, snapshot);
}

static void
pm_mail_route_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pm_mail_route_parent_class)->dispose (object);
}

static void
pm_mail_route_class_init (PmMailRouteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pm_mail_route_dispose;
  widget_class->get_request_mode = pm_mail_route_get_request_mode;
  widget_class->measure = pm_mail_route_measure;
  widget_class->size_allocate = pm_mail_route_size_allocate;
  widget_class->snapshot = pm_mail_route_snapshot;

  gtk_widget_class_set_css_name (widget_class, "mailroute");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
pm_mail_route_add_station (PmMailRoute *self, guint i)
{
  self->icons[i] = g_object_new (GTK_TYPE_IMAGE, "icon-name", stations[i].icon, "pixel-size", ICON,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->icons[i], GTK_WIDGET (self));
  self->names[i] = create_label (self, _ (stations[i].name), "heading");
  gtk_label_set_justify (GTK_LABEL (self->names[i]), GTK_JUSTIFY_CENTER);
  gtk_widget_set_valign (self->names[i], GTK_ALIGN_START);

  if (i >= N_LEGS)
    return;
  self->ports[i] = create_label (self, _ (legs[i].port), "port");
  self->notes[i] = create_label (self, _ (legs[i].note), "note");
  gtk_label_set_xalign (GTK_LABEL (self->notes[i]), 0);
}

static void
pm_mail_route_init (PmMailRoute *self)
{
  for (guint i = 0; i < N_STATIONS; i++)
    pm_mail_route_add_station (self, i);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The way of a mail"),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("From your computer to the sending server over port 587 or 465, from there to the "
         "recipient’s server over port 25, and then to the recipient."),
      -1);
}
