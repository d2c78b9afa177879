/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gnutls/gnutls.h>

#include "pm-link.h"

#define PATIENT_MS 20000
#define HOST       "smtp.example.test"
#define DAY        86400

typedef enum
{
  BY_ROOT,
  BY_OTHER_ROOT,
  BY_INTERMEDIATE,
  BY_ITSELF,
} Issuer;

/* What is left out is as it should be: a leaf of the trusted root, valid now, for HOST. */
typedef struct
{
  const char *dns;
  guint8 ip[4];
  int from_days;
  int to_days;
  Issuer issuer;
  gboolean send_issuer;
  const char *purpose;
  gboolean weak_key;
  gnutls_digest_algorithm_t digest;
  gboolean tells_issuer;
} Leaf;

/* The server's side; on the same main context, without a wait of its own. */
typedef struct
{
  GSocket *listener;
  GSocket *connection;
  guint watch;
  guint accept_watch;
  PmLink *link; /* the client's side */

  /* in clear */
  GBytes *plain;      /* to be sent */
  gboolean impatient; /* without waiting for the ClientHello */
  gsize piece;        /* bytes at a time, 0: all */
  gsize plain_sent;
  enum
  {
    STAY,
    CLOSE,
    RESET
  } then;

  /* in TLS */
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;
  const char *priorities;
  gboolean wants_certificate; /* and does not go on without */
  gboolean asks_certificate;
  int alert;         /* in place of the library's own, or 0 */
  gboolean dribbles; /* a byte at a time */
  gboolean dribble_pause;
  gsize cut_after;     /* bytes, then it hangs up as @then says; 0: never */
  GBytes *last_breath; /* sent in clear in front of that, or NULL */
  gsize pushed;
  gboolean done;
  gboolean leave; /* after the greeting */
  GBytes *greeting;
  gsize greeted;
  char server_name[64];
} TlsPeer;

/* Trusts the root of the leaves; from tls_peer_begin() to tls_peer_end(). */
extern PmTrust *tls_peer_trust;

extern const Leaf tls_peer_good;

void tls_peer_hang_up (TlsPeer *self);
void tls_peer_setup (TlsPeer *self, gconstpointer data);
void tls_peer_teardown (TlsPeer *self, gconstpointer data);
void tls_peer_show (TlsPeer *self, const Leaf *c);
PmTlsResult *tls_peer_start (TlsPeer *self, const char *host, guint timeout_ms, GError **error);
PmTlsResult *tls_peer_start_good (TlsPeer *self);
GBytes *tls_peer_read (TlsPeer *self, GError **error);
gboolean tls_peer_write (TlsPeer *self, const char *text, GError **error);
void tls_peer_assert_bytes (GBytes *bytes, const char *text);
void tls_peer_begin (void);
void tls_peer_end (void);
