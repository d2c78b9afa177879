/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "dialogue-run.h"

/* A server for each certificate of tests/certificates/make, and what is to be said of it. */

#define HOST    "smtp.office.example"
#define ADDRESS "127.0.0.1"

typedef struct
{
  const char *certificate;
  const char *server;    /* as the user has it */
  const char *causes[4]; /* the first is the root; "healthy" where there is none */
  const char *note;      /* NULL: none */
} Row;

static const Row rows[] = {
  { "good", HOST, { "healthy" }, NULL },
  { "wildcard", HOST, { "healthy" }, NULL },
  { "second-name", HOST, { "healthy" }, NULL },
  { "address", ADDRESS, { "healthy" }, NULL },
  { "whole-chain", HOST, { "healthy" }, NULL },
  { "wrong-order", HOST, { "healthy" }, NULL },
  { "expired", HOST, { "tls.cert-expired" }, NULL },
  { "expired-intermediate", HOST, { "tls.cert-expired" }, NULL },
  { "not-yet-valid", HOST, { "tls.clock-wrong" }, NULL },
  { "self-signed", HOST, { "tls.cert-untrusted" }, NULL },
  { "unknown-root", HOST, { "tls.cert-untrusted" }, NULL },
  { "unknown-root-not-shown", HOST, { "tls.cert-untrusted" }, NULL },
  { "missing-intermediate", HOST, { "tls.cert-untrusted" }, NULL },
  { "intercepted", HOST, { "tls.intercepted" }, NULL },
  { "wrong-name", HOST, { "tls.cert-name-mismatch" }, NULL },
  { "wildcard-too-deep", HOST, { "tls.cert-name-mismatch" }, NULL },
  { "other-name-in-cn-only", HOST, { "tls.cert-name-mismatch" }, NULL },
  { "name-in-cn-beside-others", HOST, { "tls.cert-name-mismatch" }, NULL },
  { "good", ADDRESS, { "tls.cert-name-mismatch" }, NULL },
  { "address-as-name", ADDRESS, { "tls.cert-name-mismatch" }, NULL },
  /* GnuTLS takes it; mail programs that keep to RFC 9525 section 6.3 do not. */
  { "name-in-cn-only", HOST, { "healthy" }, "tls.weak" },
  { "sha-1", HOST, { "tls.weak" }, NULL },
  { "rsa-1024", HOST, { "tls.weak" }, NULL },
  { "for-clients", HOST, { "tls.cert-untrusted" }, NULL },
  { "rsa-1024-wrong-name", HOST, { "tls.cert-name-mismatch", "tls.weak" }, NULL },
  { "expired-wrong-name", HOST, { "tls.cert-expired", "tls.cert-name-mismatch" }, NULL },
  { "expired-unknown-root", HOST, { "tls.cert-expired", "tls.cert-untrusted" }, NULL },
  { "expired-self-signed-wrong-name",
    HOST,
    { "tls.cert-expired", "tls.cert-untrusted", "tls.cert-name-mismatch" },
    NULL },
};

static const char *const modes[] = { "465 tls", "587 starttls" };

typedef struct
{
  const Row *row;
  const char *mode;
} Case;

static char *folder;

static char *
find (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (folder, file, NULL);
}

static Run *
run_row (const Row *row, const char *mode)
{
  gboolean own_key = g_str_has_prefix (row->certificate, "rsa-1024");
  g_autofree char *certificate = find (row->certificate, ".pem");
  g_autofree char *key = find (own_key ? "rsa-1024" : "server", ".key");
  g_autofree char *root = find ("root", ".pem");
  g_auto (GStrv) words = g_strsplit (mode, " ", 2);
  g_autofree char *script = g_strdup_printf (
      "expect %s\n"
      "timeout 2000\n"
      "account address=taro@office.example server=%s port=%s security=%s\n"
      "account user=taro@office.example password=secret-1234\n"
      "dns " HOST " 127.0.0.1\n"
      "listen %s certificate-file=%s key-file=%s\n",
      row->causes[0], row->server, words[0], words[1], mode, certificate, key);

  return run_script (script, root);
}

/* All that is wrong is told, so that it can be mended at one time. */
static void
check_all_causes (const Row *row, PmDiagnosis *diagnosis)
{
  GListModel *causes = pm_diagnosis_get_causes (diagnosis);
  guint wanted = g_str_equal (row->causes[0], "healthy") ? 0
                                                         : g_strv_length ((char **) row->causes);

  g_assert_cmpuint (g_list_model_get_n_items (causes), ==, wanted);
  for (guint i = 0; i < wanted; i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (causes, i);

      g_assert_cmpstr (pm_finding_get_cause (finding), ==, row->causes[i]);
    }
}

static void
check_note (const Row *row, PmDiagnosis *diagnosis)
{
  GListModel *notes = pm_diagnosis_get_notes (diagnosis);
  g_autoptr (PmFinding) finding = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (notes), ==, row->note != NULL ? 1 : 0);
  if (row->note == NULL)
    return;
  finding = g_list_model_get_item (notes, 0);
  g_assert_cmpstr (pm_finding_get_cause (finding), ==, row->note);
}

static void
test_certificate (gconstpointer data)
{
  const Case *this = data;
  g_autoptr (Run) run = NULL;

  if (folder == NULL)
    {
      g_test_skip ("certtool of GnuTLS is not there");
      return;
    }
  run = run_row (this->row, this->mode);
  run_check (run);
  check_all_causes (this->row, pm_checkup_get_diagnosis (run->checkup));
  check_note (this->row, pm_checkup_get_diagnosis (run->checkup));
}

static void
make_certificates (void)
{
  g_autofree char *program = g_find_program_in_path ("certtool");
  g_autofree char *make = g_test_build_filename (G_TEST_DIST, "..", "certificates", "make", NULL);
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (program == NULL && g_strcmp0 (g_getenv ("CI"), "true") != 0)
    return;

  folder = g_dir_make_tmp ("postmend-certificates-XXXXXX", &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char *[]){ make, folder, NULL }, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

static void
remove_certificates (void)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  if (folder != NULL)
    g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  make_certificates ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (modes); i++)
    {
      Case *this = g_new (Case, 1);
      g_autofree char *path = NULL;

      this->row = &rows[i / G_N_ELEMENTS (modes)];
      this->mode = modes[i % G_N_ELEMENTS (modes)];
      path = g_strdup_printf ("/certificates/%s/%s/%s", this->row->certificate,
                              g_str_equal (this->row->server, HOST) ? "name" : "address",
                              strchr (this->mode, ' ') + 1);
      g_test_add_data_func_full (path, this, test_certificate, g_free);
    }
  status = g_test_run ();
  remove_certificates ();
  return status;
}
