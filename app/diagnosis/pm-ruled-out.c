/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-ruled-out.h"

#define MAX_CAUSES 12

/* Only what a result proves. That a sender was accepted proves little by itself: many servers judge it
 * at RCPT, some after DATA. */
static const struct
{
  PmStage stage;
  const char *result;
  const char *causes[MAX_CAUSES];
} proofs[] = {
  { PM_STAGE_CONNECT,
    "connected",
    { "connect.offline", "connect.dns-not-found", "connect.dns-failed", "connect.refused",
      "connect.timeout", "connect.unreachable" } },
  { PM_STAGE_GREETING, "ready", { "connect.not-smtp", "connect.service-refused" } },
  { PM_STAGE_TLS,
    "secured",
    { "tls.wrong-mode", "tls.not-offered", "tls.starttls-refused", "tls.injected",
      "tls.handshake-failed", "tls.version-mismatch", "tls.cert-expired", "tls.cert-untrusted",
      "tls.cert-name-mismatch" } },
  { PM_STAGE_AUTH,
    "accepted",
    { "auth.required", "auth.bad-credentials", "auth.app-password-required", "auth.not-offered",
      "auth.mechanism-unsupported", "auth.temporary-failure", "auth.basic-disabled",
      "auth.smtp-auth-disabled", "auth.protocol-access-disabled", "auth.web-login-required",
      "auth.oauth-token-invalid", "connect.wrong-host" } },
  { PM_STAGE_RECIPIENT,
    "accepted",
    { "sender.syntax", "sender.domain-not-found", "recipient.syntax", "policy.greylisted" } },
  { PM_STAGE_SIZE, "fits", { "limit.message-size" } },
  { PM_STAGE_SIZE, "accepted", { "limit.message-size" } },
};

static gboolean
is_named (GListModel *findings, const char *cause)
{
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (PmFinding) finding = g_list_model_get_item (findings, i);

      if (g_str_equal (pm_finding_get_cause (finding), cause))
        return TRUE;
    }
  return FALSE;
}

static void
add (PmDiagnosis *diagnosis, const char *cause)
{
  if (!is_named (pm_diagnosis_get_causes (diagnosis), cause)
      && !is_named (pm_diagnosis_get_notes (diagnosis), cause)
      && !g_strv_contains (pm_diagnosis_get_ruled_out (diagnosis), cause))
    pm_diagnosis_add_ruled_out (diagnosis, cause);
}

static gboolean
port_25_is_open (const PmScene *scene)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) == 25
        && pm_scene_saw (scene, PM_STAGE_CONNECT, i, PM_KEY_RESULT, "connected"))
      return TRUE;
  return FALSE;
}

/* A recipient of another domain than the sender's was accepted: the server relays for us. */
static gboolean
was_relayed (const PmScene *scene)
{
  return g_strcmp0 (pm_scene_get_result (scene, PM_STAGE_RECIPIENT), "accepted") == 0
         && pm_scene_goes_outside (scene);
}

/* The main port answered over IPv6. */
static gboolean
ipv6_works (const PmScene *scene)
{
  guint count = pm_scene_count_connections (scene);

  for (guint i = 1; i <= count; i++)
    if (pm_scene_get_port_of (scene, i) == scene->port
        && g_strcmp0 (pm_scene_get_family_of (scene, i), "ipv6") == 0
        && g_strcmp0 (pm_scene_get_result_on (scene, PM_STAGE_CONNECT, i), "connected") == 0)
      return TRUE;
  return FALSE;
}

void
pm_ruled_out_add (const PmScene *scene, PmDiagnosis *diagnosis)
{
  for (guint i = 0; i < G_N_ELEMENTS (proofs); i++)
    {
      if (scene->main == 0
          || !pm_scene_saw (scene, proofs[i].stage, scene->main, PM_KEY_RESULT, proofs[i].result))
        continue;
      for (guint j = 0; j < MAX_CAUSES && proofs[i].causes[j] != NULL; j++)
        add (diagnosis, proofs[i].causes[j]);
    }
  if (port_25_is_open (scene))
    add (diagnosis, "connect.port25-blocked");
  if (was_relayed (scene))
    add (diagnosis, "relay.denied");
  if (ipv6_works (scene))
    add (diagnosis, "connect.ipv6-broken");
}
