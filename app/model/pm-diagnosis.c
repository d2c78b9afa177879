/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-diagnosis.h"

struct _PmDiagnosis
{
  GObject parent_instance;

  PmVerdict verdict;
  GListStore *causes;
  GListStore *notes;
  GPtrArray *ruled_out; /* of char *, NULL-terminated */
};

G_DEFINE_ENUM_TYPE (PmVerdict,
                    pm_verdict,
                    G_DEFINE_ENUM_VALUE (PM_VERDICT_OK, "ok"),
                    G_DEFINE_ENUM_VALUE (PM_VERDICT_PROBLEM, "problem"),
                    G_DEFINE_ENUM_VALUE (PM_VERDICT_INCONCLUSIVE, "inconclusive"))

G_DEFINE_FINAL_TYPE (PmDiagnosis, pm_diagnosis, G_TYPE_OBJECT)

static void
pm_diagnosis_finalize (GObject *object)
{
  PmDiagnosis *self = PM_DIAGNOSIS (object);

  g_object_unref (self->causes);
  g_object_unref (self->notes);
  g_ptr_array_unref (self->ruled_out);
  G_OBJECT_CLASS (pm_diagnosis_parent_class)->finalize (object);
}

static void
pm_diagnosis_class_init (PmDiagnosisClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pm_diagnosis_finalize;
}

static void
pm_diagnosis_init (PmDiagnosis *self)
{
  self->causes = g_list_store_new (PM_TYPE_FINDING);
  self->notes = g_list_store_new (PM_TYPE_FINDING);
  self->ruled_out = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->ruled_out, NULL);
}

PmDiagnosis *
pm_diagnosis_new (PmVerdict verdict)
{
  PmDiagnosis *self = g_object_new (PM_TYPE_DIAGNOSIS, NULL);

  self->verdict = verdict;
  return self;
}

void
pm_diagnosis_add_cause (PmDiagnosis *self, PmFinding *finding)
{
  g_return_if_fail (PM_IS_DIAGNOSIS (self));

  g_list_store_append (self->causes, finding);
}

void
pm_diagnosis_add_note (PmDiagnosis *self, PmFinding *finding)
{
  g_return_if_fail (PM_IS_DIAGNOSIS (self));

  g_list_store_append (self->notes, finding);
}

void
pm_diagnosis_add_ruled_out (PmDiagnosis *self, const char *cause)
{
  g_return_if_fail (PM_IS_DIAGNOSIS (self));

  g_ptr_array_insert (self->ruled_out, (gint) self->ruled_out->len - 1, g_strdup (cause));
}

PmVerdict
pm_diagnosis_get_verdict (PmDiagnosis *self)
{
  g_return_val_if_fail (PM_IS_DIAGNOSIS (self), PM_VERDICT_INCONCLUSIVE);

  return self->verdict;
}

GListModel *
pm_diagnosis_get_causes (PmDiagnosis *self)
{
  g_return_val_if_fail (PM_IS_DIAGNOSIS (self), NULL);

  return G_LIST_MODEL (self->causes);
}

GListModel *
pm_diagnosis_get_notes (PmDiagnosis *self)
{
  g_return_val_if_fail (PM_IS_DIAGNOSIS (self), NULL);

  return G_LIST_MODEL (self->notes);
}

const char *const *
pm_diagnosis_get_ruled_out (PmDiagnosis *self)
{
  g_return_val_if_fail (PM_IS_DIAGNOSIS (self), NULL);

  return (const char *const *) self->ruled_out->pdata;
}

PmFinding *
pm_diagnosis_get_root (PmDiagnosis *self)
{
  g_autoptr (PmFinding) first = NULL;

  g_return_val_if_fail (PM_IS_DIAGNOSIS (self), NULL);

  /* The store keeps it; the reference that was taken here is not needed. */
  first = g_list_model_get_item (G_LIST_MODEL (self->causes), 0);
  return first;
}

const char *
pm_verdict_get_id (PmVerdict verdict)
{
  static const char *const ids[] = { "ok", "problem", "inconclusive" };

  g_return_val_if_fail ((gsize) verdict < G_N_ELEMENTS (ids), "inconclusive");

  return ids[verdict];
}
