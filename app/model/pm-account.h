/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pm-stage.h"

G_BEGIN_DECLS

typedef enum
{
  PM_SECURITY_AUTO,
  PM_SECURITY_TLS,      /* TLS from the first byte (RFC 8314 section 3.3) */
  PM_SECURITY_STARTTLS, /* RFC 3207 */
  PM_SECURITY_NONE,
} PmSecurity;

GType pm_security_get_type (void) G_GNUC_CONST;
#define PM_TYPE_SECURITY (pm_security_get_type ())

/* "auto", "tls", "starttls", "none". Static. */
const char *pm_security_get_id (PmSecurity security);
gboolean pm_security_from_id (const char *id, PmSecurity *security);

/* PmAccount: what the user told us about how he sends. Holds no password, by intent.
 *
 * Properties, all readable, writable and explicit-notify; strings are never NULL, "" is "not told":
 *   address       (string)  the mail address of the user
 *   server        (string)  host name or address literal of the outgoing server
 *   port          (uint)    0 is "not told": 465, 587 and 25 are looked at
 *   security      (PmSecurity)
 *   user          (string)  the name to sign in with; "" with a password given means the address
 *   auth          (string)  "auto" or the mechanism to use, as in the contract: "plain", "login"...
 *   from          (string)  envelope sender; "" means the address
 *   to            (string)  envelope recipient; "" means the sender himself
 *   message-size  (uint64)  octets of the message as it goes over the wire; 0 is "not told"
 */
#define PM_TYPE_ACCOUNT (pm_account_get_type ())
G_DECLARE_FINAL_TYPE (PmAccount, pm_account, PM, ACCOUNT, GObject)

PmAccount *pm_account_new (void);
PmAccount *pm_account_copy (PmAccount *self);

const char *pm_account_get_address (PmAccount *self);
void pm_account_set_address (PmAccount *self, const char *address);
const char *pm_account_get_server (PmAccount *self);
void pm_account_set_server (PmAccount *self, const char *server);
guint pm_account_get_port (PmAccount *self);
void pm_account_set_port (PmAccount *self, guint port);
PmSecurity pm_account_get_security (PmAccount *self);
void pm_account_set_security (PmAccount *self, PmSecurity security);
const char *pm_account_get_user (PmAccount *self);
void pm_account_set_user (PmAccount *self, const char *user);
const char *pm_account_get_auth (PmAccount *self);
void pm_account_set_auth (PmAccount *self, const char *auth);
const char *pm_account_get_from (PmAccount *self);
void pm_account_set_from (PmAccount *self, const char *from);
const char *pm_account_get_to (PmAccount *self);
void pm_account_set_to (PmAccount *self, const char *to);
guint64 pm_account_get_message_size (PmAccount *self);
void pm_account_set_message_size (PmAccount *self, guint64 octets);

/* What the fallbacks above come to. Owned by @self; "" where there is nothing to fall back to. */
const char *pm_account_get_effective_user (PmAccount *self);
const char *pm_account_get_effective_from (PmAccount *self);
const char *pm_account_get_effective_to (PmAccount *self);

G_END_DECLS
