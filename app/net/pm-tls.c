/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-tls-session.h"

#include "pm-chain.h"
#include "pm-link.h"
#include "pm-source.h"

/* Where GnuTLS of this system has its roots from. To read all of them takes 8 ms and more, so it is done
 * piece by piece while the name is looked up; where the file is not there, GnuTLS is asked at once. */
#define SYSTEM_ROOTS  "/etc/ssl/certs/ca-certificates.crt"
#define ROOTS_AT_ONCE 12
#define END_OF_ROOT   "-----END CERTIFICATE-----"

struct _PmTrust
{
  gatomicrefcount references;
  gnutls_certificate_credentials_t credentials;
  char *bundle;     /* PEM of the system's roots; NULL: all were read */
  const char *rest; /* of it, still to be read */
  GSource *reading;
};

static gint64 clock_seconds = -1;

static const char *const status_ids[] = {
  [PM_TLS_SECURED] = "secured",
  [PM_TLS_NOT_VERIFIED] = "not-verified",
  [PM_TLS_NOT_TLS] = "not-tls",
  [PM_TLS_ALERT] = "alert",
  [PM_TLS_CLOSED] = "closed",
  [PM_TLS_RESET] = "reset",
  [PM_TLS_TIMEOUT] = "timeout",
  [PM_TLS_NOT_POSSIBLE] = "not-possible",
  [PM_TLS_FAILED] = "failed",
  [PM_TLS_OLD] = "old-protocol",
  [PM_TLS_CLIENT_CERTIFICATE] = "client-certificate",
};

static time_t
read_clock (time_t *place)
{
  time_t now = clock_seconds >= 0 ? (time_t) clock_seconds : time (NULL);

  if (place != NULL)
    *place = now;
  return now;
}

static gboolean
trust_add_pem (PmTrust *self, const char *pem, GError **error)
{
  const gnutls_datum_t datum = { (unsigned char *) pem, (unsigned) strlen (pem) };
  int n = gnutls_certificate_set_x509_trust_mem (self->credentials, &datum, GNUTLS_X509_FMT_PEM);

  if (n > 0)
    return TRUE;
  g_set_error (error, PM_LINK_ERROR, PM_LINK_ERROR_FAILED, "No certificate can be read: %s",
               n < 0 ? gnutls_strerror (n) : "there is none");
  return FALSE;
}

static void
trust_end_reading (PmTrust *self)
{
  pm_source_clear (&self->reading);
  g_clear_pointer (&self->bundle, g_free);
}

static const char *
find_end_of_piece (const char *pem)
{
  const char *end = pem;

  for (guint i = 0; i < ROOTS_AT_ONCE; i++)
    {
      const char *mark = strstr (end, END_OF_ROOT);

      if (mark == NULL)
        return pem + strlen (pem);
      end = mark + strlen (END_OF_ROOT);
    }
  return end;
}

/* FALSE: that was the last piece. */
static gboolean
trust_read_piece (PmTrust *self)
{
  const char *end = find_end_of_piece (self->rest);
  const gnutls_datum_t piece = { (unsigned char *) self->rest, (unsigned) (end - self->rest) };
  int n = gnutls_certificate_set_x509_trust_mem (self->credentials, &piece, GNUTLS_X509_FMT_PEM);

  if (n < 0)
    gnutls_certificate_set_x509_system_trust (self->credentials);
  self->rest = end;
  if (n >= 0 && strstr (end, END_OF_ROOT) != NULL)
    return TRUE;
  trust_end_reading (self);
  return FALSE;
}

static gboolean
read_piece_cb (gpointer user_data)
{
  return trust_read_piece (user_data) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
trust_begin_reading (PmTrust *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (!g_file_get_contents (SYSTEM_ROOTS, &self->bundle, NULL, NULL))
    {
      gnutls_certificate_set_x509_system_trust (self->credentials);
      return;
    }
  self->rest = self->bundle;
  self->reading = pm_source_new_delay (context, 0, read_piece_cb, self);
}

static PmTrust *
trust_load (const char *extra_pem, GError **error)
{
  g_autoptr (PmTrust) self = g_new0 (PmTrust, 1);

  g_atomic_ref_count_init (&self->references);
  if (gnutls_certificate_allocate_credentials (&self->credentials) < 0)
    g_error ("Out of memory");
  trust_begin_reading (self);
  if (extra_pem != NULL && !trust_add_pem (self, extra_pem, error))
    return NULL;
  return g_steal_pointer (&self);
}

PmTrust *
pm_trust_new (const char *extra_pem, GError **error)
{
  /* Once read, the system's roots are kept. */
  static PmTrust *system_roots;

  if (extra_pem != NULL)
    return trust_load (extra_pem, error);
  if (system_roots == NULL)
    system_roots = trust_load (NULL, error);
  return system_roots != NULL ? pm_trust_ref (system_roots) : NULL;
}

PmTrust *
pm_trust_ref (PmTrust *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
pm_trust_unref (PmTrust *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  trust_end_reading (self);
  gnutls_certificate_free_credentials (self->credentials);
  g_free (self);
}

gnutls_certificate_credentials_t
pm_trust_get_credentials (PmTrust *self)
{
  while (self->bundle != NULL)
    trust_read_piece (self);
  return self->credentials;
}

void
pm_tls_set_clock (gint64 unix_seconds)
{
  clock_seconds = unix_seconds;
  gnutls_global_set_time_function (read_clock);
}

gint64
pm_tls_get_clock (void)
{
  return read_clock (NULL);
}

void
pm_tls_result_free (PmTlsResult *self)
{
  g_free (self->version);
  g_free (self->cipher);
  g_free (self->alert);
  g_clear_pointer (&self->plaintext, g_bytes_unref);
  g_free (self->error_text);
  g_clear_pointer (&self->certificate, pm_certificate_unref);
  g_free (self);
}

const char *
pm_tls_status_get_id (PmTlsStatus status)
{
  return (gsize) status < G_N_ELEMENTS (status_ids) ? status_ids[status] : "failed";
}
