/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-tls-session.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "pm-chain.h"
#include "pm-link.h"

/* All of them are put behind the defaults of this system, so that its policy stands. */
#define PRIORITIES "-VERS-TLS1.1:-VERS-TLS1.0:%PROFILE_MEDIUM"
#define OLD_PRIORITIES                                                                             \
  "+VERS-TLS1.1:+VERS-TLS1.0:+DHE-RSA:+3DES-CBC:+ARCFOUR-128:+MD5:"                                \
  "+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:%PROFILE_MEDIUM"
#define OLD_VERSIONS_ALONE "-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0"

/* The shortest prime of a Diffie-Hellman group that is still looked at where old TLS may be. */
#define OLD_PRIME_BITS 512

#define FIRST_BYTES 512

/* Warnings, empty records and the like make the library return without a byte; a peer that sends
 * nothing else must not hold up the main loop. */
#define ROUNDS 32

struct _PmTlsSession
{
  gnutls_session_t session;
  PmTrust *trust;
  char *host;
  int fd;
  gboolean old_tls;

  int error_number; /* of the socket, 0: it is well */
  gboolean ended;   /* the peer ended the connection */
  gboolean done;    /* the handshake is */
  guint8 first[FIRST_BYTES];
  gsize n_first;
  PmCertificate *certificate;
};

#define ALERT_OF_PEER (-1)

/* That nothing in common was found may be said by either side; it is the same fact. */
static const struct
{
  int code;
  PmTlsStatus status;
  int alert;
} failures[] = {
  { GNUTLS_E_FATAL_ALERT_RECEIVED, PM_TLS_ALERT, ALERT_OF_PEER },
  { GNUTLS_E_UNSUPPORTED_VERSION_PACKET, PM_TLS_ALERT, GNUTLS_A_PROTOCOL_VERSION },
  { GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM, PM_TLS_ALERT, GNUTLS_A_HANDSHAKE_FAILURE },
  { GNUTLS_E_DH_PRIME_UNACCEPTABLE, PM_TLS_ALERT, GNUTLS_A_INSUFFICIENT_SECURITY },
  { GNUTLS_E_INSUFFICIENT_SECURITY, PM_TLS_ALERT, GNUTLS_A_INSUFFICIENT_SECURITY },
  { GNUTLS_E_PREMATURE_TERMINATION, PM_TLS_CLOSED, 0 },
  { GNUTLS_E_NO_PRIORITIES_WERE_SET, PM_TLS_NOT_POSSIBLE, 0 },
  { GNUTLS_E_NO_CIPHER_SUITES, PM_TLS_NOT_POSSIBLE, 0 },
  { 0, PM_TLS_FAILED, 0 }, /* any other */
};

/* What a server says that misses a certificate of ours. Only the first speaks of nothing else (RFC
 * 8446 section 6.2); the others do where it had asked for one, as ours was then empty (RFC 5246
 * section 7.4.6). */
static const struct
{
  gnutls_alert_description_t alert;
  gboolean asked;
} certificate_alerts[] = {
  { GNUTLS_A_CERTIFICATE_REQUIRED, FALSE },
  { GNUTLS_A_HANDSHAKE_FAILURE, TRUE },
  { GNUTLS_A_BAD_CERTIFICATE, TRUE },
};

static gssize
take_transport_error (PmTlsSession *self)
{
  if (errno == EAGAIN || errno == EINTR)
    {
      gnutls_transport_set_errno (self->session, EAGAIN);
      return -1;
    }
  self->error_number = errno;
  gnutls_transport_set_errno (self->session, EIO);
  return -1;
}

static void
keep_first (PmTlsSession *self, const guint8 *bytes, gsize length)
{
  gsize n = MIN (length, FIRST_BYTES - self->n_first);

  memcpy (self->first + self->n_first, bytes, n);
  self->n_first += n;
}

static gssize
pull (gnutls_transport_ptr_t pointer, void *buffer, gsize size)
{
  PmTlsSession *self = pointer;
  gssize n = recv (self->fd, buffer, size, 0);

  if (n < 0)
    return take_transport_error (self);
  if (n == 0)
    self->ended = TRUE;
  if (!self->done)
    keep_first (self, buffer, (gsize) n);
  return n;
}

static gssize
push (gnutls_transport_ptr_t pointer, const void *bytes, gsize length)
{
  PmTlsSession *self = pointer;
  gssize n = send (self->fd, bytes, length, MSG_NOSIGNAL);

  return n < 0 ? take_transport_error (self) : n;
}

/* GnuTLS wants one wherever there is a pull function; a non-blocking session never waits. */
static int
pull_timeout (gnutls_transport_ptr_t pointer, unsigned ms)
{
  return 1;
}

/* Runs inside the handshake, so that the chain is known even where the library then refuses to go
 * on. It lets every chain pass: the verdict is in the result, and who reads it sends no secret. */
static int
verify_cb (gnutls_session_t session)
{
  PmTlsSession *self = gnutls_session_get_ptr (session);

  g_clear_pointer (&self->certificate, pm_certificate_unref);
  self->certificate = pm_chain_judge (session, self->host);
  return 0;
}

static PmTlsResult *
result_new (PmTlsSession *self, PmTlsStatus status)
{
  PmTlsResult *result = g_new0 (PmTlsResult, 1);

  result->status = status;
  result->client_certificate_wanted = gnutls_certificate_client_get_request_status (self->session)
                                      != 0;
  if (self->certificate != NULL)
    result->certificate = pm_certificate_ref (self->certificate);
  return result;
}

static PmTlsStatus
status_of_done (PmTlsSession *self)
{
  gboolean verified = self->certificate != NULL
                      && pm_certificate_get_faults (self->certificate) == 0;

  if (gnutls_protocol_get_version (self->session) < GNUTLS_TLS1_2)
    return PM_TLS_OLD;
  return verified && !self->old_tls ? PM_TLS_SECURED : PM_TLS_NOT_VERIFIED;
}

static PmTlsResult *
result_new_done (PmTlsSession *self)
{
  PmTlsResult *result = result_new (self, status_of_done (self));

  self->done = TRUE;
  result->version = g_strdup (
      gnutls_protocol_get_name (gnutls_protocol_get_version (self->session)));
  result->cipher = g_strdup (gnutls_ciphersuite_get (self->session));
  return result;
}

static gsize
find_failure (int code)
{
  gsize i = 0;

  while (failures[i].code != 0 && failures[i].code != code)
    i++;
  return i;
}

static PmTlsStatus
status_of_socket (PmTlsSession *self, PmTlsStatus otherwise)
{
  g_autoptr (GError) error = NULL;

  if (self->error_number == 0)
    return self->ended ? PM_TLS_CLOSED : otherwise;
  error = pm_link_error_new_from_errno (self->error_number);
  return g_error_matches (error, PM_LINK_ERROR, PM_LINK_ERROR_RESET) ? PM_TLS_RESET : otherwise;
}

static gboolean
misses_our_certificate (PmTlsSession *self)
{
  const gnutls_alert_description_t alert = gnutls_alert_get (self->session);
  const gboolean asked = gnutls_certificate_client_get_request_status (self->session) != 0;

  for (gsize i = 0; i < G_N_ELEMENTS (certificate_alerts); i++)
    {
      if (certificate_alerts[i].alert == alert)
        return asked || !certificate_alerts[i].asked;
    }
  return FALSE;
}

static gboolean
policy_forbids_old_versions (void)
{
  gnutls_priority_t priority;

  if (gnutls_priority_init2 (&priority, OLD_VERSIONS_ALONE, NULL, GNUTLS_PRIORITY_INIT_DEF_APPEND)
      < 0)
    return TRUE;
  gnutls_priority_deinit (priority);
  return FALSE;
}

/* What an alert comes to; @code: how the library put it. */
static PmTlsStatus
status_of_alert (PmTlsSession *self, int code)
{
  if (code == GNUTLS_E_FATAL_ALERT_RECEIVED && misses_our_certificate (self))
    return PM_TLS_CLIENT_CERTIFICATE;
  return self->old_tls && policy_forbids_old_versions () ? PM_TLS_NOT_POSSIBLE : PM_TLS_ALERT;
}

static char *
alert_to_text (PmTlsSession *self, int alert)
{
  return g_strdup (gnutls_alert_get_name (alert == ALERT_OF_PEER
                                              ? gnutls_alert_get (self->session)
                                              : (gnutls_alert_description_t) alert));
}

static PmTlsResult *
result_new_failed (PmTlsSession *self, int code)
{
  const gsize row = find_failure (code);
  PmTlsStatus status = failures[row].status;
  const gboolean alert = status == PM_TLS_ALERT;
  PmTlsResult *result;

  status = alert ? status_of_alert (self, code) : status_of_socket (self, status);
  result = result_new (self, status);
  if (alert)
    result->alert = alert_to_text (self, failures[row].alert);
  result->error_text = g_strdup (gnutls_strerror (code));
  /* Tells the peer why, as far as that costs no wait. */
  if (code != GNUTLS_E_FATAL_ALERT_RECEIVED && (alert || status == PM_TLS_FAILED))
    gnutls_alert_send_appropriate (self->session, code);
  return result;
}

static PmTlsResult *
result_new_plaintext (PmTlsSession *self)
{
  PmTlsResult *result = result_new (self, PM_TLS_NOT_TLS);

  result->plaintext = g_bytes_new (self->first, self->n_first);
  return result;
}

/* The rest of the first line, so that there is something to show. */
static PmTlsResult *
collect_plaintext (PmTlsSession *self, GIOCondition *want)
{
  gssize n = 1;

  while (n > 0 && self->n_first < FIRST_BYTES)
    {
      n = recv (self->fd, self->first + self->n_first, FIRST_BYTES - self->n_first, 0);
      self->n_first += (gsize) MAX (n, 0);
    }
  *want = G_IO_IN;
  if (n < 0 && (errno == EAGAIN || errno == EINTR)
      && memchr (self->first, '\n', self->n_first) == NULL)
    return NULL;
  return result_new_plaintext (self);
}

static GIOCondition
wanted_direction (PmTlsSession *self)
{
  return gnutls_record_get_direction (self->session) == 0 ? G_IO_IN : G_IO_OUT;
}

static gboolean
prepare (PmTlsSession *self, int *code)
{
  *code = gnutls_set_default_priority_append (self->session,
                                              self->old_tls ? OLD_PRIORITIES : PRIORITIES, NULL, 0);
  if (self->old_tls)
    gnutls_dh_set_prime_bits (self->session, OLD_PRIME_BITS);
  if (*code >= 0)
    *code = gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE,
                                    pm_trust_get_credentials (self->trust));
  /* RFC 6066 section 3: an address literal is no server name. */
  if (*code >= 0 && !g_hostname_is_ip_address (self->host))
    *code = gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, self->host,
                                    strlen (self->host));
  return *code >= 0;
}

static char *
normalize_host (const char *host)
{
  g_autofree char *ascii = g_hostname_is_ip_address (host) ? g_strdup (host)
                                                           : g_hostname_to_ascii (host);

  if (ascii == NULL)
    return g_strdup (host);
  if (g_str_has_suffix (ascii, "."))
    ascii[strlen (ascii) - 1] = '\0';
  return g_steal_pointer (&ascii);
}

PmTlsSession *
pm_tls_session_new (int fd,
                    PmTrust *trust,
                    const char *host,
                    gboolean old_tls,
                    PmTlsResult **failure)
{
  PmTlsSession *self = g_new0 (PmTlsSession, 1);
  int code;

  self->fd = fd;
  self->trust = pm_trust_ref (trust);
  self->host = normalize_host (host);
  self->old_tls = old_tls;
  if (gnutls_init (&self->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS) < 0)
    g_error ("Out of memory");
  gnutls_session_set_ptr (self->session, self);
  gnutls_session_set_verify_function (self->session, verify_cb);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_pull_function (self->session, pull);
  gnutls_transport_set_pull_timeout_function (self->session, pull_timeout);
  gnutls_transport_set_push_function (self->session, push);
  if (!prepare (self, &code))
    {
      *failure = result_new_failed (self, code);
      pm_tls_session_free (self);
      return NULL;
    }
  return self;
}

void
pm_tls_session_free (PmTlsSession *self)
{
  gnutls_deinit (self->session);
  pm_trust_unref (self->trust);
  g_clear_pointer (&self->certificate, pm_certificate_unref);
  g_free (self->host);
  g_free (self);
}

PmTlsResult *
pm_tls_session_handshake (PmTlsSession *self, GIOCondition *want)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      int code;

      if (pm_tls_session_is_plaintext (self))
        return collect_plaintext (self, want);
      code = gnutls_handshake (self->session);
      if (pm_tls_session_is_plaintext (self))
        continue;
      if (code == GNUTLS_E_SUCCESS)
        return result_new_done (self);
      if (gnutls_error_is_fatal (code))
        return result_new_failed (self, code);
      *want = wanted_direction (self);
      if (code == GNUTLS_E_AGAIN)
        return NULL;
    }
  *want = 0;
  return NULL;
}

/* RFC 8446 section 5.1: a content type, then the legacy version 3.x. */
gboolean
pm_tls_session_is_plaintext (PmTlsSession *self)
{
  const guint8 *first = self->first;

  if (self->n_first == 0)
    return FALSE;
  return first[0] < 20 || first[0] > 24 || (self->n_first > 1 && first[1] != 3);
}

PmTlsResult *
pm_tls_session_give_up (PmTlsSession *self)
{
  return pm_tls_session_is_plaintext (self) ? result_new_plaintext (self)
                                            : result_new (self, PM_TLS_TIMEOUT);
}

static gssize
take_record_error (PmTlsSession *self, int code, GError **error)
{
  if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
    g_set_error (error, PM_LINK_ERROR,
                 misses_our_certificate (self) ? PM_LINK_ERROR_CLIENT_CERTIFICATE
                                               : PM_LINK_ERROR_TLS,
                 "TLS alert: %s", gnutls_alert_get_name (gnutls_alert_get (self->session)));
  else if (self->error_number != 0)
    g_propagate_error (error, pm_link_error_new_from_errno (self->error_number));
  else if (code == 0 || self->ended)
    g_set_error_literal (error, PM_LINK_ERROR, PM_LINK_ERROR_CLOSED,
                         "The server ended the connection");
  else
    g_set_error_literal (error, PM_LINK_ERROR, PM_LINK_ERROR_TLS, gnutls_strerror (code));
  return -1;
}

/* TLS 1.3 gives E_AGAIN for a ticket that was eaten although data is expected, and then wants IN
 * like any other wait. A wish to negotiate again (TLS 1.2) is not answered, which is allowed. */
gssize
pm_tls_session_receive (PmTlsSession *self,
                        guint8 *buffer,
                        gsize size,
                        GIOCondition *want,
                        GError **error)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      gssize n = gnutls_record_recv (self->session, buffer, size);

      if (n > 0)
        return n;
      if (n == 0 || gnutls_error_is_fatal ((int) n))
        return take_record_error (self, (int) n, error);
      *want = wanted_direction (self);
      if (n == GNUTLS_E_AGAIN)
        return 0;
    }
  *want = 0;
  return 0;
}

gssize
pm_tls_session_send (PmTlsSession *self,
                     const guint8 *bytes,
                     gsize length,
                     GIOCondition *want,
                     GError **error)
{
  gssize n = gnutls_record_send (self->session, bytes, length);

  if (n >= 0)
    return n;
  if (gnutls_error_is_fatal ((int) n))
    return take_record_error (self, (int) n, error);
  *want = n == GNUTLS_E_AGAIN ? wanted_direction (self) : 0;
  return 0;
}

/* In TLS 1.2 a server in the middle can bring about the same tls-unique on both its sides, unless
 * the whole handshake goes into the master secret (RFC 7627 section 1). */
GBytes *
pm_tls_session_get_channel_binding (PmTlsSession *self, const char **type)
{
  gboolean has_exporter = gnutls_protocol_get_version (self->session) == GNUTLS_TLS1_3;
  gnutls_datum_t binding = { NULL, 0 };

  if (!self->done || (!has_exporter && !gnutls_session_ext_master_secret_status (self->session)))
    return NULL;
  if (gnutls_session_channel_binding (
          self->session, has_exporter ? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_UNIQUE, &binding)
      < 0)
    return NULL;
  *type = has_exporter ? "tls-exporter" : "tls-unique";
  return g_bytes_new_with_free_func (binding.data, binding.size, gnutls_free, binding.data);
}

void
pm_tls_session_bye (PmTlsSession *self)
{
  if (self->done && self->error_number == 0)
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
}
