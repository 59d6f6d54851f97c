/* "scale" as a shared object, as `ingot compile` makes one: exactly one function is exported.
 * VARIANT_two_models exports two, VARIANT_other_version has another ABI version, VARIANT_external has its
 * weights outside. Used by file_posix.c and ingot-run.sh. SPDX-License-Identifier: Apache-2.0 */
#include "models.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT const ingot_model *scale(void);
const ingot_model *scale(void) {
  static ingot_model model;
  (void)cache_model;
  model = scale_model;
#ifdef VARIANT_other_version
  model.version = 1;
#endif
#ifdef VARIANT_external
  model.weights = NULL;
#endif
  return &model;
}

#ifdef VARIANT_two_models
EXPORT const ingot_model *second(void);
const ingot_model *second(void) { return &cache_model; }
#endif
