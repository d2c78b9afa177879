/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-application.h"
#include "pm-locale.h"
#include "pm-secret.h"

int
main (int argc, char *argv[])
{
  g_autoptr (PmApplication) application = NULL;

  pm_secret_forbid_core_files ();
  pm_locale_init ();

  application = pm_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
