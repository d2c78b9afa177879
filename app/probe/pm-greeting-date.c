/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-greeting-date.h"

#include <string.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)

static int
find_month (const char *name)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *found = strstr (months, lower);

  return found != NULL && (found - months) % 3 == 0 ? (int) (found - months) / 3 + 1 : 0;
}

static int
fetch_number (const GMatchInfo *match, int group)
{
  g_autofree char *digits = g_match_info_fetch (match, group);

  return (int) g_ascii_strtoll (digits, NULL, 10);
}

static gint64
read_date (const GMatchInfo *match)
{
  g_autofree char *month = g_match_info_fetch (match, 2);
  g_autofree char *sign = g_match_info_fetch (match, 7);
  int zone = fetch_number (match, 8) * HOUR + fetch_number (match, 9) * MINUTE;
  int number = find_month (month);
  g_autoptr (GDateTime) date = NULL;

  if (number == 0)
    return 0;
  date = g_date_time_new_utc (fetch_number (match, 3), number, fetch_number (match, 1),
                              fetch_number (match, 4), fetch_number (match, 5),
                              fetch_number (match, 6));
  if (date == NULL)
    return 0;
  return g_date_time_to_unix (date) - (*sign == '-' ? -zone : zone);
}

gint64
pm_greeting_find_date (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\b(\\d{1,2}) ([A-Za-z]{3}) (\\d{4}) "
                                          "(\\d{2}):(\\d{2}):(\\d{2}) ([+-])(\\d{2})(\\d{2})\\b",
                                          G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_return_val_if_fail (text != NULL, 0);

  return g_regex_match (regex, text, 0, &match) ? read_date (match) : 0;
}
